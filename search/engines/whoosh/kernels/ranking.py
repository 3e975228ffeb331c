"""The best of the matching articles, in order. What terms alone score decides which articles can still be among
them; only those are read word by word, for exact forms and neighbours."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.best import keep
from search.engines.whoosh.kernels.lists import leap
from search.engines.whoosh.kernels.plan import MOST_RANK, NEWEST, RELEVANCE, TOLD, Clause, Plan, Told, Weight, Work
from search.engines.whoosh.kernels.pointers import f32, f64, i32, i64, u16, u32
from search.engines.whoosh.kernels.scans import pairs, times
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE, NO_DAY, Col
from search.ranking import LEAD, LEAD_WEIGHT, MOST_COUNTED, TITLE_WEIGHT

_DOCS, _TERMS, _LENGTH, _TITLE_LENGTH = Col.DOCS, Col.TERMS, Col.LENGTH, Col.TITLE_LENGTH
_SEQ_PTR, _SEQ, _RARE_PTR, _RARE, _PAIR_PTR = Col.SEQ_PTR, Col.SEQ, Col.RARE_PTR, Col.RARE, Col.PAIR_PTR
_TITLE_WORDS, _DAY, _MINUTE, _EVENT_PTR, _EVENT_DAY = (
    Col.TITLE_WORDS, Col.DAY, Col.MINUTE, Col.EVENT_PTR, Col.EVENT_DAY,
)  # fmt: skip
_P_ORDER, _P_KEEP, _P_TITLE, _P_EVENTS = Plan.ORDER, Plan.KEEP, Plan.TITLE, Plan.EVENTS
_P_BONUS, _T_FOUND = Plan.BONUS, Told.FOUND
_FIXED, _SLOPE, _EXACT, _BIGRAM, _COVERAGE = (
    Weight.FIXED, Weight.LENGTH, Weight.EXACT, Weight.BIGRAM, Weight.COVERAGE,
)  # fmt: skip
_RECENCY, _DECAY, _P_TODAY = Weight.RECENCY, Weight.DECAY, Plan.TODAY
_C_NEXT, _C_LIST = Clause.NEXT, Clause.LIST
_W_DOCS, _W_SCORE, _W_COVER = Work.DOCS, Work.SCORE, Work.COVER
_W_KEY, _W_TOLD = Work.KEY, Work.TOLD
_FAR = 1 << 60
_ROUND = 1e9
"""Scores are compared to nine decimals, so that the order of adding up cannot part what is equal."""
_FEW = 64
"""Hits up to which the articles' terms are looked over first, for a score that is surely beaten."""
_ABOVE = 1.0 + 1e-5
"""By how much a sum in single precision may be off."""


@njit(cache=True, nogil=True)
def rank_by_day(table: Array, segment: int, plan: Array, found: int, work: Array) -> None:
    """Keep the newest or oldest; articles without a day come last in both orders."""
    row, docs = table[segment], i32(work[_W_DOCS], found)
    sign = 1.0 if plan[_P_ORDER] == NEWEST else -1.0
    day, minute = i32(row[_DAY], row[_DOCS]), u16(row[_MINUTE], row[_DOCS])
    ptr, events = u32(row[_EVENT_PTR], row[_DOCS] + 1), i32(row[_EVENT_DAY], _FAR)
    for n in range(found):
        d = docs[n]
        key = -np.inf
        if plan[_P_EVENTS]:
            if ptr[d] < ptr[d + 1]:
                key = sign * np.int64(events[np.int64(ptr[d])]) * 1440
        elif day[d] != NO_DAY:
            key = sign * (np.int64(day[d]) * 1440 + np.int64(minute[d]))
        keep(table, segment, d, key, plan, work)


@njit(cache=True, nogil=True)
def rank(
    table: Array,
    segment: int,
    plan: Array,
    weight: Array,
    clause: Array,
    number: Array,
    form: Array,
    scale: Array,
    cover: Array,
    source: Array,
    list_doc: Array,
    list_score: Array,
    found: int,
    work: Array,
) -> None:
    """Keep the best by score."""
    if plan[_P_ORDER] != RELEVANCE:
        rank_by_day(table, segment, plan, found, work)
        return
    row = table[segment]
    docs, score, covered = i32(work[_W_DOCS], found), f32(work[_W_SCORE], found), f32(work[_W_COVER], found)
    bonus = f64(plan[_P_BONUS], row[_DOCS] if plan[_P_BONUS] else 0)
    all_cover = cover.sum()
    fixed, share = 1.0 - weight[_COVERAGE], weight[_COVERAGE] / all_cover if all_cover > 0 else 0.0
    if all_cover == 0:
        fixed = 1.0
    # A form stands at most as often as its term, a pair as often as either of its terms.
    most = _ABOVE * (1.0 + weight[_EXACT] + (weight[_BIGRAM] if len(clause) > 1 else 0.0))
    key, wanted, told = f64(work[_W_KEY], MOST_RANK + 1), plan[_P_KEEP], i64(work[_W_TOLD], TOLD)
    ranges = _ranges(row, number)
    day, aged = i32(row[_DAY], row[_DOCS]), weight[_RECENCY] > 0
    least = _surely_beaten(score, covered, fixed, share, wanted) if wanted <= _FEW and not aged else 0.0
    for n in range(found):
        d = np.int64(docs[n])
        terms = most * score[n] + (bonus[d] * _ABOVE if len(bonus) else 0.0)
        at_most = terms * (fixed + share * covered[n] * _ABOVE)
        newness = 1.0
        if aged:
            newness = _newness(np.int64(day[d]), plan[_P_TODAY], weight)
            at_most *= newness * _ABOVE
        if at_most < least or (told[_T_FOUND] == wanted and at_most < key[0]):
            continue
        exactly = _score(row, d, plan, weight, clause, ranges, form, scale, source, list_doc, list_score)
        if len(bonus):
            exactly += bonus[d]
        exactly *= fixed + share * _coverage(row, d, clause, ranges, cover, source, list_doc, plan, covered[n])
        keep(table, segment, d, np.floor(exactly * newness * _ROUND + 0.5) / _ROUND, plan, work)


@njit(cache=True, nogil=True)
def _newness(day: int, today: int, weight: Array) -> float:
    """What is left of a score by an article's age."""
    if day == NO_DAY:
        return 1.0 - weight[_RECENCY]
    return 1.0 - weight[_RECENCY] + weight[_RECENCY] * np.exp(-weight[_DECAY] * max(0, today - day))


@njit(cache=True, nogil=True)
def _surely_beaten(score: Array, covered: Array, fixed: float, share: float, wanted: int) -> float:
    """A score that at least `wanted` of these articles reach by their terms alone; 0 where there are fewer."""
    if len(score) <= wanted:
        return 0.0
    best, least = np.zeros(wanted, np.float32), np.float32(0)
    f, s = np.float32(fixed), np.float32(share)
    for n in range(len(score)):
        x = score[n] * (f + s * covered[n])
        if x > least:
            at = wanted - 1
            while at > 0 and best[at - 1] < x:
                best[at] = best[at - 1]
                at -= 1
            best[at] = x
            least = best[wanted - 1]
    return np.float64(least) / _ABOVE


@njit(cache=True, nogil=True)
def _ranges(row: Array, number: Array) -> Array:
    """The forms of each clause's term: from and to before; empty where it has no term here."""
    ranges = np.zeros((len(number), 2), np.int64)
    ptr = u32(row[_PAIR_PTR], row[_TERMS] + 1)
    for c in range(len(number)):
        if number[c] >= 0:
            ranges[c, 0], ranges[c, 1] = ptr[number[c]], ptr[number[c] + 1]
    return ranges


@njit(cache=True, nogil=True)
def _coverage(
    row: Array,
    doc: int,
    clause: Array,
    ranges: Array,
    cover: Array,
    source: Array,
    list_doc: Array,
    plan: Array,
    about: float,
) -> float:
    """What the clauses that an article holds count for, in double precision: the sum nearest to `about`."""
    total = 0.0
    for c in range(len(cover)):
        total += cover[c]
    if abs(total - about) <= 1e-5 * total:
        return total
    total = 0.0
    for c in range(len(cover)):
        if clause[c, _C_LIST] >= 0:
            a, b = source[c, 1], source[c, 2]
            at = leap(list_doc, a, b, doc)
            held = at < b and list_doc[at] == doc
        else:
            held = ranges[c, 0] < ranges[c, 1] and tally(row, doc, ranges[c, 0], ranges[c, 1], plan[_P_TITLE]) > 0
        if held:
            total += cover[c]
    return total


@njit(cache=True, nogil=True)
def _score(
    row: Array,
    doc: int,
    plan: Array,
    weight: Array,
    clause: Array,
    ranges: Array,
    form: Array,
    scale: Array,
    source: Array,
    list_doc: Array,
    list_score: Array,
) -> float:
    """Terms, exact forms and neighbours of one article, in double precision; coverage and phrases are not in it."""
    title = plan[_P_TITLE]
    length = np.float64(u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])[doc])
    k = weight[_FIXED] + weight[_SLOPE] * length
    total, before = 0.0, 0
    for c in range(len(clause)):
        own, other = 0.0, 0.0
        if clause[c, _C_LIST] >= 0:
            a, b = source[c, 1], source[c, 2]
            at = leap(list_doc, a, b, doc)
            if at < b and list_doc[at] == doc:
                other = list_score[at]
        lo, hi = ranges[c, 0], ranges[c, 1]
        tf = tally(row, doc, lo, hi, title) if lo < hi else 0
        if tf:
            own = scale[c] * tf / (tf + k)
            if weight[_EXACT] > 0 and form[c] >= 0:
                same = tf if hi == lo + 1 else tally(row, doc, form[c], form[c] + 1, title)
                own += weight[_EXACT] * scale[c] * same / (same + k)
            if weight[_BIGRAM] > 0 and before and clause[c - 1, _C_NEXT]:
                pairs = neighbours(row, doc, ranges[c - 1, 0], ranges[c - 1, 1], lo, hi, title)
                own += weight[_BIGRAM] * min(scale[c - 1], scale[c]) * pairs / (pairs + k)
        total += max(own, other)
        before = tf
    return total


@njit(cache=True, nogil=True)
def tally(row: Array, doc: int, lo: int, hi: int, title: int) -> int:
    """How often forms lo to before hi stand in an article, title and lead weighed; or in the title alone."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    a, b = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    middle = a + np.int64(u32(row[_TITLE_WORDS], row[_DOCS])[doc])
    words = u16(row[_SEQ], b)
    in_title, in_body = 0, 0
    if hi <= ESCAPE:
        low, width = np.uint16(lo), np.uint16(hi - lo)
        in_title = times(words, a, middle, low, width)
        if not title:
            in_body = times(words, middle, b, low, width)
            in_body += (LEAD_WEIGHT - 1) * times(words, middle, min(b, middle + LEAD), low, width)
    else:
        r = np.int64(u32(row[_RARE_PTR], row[_DOCS] + 1)[doc])
        for at in range(a, middle if title else b):
            word = np.int64(words[at])
            if word == ESCAPE:
                word = np.int64(u32(row[_RARE], _FAR)[r])
                r += 1
            if lo <= word < hi:
                if at < middle:
                    in_title += 1
                else:
                    in_body += LEAD_WEIGHT if at < middle + LEAD else 1
    return min(in_title if title else TITLE_WEIGHT * in_title + in_body, MOST_COUNTED)


@njit(cache=True, nogil=True)
def neighbours(row: Array, doc: int, lo: int, hi: int, lo2: int, hi2: int, title: int) -> int:
    """How often a form of one term stands right before a form of another, title and lead weighed."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    a, b = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    middle = a + np.int64(u32(row[_TITLE_WORDS], row[_DOCS])[doc])
    words = u16(row[_SEQ], b)
    in_title, in_body = 0, 0
    if hi <= ESCAPE and hi2 <= ESCAPE:
        low, width, low2, width2 = np.uint16(lo), np.uint16(hi - lo), np.uint16(lo2), np.uint16(hi2 - lo2)
        in_title = pairs(words, a, middle, low, width, low2, width2)
        if not title:
            in_body = pairs(words, middle, b, low, width, low2, width2)
            in_body += (LEAD_WEIGHT - 1) * pairs(words, middle, min(b, middle + LEAD), low, width, low2, width2)
    else:
        r, before = np.int64(u32(row[_RARE_PTR], row[_DOCS] + 1)[doc]), np.int64(-1)
        for at in range(a, middle if title else b):
            word = np.int64(words[at])
            if word == ESCAPE:
                word = np.int64(u32(row[_RARE], _FAR)[r])
                r += 1
            if at != a and at != middle and lo <= before < hi and lo2 <= word < hi2:
                if at < middle:
                    in_title += 1
                else:
                    in_body += LEAD_WEIGHT if at < middle + LEAD else 1
            before = word
    return min(in_title if title else TITLE_WEIGHT * in_title + in_body, MOST_COUNTED)
