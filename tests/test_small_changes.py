"""A change of a few articles costs what these articles cost, not what the site holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import report, words, workplace
from indexer.sources.rows import Reject
from tests.site_under_test import ROOT, Site, row, rows


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex([*rows(5, "mengherankan"), {**row("buruk"), "body": ""}])
    return site


def state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def test_few_rows_leave_the_table_of_words_and_the_rejects_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [site.directory / name for name in ("words.tsv", "rejects.jsonl")]
    before = [state(path) for path in kept]
    monkeypatch.setattr(words, "load", lambda path: pytest.fail("the table was loaded"))
    monkeypatch.setattr(report.RejectsFile, "read", lambda file: pytest.fail("all rejects were read"))
    site.add(*rows(workplace.FEW, "membingungkan"))
    site.delete("k-001")
    assert [state(path) for path in kept] == before
    assert site.finds("bingung") == [f"k-{n:03}" for n in range(workplace.FEW) if n != 1]


def test_many_rows_use_the_table_of_words_and_add_to_it(site: Site) -> None:
    site.add(*rows(workplace.FEW + 1, "membingungkan"))
    table = site.place().load_words()
    assert (table["mengherankan"], table["membingungkan"]) == ("heran", "bingung")


@pytest.mark.parametrize("id_", ["buruk", 'ku"tip\\', "bé/ta", "☃"])
def test_a_reject_goes_when_its_article_is_taken(site: Site, id_: str) -> None:
    """Rejects are looked for by their ids alone; an id may look like the sign that ends it."""
    site.add({**row(id_), "body": ""}, {**row("lain"), "body": ""})
    assert site.place().rejects.ids() >= {id_, "lain", "buruk"}
    site.add(row(id_))
    assert sorted({"buruk", "lain"} - {id_}) == sorted(r["id"] for r in site.place().rejects.read())


def test_ids_of_rejects_are_not_taken_for_what_their_reasons_say(tmp_path: Path) -> None:
    file = report.RejectsFile(tmp_path / "rejects.jsonl")
    assert file.ids() == set()
    notes = file.notes()
    assert not notes.has_news()
    notes.add(Reject("sumber", 1, None, 'not JSON: {"id": "bukan"}'))
    notes.add(Reject("sumber", 2, "satu", "body missing"))
    assert notes.has_news()
    notes.finish()
    assert file.ids() == {"satu"}
    assert not file.notes().has_news()


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("satu\tsatu\ndua\tdua", True),
        ("", False),
        ("satu\tsatu", False),
        ("satu\tsatu\tlagi\ndua", False),
        ("satu\ndua\ttiga\tempat", False),
    ],
)
def test_a_table_of_words_that_is_not_whole_is_not_used(tmp_path: Path, lines: str, whole: bool) -> None:
    path = tmp_path / "words.tsv"
    words.save(path, {"mengherankan": "heran", "kata": "kata"})
    assert words.load(path) == {"mengherankan": "heran", "kata": "kata"}
    header = path.read_text(encoding="utf-8").partition("\n")[0]
    path.write_text(f"{header}\n{lines}", encoding="utf-8")
    assert words.load(path) == ({"satu": "satu", "dua": "dua"} if whole else {})


LOADED = """
import json, sys
from indexer import changes
from indexer.workplace import Workplace
from search.settings import Settings
from pathlib import Path

changes.add(Workplace(Settings(index=Path(sys.argv[1]))), [sys.argv[2]])
print(json.dumps(sorted(sys.modules)))
"""


def test_adding_json_lines_loads_no_parser_of_other_formats(site: Site) -> None:
    words_ = [sys.executable, "-c", LOADED, str(site.directory), site.source([row("baru")])]
    said = subprocess.run(words_, capture_output=True, text=True, check=True, cwd=ROOT, env=dict(os.environ))
    loaded = set(json.loads(said.stdout))
    assert "indexer.sources.jsonl" in loaded
    assert [name for name in ("lxml.etree", "ijson") if name in loaded] == []
    assert site.holds([*rows(5, "mengherankan"), row("baru")])
