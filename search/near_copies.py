"""Which texts are near-copies of each other: a small fingerprint a text, and stories out of many of them.

A story is what is connected by pairs of near-copies. A pair is one whose fingerprints share a band and whose texts
are `alike`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from search.analysis.shingles import BANDS, PLACES, Shingles, bands, jaccard, sketch

SIMILAR = 0.5
"""Jaccard similarity of two texts' shingles from which they are near-copies: docs/understanding.md, Near-copies."""
SHORT = 20
"""Shingles below which a text is a near-copy of its own words alone: notes that differ in a number or a place are made
from one form, and tell of different things."""
WORTH_COMPARING = 0.3
"""Similarity told by two fingerprints from which their texts are compared; its error is .06 at .5."""
FINGERPRINT = np.dtype([("bands", np.uint32, BANDS), ("sketch", np.uint16, PLACES)])
"""A text's fingerprint, 200 bytes."""
Fingerprints = np.ndarray[Any, Any]
Keys = np.ndarray[Any, np.dtype[np.int64]]
Alike = Callable[[int, int], bool]
"""(number of a text, number of another) -> whether they are near-copies."""


def alike(one: Shingles, other: Shingles) -> bool:
    """Whether two texts are near-copies by their shingles."""
    if min(len(one), len(other)) < SHORT:
        return len(one) > 0 and np.array_equal(one, other)
    return jaccard(one, other) >= SIMILAR


def fingerprint(shingles: Shingles) -> bytes:
    """The fingerprint of a text; empty for one without shingles, which has no near-copies."""
    if not len(shingles):
        return b""
    places = sketch(shingles)
    return bands(places).astype(np.uint32).tobytes() + places.astype(np.uint16).tobytes()


def fingerprints(joined: bytes) -> Fingerprints:
    """Fingerprints that stand one after the other."""
    return np.frombuffer(joined, FINGERPRINT)


def band_keys(fingerprint: bytes) -> list[int]:
    """The bands of a fingerprint as numbers that no two bands share; empty for an empty one."""
    if not fingerprint:
        return []
    found = fingerprints(fingerprint)[0]["bands"].astype(np.int64)
    return list((np.arange(BANDS, dtype=np.int64) << 32 | found).tolist())


def all_band_keys(prints: Sequence[bytes]) -> Keys:
    """The keys of many fingerprints, ascending, each in a row with the place of its fingerprint."""
    places = np.array([n for n, print_ in enumerate(prints) if print_], np.int64)
    bands = fingerprints(b"".join(prints))["bands"].astype(np.int64)
    keys = (bands + (np.arange(BANDS, dtype=np.int64) << 32)).ravel()
    order = np.argsort(keys, kind="stable")
    return np.stack([keys[order], np.repeat(places, BANDS)[order]], axis=1)


def worth_comparing(one: bytes, others: Sequence[bytes]) -> list[bool]:
    """Whether each of the others is so much like one that their texts are worth comparing."""
    if not others:
        return []
    found = fingerprints(b"".join(others))["sketch"] == fingerprints(one)[0]["sketch"]
    return list((found.mean(axis=1) >= WORTH_COMPARING).tolist())


class Groups:
    """Numbers that belong together, by pairs."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, number: int) -> int:
        """The number that names the group."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, a: int, b: int) -> None:
        """Make one group of two."""
        a, b = self.of(a), self.of(b)
        self._above[max(a, b)] = min(a, b)

    def lists(self) -> list[list[int]]:
        """The groups of more than one number."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            if self._above[number] != number or number in found:
                found.setdefault(self.of(number), []).append(number)
        return [sorted({group, *members}) for group, members in found.items()]


def stories(texts: Fingerprints, alike: Alike) -> list[list[int]]:
    """The texts of each story of more than one, ascending. `alike` is asked for as few pairs as possible."""
    groups = Groups(len(texts))
    for one, others in _worth_comparing(texts):
        for other in others:
            if groups.of(one) != groups.of(other) and alike(one, other):
                groups.join(one, other)
    return groups.lists()


def _worth_comparing(texts: Fingerprints) -> Iterator[tuple[int, list[int]]]:
    """Each text with those before it that share a band with it and are worth comparing, band by band."""
    for band in range(BANDS):
        keys = texts["bands"][:, band]
        order = np.argsort(keys, kind="stable")
        sorted_keys = keys[order]
        ends = np.append(np.flatnonzero(sorted_keys[1:] != sorted_keys[:-1]) + 1, len(keys))
        start = 0
        for end in ends.tolist():
            if end - start > 1:
                members = order[start:end]
                sketches = texts["sketch"][members]
                for place in range(1, end - start):
                    worth = (sketches[:place] == sketches[place]).mean(axis=1) >= WORTH_COMPARING
                    if worth.any():
                        yield int(members[place]), members[:place][worth].tolist()
            start = end
