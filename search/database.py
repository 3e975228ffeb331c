"""An SQLite file whose errors are Telusur's own: what is damaged, what is locked, what the disk refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.errors import Busy, DamagedIndex, TelusurError

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


RESTORE = (
    "Restore it from a backup, or move it aside and run `telusur reindex EXPORT` with an export or the site's sources "
    "(docs/running.md)."
)


class Database:
    """One connection. Every statement stands for itself unless it is inside `transaction`."""

    def __init__(self, path: Path, create: bool = True, wait: float = 0.0, cure: str = RESTORE) -> None:
        """Open the file. `wait`: seconds that a statement waits for another process's transaction; `cure` is told
        where it is damaged."""
        self.path = path
        self._cure = cure
        with self._told():
            self._db = sqlite3.connect(
                f"file:{_quoted(path)}?mode={'rwc' if create else 'rw'}", uri=True, timeout=wait, isolation_level=None
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as e:
            # The low byte is the kind of error, what stands above it the detail.
            kind = getattr(e, "sqlite_errorcode", 0) & 0xFF
            if kind in _DAMAGED:
                raise DamagedIndex(f"{self.path} is damaged ({e}). {self._cure}") from e
            if kind in _LOCKED:
                raise Busy(f"{self.path} is in use by another process ({e}). Try again in a moment.") from e
            raise TelusurError(
                f"{self.path} cannot be used ({e}). Free room, or mend the rights of that place, and run it again."
            ) from e

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Do one statement. Returns how many rows it wrote or took out; below 1 where it is no such statement."""
        with self._told():
            return self._db.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Do one statement for each of many rows."""
        with self._told():
            self._db.executemany(statement, rows)

    def rows(self, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """The rows of one question, as of the moment when the first is asked for."""
        with self._told():
            # Not `yield from`: it would close the cursor, which fails where the file was closed before.
            for row in self._db.execute(statement, values):  # noqa: UP028
                yield row

    def row(self, statement: str, values: Sequence[object] = ()) -> Any:
        """The first row of one question, None where there is none."""
        with self._told():
            return self._db.execute(statement, values).fetchone()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block or none; durable when it ends."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # SQLite has gone back by itself where the disk was full.
            if self._db.in_transaction:
                self.run("ROLLBACK")
            raise

    @property
    def in_transaction(self) -> bool:
        """Whether something is not yet committed."""
        return self._db.in_transaction

    def close(self) -> None:
        """Give the file back; what was not committed is gone."""
        self._db.close()


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
