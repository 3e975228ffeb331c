"""A question with one slip of the finger: the same one each time."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator

SHORTEST = 5
"""Letters of a word that may be misspelt."""
_WORD = re.compile(r"[^\W_]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """The keys beside and, half a key apart, above and below each letter's."""
    places = {key: (row, 2 * at + row) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
    reach = {0: 2, 1: 1}
    return {
        key: "".join(
            other
            for other, (row, at) in places.items()
            if other != key
            and abs(row - places[key][0]) in reach
            and abs(at - places[key][1]) <= reach[abs(row - places[key][0])]
        )
        for key in places
    }


NEIGHBOURS = _neighbours()


def edits(word: str, drawn: random.Random) -> Iterator[str]:
    """Spellings of a word that are one edit away, kinds and places as they are drawn; ends when all were given.

    Two neighbours swapped, a letter left out, a letter doubled or a neighbouring key hit as well, a neighbouring key
    hit instead.
    """
    kinds = [_swapped, _left_out, _hit_as_well, _hit_instead]
    drawn.shuffle(kinds)
    for kind in kinds:
        found = [other for other in dict.fromkeys(kind(word)) if other != word]
        drawn.shuffle(found)
        yield from found


def typo(text: str, known: Collection[str], names: Collection[str], drawn: random.Random) -> str | None:
    """The question with one edit in one of its words of SHORTEST letters or more; None where no word allows it.

    No number and no word of `names` is misspelt, and what comes out is no word of the articles (`known`): nobody could
    tell that it was meant otherwise. Both hold words in lower case.
    """
    words = [match for match in _WORD.finditer(text) if _may_be_misspelt(match[0], names)]
    drawn.shuffle(words)
    for match in words:
        for other in edits(match[0], drawn):
            if other.lower() not in known and other.lower() not in names:
                return text[: match.start()] + other + text[match.end() :]
    return None


def _may_be_misspelt(word: str, names: Collection[str]) -> bool:
    return len(word) >= SHORTEST and word.isascii() and word.isalpha() and word.lower() not in names


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _left_out(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _hit_as_well(word: str) -> Iterator[str]:
    for at, letter in enumerate(word, 1):
        for key in letter.lower() + NEIGHBOURS[letter.lower()]:
            yield word[:at] + key + word[at:]


def _hit_instead(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        for key in NEIGHBOURS[letter.lower()]:
            yield word[:at] + key + word[at + 1 :]
