"""The filters of a results page: rows to tick, chips to take away, spans of days, all made from one answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from search.ask import Answer
from search.facets import name_of
from search.model import Facet, FacetValue, Results
from search.query import NO_VALUE, Help, Query
from web import urls, wording
from web.lists import MOST_ROWS, Lists
from web.urls import Links
from web.wording import pages

SHOWN = 7
"""Rows of a facet that are seen at once; the rest folds away."""
LONG = 10
"""Values from which on a facet has a field to look for one."""


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
    """A facet as it is shown: rows seen at once and rows folded away. `other` values have no row; `url` lists them, ""
    where it has done so. `long` where values can be looked for; then `sought` is what was, and `found` what is said."""

    name: str
    title: str
    rows: tuple[Row, ...]
    more: tuple[Row, ...] = ()
    other: int = 0
    url: str = ""
    long: bool = False
    sought: str = ""
    found: str = ""


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


def facet_boxes(query: Query, answer: Answer, links: Links, lists: Lists, whole: Mapping[str, Facet]) -> list[FacetBox]:
    """The boxes of instansi and wilayah; one without any row is left out. `whole` has those with all their values."""
    facets = [facet for facet in answer.results.facets if facet.name in wording.FACETS]
    meant = {m.value for m in answer.told.filters}
    boxes = []
    for facet in facets:
        ticked, understood = chosen(query, facet.name), meant - {*chosen(answer.asked, facet.name)}
        if facet.name in whole:
            boxes.append(_sought(whole[facet.name], ticked, understood, lists))
        else:
            boxes.append(_box(facet, ticked, understood, links.values(answer.asked, facet.name)))
    return [box for box in boxes if box.rows or box.long]


def _box(facet: Facet, ticked: tuple[str, ...], understood: Collection[str], url: str) -> FacetBox:
    """Chosen values are always among the rows seen at once."""
    rows = [_row(v, understood) for v in facet.values]
    first = [row for at, row in enumerate(rows) if at < SHOWN or row.chosen]
    more = [row for row in rows[SHOWN:] if not row.chosen]
    if facet.missing or NO_VALUE in ticked:
        first.append(_none(facet, ticked))
    title, long = wording.FACETS[facet.name], len(rows) + facet.other > LONG
    return FacetBox(facet.name, title, tuple(first), tuple(more), facet.other, url, long)


def _sought(facet: Facet, ticked: tuple[str, ...], understood: Collection[str], lists: Lists) -> FacetBox:
    """The values that are looked for, MOST_ROWS at most; chosen ones stay before them."""
    fitting, sought = lists.fitting(facet), lists.sought[facet.name]
    first = [_row(v, understood) for v in facet.values if v.chosen]
    rows = [_row(v, understood) for v in fitting if not v.chosen]
    if NO_VALUE in ticked:
        first.append(_none(facet, ticked))
    title, found = wording.FACETS[facet.name], pages.values(len(fitting), facet.name)
    shown, other = [*first, *rows[:MOST_ROWS]], len(rows[MOST_ROWS:])
    if facet.missing and not sought and NO_VALUE not in ticked:
        shown.append(_none(facet, ticked))
    return FacetBox(facet.name, title, tuple(shown), other=other, long=True, sought=sought, found=found)


def _row(value: FacetValue, understood: Collection[str]) -> Row:
    return Row(value.value, value.label, value.count, value.chosen, understood=value.value in understood)


def _none(facet: Facet, ticked: tuple[str, ...]) -> Row:
    return Row(NO_VALUE, wording.NONE[facet.name], facet.missing, NO_VALUE in ticked, none=True)


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
