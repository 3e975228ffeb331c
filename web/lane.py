"""Short answers are given by the thread that reads the requests, long ones by threads of their own.

The threads of one interpreter wait for one another: handing a request over and its answer back costs more than a short
answer does. Where answers are less short, one other thread helps. One that takes longer than expected keeps nobody
waiting: another thread reads on meanwhile.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock, Semaphore, Thread
from typing import Any

from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

PATIENCE = 0.05
"""Seconds that a short answer may take before another thread reads the requests."""
TICK = 0.5
"""Seconds after which a thread that reads looks around though nothing has come."""
Sockets = dict[int, Any]
log = logging.getLogger("telusur")


class Lane(ThreadedTaskDispatcher):  # type: ignore[misc]
    """A thread that reads the requests and gives the short answers, and so many of waitress for the others.

    `is_short` tells by a request which answers are short, `is_shared` whether one more thread should give some of them
    where several are asked for. Whoever calls `stand_by`, time and again, helps the reading thread out where an answer
    takes long after all.
    """

    def __init__(
        self, threads: int, sockets: Sockets, is_short: Callable[[Any], bool], is_shared: Callable[[], bool]
    ) -> None:
        super().__init__()
        self.set_thread_count(threads)
        self._sockets = sockets
        self._is_short = is_short
        self._is_shared = is_shared
        self._short: deque[Any] = deque()
        self._calls: deque[Callable[[], None]] = deque()
        self._reading = Lock()
        self._since: float | None = None
        self._is_relieved = False
        self._ended = Event()
        self._failure: BaseException | None = None
        self._reader = Thread(target=self._read, name="reader", daemon=True)
        self._helper = Thread(target=self._help, name="helper", daemon=True)
        self._wanted = Semaphore(0)
        """Counts the short answers that the helper is asked for."""

    def start(self) -> None:
        """Begin to read requests."""
        self._reader.start()
        self._helper.start()

    def add_task(self, task: Any) -> None:
        """Take a connection whose next request is to be answered."""
        if not self._is_relieved and self._is_short(task.requests[0]):
            self._short.append(task)
        else:
            super().add_task(task)

    def soon(self, call: Callable[[], None]) -> None:
        """Have something done between two requests that are read."""
        self._calls.append(call)

    def stand_by(self) -> None:
        """Wait a moment, or read in place of the reading thread where that is held up. Raises what ended it."""
        self._is_relieved = self._is_late()
        if self._is_relieved:
            while (task := _next(self._short)) is not None:
                super().add_task(task)
            self._look(PATIENCE / 5)
        else:
            self._ended.wait(PATIENCE)
        if self._failure is not None:
            raise self._failure

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End all threads."""
        self._ended.set()
        self._wanted.release()
        if self._reader.is_alive():
            self._reader.join(timeout)
        ended: bool = super().shutdown(cancel_pending, timeout)
        return ended

    def _read(self) -> None:
        try:
            while not self._ended.is_set():
                self._look(0 if self._short else TICK)
                self._answer()
        except BaseException as e:  # noqa: BLE001  raised where somebody sees it
            self._failure = e

    def _look(self, timeout: float) -> None:
        """Read and write what is ready, which is waited for so many seconds at most."""
        with self._reading:
            wasyncore.loop(timeout=timeout, use_poll=True, map=self._sockets, count=1)
            while (call := _next(self._calls)) is not None:
                call()

    def _answer(self) -> None:
        """Give the short answers that are asked for now; who asks meanwhile has to be read first."""
        asked = len(self._short)
        if asked > 1 and self._is_shared():
            self._wanted.release(asked // 2)
        for _ in range(asked):
            task = _next(self._short)
            if task is None:
                break
            self._since = time.monotonic()
            _serve(task)
        self._since = None

    def _help(self) -> None:
        while self._wanted.acquire() and not self._ended.is_set():
            task = _next(self._short)
            if task is not None:
                _serve(task)

    def _is_late(self) -> bool:
        since = self._since
        return since is not None and time.monotonic() - since > PATIENCE


def _next(queue: deque[Any]) -> Any:
    """The first of a queue that several threads take from; None where it is empty."""
    try:
        return queue.popleft()
    except IndexError:
        return None


def _serve(task: Any) -> None:
    try:
        task.service()
    except Exception:
        log.exception("a request was not answered")
