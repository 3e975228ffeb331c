"""What readers look for, counted by day and question; nothing is kept of who asked, nor of the time of day.

Counting is never in a reader's way: it goes to memory, and a thread beside writes it down every few seconds. A process
that is killed loses those seconds.
"""

from __future__ import annotations

import atexit
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Event, Lock, Thread

from search.database import Database
from search.desk.store import FEWEST, Store
from search.errors import TelusurError
from search.parse import normal, tidy
from search.query import MAX_TEXT

FLUSH_SECONDS = 5.0
KEPT = timedelta(days=90)
"""How long counts are kept."""
MOST = 20_000
"""Different questions of a day that are kept, and that wait in memory; further ones count in the day's total alone."""
_PERSONAL = re.compile(r"\S@\S|\d(?:[\s().,/+-]*\d){8}")
"""An e-mail address, or nine digits and more whatever parts them: telephone numbers, NIK, accounts."""
_MOST_ASKED = """SELECT question, SUM(asked), SUM(unanswered) FROM question WHERE day BETWEEN ? AND ?
GROUP BY question HAVING SUM(asked) >= ? ORDER BY SUM(asked) DESC, question LIMIT ?"""
_MOST_UNANSWERED = """SELECT question, SUM(asked), SUM(unanswered) FROM question WHERE day BETWEEN ? AND ?
GROUP BY question HAVING SUM(asked) >= ? AND SUM(unanswered) > 0 ORDER BY SUM(unanswered) DESC, question LIMIT ?"""
log = logging.getLogger("telusur")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question (`search.parse.normal`), how often it was asked, and how often of that without an answer."""

    question: str
    asked: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """The searches of a day, and how many of them had no answer."""

    day: date
    searches: int
    unanswered: int


@dataclass(slots=True)
class _Day:
    searches: int = 0
    unanswered: int = 0
    questions: dict[str, list[int]] = field(default_factory=dict)

    def add(self, searches: int, unanswered: int) -> None:
        self.searches += searches
        self.unanswered += unanswered

    def add_question(self, question: str, asked: int, unanswered: int, room: bool) -> None:
        row = self.questions.get(question)
        if row is not None:
            row[0] += asked
            row[1] += unanswered
        elif room:
            self.questions[question] = [asked, unanswered]


class Counts:
    """The counts of one process on their way to the store, and those of all processes as they stand there.

    `fault` says why they could not be written down of late, "" where they could. Safe between threads.
    """

    def __init__(self, store: Store) -> None:
        self.fault = ""
        self._store = store
        self._days: dict[date, _Day] = {}
        self._lock, self._writing, self._end = Lock(), Lock(), Event()
        self._thread: Thread | None = None
        self._forgot: date | None = None

    def count(self, text: str, found: bool, today: date) -> None:
        """Count a question as it was typed, asked on this WIB day; takes some microseconds and never fails."""
        question = "" if _PERSONAL.search(tidy(text)) else normal(text)[:MAX_TEXT]
        with self._lock:
            day = self._days.setdefault(today, _Day())
            day.add(1, not found)
            if question:
                day.add_question(question, 1, not found, self._has_room())
            if self._thread is None:
                self._thread = Thread(target=self._keep_writing, name="counts", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _has_room(self) -> bool:
        return sum(len(day.questions) for day in self._days.values()) < MOST

    def _keep_writing(self) -> None:
        while not self._end.wait(FLUSH_SECONDS):
            self.flush()

    def close(self) -> None:
        """Write down what waits, and end the thread beside."""
        self._end.set()
        self.flush()

    def flush(self) -> None:
        """Write down what waits. What cannot be written waits on; that is logged once."""
        with self._writing:
            with self._lock:
                days, self._days = self._days, {}
            if not days:
                return
            try:
                self._write(days)
            except TelusurError as e:
                if not self.fault:
                    log.warning("questions cannot be counted: %s", e)
                self.fault = str(e)
                self._take_back(days)
            else:
                self.fault = ""

    def _take_back(self, days: Mapping[date, _Day]) -> None:
        with self._lock:
            for when in sorted(days)[-2:]:  # of a longer failure the oldest days are lost, not memory
                old, day = days[when], self._days.setdefault(when, _Day())
                day.add(old.searches, old.unanswered)
                for question, (asked, unanswered) in old.questions.items():
                    day.add_question(question, asked, unanswered, self._has_room())

    def _write(self, days: Mapping[date, _Day]) -> None:
        with self._store.open() as db:
            assert db is not None
            with db.transaction():
                for when, day in days.items():
                    _write_day(db, when.isoformat(), day)
                newest = max(days)
                if newest != self._forgot:
                    before = ((newest - KEPT).isoformat(),)
                    db.run("DELETE FROM question WHERE day < ?", before)
                    db.run("DELETE FROM day WHERE day < ?", before)
        self._forgot = newest

    def top(self, since: date, until: date, limit: int = 20) -> list[Asked]:
        """The questions that were asked most on these days, inclusive; none that was asked less than FEWEST times."""
        return self._asked(_MOST_ASKED, since, until, limit)

    def unanswered(self, since: date, until: date, limit: int = 20) -> list[Asked]:
        """The questions that found nothing most often on these days; none that was asked less than FEWEST times."""
        return self._asked(_MOST_UNANSWERED, since, until, limit)

    def _asked(self, statement: str, since: date, until: date, limit: int) -> list[Asked]:
        with self._store.open(write=False) as db:
            values = since.isoformat(), until.isoformat(), FEWEST, limit
            return [Asked(*row) for row in db.rows(statement, values)] if db else []

    def per_day(self, since: date, until: date) -> list[DayCount]:
        """The days on which something was asked, inclusive, oldest first."""
        statement = "SELECT day, searches, unanswered FROM day WHERE day BETWEEN ? AND ? ORDER BY day"
        with self._store.open(write=False) as db:
            rows = db.rows(statement, (since.isoformat(), until.isoformat())) if db else ()
            return [DayCount(date.fromisoformat(day), *numbers) for day, *numbers in rows]


def _write_day(db: Database, when: str, day: _Day) -> None:
    db.run(
        "INSERT INTO day VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET searches = searches + excluded.searches, "
        "unanswered = unanswered + excluded.unanswered",
        (when, day.searches, day.unanswered),
    )
    room = MOST - int(db.row("SELECT COUNT(*) FROM question WHERE day = ?", (when,))[0])
    for question, (asked, unanswered) in day.questions.items():
        known = db.run(
            "UPDATE question SET asked = asked + ?, unanswered = unanswered + ? WHERE day = ? AND question = ?",
            (asked, unanswered, when, question),
        )
        if not known and room > 0:
            db.run("INSERT INTO question VALUES (?, ?, ?, ?)", (when, question, asked, unanswered))
            room -= 1
