"""Hits of articles that are at hand already."""

from __future__ import annotations

from collections.abc import Sequence

from search.article_bytes import shown_of
from search.model import Article, Hit
from search.shown import Shown


class _AtHand:
    """The shelf of some articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    def id_at(self, place: int) -> str:
        return self._articles[place].id

    def article_at(self, place: int) -> Article:
        return self._articles[place]

    def shown_at(self, place: int) -> Shown:
        return shown_of(self._articles[place])


def hits_of(articles: Sequence[Article], scores: Sequence[float] = ()) -> tuple[Hit, ...]:
    """A hit of each article, with its score, 0.0 unless given."""
    shelf = _AtHand(articles)
    return tuple(Hit(shelf, n, score) for n, score in enumerate(scores or [0.0] * len(articles)))
