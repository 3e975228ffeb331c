"""Times that can be compared: interleaved rounds, medians per question, rates over threads."""

from __future__ import annotations

import gc
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

Question = TypeVar("Question")
BLOCK = 20
"""Questions that one side answers before the other has its turn."""


class Times(NamedTuple):
    """What one side needed: seconds of each question (its median over the rounds), in the questions' order."""

    seconds: list[float]

    @property
    def p50(self) -> float:
        """Half of the questions were answered in so many seconds."""
        return percentile(self.seconds, 50)

    @property
    def p99(self) -> float:
        """All but a hundredth of the questions were answered in so many seconds."""
        return percentile(self.seconds, 99)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent of the values lie, between two neighbours in proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def of_rounds(rounds: Sequence[Sequence[float]]) -> Times:
    """The times of a side that was asked in several rounds: each question's median over them."""
    return Times([statistics.median(times) for times in zip(*rounds, strict=True)])


def interleaved(
    sides: Mapping[str, Callable[[Question], object]],
    questions: Sequence[Question],
    rounds: int = 7,
    warm: int = 1,
) -> dict[str, Times]:
    """The times of each side, one thread, after `warm` rounds that are not counted: Java wants some thirty.

    The sides take turns every BLOCK questions, and another one begins each time: a noisy moment hits all of them,
    while each answers from its own warm caches, as it would in service. Turns of a single question would have each
    side throw the others' arrays out of the processor's caches.
    """
    taken: dict[str, list[list[float]]] = {name: [[] for _ in questions] for name in sides}
    names = list(sides)
    turns = 0
    with no_collection():
        for counted in (*[False] * warm, *[True] * rounds):
            for start in range(0, len(questions), BLOCK):
                turns += 1
                first = turns % len(names)
                for name in (*names[first:], *names[:first]):
                    _turn(
                        sides[name], questions, range(start, min(start + BLOCK, len(questions))), taken[name], counted
                    )
    return {name: Times([statistics.median(times) for times in of_side]) for name, of_side in taken.items()}


def _turn(
    side: Callable[[Question], object],
    questions: Sequence[Question],
    numbers: range,
    taken: list[list[float]],
    counted: bool,
) -> None:
    clock = time.perf_counter
    for number in numbers:
        question = questions[number]
        started = clock()
        answer = side(question)
        ended = clock()
        # Letting go of an answer is no part of giving it.
        del answer
        if counted:
            taken[number].append(ended - started)


def throughput(
    side: Callable[[], Callable[[Question], object]],
    questions: Sequence[Question],
    threads: int,
    seconds: float = 3.0,
) -> float:
    """Answers a second that so many threads of this process give together, each asking the questions in a circle.

    `side` is called once in each thread and gives what answers there, so that each may have a reader of its own.
    Raises what a thread raised.
    """
    barrier = threading.Barrier(threads + 1)
    stop = threading.Event()
    done = [0] * threads
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            answer = side()
            for question in questions:  # warm
                answer(question)
            barrier.wait()
            # Every thread begins elsewhere: in step they would read the same lists.
            shift = number * len(questions) // threads
            for question in itertools.cycle([*questions[shift:], *questions[:shift]]):
                if stop.is_set():
                    return
                answer(question)
                done[number] += 1
        except BaseException as e:  # noqa: BLE001  told by the thread that waits
            failures.append(e)
            barrier.abort()

    workers = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(threads)]
    with no_collection():
        for worker in workers:
            worker.start()
        try:
            barrier.wait()
            started = time.perf_counter()
            stop.wait(seconds)
            answered, ended = sum(done), time.perf_counter()
        except threading.BrokenBarrierError:
            answered, started, ended = 0, 0.0, 1.0
        stop.set()
        for worker in workers:
            worker.join()
    if failures:
        raise failures[0]
    return answered / (ended - started)


@contextmanager
def no_collection() -> Iterator[None]:
    """No garbage collection inside: it would hit one side for what another left behind."""
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
