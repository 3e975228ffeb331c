"""A question with phrases, words left out, or alternatives: the articles of these are listed segment by segment, once
for every way in which it is asked.

A question is whole numbers and numbers with a fraction, each in one run: see SIZES for what stands in them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.answering import ask_segment, begin, count_numbers, end, frequencies, idf, parts
from search.engines.whoosh.kernels.phrases import most_articles, phrase_articles, saturations, term_articles
from search.engines.whoosh.kernels.plan import CLAUSE_COLUMNS, WEIGHTS, Clause, Plan, Weight, Work
from search.engines.whoosh.kernels.pointers import f64, u8
from search.engines.whoosh.kernels.scored_lists import best_of, raise_best, scores, size, term_scores
from search.engines.whoosh.kernels.turns import enter, leave
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

TITLE, LIVE, TERMS, STRINGS, CLAUSES, LISTS, PARTS, WORDS = range(8)
"""Places of what stands first in the whole numbers: titles alone or not, live articles, how many of the strings are
terms, how many strings, optional clauses, lists, parts of these, and strings of the parts. Then come the beginnings of
the strings (one more than there are), the clauses (plan.Clause), the lists, the parts, and their strings."""
SIZES = 8
KIND, FIRST, LAST = range(3)
"""Columns of a list: what its articles are, its parts."""
LIST_COLUMNS = 3
ALTERNATIVES, REQUIRED, LEFT_OUT = range(3)
TERM, WORDS_FROM, TERMS_FROM, END, SAME = range(5)
"""Columns of a part: the string of its term; -1 for a phrase, whose surface words are strings from WORDS_FROM on and
its terms those from TERMS_FROM to before END. SAME is the first alternative of the same words."""
PART_COLUMNS = 5
_MANY = 8
"""Alternatives with one posting in so many articles are put together in an array of all articles."""
_C_TERM, _C_LIST = Clause.TERM, Clause.LIST
_DOCS = Col.DOCS
_FIXED, _SLOPE, _SCALE, _SHARE = Weight.FIXED, Weight.LENGTH, Weight.SCALE, Weight.SHARE
_P_MASK, _P_BONUS = Plan.MASK, Plan.BONUS
_W_MASK, _W_BONUS = Work.MASK, Work.BONUS


@njit(cache=True, nogil=True)
def _tables(whole: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Beginnings of strings, clauses, lists, parts and their strings."""
    at = SIZES
    starts = whole[at : at + whole[STRINGS] + 1]
    at += whole[STRINGS] + 1
    clauses = whole[at : at + CLAUSE_COLUMNS * whole[CLAUSES]].reshape(whole[CLAUSES], CLAUSE_COLUMNS)
    at += CLAUSE_COLUMNS * whole[CLAUSES]
    lists = whole[at : at + LIST_COLUMNS * whole[LISTS]].reshape(whole[LISTS], LIST_COLUMNS)
    at += LIST_COLUMNS * whole[LISTS]
    parts_ = whole[at : at + PART_COLUMNS * whole[PARTS]].reshape(whole[PARTS], PART_COLUMNS)
    at += PART_COLUMNS * whole[PARTS]
    return starts, clauses, lists, parts_, whole[at : at + whole[WORDS]]


@njit(cache=True, nogil=True)
def make_ready(
    table: Array, text: Array, whole: Array, weight: Array, cell: int
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """The number of each string in each segment; what each clause counts for and scores at most; where each list of
    each segment begins among the articles, these, and what they score.

    `weight` has the weights (plan.Weight), one of each clause and one of each part.
    """
    leave(cell)
    starts, clauses, lists, parts_, words = _tables(whole)
    found, df = np.empty((len(table), len(starts) - 1), np.int64), np.empty(max(whole[TERMS], 1), np.int64)
    frequencies(table, text, starts, whole[TERMS], whole[TITLE], found, df)
    said = np.empty(len(df), np.float64)
    for term in range(whole[TERMS]):
        said[term] = idf(whole[LIVE], df[term])
    part_cover = np.zeros(len(parts_), np.float64)
    for p in range(len(parts_)):
        if parts_[p, TERM] >= 0:
            part_cover[p] = said[parts_[p, TERM]]
        for at in range(parts_[p, TERMS_FROM], parts_[p, END]):
            part_cover[p] += said[words[at]]
    cover, scale = np.empty(len(clauses), np.float64), np.empty(len(clauses), np.float64)
    for c in range(len(clauses)):
        term, asked = clauses[c, _C_TERM], clauses[c, _C_LIST]
        cover[c] = said[term] if term >= 0 else part_cover[lists[asked, FIRST]]
        scale[c] = weight[WEIGHTS + c] * cover[c] * weight[_SCALE] if term >= 0 else 0.0
    ptr = np.empty((len(table), len(lists) + 1), np.int64)
    room = 0
    for segment in range(len(table)):
        for p in range(len(parts_)):
            room += _most(table[segment], found[segment], parts_[p], words, whole[TITLE])
    docs, score = np.empty(room + 1, np.uint16), np.empty(room + 1, np.float64)
    part_scale, filled = np.empty(len(parts_), np.float64), 0
    for n in range(len(lists)):
        most = part_cover[lists[n, FIRST]]
        for p in range(lists[n, FIRST], lists[n, LAST]):
            part_scale[p] = weight[WEIGHTS + len(clauses) + p] * min(part_cover[p], most) * weight[_SCALE]
    for segment in range(len(table)):
        filled = _list_all(
            table[segment], found[segment], whole[TITLE], lists, parts_, words, said, part_scale, weight, ptr[segment],
            filled, docs, score,
        )  # fmt: skip
    enter(cell)
    return found, cover, scale, ptr, docs[:filled], score[:filled]


@njit(cache=True, nogil=True)
def _most(row: Array, found: Array, part: Array, words: Array, title: int) -> int:
    """How many articles of a segment may hold a part."""
    if part[TERM] >= 0:
        term = found[part[TERM]]
        return size(row, term, title) if term >= 0 else 0
    least = row[_DOCS]
    for at in range(part[WORDS_FROM], part[TERMS_FROM]):
        exact = found[words[at]]
        least = min(least, most_articles(row, exact, title) if exact >= 0 else 0)
    return least


@njit(cache=True, nogil=True)
def _strings(found: Array, words: Array, first: int, end: int) -> Array:
    """The numbers of some strings in a segment."""
    numbers = np.empty(end - first, np.int64)
    for at in range(first, end):
        numbers[at - first] = found[words[at]]
    return numbers


@njit(cache=True, nogil=True)
def _list_all(
    row: Array, found: Array, title: int, lists: Array, parts_: Array, words: Array, said: Array, part_scale: Array,
    weight: Array, ptr: Array, filled: int, docs: Array, score: Array,
) -> int:  # fmt: skip
    """Write the lists of a segment behind the `filled` articles that are there; how many there are then."""
    phrase_ptr, phrase_doc, saturated = _phrases(row, found, title, lists, parts_, words, weight)
    for n in range(len(lists)):
        ptr[n] = filled
        first = parts_[lists[n, FIRST]]
        if lists[n, KIND] == ALTERNATIVES:
            filled = _best_of_parts(
                row, found, title, parts_, lists[n, FIRST], lists[n, LAST], words, part_scale, weight, phrase_ptr,
                phrase_doc, saturated, filled, docs, score,
            )  # fmt: skip
        elif first[TERM] < 0:
            held = phrase_articles(row, _strings(found, words, first[WORDS_FROM], first[TERMS_FROM]), title)
            end = filled + len(held)
            docs[filled:end] = held
            if lists[n, KIND] == REQUIRED:
                terms = _strings(found, words, first[TERMS_FROM], first[END])
                scales = np.empty(len(terms), np.float64)
                for t in range(len(terms)):
                    scales[t] = said[words[first[TERMS_FROM] + t]] * weight[_SCALE]
                score[filled:end] = scores(row, held, terms, scales, weight[_FIXED], weight[_SLOPE], title)
            filled = end
        elif found[first[TERM]] >= 0:
            held = term_articles(row, found[first[TERM]], title)
            docs[filled : filled + len(held)] = held
            filled += len(held)
    ptr[len(lists)] = filled
    return filled


@njit(cache=True, nogil=True)
def _phrases(
    row: Array, found: Array, title: int, lists: Array, parts_: Array, words: Array, weight: Array
) -> tuple[Array, Array, Array]:
    """Of the phrases among alternatives the articles, and how far they are saturated there: of part p at ptr[p, 0] to
    before ptr[p, 1]. Those of the same words are looked for once."""
    ptr, room = np.zeros((len(parts_), 2), np.int64), 0
    for p in range(len(parts_)):
        if parts_[p, TERM] < 0 and parts_[p, SAME] == p:
            room += _most(row, found, parts_[p], words, title)
    docs, saturated, filled = np.empty(room, np.uint16), np.empty(room, np.float64), 0
    for n in range(len(lists)):
        if lists[n, KIND] != ALTERNATIVES:
            continue
        for p in range(lists[n, FIRST], lists[n, LAST]):
            same = parts_[p, SAME]
            if parts_[p, TERM] >= 0:
                continue
            if same == p:
                exacts = _strings(found, words, parts_[p, WORDS_FROM], parts_[p, TERMS_FROM])
                held, far = saturations(row, exacts, weight[_FIXED], weight[_SLOPE], title)
                ptr[p, 0], ptr[p, 1] = filled, filled + len(held)
                docs[filled : filled + len(held)], saturated[filled : filled + len(held)] = held, far
                filled += len(held)
            else:
                ptr[p] = ptr[same]
    return ptr, docs, saturated


@njit(cache=True, nogil=True)
def _best_of_parts(
    row: Array, found: Array, title: int, parts_: Array, first: int, last: int, words: Array, part_scale: Array,
    weight: Array, phrase_ptr: Array, phrase_doc: Array, saturated: Array, filled: int, docs: Array, score: Array,
) -> int:  # fmt: skip
    """Write the articles that hold any of some parts, ascending, each with the best one's score."""
    postings, present = 0, 0
    for p in range(first, last):
        here = phrase_ptr[p, 1] - phrase_ptr[p, 0]
        if parts_[p, TERM] >= 0 and found[parts_[p, TERM]] >= 0:
            here = size(row, found[parts_[p, TERM]], title)
        postings += here
        present += here > 0
    if present > 1 and postings * _MANY > row[_DOCS]:
        best = np.full(row[_DOCS], -1.0)
        for p in range(first, last):
            term = parts_[p, TERM]
            if term < 0:
                for at in range(phrase_ptr[p, 0], phrase_ptr[p, 1]):
                    d = np.int64(phrase_doc[at])
                    best[d] = max(best[d], part_scale[p] * saturated[at])
            elif found[term] >= 0:
                raise_best(row, found[term], part_scale[p], weight[_FIXED], weight[_SLOPE], title, best)
        for d in range(row[_DOCS]):  # no branch to guess wrong
            docs[filled], score[filled] = d, best[d]
            filled += best[d] >= 0
        return filled
    held, scored = docs[:0], score[:0]
    for p in range(first, last):
        term = parts_[p, TERM]
        if term < 0:
            a, b = phrase_ptr[p, 0], phrase_ptr[p, 1]
            more, scored_more = phrase_doc[a:b], part_scale[p] * saturated[a:b]
        elif found[term] >= 0:
            more, scored_more = term_scores(
                row, found[term], part_scale[p], weight[_FIXED], weight[_SLOPE], title
            )  # fmt: skip
        else:
            continue
        if len(held):
            held, scored = best_of(held, scored, more, scored_more)
        else:
            held, scored = more, scored_more
    docs[filled : filled + len(held)], score[filled : filled + len(held)] = held, scored
    return filled + len(held)


@njit(cache=True, nogil=True)
def ask_ready(
    table: Array, whole: Array, found: Array, cover: Array, scale: Array, ptr: Array, docs: Array, score: Array,
    plan: Array, weight: Array, work: Array, cell: int,
) -> None:  # fmt: skip
    """Ask a question that was made ready, as plan and weights say, over all segments."""
    leave(cell)
    _, clauses, lists, _, _ = _tables(whole)
    begin(plan, work)
    part = np.empty(len(clauses), np.int64)
    need = parts(cover, weight[_SHARE], part) if len(clauses) else 0
    cover = cover.copy()  # it is asked more than once
    count_numbers(clauses, cover, weight)
    restricted = False
    for n in range(len(lists)):
        restricted |= lists[n, KIND] != ALTERNATIVES
    if restricted:
        plan[_P_MASK], plan[_P_BONUS] = work[_W_MASK], work[_W_BONUS]
    for segment in range(len(table)):
        if restricted:
            _restrict(table[segment], lists, ptr[segment], docs, score, work)
        ask_segment(
            table, segment, found[segment], clauses, scale, cover, part, need, plan, weight, ptr[segment], docs, score,
            work,
        )  # fmt: skip
    end(table, plan, work)
    enter(cell)


@njit(cache=True, nogil=True)
def _restrict(row: Array, lists: Array, ptr: Array, docs: Array, score: Array, work: Array) -> None:
    """Set mask and bonus of a segment from the phrases and the words left out."""
    mask, bonus = u8(work[_W_MASK], row[_DOCS]), f64(work[_W_BONUS], row[_DOCS])
    mask[:], bonus[:] = 1, 0.0
    for n in range(len(lists)):
        if lists[n, KIND] == REQUIRED:
            held = np.zeros(row[_DOCS], np.uint8)
            for at in range(ptr[n], ptr[n + 1]):
                held[docs[at]] = 1
                bonus[docs[at]] += score[at]
            mask &= held
        elif lists[n, KIND] == LEFT_OUT:
            for at in range(ptr[n], ptr[n + 1]):
                mask[docs[at]] = 0
