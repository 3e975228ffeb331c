"""What is new in a saved search since someone looked last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qs, urlencode

from search.ask import ask
from search.desk.at_hand import hits_of
from search.desk.store import Marker, Saved, Seen, Store
from search.engine import Engine
from search.model import Article, Hit
from search.parameters import read, write
from search.query import MAX_RANK, DateBasis, Query, Sort

WINDOW = MAX_RANK
"""The newest stories of a search that are looked at."""


@dataclass(frozen=True, slots=True)
class News:
    """What a look at a saved search gives: the new stories, newest first; all it holds now, to be kept by
    `Store.mark` once they were shown; and the moment of the look before (ISO, UTC)."""

    hits: tuple[Hit, ...]
    seen: Seen
    since: str


def save(store: Store, engine: Engine, name: str, query: Query, today: date, by: str = "") -> Saved:
    """Save a search; all that it finds now counts as seen. Page and order of the question are not kept. Raises BadEntry
    and what Store raises."""
    canonical = urlencode(write(query.changed(page=1, per_page=Query().per_page, sort=Sort.RELEVANCE)))
    return store.save(name, canonical, _look(engine, canonical, today)[0], by)


def news(store: Store, engine: Engine, saved: Saved, today: date, marker: Marker) -> News:
    """The stories that a search has found since the last look of this marker; nothing is marked. Raises what Store
    raises."""
    before = store.seen(saved.id, marker)
    seen, query = _look(engine, saved.query, today)
    articles = engine.articles(sorted(seen.ids - before.ids))
    found = [a for a in articles.values() if not before.ids.intersection(a.copies) and not _slid_in(a, before, query)]
    return News(hits_of(sorted(found, key=lambda a: _place(a, query))), seen, before.at)


def mark_shown(store: Store, engine: Engine, saved: Saved, today: date, marker: Marker, shown: Collection[str]) -> None:
    """Count these of the new stories, by id, as seen: what came since they were shown stays new."""
    found = news(store, engine, saved, today, marker)
    unseen = {hit.id for hit in found.hits}.difference(shown)
    store.mark(saved.id, marker, replace(found.seen, ids=found.seen.ids - unseen))


def question_of(saved: Saved, today: date) -> Query:
    """A saved search as a question; `today` is the WIB day that its words such as "kemarin" count from."""
    return _read(saved.query, today)


def _read(canonical: str, today: date) -> Query:
    return read(parse_qs(canonical), today, strict=False).query


def _look(engine: Engine, canonical: str, today: date) -> tuple[Seen, Query]:
    """The newest stories that a search finds, and the question as it was answered."""
    asked = _read(canonical, today).changed(sort=Sort.NEWEST, per_page=WINDOW)
    answer = ask(engine, asked, today)
    # Less than was asked for (some of the words, or without its filters) is help for a reader, no story to be told of.
    if answer.relaxed or answer.told.unfit:
        return Seen(frozenset()), answer.query
    ids = [hit.id for hit in answer.results.hits]
    last = None
    if answer.results.total > len(ids) and ids:
        last = _place(engine.articles(ids[-1:])[ids[-1]], answer.query)
    return Seen(frozenset(ids), last), answer.query


def _slid_in(article: Article, before: Seen, query: Query) -> bool:
    """Whether a story lay below those looked at then: it came up because others went away."""
    return before.last is not None and _place(article, query) > before.last


def _place(article: Article, query: Query) -> tuple[int, int, str]:
    """What the order of days, newest first, sorts by: those without a day last, those of one moment by id."""
    day = article.published
    clock = article.published_at
    if query.basis is DateBasis.EVENT:
        day, clock = min((e.day for e in article.event_days), default=None), None
    if day is None:
        return 1, 0, article.id
    minutes = clock.hour * 60 + clock.minute if clock else 0
    return 0, -(day.toordinal() * 1440 + minutes), article.id
