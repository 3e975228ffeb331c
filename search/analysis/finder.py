"""Where wanted words stand in a text, without analysing the rest of it.

A word can have a wanted term only if it holds one of a few needles (`rules.needles`). So a text is searched for
these, which costs some microseconds, and only the pieces around them are analysed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from search.analysis import rules
from search.model import Token

LONGEST = 80
"""Characters of a piece whose analysis is remembered."""
_LETTER = rb"(?<![a-z0-9])%%s(?:%s)?(?![a-z0-9])" % "|".join(rules.CLITICS).encode()
# The signs beyond ASCII that news is full of, and what stands for each in the search.
_BEYOND_ASCII = [*((sign, " ") for sign in "“”–—…•\xa0"), *((sign, "'") for sign in "’‘")]
# Lower case; what no word and no compound holds becomes a space. "?" stands for all that is not ASCII.
_PLAIN = bytes(c if c in b"abcdefghijklmnopqrstuvwxyz0123456789-'`?" else ord(" ") for c in bytes(range(256)).lower())
# Words with these are folded to something else than their small letters: each of them is analysed.
_APOSTROPHES = (b"'", b"`")
_FOLDED = (*_APOSTROPHES, b"?")


class WordFinder:
    """Finds words by their term or by their exact spelling (both folded). Make one a question; for one thread."""

    def __init__(self, terms: Collection[str], exact: Collection[str]) -> None:
        self._terms = frozenset(terms)
        self._exact = frozenset(exact)
        needles = self._exact.union(*map(rules.needles, self._terms)) - {""}
        # A word with a needle beyond ASCII is not ASCII itself, and such words are analysed in any case.
        plain = {n for n in needles if n.isascii()}
        letters = sorted(n for n in plain if len(n) == 1)
        self._needles = [n.encode() for n in _shortest(plain.difference(letters))]
        # No root has a single letter: such a word is the letter itself, or it with a clitic.
        self._letters = [re.compile(_LETTER % letter.encode()).finditer for letter in letters]
        self._wanted: dict[str, list[Token]] = {}

    def tokens(self, text: str) -> list[Token]:
        """The wanted words of a text in their order: those tokens of `terms.tokens` that are wanted."""
        if not self._terms and not self._exact:
            return []
        found: list[Token] = []
        known = self._wanted.get
        for start, end in sorted(self._pieces(text).items()):
            piece = text[start:end]
            wanted = known(piece)
            if wanted is None:
                wanted = self._wanted[piece] = self._wanted_in(piece)
            for exact, term, first, last in wanted:
                found.append(Token(exact, term, start + first, start + last))
        return found

    def _pieces(self, text: str) -> dict[int, int]:
        """From where to where the pieces reach that may hold a wanted word."""
        searched, folded = _searched(text)
        find, rfind = searched.find, searched.rfind
        pieces: dict[int, int] = {}
        for needle in (*self._needles, *folded):
            at = find(needle)
            while at >= 0:
                start = rfind(b" ", 0, at) + 1
                end = pieces[start] = find(b" ", at)
                at = find(needle, end)
        for finditer in self._letters:
            for match in finditer(searched):
                pieces[rfind(b" ", 0, match.start()) + 1] = find(b" ", match.start())
        return pieces

    def _wanted_in(self, piece: str) -> list[Token]:
        tokens = _tokens_of_short(piece) if len(piece) <= LONGEST else rules.tokens(piece, {})
        return [t for t in tokens if t.term in self._terms or t.exact in self._exact]


def _searched(text: str) -> tuple[bytes, tuple[bytes, ...]]:
    """The text as it is searched, a byte a character and a space at the end, and signs of words to look at anyway."""
    if text.isascii():
        return text.encode().translate(_PLAIN) + b" ", _APOSTROPHES
    for sign, instead in _BEYOND_ASCII:
        text = text.replace(sign, instead)
    plain = text.encode("ascii", "replace").translate(_PLAIN) + b" "
    return plain, _APOSTROPHES if text.isascii() else _FOLDED


def _shortest(needles: Collection[str]) -> list[str]:
    """Without those that hold another one."""
    return [n for n in needles if not any(m in n and m != n for m in needles)]


@lru_cache(maxsize=50_000)
def _tokens_of_short(piece: str) -> tuple[Token, ...]:
    return tuple(rules.tokens(piece, {}))
