"""Articles of terms with what these score in them, and lists of such articles put together."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.phrases import term_articles
from search.engines.whoosh.kernels.pointers import u8, u16, u32
from search.engines.whoosh.kernels.reading import tally
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_DOCS, _DF, _TERMS, _DENSE, _DENSE_TF = Col.DOCS, Col.DF, Col.TERMS, Col.DENSE, Col.DENSE_TF
_LENGTH, _TITLE_LENGTH, _TITLE_PTR, _TITLE_TF = Col.LENGTH, Col.TITLE_LENGTH, Col.TITLE_PTR, Col.TITLE_TF
_POST_PTR, _POST_TF, _PAIR_PTR = Col.POST_PTR, Col.POST_TF, Col.PAIR_PTR
_FAR = 1 << 60


@njit(cache=True, nogil=True)
def size(row: Array, term: int, title: int) -> int:
    """How many articles of a segment hold a term, deleted ones too."""
    if title:
        ptr = u32(row[_TITLE_PTR], row[_TERMS] + 1)
        return np.int64(ptr[term + 1]) - np.int64(ptr[term])
    return np.int64(u32(row[_DF], row[_TERMS])[term])


@njit(cache=True, nogil=True)
def scores(row: Array, docs: Array, terms: Array, scale: Array, fixed: float, slope: float, title: int) -> Array:
    """BM25 of some terms, added up, in each of some articles."""
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    ptr = u32(row[_PAIR_PTR], row[_TERMS] + 1)
    found = np.zeros(len(docs), np.float64)
    for n in range(len(docs)):
        k = fixed + slope * np.float64(length[docs[n]])
        for t in range(len(terms)):
            if terms[t] >= 0:
                tf = tally(row, np.int64(docs[n]), np.int64(ptr[terms[t]]), np.int64(ptr[terms[t] + 1]), title)
                found[n] += scale[t] * tf / (tf + k)
    return found


@njit(cache=True, nogil=True)
def term_scores(row: Array, term: int, scale: float, fixed: float, slope: float, title: int) -> tuple[Array, Array]:
    """The articles that hold a term, ascending, and what it scores in each."""
    docs = term_articles(row, term, title)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    counts, tf_of, at = u8(row[_DENSE_TF], _FAR), u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR), 0
    dense = not title and term < row[_DENSE]
    if not dense:
        at = np.int64(u32(row[_TITLE_PTR] if title else row[_POST_PTR], row[_TERMS] + 1)[term])
    found = np.empty(len(docs), np.float64)
    for n in range(len(docs)):
        d = np.int64(docs[n])
        tf = np.float64(counts[term * row[_DOCS] + d] if dense else tf_of[at + n])
        found[n] = scale * tf / (tf + fixed + slope * np.float64(length[d]))
    return docs, found


@njit(cache=True, nogil=True)
def raise_best(row: Array, term: int, scale: float, fixed: float, slope: float, title: int, best: Array) -> None:
    """Raise the best score of each article that holds a term to what the term scores there."""
    if not title and term < row[_DENSE]:
        length, counts = u16(row[_LENGTH], row[_DOCS]), u8(row[_DENSE_TF] + term * row[_DOCS], row[_DOCS])
        for d in range(row[_DOCS]):
            tf = np.float64(counts[d])
            scored = scale * tf / (tf + fixed + slope * np.float64(length[d]))
            best[d] = max(best[d], scored if counts[d] > 0 else -1.0)
        return
    docs, scored_all = term_scores(row, term, scale, fixed, slope, title)
    for n in range(len(docs)):
        d = np.int64(docs[n])
        best[d] = max(best[d], scored_all[n])


@njit(cache=True, nogil=True)
def best_of(docs: Array, score: Array, docs2: Array, score2: Array) -> tuple[Array, Array]:
    """The articles of two lists, ascending, each with the better one of its scores."""
    both, best = np.empty(len(docs) + len(docs2), np.uint16), np.empty(len(docs) + len(docs2), np.float64)
    x = y = n = 0
    while x < len(docs) and y < len(docs2):
        one, other = docs[x], docs2[y]
        from_one = score[x] if one <= other else 0.0
        from_other = score2[y] if other <= one else 0.0
        both[n], best[n] = min(one, other), max(from_one, from_other)
        x += one <= other
        y += other <= one
        n += 1
    rest = len(docs) - x
    both[n : n + rest], best[n : n + rest] = docs[x:], score[x:]
    n += rest
    rest = len(docs2) - y
    both[n : n + rest], best[n : n + rest] = docs2[y:], score2[y:]
    n += rest
    return both[:n], best[:n]
