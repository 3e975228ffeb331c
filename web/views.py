"""The pages: start, results, help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from search.analysis.terms import MAX_WORD
from search.ask import Answer
from search.desk.pinned import ask_with_pins
from search.engine import Engine
from search.errors import BadQuestion, Fault
from search.facets import MOST_VALUES
from search.parameters import Reading, read
from search.parse import tidy
from search.query import MAX_TEXT, MAX_WORDS, Query
from web import caching, filters, hits, lists, told, urls, wording
from web.browse import browse
from web.months import months
from web.pager import pager
from web.site import this_site
from web.told import Notice
from web.urls import Links
from web.ways import ways_out
from web.wording import help as words

NEWEST = 6
"""Stories on the start page."""

pages = Blueprint("pages", __name__)


def links_here() -> Links:
    """Addresses as this request's proxy serves them."""
    return Links(request.script_root, this_site().release)


@pages.get("/")
def start() -> ResponseReturnValue:
    """Search box, newest stories, and what can be browsed with counts."""
    query, links = Query(per_page=NEWEST), links_here()
    with this_site().engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        results = engine.search(query, facet_size=MOST_VALUES)
        newest = hits.listed(engine, results.hits, Query(), links)
    facets = {facet.name: facet for facet in results.facets}
    offered = browse(facets["wilayah"], facets["instansi"], links)
    return render_template("start.html", hits=newest, browse=offered, everything=links.search(Query()))


@pages.get("/cari")
def results() -> ResponseReturnValue:
    """The answer to a question, with everything that narrows or widens it."""
    site, started = this_site(), perf_counter()
    given = request.args.to_dict(flat=False)
    try:
        reading = read(given, site.today(), strict=False)
    except BadQuestion as bad:
        return _faults(given, bad.faults), 400
    with site.engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        answer = ask_with_pins(engine, reading.query, reading.today, site.rules())
        page = _results_page(engine, reading, answer, lists.read(given))
    if request.method == "GET" and _is_first_asking(reading.query):
        site.count_question(reading.query.text, _is_answered(answer))
    html = render_template("results.html", notices=_notices(given, reading, answer), **page)
    site.counters.searched(perf_counter() - started)
    return html


def _is_first_asking(query: Query) -> bool:
    """Whether words were typed, and nothing was chosen yet."""
    return bool(query.clauses) and query == Query(text=query.text, clauses=query.clauses, need=query.need)


def _is_answered(answer: Answer) -> bool:
    """Whether a hit holds enough of the words, or editors chose one: an answer to a part of them is help alone."""
    whole = not answer.told.unknown and bool(not answer.relaxed or answer.full)
    return answer.results.total > 0 and (whole or bool(answer.pinned))


def _results_page(engine: Engine, reading: Reading, answer: Answer, wanted: lists.Lists) -> dict[str, Any]:
    """What the template of the results shows. Links are made from the question as it was asked, not relaxed."""
    query, found, links = told.effective(answer), answer.results, links_here()
    named = {facet: [filters.label(found, facet, v) for v in filters.chosen(query, facet)] for facet in wording.FACETS}
    days = wording.span(query.since, query.until)
    by_event = query.basis is query.basis.EVENT
    return {
        "query": query,
        "asked": reading.query,
        "total": found.total,
        "articles": _articles(engine, answer),
        "every_copy": links.search(urls.with_copies(query)),
        "heading": query.text or wording.ALL_STORIES,
        "circumstances": wording.circumstances(query.text, named["wilayah"], named["instansi"], days, by_event),
        "chips": filters.chips(query, answer, links),
        "unfiltered": links.search(urls.declining(urls.unfiltered(query), {m.kind for m in answer.told.filters})),
        "boxes": filters.facet_boxes(query, answer, links, wanted, lists.whole_facets(engine, answer.query, wanted)),
        "listed": any(facet in wanted for facet in wording.FACETS),
        "presets": filters.preset_days(query, this_site().today(), links),
        "any_date": links.search(urls.between(query, None, None)) if query.since or query.until else "",
        "months": months(query, found, links),
        "sorts": filters.sorts(query, links),
        "hits": hits.answered(engine, answer, query, links),
        "pager": pager(query, found.total, links),
        "ways": ways_out(engine, query, found, links, reading.today) if found.total == 0 else [],
    }


def _articles(engine: Engine, answer: Answer) -> int:
    """How many articles tell the stories found."""
    query, stories = answer.query, answer.results.total
    if query.all_copies or not stories:
        return stories
    found = engine.search(query.changed(all_copies=True, page=1, per_page=1), facets=False).total
    return found + sum(1 + len(article.copies) for article in answer.added)


def _notices(given: Mapping[str, Sequence[str]], reading: Reading, answer: Answer) -> list[Notice]:
    """What was done to the question, or could not be."""
    left_out = map(Notice, _left_out(given, reading))
    incomplete = [] if answer.results.complete else [Notice(wording.INCOMPLETE)]
    return [*incomplete, *told.notices(answer, links_here()), *left_out]


def _left_out(given: Mapping[str, Sequence[str]], reading: Reading) -> list[str]:
    notices = []
    if reading.query.text and not reading.query.clauses:
        notices.append(wording.NO_WORD)
    if len(" ".join(given.get("q", [""])[0].split())) > MAX_TEXT:
        notices.append(wording.cut(MAX_TEXT))
    if reading.ignored:
        notices.append(wording.left_out(reading.ignored, MAX_WORDS, MAX_WORD))
    if unknown := [tidy(name)[:40] for name in reading.unknown if name not in lists.NAMES]:
        notices.append(wording.unknown(unknown))
    return notices


def _faults(given: Mapping[str, Sequence[str]], faults: Sequence[Fault]) -> str:
    """The page that lists all faults at once and keeps what was typed."""
    typed = {name: tidy(values[0]) for name, values in given.items() if values}
    shown = [Fault(f.parameter, tidy(f.value), f.code, tidy(f.expected)) for f in faults]
    wrong = {f.parameter for f in faults}
    sound = {name: values for name, values in given.items() if name not in wrong}
    kept = [
        (name, tidy(value))
        for name in ("instansi", "wilayah", "menurut", "judul", "kabar", "urut", "per_hal")
        for value in given.get(name, ())
    ]
    way_on = links_here().search(read(sound, this_site().today(), strict=False).query)
    return render_template("faults.html", faults=shown, typed=typed, kept=kept, way_on=way_on)


@pages.get("/bantuan", endpoint="help")
def help_page() -> ResponseReturnValue:
    """How to search, with questions to try."""
    site, links = this_site(), links_here()
    with site.engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
    sections = words.sections(site.settings.count_questions, bool(site.settings.contact))
    return render_template("help.html", sections=[(s, _tried(s.examples, links)) for s in sections])


def _tried(examples: Sequence[words.Example], links: Links) -> list[tuple[words.Example, str]]:
    """Each example with its address."""
    today = this_site().today()
    return [(e, links.search(read({n: [v] for n, v in e.question}, today).query)) for e in examples]
