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
from web import caching, failures, security, urls, wording
from web.api import api
from web.direct import MAX_BODY, DirectSearch
from web.ops import ops
from web.site import Site
from web.views import links_here, pages

STATIC_AGE = 365 * 24 * 3600
"""Seconds that a file of the look may be kept; its address changes with its release."""
NOT_FOR_CRAWLERS = ("pages.results", "api.search", "api.suggest", "api.related_to", "api.article")

Environ = dict[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, backend: Backend | None = None, clock: Callable[[], datetime] = _now) -> Flask:
    """The site with these settings. `backend` unless the settings' own, `clock` tells the time that "kemarin"
    counts from. Raises BadSetting where the engine that is set cannot be had, or own names are at fault."""
    registry.load()
    app = Flask("web", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.extensions["telusur"] = site = Site(settings, backend or settings.backend(), clock)
    app.url_map.merge_slashes = False
    app.url_map.converters["article_id"] = urls.ArticleId
    app.register_blueprint(pages)
    app.register_blueprint(api)
    app.register_blueprint(ops)
    app.add_url_rule("/static/<path:name>", "static", _static)
    app.before_request(_refuse_large_bodies)
    failures.register(app)
    _furnish_templates(app, site)

    @app.after_request
    def finish(response: Response) -> Response:
        site.counters.answered(request.endpoint or "none", response.status_code)
        security.protect(response, settings)
        caching.finish(response)
        if request.endpoint in NOT_FOR_CRAWLERS:
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
    if (request.content_length or 0) > MAX_BODY:
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
    app.jinja_env.globals.update(wording=web.wording)

    @app.context_processor
    def shared() -> dict[str, object]:
        return {"links": links_here(), "settings": site.settings, "manifest": g.get("manifest")}
