"""How matching articles are ranked, the same on every engine. Each number's measurement: docs/relevancy.md.

    score = (stems + EXACT x exact forms + BIGRAM x neighbours) x (1 - COVERAGE + COVERAGE x covered)
            x (1 - RECENCY + RECENCY x 0.5 ^ (age / HALF_LIFE))

`stems` is BM25 of the question's terms in the article, the title counted TITLE_WEIGHT times and the first LEAD words of
the body LEAD_WEIGHT times; `exact forms` the same
of the words just as they were typed; `neighbours` the same of terms that stand side by side in the question and in
the article, each pair as rare as the commoner of its two; `covered` is the share of the question's idf that the
article holds. idf is over the live articles of the whole index. Of alternatives (AnyOf) the best one counts; each as
one word, a phrase too, which says no more than the first alternative. `age` is
in days from publication to the question's day; without a day an article counts as endlessly old.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TITLE_WEIGHT = 3
"""A title's words count as if they stood so often in one text."""
LEAD = 30
LEAD_WEIGHT = 2
"""The first LEAD words of a body count as if they stood so often: news tells first what it is about."""
MOST_COUNTED = 255
"""A word that stands in an article more often counts as so often: one byte an article and term."""
MOST_LENGTH = 65_535
"""A longer article counts as one of so many words: two bytes an article."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The numbers of the formula; the defaults are the product's."""

    k1: float = 0.9
    b: float = 0.75
    exact: float = 0.2
    bigram: float = 0.2
    coverage: float = 0.3
    recency: float = 0.0
    half_life: float = 365.0


PRODUCT = Ranking()
"""How the product ranks."""
PLAIN = Ranking(exact=0.0, bigram=0.0, coverage=0.0)
"""BM25 of the terms alone: for questions whose words stand in no order, such as those of related stories."""


PARTS = 120
"""What a question's clauses make up together, in whole parts, so that every engine counts alike and in one byte."""
MOST_CLAUSES = 128
"""Optional clauses of a question: with at least one part each, and rounding, they stay below 256 parts."""


def parts(idfs: Sequence[float]) -> list[int]:
    """How much of a question each clause makes up, by its idf: whole parts, at least 1, together close to PARTS."""
    total = sum(idfs) or 1.0
    return [max(1, math.floor(PARTS * idf / total + 0.5)) for idf in idfs]


def parts_needed(share: float, of: Sequence[int]) -> int:
    """How many parts an article must hold that is to hold `share` (0 to 1) of the question; 0 for no share."""
    return max(1, math.ceil(share * sum(of) - 1e-9)) if share > 0 and of else 0


def idf(articles: int, frequency: int) -> float:
    """How much a term says that stands in `frequency` of so many articles; never negative (Lucene's form)."""
    return math.log(1 + (articles - frequency + 0.5) / (frequency + 0.5))
