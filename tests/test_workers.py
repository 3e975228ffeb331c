"""Worker processes: the same results as in one process, and none of them outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import workers
from indexer.sources.rows import RawRow
from indexer.understand import Outcome, outcome
from indexer.workers import Workers
from search.analysis.table import WordTable
from search.errors import TelusurError
from tests.site_under_test import Site, row, rows

DEADLINE = 60


def raw(count: int) -> Iterator[RawRow]:
    """Rows of which some are cleaned, some told about and some refused."""
    for n in range(count):
        body = f"METRO, MFH,-- Banjir ke-{n} melanda Kota Metro, Rabu (10/12/2025). Warga mengungsi."
        payload = {"id": f"k{n}", "title": f"Banjir {n}" if n % 5 else "", "body": body if n % 7 else "<p></p>"}
        yield RawRow("jsonl", f"k{n}", payload, "berita.jsonl", n + 1)


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Workers]:
    found = Workers(2, {}, tmp_path / "words.tsv", None)
    yield found
    found.close()


def plain(results: Iterator[tuple[RawRow, Outcome]]) -> list[object]:
    return [
        (r.id, o.notes, o.reason, o.analysed and (o.analysed.article, list(o.analysed.title), list(o.analysed.body)))
        for r, o in results
    ]


def test_workers_give_what_one_process_gives_in_the_same_order(crew: Workers) -> None:
    table, count = WordTable(), 5 * workers.BATCH + 3
    alone = plain((r, outcome(r, None, table)) for r in raw(count))
    assert plain(crew.outcomes(raw(count))) == alone
    assert {reason is None for _, _, reason, _ in alone} == {True, False}  # type: ignore[misc]


def test_what_workers_learnt_is_kept(tmp_path: Path) -> None:
    known: dict[str, str] = {}
    crew = Workers(2, known, tmp_path / "words.tsv", None)
    try:
        list(crew.outcomes(raw(10)))
    finally:
        crew.close()
    assert known["mengungsi"] == "ungsi"


def test_a_rebuild_with_workers_is_the_rebuild_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, together = Site(tmp_path / "satu"), Site(tmp_path / "dua")
    report = alone.reindex(rows(230))
    monkeypatch.setattr(workers, "WORTH", 0)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    with_workers = together.reindex(rows(230))
    counts = ("read", "taken", "rejected", "repeated", "cleaned", "mended", "notes")
    assert [getattr(with_workers, name) for name in counts] == [getattr(report, name) for name in counts]
    assert together.found() == alone.found()


def test_a_worker_that_is_killed_fails_the_run_and_readers_keep_what_they_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path / "index")
    site.reindex(rows(5))
    monkeypatch.setattr(workers, "WORTH", 0)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    start = workers._Worker.__init__

    def doomed(worker: workers._Worker, *given: object) -> None:
        start(worker, *given)  # type: ignore[arg-type]
        worker._process.kill()

    monkeypatch.setattr(workers._Worker, "__init__", doomed)
    with pytest.raises(TelusurError, match="by signal 9 in the middle of its work; nothing was published"):
        site.reindex([row(f"baru-{n}") for n in range(300)])
    assert site.holds(rows(5))
    assert site.leftovers() == []


PARENT = """
import sys, time
from pathlib import Path
from indexer.workers import Workers
crew = Workers(2, {}, Path(sys.argv[1]), None)
print(*(w._process.pid for w in crew._workers), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_workers_end_with_their_parent(tmp_path: Path, number: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, tmp_path / "words.tsv"], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2
    assert all(alive(pid) for pid in pids)
    os.kill(parent.pid, number)
    parent.wait(DEADLINE)
    parent.stdout.close()
    end = time.monotonic() + DEADLINE
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
