"""Where wanted words stand in texts, without analysing the rest of them.

A word can have a wanted term only if it holds one of a few needles (`rules.needles`). So texts are searched for these
by a compiled loop. Of the pieces that hold one the loop knows the plain words that were met before; only the others
are analysed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from threading import Lock

import numpy as np

from search.analysis import rules, scanning, windows
from search.analysis.scanning import CHAR, END, FIRST, FURTHER, HASH, KIND, TEXT, UNKNOWN, UNWANTED, Array
from search.model import Token
from search.strings import end_to_end, ends

LONGEST = 80
"""Bytes of a piece whose analysis is remembered."""
_LONGEST_CLITIC = max(map(len, rules.CLITICS))
ROOM = 500
"""Pieces of the texts that there is room for at first."""
_NOTHING = np.zeros(0, np.int64)
_NO_LETTERS = np.zeros(scanning.SIGNS, np.uint8)
_CODES = scanning.coded(np.arange(128, dtype=np.uint8))[0][:128].tobytes() + bytes(128)
"""The code of each ASCII character."""


Window = tuple[int, str, bool, list[tuple[int, int]]]
"""A part of a text: its first character there, the part, whether the text ends with it, and from where to where wanted
words stand."""


class KnownWords:
    """Plain words that were met before, with the numbers of their terms, in a table that compiled loops read while it
    grows: an entry is written at once. Safe between threads."""

    SLOTS = 1 << 17
    MOST = SLOTS // 2
    """Words and terms, then a new table is begun: memory stays bounded whatever is asked and read."""

    def __init__(self) -> None:
        self.table = np.zeros(self.SLOTS, np.int64)
        self._lock = Lock()
        self._words = 0
        self._numbers: dict[str, int] = {}

    @property
    def is_full(self) -> bool:
        """Whether it takes no further words."""
        return max(self._words, len(self._numbers)) >= self.MOST

    def numbers(self, terms: Iterable[str]) -> list[int]:
        """The numbers of some terms."""
        with self._lock:
            known = self._numbers
            return [known.setdefault(term, len(known)) for term in terms]

    def add(self, value: int, term: str) -> None:
        """Know the word with this hash (scanning.hashes); the term is "" where it is not searchable."""
        if self.is_full:
            return
        (number,) = self.numbers([term])
        with self._lock:
            at = scanning.slot(self.table, value)
            if self.table[at] == 0:
                self.table[at] = (value & scanning.TAG) | (number + 1)
                self._words += 1


_known = KnownWords()


def _known_words() -> KnownWords:
    global _known
    if _known.is_full:
        _known = KnownWords()
    return _known


class WordFinder:
    """Finds words by their term or by their exact spelling (both folded). Make one a question; for one thread."""

    def __init__(self, terms: Collection[str], exact: Collection[str]) -> None:
        self._terms = {term: kind for kind, term in enumerate(sorted(terms))}
        self._exact = {word: len(self._terms) + kind for kind, word in enumerate(sorted(exact))}
        needles = set(self._exact).union(*map(rules.needles, self._terms)) - {""}
        # A word with a needle beyond ASCII is not ASCII itself, and such words are analysed in any case.
        plain = {n for n in needles if n.isascii()}
        # No root has a single letter: such a word is the letter itself, or it with a clitic.
        letters = {n for n in plain if len(n) == 1}
        self._letters = _NO_LETTERS
        if letters:
            self._letters = np.zeros(scanning.SIGNS, np.uint8)
            self._letters[_codes("".join(letters).encode())] = 1
        data, starts = end_to_end(plain - letters)
        self._needles, self._needle_ptr = _codes(data), np.array(starts, np.int64)
        self._known = known = _known_words()
        self._term_numbers = np.array(known.numbers(self._terms), np.int64)
        self._exact_hashes = _hashes(self._exact) if self._exact else _NOTHING
        # What is wanted in each piece of more than one plain word that was met: its number, and by number its words
        # with first and last place in it and their kind.
        self._pieces: dict[bytes, int] = {}
        self._further: list[tuple[int, int, int]] = []
        self._further_ptr = [0]

    def tokens(self, texts: Sequence[str]) -> list[list[Token]]:
        """The wanted words of each text in their order: those tokens of `terms.tokens` that are wanted."""
        data, _, rows = self._listed([text.encode("utf-8", "surrogatepass") for text in texts])
        found: list[list[Token]] = [[] for _ in texts]
        for number, char, first, last in rows[:, [TEXT, CHAR, FIRST, END]].tolist():
            found[number] += (
                token._replace(start=char + token.start, end=char + token.end)
                for token in _analysed(data[first:last])
                if self._kind(token) >= 0
            )
        return found

    def windows(self, texts: Sequence[bytes], length: int, lead: int, most: int, before: int = 0) -> list[Window]:
        """Of each text (UTF-8) a window of some `length` characters that holds the most different wanted words, see
        `search.analysis.windows`. Words are placed as if `before` characters stood before one that does not begin its
        text."""
        data, ptr, rows = self._listed(texts)
        self._learn(data, rows)
        text = np.frombuffer(data or b"\0", np.uint8)
        further = np.array(self._further, np.int64).reshape(-1, 3)
        found, word_ptr = scanning.words(text, rows, further, np.array(self._further_ptr, np.int64), len(texts))
        kinds = len(self._terms) + len(self._exact)
        chosen = windows.windows(text, ptr, found, word_ptr, kinds, length, lead, most).tolist()
        starts, ends = found[0].tolist(), found[1].tolist()
        made: list[Window] = []
        for (char, first, last, word, behind), end in zip(chosen, ptr[1:].tolist(), strict=True):
            shift = before - char if char else 0
            marks = [(starts[n] + shift, ends[n] + shift) for n in range(word, behind)]
            made.append((char, data[first:last].decode("utf-8", "surrogatepass"), last == end, marks))
        return made

    def _listed(self, texts: Sequence[bytes]) -> tuple[bytes, Array, Array]:
        """The texts as bytes, where each begins, and the pieces that hold a wanted word, or may (scanning.pieces)."""
        data, ptr = b"".join(texts), np.array(ends(texts), np.int64)
        if not self._terms and not self._exact:
            return data, ptr, np.empty((0, scanning.COLUMNS), np.int64)
        text, rows = np.frombuffer(data or b"\0", np.uint8), np.empty((ROOM, scanning.COLUMNS), np.int64)
        asked = self._needles, self._needle_ptr, self._letters, _LONGEST_CLITIC
        wanted = self._known.table, self._term_numbers, self._exact_hashes
        found: int = scanning.pieces(text, ptr, *asked, *wanted, rows)
        if found > ROOM:
            rows = np.empty((found, scanning.COLUMNS), np.int64)
            # Words may have become known meanwhile, and unwanted ones are not listed.
            found = min(found, scanning.pieces(text, ptr, *asked, *wanted, rows))
        return data, ptr, rows[:found]

    def _learn(self, data: bytes, rows: Array) -> None:
        """Set the kinds of the pieces that the loop did not know."""
        unknown = (rows[:, KIND] == UNKNOWN).nonzero()[0]
        if len(unknown):
            kinds = [self._learnt(data[row[FIRST] : row[END]], row[HASH]) for row in rows[unknown].tolist()]
            rows[unknown, KIND] = kinds

    def _learnt(self, piece: bytes, value: int) -> int:
        """The kind of a piece that the loop did not know; it will know it, if it is a plain word."""
        if value:
            token = next(iter(_analysed(piece)), None)
            self._known.add(value, token.term if token else "")
            return self._kind(token) if token else UNWANTED
        if piece not in self._pieces:
            self._pieces[piece] = len(self._pieces)
            kinds = [(token, self._kind(token)) for token in _analysed(piece)]
            self._further += [(token.start, token.end, kind) for token, kind in kinds if kind >= 0]
            self._further_ptr.append(len(self._further))
        return FURTHER - self._pieces[piece]

    def _kind(self, token: Token) -> int:
        kind = self._terms.get(token.term)
        return self._exact.get(token.exact, UNWANTED) if kind is None else kind


def _hashes(words: Collection[str]) -> Array:
    """The hash of each word; 0, which no plain word has, for one that is not plain."""
    data, starts = end_to_end(words)
    hashes: Array = scanning.hashes(np.frombuffer(data, np.uint8), np.array(starts, np.int64))
    return hashes


def _codes(text: bytes) -> Array:
    """The codes of ASCII characters."""
    return np.frombuffer(text.translate(_CODES), np.uint8)


def _analysed(piece: bytes) -> tuple[Token, ...]:
    return _tokens_of_short(piece) if len(piece) <= LONGEST else _tokens(piece)


def _tokens(piece: bytes) -> tuple[Token, ...]:
    return tuple(rules.tokens(piece.decode("utf-8", "surrogatepass"), {}))


_tokens_of_short = lru_cache(maxsize=50_000)(_tokens)
