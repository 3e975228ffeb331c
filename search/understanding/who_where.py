"""A clean article -> whom and where it is about: the judgement over what the recogniser finds."""

from __future__ import annotations

from dataclasses import dataclass

from search.model import AgencyTag, FieldName, RegionTag
from search.names.recogniser import mentions
from search.understanding import where, who
from search.understanding.where import Seen


@dataclass(frozen=True, slots=True)
class Understood:
    """The agencies an article names, the regions it is about (main one first) and the main region.

    Every tag has its evidence: the words, the field and where they stand in it.
    """

    agencies: tuple[AgencyTag, ...] = ()
    regions: tuple[RegionTag, ...] = ()
    main_region: RegionTag | None = None


def understand(title: str, body: str, dateline: str | None = None) -> Understood:
    """Whom and where a clean article is about.

    `dateline` is where the report was filed. It is no evidence of what it is about: an article that names no
    region gets none from it.
    """
    seen = [*_seen("title", title), *_seen("body", body)]
    seen = where.believable(seen)
    regions, main = where.about(seen)
    return Understood(who.named(seen, main.code if main else None), regions, main)


def _seen(field: FieldName, text: str) -> list[Seen]:
    return [Seen(field, m, text[m.start : m.end]) for m in mentions(text)]
