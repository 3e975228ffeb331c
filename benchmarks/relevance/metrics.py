"""Scores of questions that have one relevant article each, and how sure a comparison is.

`Ranks` holds one number a question: the relevant article's rank from 1, 0 where it is not in the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.relevance.sets import SEED

Ranks = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
TEN = 10
DEEP = 100
RESAMPLES = 2_000


class Interval(NamedTuple):
    """A ratio and the bounds of its 95 % interval."""

    ratio: float
    low: float
    high: float


def ndcg(ranks: Ranks, depth: int = TEN) -> Values:
    """nDCG of each question."""
    return np.where(_within(ranks, depth), 1 / np.log2(np.maximum(ranks, 1) + 1), 0.0)


def mrr(ranks: Ranks, depth: int = TEN) -> Values:
    """Reciprocal rank of each question."""
    return np.where(_within(ranks, depth), 1 / np.maximum(ranks, 1), 0.0)


def recall(ranks: Ranks, depth: int = DEEP) -> Values:
    """1.0 for each question whose article is among the first `depth`."""
    return _within(ranks, depth).astype(np.float64)


def graded(relevant: Sequence[bool], of: int, depth: int = TEN) -> float:
    """nDCG of one ranked list where several are relevant, `of` in all."""
    gains = 1 / np.log2(np.arange(2, depth + 2))
    best = float(gains[: min(of, depth)].sum())
    return float(gains[: len(relevant)][np.array(relevant[:depth], dtype=bool)].sum()) / best if best else 0.0


def bootstrap(pairs: Sequence[tuple[Values, Values]], resamples: int = RESAMPLES) -> tuple[list[Interval], Interval]:
    """How the first values of each pair compare with the second ones, question by question.

    Gives the ratio of the means of every pair, and that of the means over the pairs (each set weighs the same), with
    their 95 % intervals over resamples of the questions, drawn within each pair. Seeded: equal input, equal output.
    """
    drawn = np.random.default_rng(SEED)
    means = np.empty((resamples, len(pairs), 2))
    for column, (ours, theirs) in enumerate(pairs):
        both = np.stack([ours, theirs])
        for row in range(resamples):
            means[row, column] = both[:, drawn.integers(0, ours.size, ours.size)].mean(axis=1)
    true = np.array([[ours.mean(), theirs.mean()] for ours, theirs in pairs])
    of_sets = [_interval(true[column], means[:, column]) for column in range(len(pairs))]
    return of_sets, _interval(true.mean(axis=0), means.mean(axis=1))


def _within(ranks: Ranks, depth: int) -> npt.NDArray[np.bool_]:
    return (ranks > 0) & (ranks <= depth)


def _interval(true: Values, means: Values) -> Interval:
    ratios = [_ratio(*pair) for pair in means]
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Interval(_ratio(*true), float(low), float(high))


def _ratio(ours: Any, theirs: Any) -> float:
    # Nothing beside nothing is as good; something beside nothing must not be infinite in a mean or in JSON.
    return float(ours / max(theirs, 1e-9)) if ours or theirs else 1.0
