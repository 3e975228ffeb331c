"""The shapes of all JSON that the doors give, as types: what the API's description is made from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

import msgspec

from search.answer_json import ExportRow, HitRow, MeantRow, ThreadRow
from search.explain import Explained, Term
from search.model import FacetValue


class Facet(TypedDict):
    """A facet of an answer."""

    values: list[FacetValue]
    missing: int
    other: int


class Facets(TypedDict):
    """The facets of an answer."""

    instansi: Facet
    wilayah: Facet
    bulan: Facet


class Repair(TypedDict):
    """A misspelt word."""

    typed: str
    used: str


class Expansion(TypedDict):
    """Other forms that were taken in."""

    words: str
    shown: str
    kind: str


class Understood(TypedDict):
    """What was done to a question."""

    filters: list[MeantRow]
    offered: list[MeantRow]
    unfit: list[MeantRow]
    repairs: list[Repair]
    expansions: list[Expansion]
    unknown_words: list[str]
    newest_first: bool
    unquoted: list[str]


class Clause(TypedDict):
    """A clause of a question as it was searched; only those that its kind has are there."""

    kind: str
    text: NotRequired[str]
    term: NotRequired[str]
    weight: NotRequired[float]
    words: NotRequired[list[str]]
    clause: NotRequired[Clause]
    clauses: NotRequired[list[Clause]]


class PinRow(TypedDict):
    """A hit that editors put first."""

    id: str
    why: str
    until: date | None


class Explain(TypedDict):
    """How a question was searched."""

    clauses: list[Clause]
    terms: list[Term]
    parts_needed: int
    share_needed: float
    order: str
    hits: list[Explained]
    pins: list[PinRow]
    hidden: int


class SearchAnswer(TypedDict):
    """An answer to a question."""

    total: int
    hits: list[HitRow]
    facets: Facets
    complete: bool
    took_ms: float
    relaxed: bool
    understood: Understood
    ignored_words: list[str]
    query: list[tuple[str, str]]
    generation: str
    commit: int
    explain: NotRequired[Explain]


class EvidenceRow(TypedDict):
    """The words that a tag was read from."""

    text: str
    start: int
    end: int
    field: str


class AgencyRow(TypedDict):
    """An agency that an article names."""

    id: str
    name: str
    evidence: list[EvidenceRow]


class RegionRow(TypedDict):
    """A region that an article is about."""

    code: str
    name: str
    evidence: list[EvidenceRow]


class MainRegion(TypedDict):
    """The one region that an article is mainly about."""

    code: str
    name: str


class EventRow(TypedDict):
    """A day on which what is told happened."""

    date: date
    evidence: list[EvidenceRow]


class RemovedRow(TypedDict):
    """A passage that cleaning took out."""

    kind: str
    text: str


class Acronym(TypedDict):
    """An acronym that an article spells out."""

    short: str
    long: str


class ArticleAnswer(TypedDict):
    """One article as it is published."""

    id: str
    title: str
    body: str
    published: date | None
    published_at: datetime | None
    source: str | None
    url: str | None
    category: str | None
    page: str
    agencies: list[AgencyRow]
    regions: list[RegionRow]
    main_region: MainRegion | None
    event_dates: list[EventRow]
    removed: list[RemovedRow]
    copies: list[str]
    face: str | None
    acronyms: list[Acronym]


class RelatedAnswer(TypedDict):
    """What is like an article."""

    hits: list[HitRow]
    similar: list[HitRow]


class GapRow(TypedDict):
    """So many months without news after one of the stories."""

    after: int
    months: int


class ThreadAnswer(TypedDict):
    """The stories of a matter."""

    stories: list[ThreadRow]
    gaps: list[GapRow]


class Completion(TypedDict):
    """A question that may be meant."""

    text: str
    count: int
    kind: str


class SuggestAnswer(TypedDict):
    """Completions of what was typed."""

    q: str
    suggestions: list[Completion]


class FaultRow(TypedDict):
    """One thing that is wrong with a request."""

    parameter: str
    value: str
    code: str
    detail: str


class Problem(TypedDict):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[FaultRow]


class Ready(TypedDict):
    """Whether questions can be answered."""

    ready: bool
    generation: NotRequired[str]
    commit: NotRequired[int]
    articles: NotRequired[int]
    reason: NotRequired[str]


Suggestions = tuple[str, list[str], list[str], list[str]]
"""Completions as browsers take them: what was typed, what may be meant, how much there is of each, where it leads."""
ANSWERS = {
    "Search": SearchAnswer,
    "Article": ArticleAnswer,
    "Related": RelatedAnswer,
    "Thread": ThreadAnswer,
    "Suggest": SuggestAnswer,
    "Suggestions": Suggestions,
    "Export": ExportRow,
    "Problem": Problem,
    "Ready": Ready,
}
"""Every whole answer by a name of its own."""


def schemas(root: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """JSON Schema of every answer by its name, and the schemas that these refer to below `root`."""
    given, shared = msgspec.json.schema_components(ANSWERS.values(), ref_template=root + "{name}")
    return dict(zip(ANSWERS, given, strict=True)), shared
