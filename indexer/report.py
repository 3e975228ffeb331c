"""What a run did: counted while it runs, told at its end, and the rejects file that outlives it."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.sources.rows import RawRow, Reject
from indexer.staging import StoredRow

SHOWN = 5
"""Rejects and notes that a closing report shows; all rejects stand in rejects.jsonl."""
KEPT = 100_000
"""Lines that rejects.jsonl may hold; the newest stay."""


@dataclass
class Report:
    """Counts of one run. `read` rows = `taken` + `rejected` + `repeated` (an id that came again in the run)."""

    read: int = 0
    taken: int = 0
    repeated: int = 0
    cleaned: int = 0
    mended: int = 0
    rejects: list[Reject] = field(default_factory=list)
    rejected: int = 0
    notes: list[str] = field(default_factory=list)
    removed: int = 0
    generation: str = ""
    started: float = field(default_factory=time.monotonic)
    finished: float | None = None

    @property
    def seconds(self) -> float:
        """How long the run took, or has taken so far."""
        return (self.finished or time.monotonic()) - self.started

    @property
    def rate(self) -> float:
        """Articles taken a second."""
        return self.taken / self.seconds if self.seconds > 0 else 0.0

    def reject(self, reject: Reject) -> None:
        """Count a row that was not taken; the first few are kept for the closing words."""
        self.rejected += 1
        if len(self.rejects) < SHOWN:
            self.rejects.append(reject)

    def note(self, row: RawRow | StoredRow, notes: Iterable[str]) -> None:
        """Tell what was mended in a row that was taken."""
        told = list(notes)
        self.mended += bool(told)
        for text in told:
            if len(self.notes) < SHOWN:
                self.notes.append(f"{place(row.origin, row.line)}: {row.id}: {text}")


def place(origin: str, line: int) -> str:
    """Where a row stood, as editors and compilers write it."""
    return f"{origin}:{line}" if line else origin


_ID = re.compile(rb'"id"\s*:\s*("(?:[^"\\]|\\.)*")')


class RejectsFile:
    """index_data/rejects.jsonl: the rows that are not in the index and why, until they are taken or replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Iterator[dict[str, Any]]:
        """Its lines; none where there is no file. A line that is not whole is passed over."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue

    def count(self) -> int:
        """How many rejects stand."""
        return sum(1 for _ in self.read())

    def replace(self, rows: Iterable[dict[str, Any]]) -> None:
        """Put a new version in place of the file, in one step."""
        aside = self.path.with_suffix(".tmp")
        try:
            with aside.open("w", encoding="utf-8", errors="backslashreplace") as file:
                for row in rows:
                    file.write(_line(row) + "\n")
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.path)
        finally:
            aside.unlink(missing_ok=True)

    def ids(self) -> set[str]:
        """The ids of its rows, read in a tenth of the time that the rows take."""
        found: set[str] = set()
        with suppress(FileNotFoundError):
            for quoted in _ID.findall(self.path.read_bytes()):
                with suppress(ValueError):
                    found.add(json.loads(quoted) if b"\\" in quoted else quoted[1:-1].decode())
        return found

    def notes(self, anew: bool = False) -> RejectsNotes:
        """Begin to note what a run adds to the file and takes from it; `anew` where it may take all that stands."""
        return RejectsNotes(self, anew)


class RejectsNotes:
    """What one run has to tell the rejects file; the file is as it was until `finish`."""

    def __init__(self, file: RejectsFile, anew: bool) -> None:
        self._file = file
        self._stood = {_line(row) for row in file.read()} if anew else set()
        self._added: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._taken: set[str] = set()

    def add(self, reject: Reject) -> None:
        """A row that was not taken."""
        values = asdict(reject)
        source = values.pop("origin")
        row = {"source": source, **values, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        _put(self._added, row)
        if reject.id is not None:
            self._taken.discard(reject.id)

    def taken(self, ids: Iterable[str]) -> None:
        """Articles that were taken are rejects no longer."""
        good = set(ids)
        self._taken |= good
        self._added = {key: row for key, row in self._added.items() if row["id"] not in good}

    def has_news(self, anew: bool = False) -> bool:
        """Whether `finish` would change anything."""
        return bool(self._added or (anew and self._stood) or (self._taken and self._taken & self._file.ids()))

    def finish(self, anew: bool = False) -> None:
        """Put the new version in place, `anew` without what stood there when the run began.

        The caller holds the write lock: runs beside this one have something to tell too.
        """
        before = list(self._file.read())
        rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        for row in before:
            if row.get("id") not in self._taken and not (anew and _line(row) in self._stood):
                _put(rows, row)
        for row in self._added.values():
            _put(rows, row)
        if list(rows.values()) != before:
            self._file.replace(rows.values())


def _put(rows: dict[tuple[str, str, str], dict[str, Any]], row: dict[str, Any]) -> None:
    # The same bad row comes again with every run of a timer: it is listed once, with its last time.
    key = (str(row.get("source")), str(row.get("id") or row.get("line")), str(row.get("reason")))
    rows.pop(key, None)
    rows[key] = row
    if len(rows) > KEPT:
        rows.pop(next(iter(rows)))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
