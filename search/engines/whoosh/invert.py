"""Words in the order of articles -> postings in the order of terms, by counting: no sorting, no objects.

Loops as in kernels/, but for one thing: a process that has few words to write runs them as plain Python.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar

import numpy as np

from search.engines.whoosh.layout import Array
from search.ranking import LEAD, LEAD_WEIGHT, MOST_COUNTED, TITLE_WEIGHT

MOST_PLAIN = 300_000
"""Words that the loops of a process may take one by one as plain Python: for about a third of a second, where loading
the compiler and the compiled loops takes three quarters of one. Writing a segment takes each of its words eight times.
"""
Loop = TypeVar("Loop", bound=Callable[..., Any])


class _Plain:
    """What a process has done of it."""

    words = 0

    @classmethod
    def will_do(cls, words: int) -> bool:
        """Whether so many words more are few enough; they count then."""
        if "numba" in sys.modules or cls.words + words > MOST_PLAIN:
            return False
        cls.words += words
        return True


def compiled_for_many(loop: Loop) -> Loop:
    """A loop over `words`, compiled where these are many or the compiler is loaded already. Equal results both ways."""
    place = loop.__code__.co_varnames.index("words")

    @cache
    def compiled() -> Callable[..., Any]:
        from numba import njit

        from search import compiling  # noqa: F401  says where compiled code is kept

        made: Callable[..., Any] = njit(cache=True, nogil=True)(loop)
        return made

    @wraps(loop)
    def run(*arguments: Any) -> Any:
        return loop(*arguments) if _Plain.will_do(len(arguments[place])) else compiled()(*arguments)

    return run


@compiled_for_many
def document_frequencies(words: Array, ptr: Array, kind: Array, count: int) -> Array:
    """In how many articles each of `count` kinds stands; `kind` maps a word's number to its kind."""
    found = np.zeros(count, np.uint32)
    last = np.full(count, -1, np.int32)
    for doc in range(len(ptr) - 1):
        for at in range(ptr[doc], ptr[doc + 1]):
            k = kind[words[at]]
            if last[k] != doc:
                last[k] = doc
                found[k] += 1
    return found


@compiled_for_many
def occurrences(words: Array, count: int) -> Array:
    """How often each of `count` words stands."""
    found = np.zeros(count, np.uint32)
    for at in range(len(words)):
        found[words[at]] += 1
    return found


@compiled_for_many
def renumber(words: Array, new: Array) -> None:
    """Give each word its new number, in place."""
    for at in range(len(words)):
        words[at] = new[words[at]]


@compiled_for_many
def invert(
    words: Array,
    ptr: Array,
    title: Array,
    term: Array,
    dense: int,
    post_ptr: Array,
    doc_of: Array,
    tf_of: Array,
    rows: Array,
) -> None:
    """Fill the postings of the whole text: articles ascending, weighed counts, MOST_COUNTED at most.

    Terms below `dense` get a row of counts for all articles in place of a list. `title` has each title's length.
    """
    count = len(post_ptr) - 1
    at_of = post_ptr[:count].copy()
    tally = np.zeros(count, np.uint32)
    met = np.empty(1 << 16, np.uint32)
    for doc in range(len(ptr) - 1):
        start, kinds = ptr[doc], 0
        body = start + title[doc]
        for at in range(start, ptr[doc + 1]):
            t = term[words[at]]
            if tally[t] == 0:
                if kinds == len(met):
                    bigger = np.empty(2 * kinds, np.uint32)
                    bigger[:kinds] = met
                    met = bigger
                met[kinds] = t
                kinds += 1
            tally[t] += TITLE_WEIGHT if at < body else LEAD_WEIGHT if at < body + LEAD else 1
        for k in range(kinds):
            t = met[k]
            tf = min(tally[t], MOST_COUNTED)
            tally[t] = 0
            if t < dense:
                rows[t, doc] = tf
            else:
                doc_of[at_of[t]] = doc
                tf_of[at_of[t]] = tf
                at_of[t] += 1


@compiled_for_many
def title_frequencies(words: Array, ptr: Array, title: Array, term: Array, count: int) -> Array:
    """In how many titles each term stands."""
    found = np.zeros(count, np.uint32)
    last = np.full(count, -1, np.int32)
    for doc in range(len(ptr) - 1):
        for at in range(ptr[doc], ptr[doc] + title[doc]):
            t = term[words[at]]
            if last[t] != doc:
                last[t] = doc
                found[t] += 1
    return found


@compiled_for_many
def invert_titles(
    words: Array, ptr: Array, title: Array, term: Array, title_ptr: Array, doc_of: Array, tf_of: Array
) -> None:
    """Fill the postings of the titles."""
    at_of = title_ptr[: len(title_ptr) - 1].copy()
    for doc in range(len(ptr) - 1):
        first = ptr[doc]
        for at in range(first, first + title[doc]):
            t = term[words[at]]
            place = at_of[t]
            if place > title_ptr[t] and doc_of[place - 1] == doc:
                if tf_of[place - 1] < MOST_COUNTED:
                    tf_of[place - 1] += 1
            else:
                doc_of[place] = doc
                tf_of[place] = 1
                at_of[t] += 1


@compiled_for_many
def shorten(words: Array, ptr: Array, escape: int, short: Array, rare_ptr: Array, rare: Array) -> None:
    """Words as 16-bit numbers; those from `escape` on as that, with their number in the article's list of rare ones."""
    found = 0
    for doc in range(len(ptr) - 1):
        rare_ptr[doc] = found
        for at in range(ptr[doc], ptr[doc + 1]):
            if words[at] >= escape:
                short[at] = escape
                rare[found] = words[at]
                found += 1
            else:
                short[at] = words[at]
    rare_ptr[len(ptr) - 1] = found


@compiled_for_many
def lengthen(short: Array, ptr: Array, escape: int, rare_ptr: Array, rare: Array, wanted: Array, words: Array) -> None:
    """The reverse of `shorten` for some articles, one after the other."""
    out = 0
    for doc in wanted:
        r = rare_ptr[doc]
        for at in range(ptr[doc], ptr[doc + 1]):
            if short[at] == escape:
                words[out] = rare[r]
                r += 1
            else:
                words[out] = short[at]
            out += 1


@compiled_for_many
def gone_frequencies(words: Array, ptr: Array, title: Array, term: Array, in_text: Array, in_titles: Array) -> None:
    """Add to two tables how many of these (deleted) articles hold each term, in the text and in the title."""
    count = len(in_text)
    last = np.full(count, -1, np.int32)
    last_title = np.full(count, -1, np.int32)
    for doc in range(len(ptr) - 1):
        for at in range(ptr[doc], ptr[doc + 1]):
            t = term[words[at]]
            if at - ptr[doc] < title[doc] and last_title[t] != doc:
                last_title[t] = doc
                in_titles[t] += 1
            if last[t] != doc:
                last[t] = doc
                in_text[t] += 1
