"""Words that may be near a word, and words that begin so, in a segment's sorted dictionary."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

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


@intrinsic
def _ones(typing: Any, bits: Any) -> Any:
    """How many bits of a 32-bit number are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint32(types.uint32), generate


@njit(cache=True, nogil=True)
def alike(starts: Array, masks: Array, length: int, mask: int, distance: int) -> Array:
    """The places of the words that may be at most `distance` slips away from one of `length` bytes with these letters:
    each slip adds one letter and takes another away at most, and those that make a word longer take none away."""
    words = len(masks)
    flags = np.empty(words, np.uint8)
    wanted, others, own = np.uint32(mask), np.uint32(1 << 27), np.uint32(length)
    # In 32 bits and without a branch: the machine looks at many words at once. Sizes beyond the bounds wrap around.
    most, wide = np.uint32(distance), np.uint32(3 * distance)
    for word in range(words):
        size = np.uint32(np.uint32(starts[word + 1]) - np.uint32(starts[word]))
        longer = np.uint32(size - own) if size > own else np.uint32(0)
        shorter = np.uint32(own - size) if own > size else np.uint32(0)
        added: int = _ones(np.uint32(masks[word] & ~wanted))
        gone: int = _ones(np.uint32(wanted & ~masks[word]))
        near = np.uint8(np.uint32(added + shorter) <= most) & np.uint8(np.uint32(gone + longer) <= most)
        # A letter beyond ASCII has up to three bytes.
        near_in_bytes = np.uint8(added <= most) & np.uint8(gone <= most)
        near_in_bytes &= np.uint8(np.uint32(longer + shorter) <= wide)
        is_plain = np.uint8(np.uint32(np.uint32(masks[word] | wanted) & others) == np.uint32(0))
        flags[word] = near | (near_in_bytes & np.uint8(np.uint8(1) - is_plain))
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
