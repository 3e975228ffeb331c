"""One article read word by word: how often words stand in it, side by side, and how near its beginning."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.pointers import u16, u32
from search.engines.whoosh.kernels.scans import first, pairs, times
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE, Col
from search.ranking import EARLY_HALF, EARLY_REACH, LEAD, LEAD_WEIGHT, MOST_COUNTED, TITLE_WEIGHT

_DOCS, _SEQ_PTR, _SEQ = Col.DOCS, Col.SEQ_PTR, Col.SEQ
_RARE_PTR, _RARE, _TITLE_WORDS = Col.RARE_PTR, Col.RARE, Col.TITLE_WORDS
_FAR = 1 << 60


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
        every = times(words, a, middle if title else b, low, width)
        if title or not every:  # most articles of a long question lack most of its words
            return min(every, MOST_COUNTED)
        in_title = times(words, a, middle, low, width)
        in_body = every - in_title + (LEAD_WEIGHT - 1) * times(words, middle, min(b, middle + LEAD), low, width)
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
def earliness(row: Array, doc: int, lo: int, hi: int, title: int) -> float:
    """How near the beginning of an article the first of forms lo to before hi stands; see search.ranking.early."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    a, b = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    if title:
        b = a + np.int64(u32(row[_TITLE_WORDS], row[_DOCS])[doc])
    b = min(b, a + EARLY_REACH)
    words = u16(row[_SEQ], b)
    if hi <= ESCAPE:
        place = first(words, a, b, np.uint16(lo), np.uint16(hi - lo))
        return EARLY_HALF / (EARLY_HALF + np.float64(place)) if place < b - a else 0.0
    r = np.int64(u32(row[_RARE_PTR], row[_DOCS] + 1)[doc])
    for at in range(a, b):
        word = np.int64(words[at])
        if word == ESCAPE:
            word = np.int64(u32(row[_RARE], _FAR)[r])
            r += 1
        if lo <= word < hi:
            return EARLY_HALF / (EARLY_HALF + np.float64(at - a))
    return 0.0


@njit(cache=True, nogil=True)
def begins(row: Array, doc: int, marks: Array, least: float) -> bool:
    """Whether one of the marked forms may stand near enough to the beginning of an article to be at least so early
    (above 0, at most 1); a rare form is taken for any of those marked. In the title alone none is earlier."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    a, b = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    # Rounding must not leave out the last place that is early enough.
    reach = np.int64(min(EARLY_HALF / least - EARLY_HALF + 1.001, EARLY_REACH))
    words = u16(row[_SEQ], b)
    for at in range(a, min(b, a + reach)):  # noqa: SIM110  # the compiler knows no generators
        if marks[words[at]]:
            return True
    return False


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
        if not pairs(words, a, middle if title else b, low, width, low2, width2):
            return 0
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
