"""Do two engines say the same? Asked before their times are compared.

Totals and counts must be equal. Best tens need more thought, for engines round the length of an article: ours not at
all, Tantivy and Lucene into a byte. So scores of a few percent differ, and near-equals change places. No tolerance
tells that from a fault. What does: each engine's formula worked out from the articles' own words, lengths rounded as
it rounds them. Then each engine must (1) give every hit exactly the score that its own formula gives, and (2) leave
out no article of the other's ten that its own formula puts above its own tenth. What is left of a difference is the
rounding and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.peers import Answer
from search.ranking import idf

CLOSE = 1e-4
"""Relative difference of scores that sums in single precision may have."""


def folded(length: int) -> int:
    """A length as Tantivy and Lucene keep it in a byte (SmallFloat): up to 40 as it is, above it four binary digits
    of what lies over 24."""
    over = length - 24
    shift = max(over.bit_length() - 4, 0) if over > 0 else 0
    return length if shift == 0 else 24 + (over >> shift << shift)


@dataclass(frozen=True, slots=True)
class Formula:
    """BM25 over one text field, as one engine has it.

    `articles` and `mean_length` are the collection's, `frequency` says in how many articles a term stands,
    `length` how the engine rounds an article's length.
    """

    articles: int
    mean_length: float
    frequency: Callable[[str], int]
    k1: float
    b: float = 0.75
    length: Callable[[int], int] = int
    rarity: Callable[[int, int], float] = idf

    def score(self, terms: Sequence[str], text: str) -> float:
        """The score of an article by its stems, parted by spaces, for the terms of a question."""
        words = text.split(" ")
        norm = self.k1 * (1 - self.b + self.b * self.length(len(words)) / self.mean_length)
        total = 0.0
        for term in terms:
            count = words.count(term)
            total += self.rarity(self.articles, self.frequency(term)) * count * (self.k1 + 1) / (count + norm)
        return total


def disagreement(ours: Answer, theirs: Answer) -> str | None:
    """How totals or counts differ, in a line; None where they do not."""
    if ours.total != theirs.total:
        return f"totals {ours.total} and {theirs.total}"
    if ours.counts is None or theirs.counts is None:
        return None
    for name, counts in theirs.counts.items():
        mine = ours.counts[name]
        differ = sorted(value for value in {*counts, *mine} if counts.get(value, 0) != mine.get(value, 0))
        if differ:
            value = differ[0]
            return f"counts of {name} in {len(differ)} values, {value}: {mine.get(value, 0)} and {counts.get(value, 0)}"
    return None


def wrong_top(
    formula: Formula,
    terms: Sequence[str],
    top: Sequence[tuple[str, float]],
    others: Sequence[str],
    texts: Mapping[str, str],
) -> str | None:
    """What is wrong with an engine's best ten by its own formula, in a line; None where nothing is.

    `others` are ids that another engine has among its best; `texts` has the stems of all these articles. Scores may
    lack a factor that is the same for all.
    """
    scores = {id_: formula.score(terms, texts[id_]) for id_ in {*others, *(id_ for id_, _ in top)}}
    if not top:
        return f"no hit, but {others[0]} matches" if others else None
    scale = top[0][1] / scores[top[0][0]]
    for id_, score in top:
        if not math.isclose(score, scale * scores[id_], rel_tol=CLOSE):
            return f"{id_} scores {score:.6f}, by the formula {scale * scores[id_]:.6f}"
    given = [score for _, score in top]
    if given != sorted(given, reverse=True):
        return "hits are not in the order of their scores"
    last = scores[top[-1][0]]
    missed = [id_ for id_ in others if id_ not in dict(top) and scores[id_] > last * (1 + CLOSE)]
    return f"{missed[0]} scores {scores[missed[0]]:.6f}, more than the last hit ({last:.6f})" if missed else None
