"""The API: search, articles, related stories and completion as JSON; faults as problem+json."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from search import snippets
from search.answer_json import answer_dict, encoded, explain_dict, hit_dict, page_path
from search.article_json import to_dict
from search.ask import ask
from search.engine import Engine
from search.errors import BadQuestion, Fault
from search.model import Article
from search.parameters import MAX_VALUE, NAMES, Reading, read
from search.parse import being_typed, tidy
from search.query import Query
from search.related import related
from web import caching
from web.site import this_site

SUGGESTED = 8
"""Completions given at most."""
PREFIX = 2
"""Letters that a word must have to be completed."""

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/search")
def search() -> ResponseReturnValue:
    """The answer to a question; `explain=1` adds how it was understood. Raises BadQuestion with every fault."""
    site, started = this_site(), perf_counter()
    reading = _reading()
    with site.engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        answer = ask(engine, reading.query)
        body = answer_dict(answer, reading, 0.0)
        if reading.explain:
            body["explain"] = explain_dict(engine, answer)
    seconds = perf_counter() - started
    site.counters.searched(seconds)
    body["took_ms"] = round(seconds * 1000, 3)
    return Response(encoded(body), mimetype="application/json")


@api.get("/articles/<article_id:id_>")
def article(id_: str) -> ResponseReturnValue:
    """One article with its tags and their evidence; where the site shows links alone, its beginning only."""
    _refuse_unknown(())
    with this_site().engine() as engine:
        found = _article(engine, id_)
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
    return _told(found)


@api.get("/articles/<article_id:id_>/related")
def related_to(id_: str) -> ResponseReturnValue:
    """The stories most like an article, best first, each with what it has in common. The address may also be that
    of an article whose own id ends in "/related"."""
    _refuse_unknown(())
    with this_site().engine() as engine:
        itself = f"{id_}/related"
        known = engine.articles([id_, itself])
        found = known.get(id_) or known.get(itself) or abort(404)
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        if found.id == itself:
            return _told(found)
        like = related(engine, found)
    finder = snippets.Finder(Query())
    return jsonify({"hits": [hit_dict(r.hit, finder) | {"reasons": list(r.reasons)} for r in like]})


@api.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Completions of the word being typed, most frequent first; none for a word of fewer than PREFIX letters."""
    _refuse_unknown(("q",))
    typed = tidy(request.args.get("q", ""))
    before, word = being_typed(request.args.get("q", ""))
    suggestions = []
    with this_site().engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        if len(word) >= PREFIX:
            words = engine.vocabulary.starting(word, SUGGESTED)
            suggestions = [{"text": before + whole, "count": count} for whole, count in words]
    return jsonify({"q": typed, "suggestions": suggestions})


def _reading() -> Reading:
    """The question, or every fault of it, parameters that mean nothing here among them."""
    given = request.args.to_dict(flat=False)
    faults = _unknown(NAMES)
    try:
        reading = read(given, this_site().today())
    except BadQuestion as bad:
        faults += bad.faults
    if faults:
        raise BadQuestion(faults)
    return reading


def _unknown(known: tuple[str, ...]) -> tuple[Fault, ...]:
    given = request.args.items()
    return tuple(Fault(name[:MAX_VALUE], value[:MAX_VALUE], "unknown") for name, value in given if name not in known)


def _refuse_unknown(known: tuple[str, ...]) -> None:
    if faults := _unknown(known):
        raise BadQuestion(faults)


def _told(article: Article) -> Response:
    """An article as it is published: without the row's other keys, which may be the newsroom's own affair."""
    body = to_dict(article)
    del body["extra"]
    if not this_site().settings.full_text:
        shown = snippets.text_of(snippets.snippet(article.body, Query()))
        body |= {"body": shown, "removed": []}
        for tag in (*body["agencies"], *body["regions"], *body["event_dates"]):
            tag["evidence"] = [e for e in tag["evidence"] if e["field"] == "title" or _stands_in(shown, e)]
    return jsonify(body | {"page": page_path(article.id)})


def _stands_in(shown: str, evidence: dict[str, Any]) -> bool:
    found = shown[evidence["start"] : evidence["end"]]
    return found == str(evidence["text"]).replace("\n", " ")


def _article(engine: Engine, id_: str) -> Article:
    found = engine.articles([id_]).get(id_)
    return found if found is not None else abort(404)
