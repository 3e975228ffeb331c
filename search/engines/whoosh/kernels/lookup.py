"""Words found in a segment's sorted dictionaries, by bisection."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.pointers import u8, u32
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_TERM_BLOB, _TERM_START, _TERM_NUMBER, _TERMS = Col.TERM_BLOB, Col.TERM_START, Col.TERM_NUMBER, Col.TERMS
_EXACT_BLOB, _EXACT_START, _EXACTS = Col.EXACT_BLOB, Col.EXACT_START, Col.EXACTS
_PAIR_PTR, _PAIR_EXACT = Col.PAIR_PTR, Col.PAIR_EXACT
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
def find(blob: Array, start: Array, count: int, text: Array, t0: int, t1: int) -> int:
    """The place of text[t0:t1] among `count` sorted strings, -1 where it is none of them."""
    at = first_not_before(blob, start, count, text, t0, t1)
    if at < count and compare(blob, start[at], start[at + 1], text, t0, t1) == 0:
        return at
    return -1


@njit(cache=True, nogil=True)
def term_number(row: Array, text: Array, t0: int, t1: int) -> int:
    """The number of a term in a segment, -1 where it has none."""
    count = row[_TERMS]
    at = find(u8(row[_TERM_BLOB], _FAR), u32(row[_TERM_START], count + 1), count, text, t0, t1)
    return np.int64(u32(row[_TERM_NUMBER], count)[at]) if at >= 0 else -1


@njit(cache=True, nogil=True)
def exact_number(row: Array, text: Array, t0: int, t1: int) -> int:
    """The place of a surface word in a segment's dictionary, -1 where it has none."""
    count = row[_EXACTS]
    return find(u8(row[_EXACT_BLOB], _FAR), u32(row[_EXACT_START], count + 1), count, text, t0, t1)


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
    for segment in range(len(table)):
        row = table[segment]
        for string in range(len(starts) - 1):
            a, b = starts[string], starts[string + 1]
            if string < terms:
                found[segment, string] = term_number(row, text, a, b)
            else:
                found[segment, string] = exact_number(row, text, a, b)
