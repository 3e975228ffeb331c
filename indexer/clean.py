"""Fields of a row -> clean title and body: what readers should find and see, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from search.model import Removed


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned article's words.

    `dateline` is the place where it was filed ("METRO"), `source` the outlet that the text itself names
    ("MFH"), `published` the day that the text itself states as its publication (never an event day),
    `notes` what an operator should know ("title missing, first sentence stands in").
    """

    title: str
    body: str
    dateline: str | None = None
    source: str | None = None
    published: date | None = None
    removed: tuple[Removed, ...] = ()
    notes: tuple[str, ...] = ()
