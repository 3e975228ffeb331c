"""Which other sites' pages may read what here: those that the operator names, and never the desk."""

from __future__ import annotations

from flask import Response, request

from search.settings import Settings

KEPT = 86_400
"""Seconds that a browser may remember what it was allowed."""


def headers(settings: Settings, path: str, origin: str | None) -> list[tuple[str, str]]:
    """The headers of an answer to a page of `origin`; none where no site is named or the path is not open to any."""
    if not settings.cors_origins or not _open(path):
        return []
    varying = [("Vary", "Origin")]
    if origin not in settings.cors_origins:
        return varying
    return [
        *varying,
        ("Access-Control-Allow-Origin", str(origin)),
        ("Access-Control-Expose-Headers", "ETag, Retry-After"),
    ]


def preflight(settings: Settings) -> Response | None:
    """The answer to a browser that asks before it sends If-None-Match; None where this is no such question."""
    origin, asked = request.headers.get("Origin"), request.headers.get("Access-Control-Request-Method")
    if request.method != "OPTIONS" or not asked or origin not in settings.cors_origins or not _open(request.path):
        return None
    allowed = {
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": str(KEPT),
    }
    return Response(status=204, headers=allowed)


def _open(path: str) -> bool:
    """The API, completion, feeds and fragments."""
    return path.startswith(("/api/", "/sisip/")) or path == "/saran" or _is_feed(path)


def _is_feed(path: str) -> bool:
    return path.endswith(".atom") and path.startswith(("/cari", "/wilayah/", "/instansi/"))
