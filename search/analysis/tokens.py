"""Text -> words with offsets: the first half of analysis, the same for articles, questions and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# A word is a run of letters and digits; an apostrophe inside it (Jum'at, qur'an) belongs to it.
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The spelling under which a word is compared: NFKC, case folded, no accents, no apostrophes.

    May be empty for a word of combining marks alone.
    """
    if word.isascii():
        return word.lower().translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(c for c in plain.translate(_APOSTROPHES) if c.isalnum())


def plain_word(text: str) -> str | None:
    """The folded spelling of a text that is one word of ASCII letters and digits; None for any other text."""
    return text.lower() if text.isascii() and text.isalnum() else None


@lru_cache(maxsize=4)
def pieces(text: str) -> tuple[str, ...]:
    """What stands between the white space of a text.

    Those of the last few texts are kept: a text that is analysed was read for names a moment before, and what is looked
    up in two tables is the same object in both, still near in the memory.
    """
    return tuple(text.split())


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text: folded spelling, start and end offset in code points of `text`.

    Hyphens, dots and slashes part words: "anak-anak" is two, "10/12/2025" three.
    """
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded:
            yield folded, match.start(), match.end()
