"""How often words stand in a run of an article's words: written so that the machine compares eight of them at once.

The counters are as wide as what is compared, and begin anew before they are full.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.pointers import prefetch
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col

_SEQ = Col.SEQ
BLOCK = 32_768
"""Places counted at once: fewer than a counter of 16 bits can hold."""
_LINE = 64
"""Bytes that memory is read in."""


@njit(inline="always")
def bring(row: Array, ptr: Array, doc: int, words: int) -> None:
    """Have the first words of an article brought near: they stand all over the memory, and will be read in a moment.
    `ptr` is where each article's begin."""
    a = np.int64(ptr[doc])
    b = min(np.int64(ptr[doc + 1]), a + words)
    for place in range(row[_SEQ] + 2 * a, row[_SEQ] + 2 * b, _LINE):
        prefetch(place)


@njit(inline="always")
def times(words: Array, a: int, b: int, low: int, width: int) -> int:
    """How many of words[a:b] are among the `width` numbers from `low` on; all three of 16 bits."""
    found = 0
    for first in range(a, b, BLOCK):
        block, here = words[first : min(b, first + BLOCK)], np.uint16(0)
        for word in block:
            here = np.uint16(here + np.uint16(np.uint16(word - low) < width))
        found += np.int64(here)
    return found


@njit(inline="always")
def first(words: Array, a: int, b: int, low: int, width: int) -> int:
    """The place in words[a:b] of the first that is among the `width` numbers from `low` on, b - a where none is; of at
    most BLOCK words."""
    block, place = words[a:b], np.uint16(b - a)
    for n in range(len(block)):
        here = np.uint16(n) if np.uint16(block[n] - low) < width else np.uint16(b - a)
        place = here if here < place else place
    return np.int64(place)


@njit(inline="always")
def pairs(words: Array, a: int, b: int, low: int, width: int, low2: int, width2: int) -> int:
    """How many of words[a:b] are among the first numbers and followed there by one that is among the second."""
    found = 0
    for first in range(a, b - 1, BLOCK):
        block, after = words[first : min(b - 1, first + BLOCK)], words[first + 1 : min(b, first + 1 + BLOCK)]
        here = np.uint16(0)
        for n in range(len(block)):
            both = (np.uint16(block[n] - low) < width) & (np.uint16(after[n] - low2) < width2)
            here = np.uint16(here + np.uint16(both))
        found += np.int64(here)
    return found


@njit(inline="always")
def triples(words: Array, a: int, b: int, one: int, two: int, three: int) -> int:
    """How often three words stand in words[a:b] one after the other."""
    found = 0
    for first in range(a, b - 2, BLOCK):
        block = words[first : min(b - 2, first + BLOCK)]
        after, last = words[first + 1 : min(b - 1, first + 1 + BLOCK)], words[first + 2 : min(b, first + 2 + BLOCK)]
        here = np.uint16(0)
        for n in range(len(block)):
            here = np.uint16(here + np.uint16((block[n] == one) & (after[n] == two) & (last[n] == three)))
        found += np.int64(here)
    return found
