"""Which numbers a question is ranked with: the product's, those of long questions, or the new ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from search.engine import Engine
from search.facets import month_days
from search.model import Results
from search.query import AnyOf, Query, Sort, Word
from search.ranking import LONG_B, LONG_COVERAGE, LONG_K1, Ranking

MANY = 40
"""Articles that hold each of one or two words from which on the newest ones come first."""
RECENCY = 0.97
HALF_LIFE = 60.0
LIVELY = 5
"""Articles that make a subject news: where the newest so many are older than a half-life, ages count from then on."""
MANY_WORDS = 13
"""Words from which on a question is ranked as a long one."""


def for_length(query: Query) -> Query:
    """A question with the numbers of its length: many words are a text of their own."""
    return query.changed(ranking=_of_long(query.ranking)) if len(query.optional) >= MANY_WORDS else query


@cache
def _of_long(ranking: Ranking) -> Ranking:
    return replace(ranking, k1=LONG_K1, b=LONG_B, coverage=LONG_COVERAGE)


def towards_the_new(query: Query, frequency: Mapping[str, int], today: date) -> Query | None:
    """A question with the new ones first, where it is one or two words that very many articles hold each, by their
    terms; None for another question."""
    words = query.optional
    if len(words) > 2 or query.phrases or query.order is not Sort.RELEVANCE or query.since or query.until:
        return None
    asked = [c.clauses[0] if isinstance(c, AnyOf) else c for c in words]
    if not asked or not all(isinstance(c, Word) and frequency.get(c.term, 0) >= MANY for c in asked):
        return None
    return query.changed(ranking=_leaning(query.ranking), today=today)


@cache
def _leaning(ranking: Ranking) -> Ranking:
    """The same ranking with the new ones first."""
    return replace(ranking, recency=RECENCY, half_life=HALF_LIFE)


def when_it_was_news(engine: Engine, query: Query, results: Results) -> tuple[Query, Results]:
    """The question and its answer with the ages of a subject that has long been quiet counted from its last days: what
    is new about it since are a few passing mentions, and would come first."""
    months, newest = next(facet for facet in results.facets if facet.name == "bulan"), 0
    for month, count in zip(reversed(months.names), reversed(months.counts), strict=True):
        newest += count
        if newest >= LIVELY:
            last = month_days(month.value)[1]
            if query.today and (query.today - last).days > HALF_LIFE:
                query = query.changed(today=last)
                return query, engine.search(query)
            break
    return query, results
