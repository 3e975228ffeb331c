"""The Whoosh engine: answers questions about one state of the index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import TypeVar

import numpy as np

from search.article_bytes import from_bytes, shown_from
from search.engines.whoosh.kernels.plan import Told, Work, WorkArrays
from search.engines.whoosh.layout import Array
from search.engines.whoosh.question import ask, hits, work_arrays
from search.engines.whoosh.state import FacetTable, State
from search.engines.whoosh.vocabulary import WhooshVocabulary
from search.errors import DamagedIndex
from search.facets import FACET_SIZE, month_facet
from search.model import Article, Facet, FacetName, Hit, Manifest, Results, Words
from search.query import NO_VALUE, Query, Sort
from search.shown import Shown
from search.stories import whole_stories

_Read = TypeVar("_Read")
_DOC = (1 << 32) - 1
_NOT_NEEDED = np.zeros(0, np.int64)
_TOTAL = int(Told.TOTAL)
_AGENCIES, _REGIONS = int(Told.AGENCIES_FOUND), int(Told.REGIONS_FOUND)
_NO_MONTH, _LISTS = int(Told.NO_MONTH), int(Told.LISTS)


class WhooshEngine:
    """Reads one published state; see search.engine.Engine. Safe to share between threads."""

    def __init__(self, manifest: Manifest, state: State) -> None:
        self.manifest = manifest
        self.vocabulary = WhooshVocabulary(state)
        self._state = state
        self._without: tuple[frozenset[str], WhooshEngine] | None = None

    def search(self, query: Query, facets: bool = True, facet_size: int = FACET_SIZE) -> Results:
        """Total, one page of hits and, unless `facets` is off, the three facets."""
        state = self._state
        work = work_arrays(state)
        told = ask(state, query, facets, work)
        places, scores = hits(query, told, work)
        found = partial(_hits, self, places, scores if query.order is Sort.RELEVANCE else [0.0] * len(places))
        if not facets:
            return Results(told[_TOTAL], found, (), self.manifest)
        return Results(told[_TOTAL], found, self._facets(query, told, work, facet_size), self.manifest)

    def _facets(
        self, query: Query, told: Sequence[int], work: WorkArrays, size: int
    ) -> Callable[[], tuple[Facet, ...]]:
        """What names the facets. The counters that it needs are copied: the thread's next question overwrites them."""
        sizes, more = self._state.sizes, size > FACET_SIZE
        agencies = work.counts(Work.AGENCY_COUNTS, sizes[0]).copy() if query.agencies or more else _NOT_NEEDED
        regions = work.counts(Work.REGION_COUNTS, sizes[1]).copy() if query.regions or more else _NOT_NEEDED
        return partial(self._named, query, told, agencies, regions, size)

    def _named(
        self, query: Query, told: Sequence[int], agencies: Array, regions: Array, size: int
    ) -> tuple[Facet, ...]:
        state = self._state
        regions_at = _LISTS + 2 * told[_AGENCIES + 1]
        months_at = regions_at + 2 * told[_REGIONS + 1]
        months = _picked(state.month_names, told[months_at::2])
        return (
            _value_facet(state.agencies, query.agencies, told, _AGENCIES, _LISTS, agencies, size),
            _value_facet(state.regions, query.regions, told, _REGIONS, regions_at, regions, size),
            month_facet(months, tuple(told[months_at + 1 :: 2]), told[_NO_MONTH], query),
        )

    def id_at(self, place: int) -> str:
        """The id of the article at a hit's place."""
        return self._state.segments[place >> 32].id(place & _DOC)

    def read_at(self, places: Sequence[int], read: Callable[[bytes], _Read]) -> list[_Read]:
        """What is read from the stored articles at the places of hits, in their order."""
        segments, found = self._state.segments, dict[int, _Read]()
        for number in {place >> 32 for place in places}:
            segment, own = segments[number], [place for place in places if place >> 32 == number]
            for place, stored in zip(own, segment.stored([p & _DOC for p in own]), strict=True):
                try:
                    found[place] = read(stored)
                except ValueError as e:
                    id_ = segment.id(place & _DOC)
                    raise DamagedIndex(f"article {id_} in {segment.path.name} is damaged ({e}).") from e
        return [found[place] for place in places]

    def articles(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """The articles of these ids; unknown ids are left out."""
        places = {id_: place[0] << 32 | place[1] for id_ in ids if (place := self._state.place(id_))}
        return dict(zip(places, self.read_at(list(places.values()), from_bytes), strict=True))

    def words(self, ids: Sequence[str]) -> Mapping[str, tuple[Words, Words]]:
        """Title and body of these articles as they are indexed."""
        places = {id_: place for id_ in ids if (place := self._state.place(id_))}
        return {id_: self._state.segments[segment].text(doc) for id_, (segment, doc) in places.items()}

    def ids(self) -> Iterator[str]:
        """Every article's id, ascending."""
        found: list[str] = []
        for segment, deleted in zip(self._state.segments, self._state.deletions, strict=True):
            ids = segment.ids()
            found += ids if deleted is None else [i for i, live in zip(ids, deleted.live, strict=True) if live]
        return iter(sorted(found))

    def without(self, ids: Collection[str]) -> WhooshEngine:
        """The same state as if these articles and their whole stories were deleted. The last one is kept: readers ask
        with the same ids again and again."""
        wanted, known = frozenset(ids), self._without
        if not wanted:
            return self
        if known and known[0] == wanted:
            return known[1]
        state = self._state.without(whole_stories(self, wanted))
        view = WhooshEngine(replace(self.manifest, articles=state.live), state)
        self._without = wanted, view
        return view


class _Page:
    """The places of an answer's hits. Their articles are read together: one call that lets other threads run."""

    __slots__ = ("_articles", "_engine", "_places", "_shown")

    def __init__(self, engine: WhooshEngine, places: Sequence[int]) -> None:
        self._engine = engine
        self._places = places
        self._articles: list[Article] | None = None
        self._shown: list[Shown] | None = None

    def id_at(self, place: int) -> str:
        """The id of a hit by its number."""
        return self._engine.id_at(self._places[place])

    def article_at(self, place: int) -> Article:
        """The article of a hit by its number."""
        if self._articles is None:
            self._articles = self._engine.read_at(self._places, from_bytes)
        return self._articles[place]

    def shown_at(self, place: int) -> Shown:
        """What is shown of the article of a hit by its number."""
        if self._shown is None:
            self._shown = self._engine.read_at(self._places, shown_from)
        return self._shown[place]


def _hits(engine: WhooshEngine, places: Sequence[int], scores: Sequence[float]) -> tuple[Hit, ...]:
    return tuple(map(Hit, repeat(_Page(engine, places)), range(len(places)), scores))


def _picked(names: Sequence[FacetName], numbers: Sequence[int]) -> tuple[FacetName, ...]:
    """The names of these numbers, of several in one call; of one such a call would give no tuple."""
    if len(numbers) > 1:
        found: tuple[FacetName, ...] = itemgetter(*numbers)(names)
        return found
    return tuple([names[number] for number in numbers])


def _value_facet(
    table: FacetTable,
    chosen: tuple[str, ...],
    told: Sequence[int],
    out: int,
    start: int,
    every: Array,
    size: int,
) -> Facet:
    """A facet from its list of the most frequent values; chosen ones, and more than the kernels list, from `every`.
    `out` and `start`: where Told has its numbers, and where its list begins."""
    different, listed, missing = told[out : out + 3]
    if size > listed < different:
        numbers: Sequence[int] = np.argsort(-every[:-1], kind="stable")[: min(size, different)].tolist()
        counts: Sequence[int] = every[numbers].tolist()
        listed = len(counts)
    else:
        listed = min(listed, size)
        end = start + 2 * listed
        numbers, counts = told[start:end:2], told[start + 1 : end : 2]
    names = _picked(table.names, numbers)
    if not chosen:
        return Facet(table.name, names, tuple(counts), frozenset(), missing, different - listed)
    wanted = [v for v in dict.fromkeys(chosen) if v != NO_VALUE]
    places = [n for v in wanted if (n := table.number.get(v)) is not None and n not in numbers and every[n]]
    places.sort(key=lambda n: (-int(every[n]), n))
    rest = _picked(table.names, places)
    there = {name.value for name in (*names, *rest)}
    absent = tuple(FacetName(v, table.label(v)) for v in wanted if v not in there)
    found = (*counts, *(int(every[n]) for n in places), *(0 for _ in absent))
    return Facet(table.name, names + rest + absent, found, frozenset(wanted), missing, different - listed - len(rest))
