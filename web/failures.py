"""Errors as readers meet them: an Indonesian page, or problem+json for programs. Details go to the log alone."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from search.errors import BadQuestion, Fault, TelusurError
from web import wording
from web.site import Full, absolute_root
from web.wording import problems

RETRY_LATER = 30
"""Seconds after which it is worth asking again where there is no index to ask."""
RETRY_SOON = 1
"""Seconds after which it is worth asking again where too many asked at once."""

FOR_PROGRAMS = {"feeds", "exports", "browser_search"}
"""Blueprints outside /api/ whose errors programs read."""
FAULTS = "galat-parameter"
"""Where the page about the API tells of parameters at fault: what such a problem's type leads to."""

log = logging.getLogger("telusur")


def register(app: Flask) -> None:
    """Let an app answer its errors so."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(BadQuestion, _bad_question)
    app.register_error_handler(TelusurError, _unavailable)


def _refused(error: HTTPException) -> Response:
    """Not found, not allowed, too large; also what nobody foresaw, which Flask has logged by now."""
    response = _answer(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _bad_question(error: BadQuestion) -> Response:
    return _answer(400, error.faults)


def _unavailable(error: TelusurError) -> Response:
    log.error("no answer: %s: %s", type(error).__name__, error)
    response = _answer(503)
    response.headers["Retry-After"] = str(RETRY_SOON if isinstance(error, Full) else RETRY_LATER)
    return response


def _answer(status: int, faults: Iterable[Fault] = ()) -> Response:
    title, detail = wording.problem(status)
    if request.blueprint == "fragments":  # whatever stands in it would stand in the pages of another site
        return Response("", status, mimetype="text/html")
    if not request.path.startswith("/api/") and request.blueprint not in FOR_PROGRAMS:
        html = render_template("problem.html", title=title, detail=detail, way_on=problems.TO_START)
        return Response(html, status)
    told = [{"parameter": f.parameter, "value": f.value, "code": f.code, "detail": wording.fault(f)} for f in faults]
    kind = "about:blank"
    if told:
        title, detail = wording.QUESTION_AT_FAULT, " ".join(str(fault["detail"]) for fault in told)
        kind = f"{absolute_root()}/api#{FAULTS}"
    body = {"type": kind, "title": title, "status": status, "detail": detail, "faults": told}
    language = {"Content-Language": "id"}
    return Response(json.dumps(body), status, language, content_type="application/problem+json")
