"""Whether two texts are of one matter: the same case, project or event, not merely the same subject."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from search.analysis import terms
from search.analysis.shingles import Shingles
from search.analysis.table import WordTable
from search.engine import Vocabulary
from search.model import Article
from search.near_copies import alike
from search.related import counted

SAME = 0.3
"""Cosine from which two texts of one place are of one matter."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Text:
    """An article or a draft as it is compared. `counts` says how often its terms stand in it, a title's thrice."""

    article: Article
    counts: Counter[str]
    shingles: Shingles

    @property
    def day(self) -> date | None:
        """The WIB day it was published on, else the first that it tells of."""
        return day_of(self.article)


def day_of(article: Article) -> date | None:
    """The WIB day that an article stands at in time: of publication, else of what it tells of."""
    return article.published or next((event.day for event in article.event_days), None)


def read(article: Article, table: WordTable) -> Text:
    """An article as it is compared."""
    analysed = terms.analyse(article, table)
    return Text(article, counted(analysed), table.shingler.shingles(analysed.body))


class Matters:
    """Tells whether texts are of one matter, by how rare their words are in an index of so many articles."""

    def __init__(self, vocabulary: Vocabulary, articles: int) -> None:
        self._vocabulary, self._articles = vocabulary, articles
        self._idf: dict[str, float] = {}

    def learn(self, texts: Iterable[Text]) -> None:
        """Look up the words of texts, all in one call: before any of them is compared."""
        new = list({term for text in texts for term in text.counts if term not in self._idf})
        found = self._vocabulary.frequencies(new)
        self._idf |= {term: math.log(1 + self._articles / (1 + found[term])) for term in new}

    def likeness(self, one: Text, other: Text) -> float:
        """How much of what two texts say is the same: the cosine of their words, weighed by rarity; 0 to 1."""
        a, b = self._vector(one), self._vector(other)
        product = sum(a[term] * b[term] for term in a.keys() & b.keys())
        lengths = math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
        return product / lengths if lengths else 0.0

    def _vector(self, text: Text) -> dict[str, float]:
        return {term: math.sqrt(times) * self._idf[term] for term, times in text.counts.items()}

    def same(self, one: Text, other: Text) -> bool:
        """Whether two texts are of one matter."""
        if not one_place(one.article, other.article) or other_year(one.article, other.article):
            return False
        return self.likeness(one, other) >= SAME


def one_place(one: Article, other: Article) -> bool:
    """Whether two articles may be about one place: one main region, or one in the other, or none is known."""
    a, b = one.main_region, other.main_region
    if a is None or b is None:
        return True
    return a.code == b.code or a.code.startswith(b.code + ".") or b.code.startswith(a.code + ".")


def other_year(one: Article, other: Article) -> bool:
    """Whether the titles name years, and none that both name: what happens each year is another matter each time."""
    a, b = set(_YEAR.findall(one.title)), set(_YEAR.findall(other.title))
    return bool(a and b and not a & b)


def copies(one: Text, other: Text) -> bool:
    """Whether two texts tell the same in the same words."""
    return alike(one.shingles, other.shingles)
