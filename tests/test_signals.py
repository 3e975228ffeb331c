"""Ctrl-C and SIGTERM: the command ends with a code of its own, and nothing that it had begun stays."""

from __future__ import annotations

import os
import signal
import subprocess
import types
import weakref
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from indexer import pipeline, upkeep
from indexer.cli.stopping import stop_in_order
from indexer.staging import Staging
from tests.seeds import chance
from tests.site_under_test import DEADLINE, Site, row, rows, seen, texts

TRIES = 6
MANY = 250
"""Rows whose rebuild takes longer than any signal here is late."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(30, "mula"))
    return site


def signalled(process: subprocess.Popen[str], number: signal.Signals, seconds: float) -> tuple[int, str]:
    """Exit code and words of a command that is told to stop after a while."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    said = process.communicate(timeout=DEADLINE)[1]
    return process.returncode, said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_a_rebuild_that_is_stopped_leaves_nothing_behind(site: Site, number: signal.Signals, code: int) -> None:
    random = chance()
    stopped = 0
    for n in range(TRIES):
        before, new = site.found(), rows(MANY, f"generasi{n}")
        process = site.start("reindex", site.source(new), "--yes")
        # The signal must meet the work, not Python's start.
        seen((site.directory / "staging.sqlite3").exists, process)
        ended, said = signalled(process, number, random.uniform(0.0, 0.25) if n else 0.0)
        assert "Traceback" not in said, said
        # At Python's own end the signal finds no handler any more; the work is done then.
        done = ended == 0 or (ended == -number and "indexed: " in said)
        assert done or ended == code, said
        assert site.leftovers() == []
        stopped += not done
        if done:
            assert site.holds(new)
            continue
        # Where the archive had just taken the sources, the next change brings readers to them.
        assert site.found() in (before, texts(new))
        assert site.exported() in (before, texts(new))
    assert stopped > 0
    site.add(row("sesudah"))
    assert site.found() == site.exported()
    assert upkeep.check(site.place()) == []


def test_a_stop_when_a_rebuild_has_just_made_its_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there, and nothing that removes it has it yet."""

    def stopped(opened: object) -> object:
        if isinstance(opened, Staging):
            assert (site.directory / "staging.sqlite3").exists()
            raise KeyboardInterrupt
        return closing(opened)  # type: ignore[type-var]

    monkeypatch.setattr(pipeline, "closing", stopped)
    with pytest.raises(KeyboardInterrupt):
        pipeline.reindex(site.place(), [str(site.source(rows(3, "lain")))])
    assert site.leftovers() == []


class Freed:
    """An object whose destructor is interrupted; Python would print the exception there and go on."""

    def __init__(self, number: signal.Signals) -> None:
        self._number = number

    def __del__(self) -> None:
        os.kill(os.getpid(), self._number)
        self.reached = True


def callback(number: signal.Signals) -> None:
    """What importing calls when a lock of its own is freed, interrupted there: Python prints the exception too."""

    def cb(_: object) -> None:
        os.kill(os.getpid(), number)

    code = cb.__code__.replace(co_qualname="_get_module_lock.<locals>.cb")
    told = types.FunctionType(code, globals(), "cb", None, cb.__closure__)
    watched = set[int]()
    weak = weakref.ref(watched, told)
    del watched
    assert weak() is None


@pytest.mark.parametrize("swallowed", [Freed, callback], ids=["destructor", "callback"])
@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)], ids=["Ctrl-C", "SIGTERM"]
)
def test_a_stop_that_comes_where_exceptions_are_swallowed_is_not_lost(
    number: signal.Signals, error: type[BaseException], swallowed: Callable[[signal.Signals], object]
) -> None:
    before = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop_in_order()
        swallowed(number)
        with pytest.raises(error):
            signal.sigtimedwait([], DEADLINE)
    finally:
        for s, handler in before.items():
            signal.signal(s, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_add_that_is_stopped_leaves_nothing_behind(site: Site, number: signal.Signals) -> None:
    random = chance()
    for n in range(TRIES):
        before, new = site.found(), rows(60, f"versi{n}")
        process = site.start("add", site.source(new))
        seen(lambda: (site.directory / "write.lock").stat().st_size > 0, process)
        ended, said = signalled(process, number, random.uniform(0.0, 0.1))
        assert "Traceback" not in said, said
        assert ended in (0, 1, 143) or "added: " in said, said
        assert site.leftovers() == []
        both = {**before, **texts(new)}
        assert site.found() in (before, both)
        assert site.exported() in (before, both)
        site.add(row("sesudah"))
        assert site.found() == site.exported()
        assert site.found().keys() >= before.keys()
    assert upkeep.check(site.place()) == []
