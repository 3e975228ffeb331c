"""What browsers and proxies may keep: an answer is the same as long as index, pins and hides, address, day
and release are."""

from __future__ import annotations

import hashlib

from flask import Response, g, request

from search.model import Manifest
from web.site import Site, this_site

KEEP = "public, max-age=60"


def address(root: str, path: str, query: str) -> str:
    """What names an answer: below which prefix, which path, which question."""
    return f"{root}{path}?{query}"


def etag(site: Site, manifest: Manifest | None, address: str) -> str:
    """The ETag of an answer, unquoted; without a manifest of one that the index has no part in."""
    state = (manifest.name, manifest.made) if manifest else ()
    # The day is part of it: an address with "kemarin" means another day tomorrow.
    told = "\n".join((*state, site.rules().version, site.release, site.today().isoformat(), address))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def asker_has_it(manifest: Manifest | None) -> bool:
    """Whether the asker's copy of this address is still good: then `not_modified` is the answer.

    Also marks the answer to come as one that may be kept, and remembers the index for the page's foot.
    """
    query = request.environ.get("QUERY_STRING", "")
    g.manifest = manifest
    g.etag = etag(this_site(), manifest, address(request.script_root, request.path, query))
    return request.if_none_match.contains_weak(g.etag)


def not_modified() -> Response:
    """An empty 304."""
    return Response(status=304)


def finish(response: Response) -> None:
    """Say how long an answer may be kept. What names no age and no ETag (errors, health) may not be kept at all."""
    if response.status_code in (200, 304) and "etag" in g:
        # Weak: the time that an answer took may differ between copies.
        response.set_etag(g.etag, weak=True)
        response.headers["Cache-Control"] = KEEP
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
