"""A desk that cannot be written: searches go on, what stands there is read, and the fault is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from search.desk.counts import Counts
from search.desk.news import save
from search.desk.pins import Desk
from search.desk.store import Store
from search.parameters import read
from tests.site_under_test import Site, row, rows
from tests.test_failing_disk import limited, read_only, without_rights_of_root

TODAY = date(2025, 12, 12)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(3, "mula"))
    directory = site.directory / "desk"
    Desk(directory).pin("tanda1", "k-000", "sebab")
    with site.place().backend.reader() as engine:
        save(Store(directory), engine, "Metro", read({"q": ["metro"]}, TODAY).query, TODAY)
    counts = Counts(Store(directory))
    for _ in range(5):
        counts.count("banjir", True, TODAY)
    counts.close()
    return site


def test_a_read_only_desk_is_read_and_told(site: Site) -> None:
    site.add(row("k-9", "baru"))
    with read_only(site.directory / "desk"):
        run = lambda *words: site.run(*words, preexec_fn=without_rights_of_root)  # noqa: E731
        found = json.loads(run("search", "tanda1", "--json").stdout)
        assert [hit["pinned"] for hit in found["hits"]] == [True, False]
        assert "desk: 1 pins, 0 hides, 1 saved searches" in run("status").stdout
        kinds = [json.loads(line)["kind"] for line in run("export", "--desk").stdout.splitlines()]
        assert kinds == ["desk", "pin", "saved", "day", "question"]
        assert run("desk", "check").returncode == 0
        peeked = run("alerts", "--peek")
        assert [json.loads(line)["id"] for line in peeked.stdout.splitlines()] == ["k-9"]
        marking = run("alerts")
        assert marking.returncode == 1
        assert "desk.sqlite3" in marking.stderr
        assert "mend the rights" in marking.stderr
        assert len(marking.stdout.splitlines()) == 1, "what was told before it failed will be told again"


def test_a_full_disk_changes_nothing_of_the_desk(site: Site, tmp_path: Path) -> None:
    """Real refusals by the kernel, at many levels."""
    desk, store = Desk(site.directory / "desk"), Store(site.directory / "desk")
    export = site.run("export", "--desk").stdout
    file = tmp_path / "meja.jsonl"
    more = [
        json.dumps({"kind": "hide", "article": f"h-{n}", "why": "s" * 90, "until": None, "by": ""}) for n in range(99)
    ]
    more += [
        json.dumps({"kind": "question", "day": "2025-12-12", "question": f"kata {n}" * 9, "asked": 9, "unanswered": 0})
        for n in range(500)
    ]
    file.write_text(export + "\n".join(more), encoding="utf-8")
    before, codes = store.whole(), []
    for most in (1, 1_000, 4_096, 8_000, 20_000, 30_000, 60_000, 10_000_000):
        ended = site.run("desk", "restore", str(file), "--yes", preexec_fn=limited(most))
        codes.append(ended.returncode)
        assert not desk.entries().faults
        assert store.problems() == []
        if ended.returncode:
            assert ended.stderr.startswith("Error: "), ended.stderr
            assert store.whole() == before, most
            assert [pin.article for pin in desk.entries().pins] == ["k-000"]
    assert codes[0] == 1
    assert codes[-1] == 0
    assert len(desk.entries().hides) == 99
