"""The truth that every index is a view of: each raw row as it came, each deletion, numbered in order.

What is committed here is what Telusur acknowledges. One row an id: a later version takes the place of the
one before, a deletion takes its text away, and both get the next sequence number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.sources.rows import RawRow
from indexer.staging import Staging, StoredRow, encoded
from search.database import Database
from search.errors import DamagedIndex, TelusurError

VERSION = 2
_TABLES = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    format TEXT,          -- NULL: deleted
    payload TEXT,         -- the row as it came, as JSON
    origin TEXT NOT NULL DEFAULT '',
    line INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
CREATE TABLE counter (last INTEGER NOT NULL);
INSERT INTO counter VALUES (0);
"""
_HIDDEN = """
CREATE TABLE hidden (
    id TEXT PRIMARY KEY,
    why TEXT NOT NULL,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
DROP VIEW IF EXISTS live;
CREATE VIEW live AS SELECT * FROM articles WHERE format IS NOT NULL AND id NOT IN (SELECT id FROM hidden);
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """An article that readers must not find: since when (UTC) and why."""

    id: str
    why: str
    at: str


class Archive:
    """index_data/archive.sqlite3. Every method that writes is one durable transaction."""

    def __init__(self, path: Path, create: bool = True) -> None:
        """Open it. Raises DamagedIndex where the file is no archive or was made by a newer version."""
        self.path = path
        if create:
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        # Another process may be in the middle of its commit: wait as long as a change waits for its lock.
        self._db = Database(path, create, wait=10)
        try:
            self._set_up()
        except BaseException:
            self.close()
            raise

    def _set_up(self) -> None:
        self._db.run("PRAGMA journal_mode=WAL")
        self._db.run("PRAGMA synchronous=FULL")
        # A deleted article's text must not stay readable in free pages of the file.
        self._db.run("PRAGMA secure_delete=ON")
        if self._version() < VERSION:
            with self._db.transaction():
                version = self._version()  # another process may have been faster
                for statement in ((_TABLES if version == 0 else "") + _HIDDEN).strip().split(";\n"):
                    if version < VERSION:
                        self._db.run(statement)
                self._db.run(f"PRAGMA user_version={max(version, VERSION)}")
        if self._version() != VERSION:
            raise DamagedIndex(
                f"{self.path} has format {self._version()}, this program knows {VERSION}. Install the matching version."
            )

    def _version(self) -> int:
        return int(self._db.row("PRAGMA user_version")[0])

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def head(self) -> int:
        """The last sequence number given."""
        return int(self._db.row("SELECT last FROM counter")[0])

    def count(self) -> int:
        """How many articles it holds, deleted and hidden ones left out."""
        return int(self._db.row("SELECT count(*) FROM live")[0])

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when whole."""
        found = [str(row[0]) for row in self._db.rows("PRAGMA integrity_check(10)")]
        return [] if found == ["ok"] else [f"{self.path}: {text}" for text in found]

    def compact(self) -> None:
        """Give the room of deleted rows back to the disk, and with it their last bytes.

        `secure_delete` overwrites a row where it stands, but not what SQLite left behind when it moved the row
        from page to page: only writing the whole file anew does.
        """
        self._db.run("VACUUM")
        self._db.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def size(self) -> int:
        """Bytes that it takes, those included that still stand in the log."""
        return int(self._db.row("PRAGMA page_count")[0]) * int(self._db.row("PRAGMA page_size")[0])

    def put(self, rows: Iterable[RawRow]) -> int:
        """Take these rows; each takes the place of an earlier one of its id. Returns the new head."""
        with self._db.transaction():
            return self._numbered((r.id, r.format, encoded(r), r.origin, r.line) for r in rows)

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Delete articles, their text included. Returns the ids that were there."""
        with self._db.transaction():
            there = [i for i in dict.fromkeys(ids) if self._row_of(i)]
            self._numbered((i, None, None, "", 0) for i in there)
            return there

    def has(self, id_: str) -> bool:
        """Whether it holds an article, hidden or not."""
        return self._row_of(id_) is not None

    def _row_of(self, id_: str) -> StoredRow | None:
        query = "SELECT format, id, payload, origin, line FROM articles WHERE id = ? AND format IS NOT NULL"
        row = self._db.row(query, (id_,))
        return StoredRow(*row) if row else None

    def row(self, id_: str) -> RawRow | None:
        """An article's row as it came; None for an unknown, deleted or hidden one."""
        stored = None if self.is_hidden(id_) else self._row_of(id_)
        return stored and stored.raw()

    def is_hidden(self, id_: str) -> bool:
        """Whether readers must not find it."""
        return self._db.row("SELECT 1 FROM hidden WHERE id = ?", (id_,)) is not None

    def hidden(self) -> Iterator[Hidden]:
        """What readers must not find, by id."""
        return itertools.starmap(Hidden, self._db.rows("SELECT id, why, at FROM hidden ORDER BY id"))

    def hide(self, ids: Iterable[str], why: str) -> list[str]:
        """Keep articles from readers, whatever is added or rebuilt later. Returns the ids that there are."""
        with self._db.transaction():
            there = [i for i in dict.fromkeys(ids) if self.has(i)]
            hidden = "INSERT INTO hidden (id, why) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET why = excluded.why"
            self._db.many(hidden, ((i, why) for i in there))
            self._touch(there)
            return there

    def unhide(self, ids: Iterable[str]) -> list[str]:
        """Let readers find articles again. Returns the ids of those that were hidden."""
        with self._db.transaction():
            there = [i for i in dict.fromkeys(ids) if self.is_hidden(i)]
            self._db.many("DELETE FROM hidden WHERE id = ?", ((i,) for i in there))
            self._touch(there)
            return there

    def _touch(self, ids: Iterable[str]) -> None:
        """Give articles the next numbers, so that indexes look at them again."""
        numbered = list(enumerate(ids, self.head() + 1))
        self._db.many("UPDATE articles SET seq = ? WHERE id = ?", numbered)
        self._db.run("UPDATE counter SET last = last + ?", (len(numbered),))

    def _numbered(self, rows: Iterable[tuple[str, str | None, str | None, str, int]]) -> int:
        seq = self.head()
        for row in rows:
            seq += 1
            self._db.run(
                "INSERT INTO articles (id, seq, format, payload, origin, line) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, format = excluded.format, "
                "payload = excluded.payload, origin = excluded.origin, line = excluded.line, "
                "at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
                (row[0], seq, *row[1:]),
            )
        self._db.run("UPDATE counter SET last = ?", (seq,))
        return seq

    def rows(self) -> Iterator[RawRow]:
        """Every article's row, by id, as of one moment."""
        return map(StoredRow.raw, self.stored())

    def stored(self) -> Iterator[StoredRow]:
        """The same, as they are kept."""
        return itertools.starmap(
            StoredRow, self._db.rows("SELECT format, id, payload, origin, line FROM live ORDER BY id")
        )

    def changed(self, since: int) -> dict[str, int]:
        """What was added, deleted, hidden or shown again after a sequence number: ids with their own, in its order."""
        return dict(self._db.rows("SELECT id, seq FROM articles WHERE seq > ? ORDER BY seq", (since,)))

    def missing_from(self, staging: Staging) -> int:
        """How many of the articles here are not among the staged rows."""
        with self._attached(staging.finished()):
            query = "SELECT count(*) FROM live WHERE id NOT IN (SELECT id FROM staged.articles)"
            return int(self._db.row(query)[0])

    def adopt(self, staging: Staging, since: int) -> int:
        """Hold exactly the staged rows, but for what was added or deleted after `since`: that is newer and stays.

        Rows that are here already, as they came, keep their number. Returns the new head.
        """
        with self._attached(staging.finished()), self._db.transaction():
            # Ids alone: the rows themselves are long.
            self._db.run(
                "CREATE TEMP TABLE adopted AS "
                "SELECT s.id FROM staged.articles s LEFT JOIN main.articles a ON a.id = s.id "
                "WHERE a.id IS NULL OR (a.seq <= ? AND (a.format IS NOT s.format OR a.payload IS NOT s.payload)) "
                "ORDER BY s.id",
                (since,),
            )
            self._db.run(
                "INSERT INTO adopted SELECT id FROM main.live "
                "WHERE seq <= ? AND id NOT IN (SELECT id FROM staged.articles) ORDER BY id",
                (since,),
            )
            head = self.head()
            self._db.run(
                "INSERT INTO main.articles (id, seq, format, payload, origin, line) "
                "SELECT a.id, ? + a.rowid, s.format, s.payload, coalesce(s.origin, ''), coalesce(s.line, 0) "
                "FROM adopted a LEFT JOIN staged.articles s ON s.id = a.id WHERE true ORDER BY a.rowid "
                "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, format = excluded.format, "
                "payload = excluded.payload, origin = excluded.origin, line = excluded.line, "
                "at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
                (head,),
            )
            self._db.run("UPDATE counter SET last = ? + (SELECT count(*) FROM adopted)", (head,))
            self._db.run("DROP TABLE adopted")
            return self.head()

    @contextmanager
    def _attached(self, staging: Staging) -> Iterator[None]:
        self._db.run("ATTACH DATABASE ? AS staged", (str(staging.path),))
        try:
            yield
        finally:
            self._db.run("DETACH DATABASE staged")


def open_existing(path: Path) -> Archive:
    """The archive of an index directory that must have one already. Raises TelusurError where it has none."""
    if not path.is_file():
        raise TelusurError(f"{path} is not there: no article was ever taken. Run `telusur reindex SOURCES`.")
    return Archive(path, create=False)
