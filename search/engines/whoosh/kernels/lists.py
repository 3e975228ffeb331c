"""Where a clause's articles are in a segment, and how a place in them is found."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.pointers import u32
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_DOCS, _DENSE, _DF, _TERMS = Col.DOCS, Col.DENSE, Col.DF, Col.TERMS
_POST_PTR = Col.POST_PTR
_TITLE_PTR = Col.TITLE_PTR
POSTINGS, ROW, LIST = 0, 1, 2
"""What a clause's articles are in a segment: a posting list, a row with all articles, a list with ready scores."""
MANY_MORE = 16
"""A list so many times longer is searched by leaps; a shorter one is read through."""


@njit(cache=True, nogil=True)
def sources(row: Array, terms: Array, lists: Array, list_ptr: Array, title: int, source: Array) -> None:
    """For each clause what and where its articles are: kind, first, past the last, how many."""
    dense = row[_DENSE]
    for c in range(len(terms)):
        kind, a, b, size = POSTINGS, 0, 0, 0
        t = terms[c]
        if lists[c] >= 0:
            kind, a, b = LIST, list_ptr[lists[c]], list_ptr[lists[c] + 1]
            size = b - a
        elif t >= 0 and title:
            ptr = u32(row[_TITLE_PTR], row[_TERMS] + 1)
            a, b = np.int64(ptr[t]), np.int64(ptr[t + 1])
            size = b - a
        elif t >= 0 and t < dense:
            kind, a = ROW, t * row[_DOCS]
            b = a + row[_DOCS]
            size = np.int64(u32(row[_DF], row[_TERMS])[t])
        elif t >= 0:
            ptr = u32(row[_POST_PTR], row[_TERMS] + 1)
            a, b = np.int64(ptr[t]), np.int64(ptr[t + 1])
            size = b - a
        source[c, 0], source[c, 1], source[c, 2], source[c, 3] = kind, a, b, size


@njit(inline="always")
def leap(doc_of: Array, a: int, b: int, wanted: int) -> int:
    """The place of the first number in doc_of[a:b] that is not below `wanted`: leaps forward, then bisects."""
    step = 1
    while a + step < b and doc_of[a + step] < wanted:
        a += step
        step <<= 1
    high = min(a + step, b)
    if a < b and doc_of[a] >= wanted:
        return a
    while a < high:
        middle = (a + high) >> 1
        if doc_of[middle] < wanted:
            a = middle + 1
        else:
            high = middle
    return a


@njit(inline="always")
def term_score(scale: float, tf: float, fixed: float, slope: float, length: int) -> float:
    """BM25 of a term in an article: `tf` times in `length` words; for the other numbers see plan.Weight."""
    return scale * tf / (tf + fixed + slope * np.float32(length))
