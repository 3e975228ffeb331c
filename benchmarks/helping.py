"""`python -m benchmarks.helping --articles N`: what completion and repair cost, in milliseconds.

Prefixes are cut from titles of the corpus, a letter at a time as somebody types; slips are two swapped letters in words
of it. Prints a line of JSON a figure; exit 1 where one does not hold.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks import ours
from benchmarks.corpus import corpus
from benchmarks.figures import Report
from search import repair
from search.analysis import rules
from search.analysis.table import WordTable
from search.analysis.tokens import words
from search.engine import Engine
from search.query import Word
from search.settings import Settings
from search.suggest import suggest

TITLES = 200


def prefixes(chance: random.Random) -> list[str]:
    """What somebody has typed on the way to some titles: from two letters to three words and a letter."""
    found = []
    for row in islice(corpus(TITLES), TITLES):
        typed = row["title"].split()[: chance.randint(1, 4)]
        if typed:
            found.append(" ".join([*typed[:-1], typed[-1][: chance.randint(2, 4)]]))
    return found


def slips(chance: random.Random) -> list[str]:
    """Words of the corpus with two neighbours swapped."""
    text = " ".join(row["body"] for row in islice(corpus(TITLES), TITLES))
    long = sorted({word for word, *_ in words(text) if len(word) >= 6 and word.isascii() and word.isalpha()})
    found = []
    for word in chance.sample(long, TITLES):
        at = chance.randrange(1, len(word) - 2)
        found.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return found


def times(calls: Sequence[Callable[[], object]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Milliseconds of each call, the least of three."""
    best = []
    for call in calls:
        taken = []
        for _ in range(3):
            started = time.perf_counter()
            call()
            taken.append(time.perf_counter() - started)
        best.append(min(taken) * 1000)
    return np.array(best)


def repaired(engine: Engine, typed: str) -> Callable[[], object]:
    """Looking for what a misspelt word means."""
    word = Word(rules.reason(typed).term, typed)
    return lambda: repair.repairs(engine, [word], engine.vocabulary.frequencies([word.term]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.helping", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    given, chance = parser.parse_args(), random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(index=Path(name) / "index")
        ours.build(settings, given.articles, WordTable())
        with settings.backend().reader() as engine:
            asked = {
                "suggest": times([lambda typed=typed: suggest(engine, typed) for typed in prefixes(chance)]),  # type: ignore[misc]
                "repair": times([repaired(engine, typed) for typed in slips(chance)]),
            }
    report = Report()
    for what, of in asked.items():
        report.told(what, f"p50 {np.median(of):.2f} ms of {len(of)}")
        report.add(f"{what}_p99_ms", float(np.percentile(of, 99)))
    print(report.lines())
    sys.exit(not report.holds)


if __name__ == "__main__":
    main()
