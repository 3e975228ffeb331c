"""What answering needs to know of every article at once: lengths, days, facet values. One small row each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from search.model import WIB, AnalysedArticle, Article
from search.query import DateBasis


class Tag(NamedTuple):
    """A facet value and what to show for it."""

    value: str
    label: str


def moment(day: date | None, at: datetime | None) -> int | None:
    """Minutes since the year 1 in WIB: what the order by date goes by. A day without an hour is its start."""
    if day is None:
        return None
    clock = at.astimezone(WIB) if at else None
    return day.toordinal() * 1440 + (clock.hour * 60 + clock.minute if clock else 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """One article's row. Days are proleptic ordinals (date.toordinal), lengths count words."""

    id: str
    length: int
    title_length: int
    day: int | None
    moment: int | None
    event_days: tuple[int, ...]
    agencies: tuple[Tag, ...]
    regions: tuple[Tag, ...]

    @classmethod
    def of(cls, analysed: AnalysedArticle, title_weight: int) -> Facts:
        """The facts of an analysed article; `length` counts the title as often as it is weighed."""
        article: Article = analysed.article
        return cls(
            id=article.id,
            length=title_weight * len(analysed.title) + len(analysed.body),
            title_length=len(analysed.title),
            day=article.published.toordinal() if article.published else None,
            moment=moment(article.published, article.published_at),
            event_days=tuple(sorted({d.day.toordinal() for d in article.event_days})),
            agencies=tuple({t.id: Tag(t.id, t.name) for t in article.agencies}.values()),
            regions=tuple({t.code: Tag(t.code, t.name) for t in article.regions}.values()),
        )

    def encode(self) -> bytes:
        """As stored in the index."""
        row = [self.id, self.length, self.title_length, self.day, self.moment, self.event_days]
        return json.dumps([*row, self.agencies, self.regions], ensure_ascii=False).encode()

    @classmethod
    def decode(cls, stored: bytes) -> Facts:
        """What `encode` stored."""
        id_, length, title_length, day, minute, events, agencies, regions = json.loads(stored)
        tags = tuple(Tag(*t) for t in agencies), tuple(Tag(*t) for t in regions)
        return cls(id_, length, title_length, day, minute, tuple(events), *tags)

    def days(self, basis: DateBasis) -> tuple[int, ...]:
        """The days that the date filter and the months go by."""
        if basis is DateBasis.EVENT:
            return self.event_days
        return () if self.day is None else (self.day,)

    def order(self, basis: DateBasis) -> int | None:
        """What the order by date goes by; an article with several event days stands at its first."""
        if basis is DateBasis.EVENT:
            return self.event_days[0] * 1440 if self.event_days else None
        return self.moment


class Place(NamedTuple):
    """Where an article lies: segment number and document number inside it."""

    segment: int
    document: int
