"""What readers look for: counted by day and question, nothing that tells of a person, never in a reader's way."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from search.desk import counts as counts_module
from search.desk.counts import KEPT, Asked, Counts, DayCount
from search.desk.store import FEWEST, Store
from tests.site_under_test import ROOT

TODAY = date(2025, 12, 12)
BEFORE = TODAY - timedelta(1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "desk")


@pytest.fixture
def counts(store: Store) -> Counts:
    return Counts(store)


def ask(counts: Counts, text: str, times: int, found: bool = True, day: date = TODAY) -> None:
    for _ in range(times):
        counts.count(text, found, day)


def test_the_same_question_is_counted_once_however_it_is_typed(counts: Counts) -> None:
    ask(counts, "Banjir  METRO", 3)
    ask(counts, " banjir metro ", 2, found=False)
    ask(counts, '"banjir metro"', 5)
    counts.flush()
    assert counts.top(TODAY, TODAY) == [Asked('"banjir metro"', 5, 0), Asked("banjir metro", 5, 2)]
    assert counts.unanswered(TODAY, TODAY) == [Asked("banjir metro", 5, 2)]


def test_days_are_added_up_and_told_apart(counts: Counts) -> None:
    ask(counts, "banjir", 3, day=BEFORE)
    counts.flush()
    ask(counts, "banjir", 4, found=False)
    counts.flush()
    assert counts.top(BEFORE, TODAY) == [Asked("banjir", 7, 4)]
    assert counts.per_day(BEFORE, TODAY) == [DayCount(BEFORE, 3, 0), DayCount(TODAY, 4, 4)]
    assert counts.per_day(TODAY, TODAY) == [DayCount(TODAY, 4, 4)]


def test_questions_asked_by_fewer_than_five_are_never_given_out(counts: Counts, store: Store) -> None:
    ask(counts, "nama orang", FEWEST - 1, found=False)
    ask(counts, "banjir", FEWEST)
    counts.flush()
    assert [a.question for a in counts.top(TODAY, TODAY)] == ["banjir"]
    assert counts.unanswered(TODAY, TODAY) == []
    assert {question for _, question, *_ in store.whole().questions} == {"banjir"}
    assert counts.per_day(TODAY, TODAY) == [DayCount(TODAY, 2 * FEWEST - 1, FEWEST - 1)], "days count all"


@pytest.mark.parametrize(
    "text",
    [
        "budi@contoh.id",
        "surat ke budi.s@contoh.co.id",
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "+62 812 3456 789",
        "(0721) 123456",
        "nik 1871012345678901",
        "1871 0123 4567 8901",
        "18.71.01.234567.8901",
        "０８１２３４５６７８９０",
    ],
)
def test_what_looks_like_an_address_or_number_of_a_person_is_not_stored(
    counts: Counts, store: Store, text: str
) -> None:
    ask(counts, text, 7)
    counts.flush()
    assert counts.top(TODAY, TODAY) == []
    assert counts.per_day(TODAY, TODAY) == [DayCount(TODAY, 7, 0)]
    with sqlite3.connect(store.path) as db:
        assert db.execute("SELECT COUNT(*) FROM question").fetchone() == (0,)


@pytest.mark.parametrize("text", ["dana desa 2025", "10/12/2025", "pemilu 2019 2024", "km 234 tol lampung", "covid-19"])
def test_ordinary_numbers_are_counted(counts: Counts, text: str) -> None:
    ask(counts, text, FEWEST)
    counts.flush()
    assert len(counts.top(TODAY, TODAY)) == 1


def test_the_file_holds_nothing_but_day_question_and_numbers(counts: Counts, store: Store) -> None:
    ask(counts, "banjir", 5)
    counts.flush()
    with sqlite3.connect(store.path) as db:
        assert db.execute("SELECT * FROM question").fetchall() == [("2025-12-12", "banjir", 5, 0)]
        assert db.execute("SELECT * FROM day").fetchall() == [("2025-12-12", 5, 0)]


def test_counts_are_forgotten_after_ninety_days_in_the_bytes_too(counts: Counts, store: Store) -> None:
    ask(counts, "rahasialama", 9, day=TODAY - KEPT - timedelta(1))
    counts.flush()
    assert b"rahasialama" in store.path.read_bytes()
    ask(counts, "banjir", 5, day=TODAY - KEPT)
    ask(counts, "jalan", 5)
    counts.flush()
    assert {a.question for a in counts.top(date.min, TODAY)} == {"banjir", "jalan"}
    assert b"rahasialama" not in store.path.read_bytes()


def test_a_flood_of_questions_fills_neither_memory_nor_disk(
    counts: Counts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts_module, "MOST", 10)
    for n in range(25):
        ask(counts, f"kata{n}", 1)
    assert sum(len(day.questions) for day in counts._days.values()) == 10
    counts.flush()
    for n in range(25):
        ask(counts, f"lain{n}", 1)
        ask(counts, "kata1", 1)
    counts.flush()
    with sqlite3.connect(store.path) as db:
        assert db.execute("SELECT COUNT(*) FROM question").fetchone() == (10,)
    assert counts.top(TODAY, TODAY) == [Asked("kata1", 26, 0)], "known ones go on counting"
    assert counts.per_day(TODAY, TODAY) == [DayCount(TODAY, 75, 0)]


def test_several_threads_and_processes_lose_nothing(store: Store) -> None:
    every = [Counts(store) for _ in range(3)]

    def work(counts: Counts) -> None:
        for n in range(200):
            counts.count("banjir", n % 2 == 0, TODAY)
            if n % 40 == 0:
                counts.flush()

    threads = [threading.Thread(target=work, args=(counts,)) for counts in every for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for counts in every:
        counts.close()
    assert every[0].top(TODAY, TODAY) == [Asked("banjir", 1200, 600)]


COUNTING = """
import sys
from datetime import date
from pathlib import Path
from search.desk.counts import Counts
from search.desk.store import Store
counts = Counts(Store(Path(sys.argv[1])))
for n in range(int(sys.argv[2])):
    counts.count("banjir", True, date(2025, 12, 12))
    if len(sys.argv) > 3:
        counts.flush()
        print(n + 1, flush=True)
"""


def test_what_waits_is_written_down_when_the_process_ends(counts: Counts, store: Store) -> None:
    given = [sys.executable, "-c", COUNTING, str(store.path.parent), "7"]
    subprocess.run(given, check=True, timeout=60, cwd=ROOT)
    assert counts.top(TODAY, TODAY) == [Asked("banjir", 7, 0)]


def test_a_killed_flush_is_there_whole_or_not_at_all(counts: Counts, store: Store) -> None:
    given = [sys.executable, "-c", COUNTING, str(store.path.parent), "100000", "flush"]
    told = 0
    for _ in range(4):
        process = subprocess.Popen(given, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout
        for _ in range(5):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        rest = process.communicate()[0].split()
        told += int(rest[-1]) if rest else 5
        ((asked,), (day,)) = (
            [a.asked for a in counts.top(TODAY, TODAY)] or [0],
            [d.searches for d in counts.per_day(TODAY, TODAY)],
        )
        assert asked == day, "one transaction"
        assert asked - told in (0, 1)
        told = asked
        assert store.problems() == []


def test_a_disk_that_refuses_is_told_once_and_nothing_is_lost_when_it_is_mended(
    counts: Counts, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    store.path.parent.write_text("a file in the place of the directory")
    ask(counts, "banjir", 5)
    counts.flush()
    ask(counts, "banjir", 1)
    counts.flush()
    assert "desk.sqlite3" in counts.fault
    assert len([r for r in caplog.records if "counted" in r.message]) == 1
    store.path.parent.unlink()
    counts.flush()
    assert counts.fault == ""
    assert counts.top(TODAY, TODAY) == [Asked("banjir", 6, 0)]


def test_a_full_disk_leaves_the_file_whole_and_counts_wait(counts: Counts, store: Store) -> None:
    ask(counts, "banjir", 5)
    counts.flush()
    for n in range(3000):
        ask(counts, f"pertanyaan yang panjang nomor {n}", 1)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (store.path.stat().st_size + 4096, limit[1]))
        counts.flush()
        assert counts.fault
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert store.problems() == []
    assert counts.per_day(TODAY, TODAY) == [DayCount(TODAY, 5, 0)]
    counts.flush()
    assert counts.fault == ""
    assert counts.per_day(TODAY, TODAY) == [DayCount(TODAY, 3005, 0)]


def test_nothing_is_made_where_nothing_was_asked(counts: Counts, store: Store) -> None:
    counts.flush()
    assert counts.top(TODAY, TODAY) == counts.unanswered(TODAY, TODAY) == counts.per_day(TODAY, TODAY) == []
    assert not store.path.parent.exists()
