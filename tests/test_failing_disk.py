"""A disk that is full, broken or not ours: readers keep what they have, the error says why, the next run works."""

from __future__ import annotations

import builtins
import ctypes
import errno
import gc
import io
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer import upkeep
from indexer.cli import main
from tests.site_under_test import Site, row, rows, texts

CALLS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (os, "replace"),
    (os, "rename"),
    (os, "link"),
    (os, "mkdir"),
    (os, "ftruncate"),
    (os, "pwrite"),
    (builtins, "open"),
    (io, "open"),
]
# Whoosh leaves its half-written files open when a write fails; the process of a command ends there.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
MOST_CALLS = 400
"""More calls than any of these runs makes: a loop that gets here does not end."""


class Disk:
    """Lets the n-th writing call of a run fail: once, or it and all after it, as a full disk does."""

    def __init__(self, nth: int, code: int, lasting: bool) -> None:
        self.calls = 0
        self.failed: list[str] = []
        self._nth, self._code, self._lasting = nth, code, lasting

    def call(self, name: str) -> None:
        self.calls += 1
        if self.calls == self._nth or (self._lasting and self.calls > self._nth):
            self.failed.append(name)
            if name == "COMMIT":
                raise sqlite3.OperationalError("disk I/O error")
            raise OSError(self._code, os.strerror(self._code))

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            mode = str(given[1] if len(given) > 1 else more.get("mode", "r"))
            if name != "open" or set(mode) & set("wax+"):
                self.call(name)
            return real(*given, **more)

        return call

    def connection(self) -> type[sqlite3.Connection]:
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
                if statement == "COMMIT":
                    disk.call("COMMIT")
                return super().execute(statement, *given)

        return Connection

    @contextmanager
    def at_work(self) -> Iterator[None]:
        connect, factory = sqlite3.connect, self.connection()
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in CALLS:
                patch.setattr(owner, name, self.wrapped(name, getattr(owner, name)))
            patch.setattr(sqlite3, "connect", lambda *a, **more: connect(*a, **more, factory=factory))
            yield


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What Whoosh left open is collected here, not in some later test that would be blamed for it."""
    yield
    gc.collect()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(3, "mula"))
    return site


def telusur(site: Site, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--index", str(site.directory)])


def ended_well(result: Result) -> bool:
    """Exit 0 (3: but for the rejects), or exit 1 with one line and a next step; nothing else."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    if result.exit_code in (0, 3):
        return True
    assert result.exit_code == 1
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("Error: ")
    assert "run it again" in line or "telusur" in line, line
    return False


FAULTS = [
    pytest.param([errno.EIO, errno.EACCES], False, id="one call fails or is refused"),
    pytest.param([errno.ENOSPC], True, id="the disk is full from then on"),
]


def after_each_fault(
    site: Site, codes: list[int], lasting: bool, begin: Callable[[int], tuple[list[str], dict[str, str]]]
) -> int:
    """Fail the n-th call for every n until a run needs no more calls; returns how many runs were disturbed.

    `begin(n)` gives the command's words and what the site holds once it is done.
    """
    for nth in range(1, MOST_CALLS):
        before = site.found()
        words, done = begin(nth)
        disk = Disk(nth, codes[nth % len(codes)], lasting)
        with disk.at_work():
            well = ended_well(telusur(site, *words))
        found, exported = site.found(), site.exported()
        assert found in (before, done), (nth, disk.failed)
        assert exported in (before, done), (nth, disk.failed)
        if well:
            assert found == exported == done, (nth, disk.failed)
        if not disk.failed:
            assert well
            return nth - 1
        assert ended_well(telusur(site, *words)), "the next run works, in the same process too"
        assert site.found() == site.exported() == done, (nth, disk.failed)
        assert upkeep.check(site.place()) == []
    raise AssertionError("the runs never came through")


@pytest.mark.parametrize(("codes", "lasting"), FAULTS)
def test_an_add_whose_disk_fails_anywhere(site: Site, codes: list[int], lasting: bool) -> None:
    def begin(n: int) -> tuple[list[str], dict[str, str]]:
        given = [row("k-001", f"versi{n}"), row(f"baru-{n % 2}", f"versi{n}")]
        return ["add", site.source([*given, {**row(f"buruk-{n}"), "body": ""}])], site.exported() | texts(given)

    assert after_each_fault(site, codes, lasting, begin) > 15


@pytest.mark.parametrize(("codes", "lasting"), FAULTS)
def test_a_rebuild_whose_disk_fails_anywhere(site: Site, codes: list[int], lasting: bool) -> None:
    def begin(n: int) -> tuple[list[str], dict[str, str]]:
        given = [*rows(3, f"versi{n}"), row(f"baru-{n % 2}")]
        return ["reindex", site.source(given), "--yes"], texts(given)

    assert after_each_fault(site, codes, lasting, begin) > 15
    assert telusur(site, "prune").exit_code == 0
    assert site.leftovers() == []


def limited(most: int) -> Callable[[], None]:
    """Run in a child before the command: no file may grow beyond so many bytes, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("command", ["add", "reindex"])
def test_a_disk_that_fills_up_at_ten_levels(site: Site, command: str) -> None:
    """Real refusals by the kernel, inside SQLite and Whoosh too."""
    given = [{**r, "body": f"{r['body']} " + f"isi{n} kata " * 3000} for n, r in enumerate(rows(12, "penuh"))]
    words = [command, site.source(given), *(["--yes"] if command == "reindex" else [])]
    before = site.found()
    codes = []
    for most in (1, 500, 2_000, 8_000, 20_000, 50_000, 100_000, 200_000, 300_000, 400_000):
        ended = site.run(*words, preexec_fn=limited(most))
        codes.append(ended.returncode)
        if ended.returncode == 0:
            break
        assert ended.returncode == 1
        (line,) = ended.stderr.strip().splitlines()
        assert line.startswith("Error: "), line
        assert site.found() == before, most
        assert upkeep.status(site.place())["problem"] is None
    assert len(codes) >= 8, codes
    assert site.run(*words).returncode == 0
    assert set(texts(given)) <= set(site.found())
    assert upkeep.check(site.place()) == []
    assert site.run("prune").returncode == 0
    assert site.leftovers() == []


def without_rights_of_root() -> None:
    """Run in a child before the command: even root then has to keep to the rights of files."""
    drop_from_bounding_set, override_rights = 24, 1
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(drop_from_bounding_set, override_rights, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "root's rights cannot be given up")


@contextmanager
def read_only(directory: Path) -> Iterator[None]:
    paths = [directory, *directory.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_a_directory_that_may_only_be_read_is_searched_and_not_changed(site: Site) -> None:
    """The web process needs no right to write: index files are code."""
    source = site.source([row("baru")])
    with read_only(site.directory):
        found = site.run("search", "banjir", preexec_fn=without_rights_of_root)
        assert (found.returncode, found.stdout.splitlines()[0]) == (0, "3 articles")
        for words in (["add", source], ["delete", "k-001"], ["reindex", source, "--yes"], ["prune"], ["publish", "1"]):
            ended = site.run(*words, preexec_fn=without_rights_of_root)
            (line,) = ended.stderr.strip().splitlines()
            assert ended.returncode == 1
            assert str(site.directory) in line
            assert "mend the rights" in line
    assert site.holds(rows(3, "mula"))


@pytest.mark.parametrize("there", [False, True], ids=["missing directory", "empty directory"])
def test_a_directory_without_an_index_says_what_to_do(tmp_path: Path, there: bool) -> None:
    site = Site(tmp_path / "situs")
    if there:
        site.directory.mkdir()
    for words in (["search", "banjir"], ["related", "k-001"], ["check"], ["export"]):
        ended = telusur(site, *words)
        assert ended.exit_code == 1
        assert "telusur reindex SOURCES" in ended.stderr, words
    for words in (["status"], ["status", "--json"]):
        ended = telusur(site, *words)
        assert ended.exit_code == 0, "nothing yet is no failure: a monitor asks before the first article"
    assert site.directory.exists() == there, "asking makes nothing"
