"""The Whoosh engine: answers questions about one state of the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, repeat

from search.article_bytes import from_bytes
from search.engines.whoosh.kernels.plan import MOST_LISTED, Plan, Work
from search.engines.whoosh.question import Asked
from search.engines.whoosh.state import FacetTable, State
from search.engines.whoosh.vocabulary import WhooshVocabulary
from search.errors import DamagedIndex
from search.facets import month_facet, value_facet
from search.model import Article, Facet, Hit, Manifest, Results
from search.query import Query

_DOC = (1 << 32) - 1


class WhooshEngine:
    """Reads one published state; see search.engine.Engine. Safe to share between threads."""

    def __init__(self, manifest: Manifest, state: State) -> None:
        self.manifest = manifest
        self.vocabulary = WhooshVocabulary(state)
        self._state = state

    def search(self, query: Query, facets: bool = True) -> Results:
        """Total, one page of hits and, unless `facets` is off, the three facets."""
        asked = Asked(self._state, query, facets)
        asked.run()
        places, scores = asked.hits()
        hits = tuple(map(Hit, repeat(self), places, scores if asked.scored else repeat(0.0)))
        return Results(asked.total, hits, self._facets(asked) if facets else (), self.manifest)

    def _facets(self, asked: Asked) -> tuple[Facet, ...]:
        state, query, plan, work = self._state, asked.query, asked.told, asked.work
        counts = work.counts(Work.MONTH_COUNTS, state.months).tolist() if state.segments else [0]
        missing = counts.pop()
        months, labels = state.month_values, state.month_labels
        if 0 in counts:
            months, labels = tuple(compress(months, counts)), tuple(compress(labels, counts))
            counts = [n for n in counts if n]
        return (
            _value_facet(state.agencies, query.agencies, asked, plan[Plan.AGENCIES_FOUND :], Work.AGENCY_COUNTS),
            _value_facet(state.regions, query.regions, asked, plan[Plan.REGIONS_FOUND :], Work.REGION_COUNTS),
            month_facet(months, labels, tuple(counts), missing, query),
        )

    def id_at(self, place: int) -> str:
        """The id of the article at a hit's place."""
        return self._state.segments[place >> 32].id(place & _DOC)

    def article_at(self, place: int) -> Article:
        """The article at a hit's place."""
        where, doc = self._state.segments[place >> 32], place & _DOC
        try:
            return from_bytes(where.stored(doc))
        except ValueError as e:
            raise DamagedIndex(f"article {where.id(doc)} in {where.path.name} is damaged ({e}).") from e

    def articles(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """The articles of these ids; unknown ids are left out."""
        places = {id_: place for id_ in ids if (place := self._state.place(id_))}
        return {id_: self.article_at(n << 32 | doc) for id_, (n, doc) in places.items()}

    def ids(self) -> Iterator[str]:
        """Every article's id, ascending."""
        found: list[str] = []
        for segment, deleted in zip(self._state.segments, self._state.deletions, strict=True):
            ids = segment.ids()
            found += ids if deleted is None else [i for i, live in zip(ids, deleted.live, strict=True) if live]
        return iter(sorted(found))


def _value_facet(table: FacetTable, chosen: tuple[str, ...], asked: Asked, found: Sequence[int], place: Work) -> Facet:
    """A facet from its list of the most frequent values, and of its chosen ones beyond them."""
    different, listed, missing = found[:3]
    pairs = asked.work.agency_list if place is Work.AGENCY_COUNTS else asked.work.region_list
    numbers = pairs[:listed].tolist()
    ids = tuple(map(table.values.__getitem__, numbers))
    counts = pairs[MOST_LISTED : MOST_LISTED + listed].tolist()
    if not chosen:
        labels = tuple(map(table.labels.__getitem__, numbers))
        return Facet(table.name, ids, labels, tuple(counts), missing=missing, other=different - listed)
    counted = dict(zip(ids, counts, strict=True))
    if asked.state.segments:
        every = asked.work.counts(place, len(table.values))
        rest = {n for v in chosen if v not in counted and (n := table.number.get(v)) is not None and every[n]}
        counted |= {table.values[n]: int(every[n]) for n in sorted(rest, key=lambda n: (-int(every[n]), n))}
    order = tuple(counted)
    return value_facet(table.name, order, counted, different, missing, chosen, lambda _, value: table.label(value))
