"""Articles that hold surface words one after the other: looked for where their terms are, read word by word."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lists import ROW, leap, sources
from search.engines.whoosh.kernels.pointers import u8, u16, u32
from search.engines.whoosh.kernels.ranking import tally
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE, Col
from search.ranking import MOST_COUNTED, TITLE_WEIGHT

_DOCS, _TERMS, _LENGTH, _TITLE_LENGTH = Col.DOCS, Col.TERMS, Col.LENGTH, Col.TITLE_LENGTH
_SEQ_PTR, _SEQ, _RARE_PTR, _RARE, _TITLE_WORDS = Col.SEQ_PTR, Col.SEQ, Col.RARE_PTR, Col.RARE, Col.TITLE_WORDS
_POST_DOC, _DENSE_TF, _TITLE_DOC, _PAIR_PTR = Col.POST_DOC, Col.DENSE_TF, Col.TITLE_DOC, Col.PAIR_PTR
_DENSE, _POST_PTR, _POST_TF, _TITLE_PTR, _TITLE_TF = (
    Col.DENSE, Col.POST_PTR, Col.POST_TF, Col.TITLE_PTR, Col.TITLE_TF,
)  # fmt: skip
_PAIR_TERM, _PAIR_EXACT, _EXACTS = Col.PAIR_TERM, Col.PAIR_EXACT, Col.EXACTS
_EXACT_PAIR_PTR, _EXACT_PAIR = Col.EXACT_PAIR_PTR, Col.EXACT_PAIR
_FAR = 1 << 60


@njit(cache=True, nogil=True)
def term_articles(row: Array, term: int, title: int) -> Array:
    """The articles that hold a term (deleted ones too), ascending."""
    source = np.empty((1, 4), np.int64)
    none, no_list = np.full(1, -1, np.int64), np.zeros(1, np.int64)
    numbers = np.full(1, term, np.int64)
    sources(row, numbers, none, no_list, title, source)
    kind, a, b, size = source[0, 0], source[0, 1], source[0, 2], source[0, 3]
    docs = np.empty(size, np.uint16)
    if kind == ROW:
        counts, n = u8(row[_DENSE_TF], _FAR), 0
        for d in range(row[_DOCS]):
            if counts[a + d]:
                docs[n] = d
                n += 1
    else:
        docs[:] = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)[a:b]
    return docs


@njit(cache=True, nogil=True)
def word_articles(row: Array, exact: int, title: int) -> Array:
    """The articles that may hold a surface word: those of all terms that it is searched by."""
    ptr = u32(row[_EXACT_PAIR_PTR], row[_EXACTS] + 1)
    a, b = np.int64(ptr[exact]), np.int64(ptr[exact + 1])
    forms = u32(row[_EXACT_PAIR], _FAR)
    terms = u32(row[_PAIR_TERM], _FAR)
    docs = term_articles(row, np.int64(terms[forms[a]]), title)
    for at in range(a + 1, b):
        docs = _either(docs, term_articles(row, np.int64(terms[forms[at]]), title))
    return docs


@njit(cache=True, nogil=True)
def _either(one: Array, other: Array) -> Array:
    both = np.empty(len(one) + len(other), np.uint16)
    x = y = n = 0
    while x < len(one) or y < len(other):
        if y == len(other) or (x < len(one) and one[x] <= other[y]):
            if y < len(other) and one[x] == other[y]:
                y += 1
            both[n] = one[x]
            x += 1
        else:
            both[n] = other[y]
            y += 1
        n += 1
    return both[:n]


@njit(cache=True, nogil=True)
def phrase_articles(row: Array, exacts: Array, title: int) -> Array:
    """The articles that hold these surface words one after the other, in the title or (unless `title`) the body."""
    docs, found = _with_all_words(row, exacts, title), 0
    for d in docs:
        if first_place(row, np.int64(d), exacts, title, 0, True) >= 0 or (
            not title and first_place(row, np.int64(d), exacts, title, 0, False) >= 0
        ):
            docs[found] = d
            found += 1
    return docs[:found]


@njit(cache=True, nogil=True)
def _with_all_words(row: Array, exacts: Array, title: int) -> Array:
    """The articles that may hold all of some surface words."""
    for e in exacts:
        if e < 0:
            return np.zeros(0, np.uint16)
    docs = word_articles(row, exacts[0], title)
    for n in range(1, len(exacts)):
        more = word_articles(row, exacts[n], title)
        kept, at = 0, 0
        for d in docs:
            at = leap(more, at, len(more), d)
            if at < len(more) and more[at] == d:
                docs[kept] = d
                kept += 1
        docs = docs[:kept]
    return docs


@njit(cache=True, nogil=True)
def _times(row: Array, doc: int, exacts: Array, title: int) -> int:
    """How often an article holds surface words one after the other, the title weighed; or its title alone."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    first, last = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    middle = first + np.int64(u32(row[_TITLE_WORDS], row[_DOCS])[doc])
    words, exact_of = u16(row[_SEQ], last), u32(row[_PAIR_EXACT], _FAR)
    rare, r = u32(row[_RARE], _FAR), np.int64(u32(row[_RARE_PTR], row[_DOCS] + 1)[doc])
    in_title, in_body, n = 0, 0, len(exacts)
    for at in range(first, middle if title else last):
        end = middle if at < middle else last
        if at + n <= end:
            r2, same = r, 0
            while same < n:
                word = np.int64(words[at + same])
                if word == ESCAPE:
                    word = np.int64(rare[r2])
                    r2 += 1
                if exact_of[word] != exacts[same]:
                    break
                same += 1
            if same == n and at < middle:
                in_title += 1
            elif same == n:
                in_body += 1
        r += words[at] == ESCAPE
    return min(in_title if title else TITLE_WEIGHT * in_title + in_body, MOST_COUNTED)


@njit(cache=True, nogil=True)
def first_place(row: Array, doc: int, exacts: Array, title: int, after: int, in_title: bool) -> int:
    """The place, from `after` on, in the title or in the body, at which a phrase begins; -1 where none does."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    first, last = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    middle = first + np.int64(u32(row[_TITLE_WORDS], row[_DOCS])[doc])
    words, exact_of = u16(row[_SEQ], last), u32(row[_PAIR_EXACT], _FAR)
    rare, r = u32(row[_RARE], _FAR), np.int64(u32(row[_RARE_PTR], row[_DOCS] + 1)[doc])
    begin, end = (first, middle) if in_title else (middle, last)
    if not in_title:
        for at in range(first, middle):
            r += words[at] == ESCAPE
    for at in range(begin, end - len(exacts) + 1):
        if at - begin >= after:
            r2, n = r, 0
            while n < len(exacts):
                word = np.int64(words[at + n])
                if word == ESCAPE:
                    word = np.int64(rare[r2])
                    r2 += 1
                if exact_of[word] != exacts[n]:
                    break
                n += 1
            if n == len(exacts):
                return at - begin
        r += words[at] == ESCAPE
    return -1


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
def best_of_term(
    row: Array, term: int, scale: float, fixed: float, slope: float, title: int, best: Array
) -> None:  # fmt: skip
    """Raise `best`, a score for each article, to what a term scores there."""
    docs = term_articles(row, term, title)
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    counts, tf_of, at = u8(row[_DENSE_TF], _FAR), u8(row[_TITLE_TF] if title else row[_POST_TF], _FAR), 0
    dense = not title and term < row[_DENSE]
    if not dense:
        at = np.int64(u32(row[_TITLE_PTR] if title else row[_POST_PTR], row[_TERMS] + 1)[term])
    for n in range(len(docs)):
        d = np.int64(docs[n])
        tf = np.float64(counts[term * row[_DOCS] + d] if dense else tf_of[at + n])
        best[d] = max(best[d], scale * tf / (tf + fixed + slope * np.float64(length[d])))


@njit(cache=True, nogil=True)
def best_of_phrase(
    row: Array, exacts: Array, scale: float, fixed: float, slope: float, title: int, best: Array
) -> None:  # fmt: skip
    """Raise `best` to what a phrase scores, as if it were one word."""
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    for doc in _with_all_words(row, exacts, title):
        d = np.int64(doc)
        tf = np.float64(_times(row, d, exacts, title))
        if tf > 0:
            best[d] = max(best[d], scale * tf / (tf + fixed + slope * np.float64(length[d])))


@njit(cache=True, nogil=True)
def held(best: Array) -> tuple[Array, Array]:
    """The articles that score anything, ascending, and their scores."""
    count = 0
    for score in best:
        count += score > 0
    docs, scores_, n = np.empty(count, np.uint16), np.empty(count, np.float64), 0
    for d in range(len(best)):
        if best[d] > 0:
            docs[n], scores_[n] = d, best[d]
            n += 1
    return docs, scores_
