"""The best hits so far: a heap whose root is the worst of them. Equal ones stand by id."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lookup import compare
from search.engines.whoosh.kernels.plan import MOST_RANK, TOLD, Plan, Told, Work
from search.engines.whoosh.kernels.pointers import f64, i64, u8, u32
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_DOCS, _ID_BLOB, _ID_START = Col.DOCS, Col.ID_BLOB, Col.ID_START
_P_KEEP, _T_FOUND = Plan.KEEP, Told.FOUND
_W_KEY, _W_KEY_PLACE, _W_TOLD = Work.KEY, Work.KEY_PLACE, Work.TOLD
_DOC = (1 << 32) - 1
_FAR = 1 << 60


@njit(cache=True, nogil=True)
def _worse(table: Array, key: Array, places: Array, x: int, y: int) -> bool:
    """Whether the hit at place x of the heap stands below that at y: by key, then by id."""
    if key[x] != key[y]:
        return key[x] < key[y]
    one, other = places[x], places[y]
    if one >> 32 == other >> 32:
        return one > other
    return _id_after(table, one >> 32, one & _DOC, other >> 32, other & _DOC)


@njit(cache=True, nogil=True)
def _id_after(table: Array, segment: int, doc: int, segment2: int, doc2: int) -> bool:
    one, other = table[segment], table[segment2]
    a, b = u32(one[_ID_START], one[_DOCS] + 1), u32(other[_ID_START], other[_DOCS] + 1)
    blob, blob2 = u8(one[_ID_BLOB], _FAR), u8(other[_ID_BLOB], _FAR)
    order = compare(
        blob, np.int64(a[doc]), np.int64(a[doc + 1]), blob2, np.int64(b[doc2]), np.int64(b[doc2 + 1])
    )  # fmt: skip
    return order > 0


@njit(cache=True, nogil=True)
def keep(table: Array, segment: int, doc: int, value: float, plan: Array, work: Array) -> None:
    """Put a hit into the heap, whose root is the worst of those kept; the worst goes where there are too many."""
    key, places = f64(work[_W_KEY], MOST_RANK + 1), i64(work[_W_KEY_PLACE], MOST_RANK + 1)
    told = i64(work[_W_TOLD], TOLD)
    count = told[_T_FOUND]
    place = (np.int64(segment) << 32) | np.int64(doc)
    if count < plan[_P_KEEP]:
        key[count], places[count] = value, place
        at = count
        told[_T_FOUND] = count + 1
        while at > 0 and _worse(table, key, places, at, (at - 1) >> 1):
            _swap(key, places, at, (at - 1) >> 1)
            at = (at - 1) >> 1
        return
    if count == 0 or value < key[0]:
        return
    spare = MOST_RANK
    key[spare], places[spare] = value, place
    if _worse(table, key, places, spare, 0):
        return
    _swap(key, places, spare, 0)
    sink(table, key, places, count)


@njit(cache=True, nogil=True)
def sink(table: Array, key: Array, places: Array, count: int) -> None:
    """Let the root of a heap of `count` sink to where it belongs."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= count:
            return
        if child + 1 < count and _worse(table, key, places, child + 1, child):
            child += 1
        if not _worse(table, key, places, child, at):
            return
        _swap(key, places, child, at)
        at = child


@njit(inline="always")
def _swap(key: Array, places: Array, x: int, y: int) -> None:
    key[x], key[y] = key[y], key[x]
    places[x], places[y] = places[y], places[x]


@njit(cache=True, nogil=True)
def in_order(table: Array, work: Array) -> None:
    """Turn the heap into the list of hits, best first."""
    key, places = f64(work[_W_KEY], MOST_RANK + 1), i64(work[_W_KEY_PLACE], MOST_RANK + 1)
    for last in range(i64(work[_W_TOLD], TOLD)[_T_FOUND] - 1, 0, -1):
        _swap(key, places, 0, last)
        sink(table, key, places, last)
