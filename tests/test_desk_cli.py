"""The desk at the command line: alerts, check, export and restore, and the state in a line."""

from __future__ import annotations

import errno
import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from search.desk import files
from search.desk.counts import Counts
from search.desk.news import save
from search.desk.pins import Desk
from search.desk.store import FEWEST, Marker, Store
from search.errors import DeskFailure
from search.model import WIB
from search.parameters import read
from tests.site_under_test import Site, row, rows

TODAY = datetime.now(WIB).date()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(3, "mula"))
    return site


def desk_of(site: Site) -> tuple[Desk, Store]:
    return Desk(site.directory / "desk"), Store(site.directory / "desk")


def telusur(site: Site, *words: str, typed: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(main, [*words, "--index", str(site.directory)], input=typed)
    assert result.exit_code == code, result.output
    return result


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def saved_search(site: Site, name: str = "Metro", text: str = "metro") -> None:
    with site.place().backend.reader() as engine:
        save(desk_of(site)[1], engine, name, read({"q": [text]}, TODAY).query, TODAY)


def test_alerts_tell_each_new_story_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    saved_search(site)
    assert lines(telusur(site, "alerts")) == []
    site.add(row("k-9", "baru", url="https://contoh.example/9"), row("k-8", "baru"))
    desk_of(site)[0].hide("k-8", "sebab")
    peeked = lines(telusur(site, "alerts", "--peek"))
    monkeypatch.setenv("TELUSUR_BASE_URL", "https://cari.contoh.example/telusur")
    told = lines(telusur(site, "alerts"))
    assert [t["id"] for t in peeked] == [t["id"] for t in told] == ["k-9"]
    assert told[0] == {
        "search": "Metro",
        "id": "k-9",
        "title": "Banjir di Kota Metro kabar k-9",
        "page": "https://cari.contoh.example/telusur/berita/k-9",
        "url": "https://contoh.example/9",
        "published": "2025-03-" + row("k-9")["published"][-2:],
    }
    assert peeked[0]["page"] == "/berita/k-9"
    assert lines(telusur(site, "alerts")) == []
    assert desk_of(site)[1].seen(1, Marker.PAGE).ids == {"k-000", "k-001", "k-002"}, "the page has its own"


def test_a_search_that_cannot_be_asked_stops_no_other(site: Site) -> None:
    store = desk_of(site)[1]
    store.save("Aneh", "q=metro&dari=bukan-tanggal", store.seen(0, Marker.PAGE))
    saved_search(site)
    site.add(row("k-9", "baru"))
    told = telusur(site, "alerts", code=1)
    assert [t["search"] for t in lines(told)] == ["Metro"]
    assert "saved search 'Aneh' cannot be asked" in told.stderr
    assert "saved search 'Aneh' cannot be read" in telusur(site, "desk", "check", code=1).stderr


def test_all_of_it_survives_a_rebuild(site: Site) -> None:
    fill(site)
    before = desk_of(site)[0].entries(), desk_of(site)[1].whole()
    site.rebuild()
    telusur(site, "prune")
    assert (desk_of(site)[0].entries(), desk_of(site)[1].whole()) == before


def test_alerts_without_an_index_fail_with_the_next_step(tmp_path: Path) -> None:
    assert "telusur reindex" in telusur(Site(tmp_path / "kosong"), "alerts", code=1).stderr


def test_search_and_related_go_by_the_desk(site: Site) -> None:
    desk = desk_of(site)[0]
    desk.pin("tanda1", "k-000", "sebab", date(2999, 1, 1), "rina")
    desk.hide("k-002", "sebab")
    row_ = json.loads(telusur(site, "search", "tanda1", "--json").stdout)
    assert [(h["id"], h["pinned"]) for h in row_["hits"]] == [("k-000", True), ("k-001", False)]
    shown = telusur(site, "search", "tanda1", "--explain").stdout
    assert "k-000 · pinned by rina until 2999-01-01: sebab" in shown
    assert "hidden by the desk: 1" in shown
    assert "k-002" not in telusur(site, "related", "k-000").stdout
    assert "k-002" in telusur(site, "export").stdout, "exports are of the archive"


def test_check_tells_what_to_mend_and_what_has_ended(site: Site) -> None:
    desk = desk_of(site)[0]
    assert "all whole" in telusur(site, "desk", "check").stderr
    desk.pin("mula", "k-000", "sebab", TODAY - timedelta(1))
    assert "pin of k-000 for 'mula': ended on" in telusur(site, "desk", "check").stderr
    desk.pin("mula", "tak-ada", "sebab")
    desk.hide("entah", "sebab")
    desk.pin("banjir 2019", "k-001", "sebab")
    told = telusur(site, "desk", "check", code=1).stderr
    assert "pin of tak-ada for 'mula': there is no such article" in told
    assert "hide of entah: there is no such article" in told
    desk.path.write_text("[[pin]\n")
    assert "line 1: cannot be read" in telusur(site, "desk", "check", code=1).stderr


def test_check_tells_of_a_pin_that_its_own_question_leaves_out(site: Site) -> None:
    site.add(row("m-1", "merah", published="2025-03-30"))
    desk_of(site)[0].pin("banjir maret 2025", "k-000", "sebab")
    desk_of(site)[0].pin("banjir april 2025", "m-1", "sebab")
    site.add(row("a-1", "merah", published="2025-04-02"))
    told = telusur(site, "desk", "check", code=1).stderr
    assert "pin of m-1 for 'banjir april 2025': its question does not show it" in told
    assert "k-000" not in told


def test_status_tells_the_desk_in_a_line(site: Site) -> None:
    desk, _ = desk_of(site)
    saved_search(site)
    desk.pin("mula", "k-000", "sebab")
    desk.hide("k-001", "sebab")
    assert "desk: 1 pins, 1 hides, 1 saved searches\n" in telusur(site, "status").stdout
    desk.path.write_text("[[pin]\n")
    shown = telusur(site, "status").stdout
    assert "PROBLEM of the desk: " in shown
    assert "line 1" in shown
    assert json.loads(telusur(site, "status", "--json").stdout)["desk"]["problems"]


def fill(site: Site) -> None:
    desk, store = desk_of(site)
    desk.pin('jalan "rusak"', "k-000", "sebab\u2028ganjil", TODAY, "rina")
    desk.pin("jalan", "k-001", "sebab")
    desk.hide("k-002", "sebab")
    saved_search(site)
    saved_search(site, "Banjir", "banjir")
    counts = Counts(store)
    for _ in range(FEWEST):
        counts.count("banjir", True, TODAY)
    counts.count("jarang", True, TODAY)
    counts.close()


def test_an_export_comes_back_as_it_was(site: Site, tmp_path: Path) -> None:
    fill(site)
    site.add(row("k-9", "baru"))
    file = tmp_path / "meja.jsonl"
    telusur(site, "export", "--desk", "--output", str(file))
    text = file.read_text(encoding="utf-8")
    assert lines(telusur(site, "export", "--desk")) == [json.loads(line) for line in text.splitlines()]
    assert "jarang" not in text, "asked too seldom to be given out"
    other = Site(tmp_path / "lain")
    other.reindex([*rows(3, "mula"), row("k-9", "baru")])
    telusur(other, "desk", "restore", str(file))
    assert desk_of(other)[0].entries() == desk_of(site)[0].entries()
    assert desk_of(other)[1].whole() == desk_of(site)[1].whole()
    assert {t["id"] for t in lines(telusur(other, "alerts"))} == {"k-9"}, "what was seen stays seen"
    again = telusur(other, "desk", "restore", str(file), code=1)
    assert "--yes" in again.stderr
    telusur(other, "desk", "restore", "-", "--yes", typed=text)
    assert len(desk_of(other)[1].saved()) == 2


@pytest.mark.parametrize(
    "broken",
    [
        "bukan json\n",
        '{"kind": "apa"}\n',
        '{"kind": "pin", "question": "x"}\n',
        '{"kind": "hide", "article": 3, "why": "x", "until": null, "by": ""}\n',
        '{"kind": "day", "day": "kemarin", "searches": 1, "unanswered": 1}\n',
        '{"kind": "desk", "format": 99}\n',
        "[]\n",
        '{"kind": "hide", "article": "\\ud800", "why": "x", "until": null, "by": ""}\n',
    ],
)
def test_a_broken_export_changes_nothing(site: Site, broken: str) -> None:
    fill(site)
    before = desk_of(site)[0].entries(), desk_of(site)[1].whole()
    whole = telusur(site, "export", "--desk").stdout
    told = telusur(site, "desk", "restore", "-", "--yes", typed=whole + broken, code=1).stderr
    assert f"line {whole.count(chr(10)) + 1} is no line" in told
    assert "first line is missing" in telusur(site, "desk", "restore", "-", "--yes", code=1).stderr
    assert (desk_of(site)[0].entries(), desk_of(site)[1].whole()) == before


def test_a_file_at_fault_is_not_exported_as_if_it_were_whole(site: Site) -> None:
    fill(site)
    desk_of(site)[0].path.write_text("[[pin]\n")
    assert "line 1" in telusur(site, "export", "--desk", code=1).stderr


@pytest.mark.parametrize("name", ["open", "fsync", "fchmod"])
def test_a_disk_that_refuses_leaves_the_file_of_pins_as_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    desk = desk_of(site)[0]
    desk.hide("k-000", "sebab")
    before = desk.path.read_bytes()

    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files.os, name, full)
        with pytest.raises(DeskFailure, match="No space left on device"):
            desk.hide("k-001", "sebab")
    assert desk.path.read_bytes() == before
    assert [p.name for p in desk.path.parent.iterdir() if p.name.endswith(".tmp")] == []
    desk.hide("k-001", "sebab")
    assert desk.rules(TODAY).hidden == {"k-000", "k-001"}
