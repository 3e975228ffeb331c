"""The fields of schema.py as they are read out of a segment's arrays: terms, and the articles of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.engines.whoosh import invert
from search.engines.whoosh.columns import Lists
from search.engines.whoosh.layout import Array, unpacked
from search.engines.whoosh.segment import Segment
from search.query import NO_VALUE


@dataclass(frozen=True, slots=True)
class Field:
    """A field of one segment.

    `terms` ascend, as UTF-8; the one at place p has the number numbers[p]. Number n stands in the articles
    docs[ptr[n]:ptr[n + 1]], ascending, and so often in each as `counts` says there; numbers below len(rows) have a
    row of counts for all articles instead. `lengths` are the words of each article, None where the field has none.
    """

    terms: list[bytes]
    numbers: Array
    ptr: Array
    docs: Array
    counts: Array
    rows: Array
    lengths: Array | None = None

    def number(self, term: bytes) -> int | None:
        """A term's number, None where no article holds it."""
        place = bisect_left(self.terms, term)
        return int(self.numbers[place]) if place < len(self.terms) and self.terms[place] == term else None

    def articles(self, number: int) -> tuple[Array, Array]:
        """The articles that hold a term, deleted ones too, and how often it stands in each."""
        if number < len(self.rows):
            docs = np.flatnonzero(self.rows[number])
            return docs, self.rows[number][docs]
        part = slice(int(self.ptr[number]), int(self.ptr[number + 1]))
        return self.docs[part], self.counts[part]


_NO_ROWS = np.zeros((0, 0), np.uint8)


class Fields:
    """The fields of a segment, each worked out when it is first asked for.

    Surface words have no lists on disk: they are made from the sequences of words, in memory.
    """

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._made: dict[str, Field] = {}
        self._makers: dict[str, Callable[[], Field]] = {
            "exact_body": lambda: self._exact(False),
            "exact_title": lambda: self._exact(True),
            "id": self._ids,
            "instansi": lambda: self._values("agency"),
            "text": self._text,
            "title": self._title,
            "wilayah": lambda: self._values("region"),
        }

    def names(self) -> list[str]:
        """The fields that have terms, in the order of their names."""
        return list(self._makers)

    def __getitem__(self, name: str) -> Field:
        """A field. Raises KeyError where it has no terms."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def _text(self) -> Field:
        a = self.segment.arrays
        terms = unpacked(a["term_blob"], a["term_start"])
        rows, lengths = a["dense_tf"], a["length"]
        return Field(terms, a["term_number"], a["post_ptr"], a["post_doc"], a["post_tf"], rows, lengths)

    def _title(self) -> Field:
        a = self.segment.arrays
        terms = unpacked(a["term_blob"], a["term_start"])
        postings = a["title_ptr"], a["title_doc"], a["title_tf"]
        return _only_used(terms, a["term_number"], *postings, a["title_length"])

    def _exact(self, in_title: bool) -> Field:
        a, words = self.segment.arrays, self._words
        titles = np.array(self.segment.title_lengths)
        ends = np.append(words.ptr[:-1] + titles, words.ptr[-1:])
        starts, lengths = (words.ptr, titles) if in_title else (ends, (words.ptr[1:] - ends[:-1]).astype(np.uint32))
        terms = unpacked(a["exact_blob"], a["exact_start"])
        kind = np.array(a["pair_exact"])
        df = invert.title_frequencies(words.numbers, starts, lengths, kind, len(terms))
        ptr = np.zeros(len(terms) + 1, np.uint32)
        np.cumsum(df, out=ptr[1:])
        docs, counts = np.empty(int(ptr[-1]), np.uint16), np.empty(int(ptr[-1]), np.uint8)
        invert.invert_titles(words.numbers, starts, lengths, kind, ptr, docs, counts)
        return _only_used(terms, np.arange(len(terms)), ptr, docs, counts, lengths)

    @cached_property
    def _words(self) -> Lists:
        return self.segment.words_of(np.arange(self.segment.docs))

    def _ids(self) -> Field:
        a, every = self.segment.arrays, np.arange(self.segment.docs + 1)
        once = np.ones(self.segment.docs, np.uint8)
        return Field(unpacked(a["id_blob"], a["id_start"]), every[:-1], every, every[:-1], once, _NO_ROWS)

    def _values(self, name: str) -> Field:
        a = self.segment.arrays
        values = unpacked(a[f"{name}_value_blob"], a[f"{name}_value_start"])
        in_row, row_value = a[name] <= len(values), a[name].astype(np.int64)
        docs = np.concatenate([np.nonzero(in_row)[0], np.repeat(a[f"{name}_over_doc"], np.diff(a[f"{name}_over_ptr"]))])
        numbers = np.concatenate([row_value[in_row], a[f"{name}_over_value"]])
        values.append(NO_VALUE.encode())
        ptr = np.zeros(len(values) + 1, np.int64)
        np.cumsum(np.bincount(numbers, minlength=len(values)), out=ptr[1:])
        places = np.array(sorted(range(len(values)), key=values.__getitem__))
        docs = docs[np.lexsort((docs, numbers))]
        return _only_used([values[p] for p in places], places, ptr, docs, np.ones(len(docs), np.uint8))

    def positions(self, number: int, docs: Array, in_title: bool) -> Lists:
        """Where a surface word stands in some articles' titles or bodies, counted in words from their beginning."""
        words, titles = self.segment.words_of(docs), self.segment.title_lengths[docs].astype(np.int64)
        at = np.flatnonzero(self.segment.arrays["pair_exact"][words.numbers] == number)
        row = np.searchsorted(words.ptr, at, side="right") - 1
        place = at - words.ptr[row]
        here = (place < titles[row]) == in_title
        found = place[here] - (0 if in_title else titles[row[here]])
        return Lists(np.searchsorted(row[here], np.arange(len(docs) + 1)), found)


def _only_used(
    terms: list[bytes], numbers: Array, ptr: Array, docs: Array, counts: Array, lengths: Array | None = None
) -> Field:
    """A field without the terms that only other fields of the dictionary hold."""
    used = np.flatnonzero(ptr[1:][numbers] > ptr[:-1][numbers])
    return Field([terms[p] for p in used.tolist()], numbers[used], ptr, docs, counts, _NO_ROWS, lengths)
