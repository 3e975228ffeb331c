"""Counting in runs of words, many at once, is counting them one by one."""

from __future__ import annotations

import random

import numpy as np
import pytest
from numba import njit

from search.engines.whoosh.kernels.scans import BLOCK, first, pairs, times, triples
from tests.seeds import SEED


@njit
def counted(words: np.ndarray, a: int, b: int, low: int, width: int, low2: int, width2: int) -> tuple[int, int]:
    return times(words, a, b, low, width), pairs(words, a, b, low, width, low2, width2)


@pytest.mark.parametrize("size", [0, 1, 2, 7, 300, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_runs_of_any_length(size: int) -> None:
    chance = random.Random(SEED + size)
    for _ in range(20):
        words = [chance.choice([3, 4, 5, 9, 65_535]) for _ in range(size)]
        a, b = sorted(chance.randint(0, size) for _ in range(2)) if chance.random() < 0.5 else (0, size)
        low, width, low2, width2 = (chance.choice([3, 4, 65_534]), chance.choice([1, 2]), 4, chance.choice([1, 6]))
        one = [low <= word < low + width for word in words]
        other = [low2 <= word < low2 + width2 for word in words]
        expected = sum(one[a:b]), sum(one[n] and other[n + 1] for n in range(a, b - 1))
        given = (np.uint16(n) for n in (low, width, low2, width2))
        assert counted(np.array(words, np.uint16), a, b, *given) == expected


@njit
def first_of(words: np.ndarray, a: int, b: int, low: int, width: int) -> int:
    return first(words, a, b, low, width)


@pytest.mark.parametrize("size", [0, 1, 2, 31, 32, 33, 64, 300])
def test_the_first_of_some_words(size: int) -> None:
    chance = random.Random(SEED + size)
    for _ in range(40):
        words = [chance.choice([3, 4, 9, 65_535] if chance.random() < 0.1 else [9]) for _ in range(size)]
        a, b = sorted(chance.randint(0, size) for _ in range(2))
        low, width = chance.choice([3, 65_534]), chance.choice([1, 2])
        expected = next((n for n, word in enumerate(words[a:b]) if low <= word < low + width), b - a)
        assert first_of(np.array(words, np.uint16), a, b, np.uint16(low), np.uint16(width)) == expected


@njit
def in_a_row(words: np.ndarray, a: int, b: int, one: int, two: int, three: int) -> int:
    return triples(words, a, b, one, two, three)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 300, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 2, 2 * BLOCK + 3])
def test_three_words_in_runs_of_any_length(size: int) -> None:
    chance = random.Random(SEED + size)
    for _ in range(20):
        words = [chance.choice([3, 4]) for _ in range(size)]
        a, b = sorted(chance.randint(0, size) for _ in range(2)) if chance.random() < 0.5 else (0, size)
        three = [chance.choice([3, 4]) for _ in range(3)]
        expected = sum(words[n : n + 3] == three for n in range(a, b - 2))
        assert in_a_row(np.array(words, np.uint16), a, b, *(np.uint16(n) for n in three)) == expected


def test_the_same_word_more_often_than_a_counter_holds() -> None:
    words = np.full(150_000, 7, np.uint16)
    one = np.uint16(1)
    assert counted(words, 0, len(words), words[0], one, words[0], one) == (150_000, 149_999)
