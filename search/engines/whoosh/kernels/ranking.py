"""The best of the matching articles, in order. What terms alone score decides which articles can still be among
them; only those are read word by word, for exact forms and neighbours."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.best import keep
from search.engines.whoosh.kernels.lists import leap
from search.engines.whoosh.kernels.plan import NEWEST, RELEVANCE, TOLD, Clause, Plan, Told, Weight, Work
from search.engines.whoosh.kernels.pointers import f32, f64, i32, i64, u8, u16, u32
from search.engines.whoosh.kernels.reading import begins, earliness, neighbours, tally
from search.engines.whoosh.kernels.scans import bring
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE, NO_DAY, Col
from search.ranking import EARLY_REACH

_DOCS, _TERMS, _LENGTH, _TITLE_LENGTH = Col.DOCS, Col.TERMS, Col.LENGTH, Col.TITLE_LENGTH
_SEQ_PTR, _PAIR_PTR = Col.SEQ_PTR, Col.PAIR_PTR
_DAY, _MINUTE, _EVENT_PTR, _EVENT_DAY = Col.DAY, Col.MINUTE, Col.EVENT_PTR, Col.EVENT_DAY
_P_ORDER, _P_KEEP, _P_TITLE, _P_EVENTS = Plan.ORDER, Plan.KEEP, Plan.TITLE, Plan.EVENTS
_P_BONUS, _T_FOUND = Plan.BONUS, Told.FOUND
_FIXED, _SLOPE, _EXACT, _BIGRAM, _COVERAGE = (
    Weight.FIXED, Weight.LENGTH, Weight.EXACT, Weight.BIGRAM, Weight.COVERAGE,
)  # fmt: skip
_EARLY, _RECENCY, _DECAY, _P_TODAY = Weight.EARLY, Weight.RECENCY, Weight.DECAY, Plan.TODAY
_C_NEXT, _C_LIST = Clause.NEXT, Clause.LIST
_W_DOCS, _W_SCORE, _W_COVER = Work.DOCS, Work.SCORE, Work.COVER
_W_KEY, _W_TOLD, _W_MARKS = Work.KEY, Work.TOLD, Work.MARKS
_FAR = 1 << 60
_ROUND = 1e9
"""Scores are compared to nine decimals, so that the order of adding up cannot part what is equal."""
_FEW = 64
"""Hits up to which the articles' terms are looked over first."""
_AHEAD = 4
"""Articles that are on their way from the memory while one is read."""
_AGES = 4096
"""Days of age up to which newness is remembered."""
_LEAST = 1e-30
"""A divisor in place of 0."""
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
    table: Array, segment: int, plan: Array, weight: Array, clause: Array, number: Array, form: Array, scale: Array,
    cover: Array, source: Array, list_doc: Array, list_score: Array, found: int, work: Array,
) -> None:  # fmt: skip
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
    soonest = _ABOVE * weight[_EARLY]
    ranges, seq_ptr = _ranges(row, number), u32(row[_SEQ_PTR], row[_DOCS] + 1)
    if weight[_RECENCY] > 0:
        _age(row, docs, score, plan, weight)
    # Those that promise most are read first: few others can reach what the worst of them scores.
    first, least = _promising(score, covered, fixed, share, plan[_P_KEEP])
    for n in first:
        bring(row, seq_ptr, np.int64(docs[n]), _FAR)
    for n in first:
        score[n] = -1  # not once more
        _read(
            table, segment, np.int64(docs[n]), fixed, share, bonus, plan, weight, clause, ranges, form, scale, cover,
            source, list_doc, list_score, work,
        )  # fmt: skip
    beaten = max(least, _bar(plan, work))
    marks, looked_at = u8(work[_W_MARKS], ESCAPE + 1), EARLY_REACH if soonest > 0 else _FAR
    if soonest > 0:
        _mark(marks, ranges, 1)
    # One that is to be looked at waits until its first words have come from the memory.
    waiting, at = np.full(_AHEAD, -1, np.int64), 0
    for n in range(found + _AHEAD):
        if n < found:
            if score[n] < 0 or _missing(docs, score, covered, n, beaten, fixed, share, bonus) > most + soonest:
                continue
            bring(row, seq_ptr, np.int64(docs[n]), looked_at)
        ready, waiting[at] = waiting[at], n if n < found else -1
        at = (at + 1) % _AHEAD
        if ready < 0:
            continue
        doc = np.int64(docs[ready])
        needed = _missing(docs, score, covered, ready, beaten, fixed, share, bonus) - most
        # Few articles begin with what is asked: most of them need not be read to their end.
        if needed > soonest or (needed > 0 and not begins(row, doc, marks, needed / soonest)):
            continue
        _read(
            table, segment, doc, fixed, share, bonus, plan, weight, clause, ranges, form, scale, cover, source,
            list_doc, list_score, work,
        )  # fmt: skip
        beaten = max(least, _bar(plan, work))
    if soonest > 0:
        _mark(marks, ranges, 0)


@njit(inline="always")
def _missing(
    docs: Array, score: Array, covered: Array, n: int, beaten: float, fixed: float, share: float, bonus: Array
) -> float:
    """How many times what its terms alone score an article must score to be kept."""
    wanted = beaten / max(fixed + share * covered[n] * _ABOVE, _LEAST)
    if len(bonus):
        wanted -= bonus[docs[n]] * _ABOVE
    return wanted / max(score[n], _LEAST)


@njit(cache=True, nogil=True)
def _mark(marks: Array, ranges: Array, mark: int) -> None:
    """Mark the forms of a question's terms; a rare one as ESCAPE, which stands for all of them."""
    for c in range(len(ranges)):
        for form in range(ranges[c, 0], ranges[c, 1]):
            marks[min(form, ESCAPE)] = mark


@njit(cache=True, nogil=True)
def _read(
    table: Array, segment: int, doc: int, fixed: float, share: float, bonus: Array, plan: Array, weight: Array,
    clause: Array, ranges: Array, form: Array, scale: Array, cover: Array, source: Array, list_doc: Array,
    list_score: Array, work: Array,
) -> None:  # fmt: skip
    """Read an article word by word and keep it if it is among the best."""
    row = table[segment]
    scored, held = _score(row, doc, plan, weight, clause, ranges, form, scale, cover, source, list_doc, list_score)
    if len(bonus):
        scored += bonus[doc]
    scored *= fixed + share * held
    if weight[_RECENCY] > 0:
        scored *= _newness(np.int64(i32(row[_DAY], row[_DOCS])[doc]), plan[_P_TODAY], weight)
    keep(table, segment, doc, np.floor(scored * _ROUND + 0.5) / _ROUND, plan, work)


@njit(inline="always")
def _bar(plan: Array, work: Array) -> float:
    """What an article must score to be kept."""
    full = i64(work[_W_TOLD], TOLD)[_T_FOUND] == plan[_P_KEEP]
    return f64(work[_W_KEY], 1)[0] if full else -np.inf


@njit(cache=True, nogil=True)
def _newness(day: int, today: int, weight: Array) -> float:
    """What is left of a score by an article's age."""
    if day == NO_DAY:
        return 1.0 - weight[_RECENCY]
    return 1.0 - weight[_RECENCY] + weight[_RECENCY] * np.exp(-weight[_DECAY] * max(0, today - day))


@njit(cache=True, nogil=True)
def _age(row: Array, docs: Array, score: Array, plan: Array, weight: Array) -> None:
    """Multiply the scores of articles by their newness."""
    day, today, known = i32(row[_DAY], row[_DOCS]), plan[_P_TODAY], np.full(_AGES, np.float32(-1))
    for n in range(len(docs)):
        at = max(0, min(today - np.int64(day[docs[n]]), _AGES - 1))
        if known[at] < 0 or at == _AGES - 1:
            known[at] = _newness(np.int64(day[docs[n]]), today, weight)
        score[n] *= known[at]


@njit(cache=True, nogil=True)
def _promising(score: Array, covered: Array, fixed: float, share: float, wanted: int) -> tuple[Array, float]:
    """The places of the articles that score most by their terms alone, as many as are wanted, best first; and a score
    that all of them reach. None where no more than these match, or very many are wanted."""
    if len(score) <= wanted or wanted > _FEW:
        return np.zeros(0, np.int64), 0.0
    best, places, least = np.zeros(wanted, np.float32), np.zeros(wanted, np.int64), np.float32(0)
    f, s = np.float32(fixed), np.float32(share)
    for n in range(len(score)):
        x = score[n] * (f + s * covered[n])
        if x > least:
            at = wanted - 1
            while at > 0 and best[at - 1] < x:
                best[at], places[at] = best[at - 1], places[at - 1]
                at -= 1
            best[at], places[at] = x, n
            least = best[wanted - 1]
    return places[: np.int64((best > 0).sum())], np.float64(least) / _ABOVE


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
def _score(
    row: Array,
    doc: int,
    plan: Array,
    weight: Array,
    clause: Array,
    ranges: Array,
    form: Array,
    scale: Array,
    cover: Array,
    source: Array,
    list_doc: Array,
    list_score: Array,
) -> tuple[float, float]:
    """Terms, exact forms and neighbours of one article, in double precision, phrases not among them; and what the
    clauses that it holds count for in coverage."""
    title = plan[_P_TITLE]
    length = np.float64(u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])[doc])
    k = weight[_FIXED] + weight[_SLOPE] * length
    total, covered, before = 0.0, 0.0, 0
    for c in range(len(clause)):
        own, other, held = 0.0, 0.0, False
        if clause[c, _C_LIST] >= 0:
            a, b = source[c, 1], source[c, 2]
            at = leap(list_doc, a, b, doc)
            if at < b and list_doc[at] == doc:
                other, held = list_score[at], True
        lo, hi = ranges[c, 0], ranges[c, 1]
        tf = tally(row, doc, lo, hi, title) if lo < hi else 0
        if tf:
            held |= clause[c, _C_LIST] < 0
            own = scale[c] * tf / (tf + k)
            if weight[_EARLY] > 0:
                own *= 1.0 + weight[_EARLY] * earliness(row, doc, lo, hi, title)
            if weight[_EXACT] > 0 and form[c] >= 0:
                same = tf if hi == lo + 1 else tally(row, doc, form[c], form[c] + 1, title)
                own += weight[_EXACT] * scale[c] * same / (same + k)
            if weight[_BIGRAM] > 0 and before and clause[c - 1, _C_NEXT]:
                pairs = neighbours(row, doc, ranges[c - 1, 0], ranges[c - 1, 1], lo, hi, title)
                own += weight[_BIGRAM] * min(scale[c - 1], scale[c]) * pairs / (pairs + k)
        total += max(own, other)
        covered += cover[c] if held else 0.0
        before = tf
    return total, covered
