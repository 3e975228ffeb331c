"""Loops that take turns with Python: a hint that may cost time, never an answer."""

import numpy as np

from search.engines.whoosh.kernels.turns import enter, leave


def test_a_cell_that_nobody_clears_holds_nobody_up() -> None:
    cell = np.ones(1, np.int64)
    enter(cell.ctypes.data)
    assert cell[0] == 1, "who has waited long enough goes on, and says that it is in Python now"


def test_who_goes_says_so_and_who_comes_says_so() -> None:
    cell = np.ones(1, np.int64)
    leave(cell.ctypes.data)
    assert cell[0] == 0
    enter(cell.ctypes.data)
    assert cell[0] == 1
