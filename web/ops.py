"""For whoever runs the site: is it alive, can it answer, what did it do. None of these waits for readers' questions."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from search.errors import TelusurError
from web.site import this_site

ops = Blueprint("ops", __name__)
log = logging.getLogger("telusur")


@ops.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Always "ok" while the process lives; the index is not touched."""
    return Response("ok", mimetype="text/plain")


@ops.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether questions can be answered now, from which state and over how many articles; 503 where not."""
    if not this_site().warm.is_set():
        return jsonify({"ready": False, "reason": "WarmingUp"}), 503
    try:
        with this_site().backend.reader() as engine:
            manifest = engine.manifest
    except (TelusurError, OSError) as e:
        log.warning("not ready: %s", e)
        return jsonify({"ready": False, "reason": type(e).__name__}), 503
    state = {"generation": manifest.generation, "commit": manifest.commit, "articles": manifest.articles}
    return jsonify({"ready": True} | state)


@ops.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Counters in Prometheus' text format."""
    site = this_site()
    try:
        manifest = site.backend.published()
    except (TelusurError, OSError) as e:
        log.warning("no numbers of the index: %s", e)
        manifest = None
    return Response(site.counters.text(manifest), content_type="text/plain; version=0.0.4; charset=utf-8")
