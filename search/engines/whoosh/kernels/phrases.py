"""Articles that hold surface words one after the other: looked for where their terms are, read word by word."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lists import ROW, leap, sources
from search.engines.whoosh.kernels.pointers import i64, u8, u16, u32
from search.engines.whoosh.kernels.scans import bring, pairs, triples
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE, Col
from search.ranking import LEAD, LEAD_WEIGHT, MOST_COUNTED, TITLE_WEIGHT

_DOCS, _TERMS, _LENGTH, _TITLE_LENGTH = Col.DOCS, Col.TERMS, Col.LENGTH, Col.TITLE_LENGTH
_SEQ_PTR, _SEQ, _RARE_PTR, _RARE, _TITLE_WORDS = Col.SEQ_PTR, Col.SEQ, Col.RARE_PTR, Col.RARE, Col.TITLE_WORDS
_POST_DOC, _DENSE_TF, _TITLE_DOC = Col.POST_DOC, Col.DENSE_TF, Col.TITLE_DOC
_DF, _DENSE, _TITLE_PTR = Col.DF, Col.DENSE, Col.TITLE_PTR
_PAIR_TERM, _PAIR_EXACT, _EXACTS = Col.PAIR_TERM, Col.PAIR_EXACT, Col.EXACTS
_EXACT_PAIR_PTR, _EXACT_PAIR = Col.EXACT_PAIR_PTR, Col.EXACT_PAIR
_PHRASES, _PHRASE_KEY, _PHRASE_WORD_PTR, _PHRASE_WORD = (
    Col.PHRASES, Col.PHRASE_KEY, Col.PHRASE_WORD_PTR, Col.PHRASE_WORD,
)  # fmt: skip
_PHRASE_PTR, _PHRASE_DOC, _PHRASE_TF = Col.PHRASE_PTR, Col.PHRASE_DOC, Col.PHRASE_TF
_FAR = 1 << 60
_AHEAD = 3
"""Articles that are brought near ahead of the one that is read."""


@njit(cache=True, nogil=True)
def term_articles(row: Array, term: int, title: int) -> Array:
    """The articles that hold a term (deleted ones too), ascending."""
    source = np.empty((1, 4), np.int64)
    none, no_list = np.full(1, -1, np.int64), np.zeros(1, np.int64)
    numbers = np.full(1, term, np.int64)
    sources(row, numbers, none, no_list, title, source)
    kind, a, b, size = source[0, 0], source[0, 1], source[0, 2], source[0, 3]
    docs = np.empty(size + 1, np.uint16)
    if kind == ROW:
        counts, n = u8(row[_DENSE_TF], _FAR), 0
        for d in range(row[_DOCS]):  # no branch to guess wrong
            docs[n] = d
            n += counts[a + d] > 0
    else:
        docs[:size] = u16(row[_TITLE_DOC] if title else row[_POST_DOC], _FAR)[a:b]
    return docs[:size]


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
    return holding(row, exacts, title)[0]


@njit(cache=True, nogil=True)
def hashed(exacts: Array) -> int:
    """A hash of surface words in a row, above 0."""
    value = np.uint64(0xCBF29CE484222325)
    for exact in exacts:
        value = (value ^ np.uint64(exact)) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    return np.int64(value >> np.uint64(1)) | 1


@njit(cache=True, nogil=True)
def place_of(row: Array, exacts: Array) -> int:
    """The number of a phrase whose articles are listed in a segment, -1 where they are not."""
    count, wanted = row[_PHRASES], hashed(exacts)
    keys = i64(row[_PHRASE_KEY], count)
    at = np.searchsorted(keys, wanted) if count else 0
    if at >= count or keys[at] != wanted:
        return -1
    ptr, words = u32(row[_PHRASE_WORD_PTR], count + 1), u32(row[_PHRASE_WORD], _FAR)
    first = np.int64(ptr[at])
    if np.int64(ptr[at + 1]) - first != len(exacts):
        return -1
    for n in range(len(exacts)):
        if np.int64(words[first + n]) != exacts[n]:
            return -1
    return at


@njit(cache=True, nogil=True)
def holding(row: Array, exacts: Array, title: int) -> tuple[Array, Array]:
    """The articles that hold a phrase, ascending, and how often each does, see _times."""
    place = -1 if title else place_of(row, exacts)
    if place >= 0:
        ptr = u32(row[_PHRASE_PTR], row[_PHRASES] + 1)
        a, b = np.int64(ptr[place]), np.int64(ptr[place + 1])
        return u16(row[_PHRASE_DOC], _FAR)[a:b].copy(), u8(row[_PHRASE_TF], _FAR)[a:b].astype(np.int64)
    docs, forms, found = _with_all_words(row, exacts, title), _only_forms(row, exacts), 0
    often = np.empty(len(docs), np.int64)
    ptr, words = u32(row[_SEQ_PTR], row[_DOCS] + 1), u16(row[_SEQ], _FAR)
    for n in range(len(docs)):
        # They stand all over the memory: the next ones are on their way while this one is read.
        if n + _AHEAD < len(docs):
            bring(row, ptr, np.int64(docs[n + _AHEAD]), _FAR)
        doc = docs[n]
        d = np.int64(doc)
        if len(forms) > 1:
            # Most articles have the words, but nowhere together: they are read once, title and body in one.
            every = _in_a_row(words, np.int64(ptr[d]), np.int64(ptr[d + 1]), forms)
            times = _times_of_forms(row, d, forms, every, title) if every else 0
        else:
            times = _times(row, d, exacts, title)
        if times > 0:
            docs[found], often[found] = doc, times
            found += 1
    return docs[:found], often[:found]


@njit(cache=True, nogil=True)
def _only_forms(row: Array, exacts: Array) -> Array:
    """The form of each surface word where every one of them has a single short one, as nearly all have; else none."""
    ptr, pairs = u32(row[_EXACT_PAIR_PTR], row[_EXACTS] + 1), u32(row[_EXACT_PAIR], _FAR)
    forms = np.empty(len(exacts), np.uint16)
    for n in range(len(exacts)):
        e = exacts[n]
        if e < 0 or ptr[e + 1] - ptr[e] != 1 or pairs[ptr[e]] >= ESCAPE:
            return forms[:0]
        forms[n] = pairs[ptr[e]]
    return forms


@njit(cache=True, nogil=True)
def _with_all_words(row: Array, exacts: Array, title: int) -> Array:
    """The articles that may hold all of some surface words: the rarest word's, less those that lack another one."""
    rarest, least = 0, _FAR
    for n in range(len(exacts)):
        if exacts[n] < 0:
            return np.zeros(0, np.uint16)
        size = most_articles(row, exacts[n], title)
        if size < least:
            rarest, least = n, size
    docs = word_articles(row, exacts[rarest], title)
    for n in range(len(exacts)):
        if n != rarest:
            docs = _that_hold(row, docs, exacts[n], title)
    return docs


@njit(cache=True, nogil=True)
def most_articles(row: Array, exact: int, title: int) -> int:
    """In how many articles a surface word can be at most."""
    ptr, forms = u32(row[_EXACT_PAIR_PTR], row[_EXACTS] + 1), u32(row[_EXACT_PAIR], _FAR)
    terms, most = u32(row[_PAIR_TERM], _FAR), 0
    in_titles, in_text = u32(row[_TITLE_PTR], row[_TERMS] + 1), u32(row[_DF], row[_TERMS])
    for at in range(np.int64(ptr[exact]), np.int64(ptr[exact + 1])):
        term = np.int64(terms[forms[at]])
        if title:
            most += np.int64(in_titles[term + 1]) - np.int64(in_titles[term])
        else:
            most += np.int64(in_text[term])
    return most


@njit(cache=True, nogil=True)
def _that_hold(row: Array, docs: Array, exact: int, title: int) -> Array:
    """Those of some articles that may hold a surface word."""
    ptr, kept = u32(row[_EXACT_PAIR_PTR], row[_EXACTS] + 1), 0
    a, b = np.int64(ptr[exact]), np.int64(ptr[exact + 1])
    term = np.int64(u32(row[_PAIR_TERM], _FAR)[u32(row[_EXACT_PAIR], _FAR)[a]])
    if b == a + 1 and not title and term < row[_DENSE]:
        counts, first = u8(row[_DENSE_TF], _FAR), term * row[_DOCS]
        for d in docs:
            docs[kept] = d
            kept += counts[first + np.int64(d)] > 0
        return docs[:kept]
    more, at = word_articles(row, exact, title), 0
    for d in docs:
        at = leap(more, at, len(more), d)
        if at < len(more) and more[at] == d:
            docs[kept] = d
            kept += 1
    return docs[:kept]


@njit(cache=True, nogil=True)
def _times(row: Array, doc: int, exacts: Array, title: int) -> int:
    """How often an article holds surface words in a row, title and lead weighed; or its title alone."""
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
                in_body += LEAD_WEIGHT if at + n <= middle + LEAD else 1
        r += words[at] == ESCAPE
    return min(in_title if title else TITLE_WEIGHT * in_title + in_body, MOST_COUNTED)


@njit(cache=True, nogil=True)
def _times_of_forms(row: Array, doc: int, forms: Array, every: int, title: int) -> int:
    """The same for words of one form each, of which an article has so many, title and body taken as one."""
    ptr = u32(row[_SEQ_PTR], row[_DOCS] + 1)
    a, b = np.int64(ptr[doc]), np.int64(ptr[doc + 1])
    middle, words = a + np.int64(u32(row[_TITLE_WORDS], row[_DOCS])[doc]), u16(row[_SEQ], b)
    if title:
        return min(_in_a_row(words, a, middle, forms), MOST_COUNTED)
    beyond = len(forms) - 1
    in_title = _in_a_row(words, a, middle, forms)
    across = _in_a_row(words, max(a, middle - beyond), min(b, middle + beyond), forms)
    in_lead = _in_a_row(words, middle, min(b, middle + LEAD), forms)
    in_body = every - in_title - across + (LEAD_WEIGHT - 1) * in_lead
    return min(TITLE_WEIGHT * in_title + in_body, MOST_COUNTED)


@njit(cache=True, nogil=True)
def _in_a_row(words: Array, a: int, b: int, forms: Array) -> int:
    """How often these words stand in words[a:b] one after the other."""
    one, other, n = forms[0], forms[1], len(forms)
    if n == 2:
        return pairs(words, a, b, one, np.uint16(1), other, np.uint16(1))
    found = triples(words, a, b, one, other, forms[2])
    if n == 3 or found == 0:
        return found
    found = 0
    for at in range(a, b - n + 1):
        if words[at] == one and words[at + 1] == other:
            same = 2
            while same < n and words[at + same] == forms[same]:
                same += 1
            found += same == n
    return found


@njit(cache=True, nogil=True)
def saturations(row: Array, exacts: Array, fixed: float, slope: float, title: int) -> tuple[Array, Array]:
    """The articles that hold a phrase, ascending, and how far it is saturated in each, as if it were one word."""
    length = u16(row[_TITLE_LENGTH] if title else row[_LENGTH], row[_DOCS])
    docs, often = holding(row, exacts, title)
    saturated = np.empty(len(docs), np.float64)
    for n in range(len(docs)):
        saturated[n] = often[n] / (often[n] + fixed + slope * np.float64(length[docs[n]]))
    return docs, saturated
