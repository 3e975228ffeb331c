"""Rows understood and analysed in processes beside: as many as there are cores, in the order in which they came.

A worker ends with its parent, however that ends: the kernel is asked to kill it then, and its input ends too. So a
killed run leaves nobody behind who holds a lock or memory (the pools of Python's library do).
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import itertools
import marshal
import os
import select
import signal
import struct
import subprocess
import sys
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from indexer import words
from indexer.staging import StoredRow
from indexer.understand import Outcome, outcome
from search.analysis.table import WordTable
from search.article_bytes import from_bytes, to_bytes
from search.errors import TelusurError
from search.model import AnalysedArticle, Form, Words

WORTH = 1_000
"""Rows from which starting workers pays: it takes as long as some hundred rows."""
WORTH_SIZE = 3_000_000
"""Bytes of files in which so many rows will stand: an article takes some 2,300."""
MOST_WORKERS = 8
BATCH = 100
"""Rows that a worker takes at once, fewer where they are long."""
BATCH_SIZE = 400_000
"""Characters of JSON in a batch; a longer row is a batch of its own."""
AHEAD, AHEAD_SIZE = 4_000, 16_000_000
"""Rows that workers may begin while the others are gathered, and characters of these: they stay in memory."""
SELDOM = 100_000
"""Objects from which on a worker looks for circles among them: rows leave none, and Python's 700 cost a tenth more."""
_PIPE_SIZE = 1 << 20
"""Bytes of a pipe, as far as the system allows, so that a batch fits in."""
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_LENGTH = struct.Struct("<Q")
# Stops are for the parent, which ends its workers in order. Modules come from where those of the parent do, never from
# the directory that somebody happens to stand in (-P).
_BEGIN = (
    "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.path[:] = {path!r}; "
    "from indexer.workers import work; work({parent}, {words!r}, {today!r})"
)

Learnt = list[tuple[str, str]]
"""Words with their terms."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


class Workers:
    """Worker processes. `known` is the table of words stemmed before; what they learn is added to it."""

    def __init__(self, count: int, known: MutableMapping[str, str], words_path: Path, today: date | None) -> None:
        self._known = known
        self._learnt: Learnt = []
        self._workers: list[_Worker] = []
        self._waiting: deque[list[StoredRow]] = deque()
        self._under_way: deque[tuple[_Worker, list[StoredRow]]] = deque()
        self._done: deque[tuple[StoredRow, Outcome]] = deque()
        try:
            for _ in range(count):
                self._workers.append(_Worker(words_path, today))
        except BaseException:
            self.close()
            raise

    def begin(self, rows: Iterable[StoredRow]) -> None:
        """Have rows worked on while their caller does other things; `outcomes` gives them before all others. What they
        take of memory is the caller's to bound."""
        self._waiting += _batches(rows)
        while self._under_way and self._under_way[0][0].has_answered:
            self._done += self._taken()
        while self._waiting and self._give(self._waiting[0]):
            self._waiting.popleft()

    def outcomes(self, rows: Iterable[StoredRow]) -> Iterator[tuple[StoredRow, Outcome]]:
        """Each row with what came of it, in order. Raises TelusurError where a worker was killed."""
        waiting, self._waiting = self._waiting, deque()
        done, self._done = self._done, deque()
        yield from done
        for batch in itertools.chain(waiting, _batches(rows)):
            while not self._give(batch):
                yield from self._taken()
        while self._under_way:
            yield from self._taken()

    def _give(self, batch: list[StoredRow]) -> bool:
        """Give a batch to the worker whose turn it is; whether it could take it."""
        worker = self._workers[0]
        if worker.busy > 1:
            return False
        message = worker.message(batch, self._learnt)
        # One batch lies ready beside the one that is worked on. It must fit in the pipe: a worker that wants to give
        # its answer reads nothing, and its parent would wait for that without taking the answer.
        if worker.busy and len(message) > worker.room:
            return False
        worker.give(message, len(self._learnt))
        self._workers.append(self._workers.pop(0))
        self._under_way.append((worker, batch))
        return True

    def _taken(self) -> list[tuple[StoredRow, Outcome]]:
        """What came of the batch that was given first."""
        worker, batch = self._under_way.popleft()
        outcomes, learnt = worker.take()
        self._known.update(learnt)
        self._learnt += learnt
        return list(zip(batch, outcomes, strict=True))

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()


def _batches(rows: Iterable[StoredRow]) -> Iterator[list[StoredRow]]:
    batch: list[StoredRow] = []
    size = 0
    for row in rows:
        if batch and (len(batch) == BATCH or size + len(row.payload) > BATCH_SIZE):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += len(row.payload)
    if batch:
        yield batch


class _Worker:
    """One worker, seen from its parent: how many batches it is `busy` with, and the `room` for another, in bytes."""

    def __init__(self, words_path: Path, today: date | None) -> None:
        begin = _BEGIN.format(path=sys.path, parent=os.getpid(), words=str(words_path), today=today and str(today))
        self._process = subprocess.Popen(  # noqa: S603  this program itself
            [sys.executable, "-P", "-c", begin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # Ctrl-C goes to the whole group of a terminal, Python's own beginning included
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        self.room = _widened(self._to)
        _widened(self._from)
        self.busy = 0
        self._forms: list[Form] = []
        self._told = 0

    @property
    def has_answered(self) -> bool:
        """Whether an answer can be taken at once."""
        return bool(select.select([self._from], [], [], 0)[0])

    def message(self, batch: list[StoredRow], learnt: Learnt) -> bytes:
        """A batch, and what all workers have learnt since the last message that was given."""
        return _packed(([tuple(row) for row in batch], learnt[self._told :]))

    def give(self, message: bytes, learnt: int) -> None:
        """Let it work on a batch; it knows the first `learnt` of the words that were learnt then."""
        self._told = learnt
        try:
            self._to.write(message)
            self._to.flush()
        except BrokenPipeError:
            raise self._gone() from None
        self.busy += 1

    def take(self) -> tuple[list[Outcome], Learnt]:
        """What came of the batch that it was given first, and what it learnt."""
        answer = _receive(self._from)
        if answer is None:
            raise self._gone()
        self.busy -= 1
        rows, forms, learnt = answer
        self._forms += itertools.starmap(Form, forms)
        return [self._outcome(*row) for row in rows], learnt

    def _outcome(
        self, article: bytes | None, title: bytes, body: bytes, notes: Sequence[str], reason: str | None, print_: bytes
    ) -> Outcome:
        if article is None:
            return Outcome(None, (), reason)
        words = self._words(title), self._words(body)
        return Outcome(AnalysedArticle(from_bytes(article), *words, stored=article), tuple(notes), fingerprint=print_)

    def _words(self, numbers: bytes) -> Words:
        return Words(array("I", numbers), self._forms)

    def _gone(self) -> TelusurError:
        self._process.kill()
        code = self._process.wait()
        told = f"by signal {-code}" if code < 0 else f"with code {code}"
        return TelusurError(
            f"a worker process (pid {self._process.pid}) ended {told} in the middle of its work; nothing was "
            "published. Where the system killed it for want of memory, free some, and run it again."
        )

    def end(self) -> None:
        """Kill it; what it was working on is lost."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()


def _widened(pipe: IO[bytes]) -> int:
    """How many bytes a pipe holds, once it holds as many as it may."""
    with suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
    return fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ)


def _packed(what: Any) -> bytes:
    data = marshal.dumps(what)
    return _LENGTH.pack(len(data)) + data


def _receive(pipe: IO[bytes]) -> Any:
    """What the other side sent; None where it has ended. Both sides are this program: nobody else writes here."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    data = pipe.read(length)
    return marshal.loads(data) if len(data) == length else None  # noqa: S302


def work(parent: int, words_path: str, today: str | None) -> None:
    """The life of a worker: batches come in, outcomes go out, until the input ends."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        return
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    gc.set_threshold(SELDOM)
    day = date.fromisoformat(today) if today else None
    known = words.load(Path(words_path))
    table = WordTable(known)
    while (given := _receive(sys.stdin.buffer)) is not None:
        batch, learnt = given
        known.update(learnt)
        stood, met = len(known), len(table.forms)
        rows = [_told(outcome(StoredRow(*row).raw(), day, table)) for row in batch]
        forms = [tuple(form) for form in table.forms[met:]]
        new = list(itertools.islice(reversed(known.items()), len(known) - stood))
        with suppress(BrokenPipeError):
            answers.write(_packed((rows, forms, new)))
            answers.flush()


def _told(result: Outcome) -> tuple[bytes | None, bytes, bytes, tuple[str, ...], str | None, bytes]:
    if result.analysed is None:
        return None, b"", b"", (), result.reason, b""
    article, title, body = result.analysed.article, result.analysed.title, result.analysed.body
    numbers = title.numbers.tobytes(), body.numbers.tobytes()
    return to_bytes(article), *numbers, result.notes, None, result.fingerprint
