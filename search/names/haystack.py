"""A text as names are looked for in it: its folded words in one string, with marks that no name reaches over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from search.analysis.tokens import fold, pieces, words

MOST = 300_000
"""Pieces of text that a process remembers (some 75 MB); then it begins anew, so that rubbish cannot fill memory."""
LONGEST = 80
"""Characters of a piece that is remembered: longer ones are addresses and rubbish, which seldom come again."""

# A name does not reach over these, nor over a dash between blanks, an empty line or the beginning of a list's item;
# a comma, a bracket or a wrapped line may stand inside one.
_SIGNS = frozenset('.!?:;…•|"“”')
# What stands around a word: no letter, no digit.
_EDGES = "".join(_SIGNS) + ",()[]{}'‘’`´«»-–—/*_&%+="
_DASHES = frozenset("-–—")
_NEW_LINE = re.compile(r"\n\s*[\n*–—-]")
# After these a full stop ends no sentence.
_SHORT = frozenset({"kab", "kec", "prov", "kel", "kep", "ds", "jl", "jln", "gg", "no", "dr", "drs", "ir", "hj", "st"})

_BREAK = "\n"
# A full stop that ends no sentence where nothing but white space stands before the next word.
_SHORT_STOP = "."


def pattern(name: str) -> str:
    """A name's folded words as they stand in a haystack: every word is " word;", so names begin and end with words."""
    return " " + name.replace(" ", "; ") + ";"


class _Parts(dict[str, str]):
    """What stands between white space -> its part of a haystack. What is asked for is kept."""

    def __missing__(self, piece: str) -> str:
        part = _part(piece)
        if len(piece) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[piece] = part
        return part


_parts = _Parts()


def _part(piece: str) -> str:
    made, end, last = "", 0, ""
    for last, start, stop in _words(piece):
        gap = piece[end:start]
        made += _BREAK if not _SIGNS.isdisjoint(gap) and (len(gap) > 1 or not end) else ""
        made += f" {last};"
        end = stop
    tail = piece[end:]
    if made and tail == "." and (last in _SHORT or len(last) == 1):
        return made + _SHORT_STOP
    if not _SIGNS.isdisjoint(tail) or (not made and _DASHES.issuperset(tail)):
        return made + _BREAK
    return made


def _words(piece: str) -> Iterable[tuple[str, int, int]]:
    """`words`, without taking those pieces apart that are one word with signs around it: nearly all of them."""
    core = piece.strip(_EDGES)
    if not core.isalnum():
        return words(piece)
    start, word = piece.index(core), fold(core)
    return ((word, start, start + len(core)),) if word else ()


class Haystack:
    """One text. `hay` is what names are looked for in, by `pattern`; its places are turned into the text's own."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = pieces(text)
        self._parts = list(map(_parts.__getitem__, self._pieces))
        self._break_lines()
        self.hay = "".join(self._parts)
        if _SHORT_STOP in self.hay:
            self._settle_short_stops()
            self.hay = "".join(self._parts)

    def _break_lines(self) -> None:
        at = last = 0
        for found in _NEW_LINE.finditer(self._text):
            at += len(self._text[last : found.start()].split())
            last = found.start()
            if at and ("\n\n" in found[0] or not self._parts[at - 1].endswith(_SHORT_STOP)):
                self._parts[at - 1] += _BREAK

    def _settle_short_stops(self) -> None:
        for at, part in enumerate(self._parts[:-1]):
            if part.endswith(_SHORT_STOP):
                first = next(iter(_words(self._pieces[at + 1])), None)
                self._parts[at] = part[:-1] + ("" if first and not first[1] else _BREAK)

    def before(self, start: int) -> str:
        """The word before a place where a word begins; "" where no name would reach over what parts them."""
        if not start or self.hay[start - 1] != ";":
            return ""
        return self.hay[self.hay.rindex(" ", 0, start) + 1 : start - 1]

    def after(self, end: int) -> str:
        """The word after a place where a word ends; "" where no name would reach over what parts them."""
        return self.hay[end + 1 : self.hay.index(";", end)] if self.hay[end : end + 1] == " " else ""

    def spans(self, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Where in the text the words stand that begin and end at places in `hay`; the places ascend."""
        finger = _Finger(self._text, self._pieces, self._parts, self.hay)
        for start, end in places:
            begin, stop = finger.word(start)
            if self.hay.find(" ", start + 1, end) > 0:
                stop = finger.word(end - 1)[1]
            yield begin, stop


class _Finger:
    """Goes over the pieces of a text from one place to the next; there is no way back."""

    def __init__(self, text: str, pieces: tuple[str, ...], parts: list[str], hay: str) -> None:
        self._pieces, self._parts, self._hay = pieces, parts, hay
        single = len(" ".join(pieces)) == len(text)
        self._starts = None if single else [piece.start() for piece in re.finditer(r"\S+", text)]
        # A piece, and where it begins in the text and in the haystack.
        self._at = self._start = self._place = 0

    def word(self, place: int) -> tuple[int, int]:
        """Where the word stands in the text to which a place in the haystack belongs."""
        before = self._at
        self._move(place)
        if self._starts:
            self._start = self._starts[self._at]
        elif self._at > before:
            self._start += len(" ".join(self._pieces[before : self._at])) + 1
        number = self._hay.count(";", self._place, place)
        _, start, end = next(islice(_words(self._pieces[self._at]), number, None))
        return self._start + start, self._start + end

    def _move(self, place: int) -> None:
        # Most pieces are a word: as many pieces on as there are words, then the few that are missing or too many.
        at = min(self._at + self._hay.count(";", self._place, place), len(self._parts))
        self._place += len("".join(self._parts[self._at : at]))
        while self._place > place:
            at -= 1
            self._place -= len(self._parts[at])
        while self._place + len(self._parts[at]) <= place:
            self._place += len(self._parts[at])
            at += 1
        self._at = at
