"""The pages of a region, an agency and a month: its newest stories, their months, and who appears in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from search import dates
from search.engine import Engine
from search.facets import month_days, month_label, month_of
from search.model import FacetValue, Results
from search.names import registry
from search.parameters import write
from search.parse import tidy
from search.query import NO_VALUE, Query
from web import caching, filters, hits, urls, wording
from web.months import Months, months
from web.site import this_site
from web.urls import Links
from web.views import links_here
from web.wording import places as words

LISTED = 16
"""Names in a list at most: the kabupaten and kota of Lampung, and the province."""

places = Blueprint("places", __name__)


@dataclass(frozen=True, slots=True)
class Beside:
    """A list of names, each with a count and an address; the count is what the address shows."""

    title: str
    names: tuple[tuple[str, int, str], ...]


@places.get("/wilayah/<article_id:code>")
def region(code: str) -> ResponseReturnValue:
    """The stories about a region, by its Kemendagri code; a spelling of it leads there."""
    links, known = links_here(), registry.resolve_region(tidy(code))
    if known and known != code:
        return redirect(links.region(known))
    query = Query(regions=(code,))

    def shown(engine: Engine, found: Results, heading: str) -> list[Beside]:
        return [_within(found, "instansi", query, heading), _same_province(found, code, links)]

    return _page(query, links.region(code), known is not None, "wilayah", shown)


@places.get("/instansi/<article_id:id_>")
def agency(id_: str) -> ResponseReturnValue:
    """The stories about an agency, by its id; a spelling of it leads there."""
    links, known = links_here(), registry.resolve_agency(tidy(id_))
    if known and known != id_:
        return redirect(links.agency(known))
    query = Query(agencies=(id_,))

    def shown(engine: Engine, found: Results, heading: str) -> list[Beside]:
        return [_within(found, "wilayah", query, heading), _same_region(engine, id_, links)]

    return _page(query, links.agency(id_), known is not None, "instansi", shown)


@places.get("/bulan/<month>")
def month(month: str) -> ResponseReturnValue:
    """The stories published in a month, "2025-12"; another way to write it leads there."""
    links = links_here()
    since, until = dates.parse_day(tidy(month), this_site().today()) or abort(404)
    value = month_of(since)
    if (since, until) != month_days(value):
        abort(404)
    if value != month:
        return redirect(links.month(value))
    query = urls.between(Query(), since, until)

    def shown(engine: Engine, found: Results, heading: str) -> list[Beside]:
        return [_within(found, facet, query, heading) for facet in wording.FACETS]

    return _page(query, links.month(value), True, "bulan", shown)


def _page(
    query: Query, address: str, known: bool, facet: str, beside: Callable[[Engine, Results, str], list[Beside]]
) -> ResponseReturnValue:
    """The page of what a question has for its only filter; 404 where that is nothing known and finds nothing."""
    site, links = this_site(), links_here()
    with site.engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        found = engine.search(query)
        if not (known or found.total) or NO_VALUE in (*query.agencies, *query.regions):
            abort(404)
        newest = hits.listed(engine, found.hits, query, links)
        heading = _heading(query, found, facet)
        lists = [listed for listed in beside(engine, found, heading) if listed.names]
    bars = months(query, found, links)
    return render_template(
        "place.html",
        heading=heading,
        description=words.description(heading, found.total, newest[0].article.published if newest else None),
        feed="" if facet == "bulan" else f"{address}.atom",
        public=links.public(address, site.settings.base_url),
        total=found.total,
        complete=found.complete,
        everything=links.search(query),
        all_stories=links.search(Query()),
        kept=write(query),
        months=_to_pages(bars, links) if bars and facet == "bulan" else bars,
        hits=newest,
        beside=lists,
    )


def _heading(query: Query, found: Results, facet: str) -> str:
    if facet == "bulan":
        return words.of_month(month_label(month_of(query.since))) if query.since else ""
    (value,) = filters.chosen(query, facet)
    return words.HEADINGS[facet](filters.label(found, facet, value))


def _to_pages(bars: Months, links: Links) -> Months:
    """The months of a year, each leading to its page."""
    paged = (replace(bar, url=bar.url and links.month(f"{bars.year}-{at:02}")) for at, bar in enumerate(bars.bars, 1))
    return replace(bars, bars=tuple(paged))


def _values(found: Results, facet: str) -> Iterable[FacetValue]:
    return (v for f in found.facets if f.name == facet for v in f.values if v.count)


def _within(found: Results, facet: str, query: Query, heading: str) -> Beside:
    """The agencies or regions of the stories found, each as a filter more."""
    links = links_here()
    names = [(v.label, v.count, links.search(urls.with_value(query, facet, v.value))) for v in _values(found, facet)]
    return Beside(words.named_in(facet, heading), tuple(names[:LISTED]))


def _same_province(found: Results, code: str, links: Links) -> Beside:
    """The other regions of a region's province, with all their stories: a facet does not count its own choice."""
    if registry.region(code) is None:
        return Beside("", ())
    province = registry.parent(code)
    name = registry.region_name(province) or province
    names = [
        (v.label, v.count, links.region(v.value))
        for v in _values(found, "wilayah")
        if v.value != code and registry.region(v.value) and registry.parent(v.value) == province
    ]
    return Beside(words.parts_of(name) if code == province else words.other_regions(name), tuple(names[:LISTED]))


def _same_region(engine: Engine, id_: str, links: Links) -> Beside:
    """The other agencies in the stories of an agency's region."""
    own = registry.agency(id_)
    if own is None or own.region is None:
        return Beside("", ())
    query = Query(regions=(own.region,), per_page=1)
    found = engine.search(query)
    names = [
        (v.label, v.count, links.search(urls.with_value(Query(regions=query.regions), "instansi", v.value)))
        for v in _values(found, "instansi")
        if v.value != id_
    ]
    return Beside(words.other_agencies(registry.region_name(own.region) or own.region), tuple(names[:LISTED]))
