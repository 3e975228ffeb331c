"""Rows of a rebuild on their way: on disk, so that memory does not grow with the sources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from indexer.sources.rows import RawRow
from search.database import Database

_BATCH = 200


# `json.dumps` with these settings would make an encoder for every row.
_encode = json.JSONEncoder(separators=(",", ":")).encode


def encoded(row: RawRow) -> str:
    """A row's payload as the archive keeps it: escaped, so that a lone surrogate can be kept too."""
    return _encode(row.payload)


class StoredRow(NamedTuple):
    """A raw row as it is kept on disk: `payload` is JSON, for whoever needs it to take it apart."""

    format: str
    id: str
    payload: str
    origin: str = ""
    line: int = 0

    @classmethod
    def of(cls, row: RawRow) -> StoredRow:
        """A row as it is kept."""
        return cls(row.format, row.id, encoded(row), row.origin, row.line)

    def raw(self) -> RawRow:
        """The row as its source gave it."""
        return RawRow(self.format, self.id, json.loads(self.payload), self.origin, self.line)


class Staging:
    """The file of one rebuild. It is removed when closed; what a killed run left is removed when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.remove()
        self._db = Database(path)
        try:
            self._db.run("PRAGMA journal_mode=OFF")
            self._db.run("PRAGMA synchronous=OFF")
            self._db.run(
                # Rows stand in the order in which they come: to keep long ones in the order of their ids costs four
                # times as much.
                "CREATE TABLE articles (id TEXT NOT NULL UNIQUE, format TEXT NOT NULL, payload TEXT NOT NULL, "
                "origin TEXT NOT NULL, line INTEGER NOT NULL)"
            )
            self._db.run("BEGIN")
        except BaseException:
            self.close()
            raise

    def put(self, row: StoredRow) -> RawRow | None:
        """Take a row; it takes the place of an earlier one of its id, which is returned."""
        values = (row.id, row.format, row.payload, row.origin, row.line)
        if self._db.run("INSERT INTO articles VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", values):
            return None
        earlier = self._db.row("SELECT origin, line FROM articles WHERE id = ?", (row.id,))
        self._db.run("REPLACE INTO articles VALUES (?, ?, ?, ?, ?)", values)
        return RawRow(row.format, row.id, "", *earlier)

    def drop(self, id_: str) -> None:
        """Take a row out again."""
        self._db.run("DELETE FROM articles WHERE id = ?", (id_,))

    def count(self) -> int:
        """How many rows are staged."""
        return int(self._db.row("SELECT count(*) FROM articles")[0])

    def rows(self) -> Iterator[RawRow]:
        """Every staged row, by id. Rows may be dropped meanwhile."""
        return map(StoredRow.raw, self.stored())

    def stored(self) -> Iterator[StoredRow]:
        """The same, as they are kept."""
        last = ""
        while True:
            query = "SELECT format, id, payload, origin, line FROM articles WHERE id > ? ORDER BY id LIMIT ?"
            batch = [StoredRow(*row) for row in self._db.rows(query, (last, _BATCH))]
            if not batch:
                return
            yield from batch
            last = batch[-1].id

    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def finished(self) -> Staging:
        """Itself, readable by the archive."""
        if self._db.in_transaction:
            self._db.run("COMMIT")
        return self

    def close(self) -> None:
        """Close and remove the file."""
        try:
            self.remove()
        finally:
            self._db.close()

    def remove(self) -> None:
        """Remove what an earlier run left."""
        self.path.unlink(missing_ok=True)
