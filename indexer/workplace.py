"""Where a run works and what it tells: the index directory, its parts, and one run's counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date

from indexer import words, workers
from indexer.archive import Archive
from indexer.locks import held
from indexer.report import RejectsFile, Report
from indexer.sources import fields, read
from indexer.sources.rows import BadRow, RawRow, Reject
from indexer.understand import Outcome, outcome
from search.analysis.table import WordTable
from search.engine import Backend
from search.errors import DamagedIndex, TelusurError
from search.model import AnalysedArticle
from search.settings import Settings

Progress = Callable[[str, int, int | None], None]
"""(stage "read" or "index", rows done, rows in all or None where that is not known)."""
RESTORE = (
    "Restore the archive from a backup, or run `telusur reindex EXPORT` with an export or the site's sources "
    "(docs/running.md, backups)."
)
ROOM_FACTOR = 3
"""Free space a change needs, as a multiple of what it writes: the new index beside the old one, and its merge."""
ROOM_LEAST = 50_000_000
"""Bytes that must be free in any case."""

FINISH_WAIT = 60.0
"""Seconds that a run waits to write down its rejects while another one commits."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody looks at."""


class Workplace:
    """One index directory, seen from the writing door."""

    def __init__(self, settings: Settings, backend: Backend | None = None) -> None:
        self.directory = settings.index
        self.backend = backend or settings.backend()
        self.rejects = RejectsFile(self.directory / "rejects.jsonl")
        self.archive_path = self.directory / "archive.sqlite3"
        self.staging_path = self.directory / "staging.sqlite3"
        self.words_path = self.directory / "words.tsv"

    def archive(self) -> Archive:
        """The archive, made where nothing was ever published.

        Raises DamagedIndex where readers have an index and the archive that it is a view of is gone: a new, empty
        one would take their articles away with the next rebuild.
        """
        if not self.archive_path.is_file() and self.backend.published() is not None:
            raise DamagedIndex(f"{self.archive_path} is gone, though an index made from it is published. {RESTORE}")
        return Archive(self.archive_path)

    def load_words(self) -> dict[str, str]:
        """The table of words stemmed before."""
        return words.load(self.words_path)

    def save_words(self, known: dict[str, str]) -> None:
        """Keep the table for the next run."""
        words.save(self.words_path, known)

    def need_room(self, written: int) -> None:
        """Refuse to begin where the disk would fill up on the way. `written`: bytes of the rows to be indexed."""
        need = max(ROOM_FACTOR * written, ROOM_LEAST)
        free = shutil.disk_usage(self.directory).free
        if free < need:
            raise TelusurError(
                f"{self.directory} has {free // 1_000_000} MB free and {need // 1_000_000} MB are needed. "
                "Make room (`telusur prune` removes what no reader needs) and run it again."
            )


class Run:
    """One run over rows: reads, understands, counts. No row stops it, and none harms its neighbours."""

    def __init__(self, place: Workplace, progress: Progress = silent, today: date | None = None) -> None:
        self.place = place
        self.report = Report()
        self.rejects = place.rejects.notes()
        self.known = place.load_words()
        self.table = WordTable(self.known)
        self.progress = progress
        self.today = today

    def finish(self, anew: bool = False) -> None:
        """Leave what outlives the run: its rejects (`anew`: instead of those that stood there), the words it met."""
        with held(self.place.directory, "write", "finish", FINISH_WAIT):
            self.rejects.finish(anew)
            self.place.save_words(self.known)

    def rows(self, sources: Sequence[str], format_: str | None) -> Iterator[RawRow]:
        """The rows of the sources that can be taken as far as their fields tell."""
        for source in sources:
            for row in read(source, format_):
                self.report.read += 1
                self.progress("read", self.report.read, None)
                if isinstance(row, Reject):
                    self.reject(row)
                elif self._takeable(row):
                    yield row

    def _takeable(self, row: RawRow) -> bool:
        try:
            fields(row, self.today)
        except BadRow as e:
            self.reject(Reject(row.origin, row.line, row.id, str(e)))
            return False
        return True

    def reject(self, reject: Reject) -> None:
        """A row that is not taken."""
        self.report.reject(reject)
        self.rejects.add(reject)

    def analysed(self, row: RawRow, counted: bool = True) -> AnalysedArticle | None:
        """The article of a row with its words; None where it had to be rejected.

        `counted` off for rows of the archive that are not this run's own: its report is not about them.
        """
        return self._judged(row, outcome(row, self.today, self.table), counted)

    def _judged(self, row: RawRow, result: Outcome, counted: bool = True) -> AnalysedArticle | None:
        """Count what came of a row."""
        if result.analysed is not None:
            if counted:
                self.report.note(row, result.notes)
                self.report.cleaned += bool(result.analysed.article.removed)
            return result.analysed
        reject = Reject(row.origin, row.line, row.id, result.reason or "")
        if counted:
            self.reject(reject)
        else:
            self.rejects.add(reject)
        return None

    def all_analysed(
        self, rows: Iterable[RawRow], total: int | None, drop: Callable[[str], None]
    ) -> Iterator[AnalysedArticle]:
        """The articles of many rows; `drop` hears the ids of those that had to be rejected.

        Many rows are worked on in processes beside, with the same results in the same order.
        """
        with ExitStack() as stack:
            if total is not None and total >= workers.WORTH and workers.cores() > 1:
                count = min(workers.cores(), workers.MOST_WORKERS)
                crew = workers.Workers(count, self.known, self.place.words_path, self.today)
                stack.callback(crew.close)
                outcomes = crew.outcomes(rows)
            else:
                outcomes = ((row, outcome(row, self.today, self.table)) for row in rows)
            for n, (row, result) in enumerate(outcomes, 1):
                analysed = self._judged(row, result)
                if analysed is None:
                    drop(row.id)
                else:
                    self.report.taken += 1
                    yield analysed
                self.progress("index", n, total)
