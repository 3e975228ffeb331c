"""Saved searches and counts of questions, in one SQLite file that several processes use."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from search.database import Database
from search.desk.files import have, on_one_line
from search.errors import BadEntry, DeskFailure, Fault, NotFound

VERSION = 1
WAIT = 5.0
"""Seconds that a statement waits for another process's transaction."""
MOST_LONG = 200
"""Characters of a name."""
CURE = "Move it aside and restore the newest export of the desk (docs/running.md, backups)."
_TABLES = """
CREATE TABLE saved (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, query TEXT NOT NULL,
                    made TEXT NOT NULL, by TEXT NOT NULL);
CREATE TABLE marker (saved INTEGER NOT NULL REFERENCES saved ON DELETE CASCADE, name TEXT NOT NULL,
                     looked TEXT NOT NULL, seen BLOB NOT NULL, PRIMARY KEY (saved, name)) WITHOUT ROWID;
CREATE TABLE day (day TEXT PRIMARY KEY, searches INTEGER NOT NULL, unanswered INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE question (day TEXT NOT NULL, question TEXT NOT NULL, asked INTEGER NOT NULL, unanswered INTEGER NOT NULL,
                       PRIMARY KEY (day, question)) WITHOUT ROWID
"""


FEWEST = 5
"""A question that was asked less often, in the days that are looked at, is never given out: it may tell of a person."""
_NEW = "INSERT INTO saved (id, name, query, made, by) VALUES (?, ?, ?, ?, ?)"
_QUESTIONS = """SELECT day, question, asked, unanswered FROM question WHERE question IN
(SELECT question FROM question GROUP BY question HAVING SUM(asked) >= ?) ORDER BY day, question"""


class Marker(StrEnum):
    """Whose last look at a saved search is meant: the desk's page, or the command `telusur alerts`."""

    PAGE = "page"
    ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search. `query` are its canonical parameters as a query string, `made` the moment (ISO, UTC)."""

    id: int
    name: str
    query: str
    made: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a search held at a look: the ids of its newest stories, and where it held more than are kept, the place of
    the last of them in the order of days (search.desk.news). `at` is the moment of the look (ISO, UTC), "" until it is
    kept."""

    ids: frozenset[str]
    last: tuple[int, int, str] | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """All that the file holds: saved searches with what was seen of them; day, searches, unanswered; day, question,
    asked, unanswered."""

    saved: tuple[tuple[Saved, Mapping[Marker, Seen]], ...] = ()
    days: tuple[tuple[str, int, int], ...] = ()
    questions: tuple[tuple[str, str, int, int], ...] = ()


class Store:
    """The file in a directory; made when something is first kept. Safe between threads: every call opens it anew.

    Every method may raise TelusurError (DeskFailure, Busy, DamagedIndex) with the cure; none takes longer than WAIT.
    """

    def __init__(self, directory: Path) -> None:
        self.path = directory / "desk.sqlite3"

    def saved(self) -> list[Saved]:
        """All saved searches, by name."""
        with self.open(write=False) as db:
            rows = db.rows("SELECT id, name, query, made, by FROM saved ORDER BY name") if db else ()
            return [Saved(*row) for row in rows]

    def one(self, id_: int) -> Saved:
        """A saved search. Raises NotFound."""
        found = next((s for s in self.saved() if s.id == id_), None)
        if found is None:
            raise NotFound(f"there is no saved search {id_}.")
        return found

    def save(self, name: str, query: str, seen: Seen, by: str = "") -> Saved:
        """Save a search with all that it holds now as seen. Raises BadEntry ("empty", "long", or "taken" where another
        one has that name)."""
        name, by = on_one_line(name), on_one_line(by)
        faults = [Fault("name", "", "empty")] if not name else []
        long = {"name": name, "by": by}
        faults += [Fault(n, t[:MOST_LONG], "long", str(MOST_LONG)) for n, t in long.items() if len(t) > MOST_LONG]
        if faults:
            raise BadEntry(tuple(faults))
        made = _now()
        with self.open() as db:
            assert db is not None
            with db.transaction():
                if db.row("SELECT 1 FROM saved WHERE name = ?", (name,)):
                    raise BadEntry((Fault("name", name, "taken"),))
                db.run(_NEW, (None, name, query, made, by))
                id_ = int(db.row("SELECT last_insert_rowid()")[0])
                for marker in Marker:
                    _mark(db, id_, marker, replace(seen, at=made))
        return Saved(id_, name, query, made, by)

    def forget(self, id_: int) -> None:
        """Remove a saved search with its markers. Raises NotFound."""
        with self.open() as db:
            if not db or not db.run("DELETE FROM saved WHERE id = ?", (id_,)):
                raise NotFound(f"there is no saved search {id_}.")

    def seen(self, id_: int, marker: Marker) -> Seen:
        """What a search held at the last look; nothing where there was none."""
        with self.open(write=False) as db:
            found = db and db.row("SELECT seen, looked FROM marker WHERE saved = ? AND name = ?", (id_, marker.value))
        return _unpacked(*found) if found else Seen(frozenset())

    def mark(self, id_: int, marker: Marker, seen: Seen) -> None:
        """Keep what a search held at a look; nothing where the search was removed meanwhile."""
        with self.open() as db:
            assert db is not None
            with db.transaction():
                if db.row("SELECT 1 FROM saved WHERE id = ?", (id_,)):
                    _mark(db, id_, marker, seen)

    def whole(self) -> Whole:
        """All that the file holds and may be given out, as of one moment."""
        with self.open(write=False) as db:
            if not db:
                return Whole()
            db.run("BEGIN")
            saved = [Saved(*row) for row in db.rows("SELECT id, name, query, made, by FROM saved ORDER BY name")]
            markers: dict[int, dict[Marker, Seen]] = {s.id: {} for s in saved}
            for id_, name, seen, looked in db.rows("SELECT saved, name, seen, looked FROM marker"):
                markers[id_][Marker(name)] = _unpacked(seen, looked)
            days = tuple(db.rows("SELECT day, searches, unanswered FROM day ORDER BY day"))
            questions = tuple(db.rows(_QUESTIONS, (FEWEST,)))
        return Whole(tuple((s, markers[s.id]) for s in saved), days, questions)

    def restore(self, whole: Whole) -> None:
        """Put this in the place of all that is there."""
        with self.open() as db:
            assert db is not None
            with db.transaction():
                for statement in ("DELETE FROM saved", "DELETE FROM day", "DELETE FROM question"):
                    db.run(statement)
                for saved, markers in whole.saved:
                    db.run(_NEW, (saved.id, saved.name, saved.query, saved.made, saved.by))
                    for marker, seen in markers.items():
                        _mark(db, saved.id, marker, seen)
                db.many("INSERT OR REPLACE INTO day VALUES (?, ?, ?)", whole.days)
                db.many("INSERT OR REPLACE INTO question VALUES (?, ?, ?, ?)", whole.questions)

    def problems(self) -> list[str]:
        """What is wrong with the file, in plain words; empty when whole, or when nothing was ever kept."""
        with self.open(write=False) as db:
            rows = db.rows("PRAGMA integrity_check") if db else ()
            told = [str(row[0]) for row in rows]
        return [f"{self.path} is damaged ({t}). {CURE}" for t in told if t != "ok"]

    @contextmanager
    def open(self, write: bool = True) -> Iterator[Database | None]:
        """The file, for one short use. None where there is none yet and nothing is to be written."""
        if not write and not self.path.is_file():
            yield None
            return
        if write:
            try:
                have(self.path)
            except OSError as e:
                cure = "Free room, or mend the rights of that place."
                raise DeskFailure(f"{self.path} cannot be made ({e.strerror or e}). {cure}") from e
        db = Database(self.path, create=False, wait=WAIT, cure=CURE)
        try:
            db.run("PRAGMA foreign_keys=ON")
            # What is removed leaves no trace in the file: questions are forgotten after a time.
            db.run("PRAGMA secure_delete=ON")
            yield db if self._prepare(db, write) else None
        finally:
            db.close()

    def _prepare(self, db: Database, write: bool) -> bool:
        """Make the tables where there are none and something is to be written. Returns whether there are any."""
        if not _version(db) and write:
            with db.transaction():
                if not _version(db):  # another process may have been faster
                    for statement in _TABLES.split(";"):
                        db.run(statement)
                    db.run(f"PRAGMA user_version={VERSION}")
        version = _version(db)
        if version > VERSION:
            raise DeskFailure(f"{self.path} was written by a newer version of Telusur. Run that version, or: {CURE}")
        return version > 0


def _version(db: Database) -> int:
    return int(db.row("PRAGMA user_version")[0])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _mark(db: Database, id_: int, marker: Marker, seen: Seen) -> None:
    statement = "INSERT OR REPLACE INTO marker (saved, name, looked, seen) VALUES (?, ?, ?, ?)"
    db.run(statement, (id_, marker.value, seen.at or _now(), _packed(seen)))


def _packed(seen: Seen) -> bytes:
    return zlib.compress(json.dumps([sorted(seen.ids), seen.last]).encode())


def _unpacked(packed: bytes, at: str) -> Seen:
    ids, last = json.loads(zlib.decompress(packed))
    return Seen(frozenset(ids), tuple(last) if last else None, at)
