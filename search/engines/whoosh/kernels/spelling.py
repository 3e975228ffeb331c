"""Words near a word, and words that begin so, in a segment's sorted dictionary."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lookup import first_not_before
from search.engines.whoosh.layout import Array

_LONGEST = 64


@njit(cache=True, nogil=True)
def prefix_range(blob: Array, starts: Array, prefix: Array) -> tuple[int, int]:
    """From and to before the places of the words that begin so."""
    count = len(starts) - 1
    first = first_not_before(blob, starts, count, prefix, 0, len(prefix))
    low, high = first, count
    while low < high:
        middle = (low + high) >> 1
        begins = starts[middle + 1] - starts[middle] >= len(prefix)
        for n in range(len(prefix)):
            if begins and blob[starts[middle] + n] != prefix[n]:
                begins = False
        if begins:
            low = middle + 1
        else:
            high = middle
    return first, low


@njit(cache=True, nogil=True)
def near(blob: Array, starts: Array, wanted: Array, distance: int) -> Array:
    """The places of the words at most `distance` (1 or 2) letters added, left out or changed away from `wanted`, which
    is given as code points."""
    found = np.empty(1024, np.int64)
    count = 0
    letters = np.empty(_LONGEST + 1, np.int64)
    row = np.empty(_LONGEST + 2, np.int64)
    if len(wanted) > _LONGEST:
        return found[:0]
    for word in range(len(starts) - 1):
        size = np.int64(starts[word + 1]) - np.int64(starts[word])
        if size < len(wanted) - distance or size > 4 * (len(wanted) + distance):
            continue
        length = _code_points(blob, np.int64(starts[word]), np.int64(starts[word + 1]), letters)
        if abs(length - len(wanted)) <= distance and _within(letters, length, wanted, distance, row):
            if count == len(found):
                more = np.empty(2 * count, np.int64)
                more[:count] = found
                found = more
            found[count] = word
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _code_points(blob: Array, a: int, b: int, letters: Array) -> int:
    """The code points of UTF-8 bytes; at most as many as `letters` takes."""
    count = 0
    while a < b and count < len(letters):
        byte = np.int64(blob[a])
        more = 0 if byte < 0x80 else 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
        letter = byte if more == 0 else byte & (0x3F >> more)
        for n in range(1, more + 1):
            letter = (letter << 6) | (np.int64(blob[a + n]) & 0x3F)
        letters[count] = letter
        count += 1
        a += more + 1
    return count


@njit(cache=True, nogil=True)
def _within(letters: Array, length: int, wanted: Array, distance: int, row: Array) -> bool:
    """Whether the edit distance is at most `distance`: the row of the usual table, left where it grows too large."""
    for n in range(len(wanted) + 1):
        row[n] = n
    for i in range(1, length + 1):
        before, row[0] = row[0], i
        least = row[0]
        for j in range(1, len(wanted) + 1):
            change = before + (letters[i - 1] != wanted[j - 1])
            before = row[j]
            row[j] = min(row[j] + 1, row[j - 1] + 1, change)
            least = min(least, row[j])
        if least > distance:
            return False
    return bool(row[len(wanted)] <= distance)
