"""A question walked over the segments of a state: look up, match, filter and count, rank."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.best import in_order
from search.engines.whoosh.kernels.counting import allowed, count, most_frequent
from search.engines.whoosh.kernels.lists import sources
from search.engines.whoosh.kernels.lookup import form_number, numbers_of
from search.engines.whoosh.kernels.matching import match
from search.engines.whoosh.kernels.plan import (
    CLAUSE_COLUMNS,
    MOST_LISTED,
    PLAN,
    TOLD,
    WEIGHTS,
    Clause,
    Plan,
    Told,
    Weight,
    Work,
)
from search.engines.whoosh.kernels.pointers import f64, i64, u8, u32
from search.engines.whoosh.kernels.ranking import rank
from search.engines.whoosh.kernels.turns import enter, leave
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col
from search.ranking import PARTS

_TERMS, _DF, _GONE, _TITLE_PTR, _TITLE_GONE = Col.TERMS, Col.DF, Col.GONE, Col.TITLE_PTR, Col.TITLE_GONE
_P_TITLE, _P_LIVE = Plan.TITLE, Plan.LIVE
_T_FOUND, _T_TOTAL, _T_AGENCIES, _T_REGIONS = Told.FOUND, Told.TOTAL, Told.AGENCIES_FOUND, Told.REGIONS_FOUND
_T_NO_MONTH, _T_END, _T_LISTS = Told.NO_MONTH, Told.END, Told.LISTS
_P_FACETS, _P_AGENCIES, _P_REGIONS, _P_MONTHS = (
    Plan.FACETS, Plan.AGENCY_VALUES, Plan.REGION_VALUES, Plan.MONTHS,
)  # fmt: skip
_P_CLAUSES, _P_STRINGS, _P_TERMS, _P_LISTED = Plan.CLAUSES, Plan.STRINGS, Plan.TERMS, Plan.LISTED
_W_TOLD = Work.TOLD
_C_TERM, _C_EXACT, _C_NEXT, _C_LIST = Clause.TERM, Clause.EXACT, Clause.NEXT, Clause.LIST
_C_NUMBER, _NUMBERS = Clause.NUMBER, Weight.NUMBERS
_ZERO, _NINE = ord("0"), ord("9")
_FIXED, _SLOPE, _SCALE, _SHARE = Weight.FIXED, Weight.LENGTH, Weight.SCALE, Weight.SHARE
_W_AGENCIES, _W_REGIONS, _W_MONTHS = Work.AGENCY_COUNTS, Work.REGION_COUNTS, Work.MONTH_COUNTS


@njit(cache=True, nogil=True)
def frequency(row: Array, term: int, title: int) -> int:
    """How many live articles of a segment hold a term."""
    if term < 0:
        return 0
    if title:
        ptr = u32(row[_TITLE_PTR], row[_TERMS] + 1)
        held, gone = np.int64(ptr[term + 1]) - np.int64(ptr[term]), row[_TITLE_GONE]
    else:
        held, gone = np.int64(u32(row[_DF], row[_TERMS])[term]), row[_GONE]
    return held - np.int64(u32(gone, row[_TERMS])[term]) if gone else held


@njit(cache=True, nogil=True)
def frequencies(table: Array, text: Array, starts: Array, terms: int, title: int, found: Array, df: Array) -> None:
    """Look up all strings in all segments: found[segment, string], and df[string] of those that are terms."""
    numbers_of(table, text, starts, terms, found)
    for string in range(terms):
        df[string] = 0
        for segment in range(len(table)):
            df[string] += frequency(table[segment], found[segment, string], title)


@njit(cache=True, nogil=True)
def idf(live: int, df: int) -> float:
    """How much a term says; see search.ranking.idf."""
    return np.log(1.0 + (live - df + 0.5) / (df + 0.5))


@njit(cache=True, nogil=True)
def parts(cover: Array, share: float, part: Array) -> int:
    """How much of a question each clause makes up, and how much an article must hold; see search.ranking.parts."""
    total, every = cover.sum(), 0
    for c in range(len(cover)):
        part[c] = max(1, np.int64(np.floor(PARTS * cover[c] / total + 0.5)))
        every += part[c]
    return max(1, np.int64(np.ceil(share * every - 1e-9))) if share > 0 and every else 0


@njit(inline="always")
def count_numbers(clause: Array, cover: Array, weight: Array) -> None:
    """Make idfs what their words count for in coverage; see search.ranking.in_coverage."""
    for c in range(len(clause)):
        if clause[c, _C_NUMBER]:
            cover[c] *= weight[_NUMBERS]


@njit(cache=True, nogil=True)
def begin(plan: Array, work: Array) -> None:
    """Forget the question before."""
    told = i64(work[_W_TOLD], TOLD)
    told[_T_FOUND] = 0
    told[_T_TOTAL] = 0
    if plan[_P_FACETS]:
        i64(work[_W_AGENCIES], plan[_P_AGENCIES] + 1)[:] = 0
        i64(work[_W_REGIONS], plan[_P_REGIONS] + 1)[:] = 0
        i64(work[_W_MONTHS], plan[_P_MONTHS] + 1)[:] = 0


@njit(cache=True, nogil=True)
def end(table: Array, plan: Array, work: Array) -> None:
    """Put the hits into their order, and list each facet's most frequent values and the months."""
    in_order(table, work)
    if plan[_P_FACETS]:
        told = i64(work[_W_TOLD], TOLD + 4 * MOST_LISTED + 2 * plan[_P_MONTHS])
        agencies, regions = i64(work[_W_AGENCIES], plan[_P_AGENCIES] + 1), i64(work[_W_REGIONS], plan[_P_REGIONS] + 1)
        at = most_frequent(agencies, plan[_P_LISTED], told, _T_AGENCIES, _T_LISTS)
        at = most_frequent(regions, plan[_P_LISTED], told, _T_REGIONS, at)
        months = i64(work[_W_MONTHS], plan[_P_MONTHS] + 1)
        for month in range(plan[_P_MONTHS]):
            if months[month]:
                told[at], told[at + 1] = month, months[month]
                at += 2
        told[_T_NO_MONTH], told[_T_END] = months[plan[_P_MONTHS]], at


@njit(cache=True, nogil=True)
def ask(table: Array, program: Array, work: Array, cell: int) -> None:
    """Answer a question of words alone, over all segments. `program`: see plan.WEIGHTS."""
    leave(cell)
    start = program.ctypes.data
    plan = i64(start, PLAN)
    clauses, strings, terms = plan[_P_CLAUSES], plan[_P_STRINGS], plan[_P_TERMS]
    starts = i64(start + 8 * PLAN, strings + 1)
    weights_at = start + 8 * (PLAN + strings + 1)
    weight = f64(weights_at, WEIGHTS + clauses)
    text = u8(weights_at + 8 * (WEIGHTS + clauses), starts[strings])
    clause = np.empty((clauses, CLAUSE_COLUMNS), np.int64)
    for c in range(clauses):
        exact = terms + c
        typed = exact < strings and starts[exact] < starts[exact + 1]
        clause[c, _C_TERM], clause[c, _C_EXACT] = c, exact if typed else -1
        clause[c, _C_NEXT], clause[c, _C_LIST] = c + 1 < clauses, -1
        clause[c, _C_NUMBER] = 0
        for at in range(starts[c], starts[c + 1]):
            clause[c, _C_NUMBER] |= _ZERO <= text[at] <= _NINE
    begin(plan, work)
    found = np.empty((len(table), strings), np.int64)
    df = np.empty(terms, np.int64)
    frequencies(table, text, starts, terms, plan[_P_TITLE], found, df)
    cover, scale = np.empty(clauses), np.empty(clauses)
    for c in range(clauses):
        cover[c] = idf(plan[_P_LIVE], df[c])
        scale[c] = weight[WEIGHTS + c] * cover[c] * weight[_SCALE]
    part = np.empty(clauses, np.int64)
    need = parts(cover, weight[_SHARE], part)
    count_numbers(clause, cover, weight)
    nothing, none, lists = np.zeros(0, np.uint16), np.zeros(0, np.float64), np.zeros(1, np.int64)
    for segment in range(len(table)):
        ask_segment(
            table, segment, found[segment], clause, scale, cover, part, need, plan, weight, lists, nothing, none, work
        )  # fmt: skip
    end(table, plan, work)
    enter(cell)


@njit(cache=True, nogil=True)
def ask_segment(
    table: Array,
    segment: int,
    found: Array,
    clause: Array,
    scale: Array,
    cover: Array,
    part: Array,
    need: int,
    plan: Array,
    weight: Array,
    list_ptr: Array,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> None:
    """Answer a question in one segment: add to its total, its counters and its best hits.

    `found` has the number of each string here; the lists are the articles of clauses that are no plain words.
    """
    row, clauses = table[segment], len(clause)
    number, form = np.full(clauses, -1, np.int64), np.full(clauses, -1, np.int64)
    for c in range(clauses):
        if clause[c, _C_TERM] >= 0:
            number[c] = found[clause[c, _C_TERM]]
            if clause[c, _C_EXACT] >= 0:
                form[c] = form_number(row, number[c], found[clause[c, _C_EXACT]])
    source = np.empty((clauses, 4), np.int64)
    sources(row, number, clause[:, _C_LIST], list_ptr, plan[_P_TITLE], source)
    matched = match(
        row, source, scale, cover, part, need, weight[_FIXED], weight[_SLOPE], plan[_P_TITLE], list_doc, list_score,
        work,
    )  # fmt: skip
    if not matched:
        return
    matched = count(row, plan, allowed(row, plan, matched, work), work)
    i64(work[_W_TOLD], TOLD)[_T_TOTAL] += matched
    rank(
        table, segment, plan, weight, clause, number, form, scale, cover, source, list_doc, list_score, matched, work
    )  # fmt: skip
