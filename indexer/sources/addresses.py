"""The address of a page -> an id: the same for the page, the feed and the table that name it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from indexer.sources import values
from indexer.sources.rows import BadRow

_SLASHES = re.compile("/{2,}")


def id_of(address: object) -> str | None:
    """ "kabar.example/2025/jembatan" of "https://kabar.example/2025/jembatan/#isi"; None where it makes no id.

    Scheme, fragment and last slash do not count, as they change while a page stays the same. A site's front page
    makes none: templates that name it as the address of all their pages are common.
    """
    if not isinstance(address, str) or not values.is_web_address(address.strip()):
        return None
    parts = urlsplit(address.strip())
    path = _SLASHES.sub("/", parts.path).rstrip("/")
    if not path and not parts.query:
        return None
    try:
        return values.article_id(f"{parts.netloc.lower()}{path}{'?' * bool(parts.query)}{parts.query}")
    except BadRow:
        return None
