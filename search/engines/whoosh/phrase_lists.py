"""The articles of phrases that questions are widened by, listed when a segment is written: a question would have to
read every article that holds their words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from search import synonyms
from search.engines.whoosh.columns import Tag
from search.engines.whoosh.kernels import phrases
from search.engines.whoosh.layout import Array, Arrays, unpacked
from search.engines.whoosh.segment_row import row_of
from search.widen import SUPPORT

Words = tuple[int, ...]
"""A phrase by the numbers of its surface words."""


def phrase_lists(docs: int, arrays: Arrays, acronyms: Sequence[Tag]) -> dict[str, Array]:
    """For each phrase that a question may be widened by, and whose words the segment has: its articles, ascending, and
    how often each holds it (kernels.phrases.holding). Ordered by the hash of their words.

    `acronyms` are the pairs that articles spell out, `arrays` what else is written of the segment.
    """
    exacts = unpacked(arrays["exact_blob"], arrays["exact_start"])
    spelt = Counter(arrays["spelt"].tolist())
    mined = (acronyms[n][1].split() for n, count in spelt.items() if count >= SUPPORT)
    known = {words for form in (*_of_the_list(), *mined) if (words := _numbers(exacts, form))}
    row, found = row_of(docs, arrays), dict[int, tuple[Words, Array, Array]]()
    for words in known:
        asked = np.array(words, np.int64)
        # Of two with the same hash one is read as any other phrase is.
        found[int(phrases.hashed(asked))] = words, *phrases.holding(row, asked, 0)
    rows = [found[key] for key in sorted(found)]
    return {
        "phrase_key": np.array(sorted(found), np.int64),
        "phrase_word_ptr": _starts([len(words) for words, _, _ in rows]),
        "phrase_word": np.array([word for words, _, _ in rows for word in words], np.uint32),
        "phrase_ptr": _starts([len(held) for _, held, _ in rows]),
        "phrase_doc": np.concatenate([np.zeros(0, np.uint16), *(held for _, held, _ in rows)]),
        "phrase_tf": np.concatenate([np.zeros(0, np.uint8), *(often.astype(np.uint8) for _, _, often in rows)]),
    }


def _of_the_list() -> Iterable[Sequence[str]]:
    """The forms of several words in the list of synonyms."""
    return (form for group in synonyms.groups() for form in group.forms if len(form) > 1)


def _numbers(exacts: Sequence[bytes], form: Sequence[str]) -> Words | None:
    """The numbers of a phrase's words; None where one is not there, or it is one word."""
    numbers = []
    for word in form:
        wanted = word.encode("utf-8", "surrogatepass")
        at = bisect_left(exacts, wanted)
        if at == len(exacts) or exacts[at] != wanted:
            return None
        numbers.append(at)
    return tuple(numbers) if len(numbers) > 1 else None


def _starts(sizes: Sequence[int]) -> Array:
    starts = np.zeros(len(sizes) + 1, np.uint32)
    np.cumsum(sizes, out=starts[1:])
    return starts
