"""Ctrl-C and SIGTERM: the command ends with a code of its own, and nothing that it had begun stays."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from indexer import upkeep
from tests.site_under_test import DEADLINE, Site, chance, row, rows, seen, texts

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
        assert seen(site.directory / "staging.sqlite3", process), "the signal must meet the work, not Python's start"
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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_add_that_is_stopped_leaves_nothing_behind(site: Site, number: signal.Signals) -> None:
    random = chance()
    for n in range(TRIES):
        before, new = site.found(), rows(60, f"versi{n}")
        process = site.start("add", site.source(new))
        assert seen(next((site.directory / "generations").glob("g*")) / f"c{n + 3:06d}.tmp", process) or n
        ended, said = signalled(process, number, random.uniform(0.0, 0.1))
        assert "Traceback" not in said, said
        assert ended in (0, 1, 143) or "added: " in said, said
        assert site.leftovers() == []
        after = texts(new)
        assert site.exported() in ({**before, **after}, site.found())
        site.add(row("sesudah"))
        assert site.found() == site.exported()
        assert site.found().keys() >= before.keys()
    assert upkeep.check(site.place()) == []
