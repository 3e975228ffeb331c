"""The engines that ours is measured beside. All index the same terms and are asked the same questions.

Every peer holds one text field of stems and three facets, as `Indexed` has them. What a program does once, such as
opening a reader, is done before the clock runs; making the engine's own query of the terms is part of the answer,
as it is for ours. `plain` and `faceted` give what the engine's own door gives; `told` makes an `Answer` of it,
outside of the time that is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from search.facets import FACETS, month_of
from search.model import AnalysedArticle
from search.ranking import LEAD, LEAD_WEIGHT, TITLE_WEIGHT

TOP = 10
"""Hits that are asked for."""


class Indexed(NamedTuple):
    """An article as every peer indexes it: `text` is its stems parted by spaces, the title's three times.

    `month` is "YYYY-MM". `title` and `body` are what readers see: kept only where hits are shown.
    """

    id: str
    text: str
    agencies: tuple[str, ...]
    regions: tuple[str, ...]
    month: str | None
    title: str
    body: str


class Answer(NamedTuple):
    """What a peer said: the exact number of matches, the best (id, score), and the counts of each facet's values.

    `counts` has every value with at least one match; it is None where no facets were asked for.
    """

    total: int
    top: list[tuple[str, float]]
    counts: Mapping[str, Mapping[str, int]] | None


Raw = TypeVar("Raw")
"""What an engine's own door gives: its own affair, read by its own `told` alone."""


class Peer(Protocol[Raw]):
    """One engine with one index of its own."""

    @property
    def name(self) -> str:
        """The engine, as the report names it."""
        ...

    @property
    def version(self) -> str:
        """The version that is running."""
        ...

    @classmethod
    def missing(cls) -> str | None:
        """Why this engine cannot be had on this machine, and what would help; None where it can. What has to be
        downloaded is brought here."""
        ...

    def build(self, articles: Iterable[Indexed]) -> None:
        """Index the articles, once, and be ready to be asked."""
        ...

    def plain(self, terms: Sequence[str]) -> Raw:
        """The articles that hold all terms: the best ten by BM25, and how many there are. `terms`: one or more."""
        ...

    def faceted(self, terms: Sequence[str]) -> Raw:
        """The same, with the counts of agencies, regions and months over all matches."""
        ...

    def told(self, raw: Raw) -> Answer:
        """What `plain` or `faceted` gave, in common words."""
        ...

    def size(self) -> int:
        """Bytes of all files of the index."""
        ...

    def close(self) -> None:
        """Let go of everything; safe to call twice."""
        ...


def indexed(article: AnalysedArticle) -> Indexed:
    """What peers index of an article."""
    title, body = ([form.term for form in words] for words in (article.title, article.body))
    found = article.article
    return Indexed(
        found.id,
        " ".join(title * TITLE_WEIGHT + body + body[:LEAD] * (LEAD_WEIGHT - 1)),
        tuple(tag.id for tag in found.agencies),
        tuple(tag.code for tag in found.regions),
        month_of(found.published) if found.published else None,
        found.title,
        found.body,
    )


def facet_values(article: Indexed) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each facet's name with the article's values, in the order of `search.facets.FACETS`."""
    months = (article.month,) if article.month else ()
    return tuple(zip(FACETS, (article.agencies, article.regions, months), strict=True))


def directory_size(path: Path) -> int:
    """Bytes of all files below a directory."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
