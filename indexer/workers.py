"""Rows understood and analysed in processes beside: as many as there are cores, in the order in which they came.

A worker ends with its parent, however that ends: the kernel is asked to kill it then, and its input ends too. So a
killed run leaves nobody behind who holds a lock or memory (multiprocessing's own pools do).
"""

from __future__ import annotations

import ctypes
import itertools
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from indexer import words
from indexer.sources.rows import RawRow
from indexer.understand import Outcome, outcome
from search.analysis.table import WordTable
from search.article_bytes import from_bytes, to_bytes
from search.errors import TelusurError
from search.model import AnalysedArticle, Form, Words

WORTH = 2_000
"""Rows from which starting workers pays: it takes as long as a few hundred rows."""
MOST_WORKERS = 8
BATCH = 100
AHEAD = 2
"""Batches that a worker has before it, so that it never waits for its parent."""
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_LENGTH = struct.Struct("<Q")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


class Workers:
    """Worker processes. `known` is the table of words stemmed before; what they learn is added to it."""

    def __init__(self, count: int, known: MutableMapping[str, str], words_path: Path, today: date | None) -> None:
        self._known = known
        self._workers = [_Worker(words_path, today) for _ in range(count)]

    def outcomes(self, rows: Iterable[RawRow]) -> Iterator[tuple[RawRow, Outcome]]:
        """Each row with what came of it, in order. Raises TelusurError where a worker was killed."""
        source = iter(rows)
        under_way: deque[tuple[_Worker, list[RawRow]]] = deque()
        turn = itertools.cycle(self._workers)
        while batch := list(itertools.islice(source, BATCH)):
            worker = next(turn)
            worker.give(batch)
            under_way.append((worker, batch))
            if len(under_way) == AHEAD * len(self._workers):
                yield from self._taken(*under_way.popleft())
        while under_way:
            yield from self._taken(*under_way.popleft())

    def _taken(self, worker: _Worker, batch: list[RawRow]) -> Iterator[tuple[RawRow, Outcome]]:
        outcomes, learnt = worker.take()
        self._known.update(learnt)
        yield from zip(batch, outcomes, strict=True)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()


class _Worker:
    """One worker, seen from its parent. `forms` mirrors its table of words."""

    def __init__(self, words_path: Path, today: date | None) -> None:
        self._forms: list[Form] = []
        self._process = subprocess.Popen(  # noqa: S603  this program itself
            [sys.executable, "-m", "indexer.workers", str(os.getpid()), str(words_path), str(today or "")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def give(self, batch: list[RawRow]) -> None:
        assert self._process.stdin is not None
        try:
            _send(self._process.stdin, [(r.format, r.id, r.payload, r.origin, r.line) for r in batch])
        except BrokenPipeError:
            raise self._gone() from None

    def take(self) -> tuple[list[Outcome], list[tuple[str, str]]]:
        assert self._process.stdout is not None
        answer = _receive(self._process.stdout)
        if answer is None:
            raise self._gone()
        rows, forms, learnt = answer
        self._forms.extend(itertools.starmap(Form, forms))
        return [self._outcome(*row) for row in rows], learnt

    def _outcome(
        self, article: bytes | None, title: bytes, body: bytes, notes: Sequence[str], reason: str | None
    ) -> Outcome:
        if article is None:
            return Outcome(None, (), reason)
        in_title, in_body = Words(array("I", title), self._forms), Words(array("I", body), self._forms)
        return Outcome(AnalysedArticle(from_bytes(article), in_title, in_body), tuple(notes))

    def _gone(self) -> TelusurError:
        self._process.kill()
        code = self._process.wait()
        told = f"by signal {-code}" if code < 0 else f"with code {code}"
        return TelusurError(
            f"a worker process (pid {self._process.pid}) ended {told} in the middle of its work; nothing was "
            "published. Where the system killed it for want of memory, free some, and run it again."
        )

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _send(pipe: IO[bytes], what: object) -> None:
    data = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """What the other side sent; None where it has ended. Both sides are this program: nobody else writes here."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    data = pipe.read(length)
    return pickle.loads(data) if len(data) == length else None  # noqa: S301


def work(parent: int, words_path: Path, today: date | None) -> None:
    """The life of a worker: batches come in, outcomes go out, until the input ends."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of a terminal: the parent ends us in order
    given: queue.Queue[Any] = queue.Queue()
    # Read beside, so that the parent is never kept waiting by a worker that waits for it to read.
    threading.Thread(target=_read, args=(sys.stdin.buffer, given), daemon=True).start()
    known = words.load(words_path)
    table, told = WordTable(known), len(known)
    while (batch := given.get()) is not None:
        met = len(table.forms)
        rows = [_told(outcome(RawRow(*row), today, table)) for row in batch]
        forms = [tuple(form) for form in table.forms[met:]]
        learnt = list(itertools.islice(known.items(), told, None))
        told = len(known)
        with suppress(BrokenPipeError):
            _send(sys.stdout.buffer, (rows, forms, learnt))


def _read(pipe: IO[bytes], given: queue.Queue[Any]) -> None:
    while True:
        batch = _receive(pipe)
        given.put(batch)
        if batch is None:
            return


def _told(result: Outcome) -> tuple[bytes | None, bytes, bytes, tuple[str, ...], str | None]:
    if result.analysed is None:
        return None, b"", b"", (), result.reason
    article, title, body = result.analysed.article, result.analysed.title, result.analysed.body
    return to_bytes(article), title.numbers.tobytes(), body.numbers.tobytes(), result.notes, None


if __name__ == "__main__":
    work(int(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]) if sys.argv[3] else None)
