"""A batch of articles as arrays, by id: what segments are written from, and what merging reads back out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.layout import Array
from search.model import Form

Tag = tuple[str, str]
"""A facet value and what to show for it."""


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for each article: article n's stand in numbers[ptr[n]:ptr[n + 1]]."""

    ptr: Array
    numbers: Array

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], dtype: type[np.generic]) -> Lists:
        """From Python lists."""
        ptr = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=ptr[1:])
        return cls(ptr, np.array([n for row in rows for n in row], dtype))

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def chosen(self, which: Array) -> Lists:
        """The lists of some articles, in the order asked for."""
        lengths = (self.ptr[1:] - self.ptr[:-1])[which]
        ptr = np.zeros(len(which) + 1, np.int64)
        np.cumsum(lengths, out=ptr[1:])
        places = np.repeat(self.ptr[:-1][which] - ptr[:-1], lengths)
        places += np.arange(ptr[-1])
        return Lists(ptr, self.numbers[places])


def joined_lists(parts: Sequence[Lists]) -> Lists:
    """Lists one after the other."""
    starts = np.cumsum([0, *(int(p.ptr[-1]) for p in parts)])
    ptr = [p.ptr[:-1] + start for p, start in zip(parts, starts, strict=False)]
    return Lists(np.concatenate([*ptr, starts[-1:]]), np.concatenate([p.numbers for p in parts]))


@dataclass(frozen=True, slots=True)
class Columns:
    """Articles in the order of their ids (as UTF-8), each once.

    `words` are numbers into `forms`, the title's first, `title` says how many those are. `day` is an ordinal or
    NO_DAY, `minute` the minute of that day in WIB, `events` ordinals ascending, `agencies` and `regions` numbers
    into the tags, `face` 1 where the article stands for its story, `spelt` numbers into the acronyms that articles
    spell out (with what they stand for), `blobs` what is stored, compressed.
    """

    ids: list[bytes]
    forms: list[Form]
    words: Lists
    title: Array
    day: Array
    minute: Array
    events: Lists
    agency_tags: list[Tag]
    agencies: Lists
    region_tags: list[Tag]
    regions: Lists
    face: Array
    acronyms: list[Tag]
    spelt: Lists
    blobs: list[bytes]

    def __len__(self) -> int:
        return len(self.ids)

    def chosen(self, which: Array) -> Columns:
        """Some of the articles, in the order asked for."""
        at = which.tolist()
        return Columns(
            [self.ids[n] for n in at],
            self.forms,
            self.words.chosen(which),
            self.title[which],
            self.day[which],
            self.minute[which],
            self.events.chosen(which),
            self.agency_tags,
            self.agencies.chosen(which),
            self.region_tags,
            self.regions.chosen(which),
            self.face[which],
            self.acronyms,
            self.spelt.chosen(which),
            [self.blobs[n] for n in at],
        )

    def in_order(self) -> Columns:
        """The same articles by id."""
        if all(a < b for a, b in zip(self.ids, self.ids[1:], strict=False)):
            return self
        return self.chosen(np.array(sorted(range(len(self)), key=self.ids.__getitem__), np.int64))


def joined(parts: Sequence[Columns]) -> Columns:
    """Several batches as one. No id may stand in two of them."""
    if len(parts) == 1:
        return parts[0].in_order()
    forms: dict[Form, int] = {}
    agencies: dict[str, tuple[int, str]] = {}
    regions: dict[str, tuple[int, str]] = {}
    # Where batches call a value differently, the one with the lowest id has its way.
    for part in sorted(parts, key=lambda p: p.ids[:1]):
        for tags, table in ((part.agency_tags, agencies), (part.region_tags, regions)):
            for value, label in tags:
                table.setdefault(value, (len(table), label))
    pairs: dict[Tag, int] = {}
    for part in parts:
        for pair in part.acronyms:
            pairs.setdefault(pair, len(pairs))
    words = []
    for part in parts:
        new = np.array([forms.setdefault(form, len(forms)) for form in part.forms], np.uint32)
        words.append(Lists(part.words.ptr, new[part.words.numbers] if len(new) else part.words.numbers))
    return Columns(
        [i for p in parts for i in p.ids],
        list(forms),
        joined_lists(words),
        np.concatenate([p.title for p in parts]),
        np.concatenate([p.day for p in parts]),
        np.concatenate([p.minute for p in parts]),
        joined_lists([p.events for p in parts]),
        _tags(agencies),
        joined_lists([_renumbered(p.agencies, p.agency_tags, agencies) for p in parts]),
        _tags(regions),
        joined_lists([_renumbered(p.regions, p.region_tags, regions) for p in parts]),
        np.concatenate([p.face for p in parts]),
        list(pairs),
        joined_lists([_with_numbers(p.spelt, [pairs[pair] for pair in p.acronyms]) for p in parts]),
        [b for p in parts for b in p.blobs],
    ).in_order()


def _tags(table: dict[str, tuple[int, str]]) -> list[Tag]:
    return [(value, label) for value, (_, label) in table.items()]


def _renumbered(lists: Lists, tags: Sequence[Tag], table: dict[str, tuple[int, str]]) -> Lists:
    return _with_numbers(lists, [table[value][0] for value, _ in tags])


def _with_numbers(lists: Lists, numbers: Sequence[int]) -> Lists:
    new = np.array(numbers, np.uint32)
    return Lists(lists.ptr, new[lists.numbers] if len(new) else lists.numbers)
