"""The nouns of Telusur: articles as they are understood, and answers as they are given. All are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal, NamedTuple

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian Time: a day in Telusur is the day that a reader in Lampung would write."""

FieldName = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a tag was read from. `text == article.<field>[start:end]`, offsets in code points."""

    text: str
    start: int
    end: int
    field: FieldName = "body"


@dataclass(frozen=True, slots=True)
class AgencyTag:
    """A public body (instansi) that an article names; `evidence` is empty where the source itself gave it."""

    id: str
    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionTag:
    """A province, kabupaten or kota that an article is about; `code` is Kemendagri's, e.g. "18.72"."""

    code: str
    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class EventDay:
    """A day on which what is reported happened, in WIB."""

    day: date
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """A passage that cleaning took out, kept so that an editor can see it.

    `kind` is a short word such as "headlines", "related", "advertisement", "signoff", "dateline", "refuse".
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A clean, understood article.

    `published` is the WIB day of publication, `published_at` the moment where the source tells it (WIB).
    `main_region` is the one that it is about; its evidence stands with the same code in `regions`.
    `extra` holds the keys of the source's row that Telusur has no use for, unchanged.
    """

    id: str
    title: str
    body: str
    published: date | None = None
    published_at: datetime | None = None
    source: str | None = None
    url: str | None = None
    category: str | None = None
    agencies: tuple[AgencyTag, ...] = ()
    regions: tuple[RegionTag, ...] = ()
    main_region: RegionTag | None = None
    event_days: tuple[EventDay, ...] = ()
    removed: tuple[Removed, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


class Token(NamedTuple):
    """One word of a text: folded surface form, the term it is searched by, and its code-point offsets."""

    exact: str
    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article with the words of its title and body, ready for an engine."""

    article: Article
    title: tuple[Token, ...]
    body: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a passage; `marked` where it is one of the words searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of an answer. `score` is 0.0 where the order is by date."""

    article: Article
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: registry id, Kemendagri code or "YYYY-MM", what to show, and how many articles."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts of one facet over the matching articles, its own choice left out.

    `missing` counts articles without a value, `other` the values that have matches but are not listed.
    """

    name: str
    values: tuple[FacetValue, ...]
    missing: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one published state of the index is.

    `generation` names the build ("g000007"), `commit` counts the changes made to it since (1 = as built),
    `watermark` is the last sequence number of the archive that it holds, `analysis` the version of the
    analysis and schema that made its terms, `made` the moment of the commit (ISO, UTC).
    """

    generation: str
    commit: int
    articles: int
    watermark: int
    analysis: str
    made: str

    @property
    def name(self) -> str:
        """Generation and commit in one word, as used in ETags."""
        return f"{self.generation}.{self.commit}"


@dataclass(frozen=True, slots=True)
class Results:
    """An engine's answer. `complete` is False where a part of a cluster did not answer."""

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    manifest: Manifest
    complete: bool = True
