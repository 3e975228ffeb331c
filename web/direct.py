"""The API's search, answered before Flask: its layers cost more than most questions do. What goes wrong is Flask's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

from werkzeug.http import parse_etags

from search.answer_json import answer_dict, encoded, explain_dict
from search.desk.pinned import ask_with_pins
from search.errors import BadQuestion, Fault
from search.parameters import MAX_VALUE, NAMES, Reading, read
from web import caching, cors, security
from web.site import Site

PATH = "/api/v1/search"
MAX_BODY = 16 * 1024
"""Bytes of a request's body: nothing on this site takes one."""
FAILURE = "telusur.failure"
"""Where the environ has what was raised, for Flask's handlers of errors to tell."""
Environ = dict[str, Any]


class DirectSearch:
    """A WSGI application in front of Flask's, for GET and HEAD of PATH.

    `explain=1` adds how the question was understood. A question at fault gets all its faults as problem+json.
    """

    def __init__(self, site: Site, app: Any) -> None:
        self._site = site
        self._app = app
        self._headers = [
            ("Cache-Control", caching.KEEP),
            ("X-Robots-Tag", "noindex"),
            *security.headers(site.settings).items(),
        ]

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if environ.get("PATH_INFO") != PATH or method not in ("GET", "HEAD") or _too_large(environ):
            return self._flask(environ, start_response)
        try:
            etag, body = self._answer(environ)
        except Exception as e:  # noqa: BLE001  raised again where errors are told
            environ[FAILURE] = e
            return self._flask(environ, start_response)
        headers = [*self._headers, ("ETag", f'W/"{etag}"')]
        headers += cors.headers(self._site.settings, PATH, environ.get("HTTP_ORIGIN"))
        if body is None:
            self._site.counters.answered("api.search", 304)
            start_response("304 NOT MODIFIED", headers)
            return []
        self._site.counters.answered("api.search", 200)
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body] if method == "GET" else []

    def _flask(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer

    def _answer(self, environ: Environ) -> tuple[str, bytes | None]:
        """ETag and body; no body where the asker has it."""
        site, started = self._site, perf_counter()
        query = environ.get("QUERY_STRING", "")
        given = parse_qs(query.encode("latin-1").decode(), keep_blank_values=True, errors="werkzeug.url_quote")
        reading = strictly(given, site)
        with site.engine() as engine:
            address = caching.address(environ.get("SCRIPT_NAME", ""), PATH, query)
            etag = caching.etag(site, engine.manifest, address)
            held = environ.get("HTTP_IF_NONE_MATCH")
            if held and parse_etags(held).contains_weak(etag):
                return etag, None
            rules = site.rules()
            answer = ask_with_pins(engine, reading.query, reading.today, rules)
            body = answer_dict(answer, reading, 0.0)
            if reading.explain:
                body["explain"] = explain_dict(engine, answer, len(rules.hidden))
        seconds = perf_counter() - started
        site.counters.searched(seconds)
        body["took_ms"] = round(seconds * 1000, 3)
        return etag, encoded(body)


def _too_large(environ: Environ) -> bool:
    """Whether Flask has to look at the body, which means nothing here, and to refuse it."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > MAX_BODY


def strictly(given: Mapping[str, Sequence[str]], site: Site) -> Reading:
    """The question, or every fault of it, parameters that mean nothing here among them."""
    faults = unknown((name, values[0]) for name, values in given.items())
    try:
        reading = read(given, site.today())
    except BadQuestion as bad:
        faults += bad.faults
    if faults:
        raise BadQuestion(faults)
    return reading


def unknown(given: Iterable[tuple[str, str]], known: tuple[str, ...] = NAMES) -> tuple[Fault, ...]:
    """A fault for each parameter that means nothing here, with its first value."""
    return tuple(Fault(name[:MAX_VALUE], value[:MAX_VALUE], "unknown") for name, value in given if name not in known)
