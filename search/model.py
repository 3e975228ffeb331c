"""The nouns of Telusur: articles as they are understood, and answers as they are given. All are frozen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, overload

import msgspec

from search.shown import Shown

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
    `copies` are the ids of near-copies that it stands for in an index, `face` is the id of the one that stands for it.
    `acronyms` are those that it spells out, folded: ("dinkes", "dinas kesehatan").
    `extra` holds the keys of the source's row that Telusur has no use for, unchanged."""

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
    copies: tuple[str, ...] = ()
    face: str | None = None
    acronyms: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


class Token(NamedTuple):
    """One word of a text: folded surface form, the term it is searched by, and its code-point offsets."""

    exact: str
    term: str
    start: int
    end: int


class Form(NamedTuple):
    """A word as texts spell it (folded), and the term it is searched by."""

    exact: str
    term: str


class Words(Sequence[Form]):
    """The words of a text in their order, as numbers into a table of distinct ones.

    `numbers` are unsigned 32-bit (array type "I"), each below len(forms); `forms` may be shared by many texts and
    may still grow. So a text costs four bytes a word, and engines take whole arrays instead of words."""

    __slots__ = ("forms", "numbers")

    def __init__(self, numbers: array[int], forms: Sequence[Form]) -> None:
        self.numbers = numbers
        self.forms = forms

    @classmethod
    def of(cls, words: Iterable[Form]) -> Words:
        """The words of a text with a table of its own."""
        table: dict[Form, int] = {}
        numbers = array("I", (table.setdefault(word, len(table)) for word in words))
        return cls(numbers, tuple(table))

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Form]:
        return map(self.forms.__getitem__, self.numbers)

    @overload
    def __getitem__(self, at: int) -> Form: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Form, ...]: ...
    def __getitem__(self, at: int | slice) -> Form | tuple[Form, ...]:
        if isinstance(at, slice):
            return tuple(map(self.forms.__getitem__, self.numbers[at]))
        return self.forms[self.numbers[at]]


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article with the words of its title and body, ready for an engine.

    `face` is False for a near-copy that another article stands for: only `Query.all_copies` finds it. `stored` is the
    article as bytes (search.article_bytes), empty unless they are at hand."""

    article: Article
    title: Words
    body: Words
    face: bool = True
    stored: bytes = field(default=b"", compare=False, repr=False)


class Span(NamedTuple):
    """A piece of a passage; `marked` where it is one of the words searched for."""

    text: str
    marked: bool = False


class Shelf(Protocol):
    """Where the articles of one answer's hits are found, by a number that means something to it alone."""

    def id_at(self, place: int) -> str:
        """The id of the article there."""

    def article_at(self, place: int) -> Article:
        """The article there. Raises DamagedIndex where it cannot be read."""

    def shown_at(self, place: int) -> Shown:
        """What a list of hits shows of it. Raises DamagedIndex where it cannot be read."""


class Hit:
    """One article of an answer. `score` is 0.0 where the order is by date.

    Id and article are read when they are asked for: an answer that is only counted costs no reading."""

    __slots__ = ("_article", "_place", "_shelf", "score")

    def __init__(self, shelf: Shelf, place: int, score: float) -> None:
        self._shelf = shelf
        self._place = place
        self.score = score
        self._article: Article | None = None

    @property
    def id(self) -> str:
        """The article's id."""
        return self._shelf.id_at(self._place)

    @property
    def article(self) -> Article:
        """The article. Raises DamagedIndex where it cannot be read."""
        if self._article is None:
            self._article = self._shelf.article_at(self._place)
        return self._article

    @property
    def shown(self) -> Shown:
        """What a list of hits shows of the article. Raises DamagedIndex where it cannot be read."""
        return self._shelf.shown_at(self._place)


class FacetName(NamedTuple):
    """A value of a facet (registry id, Kemendagri code or "YYYY-MM") and what to show for it."""

    value: str
    label: str


class FacetValue(msgspec.Struct, frozen=True, gc=False):
    """One value of a facet, what to show, and how many articles have it."""

    value: str
    label: str
    count: int
    chosen: bool = False


class Facet(msgspec.Struct, frozen=True, gc=False):
    """Counts of one facet over the matching articles, its own choice left out.

    `names` and `counts` go side by side, a place a value. `chosen` are the values among them that the question asks
    for, `missing` counts articles without a value, `other` the values that have matches but are not listed."""

    name: str
    names: tuple[FacetName, ...]
    counts: tuple[int, ...]
    chosen: frozenset[str] = frozenset()
    missing: int = 0
    other: int = 0

    @property
    def values(self) -> tuple[FacetValue, ...]:
        """The values, made anew at each call: an answer has up to two hundred, and most are only counted."""
        asked = self.chosen
        if not asked:
            return tuple(map(FacetValue, *zip(*self.names, strict=True), self.counts)) if self.names else ()
        rows = zip(self.names, self.counts, strict=True)
        return tuple([FacetValue(value, label, count, value in asked) for (value, label), count in rows])


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one published state of the index is.

    `generation` names the build ("g000007"), `commit` counts the changes made to it since (1 = as built),
    `watermark` is the last sequence number of the archive that it holds, `analysis` the version of the
    analysis and schema that made its terms, `made` the moment of the commit (ISO, UTC)."""

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


_T = TypeVar("_T")
_Made = tuple[_T, ...] | Callable[[], tuple[_T, ...]]


class Results:
    """An engine's answer. `complete` is False where a part of a cluster did not answer. Hits and facets may be given as
    what makes them: places are told apart and counts named when they are asked for."""

    __slots__ = ("_facets", "_hits", "complete", "manifest", "total")

    def __init__(self, total: int, hits: _Made[Hit], facets: _Made[Facet], manifest: Manifest, complete: bool = True):
        self.total, self.manifest, self.complete = total, manifest, complete
        self._hits, self._facets = hits, facets

    @property
    def hits(self) -> tuple[Hit, ...]:
        """One page of hits, best first or in the order asked for."""
        if not isinstance(self._hits, tuple):
            self._hits = self._hits()
        return self._hits

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The three facets; empty where none were asked for."""
        if not isinstance(self._facets, tuple):
            self._facets = self._facets()
        return self._facets
