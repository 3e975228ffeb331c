"""Texts -> shingles (four words in a row) as numbers, and what tells which texts may share half of them.

Broder, "On the resemblance and containment of documents" (1997). A text's sketch holds, for each of PLACES evenly
spread places on a circle, the shingle that comes first from there: two texts have the same one with a chance that is
their Jaccard similarity. Texts that agree in all places of a band are worth a closer look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from search.model import Form, Words

Shingles = np.ndarray[Any, np.dtype[np.uint64]]
WIDTH = 4
"""Words of a shingle."""
BANDS, ROWS = 20, 3
"""Two texts of similarity .5 agree in some band with a chance of .93, of .6 with .99, of .1 with .02."""
PLACES = BANDS * ROWS
_EDGES = np.arange(PLACES, dtype=np.uint64) * np.uint64(2**64 // PLACES)
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_BAND = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0xD1B54A32D192ED03)


class Shingler:
    """Makes shingles of texts whose words are numbers into one table, which may still grow. For one thread."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = forms
        self._hashes = np.zeros(0, np.uint64)
        self._known = 0

    def shingles(self, words: Words) -> Shingles:
        """The different shingles of a text, ascending; none for one of fewer than WIDTH words. Spelling counts, letter
        case and signs do not."""
        if len(words) < WIDTH:
            return np.zeros(0, np.uint64)
        if self._known < len(self._forms):
            self._learn()
        hashed = self._hashes[np.frombuffer(words.numbers, np.uint32)]
        count = len(hashed) - WIDTH + 1
        found = hashed[:count].copy()
        for place in range(1, WIDTH):
            found *= _MIX
            found += hashed[place : place + count]
        found = _mixed(found)
        found.sort()
        new = np.empty(count, np.bool_)
        new[0] = True
        np.not_equal(found[1:], found[:-1], out=new[1:])
        return found[new]

    def _learn(self) -> None:
        new = b"".join([_hash(form.exact) for form in self._forms[self._known :]])
        held, self._known = self._known, self._known + len(new) // 8
        if self._known > len(self._hashes):
            self._hashes = np.concatenate([self._hashes[:held], np.zeros(self._known + 1000, np.uint64)])
        self._hashes[held : self._known] = np.frombuffer(new, np.uint64)


def _hash(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _mixed(values: Shingles) -> Shingles:
    values = (values ^ (values >> _SHIFT)) * _MIX
    mixed: Shingles = values ^ (values >> _SHIFT)
    return mixed


def sketch(shingles: Shingles) -> Shingles:
    """PLACES shingles of a text, see above; `shingles` ascend and are not empty."""
    return shingles[np.searchsorted(shingles, _EDGES) % len(shingles)]


def bands(sketch: Shingles) -> Shingles:
    """BANDS numbers: texts that share one are worth a closer look. Places far from each other make a band."""
    found = _BAND.copy()
    for row in sketch.reshape(ROWS, BANDS):
        found *= _MIX
        found += row
    return _mixed(found)


def jaccard(a: Shingles, b: Shingles) -> float:
    """Shared shingles / different shingles of two texts; 0.0 where one has none."""
    if not len(a) or not len(b):
        return 0.0
    both = np.concatenate([a, b])
    both.sort()
    shared = int((both[1:] == both[:-1]).sum())
    return shared / (len(both) - shared)
