"""What every source gives: rows as they came, and the fields that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Markup = Literal["raw", "plain", "html"]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One article exactly as its source gave it; what the archive keeps.

    `format` is the source module's name, `payload` the row (a JSON object, or the text of a raw article),
    `origin` and `line` say where it stood (line 0 where that means nothing), `id` is the article's id.
    """

    format: str
    id: str
    payload: Mapping[str, Any] | str
    origin: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, and why, in plain words that end with the cure."""

    origin: str
    line: int
    id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one row, checked but not cleaned.

    `markup` says what `body` is: "raw" (a raw text whose title must still be found), "plain" or "html".
    `title` is None where the row has none. `agencies` and `regions` are the names or ids that the row itself
    gives. `notes` tell what was mended on the way ("link javascript:… left out").
    """

    id: str
    title: str | None
    body: str
    markup: Markup
    published: date | None = None
    published_at: datetime | None = None
    source: str | None = None
    url: str | None = None
    category: str | None = None
    agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class BadRow(ValueError):
    """A row cannot be taken; the text says why and what to do, and becomes the reject's reason."""
