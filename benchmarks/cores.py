"""What two cores do together: questions a second of two threads beside those of one, and how far apart the cores are.

Threads of one interpreter share its objects, and a line of memory that both write goes to and fro between the cores.
Cores that share a cache hand it over in a third of the time that others need, and a virtual machine's two cores are
moved from one kind of place to the other while it runs. So pairs are taken all through a run, and the time of a
handover is told beside them.
"""

from __future__ import annotations

import math
import os
import statistics
import threading
import time
from collections.abc import Sequence

import numpy as np
from numba import njit

from benchmarks import ours
from benchmarks.figures import Report
from benchmarks.questions import Question
from benchmarks.timing import throughput
from search.engine import Engine
from search.engines.whoosh.kernels.turns import load, store
from search.settings import Settings

SECONDS = 1.0
TOGETHER = 2
"""Pairs that are taken one after the other."""
TIMES = 20_000
_APART = 16
"""Numbers of eight bytes that nobody uses, before the cell and behind it: it has its line of memory for itself."""


@njit(nogil=True)
def _hand_over(cell: int, times: int, mine: int, other: int) -> None:
    for _ in range(times):
        while load(cell) != mine:
            pass
        store(cell, other)


def handover() -> float:
    """Nanoseconds that a number takes from one core to another and back; nan where there is one core alone."""
    if len(os.sched_getaffinity(0)) < 2:
        return math.nan
    room = np.zeros(2 * _APART, np.int64)
    cell = int(room[_APART:].ctypes.data)
    _hand_over(cell, 0, 1, 2)
    room[_APART] = 1
    threads = [threading.Thread(target=_hand_over, args=(cell, TIMES, n, 3 - n)) for n in (1, 2)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1e9 * (time.perf_counter() - started) / TIMES


class Pairs:
    """One thread, two, and one again, asking as the site does; taken at several moments of a run."""

    def __init__(self, settings: Settings, questions: Sequence[Question]) -> None:
        self._settings = settings
        self._questions = questions
        self._rates: list[tuple[float, float, float]] = []
        """Of one thread and of two, and the handover before."""

    def take(self) -> None:
        """Measure some pairs now."""
        served = {question: ours.as_served(question) for question in self._questions}

        def rate(engine: Engine, threads: int) -> float:
            return throughput(lambda: lambda q: engine.search(served[q]).facets, self._questions, threads, SECONDS)

        with self._settings.backend().reader() as engine:
            for _ in range(TOGETHER):
                apart = handover()
                before, two, after = (rate(engine, threads) for threads in (1, 2, 1))
                self._rates.append(((before + after) / 2, two, apart))

    def tell(self, report: Report) -> None:
        """The figure is the median of all pairs."""
        ratios = sorted((two / one, apart) for one, two, apart in self._rates)
        one, two, _ = map(statistics.median, zip(*self._rates, strict=True))
        report.told("ours as served, one thread and two", f"{one:,.0f} and {two:,.0f} questions a second")
        report.told(
            "two threads against one, and from core to core and back",
            ", ".join(f"{ratio:.2f} at {apart:.0f} ns" for ratio, apart in ratios),
        )
        report.add("threads", statistics.median(ratio for ratio, _ in ratios))
