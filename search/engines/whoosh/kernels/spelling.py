"""Words that may be near a word, and words that begin so, in a segment's sorted dictionary."""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.lookup import first_not_before
from search.engines.whoosh.layout import Array

_BLOCK = 32


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
def letters(blob: Array, starts: Array) -> Array:
    """Which letters each word is made of: a bit for each of a to z, one for digits and one for all others."""
    masks = np.zeros(len(starts) - 1, np.uint32)
    for word in range(len(masks)):
        mask = np.uint32(0)
        for at in range(starts[word], starts[word + 1]):
            mask |= _bit(blob[at])
        masks[word] = mask
    return masks


@njit(cache=True, nogil=True)
def alike(starts: Array, masks: Array, length: int, mask: int, distance: int) -> Array:
    """The places of the words that may be at most `distance` slips away from one of `length` bytes with these letters:
    each slip adds one letter and takes another away at most."""
    words = len(masks)
    flags = np.empty(words, np.uint8)
    wanted, most = np.uint32(mask), np.uint32(2 * distance)
    others = np.uint32(1 << 27)
    # In 32 bits and without a branch: the machine looks at eight words at once. Sizes beyond the bounds wrap around.
    narrow, wide = np.uint32(distance), np.uint32(3 * distance)
    for word in range(words):
        size = np.uint32(np.uint32(starts[word + 1]) - np.uint32(starts[word]))
        bits = np.uint32(masks[word] ^ wanted)
        bits = np.uint32(bits - np.uint32(np.uint32(bits >> np.uint32(1)) & np.uint32(0x55555555)))
        bits = np.uint32(
            np.uint32(bits & np.uint32(0x33333333)) + np.uint32(np.uint32(bits >> np.uint32(2)) & np.uint32(0x33333333))
        )
        bits = np.uint32(np.uint32(bits + np.uint32(bits >> np.uint32(4))) & np.uint32(0x0F0F0F0F))
        differ = np.uint32(np.uint32(bits * np.uint32(0x01010101)) >> np.uint32(24))
        slack = wide if np.uint32(np.uint32(masks[word] | wanted) & others) else narrow
        off = np.uint32(np.uint32(size + slack) - np.uint32(length))
        flags[word] = np.uint8(differ <= most) & np.uint8(off <= np.uint32(slack + slack))
    found, count = np.empty(words + 1, np.int32), 0
    for first in range(0, words, _BLOCK):
        if first + _BLOCK <= words:
            together = np.uint8(0)
            for word in range(_BLOCK):
                together |= flags[first + word]
            if together == 0:
                continue
        for word in range(first, min(first + _BLOCK, words)):
            found[count] = word
            count += flags[word]
    return found[:count]


@njit(cache=True, nogil=True)
def gathered(blob: Array, starts: Array, places: Array) -> Array:
    """The words at some places one after the other, a space behind each."""
    size = len(places)
    for word in places:
        size += np.int64(starts[word + 1]) - np.int64(starts[word])
    text, at = np.empty(size, np.uint8), 0
    for word in places:
        for n in range(starts[word], starts[word + 1]):
            text[at] = blob[n]
            at += 1
        text[at] = 32
        at += 1
    return text


@njit(cache=True, nogil=True)
def _bit(byte: int) -> int:
    if 97 <= byte <= 122:
        return np.uint32(1) << np.uint32(byte - 97)
    return np.uint32(1) << np.uint32(26 if byte < 0x80 else 27)
