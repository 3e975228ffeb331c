"""Compiled loops over texts: pieces between white space that hold a needle, and where wanted words stand thickest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from search import compiling  # noqa: F401  says where compiled code is kept

Array = np.ndarray[Any, Any]
_SPACE, _APOSTROPHE, _OTHER = 0, 1, 2
_FIRST = 3
_HYPHEN = _FIRST
_SIGNS = 40
"""Codes of bytes: what parts words, apostrophes, bytes beyond ASCII, then what words are made of."""


def _codes() -> Array:
    codes = np.zeros(256, np.uint8)
    for number, sign in enumerate(b"-0123456789abcdefghijklmnopqrstuvwxyz"):
        codes[sign] = codes[bytes([sign]).upper()[0]] = _FIRST + number
    codes[ord("'")] = codes[ord("`")] = _APOSTROPHE
    codes[128:] = _OTHER
    return codes


CODES = _codes()
_ONE, _ANY = np.uint64(1), np.uint64(2**64 - 1)


@njit(cache=True, nogil=True)
def _coded(text: Array, codes: Array) -> tuple[Array, bool]:
    """The code of each byte, and white space at the end; whether all is ASCII. Of characters beyond ASCII the frequent
    ones are known that part words or stand for an apostrophe."""
    end, together = len(text), np.uint8(0)
    coded = np.empty(end + 2, np.uint8)
    for at in range(end):
        coded[at] = codes[text[at]]
        together |= text[at]
    coded[end] = coded[end + 1] = _SPACE
    if together < 0x80:
        return coded, True
    for at in range(end - 2):
        if text[at] == 0xC2 and text[at + 1] == 0xA0:
            coded[at : at + 2] = _SPACE
        elif text[at] == 0xE2 and text[at + 1] == 0x80:
            sign = text[at + 2]
            if sign in (0x93, 0x94, 0x9C, 0x9D, 0xA2, 0xA6):
                coded[at : at + 3] = _SPACE
            elif sign in (0x98, 0x99):
                coded[at : at + 3] = _APOSTROPHE
    return coded, False


@njit(cache=True, nogil=True)
def _heads(needles: Array, needle_ptr: Array, letters: Array) -> tuple[Array, Array, Array]:
    """By the codes of two neighbours: a bit for each code that may follow where something begins, and the first needle
    that begins so; after each needle the next one, -1 after the last."""
    count = len(needle_ptr) - 1
    third, heads = np.zeros(_SIGNS * _SIGNS, np.uint64), np.full(_SIGNS * _SIGNS, -1, np.int32)
    following = np.empty(count, np.int32)
    for code in range(_SIGNS):
        if letters[code] or 0 < code < _FIRST:
            third[code * _SIGNS : (code + 1) * _SIGNS] = _ANY
    for needle in range(count):
        first, end = needle_ptr[needle], needle_ptr[needle + 1]
        place = needles[first] * _SIGNS + needles[first + 1]
        following[needle], heads[place] = heads[place], needle
        third[place] |= _ANY if end - first == 2 else _ONE << np.uint64(needles[first + 2])
    return third, heads, following


@njit(cache=True, nogil=True)
def _begins(
    coded: Array, at: int, start: int, needle: int, following: Array, needles: Array, needle_ptr: Array, letters: Array,
    clitic: int,
) -> bool:  # fmt: skip
    """Whether anything begins here for which a piece is listed."""
    if coded[at] < _FIRST:
        return True
    if letters[coded[at]] and (at == start or coded[at - 1] <= _HYPHEN):
        # One letter with a clitic at most.
        for place in range(at + 1, min(at + clitic + 2, len(coded))):
            if coded[place] <= _HYPHEN:
                return True
    while needle >= 0:
        a, length, same = needle_ptr[needle], needle_ptr[needle + 1] - needle_ptr[needle], 2
        while same < length and at + same < len(coded) and coded[at + same] == needles[a + same]:
            same += 1
        if same == length:
            return True
        needle = following[needle]
    return False


@njit(cache=True, nogil=True)
def pieces(
    text: Array, text_ptr: Array, needles: Array, needle_ptr: Array, letters: Array, clitic: int, codes: Array,
    rows: Array,
) -> int:  # fmt: skip
    """The pieces of some texts that may hold a wanted word; how many, though no more are listed than there is room for.

    `text` is UTF-8, text by text; `needles` are codes, at least two each; `letters` flags the codes of wanted single
    letters, which stand alone or with `clitic` more at most. A row a piece: the number of its text, its first character
    there, its first byte in all and its end.
    Pieces with an apostrophe or with letters beyond ASCII are listed whatever they hold: they are folded first.
    """
    third, heads, following = _heads(needles, needle_ptr, letters)
    coded, plain = _coded(text, codes)
    found, room = 0, len(rows)
    for n in range(len(text_ptr) - 1):
        start, end = text_ptr[n], text_ptr[n + 1]
        at, counted, chars = start, start, 0
        while at < end:
            place = np.int64(coded[at]) * _SIGNS + coded[at + 1]
            if not (third[place] >> np.uint64(coded[at + 2])) & _ONE or not _begins(
                coded, at, start, heads[place], following, needles, needle_ptr, letters, clitic
            ):
                at += 1
                continue
            first = at
            while first > start and coded[first - 1] != _SPACE:
                first -= 1
            while at < end and coded[at] != _SPACE:
                at += 1
            if plain:
                chars = first - start
            else:
                for place in range(counted, first):
                    chars += (text[place] & 0xC0) != 0x80
                counted = first
            if found < room:
                rows[found, 0], rows[found, 1], rows[found, 2], rows[found, 3] = n, chars, first, at
            found += 1
    return found


@njit(cache=True, nogil=True)
def _thickest(start: Array, stop: Array, kind: Array, ptr: Array, kinds: int, reach: int, most: int) -> Array:
    """Of each text the first of its words that begins a stretch of `reach` characters with the most different kinds,
    by its place; -1 where it has none. Of one stretch `most` words are looked at."""
    texts = len(ptr) - 1
    found = np.full(texts, -1, np.int64)
    seen = np.full(kinds, -1, np.int64)
    for n in range(texts):
        best, last = 0, ptr[n]
        for first in range(ptr[n], ptr[n + 1]):
            last = max(last, first)
            while last + 1 < ptr[n + 1] and stop[last + 1] <= start[first] + reach:
                last += 1
            different = 0
            for word in range(first, min(last + 1, first + most)):
                if seen[kind[word]] != first:
                    seen[kind[word]] = first
                    different += 1
            if different > best:
                best, found[n] = different, first
    return found


@njit(cache=True, nogil=True)
def words(
    rows: Array, piece: Array, wanted_ptr: Array, wanted: Array, texts: int, kinds: int, reach: int, most: int
) -> tuple[Array, Array, Array]:
    """The wanted words of the pieces of `rows`: their starts and ends; where those of each text begin; and of each
    text the first word that begins a stretch of `reach` characters with the most different kinds, -1 where it has none.

    `piece` has the number of each row's piece, `wanted` (rows of start, end and kind) what is wanted in a piece: from
    wanted_ptr[number] to before wanted_ptr[number + 1]. Of one stretch `most` words are looked at.
    """
    count = 0
    for row in range(len(rows)):
        count += wanted_ptr[piece[row] + 1] - wanted_ptr[piece[row]]
    found, kind, ptr = np.empty((2, count), np.int64), np.empty(count, np.int64), np.zeros(texts + 1, np.int64)
    count = 0
    for row in range(len(rows)):
        for word in range(wanted_ptr[piece[row]], wanted_ptr[piece[row] + 1]):
            found[0, count], found[1, count] = rows[row, 1] + wanted[word, 0], rows[row, 1] + wanted[word, 1]
            kind[count] = wanted[word, 2]
            count += 1
        ptr[rows[row, 0] + 1] = count
    for text in range(texts):
        ptr[text + 1] = max(ptr[text + 1], ptr[text])
    return found, ptr, _thickest(found[0], found[1], kind, ptr, kinds, reach, most)
