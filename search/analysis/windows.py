"""Compiled loops over texts whose wanted words are known: which window of each shows most of them."""

from __future__ import annotations

import numpy as np
from numba import njit

from search import compiling  # noqa: F401  says where compiled code is kept
from search.analysis.scanning import Array, characters, forward

_NEWLINE, _BLANK = 10, 32
CHAR, FIRST, END, WORD, LAST = range(5)
"""Columns of a window: the number of its first character in its text, its first byte in all and its end, its first
wanted word and the one behind its last."""
COLUMNS = 5


@njit(cache=True, nogil=True)
def _thickest(found: Array, first: int, end: int, seen: Array, reach: int, most: int) -> int:
    """The word from `first` to before `end` that begins a stretch of `reach` characters with the most different kinds,
    the first such one; -1 where there is none. Of one stretch `most` words are looked at."""
    thickest, best, last = -1, 0, first
    for word in range(first, end):
        last = max(last, word)
        while last + 1 < end and found[1, last + 1] <= found[0, word] + reach:
            last += 1
        different = 0
        for other in range(word, min(last + 1, word + most)):
            if seen[found[2, other]] != word:
                seen[found[2, other]] = word
                different += 1
        if different > best:
            best, thickest = different, word
    return thickest


@njit(cache=True, nogil=True)
def _back(text: Array, at: int, start: int, chars: int) -> int:
    """The byte so many characters before the one that begins at byte `at`, `start` at least."""
    while at > start and chars > 0:
        at -= 1
        while at > start and (text[at] & 0xC0) == 0x80:
            at -= 1
        chars -= 1
    return at


@njit(cache=True, nogil=True)
def _sentence(text: Array, start: int, at: int, lead: int) -> int:
    """The beginning of the sentence or line that the word at byte `at` stands in, if it is near; else a word before
    it. Two times `lead` characters before it are looked at."""
    low = _back(text, at, start, 2 * lead)
    begin = at
    while begin > low:
        sign = text[begin - 1]
        if sign == _NEWLINE:
            break
        if sign == _BLANK and begin - 2 >= low and text[begin - 2] in (46, 63, 33):  # . ? !
            break
        begin -= 1
    near = _back(text, at, start, lead)
    if begin >= near or begin == start:
        return begin
    for place in range(near, at):
        if text[place] == _BLANK:
            return place + 1
    return near


@njit(cache=True, nogil=True)
def _cut(text: Array, start: int, end: int, begin: int, char: int, length: int) -> int:
    """The end of the last whole word of the `length` characters from byte `begin` on, which is character `char`;
    `end` where they reach so far."""
    at = forward(text, begin, end, length)
    if at >= end:
        return end
    # Half of the text up to there: a longer word is cut.
    back, place = char + length - (char + length) // 2, at
    while back > 0:
        if text[place] == _BLANK or text[place] == _NEWLINE:
            return place
        place = _back(text, place, start, 1)
        back -= 1
    return at


@njit(cache=True, nogil=True)
def windows(
    text: Array, text_ptr: Array, found: Array, ptr: Array, kinds: int, length: int, lead: int, most: int
) -> Array:
    """Of each text the window of `length` characters with the most different wanted words, see CHAR for its columns;
    the beginning of a text that has none. It begins with a sentence where one begins at most `lead` characters before
    its first wanted word, and ends with a word.

    `text` is UTF-8, text by text; `found` and `ptr` are the words as `scanning.words` gives them, of so many kinds. Of
    one stretch `most` words are looked at.
    """
    windows = np.zeros((len(text_ptr) - 1, COLUMNS), np.int64)
    seen = np.full(kinds, -1, np.int64)
    for n in range(len(windows)):
        start, end, window = text_ptr[n], text_ptr[n + 1], windows[n]
        word = _thickest(found, ptr[n], ptr[n + 1], seen, length - lead, most)
        begin, char = start, 0
        if word >= 0:
            begin = _sentence(text, start, found[3, word], lead)
            char = found[0, word] - characters(text, begin, found[3, word])
        last = _cut(text, start, end, begin, char, length)
        window[CHAR], window[FIRST], window[END] = char, begin, last
        behind = char + characters(text, begin, last)
        first = ptr[n]
        while first < ptr[n + 1] and found[0, first] < char:
            first += 1
        behind_last = first
        while behind_last < ptr[n + 1] and found[1, behind_last] <= behind:
            behind_last += 1
        window[WORD], window[LAST] = first, behind_last
    return windows
