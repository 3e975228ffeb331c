"""Words found in a segment's sorted dictionaries: by a table of their hashes where it has one, else by bisection.

A bisection reads some fifteen words all over the dictionary, and each of them comes from far; a table leads to one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.pointers import prefetch, u8, u32
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_TERM_BLOB, _TERM_START, _TERM_NUMBER, _TERMS = Col.TERM_BLOB, Col.TERM_START, Col.TERM_NUMBER, Col.TERMS
_EXACT_BLOB, _EXACT_START, _EXACTS = Col.EXACT_BLOB, Col.EXACT_START, Col.EXACTS
_TERM_SLOTS, _TERM_SLOT, _EXACT_SLOTS, _EXACT_SLOT = Col.TERM_SLOTS, Col.TERM_SLOT, Col.EXACT_SLOTS, Col.EXACT_SLOT
_PAIR_PTR, _PAIR_EXACT = Col.PAIR_PTR, Col.PAIR_EXACT
_SLOTS_A_WORD = 1.5
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_FAR = 1 << 60


@njit(inline="always")
def compare(a: Array, a0: int, a1: int, b: Array, b0: int, b1: int) -> int:
    """Below 0, 0 or above 0, as bytes a[a0:a1] stand before, at or after b[b0:b1]."""
    shared = min(a1 - a0, b1 - b0)
    for n in range(shared):
        x, y = np.int64(a[a0 + n]), np.int64(b[b0 + n])
        if x != y:
            return x - y
    return (a1 - a0) - (b1 - b0)


@njit(cache=True, nogil=True)
def first_not_before(blob: Array, start: Array, count: int, text: Array, t0: int, t1: int) -> int:
    """The place of the first of `count` sorted strings that does not stand before text[t0:t1]."""
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if compare(blob, start[middle], start[middle + 1], text, t0, t1) < 0:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _hash(text: Array, t0: int, t1: int) -> int:
    value = np.uint64(0xCBF29CE484222325)
    for at in range(t0, t1):
        value = (value ^ np.uint64(text[at])) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    value = (value ^ (value >> _HALF)) * np.uint64(0xD6E8FEB86659FD93)
    return np.int64(value ^ (value >> _HALF))


@njit(inline="always")
def _slot(value: int, slots: int) -> int:
    """Where a word of this hash stands in a table of so many slots, unless others are in its way."""
    return np.int64(((np.uint64(value) >> _HALF) * np.uint64(slots)) >> _HALF)


@njit(inline="always")
def _tag(value: int, count: int) -> int:
    """What a slot says of its word's hash, above the bits that a number up to `count` takes."""
    bits = 0
    while count >> bits:
        bits += 1
    return np.int64(((np.uint64(value) & _LOW) >> np.uint64(bits)) << np.uint64(bits))


@njit(cache=True, nogil=True)
def slots_of(blob: Array, start: Array) -> Array:
    """A table of some different strings: each slot is 0 or a part of the hash of one and its place, counted from 1. A
    string whose slot is taken stands in the next free one."""
    count = len(start) - 1
    found = np.zeros(np.int64(_SLOTS_A_WORD * count) + 1, np.uint32)
    for word in range(count):
        value = _hash(blob, np.int64(start[word]), np.int64(start[word + 1]))
        at = _slot(value, len(found))
        while found[at]:
            at = at + 1 if at + 1 < len(found) else 0
        found[at] = _tag(value, count) | (word + 1)
    return found


@njit(cache=True, nogil=True)
def _find(blob: Array, start: Array, count: int, slot: Array, value: int, text: Array, t0: int, t1: int) -> int:
    """The place of text[t0:t1], whose hash is `value`, among `count` sorted strings; -1 where it is none of them.
    `slot` is their table, of no slots where there is none."""
    if len(slot) == 0:
        at = first_not_before(blob, start, count, text, t0, t1)
        return at if at < count and compare(blob, start[at], start[at + 1], text, t0, t1) == 0 else -1
    at, tag = _slot(value, len(slot)), _tag(value, count)
    for _ in range(len(slot)):
        entry = np.int64(slot[at])
        if entry == 0:
            break
        word = (entry ^ tag) - 1
        if 0 <= word < count and compare(blob, start[word], start[word + 1], text, t0, t1) == 0:
            return word
        at = at + 1 if at + 1 < len(slot) else 0
    return -1


@njit(cache=True, nogil=True)
def _term_number(row: Array, value: int, text: Array, t0: int, t1: int) -> int:
    """The number of a term in a segment, -1 where it has none."""
    count, slot = row[_TERMS], u32(row[_TERM_SLOT], row[_TERM_SLOTS])
    at = _find(u8(row[_TERM_BLOB], _FAR), u32(row[_TERM_START], count + 1), count, slot, value, text, t0, t1)
    return np.int64(u32(row[_TERM_NUMBER], count)[at]) if at >= 0 else -1


@njit(cache=True, nogil=True)
def _exact_number(row: Array, value: int, text: Array, t0: int, t1: int) -> int:
    """The place of a surface word in a segment's dictionary, -1 where it has none."""
    count, slot = row[_EXACTS], u32(row[_EXACT_SLOT], row[_EXACT_SLOTS])
    return _find(u8(row[_EXACT_BLOB], _FAR), u32(row[_EXACT_START], count + 1), count, slot, value, text, t0, t1)


@njit(cache=True, nogil=True)
def form_number(row: Array, term: int, exact: int) -> int:
    """The number of the form that has this term and surface word, -1 where there is none."""
    if term < 0 or exact < 0:
        return -1
    ptr = u32(row[_PAIR_PTR], row[_TERMS] + 1)
    forms = u32(row[_PAIR_EXACT], np.int64(ptr[row[_TERMS]]))
    for form in range(np.int64(ptr[term]), np.int64(ptr[term + 1])):
        if forms[form] == exact:
            return form
    return -1


@njit(cache=True, nogil=True)
def numbers_of(table: Array, text: Array, starts: Array, terms: int, found: Array) -> None:
    """Fill found[segment, string]: the first `terms` strings as terms, the others as surface words; -1 if absent."""
    strings = len(starts) - 1
    values = np.empty(strings, np.int64)
    for string in range(strings):
        values[string] = _hash(text, starts[string], starts[string + 1])
    for segment in range(len(table)):
        row = table[segment]
        for string in range(strings):
            slots, slot = (_TERM_SLOTS, _TERM_SLOT) if string < terms else (_EXACT_SLOTS, _EXACT_SLOT)
            if row[slots]:
                prefetch(row[slot] + 4 * _slot(values[string], row[slots]))
        for string in range(strings):
            a, b = starts[string], starts[string + 1]
            if string < terms:
                found[segment, string] = _term_number(row, values[string], text, a, b)
            else:
                found[segment, string] = _exact_number(row, values[string], text, a, b)
