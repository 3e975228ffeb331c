"""The question as a value: frozen, free of any engine, compared in tests, turned back into every link."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec

from search.ranking import PRODUCT, Ranking

MAX_TEXT = 256
"""Characters of a question that are read (reliability: bounded work); the rest is left out and told."""
MAX_WORDS = 32
"""Words of a question that are used; further ones are left out and told."""
MAX_PHRASE = 8
"""Words of one quoted phrase."""
MAX_CHOSEN = 20
"""Values that may be chosen in one facet."""
MAX_PER_PAGE = 50
MAX_RANK = 1000
"""The deepest hit that can be asked for: page x page size."""
MAX_EXPORT = 10_000
"""Hits of one answer that are asked for at most, as one page of that size: what an export takes."""
ENOUGH, ENOUGH_OF_MANY = 1.5, 0.1
"""Of a question of many words an article must hold one and a half average ones, and a tenth of the whole."""
ANY = 0.001
"""A share that any clause makes up."""
NO_VALUE = "-"
"""As a filter value: articles that have no value in this facet."""


class Sort(StrEnum):
    """Order of the hits; the values are what the URL and the command line say."""

    RELEVANCE = "relevan"
    NEWEST = "terbaru"
    OLDEST = "terlama"


class DateBasis(StrEnum):
    """Which day the date filter, the months and the order by date mean."""

    PUBLISHED = "terbit"
    EVENT = "kejadian"


class Help(StrEnum):
    """What is done to a question to serve it better, and may be declined: misspelt words repaired, other forms of words
    taken in, a quoted phrase that hardly any article holds read as its words, and places, agencies and dates among the
    words read as filters. The values are what the URL says."""

    SPELLING = "ejaan"
    SYNONYMS = "perluasan"
    PHRASES = "frasa"
    REGION = "wilayah"
    AGENCY = "instansi"
    DATE = "tanggal"


class Word(msgspec.Struct, frozen=True, gc=False):
    """Articles that hold this term in title or body. `text` is the word as typed, `weight` scales its score."""

    term: str
    text: str = ""
    weight: float = 1.0


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """Articles that hold these folded surface words one after the other; never stemmed.

    `terms` are the same words as search terms: what the phrase adds to the score. `weight` scales it where the phrase
    is an alternative.
    """

    words: tuple[str, ...]
    terms: tuple[str, ...]
    text: str = ""
    weight: float = 1.0


class Without(msgspec.Struct, frozen=True, gc=False):
    """Articles that do not match the clause."""

    clause: Word | Phrase


class AnyOf(msgspec.Struct, frozen=True, gc=False):
    """Articles that match at least one of the clauses; only the best one adds to the score (synonyms).

    The first is what was asked; none of the others says more than it does (search.ranking).
    """

    clauses: tuple[Word | Phrase, ...]
    text: str = ""


Clause = Word | Phrase | Without | AnyOf


class Query(msgspec.Struct, frozen=True, dict=True):
    """A whole question.

    An article matches when the optional clauses (Word, AnyOf) that it holds make up at least the share `need` (0 to 1)
    of what all of them say (search.ranking.parts), every Phrase matches, no Without does, and every filter holds:
    values of one facet are alternatives, facets and dates add up. `since` and `until` are inclusive WIB days. `text` is
    what was typed, for the page alone. Neighbours of the ranking are Words that follow each other in `clauses`, the
    first ones of AnyOf too. `declined` is what must not be done to the question. `today` is the day that ages count
    from; without it none does.
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    need: float = 0.0
    agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    basis: DateBasis = DateBasis.PUBLISHED
    title_only: bool = False
    all_copies: bool = False
    declined: tuple[Help, ...] = ()
    ranking: Ranking = PRODUCT
    today: date | None = None

    @cached_property
    def optional(self) -> tuple[Word | AnyOf, ...]:
        """The clauses that `need` counts."""
        return tuple(c for c in self.clauses if isinstance(c, Word | AnyOf))

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The clauses that must match."""
        return tuple(c for c in self.clauses if isinstance(c, Phrase))

    @cached_property
    def without(self) -> tuple[Without, ...]:
        """The clauses that must not match."""
        return tuple(c for c in self.clauses if isinstance(c, Without))

    @property
    def filtered(self) -> bool:
        """Whether any filter narrows the answer."""
        return bool(self.agencies or self.regions or self.since or self.until)

    @property
    def order(self) -> Sort:
        """The order that is used: without words to rank by, the newest come first."""
        if self.sort is not Sort.RELEVANCE:
            return self.sort
        for clause in self.clauses:
            if not isinstance(clause, Without):
                return Sort.RELEVANCE
        return Sort.NEWEST

    def changed(self, **fields: Any) -> Query:
        """The same question with other values of some fields."""
        return msgspec.structs.replace(self, **fields)

    def on_page(self, page: int) -> Query:
        """The same question, another page of its answer."""
        return self.changed(page=page)


def needed(words: int) -> float:
    """The share of a question, weighed by rarity, that an article must hold: all of one or two words, of more words
    most, and the less the more they are (three .6, four .48, six .35, ten .25).

    Why: docs/decisions/0005-which-articles-match.md.
    """
    if words <= 2:
        return float(words > 0)
    return ENOUGH / words + ENOUGH_OF_MANY
