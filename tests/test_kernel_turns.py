"""Loops that take turns with Python: a hint that may cost time, never an answer."""

from search.engines.whoosh.kernels.turns import enter, leave, new_cell


def test_a_cell_that_nobody_clears_holds_nobody_up() -> None:
    for cores in (1, 2):
        asked = new_cell(cores)
        asked[0] = 1
        enter(asked.ctypes.data)
        assert asked[0] == 1, "who has waited long enough goes on, and says that it is in Python now"


def test_who_goes_says_so_and_who_comes_says_so() -> None:
    asked = new_cell(2)
    enter(asked.ctypes.data)
    assert asked[0] == 1
    leave(asked.ctypes.data)
    assert asked[0] == 0


def test_on_one_core_nobody_looks_for_who_could_not_run_meanwhile() -> None:
    assert new_cell(1).tolist() == [0, 0]
    assert new_cell(2)[1] > 0
