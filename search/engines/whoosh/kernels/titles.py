"""What titles say after some words: read from the titles that hold the last of them."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.phrases import term_articles
from search.engines.whoosh.kernels.pointers import u8, u16, u32
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE, Col

_DOCS, _EXACTS, _LIVE, _FACE = Col.DOCS, Col.EXACTS, Col.LIVE, Col.FACE
_SEQ_PTR, _SEQ, _RARE_PTR, _RARE, _TITLE_WORDS = Col.SEQ_PTR, Col.SEQ, Col.RARE_PTR, Col.RARE, Col.TITLE_WORDS
_EXACT_PAIR_PTR, _EXACT_PAIR, _PAIR_TERM, _PAIR_EXACT = (
    Col.EXACT_PAIR_PTR, Col.EXACT_PAIR, Col.PAIR_TERM, Col.PAIR_EXACT,
)  # fmt: skip
_FAR = 1 << 60


@njit(cache=True, nogil=True)
def following(row: Array, before: int, word: int, low: int, high: int) -> Array:
    """How many titles have each surface word from `low` to before `high` right after `word`, which itself stands right
    after `before` unless that is -1. Titles of deleted articles and of copies do not count."""
    counts = np.zeros(max(high - low, 0), np.int32)
    last = np.full(len(counts), -1, np.int32)
    pairs_of, terms = u32(row[_EXACT_PAIR_PTR], row[_EXACTS] + 1), u32(row[_PAIR_TERM], _FAR)
    forms, exact_of = u32(row[_EXACT_PAIR], _FAR), u32(row[_PAIR_EXACT], _FAR)
    ptr, lengths = u32(row[_SEQ_PTR], row[_DOCS] + 1), u32(row[_TITLE_WORDS], row[_DOCS])
    words, rare, rare_ptr = u16(row[_SEQ], _FAR), u32(row[_RARE], _FAR), u32(row[_RARE_PTR], row[_DOCS] + 1)
    live, face = u8(row[_LIVE], row[_DOCS] if row[_LIVE] else 0), u8(row[_FACE], row[_DOCS] if row[_FACE] else 0)
    for form in range(pairs_of[word], pairs_of[word + 1]):
        for doc in term_articles(row, np.int64(terms[forms[form]]), 1):
            d = np.int64(doc)
            if (len(live) and not live[d]) or (len(face) and not face[d]):
                continue
            first, two_before, one_before = np.int64(ptr[d]), np.int64(-1), np.int64(-1)
            r = np.int64(rare_ptr[d])
            for at in range(first, first + np.int64(lengths[d])):
                number = np.int64(words[at])
                if number == ESCAPE:
                    number = np.int64(rare[r])
                    r += 1
                exact = np.int64(exact_of[number])
                fits = one_before == word and low <= exact < high and (before < 0 or two_before == before)
                if fits and last[exact - low] != d:
                    counts[exact - low] += 1
                    last[exact - low] = d
                two_before, one_before = one_before, exact
    return counts
