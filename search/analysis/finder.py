"""Where wanted words stand in texts, without analysing the rest of them.

A word can have a wanted term only if it holds one of a few needles (`rules.needles`). So texts are searched for
these by a compiled loop, and only the pieces around them are analysed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from search.analysis import rules, scanning
from search.model import Token

LONGEST = 80
"""Characters of a piece whose analysis is remembered."""
ROOM = 1_000
"""Pieces of the texts that there is room for at first."""
_Wanted = tuple[tuple[str, str, int, int, int], ...]
"""The wanted words of a piece: spelling, term, first and last place in it, number of the term."""


class Found(NamedTuple):
    """The wanted words of some texts, text after text, each in its order: place of the first and behind the last
    character, and the number of the term. Those of text n stand from ptr[n] to before ptr[n + 1]."""

    starts: list[int]
    ends: list[int]
    terms: list[int]
    ptr: list[int]


class WordFinder:
    """Finds words by their term or by their exact spelling (both folded). Make one a question; for one thread."""

    def __init__(self, terms: Collection[str], exact: Collection[str]) -> None:
        self._terms = frozenset(terms)
        self._exact = frozenset(exact)
        needles = self._exact.union(*map(rules.needles, self._terms)) - {""}
        # A word with a needle beyond ASCII is not ASCII itself, and such words are analysed in any case.
        plain = {n for n in needles if n.isascii()}
        letters = {n for n in plain if len(n) == 1}
        self._letters = np.zeros(256, np.uint8)
        # No root has a single letter: such a word is the letter itself, or it with a clitic.
        for letter in letters:
            self._letters[scanning.CODES[ord(letter)]] = 1
        longer = [n.encode() for n in _shortest(plain - letters)]
        self._needles = scanning.CODES[np.frombuffer(b"".join(longer), np.uint8)]
        self._needle_ptr = np.array(list(accumulate(map(len, longer), initial=0)), np.int64)
        self._numbers = {term: number for number, term in enumerate(sorted(self._terms))}
        self._wanted: dict[bytes, _Wanted] = {}

    def tokens(self, text: str) -> list[Token]:
        """The wanted words of a text in their order: those tokens of `terms.tokens` that are wanted."""
        return [
            Token(exact, term, char + first, char + last)
            for _, char, wanted in self._pieces([text])
            for exact, term, first, last, _ in wanted
        ]

    def find(self, texts: Sequence[str]) -> Found:
        """The wanted words of some texts."""
        found = Found([], [], [], [0])
        starts, ends, terms, ptr = found
        for number, char, wanted in self._pieces(texts):
            while len(ptr) <= number:
                ptr.append(len(starts))
            for _, _, first, last, term in wanted:
                starts.append(char + first)
                ends.append(char + last)
                terms.append(term)
        ptr += [len(starts)] * (len(texts) + 1 - len(ptr))
        return found

    def thickest(self, found: Found, reach: int, most: int) -> list[int]:
        """Of each text the first of its words that begins a stretch of `reach` characters with the most different
        terms, by its place in `found`; -1 where it has none. Of one stretch `most` words are looked at."""
        starts, ends, terms, ptr = (np.array(column, np.int64) for column in found)
        places: list[int] = scanning.thickest(starts, ends, terms, ptr, len(self._numbers), reach, most).tolist()
        return places

    def _pieces(self, texts: Sequence[str]) -> Iterator[tuple[int, int, _Wanted]]:
        """The pieces with wanted words: number of the text, first character in it, what is wanted there."""
        if not self._terms and not self._exact:
            return
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        data, ptr = b"".join(encoded), np.array(list(accumulate(map(len, encoded), initial=0)), np.int64)
        rows = np.empty((ROOM, 4), np.int64)
        found = self._scan(data, ptr, rows)
        if found > ROOM:
            rows = np.empty((found, 4), np.int64)
            self._scan(data, ptr, rows)
        known = self._wanted.get
        for number, char, first, last in rows[:found].tolist():
            piece = data[first:last]
            wanted = known(piece)
            if wanted is None:
                wanted = self._wanted[piece] = self._wanted_in(piece.decode("utf-8", "surrogatepass"))
            if wanted:
                yield number, char, wanted

    def _scan(self, data: bytes, ptr: scanning.Array, rows: scanning.Array) -> int:
        text, codes = np.frombuffer(data, np.uint8), scanning.CODES
        return scanning.pieces(text, ptr, self._needles, self._needle_ptr, self._letters, codes, rows)

    def _wanted_in(self, piece: str) -> _Wanted:
        tokens = _tokens_of_short(piece) if len(piece) <= LONGEST else rules.tokens(piece, {})
        wanted = (t for t in tokens if t.term in self._terms or t.exact in self._exact)
        number = self._numbers
        return tuple((*token, number.setdefault(token.term, len(number))) for token in wanted)


def _shortest(needles: Collection[str]) -> list[str]:
    """Without those that hold another one."""
    return [n for n in needles if not any(m in n and m != n for m in needles)]


@lru_cache(maxsize=50_000)
def _tokens_of_short(piece: str) -> tuple[Token, ...]:
    return tuple(rules.tokens(piece, {}))
