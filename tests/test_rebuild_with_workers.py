"""A rebuild by several processes: it reports and holds what one process does, and fails as a whole."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from indexer import changes, pipeline, workers
from search.errors import TelusurError
from tests.site_under_test import Site, row, rows
from tests.test_workers import children


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site of 30 articles, rebuilt by two workers from now on."""
    site = Site(tmp_path / "situs")
    site.reindex(rows(30, "mula"))
    monkeypatch.setattr(workers, "WORTH", 100)
    monkeypatch.setattr(workers, "BATCH", 10)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    return site


def test_a_rebuild_with_workers_reports_and_holds_what_one_without_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [*rows(150, "baru"), {**row("buruk"), "body": ""}, {**row("catatan"), "url": "javascript:x"}, row("k-007")]
    before = children(os.getpid())
    started: list[int] = []
    start = workers.Workers.__init__

    def counted(crew: workers.Workers, count: int, *more: Any) -> None:
        started.append(count)
        start(crew, count, *more)

    monkeypatch.setattr(workers.Workers, "__init__", counted)
    with_workers = site.reindex(given)
    found = site.found()
    monkeypatch.setattr(workers, "WORTH", 10_000)
    without = site.reindex(given)
    assert started == [2]
    assert site.found() == found
    told = [
        (r.read, r.taken, r.rejected, r.repeated, r.cleaned, r.mended, len(r.notes)) for r in (with_workers, without)
    ]
    assert told == [(153, 151, 1, 1, 0, 2, 2)] * 2
    assert [r["id"] for r in site.place().rejects.read()] == ["buruk"]
    assert children(os.getpid()) == before


@pytest.mark.parametrize("ahead", [0, 7, 95, 10_000])
def test_rows_begun_while_others_are_gathered_count_as_any_others(
    site: Site, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    """Of one id the last row stays, whether workers had begun with it, with an earlier one, or with both."""
    given = rows(200, "baru")
    given[30] = row("k-003", "ganti dini")  # both among the first rows
    given[190] = row("k-041", "ganti akhir")
    given[191] = row("k-003", "ganti lagi")
    given[12] = {**row("k-012", "catatan"), "url": "javascript:x"}
    given[50] = {**row("k-050"), "published": "2031-01-01"}
    site.reindex(rows(200, "mula"))
    changes.hide(site.place(), ["k-020"], "uji")
    monkeypatch.setattr(workers, "WORTH_SIZE", 1)
    monkeypatch.setattr(workers, "AHEAD", ahead)
    with_workers, found = site.reindex(given), site.found()
    monkeypatch.setattr(workers, "WORTH", 10_000)
    monkeypatch.setattr(workers, "WORTH_SIZE", 10_000_000)
    without = site.reindex(given)
    assert found == site.found()
    assert "ganti lagi" in found["k-003"]
    assert "ganti akhir" in found["k-041"]
    assert not {"k-020", "k-050"} & found.keys()
    told = [
        (r.read, r.taken, r.rejected, r.repeated, r.cleaned, r.mended, sorted(n.split(":")[1] for n in r.notes))
        for r in (with_workers, without)
    ]
    assert told[0] == told[1]
    assert site.leftovers() == []


def test_workers_of_a_large_file_start_before_anything_else_is_done(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They load what they need while this process loads the engine and reads the rows."""
    place, source, made = site.place(), site.source(rows(90, "baru")), list[bool]()
    start = workers.Workers.__init__

    def noted(crew: workers.Workers, count: int, *more: Any) -> None:
        made.append("backend" in vars(place))
        start(crew, count, *more)

    monkeypatch.setattr(workers.Workers, "__init__", noted)
    monkeypatch.setattr(workers, "WORTH_SIZE", Path(source).stat().st_size)
    pipeline.reindex(place, [source])
    assert made == [False]
    assert site.holds(rows(90, "baru"))
    pipeline.reindex(site.place(), [site.source(rows(89, "lagi"))])
    assert made == [False], "a smaller file of fewer rows is worth none"


@pytest.mark.parametrize("when", ["read", "index"])
def test_a_killed_worker_fails_the_run_and_readers_keep_what_they_had(site: Site, when: str) -> None:
    """While rows are gathered, too: workers have begun with the first of them."""
    before = children(os.getpid())

    def killing(stage: str, done: int, total: int | None) -> None:
        if stage == when:
            for pid in children(os.getpid()) - before:
                os.kill(pid, signal.SIGKILL)

    source = site.source(rows(300, "baru"))
    with pytest.raises(TelusurError, match=r"worker process .* ended by signal 9 .*nothing was published.*memory"):
        pipeline.reindex(site.place(), [source], confirm=lambda *_: True, progress=killing)
    assert site.holds(rows(30, "mula"))
    assert site.leftovers() == []
    assert children(os.getpid()) == before
    site.reindex(rows(300, "baru"))
    assert site.holds(rows(300, "baru"))
