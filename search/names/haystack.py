"""A text as names are looked for in it: its folded words in one string, with marks where no name reaches over."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, repeat

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
    """One text. `hay` is what names are looked for in, by `pattern`; its places are turned into the text's own."""

    def __init__(self, text: str) -> None:
        self._lines = [(line, line.split()) for line in text.split("\n")]
        self._hays: list[str] = []
        before = ""
        for line, pieces in self._lines:
            hay = "".join(map(_parts.__getitem__, pieces))
            if not pieces:
                hay = "" if line and before.endswith(_SHORT_STOP) else _BREAK
            elif pieces[0].startswith(_ITEM):
                hay = _BREAK + hay
            self._hays.append(hay)
            before = hay or before
        self.hay = "".join(self._hays).replace(_SHORT_STOP + " ", " ").replace(_SIGN, "")

    def before(self, start: int) -> str:
        """The word before a place where a word begins; "" where no name would reach over what parts them."""
        if not start or self.hay[start - 1] != ";":
            return ""
        return self.hay[self.hay.rindex(" ", 0, start) + 1 : start - 1]

    def after(self, end: int) -> str:
        """The word after a place where a word ends; "" where no name would reach over what parts them."""
        return self.hay[end + 1 : self.hay.index(";", end)] if self.hay[end : end + 1] == " " else ""

    def spans(self, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where in the text the words stand that begin and end at places in `hay`; none overlap, in their order."""
        numbers: list[int] = []
        at = number = 0
        for start, end in places:
            number += self.hay.count(";", at, start)
            last = number + self.hay.count(";", start, end) - 1
            numbers += number, last
            at, number = end, last + 1
        found = list(self._words(numbers))
        return [(first[0], last[1]) for first, last in zip(found[::2], found[1::2], strict=True)]

    def _words(self, numbers: list[int]) -> Iterator[tuple[int, int]]:
        """Where words stand in the text, by their numbers in ascending order."""
        offset = passed = at = 0
        for (line, pieces), hay in zip(self._lines, self._hays, strict=True):
            after = passed + hay.count(";")
            until = bisect_left(numbers, after, at)
            if until > at:
                counts = map(str.count, map(_parts.__getitem__, pieces), repeat(";"))
                before = list(accumulate(counts, initial=passed))
                single = len(" ".join(pieces)) == len(line)
                for number in numbers[at:until]:
                    piece = bisect_right(before, number) - 1
                    start, end = _word(pieces[piece], number - before[piece])
                    begin = offset + (len(" ".join(pieces[:piece])) + (piece > 0) if single else _begin(line, piece))
                    yield begin + start, begin + end
            passed, at = after, until
            offset += len(line) + 1


def _word(piece: str, number: int) -> tuple[int, int]:
    """Where a word stands in a piece."""
    if piece.isalnum():
        return 0, len(piece)
    _, start, end = next(islice(words(piece), number, None))
    return start, end


def _begin(line: str, piece: int) -> int:
    """Where a piece begins in a line that has more white space than one blank between two."""
    return next(islice(re.finditer(r"\S+", line), piece, None)).start()
