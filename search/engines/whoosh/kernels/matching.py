"""Which articles of a segment hold enough of a question's words, and what their terms score (BM25).

Writes ascending article numbers (or, of a union, in runs), the sum of their terms' scores, and how much of the
question they cover, into the work arrays; returns how many.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.plan import MOST_DOCS, Work
from search.engines.whoosh.kernels.pointers import Col, f32, i32, u8, u16, u32
from search.engines.whoosh.layout import Array

_DOCS, _DENSE, _DF, _TERMS = Col.DOCS, Col.DENSE, Col.DF, Col.TERMS
_POST_PTR, _POST_DOC, _POST_TF, _DENSE_TF = Col.POST_PTR, Col.POST_DOC, Col.POST_TF, Col.DENSE_TF
_TITLE_PTR, _TITLE_DOC, _TITLE_TF = Col.TITLE_PTR, Col.TITLE_DOC, Col.TITLE_TF
_LENGTH, _TITLE_LENGTH = Col.LENGTH, Col.TITLE_LENGTH
_W_DOCS, _W_SCORE, _W_COVER, _W_SEEN, _W_SUM = Work.DOCS, Work.SCORE, Work.COVER, Work.SEEN, Work.SUM
_W_COVERED, _W_DOCS2, _W_TF2 = Work.COVERED, Work.DOCS2, Work.TF2
_FAR = 1 << 60
POSTINGS, ROW, LIST = 0, 1, 2
"""What a clause's articles are in a segment: a posting list, a row with all articles, a list with ready scores."""
_MANY_MORE = 16
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


@njit(cache=True, nogil=True)
def match(
    row: Array,
    source: Array,
    scale: Array,
    cover: Array,
    need: int,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> int:
    """The articles that hold at least `need` of the clauses. `scale` multiplies each term's saturation, `cover` is
    what each clause counts for in coverage, `fixed + slope x length` is BM25's K."""
    order = np.empty(len(source), np.int64)
    present = 0
    for c in range(len(source)):
        if source[c, 3] > 0:
            at = present
            while at > 0 and source[order[at - 1], 3] > source[c, 3]:
                order[at] = order[at - 1]
                at -= 1
            order[at] = c
            present += 1
    if need <= 0 or len(source) == 0:
        return _everything(row, source, order[:present], scale, cover, fixed, slope, title, list_doc, list_score, work)
    if present < need:
        return 0
    if present == need:
        return _all_of(row, source, order[:present], scale, cover, fixed, slope, title, list_doc, list_score, work)
    return _enough_of(row, source, order[:present], scale, cover, need, fixed, slope, title, list_doc, list_score, work)


@njit(cache=True, nogil=True)
def _everything(
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
def _all_of(
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
    if kind == ROW:
        counts, found = u8(row[_DENSE_TF], _FAR), 0
        for d in range(row[_DOCS]):
            docs[found] = d
            found += counts[a + d] > 0
        for n in range(found):
            d = docs[n]
            tf = np.float32(counts[a + d])
            score[n] = np.float32(scale) * tf / (tf + np.float32(fixed) + np.float32(slope) * np.float32(length[d]))
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
        score[n] = np.float32(scale) * tf / (tf + np.float32(fixed) + np.float32(slope) * np.float32(length[d]))
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
            score[kept] = score[n] + s * tf / (tf + f + g * np.float32(length[d]))
            kept += tf > 0
        return kept
    if kind == LIST:
        return _narrow_by_list(list_doc, list_score, a, b, found, work)
    doc_of = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    tf_of = u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR)
    if b - a > _MANY_MORE * found:
        kept = 0
        for n in range(found):
            d = docs[n]
            a = leap(doc_of, a, b, d)
            if a == b:
                break
            if doc_of[a] == d:
                tf = np.float32(tf_of[a])
                docs[kept] = d
                score[kept] = score[n] + s * tf / (tf + f + g * np.float32(length[d]))
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
        both_score = sums[d] + s * tf / (tf + f + g * np.float32(length[d]))
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


@njit(cache=True, nogil=True)
def _enough_of(
    row: Array,
    source: Array,
    order: Array,
    scale: Array,
    cover: Array,
    need: int,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> int:
    """The articles that hold `need` of the clauses. Each holds one of all but the need - 1 commonest: those lists
    are gone through, and the commonest only looked up for the articles found in them. Words are counted first, in one
    byte an article; few articles hold enough of a long question's, and only for those terms are scored."""
    docs, score, covered = i32(work[_W_DOCS], MOST_DOCS), f32(work[_W_SCORE], MOST_DOCS), f32(work[_W_COVER], MOST_DOCS)
    touched = i32(work[_W_DOCS2], MOST_DOCS + 1)
    seen, sums, cov = u8(work[_W_SEEN], MOST_DOCS), f32(work[_W_SUM], MOST_DOCS), f32(work[_W_COVERED], MOST_DOCS)
    count, base = 0, len(order) - need + 1
    for n in range(base):
        count = _count(row, source[order[n]], title, list_doc, work, count)
    for n in range(base, len(order)):
        _count_known(row, source[order[n]], title, list_doc, count, work)
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
def _count(row: Array, source: Array, title: int, list_doc: Array, work: Array, count: int) -> int:
    """Count a clause for all its articles; `count` articles were touched before. Returns how many now."""
    touched, seen = i32(work[_W_DOCS2], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for d in range(row[_DOCS]):
            held = counts[a + d] > 0
            touched[count] = d
            count += held & (seen[d] == 0)
            seen[d] += held
        return count
    doc_of = list_doc if kind == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    for p in range(a, b):
        d = np.int64(doc_of[p])
        touched[count] = d
        count += seen[d] == 0
        seen[d] += 1
    return count


@njit(cache=True, nogil=True)
def _count_known(row: Array, source: Array, title: int, list_doc: Array, count: int, work: Array) -> None:
    """Count a clause for the articles touched before, and for no others."""
    touched, seen = i32(work[_W_DOCS2], MOST_DOCS + 1), u8(work[_W_SEEN], MOST_DOCS)
    kind, a, b = source[0], source[1], source[2]
    if kind == ROW:
        counts = u8(row[_DENSE_TF], _FAR)
        for n in range(count):
            seen[touched[n]] += counts[a + touched[n]] > 0
        return
    doc_of = list_doc if kind == LIST else u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)
    if b - a > _MANY_MORE * count:
        at, before = a, -1
        for n in range(count):
            d = touched[n]
            at = leap(doc_of, a if d < before else at, b, d)
            before = d
            if at < b and doc_of[at] == d:
                seen[d] += 1
        return
    for p in range(a, b):
        seen[doc_of[p]] += seen[doc_of[p]] > 0


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
                sums[d] += s * tf / (tf + f + g * np.float32(length[d]))
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
        sums[d] += s * tf / (tf + f + g * np.float32(length[d]))
        cov[d] += w
    return count


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
            sums[d] += s * tf / (tf + f + g * np.float32(length[d]))
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
    if b - a > _MANY_MORE * count:
        at, before = a, -1
        for n in range(count):
            d = touched[n]
            # Touched articles ascend within each list that was gone through, not over all of them.
            at = leap(doc_of, a if d < before else at, b, d)
            before = d
            if at < b and doc_of[at] == d:
                tf = np.float32(tf_of[at])
                seen[d] += 1
                sums[d] += s * tf / (tf + f + g * np.float32(length[d]))
                cov[d] += w
        return
    for p in range(a, b):
        d = np.int64(doc_of[p])
        if seen[d]:
            tf = np.float32(tf_of[p])
            seen[d] += 1
            sums[d] += s * tf / (tf + f + g * np.float32(length[d]))
            cov[d] += w
