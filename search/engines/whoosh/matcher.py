"""The articles of one term as Whoosh's queries walk over them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

from whoosh.matching import ListMatcher, ReadTooFar
from whoosh.reading import TermInfo

from search.engines.whoosh.columns import Lists


class ArticleMatcher(ListMatcher):  # type: ignore[misc]
    """The articles of one term. Places of words are read when they are asked for, those of all articles at once."""

    def __init__(
        self, ids: list[int], weights: list[int], info: TermInfo, places: Callable[[], Lists], **more: Any
    ) -> None:
        super().__init__(ids, weights, terminfo=info, **more)
        self._i: int
        self._places = places
        self._read: Lists | None = None
        self._quality: float | None = None

    def copy(self) -> ArticleMatcher:
        """Another one at the same article."""
        more = {"format": self._format, "scorer": self._scorer, "position": self._i, "term": self._term}
        return ArticleMatcher(self._ids, self._weights, self._terminfo, self._places, **more)

    def skip_to(self, id: int) -> None:
        """Go on to the first article whose number is not below this one."""
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def block_quality(self) -> float:
        """The highest score that the term can give to an article."""
        if self._quality is None:  # asked for at every step of a question
            self._quality = float(super().block_quality())
        return self._quality

    def max_quality(self) -> float:
        """The same: all articles are one block."""
        return self.block_quality() if self._scorer else self.block_max_weight()

    def skip_to_quality(self, minquality: float) -> int:
        """Go past the end where no article can score more."""
        if self.block_quality() > minquality:
            return 0
        self._i = len(self._ids)
        return 1

    def block_max_weight(self) -> float:
        """How often the term stands where it stands most often."""
        weight: float = self._terminfo.max_weight()
        return weight

    def value_as(self, astype: str) -> Any:
        """What the field's format keeps of this article: "frequency", "weight", "positions" …"""
        if astype == "positions" and self.supports(astype):
            return self._positions()
        if astype in ("frequency", "weight"):
            return self._weights[self._i]
        return super().value_as(astype)

    def value(self) -> bytes:
        """The same as Whoosh's codec would have stored it."""
        if self.supports("positions"):
            encoded: bytes = self._format.encode(self._positions())
            return encoded
        return b"" if self._format.posting_size == 0 else int(self._weights[self._i]).to_bytes(4, "big")

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Articles with what `value` says of each."""
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    def _positions(self) -> list[int]:
        if self._read is None:
            self._read = self._places()
        part: list[int] = self._read.numbers[self._read.ptr[self._i] : self._read.ptr[self._i + 1]].tolist()
        return part
