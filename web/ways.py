"""Ways out of an empty answer: the question with one thing less, each tried, each with what it would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from search.desk.pinned import ask_with_pins
from search.engine import Engine
from search.model import Results
from search.query import Query, Without, Word
from web import urls, wording
from web.filters import chosen, label
from web.site import this_site
from web.urls import Links

TRIED = 8
"""Questions asked at most to find ways out, so that an empty answer stays cheap."""
OFFERED = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: what to do, what that leaves out, how many articles it finds, and where it leads."""

    what: str
    how: str
    count: int
    url: str


def ways_out(engine: Engine, query: Query, empty: Results, links: Links, today: date) -> list[Way]:
    """The first OFFERED ways that find something, in the order filters, words, everything; at most TRIED are tried."""
    found: list[Way] = []
    for what, how, easier in islice(_candidates(query, empty), TRIED):
        if len(found) == OFFERED:
            break
        count = ask_with_pins(engine, easier.changed(page=1), today, this_site().rules()).results.total
        if count:
            found.append(Way(what, how, count, links.search(easier)))
    return found


def _candidates(query: Query, empty: Results) -> Iterator[tuple[str, str, Query]]:
    single = [
        (wording.ALL_OF[facet], _without_labels(query, facet, empty), urls.without_facet(query, facet))
        for facet in wording.FACETS
        if chosen(query, facet)
    ]
    if days := wording.span(query.since, query.until):
        single.append((wording.ANY_DATE, wording.not_only(days), urls.between(query, None, None)))
    if query.title_only:
        single.append((wording.TITLE_AND_BODY, wording.not_only(wording.TITLE_ONLY.lower()), urls.anywhere(query)))
    yield from single
    if len(single) > 1 and query.clauses:
        yield wording.NO_FILTER, wording.search_for(query.text), urls.unfiltered(query)
    yield from _fewer_words(query)


def _without_labels(query: Query, facet: str, empty: Results) -> str:
    return wording.without_filters([label(empty, facet, value) for value in chosen(query, facet)])


def _fewer_words(query: Query) -> Iterator[tuple[str, str, Query]]:
    """The question without one of its words. Of two words and more, any one was enough already (`ask`), unless
    articles that the filters leave out have enough of them."""
    for clause in query.clauses:
        rest = [c for c in query.clauses if c != clause]
        asked = [c for c in rest if not isinstance(c, Without)]
        if not asked or (isinstance(clause, Word) and len(query.optional) > 1 and not query.filtered):
            continue
        told = clause.clause.text if isinstance(clause, Without) else clause.text
        easier = urls.reworded(query, rest)
        minus = "-" if isinstance(clause, Without) else ""
        yield wording.without_word(minus + told), wording.search_for(easier.text), easier
