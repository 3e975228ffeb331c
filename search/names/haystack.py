"""A text as names are looked for in it: its folded words in one string, with marks where no name reaches over."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, islice

from search.analysis.tokens import words

MOST = 100_000
"""Pieces of text that a process remembers (some 25 MB); then it begins anew, so that rubbish cannot fill memory."""
LONGEST = 80
"""Characters of a piece that is remembered: longer ones are addresses and rubbish, which seldom come again."""

# A name does not reach over these, nor over an empty line, a new item of a list, a dash between blanks; a comma, a
# bracket or a wrapped line may stand inside one.
_SIGNS = re.compile(r"[.!?:;…•|\"“”]")
_DASHES = frozenset("-–—")
_ITEM = ("-", "–", "—", "*")
# After these a full stop ends no sentence.
_SHORT = frozenset({"kab", "kec", "prov", "kel", "kep", "ds", "jl", "jln", "gg", "no", "dr", "drs", "ir", "hj", "st"})

_BREAK = "\n"
# A full stop that ends no sentence where nothing but white space follows; and signs that are something, but no break.
_SHORT_STOP, _SIGN = ".", "("


def pattern(name: str) -> str:
    """A name's folded words as they stand in a haystack: every word is " word;", so names begin and end with words."""
    return " " + name.replace(" ", "; ") + ";"


class _Pieces(dict[str, str]):
    """What stands between white space -> its part of a haystack. What is asked for is kept."""

    def __missing__(self, piece: str) -> str:
        part = _part(piece)
        if len(piece) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[piece] = part
        return part


_parts = _Pieces()


def _part(piece: str) -> str:
    made, end, last = [], 0, ""
    for last, start, stop in words(piece):
        gap = piece[end:start]
        if end == 0:
            made.append(_mark(gap))
        elif len(gap) > 1 and _SIGNS.search(gap):
            made.append(_BREAK)
        made.append(f" {last};")
        end = stop
    tail = piece[end:]
    if not made:
        made.append(_BREAK if _DASHES.issuperset(tail) else _mark(tail))
    elif tail == "." and (last in _SHORT or len(last) == 1):
        made.append(_SHORT_STOP)
    elif _SIGNS.search(tail):
        made.append(_BREAK)
    return "".join(made)


def _mark(head: str) -> str:
    """What stands for the signs before a word."""
    if not head:
        return ""
    return _BREAK if _SIGNS.search(head) else _SIGN


class Haystack:
    """One text. `hay` is what names are looked for in, by `pattern`; places in it are turned into the text's own."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._hays: list[str] = []
        before = ""
        for line in self._lines:
            pieces = line.split()
            hay = "".join(map(_parts.__getitem__, pieces))
            if not pieces:
                hay = "" if line and before.endswith(_SHORT_STOP) else _BREAK
            elif pieces[0].startswith(_ITEM):
                hay = _BREAK + hay
            self._hays.append(hay)
            before = hay or before
        self.hay = "".join(self._hays).replace(_SHORT_STOP + " ", " ").replace(_SIGN, "")
        self._known: dict[int, tuple[list[str], list[int], list[int]]] = {}

    @cached_property
    def _words_before(self) -> list[int]:
        """How many words stand before each line, and in all of them."""
        return [0, *accumulate(hay.count(";") for hay in self._hays)]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self._lines)]

    def span(self, start: int, words: int) -> tuple[int, int]:
        """Where some words that begin at a place in `hay` stand in the text."""
        first = self.hay.count(";", 0, start)
        return self._word(first)[0], self._word(first + words - 1)[1]

    def before(self, start: int) -> str:
        """The word before a place in `hay` where a word begins; "" where nothing reaches over to it."""
        if not start or self.hay[start - 1] != ";":
            return ""
        return self.hay[self.hay.rindex(" ", 0, start) + 1 : start - 1]

    def after(self, end: int) -> str:
        """The word after a place in `hay` where a word ends; "" where nothing reaches over to it."""
        if self.hay[end : end + 1] != " ":
            return ""
        return self.hay[end + 1 : self.hay.index(";", end)]

    def _word(self, number: int) -> tuple[int, int]:
        line = bisect_right(self._words_before, number) - 1
        pieces, starts, before = self._pieces_of(line)
        number -= self._words_before[line]
        piece = bisect_right(before, number) - 1
        _, start, end = next(islice(words(pieces[piece]), number - before[piece], None))
        return starts[piece] + start, starts[piece] + end

    def _pieces_of(self, line: int) -> tuple[list[str], list[int], list[int]]:
        """The pieces of a line, where they begin in the text, and how many of the line's words stand before each."""
        if line not in self._known:
            pieces, starts, at = self._lines[line].split(), [], 0
            for piece in pieces:
                at = self._lines[line].index(piece, at)
                starts.append(self._line_starts[line] + at)
                at += len(piece)
            before = [0, *accumulate(_parts[piece].count(";") for piece in pieces)]
            self._known[line] = pieces, starts, before
        return self._known[line]
