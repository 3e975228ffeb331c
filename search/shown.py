"""What a list of hits shows of an article."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class ShownAgency(msgspec.Struct, frozen=True, gc=False):
    """An agency of an article that is shown."""

    id: str
    name: str


class ShownRegion(msgspec.Struct, frozen=True, gc=False):
    """A region of an article that is shown."""

    code: str
    name: str


class Shown(msgspec.Struct, frozen=True, gc=False):
    """What a list of hits shows of an article: read from what is stored of it in half the time of all of it."""

    id: str
    title: str
    body: msgspec.Raw
    """As it is stored: see `search.article_bytes.body_of`."""
    published: date | None
    published_at: datetime | None
    source: str | None
    url: str | None
    agencies: tuple[ShownAgency, ...]
    regions: tuple[ShownRegion, ...]
    copies: tuple[str, ...]
