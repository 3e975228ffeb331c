"""The filters of a results page: rows to tick, chips to take away, spans of days, all made from one answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from search.ask import Answer
from search.facets import name_of
from search.model import Facet, Results
from search.query import NO_VALUE, Help, Query
from web import urls, wording
from web.urls import Links

SHOWN = 7
"""Rows of a facet that are seen at once; the rest folds away."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a facet, to tick. `none` where it means articles without a value; `understood` where the words of
    the question ask for it: it goes with them, or by its chip."""

    value: str
    label: str
    count: int
    chosen: bool
    none: bool = False
    understood: bool = False


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A facet as it is shown: rows seen at once, rows folded away, and a word about values with no row."""

    name: str
    title: str
    rows: tuple[Row, ...]
    more: tuple[Row, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the answer without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A link among others, one of which may be where the reader is."""

    text: str
    url: str
    current: bool = False


def facet_boxes(query: Query, answer: Answer) -> list[FacetBox]:
    """The boxes of instansi and wilayah; one without any row is left out."""
    facets = [facet for facet in answer.results.facets if facet.name in wording.FACETS]
    understood = {m.value for m in answer.told.filters}
    boxes = [
        _box(facet, chosen(query, facet.name), understood - {*chosen(answer.asked, facet.name)}) for facet in facets
    ]
    return [box for box in boxes if box.rows]


def _box(facet: Facet, ticked: tuple[str, ...], understood: Collection[str]) -> FacetBox:
    """Chosen values are always among the rows seen at once."""
    rows = [Row(v.value, v.label, v.count, v.chosen, understood=v.value in understood) for v in facet.values]
    first = [row for at, row in enumerate(rows) if at < SHOWN or row.chosen]
    more = [row for row in rows[SHOWN:] if not row.chosen]
    if facet.missing or NO_VALUE in ticked:
        none = Row(NO_VALUE, wording.NONE[facet.name], facet.missing, NO_VALUE in ticked, none=True)
        first.append(none)
    note = wording.not_listed(facet.other, facet.name) if facet.other else ""
    return FacetBox(facet.name, wording.FACETS[facet.name], tuple(first), tuple(more), note)


def chosen(query: Query, facet: str) -> tuple[str, ...]:
    """The values of a facet that the question asks for."""
    return query.agencies if facet == "instansi" else query.regions


def label(results: Results, facet: str, value: str) -> str:
    """What a chosen value is called: as the answer names it, else the registry, else as it was typed."""
    if value == NO_VALUE:
        return wording.NONE[facet]
    named = (v.label for f in results.facets if f.name == facet for v in f.values if v.value == value)
    return next(named, "") or name_of(facet, value)


def chips(query: Query, answer: Answer, links: Links) -> list[Chip]:
    """Every filter that is on, in the order of the boxes. What was understood becomes words again without its chip."""
    found, asked, understood = [], answer.asked, answer.told.filters
    for facet, title in wording.FACETS.items():
        for value in chosen(query, facet):
            text = f"{title}: {label(answer.results, facet, value)}"
            of_words = {m.kind for m in understood if m.value == value}
            easier = urls.declining(urls.without_value(asked, facet, value), of_words)
            found.append(Chip(text, links.search(easier)))
    if days := wording.span(query.since, query.until):
        of_words = {m.kind for m in understood if m.kind is Help.DATE}
        easier = urls.declining(urls.between(asked, None, None), of_words)
        found.append(Chip(f"{wording.DATE_CHIP[query.basis]}: {days}", links.search(easier)))
    if query.title_only:
        found.append(Chip(wording.TITLE_ONLY, links.search(urls.anywhere(query))))
    if query.all_copies:
        found.append(Chip(wording.ALL_COPIES, links.search(urls.folded(query))))
    return found


def preset_days(query: Query, today: date, links: Links) -> list[Choice]:
    """Spans of days that are one click away."""
    return [
        Choice(text, links.search(urls.between(query, since, until)), (query.since, query.until) == (since, until))
        for text, since, until in wording.presets(today)
    ]


def sorts(query: Query, links: Links) -> list[Choice]:
    """The orders; by relevance only where there are words to rank by."""
    ranked = any(c not in query.without for c in query.clauses)
    offered = [sort for sort in wording.SORTS if ranked or sort is not sort.RELEVANCE]
    return [
        Choice(wording.SORTS[sort], links.search(urls.sorted_by(query, sort)), sort is query.order) for sort in offered
    ]
