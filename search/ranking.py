"""How matching articles are ranked, the same on every engine. Each number's measurement: docs/relevancy.md.

    score = (stems x (1 + EARLY x early) + EXACT x exact forms + BIGRAM x neighbours)
            x (1 - COVERAGE + COVERAGE x covered)
            x (1 - RECENCY + RECENCY x 0.5 ^ (age / HALF_LIFE))

`stems` is BM25 of the question's terms in the article, the title counted TITLE_WEIGHT times and the first LEAD words of
the body LEAD_WEIGHT times; `early` is for each term how near the beginning it first stands, 1 for the first word of
all; `exact forms` is BM25 of the words just as they were typed; `neighbours` the same of terms that stand side by side
in the question and in the article, each pair as rare as the commoner of its two; `covered` is the share of the
question's idf that the article holds, where a word with a digit weighs NUMBERS times its idf: who says a number means
that one. idf is over the live articles of the whole index. Of alternatives (AnyOf) the best one counts; each as one
word, a phrase too, which says no more than the first alternative. `age` is in days from publication to the question's
day; without a day an article counts as endlessly old.
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
EARLY_HALF = 2
"""A word after so many others counts half as early as the first one."""
EARLY_REACH = 64
"""A word that first stands behind so many others, the title's among them, is not early at all."""
MOST_COUNTED = 255
"""A word that stands in an article more often counts as so often: one byte an article and term."""
MOST_LENGTH = 65_535
"""A longer article counts as one of so many words: two bytes an article."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The numbers of the formula; the defaults are the product's."""

    k1: float = 0.9
    b: float = 0.75
    early: float = 0.5
    exact: float = 0.2
    bigram: float = 0.2
    coverage: float = 0.3
    numbers: float = 2.0
    recency: float = 0.0
    half_life: float = 365.0


PRODUCT = Ranking()
"""How the product ranks."""
LONG_K1, LONG_B, LONG_COVERAGE = 2.0, 0.95, 0.2
"""Those of long questions: an article that says their words often, and in few words, is about what they are about."""
PLAIN = Ranking(early=0.0, exact=0.0, bigram=0.0, coverage=0.0)
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


def has_digit(term: str) -> bool:
    """Whether a term is a word with a digit."""
    return any("0" <= letter <= "9" for letter in term)


def in_coverage(ranking: Ranking, term: str, idf: float) -> float:
    """What a word counts for in coverage."""
    return idf * ranking.numbers if has_digit(term) else idf


def early(before: int) -> float:
    """How near the beginning a word stands that comes after so many others, the title's among them: 1 to 0."""
    return EARLY_HALF / (EARLY_HALF + before) if before < EARLY_REACH else 0.0


def idf(articles: int, frequency: int) -> float:
    """How much a term says that stands in `frequency` of so many articles; never negative (Lucene's form)."""
    return math.log(1 + (articles - frequency + 0.5) / (frequency + 0.5))
