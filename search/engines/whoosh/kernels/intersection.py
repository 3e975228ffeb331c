"""The articles that hold every one of some clauses, with the scores of their terms."""

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
_W_DOCS, _W_SCORE, _W_COVER, _W_SUM = Work.DOCS, Work.SCORE, Work.COVER, Work.SUM
_W_DOCS2, _W_TF2 = Work.DOCS2, Work.TF2
_FAR = 1 << 60


@njit(cache=True, nogil=True)
def all_of(
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
    """The articles that hold every clause that is here: the rarest one's, narrowed by one after the other."""
    found = _first(row, source[order[0]], scale[order[0]], fixed, slope, title, list_doc, list_score, work)
    total = cover[order[0]]
    for n in range(1, len(order)):
        c = order[n]
        total += cover[c]
        if found:
            found = _narrow(row, source[c], scale[c], fixed, slope, title, list_doc, list_score, found, work)
    covered = f32(work[_W_COVER], found)
    for n in range(found):
        covered[n] = total
    return found


@njit(cache=True, nogil=True)
def _first(
    row: Array,
    source: Array,
    scale: float,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> int:
    docs, score = i32(work[_W_DOCS], MOST_DOCS), f32(work[_W_SCORE], MOST_DOCS)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    kind, a, b = source[0], source[1], source[2]
    s, f, g = np.float32(scale), np.float32(fixed), np.float32(slope)
    if kind == ROW:
        counts, found = u8(row[_DENSE_TF], _FAR), 0
        for d in range(row[_DOCS]):
            docs[found] = d
            found += counts[a + d] > 0
        for n in range(found):
            d = docs[n]
            tf = np.float32(counts[a + d])
            score[n] = term_score(s, tf, f, g, length[d])
        return found
    if kind == LIST:
        for p in range(a, b):
            docs[p - a] = list_doc[p]
            score[p - a] = list_score[p]
        return b - a
    doc_of = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    tf_of = u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR)
    for n in range(b - a):
        d = np.int32(doc_of[a + n])
        tf = np.float32(tf_of[a + n])
        docs[n] = d
        score[n] = term_score(s, tf, f, g, length[d])
    return b - a


@njit(cache=True, nogil=True)
def _narrow(
    row: Array,
    source: Array,
    scale: float,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    found: int,
    work: Array,
) -> int:
    """Keep of the articles found so far those that this clause has too, and add its score."""
    docs, score = i32(work[_W_DOCS], MOST_DOCS), f32(work[_W_SCORE], MOST_DOCS)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    kind, a, b = source[0], source[1], source[2]
    s, f, g = np.float32(scale), np.float32(fixed), np.float32(slope)
    if kind == ROW:
        counts, kept = u8(row[_DENSE_TF], _FAR), 0
        for n in range(found):
            d = docs[n]
            tf = np.float32(counts[a + d])
            docs[kept] = d
            score[kept] = score[n] + term_score(s, tf, f, g, length[d])
            kept += tf > 0
        return kept
    if kind == LIST:
        return _narrow_by_list(list_doc, list_score, a, b, found, work)
    doc_of = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    tf_of = u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR)
    if b - a > MANY_MORE * found:
        kept = 0
        for n in range(found):
            d = docs[n]
            a = leap(doc_of, a, b, d)
            if a == b:
                break
            if doc_of[a] == d:
                tf = np.float32(tf_of[a])
                docs[kept] = d
                score[kept] = score[n] + term_score(s, tf, f, g, length[d])
                kept += 1
        return kept
    return _narrow_by_reading(doc_of, tf_of, a, b, s, f, g, length, found, work)


@njit(cache=True, nogil=True)
def _narrow_by_reading(
    doc_of: Array, tf_of: Array, a: int, b: int, s: float, f: float, g: float, length: Array, found: int, work: Array
) -> int:
    """Narrow by a list that is not much longer: every posting read once, no branch to guess wrong."""
    docs, score = i32(work[_W_DOCS], MOST_DOCS), f32(work[_W_SCORE], MOST_DOCS)
    sums = f32(work[_W_SUM], MOST_DOCS)
    both, tf_both = i32(work[_W_DOCS2], MOST_DOCS + 1), u8(work[_W_TF2], MOST_DOCS + 1)
    for n in range(found):
        sums[docs[n]] = max(score[n], np.float32(1e-30))  # 0 says that an article was not found
    kept = 0
    for p in range(a, b):
        d = doc_of[p]
        both[kept] = d
        tf_both[kept] = tf_of[p]
        kept += sums[d] != 0
    for n in range(kept):
        d = both[n]
        tf = np.float32(tf_both[n])
        both_score = sums[d] + term_score(s, tf, f, g, length[d])
        score[n] = both_score
    for n in range(found):
        sums[docs[n]] = 0
    for n in range(kept):
        docs[n] = both[n]
    return kept


@njit(cache=True, nogil=True)
def _narrow_by_list(list_doc: Array, list_score: Array, a: int, b: int, found: int, work: Array) -> int:
    docs, score = i32(work[_W_DOCS], MOST_DOCS), f32(work[_W_SCORE], MOST_DOCS)
    kept = 0
    for n in range(found):
        a = leap(list_doc, a, b, docs[n])
        if a == b:
            break
        if list_doc[a] == docs[n]:
            docs[kept] = docs[n]
            score[kept] = score[n] + np.float32(list_score[a])
            kept += 1
    return kept
