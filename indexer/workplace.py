"""Where a run works and what it tells: the index directory, its parts, and one run's counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from indexer import words, workers
from indexer.archive import Archive
from indexer.report import RejectsFile, Report
from indexer.sources import fields, read
from indexer.sources.rows import BadRow, RawRow, Reject
from indexer.staging import StoredRow
from indexer.understand import Outcome, outcome
from search.analysis.table import WordTable
from search.engine import Backend
from search.errors import DamagedIndex, TelusurError
from search.locks import held
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

FEW = 20
"""Rows up to which an addition neither loads nor keeps the table of words: stemming theirs anew costs less."""
FINISH_WAIT = 60.0
"""Seconds that a run waits to write down its rejects while another one commits."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody looks at."""


class Workplace:
    """One index directory, seen from the writing door."""

    def __init__(self, settings: Settings, backend: Backend | None = None) -> None:
        self.directory = settings.index
        self._settings = settings
        self._backend = backend
        self.rejects = RejectsFile(self.directory / "rejects.jsonl")
        self.archive_path = self.directory / "archive.sqlite3"
        self.staging_path = self.directory / "staging.sqlite3"
        self.words_path = self.directory / "words.tsv"
        self.stories_path = self.directory / "stories.sqlite3"

    @cached_property
    def backend(self) -> Backend:
        """The backend of its index, made when it is first asked for: that takes some tenths of a second."""
        return self._backend or self._settings.backend()

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

    def __init__(
        self, place: Workplace, progress: Progress = silent, today: date | None = None, anew: bool = False
    ) -> None:
        """`anew` where the run may take the place of all that is there, `finish` with it then."""
        self.place = place
        self.report = Report()
        self.rejects = place.rejects.notes(anew)
        self.progress = progress
        self.today = today
        self._words: dict[str, str] = {}
        self.table = WordTable(self._words)
        self.prints: list[tuple[str, bytes]] = []
        """Ids and fingerprints of the articles that `all_analysed` gave."""
        self._words_loaded: int | None = None
        self._singles = 0
        self._crew: workers.Workers | None = None
        self._begun = self._begun_size = self._since = 0
        self._waiting: list[StoredRow] = []
        self._number: dict[str, int] = {}
        """Of the rows that workers have begun, by id, the number of the one that counts."""

    def close(self) -> None:
        """End the worker processes, where there are any."""
        if self._crew:
            self._crew.close()
            self._crew = None

    def finish(self, anew: bool = False) -> None:
        """Leave what outlives the run: its rejects (`anew`: instead of those that stood there), the words it met."""
        met_words = self._words_loaded is not None and len(self._words) > self._words_loaded
        if not met_words and not self.rejects.has_news(anew):
            return
        with held(self.place.directory, "write", "finish", FINISH_WAIT):
            self.rejects.finish(anew)
            if met_words:
                self.place.save_words(self._words)

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
        self._singles += 1
        if self._singles > FEW:
            self._load_words()
        return self._judged(row, outcome(row, self.today, self.table), counted)

    def _load_words(self) -> None:
        if self._words_loaded is None:
            known = self.place.load_words()
            self._words_loaded = len(known)
            self._words.update(known)

    def _judged(self, row: RawRow | StoredRow, result: Outcome, counted: bool = True) -> AnalysedArticle | None:
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

    def expect(self, rows: int, size: int = 0) -> bool:
        """Make ready for so many rows, or bytes of them, at least; where they are many, start processes to work on
        them. Returns whether there are some."""
        count = min(workers.cores(), workers.MOST_WORKERS)
        if self._crew is None and count > 1 and (rows >= workers.WORTH or size >= workers.WORTH_SIZE):
            self._crew = workers.Workers(count, self._words, self.place.words_path, self.today)
        self._load_words()
        return self._crew is not None

    def begin(self, row: StoredRow) -> None:
        """Let workers, where there are any, begin with a row that `all_analysed` will be asked for, unless they have
        enough of such rows. One of an id takes the place of the one before."""
        self._number.pop(row.id, None)
        if self._crew is None:
            return
        if self._begun < workers.AHEAD and self._begun_size < workers.AHEAD_SIZE:
            self._number[row.id] = self._begun
            self._begun += 1
            self._begun_size += len(row.payload)
            self._waiting.append(row)
        self._since += 1
        if self._since == workers.BATCH:  # with nothing new too: they may have finished what they had
            self._crew.begin(self._waiting)
            self._waiting, self._since = [], 0

    def all_analysed(
        self, rows: Iterable[StoredRow], total: int, drop: Callable[[str], None], hidden: Collection[str] = ()
    ) -> Iterator[AnalysedArticle]:
        """The articles of many rows but the hidden ones; `drop` hears the ids of those that had to be rejected.

        Many rows are worked on in processes beside, with the same results; those that were begun come first.
        """
        wanted = (row for row in rows if row.id not in hidden and row.id not in self._number)
        for n, (row, result) in enumerate(self._outcomes(wanted, total, hidden), 1):
            analysed = self._judged(row, result)
            if analysed is None:
                drop(row.id)
            else:
                self.report.taken += 1
                self.prints.append((row.id, result.fingerprint))
                yield analysed
            self.progress("index", n, total)
        self.close()

    def _outcomes(
        self, rows: Iterable[StoredRow], total: int, hidden: Collection[str]
    ) -> Iterator[tuple[StoredRow, Outcome]]:
        if not self.expect(total) or self._crew is None:
            for row in rows:
                yield row, outcome(row.raw(), self.today, self.table)
            return
        self._crew.begin(self._waiting)
        for n, (row, result) in enumerate(self._crew.outcomes(rows)):
            if n >= self._begun or (self._number.get(row.id) == n and row.id not in hidden):
                yield row, result
