"""Compiled loops over texts: pieces between white space that hold a needle, and which of them are wanted words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from search import compiling  # noqa: F401  says where compiled code is kept

Array = np.ndarray[Any, Any]
_SPACE, _APOSTROPHE, _OTHER, _HYPHEN, _DIGITS, _LETTERS = 0, 1, 2, 3, 4, 14
SIGNS = 40
"""Codes of bytes: what parts words, apostrophes, bytes beyond ASCII, then what words are made of."""
_WIDE, _BEYOND_ASCII = 8, np.uint64(0x8080808080808080)
_ONE, _ANY = np.uint64(1), np.uint64(2**64 - 1)
TEXT, CHAR, FIRST, END, HASH, KIND = range(6)
"""Columns of a piece: the number of its text, its first character there, its first byte in all and its end; the hash of
its word, 0 where it is more than one plain word; which of the wanted words it is."""
COLUMNS = 6
UNWANTED, UNKNOWN = -1, -2
"""Kinds of pieces beside wanted ones. `FURTHER - n` says that the n-th list of further words has the kinds."""
FURTHER = -3
TAG = -1 << 24
"""The part of a word's hash that an entry of the table of known words keeps; the rest of it is a term's number + 1."""


@njit(inline="always")
def _code_sign(text: Array, at: int, found: Array) -> None:
    """Code the character beyond ASCII that begins here, if it is one of the frequent signs."""
    if text[at] == 0xC2 and text[at + 1] == 0xA0:
        found[at : at + 2] = _SPACE
    elif text[at] == 0xE2 and text[at + 1] == 0x80:
        sign = text[at + 2]
        if sign in (0x93, 0x94, 0x9C, 0x9D, 0xA2, 0xA6):
            found[at : at + 3] = _SPACE
        elif sign in (0x98, 0x99):
            found[at : at + 3] = _APOSTROPHE


@njit(cache=True, nogil=True)
def coded(text: Array) -> tuple[Array, bool]:
    """The code of each byte, and white space at the end; whether all is ASCII. Of characters beyond ASCII the frequent
    ones are known that part words or stand for an apostrophe."""
    end, together = len(text), np.uint8(0)
    found = np.empty(end + 2, np.uint8)
    for at in range(end):
        together |= text[at]
    for at in range(end):  # bytes alone and no branch: many at once
        c = text[at]
        letter = np.uint8(np.uint8(c | np.uint8(32)) - np.uint8(97))
        digit = np.uint8(c - np.uint8(48))
        is_apostrophe = np.uint8(c == np.uint8(39)) | np.uint8(c == np.uint8(96))
        found[at] = (
            np.uint8(np.uint8(letter < np.uint8(26)) * np.uint8(letter + np.uint8(_LETTERS)))
            | np.uint8(np.uint8(digit < np.uint8(10)) * np.uint8(digit + np.uint8(_DIGITS)))
            | np.uint8(np.uint8(c == np.uint8(45)) * np.uint8(_HYPHEN))
            | np.uint8(is_apostrophe * np.uint8(_APOSTROPHE))
            | np.uint8(np.uint8(c >> np.uint8(7)) * np.uint8(_OTHER))
        )
    found[end] = found[end + 1] = _SPACE
    if together < 0x80:
        return found, True
    wide = text[: end - end % _WIDE].view(np.uint64)
    for n in range(len(wide)):  # eight bytes at a time: few have any
        if wide[n] & _BEYOND_ASCII:
            for at in range(_WIDE * n, min(_WIDE * (n + 1), end - 2)):
                _code_sign(text, at, found)
    for at in range(end - end % _WIDE, end - 2):
        _code_sign(text, at, found)
    return found, False


@njit(cache=True, nogil=True)
def _heads(needles: Array, needle_ptr: Array, letters: Array) -> tuple[Array, Array, Array]:
    """By the codes of two neighbours: a bit for each code that may follow where something begins, and the first needle
    that begins so; after each needle the next one, -1 after the last."""
    count = len(needle_ptr) - 1
    third, heads = np.zeros(SIGNS * SIGNS, np.uint64), np.full(SIGNS * SIGNS, -1, np.int32)
    following = np.empty(count, np.int32)
    for code in range(SIGNS):
        if letters[code] or 0 < code < _HYPHEN:
            third[code * SIGNS : (code + 1) * SIGNS] = _ANY
    for needle in range(count):
        first, end = needle_ptr[needle], needle_ptr[needle + 1]
        place = needles[first] * SIGNS + needles[first + 1]
        following[needle], heads[place] = heads[place], needle
        third[place] |= _ANY if end - first == 2 else _ONE << np.uint64(needles[first + 2])
    return third, heads, following


@njit(cache=True, nogil=True)
def _begins(
    codes: Array, at: int, start: int, needle: int, following: Array, needles: Array, needle_ptr: Array, letters: Array,
    clitic: int,
) -> bool:  # fmt: skip
    """Whether anything begins here for which a piece is listed."""
    if codes[at] < _HYPHEN:
        return True
    if letters[codes[at]] and (at == start or codes[at - 1] <= _HYPHEN):
        # One letter with a clitic at most.
        for place in range(at + 1, min(at + clitic + 2, len(codes))):
            if codes[place] <= _HYPHEN:
                return True
    while needle >= 0:
        a, length, same = needle_ptr[needle], needle_ptr[needle + 1] - needle_ptr[needle], 2
        while same < length and at + same < len(codes) and codes[at + same] == needles[a + same]:
            same += 1
        if same == length:
            return True
        needle = following[needle]
    return False


@njit(cache=True, nogil=True)
def _trimmed(codes: Array, first: int, end: int) -> tuple[int, int]:
    """A piece without the apostrophes and hyphens around it, which belong to no word."""
    while first < end and (codes[first] == _APOSTROPHE or codes[first] == _HYPHEN):
        first += 1
    while first < end and (codes[end - 1] == _APOSTROPHE or codes[end - 1] == _HYPHEN):
        end -= 1
    return first, end


@njit(cache=True, nogil=True)
def _hash(codes: Array, first: int, end: int) -> int:
    """A hash of one plain word, of letters and digits alone; 0 for anything else. Capitals do not matter."""
    value = np.uint64(0xCBF29CE484222325)
    for at in range(first, end):
        if codes[at] <= _HYPHEN:
            return 0
        value = (value ^ np.uint64(codes[at])) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    value = (value ^ (value >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    return np.int64(value ^ (value >> np.uint64(32))) | 1


@njit(cache=True, nogil=True)
def hashes(text: Array, ptr: Array) -> Array:
    """The hash of each of some texts, see `_hash`."""
    codes, _ = coded(text)
    found = np.empty(len(ptr) - 1, np.int64)
    for n in range(len(ptr) - 1):
        found[n] = _hash(codes, ptr[n], ptr[n + 1])
    return found


@njit(cache=True, nogil=True)
def slot(table: Array, value: int) -> int:
    """Where the word with this hash stands in a table of known words, or would stand. Its length is a power of two, and
    some entries are 0."""
    at = value & (len(table) - 1)
    while table[at] != 0 and (table[at] ^ value) & TAG:
        at = (at + 1) & (len(table) - 1)
    return at


@njit(cache=True, nogil=True)
def _kind(table: Array, value: int, terms: Array, exacts: Array) -> int:
    """Which of the wanted words one with this hash is: terms by their numbers, then exact words by their hashes."""
    entry = table[slot(table, value)]
    if entry == 0:
        return UNKNOWN
    number = (entry & ~TAG) - 1
    for kind in range(len(terms)):
        if terms[kind] == number:
            return kind
    for kind in range(len(exacts)):
        if exacts[kind] == value:
            return len(terms) + kind
    return UNWANTED


@njit(cache=True, nogil=True)
def pieces(
    text: Array, text_ptr: Array, needles: Array, needle_ptr: Array, letters: Array, clitic: int, table: Array,
    terms: Array, exacts: Array, rows: Array,
) -> int:  # fmt: skip
    """The pieces of some texts that hold a wanted word, or may; how many, though no more are listed than there is room
    for. See TEXT for their columns.

    `text` is UTF-8, text by text; `needles` are codes, at least two each; `letters` flags the codes of wanted single
    letters, which stand alone or with `clitic` more at most. `table`, `terms` and `exacts`: see `_kind`.
    Pieces with an apostrophe or with letters beyond ASCII are listed whatever they hold: they are folded first.
    """
    third, heads, following = _heads(needles, needle_ptr, letters)
    codes, plain = coded(text)
    found, room = 0, len(rows)
    for n in range(len(text_ptr) - 1):
        start, end = text_ptr[n], text_ptr[n + 1]
        at, counted, chars = start, start, 0
        while at < end:
            place = np.uint64(codes[np.uint64(at)]) * np.uint64(SIGNS) + np.uint64(codes[np.uint64(at + 1)])
            if not (third[place] >> np.uint64(codes[np.uint64(at + 2)])) & _ONE or not _begins(
                codes, at, start, heads[place], following, needles, needle_ptr, letters, clitic
            ):
                at += 1
                continue
            first = at
            while first > start and codes[first - 1] != _SPACE:
                first -= 1
            while at < end and codes[at] != _SPACE:
                at += 1
            first, last = _trimmed(codes, first, at)
            if first == last:
                continue
            value = _hash(codes, first, last)
            kind = _kind(table, value, terms, exacts) if value else UNKNOWN
            if kind == UNWANTED:
                continue
            if plain:
                chars = first - start
            else:
                chars += characters(text, counted, first)
                counted = first
            if found < room:
                row = rows[found]
                row[TEXT], row[CHAR], row[FIRST], row[END], row[HASH], row[KIND] = n, chars, first, last, value, kind
            found += 1
    return found


@njit(cache=True, nogil=True)
def characters(text: Array, first: int, end: int) -> int:
    """How many characters begin in these bytes."""
    count = 0
    for at in range(first, end):
        count += (text[at] & 0xC0) != 0x80
    return count


@njit(cache=True, nogil=True)
def forward(text: Array, at: int, end: int, chars: int) -> int:
    """The byte so many characters after the one that begins at byte `at`, `end` at most."""
    while at < end and chars > 0:
        at += 1
        while at < end and (text[at] & 0xC0) == 0x80:
            at += 1
        chars -= 1
    return at


@njit(cache=True, nogil=True)
def words(text: Array, rows: Array, further: Array, further_ptr: Array, texts: int) -> tuple[Array, Array]:
    """The wanted words of the pieces of `rows`, a column each: start, end, kind and first byte in all; and where those
    of each text begin.

    `further` (rows of start, end and kind) is what is wanted in a piece of more than one plain word: of kind
    FURTHER - n from further_ptr[n] to before further_ptr[n + 1].
    """
    count = 0
    for row in rows:
        listed = FURTHER - row[KIND]
        count += further_ptr[listed + 1] - further_ptr[listed] if listed >= 0 else row[KIND] >= 0
    found, ptr = np.empty((4, count), np.int64), np.zeros(texts + 1, np.int64)
    count = 0
    for row in rows:
        listed, char = FURTHER - row[KIND], row[CHAR]
        if listed >= 0:
            for word in range(further_ptr[listed], further_ptr[listed + 1]):
                found[0, count], found[1, count] = char + further[word, 0], char + further[word, 1]
                found[2, count] = further[word, 2]
                found[3, count] = forward(text, row[FIRST], row[END], further[word, 0])
                count += 1
        elif row[KIND] >= 0:
            found[0, count], found[1, count] = char, char + row[END] - row[FIRST]
            found[2, count], found[3, count] = row[KIND], row[FIRST]
            count += 1
        ptr[row[TEXT] + 1] = count
    for text in range(texts):
        ptr[text + 1] = max(ptr[text + 1], ptr[text])
    return found, ptr
