"""Worker processes: the same articles, words and rejects as in one process; none outlives its parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer import workers
from indexer.sources.rows import RawRow
from indexer.staging import StoredRow, encoded
from indexer.understand import Outcome, outcome
from search.analysis.table import WordTable
from search.article_bytes import to_bytes
from tests.site_under_test import DEADLINE, ROOT, Site, row, rows

TODAY = date(2025, 12, 10)


def stored(given: Any, id_: str, format_: str = "jsonl") -> StoredRow:
    return StoredRow(format_, id_, encoded(RawRow(format_, id_, given)), f"sumber-{id_}", len(id_))


def mixed(count: int) -> list[StoredRow]:
    """Good rows, rows with notes, bad ones, and one that no rule foresees."""
    found = [stored(r, r["id"]) for r in rows(count, "katabaru")]
    for at in range(5, count, 7):
        found[at] = stored(
            {**row(f"catatan-{at}"), "url": "javascript:x", "body": "METRO, MFH,-- Isi. (abc)"}, f"c-{at}"
        )
    for at in range(3, count, 11):
        found[at] = stored({**row(f"buruk-{at}"), "body": ""}, f"b-{at}")
    found[count // 2] = stored({"category": 5, "content:encoded": "Isi."}, "wp-5", "wxr")
    found[count // 3] = stored({**row("kelak"), "published": "2031-01-01"}, "kelak")
    return found


def in_process(given: Sequence[StoredRow]) -> tuple[list[Outcome], dict[str, str]]:
    known: dict[str, str] = {}
    table = WordTable(known)
    return [outcome(r.raw(), TODAY, table) for r in given], known


def beside(given: Sequence[StoredRow], path: Path, count: int = 2) -> tuple[list[Outcome], dict[str, str]]:
    known: dict[str, str] = {}
    crew = workers.Workers(count, known, path / "words.tsv", TODAY)
    try:
        found = list(crew.outcomes(given))
    finally:
        crew.close()
    assert [r for r, _ in found] == list(given), "in the order in which they came"
    return [result for _, result in found], known


def plain(result: Outcome) -> tuple[Any, ...]:
    """An outcome as values that can be compared: words as they are, not as numbers of some table."""
    a = result.analysed
    return (a and (a.article, list(a.title), list(a.body), a.face), result.notes, result.reason)


def test_workers_give_what_one_process_gives_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BATCH", 7)
    given = mixed(100)
    expected, words = in_process(given)
    found, learnt = beside(given, tmp_path)
    assert [plain(r) for r in found] == [plain(r) for r in expected]
    assert learnt == words, "words that any worker has stemmed are kept"
    reasons = [r.reason for r in found if r.reason]
    assert sum("body missing" in reason for reason in reasons) == len(range(3, 100, 11)) - (
        100 // 3 in range(3, 100, 11)
    )
    assert sum("TypeError" in reason and "report it together with the row" in reason for reason in reasons) == 1
    assert sum("in the future" in reason for reason in reasons) == 1
    assert any("left out" in note for r in found for note in r.notes)


def test_articles_come_as_engines_want_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One table of words a worker, as engines turn a whole one at once into their own; and the bytes they store."""
    monkeypatch.setattr(workers, "BATCH", 5)
    found = [a for r in beside(mixed(60), tmp_path, count=3)[0] if (a := r.analysed)]
    assert len({id(text.forms) for a in found for text in (a.title, a.body)}) == 3
    assert [a.stored for a in found] == [to_bytes(a.article) for a in found]


def test_rows_that_no_pipe_holds_and_none_at_all_come_to_an_end(tmp_path: Path) -> None:
    """A worker that gives an answer reads nothing meanwhile: its parent must not wait for that."""
    long = [stored(row(f"panjang-{n}", "éé " * 90_000), f"p-{n}") for n in range(6)]
    assert len(long[0].payload) > 2**20
    short = [stored(r, r["id"]) for r in rows(20)]
    given = [*long[:3], *short, *long[3:]]
    found, _ = beside(given, tmp_path)
    assert [plain(r) for r in found] == [plain(r) for r in in_process(given)[0]]
    assert beside([], tmp_path) == ([], {})


def test_workers_know_the_words_of_earlier_runs(tmp_path: Path) -> None:
    site = Site(tmp_path / "situs")
    site.reindex(rows(3, "mengherankan"))
    table = site.place().load_words()
    assert table["mengherankan"] == "heran"
    crew = workers.Workers(1, {}, site.place().words_path, TODAY)
    try:
        (_, result), *_ = crew.outcomes([stored(row("a", "mengherankan"), "a")])
        assert result.analysed is not None
        assert "heran" in [form.term for form in result.analysed.body]
        assert list(crew.outcomes([])) == []
    finally:
        crew.close()


def children(parent: int) -> set[int]:
    """The processes that a process has started and that live."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(ppid) == parent and state != "Z":
            found.add(int(path.parent.name))
    return found


def living(pids: set[int]) -> set[int]:
    """Those that have not ended; one whose end nobody has asked for yet has."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.add(pid)
    return found


def waited_for(sign: Callable[[], Any]) -> bool:
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        if sign():
            return True
        time.sleep(0.01)
    return False


PARENT = """
import itertools, sys, time
from pathlib import Path
from indexer import workers
from tests.test_workers import stored, row

crew = workers.Workers(2, {}, Path("tidak-ada"), None)
print("ready", flush=True)
if sys.argv[1] == "busy":
    endless = (stored(row(f"k-{n}", "sibuk " * 200), f"k-{n}") for n in itertools.count())
    for _ in crew.outcomes(endless):
        pass
time.sleep(1000)
"""


@pytest.mark.parametrize("doing", ["busy", "idle", "loading"])
def test_no_worker_outlives_a_killed_parent(doing: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, doing], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    try:
        assert parent.stdout.readline() == "ready\n"
        crew = children(parent.pid)
        assert len(crew) == 2
        if doing != "loading":
            # As long as they load what they need, nobody has told the kernel yet.
            time.sleep(1.0)
    finally:
        parent.kill()
        parent.communicate()
    assert waited_for(lambda: not living(crew))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_a_stop_that_all_processes_hear_is_told_by_the_command_alone(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """A terminal and systemd signal the whole group: the workers leave it to their parent to end them."""
    site = Site(tmp_path / "situs")
    site.reindex(rows(3))
    # So many that the work lasts longer than any signal here is late, and workers are worth it.
    source = site.source(rows(6 * workers.WORTH, "banyak"))
    command = subprocess.Popen(
        site.command("reindex", source, "--yes"), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    if len(os.sched_getaffinity(0)) > 1:
        assert waited_for(lambda: children(command.pid) or command.poll() is not None)
    crew = children(command.pid)
    os.killpg(command.pid, number)
    said = command.communicate(timeout=DEADLINE)[1]
    assert command.returncode == code, said
    assert "Traceback" not in said, said
    assert waited_for(lambda: not living(crew))
    assert site.holds(rows(3))
    assert site.leftovers() == []


def test_modules_of_a_worker_do_not_come_from_where_somebody_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("signal", "json", "indexer", "msgspec"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken from the wrong place')")
    monkeypatch.setattr(sys, "path", [str(ROOT), *(p for p in sys.path if p)])
    monkeypatch.chdir(tmp_path)
    found, _ = beside([stored(row("a"), "a")], tmp_path, count=1)
    assert found[0].analysed is not None
    assert json.loads(stored(row("a"), "a").payload)["id"] == "a"
