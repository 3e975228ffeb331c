"""Where wanted words stand in texts, without analysing the rest of them.

A word can have a wanted term only if it holds one of a few needles (`rules.needles`). So texts are searched for
these by a compiled loop, and only the pieces around them are analysed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from search.analysis import rules, scanning
from search.model import Token

LONGEST = 80
"""Bytes of a piece whose analysis is remembered."""
_LONGEST_CLITIC = max(map(len, rules.CLITICS))
ROOM = 1_000
"""Pieces of the texts that there is room for at first."""


class Found(NamedTuple):
    """The wanted words of some texts, text after text, each in its order: the place of their first character and the
    one behind their last. Those of text n stand from ptr[n] to before ptr[n + 1]. `thickest` has for each text the
    first word of a stretch with the most different terms, -1 where it has no wanted word."""

    starts: list[int]
    ends: list[int]
    ptr: list[int]
    thickest: list[int]


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
        # What is wanted in each piece that was met: its number, and by number its words with first and last place in
        # it and the number of the term.
        self._pieces: dict[bytes, int] = {}
        self._wanted: list[tuple[int, int, int]] = []
        self._wanted_ptr = [0]

    def tokens(self, text: str) -> list[Token]:
        """The wanted words of a text in their order: those tokens of `terms.tokens` that are wanted."""
        data, rows = self._scanned([text])
        return [
            token._replace(start=char + token.start, end=char + token.end)
            for _, char, first, last in rows.tolist()
            for token in self._wanted_in(data[first:last])
        ]

    def find(self, texts: Sequence[str], reach: int, most: int) -> Found:
        """The wanted words of some texts, and where they stand thickest: in stretches of `reach` characters, of which
        `most` words are looked at."""
        data, rows = self._scanned(texts)
        pieces = list(map(data.__getitem__, map(slice, rows[:, 2].tolist(), rows[:, 3].tolist())))
        known = self._pieces
        for piece in pieces:
            if piece not in known:
                known[piece] = len(known)
                number = self._numbers
                wanted = self._wanted_in(piece)
                self._wanted += [(t.start, t.end, number.setdefault(t.term, len(number))) for t in wanted]
                self._wanted_ptr.append(len(self._wanted))
        met = np.fromiter(map(known.__getitem__, pieces), np.int64, len(pieces))
        wanted_words = np.array(self._wanted, np.int64).reshape(-1, 3)
        words, ptr, thickest = scanning.words(
            rows, met, np.array(self._wanted_ptr, np.int64), wanted_words, len(texts), len(self._numbers), reach, most
        )
        return Found(words[0].tolist(), words[1].tolist(), ptr.tolist(), thickest.tolist())

    def _scanned(self, texts: Sequence[str]) -> tuple[bytes, scanning.Array]:
        """The texts as bytes, and the pieces that may hold a wanted word, see `scanning.pieces`."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        data, ptr = b"".join(encoded), np.array(list(accumulate(map(len, encoded), initial=0)), np.int64)
        text, rows = np.frombuffer(data, np.uint8), np.empty((ROOM, 4), np.int64)
        if not self._terms and not self._exact:
            return data, rows[:0]
        asked = self._needles, self._needle_ptr, self._letters, _LONGEST_CLITIC, scanning.CODES
        found: int = scanning.pieces(text, ptr, *asked, rows)
        if found > ROOM:
            rows = np.empty((found, 4), np.int64)
            scanning.pieces(text, ptr, *asked, rows)
        return data, rows[:found]

    def _wanted_in(self, piece: bytes) -> list[Token]:
        terms, exact = self._terms, self._exact
        tokens = _tokens_of_short(piece) if len(piece) <= LONGEST else _tokens(piece)
        return [token for token in tokens if token[1] in terms or token[0] in exact]


def _shortest(needles: Collection[str]) -> list[str]:
    """Without those that hold another one."""
    return [n for n in needles if not any(m in n and m != n for m in needles)]


def _tokens(piece: bytes) -> tuple[Token, ...]:
    return tuple(rules.tokens(piece.decode("utf-8", "surrogatepass"), {}))


_tokens_of_short = lru_cache(maxsize=50_000)(_tokens)
