"""Matching articles run through filters and facets once: each facet counts without its own choice."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lists import leap
from search.engines.whoosh.kernels.plan import Plan, Work
from search.engines.whoosh.kernels.pointers import f32, i32, i64, u8, u16, u32
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import NO_DAY, Col

_DOCS, _LIVE, _FACE = Col.DOCS, Col.LIVE, Col.FACE
_DAY, _MONTH, _EVENT_PTR, _EVENT_DAY = Col.DAY, Col.MONTH, Col.EVENT_PTR, Col.EVENT_DAY
_EVENT_MONTH_PTR, _EVENT_MONTH = Col.EVENT_MONTH_PTR, Col.EVENT_MONTH
_P_MASK, _P_COPIES, _P_EVENTS, _P_DATED = Plan.MASK, Plan.COPIES, Plan.EVENTS, Plan.DATED
_P_SINCE, _P_UNTIL, _P_AGENCIES, _P_REGIONS = Plan.SINCE, Plan.UNTIL, Plan.AGENCIES, Plan.REGIONS
_P_MONTH_FIRST, _P_MONTHS, _P_FACETS = Plan.MONTH_FIRST, Plan.MONTHS, Plan.FACETS
_W_DOCS, _W_SCORE, _W_COVER, _W_TALLY = Work.DOCS, Work.SCORE, Work.COVER, Work.TALLY
_W_MONTHS = Work.MONTH_COUNTS
_FAR = 1 << 60
# The columns of a facet in a segment's row, and its place in the work arrays.
_AGENCY = (
    Col.AGENCY, Col.AGENCY_WIDTH, Col.AGENCY_VALUES, Col.AGENCY_OVER, Col.AGENCY_OVER_DOC, Col.AGENCY_OVER_PTR,
    Col.AGENCY_OVER_VALUE, Col.AGENCY_GLOBAL, Work.AGENCY_COUNTS, Plan.AGENCY_VALUES,
)  # fmt: skip
_REGION = (
    Col.REGION, Col.REGION_WIDTH, Col.REGION_VALUES, Col.REGION_OVER, Col.REGION_OVER_DOC, Col.REGION_OVER_PTR,
    Col.REGION_OVER_VALUE, Col.REGION_GLOBAL, Work.REGION_COUNTS, Plan.REGION_VALUES,
)  # fmt: skip


@njit(cache=True, nogil=True)
def allowed(row: Array, plan: Array, found: int, work: Array) -> int:
    """Drop articles that are deleted, near-copies, or not in the question's mask. Returns how many stay."""
    docs, score, cover = i32(work[_W_DOCS], found), f32(work[_W_SCORE], found), f32(work[_W_COVER], found)
    masks = (plan[_P_MASK], row[_LIVE], 0 if plan[_P_COPIES] else row[_FACE])
    for mask in masks:
        if mask:
            flags, kept = u8(mask, row[_DOCS]), 0
            for n in range(found):
                docs[kept], score[kept], cover[kept] = docs[n], score[n], cover[n]
                kept += flags[docs[n]] != 0
            found = kept
    return found


@njit(cache=True, nogil=True)
def count(row: Array, plan: Array, found: int, work: Array) -> int:
    """Count the facets over the articles found, and keep those that pass all filters. Returns how many stay."""
    if not (plan[_P_AGENCIES] or plan[_P_REGIONS] or plan[_P_DATED]):
        if plan[_P_FACETS]:
            _count_values(row, _AGENCY, plan, found, work[_W_DOCS], work)
            _count_values(row, _REGION, plan, found, work[_W_DOCS], work)
            _count_months(row, plan, found, work[_W_DOCS], work)
        return found
    return _count_filtered(row, plan, found, work)


@njit(cache=True, nogil=True)
def _count_filtered(row: Array, plan: Array, found: int, work: Array) -> int:
    docs, score, cover = i32(work[_W_DOCS], found), f32(work[_W_SCORE], found), f32(work[_W_COVER], found)
    passed = np.empty(found, np.uint8)
    for n in range(found):
        passed[n] = 7
    if plan[_P_AGENCIES]:
        _pass_values(row, _AGENCY, plan[_P_AGENCIES], plan[_AGENCY[9]], 1, passed, work)
    if plan[_P_REGIONS]:
        _pass_values(row, _REGION, plan[_P_REGIONS], plan[_REGION[9]], 2, passed, work)
    if plan[_P_DATED]:
        _pass_days(row, plan, passed, work)
    if plan[_P_FACETS]:
        some = np.empty(found, np.int32)
        for own in (1, 2, 4):
            chosen = 0
            for n in range(found):
                some[chosen] = docs[n]
                chosen += (passed[n] | own) == 7
            place = some.ctypes.data
            if own == 1:
                _count_values(row, _AGENCY, plan, chosen, place, work)
            elif own == 2:
                _count_values(row, _REGION, plan, chosen, place, work)
            else:
                _count_months(row, plan, chosen, place, work)
    kept = 0
    for n in range(found):
        docs[kept], score[kept], cover[kept] = docs[n], score[n], cover[n]
        kept += passed[n] == 7
    return kept


@njit(cache=True, nogil=True)
def _count_values(row: Array, facet: tuple[int, ...], plan: Array, found: int, place: int, work: Array) -> None:
    """Add each article's values to the facet's counters, by way of counters of the segment's own numbers."""
    docs, width, values = i32(place, found), row[facet[1]], row[facet[2]]
    rows, tally = u16(row[facet[0]], _FAR), i32(work[_W_TALLY], values + 3)
    tally[:] = 0
    if width == 1:
        for n in range(found):
            tally[rows[docs[n]]] += 1
    elif width == 2:
        for n in range(found):
            at = 2 * np.int64(docs[n])
            tally[rows[at]] += 1
            tally[rows[at + 1]] += 1
    else:
        for n in range(found):
            at = width * np.int64(docs[n])
            for column in range(width):
                tally[rows[at + column]] += 1
    total, to_global = i64(work[facet[8]], plan[facet[9]] + 1), i32(row[facet[7]], values)
    if tally[values + 2]:
        for n in range(found):
            if rows[width * (np.int64(docs[n]) + 1) - 1] == values + 2:
                a, b = _over(row, facet, docs[n])
                for at in range(a, b):
                    total[to_global[u16(row[facet[6]], b)[at]]] += 1
    for value in range(values):
        total[to_global[value]] += tally[value]
    total[plan[facet[9]]] += tally[values]


@njit(inline="always")
def _over(row: Array, facet: tuple[int, ...], doc: int) -> tuple[int, int]:
    """Where the further values of an article stand that has more than its row takes."""
    at = leap(u16(row[facet[4]], row[facet[3]]), 0, row[facet[3]], doc)
    ptr = u32(row[facet[5]], row[facet[3]] + 1)
    return np.int64(ptr[at]), np.int64(ptr[at + 1])


@njit(cache=True, nogil=True)
def _pass_values(
    row: Array, facet: tuple[int, ...], flags_at: int, values_all: int, bit: int, passed: Array, work: Array
) -> None:
    """Take a bit from the articles that have none of the chosen values."""
    width, values = row[facet[1]], row[facet[2]]
    docs, rows = i32(work[_W_DOCS], len(passed)), u16(row[facet[0]], _FAR)
    chosen, to_global = u8(flags_at, values_all + 1), i32(row[facet[7]], values)
    local = np.zeros(values + 3, np.uint8)
    for value in range(values):
        local[value] = chosen[to_global[value]]
    local[values] = chosen[values_all]
    for n in range(len(passed)):
        at, held = width * np.int64(docs[n]), np.uint8(0)
        for column in range(width):
            held |= local[rows[at + column]]
        if not held and rows[at + width - 1] == values + 2:
            a, b = _over(row, facet, docs[n])
            for more in range(a, b):
                held |= local[u16(row[facet[6]], b)[more]]
        if not held:
            passed[n] &= 7 - bit


@njit(cache=True, nogil=True)
def _pass_days(row: Array, plan: Array, passed: Array, work: Array) -> None:
    docs, since, until = i32(work[_W_DOCS], len(passed)), plan[_P_SINCE], plan[_P_UNTIL]
    if not plan[_P_EVENTS]:
        day = i32(row[_DAY], row[_DOCS])
        for n in range(len(passed)):
            d = day[docs[n]]
            if d == NO_DAY or d < since or d > until:
                passed[n] &= 3
        return
    ptr, days = u32(row[_EVENT_PTR], row[_DOCS] + 1), i32(row[_EVENT_DAY], _FAR)
    for n in range(len(passed)):
        held = False
        for at in range(np.int64(ptr[docs[n]]), np.int64(ptr[docs[n] + 1])):
            held |= since <= days[at] <= until
        if not held:
            passed[n] &= 3


@njit(cache=True, nogil=True)
def _count_months(row: Array, plan: Array, found: int, place: int, work: Array) -> None:
    docs, total, months = i32(place, found), i64(work[_W_MONTHS], plan[_P_MONTHS] + 1), plan[_P_MONTHS]
    first = plan[_P_MONTH_FIRST]
    if not plan[_P_EVENTS]:
        month = i32(row[_MONTH], row[_DOCS])
        for n in range(found):
            m = month[docs[n]]
            total[m - first if m != NO_DAY else months] += 1
        return
    ptr, month = u32(row[_EVENT_MONTH_PTR], row[_DOCS] + 1), i32(row[_EVENT_MONTH], _FAR)
    for n in range(found):
        a, b = np.int64(ptr[docs[n]]), np.int64(ptr[docs[n] + 1])
        for at in range(a, b):
            total[month[at] - first] += 1
        if a == b:
            total[months] += 1


@njit(cache=True, nogil=True)
def most_frequent(counts: Array, wanted: int, told: Array, out: int, list_at: int) -> int:
    """The `wanted` largest of a facet's counters (the last counts articles without), largest first, lower numbers
    first among equals: their numbers and counts into told[list_at:]; how many are above 0, how many are listed, and
    the articles without into told[out:]. Returns where the list ends."""
    values, listed = len(counts) - 1, told[list_at:]
    different, kept, least = 0, 0, 0
    for value in range(values):
        c = counts[value]
        if c == 0:
            continue
        different += 1
        if c <= least:
            continue
        at = 2 * (kept if kept < wanted else wanted - 1)
        while at > 0 and listed[at - 1] < c:
            listed[at], listed[at + 1] = listed[at - 2], listed[at - 1]
            at -= 2
        listed[at], listed[at + 1] = value, c
        kept = min(kept + 1, wanted)
        if kept == wanted:
            least = listed[2 * kept - 1]
    told[out], told[out + 1], told[out + 2] = different, kept, counts[values]
    return list_at + 2 * kept
