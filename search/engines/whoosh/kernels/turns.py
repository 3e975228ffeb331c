"""Taking turns with Python: a loop that ends waits a moment for the thread that runs Python, instead of being put to
sleep and woken by the interpreter's lock, which takes longer than most questions do.

One 64-bit cell a process says whether a thread is between two loops, the one behind it how long to wait for that. It
is a hint: nothing but time depends on it.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from search.engines.whoosh.layout import Array

_LOOKS = 1_000_000
"""Looks at the cell, half a millisecond on the machine of docs/performance.md: longer than a question's Python takes. A
thread that gives up sooner sleeps until the lock is free, and by then the other one, in its next question, has taken it
again: one of two threads hardly comes to its turn (the figure "threads" of `make bench`)."""


def new_cell(cores: int) -> Array:
    """A cell that nobody has entered. With a single core who looks keeps off it the thread that is looked for."""
    return np.array([0, _LOOKS if cores > 1 else 0], np.int64)


CELL = new_cell(len(os.sched_getaffinity(0)))


def _at(context: Any, builder: Any, place: Any) -> Any:
    return builder.inttoptr(place, context.get_value_type(types.int64).as_pointer())


@intrinsic
def load(typing: Any, place: Any) -> Any:
    """The number at an address, as another thread has left it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load_atomic(_at(context, builder, arguments[0]), "acquire", 8)

    return types.int64(types.int64), generate


@intrinsic
def store(typing: Any, place: Any, value: Any) -> Any:
    """Leave a number at an address for other threads."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store_atomic(arguments[1], _at(context, builder, arguments[0]), "release", 8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


@njit(cache=True, nogil=True)
def leave(cell: int) -> None:
    """Say that this thread has left Python."""
    store(cell, 0)


@njit(cache=True, nogil=True)
def enter(cell: int) -> None:
    """Wait until no thread is in Python, though not for long, and say that this one is."""
    for _ in range(load(cell + 8)):
        if load(cell) == 0:
            break
    store(cell, 1)
