"""The articles that hold enough of some clauses, or all there are, with the scores of their terms."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lists import LIST, MANY_MORE, ROW, leap
from search.engines.whoosh.kernels.plan import MOST_DOCS, Work
from search.engines.whoosh.kernels.pointers import f32, i32, u8, u16
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_DOCS = Col.DOCS
_POST_DOC, _POST_TF, _DENSE_TF = Col.POST_DOC, Col.POST_TF, Col.DENSE_TF
_TITLE_DOC, _TITLE_TF = Col.TITLE_DOC, Col.TITLE_TF
_LENGTH, _TITLE_LENGTH = Col.LENGTH, Col.TITLE_LENGTH
_W_DOCS, _W_SCORE, _W_COVER, _W_SEEN, _W_PLACE = Work.DOCS, Work.SCORE, Work.COVER, Work.SEEN, Work.PLACE
_W_K, _W_DOCS2 = Work.K, Work.DOCS2
_FAR = 1 << 60
_CROWDED = 4
"""Where the lists hold as many articles as a fourth of the segment has, or one of them is a row of all, all of its
articles are gone through."""


@njit(cache=True, nogil=True)
def enough_of(
    row: Array,
    source: Array,
    order: Array,
    scale: Array,
    cover: Array,
    part: Array,
    need: int,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> int:
    """The articles whose clauses make up `need` parts. Parts are added up first, in one byte an article; few articles
    hold enough of a long question, and only those are scored."""
    # The commonest clauses, which together fall short, bring no article that the others do not.
    base, rest, held, by_rows = len(order), 0, 0, False
    while base > 1 and rest + part[order[base - 1]] < need:
        base -= 1
        rest += part[order[base]]
    for n in range(base):
        held += source[order[n], 3]
        by_rows |= source[order[n], 0] == ROW
    if by_rows or held * _CROWDED >= row[_DOCS]:
        for c in order:
            _add_parts(row, source[c], part[c], title, list_doc, work)
        found = _gathered(row, need, work)
    else:
        found = _of_few(row, source, order, base, part, need, title, list_doc, work)
    _score(row, source, order, scale, cover, fixed, slope, title, list_doc, list_score, found, work)
    return found


@njit(cache=True, nogil=True)
def everything(
    row: Array,
    source: Array,
    order: Array,
    scale: Array,
    cover: Array,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> int:
    """Every article; the clauses only score."""
    found = _gathered(row, 0, work)
    _score(row, source, order, scale, cover, fixed, slope, title, list_doc, list_score, found, work)
    return found


@njit(cache=True, nogil=True)
def _add_parts(row: Array, source: Array, part: int, title: int, list_doc: Array, work: Array) -> None:
    """Add a clause's parts to all its articles."""
    seen, own = u8(work[_W_SEEN], MOST_DOCS), np.uint8(part)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts, seen = u8(row[_DENSE_TF], b)[a:b], seen[: b - a]
        for d in range(len(counts)):
            seen[d] = np.uint8(seen[d] + (own if counts[d] else np.uint8(0)))
        return
    doc_of = list_doc if kind == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    for p in range(a, b):
        seen[doc_of[p]] += own


@njit(cache=True, nogil=True)
def _gathered(row: Array, need: int, work: Array) -> int:
    """All articles with `need` parts, in ascending order; they alone stay marked as seen."""
    docs, seen = i32(work[_W_DOCS], MOST_DOCS + 1), u8(work[_W_SEEN], row[_DOCS])
    found, least = 0, np.uint8(need)
    for d in range(len(seen)):
        docs[found] = d
        found += seen[d] >= least
    for d in range(len(seen)):
        seen[d] = seen[d] >= least
    return found


@njit(cache=True, nogil=True)
def _of_few(
    row: Array,
    source: Array,
    order: Array,
    base: int,
    part: Array,
    need: int,
    title: int,
    list_doc: Array,
    work: Array,
) -> int:
    """The same in the order in which they were met: those of the first `base` lists, and of the others what of their
    articles was in one of these. They ascend within each list, not over all of them."""
    docs, seen, count = i32(work[_W_DOCS], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS), 0
    for n in range(base):
        count = _count_listed(row, source[order[n]], part[order[n]], title, list_doc, work, count)
    for n in range(base, len(order)):
        _count_known(row, source[order[n]], part[order[n]], title, list_doc, count, work)
    found = 0
    for n in range(count):
        d = docs[n]
        enough = seen[d] >= need
        docs[found] = d
        found += enough
        seen[d] = enough
    return found


@njit(cache=True, nogil=True)
def _count_listed(row: Array, source: Array, part: int, title: int, list_doc: Array, work: Array, count: int) -> int:
    """Add a clause's parts to all articles of its list; `count` articles were met before. Returns how many now."""
    docs, seen = i32(work[_W_DOCS], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS)
    doc_of = list_doc if source[0] == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    for p in range(source[1], source[2]):
        d = np.int64(doc_of[p])
        docs[count] = d
        count += seen[d] == 0
        seen[d] += part
    return count


@njit(cache=True, nogil=True)
def _count_known(row: Array, source: Array, part: int, title: int, list_doc: Array, count: int, work: Array) -> None:
    """Add a clause's parts to the articles met before, and to no others."""
    docs, seen = i32(work[_W_DOCS], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for n in range(count):
            seen[docs[n]] += (counts[a + docs[n]] > 0) * part
        return
    doc_of = list_doc if kind == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    if b - a > MANY_MORE * count:
        at, before = a, -1
        for n in range(count):
            d = docs[n]
            at = leap(doc_of, a if d < before else at, b, d)
            before = d
            if at < b and doc_of[at] == d:
                seen[d] += part
        return
    for p in range(a, b):
        seen[doc_of[p]] += (seen[doc_of[p]] > 0) * part


@njit(cache=True, nogil=True)
def _score(
    row: Array,
    source: Array,
    order: Array,
    scale: Array,
    cover: Array,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    found: int,
    work: Array,
) -> None:
    """Scores and coverage of the articles found, all of which are marked as seen and none is afterwards."""
    docs, seen, place = i32(work[_W_DOCS], found), u8(work[_W_SEEN], MOST_DOCS), u16(work[_W_PLACE], MOST_DOCS)
    score, covered, k = f32(work[_W_SCORE], found), f32(work[_W_COVER], found), f32(work[_W_K], found)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    f, g = np.float32(fixed), np.float32(slope)
    for n in range(found):
        d = docs[n]
        place[d] = n
        k[n] = f + g * np.float32(length[d])
        score[n], covered[n] = 0, 0
    for c in order:
        s, w = np.float32(scale[c]), np.float32(cover[c])
        _add_score(row, source[c], s, w, title, list_doc, list_score, found, work)
    for n in range(found):
        seen[docs[n]] = 0


@njit(cache=True, nogil=True)
def _add_score(
    row: Array,
    source: Array,
    s: float,
    w: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    found: int,
    work: Array,
) -> None:
    """Add a clause to the scores of the articles found. Those it has are told apart first, without a branch that could
    be guessed wrong."""
    docs, seen, place = i32(work[_W_DOCS], found), u8(work[_W_SEEN], MOST_DOCS), u16(work[_W_PLACE], MOST_DOCS)
    score, covered, k = f32(work[_W_SCORE], found), f32(work[_W_COVER], found), f32(work[_W_K], found)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for n in range(found):
            tf = np.float32(counts[a + docs[n]])
            score[n] += s * tf / (tf + k[n])
            covered[n] += w if tf > 0 else np.float32(0)
        return
    own, kept = i32(work[_W_DOCS2], MOST_DOCS + 1), 0
    if kind == LIST:
        for p in range(a, b):
            own[kept] = p
            kept += seen[list_doc[p]]
        for n in range(kept):
            at = place[list_doc[own[n]]]
            score[at] += np.float32(list_score[own[n]])
            covered[at] += w
        return
    doc_of = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    tf_of = u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR)
    if b - a > MANY_MORE * found:
        at, before = a, -1
        for n in range(found):
            d = docs[n]
            at = leap(doc_of, a if d < before else at, b, d)
            before = d
            if at < b and doc_of[at] == d:
                own[kept] = at - a
                kept += 1
    else:
        for p in range(a, b):
            own[kept] = p - a
            kept += seen[doc_of[p]]
    for n in range(kept):
        p = a + own[n]
        at, tf = place[doc_of[p]], np.float32(tf_of[p])
        score[at] += s * tf / (tf + k[at])
        covered[at] += w
