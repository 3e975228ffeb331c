"""The reading door as a WSGI application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, abort, g, request, send_from_directory
from jinja2 import StrictUndefined

import web.wording.pages
from search.dates import format_day
from search.engine import Backend
from search.names import registry
from search.settings import Settings
from web import caching, cors, failures, security, urls, wording
from web.api import api
from web.api_page import api_page
from web.article_page import articles
from web.browser_search import browser_search
from web.desk import draft, pins, questions, saved, trail  # noqa: F401  they add their pages to the desk's blueprint
from web.desk.access import refuse_foreign_changes
from web.desk.pages import MAX_DRAFT, desk
from web.direct import MAX_BODY, DirectSearch
from web.exports import exports
from web.feeds import feeds
from web.fragments import fragments
from web.ops import ops
from web.places import places
from web.site import Site
from web.views import links_here, pages

PARTS = (pages, articles, places, browser_search, feeds, exports, fragments, api, api_page, desk, ops)
STATIC_AGE = 365 * 24 * 3600
"""Seconds that a file of the look may be kept; its address changes with its release."""
NOT_FOR_CRAWLERS = {"pages.results", "api_page.openapi", "api", "feeds", "exports", "fragments", "browser_search"}
"""Endpoints and whole blueprints whose answers are not to be found by other searches."""

Environ = dict[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, backend: Backend | None = None, clock: Callable[[], datetime] = _now) -> Flask:
    """The site with these settings. `backend` unless the settings' own, `clock` tells the time that "kemarin"
    counts from. Raises BadSetting where the engine that is set cannot be had, or own names are at fault."""
    registry.load()
    app = Flask("web", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_DRAFT, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.extensions["telusur"] = site = Site(settings, backend or settings.backend(), clock)
    app.url_map.merge_slashes = False
    app.url_map.converters["article_id"] = urls.ArticleId
    for part in PARTS:
        app.register_blueprint(part)
    app.add_url_rule("/static/<path:name>", "static", _static)
    app.before_request(_refuse_large_bodies)
    app.before_request(refuse_foreign_changes)
    app.before_request(lambda: cors.preflight(settings))
    failures.register(app)
    _furnish_templates(app, site)

    @app.after_request
    def finish(response: Response) -> Response:
        site.counters.answered(request.endpoint or "none", response.status_code)
        security.protect(response, settings)
        caching.finish(response)
        response.headers.extend(cors.headers(settings, request.path, request.headers.get("Origin")))
        if {request.endpoint, request.blueprint} & NOT_FOR_CRAWLERS:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    app.wsgi_app = DirectSearch(site, app.wsgi_app)  # type: ignore[method-assign]
    if settings.prefix:
        app.wsgi_app = Below(settings.prefix, app.wsgi_app)  # type: ignore[method-assign]
    return app


class Below:
    """Serves an application below a path, whether the proxy in front strips that path or passes it on."""

    def __init__(self, prefix: str, app: Callable[[Environ, Any], Iterable[bytes]]) -> None:
        self._prefix = prefix
        self._app = app

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        environ["SCRIPT_NAME"] = self._prefix
        return self._app(environ, start_response)


def _static(name: str) -> Response:
    return send_from_directory("static", name, max_age=STATIC_AGE if "v" in request.args else None)


def _refuse_large_bodies() -> None:
    if (request.content_length or 0) > (MAX_DRAFT if request.blueprint == desk.name else MAX_BODY):
        abort(413)


def _furnish_templates(app: Flask, site: Site) -> None:
    """Give all templates the links, the site's settings, and wording's way with numbers and dates."""
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(
        number=wording.number,
        stories=wording.stories,
        day=format_day,
        unbroken_day=wording.unbroken_day,
        typed_day=wording.typed_day,
        moment=wording.moment,
        fault=wording.fault,
    )
    app.jinja_env.globals.update(wording=web.wording, style=security.STYLE)

    @app.context_processor
    def shared() -> dict[str, object]:
        return {"links": links_here(), "settings": site.settings, "manifest": g.get("manifest")}
