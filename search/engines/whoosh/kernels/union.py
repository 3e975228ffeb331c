"""The articles that hold enough of some clauses, or all there are, with the scores of their terms."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lists import LIST, MANY_MORE, ROW, leap, term_score
from search.engines.whoosh.kernels.plan import MOST_DOCS, Work
from search.engines.whoosh.kernels.pointers import f32, i32, u8, u16
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_DOCS = Col.DOCS
_POST_DOC, _POST_TF, _DENSE_TF = Col.POST_DOC, Col.POST_TF, Col.DENSE_TF
_TITLE_DOC, _TITLE_TF = Col.TITLE_DOC, Col.TITLE_TF
_LENGTH, _TITLE_LENGTH = Col.LENGTH, Col.TITLE_LENGTH
_W_DOCS, _W_SCORE, _W_COVER, _W_SEEN, _W_SUM = Work.DOCS, Work.SCORE, Work.COVER, Work.SEEN, Work.SUM
_W_COVERED, _W_DOCS2 = Work.COVERED, Work.DOCS2
_FAR = 1 << 60


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
    """The articles whose clauses make up `need` parts. The commonest clauses that together fall short of it are only
    looked up for the articles found in the lists of the others. Parts are added up first, in one byte an article; few
    articles hold enough of a long question, and only for those terms are scored."""
    docs, score, covered = i32(work[_W_DOCS], MOST_DOCS), f32(work[_W_SCORE], MOST_DOCS), f32(work[_W_COVER], MOST_DOCS)
    touched = i32(work[_W_DOCS2], MOST_DOCS + 1)
    seen, sums, cov = u8(work[_W_SEEN], MOST_DOCS), f32(work[_W_SUM], MOST_DOCS), f32(work[_W_COVERED], MOST_DOCS)
    count, base, rest = 0, len(order), 0
    while base > 1 and rest + part[order[base - 1]] < need:
        base -= 1
        rest += part[order[base]]
    for n in range(base):
        count = _count(row, source[order[n]], part[order[n]], title, list_doc, work, count)
    for n in range(base, len(order)):
        _count_known(row, source[order[n]], part[order[n]], title, list_doc, count, work)
    found = 0
    for n in range(count):
        d = touched[n]
        enough = seen[d] >= need
        touched[found] = d
        found += enough
        seen[d] = enough
    for c in order:
        _look_up(row, source[c], scale[c], cover[c], fixed, slope, title, list_doc, list_score, found, work)
    for n in range(found):
        d = touched[n]
        docs[n], score[n], covered[n] = d, sums[d], cov[d]
        seen[d], sums[d], cov[d] = 0, 0, 0
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
    count = row[_DOCS]
    docs, score, covered = i32(work[_W_DOCS], count), f32(work[_W_SCORE], count), f32(work[_W_COVER], count)
    seen, sums, cov = u8(work[_W_SEEN], count), f32(work[_W_SUM], count), f32(work[_W_COVERED], count)
    for c in order:
        _add(row, source[c], scale[c], cover[c], fixed, slope, title, list_doc, list_score, work, 0)
    for d in range(count):
        docs[d], score[d], covered[d] = d, sums[d], cov[d]
        seen[d], sums[d], cov[d] = 0, 0, 0
    return count


@njit(cache=True, nogil=True)
def _count(row: Array, source: Array, part: int, title: int, list_doc: Array, work: Array, count: int) -> int:
    """Add a clause's parts to all its articles; `count` articles were touched before. Returns how many now."""
    touched, seen = i32(work[_W_DOCS2], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for d in range(row[_DOCS]):
            held = counts[a + d] > 0
            touched[count] = d
            count += held & (seen[d] == 0)
            seen[d] += held * part
        return count
    doc_of = list_doc if kind == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    for p in range(a, b):
        d = np.int64(doc_of[p])
        touched[count] = d
        count += seen[d] == 0
        seen[d] += part
    return count


@njit(cache=True, nogil=True)
def _count_known(row: Array, source: Array, part: int, title: int, list_doc: Array, count: int, work: Array) -> None:
    """Add a clause's parts to the articles touched before, and for no others."""
    touched, seen = i32(work[_W_DOCS2], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for n in range(count):
            seen[touched[n]] += (counts[a + touched[n]] > 0) * part
        return
    doc_of = list_doc if kind == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    if b - a > MANY_MORE * count:
        at, before = a, -1
        for n in range(count):
            d = touched[n]
            at = leap(doc_of, a if d < before else at, b, d)
            before = d
            if at < b and doc_of[at] == d:
                seen[d] += part
        return
    for p in range(a, b):
        seen[doc_of[p]] += (seen[doc_of[p]] > 0) * part


@njit(cache=True, nogil=True)
def _look_up(
    row: Array,
    source: Array,
    scale: float,
    cover: float,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    count: int,
    work: Array,
) -> None:
    """Add a clause to the sums of the articles touched before, and of no others."""
    touched = i32(work[_W_DOCS2], MOST_DOCS + 1)
    seen, sums, cov = u8(work[_W_SEEN], MOST_DOCS), f32(work[_W_SUM], MOST_DOCS), f32(work[_W_COVERED], MOST_DOCS)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    kind, a, b = source[0], source[1], source[2]
    s, f, g, w = np.float32(scale), np.float32(fixed), np.float32(slope), np.float32(cover)
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for n in range(count):
            d = touched[n]
            tf = np.float32(counts[a + d])
            held = tf > 0
            seen[d] += held
            sums[d] += term_score(s, tf, f, g, length[d])
            cov[d] += w if held else np.float32(0)
        return
    if kind == LIST:
        for p in range(a, b):
            d = np.int64(list_doc[p])
            if seen[d]:
                seen[d] += 1
                sums[d] += np.float32(list_score[p])
                cov[d] += w
        return
    doc_of = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    tf_of = u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR)
    if b - a > MANY_MORE * count:
        at, before = a, -1
        for n in range(count):
            d = touched[n]
            # Touched articles ascend within each list that was gone through, not over all of them.
            at = leap(doc_of, a if d < before else at, b, d)
            before = d
            if at < b and doc_of[at] == d:
                tf = np.float32(tf_of[at])
                seen[d] += 1
                sums[d] += term_score(s, tf, f, g, length[d])
                cov[d] += w
        return
    for p in range(a, b):
        d = np.int64(doc_of[p])
        if seen[d]:
            tf = np.float32(tf_of[p])
            seen[d] += 1
            sums[d] += term_score(s, tf, f, g, length[d])
            cov[d] += w


@njit(cache=True, nogil=True)
def _add(
    row: Array,
    source: Array,
    scale: float,
    cover: float,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
    count: int,
) -> int:
    """Add a clause to the sums of all its articles; `count` articles were touched before. Returns how many now."""
    touched = i32(work[_W_DOCS2], MOST_DOCS + 1)
    seen, sums, cov = u8(work[_W_SEEN], MOST_DOCS), f32(work[_W_SUM], MOST_DOCS), f32(work[_W_COVERED], MOST_DOCS)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    kind, a, b = source[0], source[1], source[2]
    s, f, g, w = np.float32(scale), np.float32(fixed), np.float32(slope), np.float32(cover)
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for d in range(row[_DOCS]):
            if counts[a + d]:
                tf = np.float32(counts[a + d])
                touched[count] = d
                count += seen[d] == 0
                seen[d] += 1
                sums[d] += term_score(s, tf, f, g, length[d])
                cov[d] += w
        return count
    if kind == LIST:
        for p in range(a, b):
            d = np.int64(list_doc[p])
            touched[count] = d
            count += seen[d] == 0
            seen[d] += 1
            sums[d] += np.float32(list_score[p])
            cov[d] += w
        return count
    doc_of = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    tf_of = u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR)
    for p in range(a, b):
        d = np.int64(doc_of[p])
        tf = np.float32(tf_of[p])
        touched[count] = d
        count += seen[d] == 0
        seen[d] += 1
        sums[d] += term_score(s, tf, f, g, length[d])
        cov[d] += w
    return count
