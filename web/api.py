"""The API: articles, related stories and completion as JSON; faults as problem+json. Its search is web.direct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from search import snippets
from search.answer_json import encoded, page_path, related_rows, similar_rows, thread_dict
from search.article_json import to_dict
from search.engine import Engine
from search.errors import BadQuestion, Fault
from search.model import Article
from search.parse import tidy
from search.related import Limits, Same, When, related
from search.suggest import suggest as suggestions
from search.threads import thread
from web import caching
from web.direct import FAILURE, unknown
from web.origins import stands_in
from web.site import this_site

SUGGESTED = 8
"""Completions given at most."""
api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/search")
def search() -> ResponseReturnValue:
    """What web.direct could not answer: raises what was in its way."""
    raise request.environ.get(FAILURE) or abort(400)


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
    of an article whose own id ends in "/related". `waktu` is sebelum or sesudah, `sama` wilayah or instansi."""
    limits = _limits()

    def told(engine: Engine, found: Article) -> dict[str, Any]:
        like = related(engine, found, limits=limits)
        return {"hits": related_rows(like.stories), "similar": similar_rows(like.copies)}

    return _about(id_, "related", told)


@api.get("/articles/<article_id:id_>/thread")
def thread_of(id_: str) -> ResponseReturnValue:
    """The stories of an article's matter, oldest first, itself among them, and where long nothing was heard. The
    address may also be that of an article whose own id ends in "/thread"."""
    _refuse_unknown(())
    today = this_site().today()
    return _about(id_, "thread", lambda engine, found: thread_dict(thread(engine, found, today)))


def _about(id_: str, what: str, told: Callable[[Engine, Article], dict[str, Any]]) -> ResponseReturnValue:
    """What there is to tell about an article; where the whole path is the id of another one, that one."""
    itself = f"{id_}/{what}"
    with this_site().engine() as engine:
        known = engine.articles([id_, itself])
        found = known.get(id_) or known.get(itself) or abort(404)
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        if found.id == itself:
            return _told(found)
        body = told(engine, found)
    return Response(encoded(body), mimetype="application/json")


@api.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Completions of what is being typed, the likeliest first."""
    _refuse_unknown(("q",))
    typed = request.args.get("q", "")
    with this_site().engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        found = suggestions(engine, typed, SUGGESTED)
    return jsonify(
        {"q": tidy(typed), "suggestions": [{"text": s.text, "count": s.articles, "kind": s.kind} for s in found]}
    )


def _limits() -> Limits:
    """The limits of related stories. Raises BadQuestion with every fault."""
    faults = list(unknown(request.args.items(), ("waktu", "sama")))
    when, same = request.args.get("waktu", ""), [value for value in request.args.getlist("sama") if value]
    if when and when not in list(When):
        faults.append(Fault("waktu", when, "choice", ", ".join(When)))
    faults += [Fault("sama", value, "choice", ", ".join(Same)) for value in same if value not in list(Same)]
    if faults:
        raise BadQuestion(tuple(faults))
    return Limits(When(when) if when else None, tuple(s for s in Same if s in same))


def _refuse_unknown(known: tuple[str, ...]) -> None:
    if faults := unknown(request.args.items(), known):
        raise BadQuestion(faults)


def _told(article: Article) -> Response:
    """An article as it is published: without the row's other keys, which may be the newsroom's own affair."""
    body = to_dict(article)
    del body["extra"]
    if not this_site().settings.full_text:
        shown = snippets.beginning(article.body)
        body |= {"body": shown, "removed": []}
        for tag in (*body["agencies"], *body["regions"], *body["event_dates"]):
            tag["evidence"] = [e for e in tag["evidence"] if e["field"] == "title" or _is_shown(e, shown)]
    return jsonify(body | {"page": page_path(article.id)})


def _is_shown(evidence: dict[str, Any], shown: str) -> bool:
    return stands_in(shown, evidence["text"], evidence["start"], evidence["end"])


def _article(engine: Engine, id_: str) -> Article:
    found = engine.articles([id_]).get(id_)
    return found if found is not None else abort(404)
