"""Who may write when: one rebuild at a time, one commit at a time, and a lock dies with its owner."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from indexer import changes, pipeline, upkeep
from search import locks
from search.errors import Busy
from search.locks import held
from tests.site_under_test import ROOT, Site, row, rows

WHO = r"`telusur {doing}` \(process {pid}\) holds .*{name}\.lock since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00\."


def who(name: str, doing: str, pid: int) -> re.Pattern[str]:
    return re.compile(WHO.format(name=name, doing=doing, pid=pid))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(4))
    return site


@contextmanager
def held_elsewhere(directory: Path, name: str, doing: str) -> Iterator[int]:
    """Another process that holds a lock until it is killed; gives its number."""
    program = (
        "import sys, time; from pathlib import Path; from search.locks import held\n"
        "with held(Path(sys.argv[1]), sys.argv[2], sys.argv[3]):\n    print('held', flush=True); time.sleep(600)"
    )
    words = [sys.executable, "-c", program, str(directory), name, doing]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process.pid
        finally:
            process.kill()


def never(_: float) -> None:
    raise AssertionError("it waited")


def test_a_second_rebuild_leaves_at_once_and_says_who_holds_the_lock(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held_elsewhere(site.directory, "rebuild", "reindex") as pid:
        monkeypatch.setattr(locks.time, "sleep", never)
        with pytest.raises(Busy, match=who("rebuild", "reindex", pid)):
            site.reindex(rows(4, "lain"))
        with pytest.raises(Busy):
            upkeep.prune(site.place())
        with pytest.raises(Busy):
            changes.go_back(site.place(), "g000001")
        monkeypatch.undo()
        ended = site.run("reindex")
    assert ended.returncode == 1
    assert who("rebuild", "reindex", pid).search(ended.stderr)
    assert "Wait for it to end" in ended.stderr
    assert site.holds(rows(4))


def test_of_three_rebuilds_at_once_at_least_one_works_and_none_spoils_another(site: Site) -> None:
    source = site.source(rows(8, "serentak"))
    started = [site.start("reindex", source, "--yes") for _ in range(3)]
    told = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
    codes = sorted(code for _, code in told)
    assert codes[0] == 0
    assert all(code == 0 or (code == 1 and "holds" in text) for text, code in told), told
    assert site.holds(rows(8, "serentak"))
    assert site.leftovers() == []


def test_a_change_waits_for_the_one_before_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        stack.enter_context(held(site.directory, "write", "add or delete"))
        looked = []

        def looks_again(seconds: float) -> None:
            looked.append(seconds)
            assert "k-999" not in site.found()
            stack.close()  # the one before it ends

        monkeypatch.setattr(locks.time, "sleep", looks_again)
        site.add(row("k-999"))
    assert len(looked) == 1
    assert site.holds([*rows(4), row("k-999")])


def test_a_change_that_waited_too_long_says_who_holds_the_lock_and_changes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert locks.WRITE_WAIT == 10.0, "what README and help promise"
    monkeypatch.setattr(changes, "WRITE_WAIT", 0.05)
    with held_elsewhere(site.directory, "write", "add or delete") as pid:
        for change in (lambda: site.add(row("baru")), lambda: site.delete("k-001")):
            with pytest.raises(Busy, match=who("write", "add or delete", pid)):
                change()
    assert site.holds(rows(4))


def test_changes_do_not_wait_for_a_rebuild(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks.time, "sleep", never)
    with held(site.directory, "rebuild", "reindex"):
        site.add(row("baru", "baru"))
        site.delete("k-001")
        assert site.finds("baru") == ["baru"]


def test_a_rebuild_that_tidies_up_leaves_a_change_on_its_way_alone(site: Site) -> None:
    """It holds the other lock: what it took for rubbish would be missing from the published index."""
    backend = site.place().backend
    published = backend.published()
    assert published is not None
    build = backend.revise(published)
    site.place().backend.tidy()
    build.delete(["k-001"])
    backend.publish(build.commit(published.watermark))
    assert list(site.found()) == ["k-000", "k-002", "k-003"]


def test_adds_at_once_all_end_well_and_each_leaves_its_rejects(site: Site) -> None:
    given = [[row(f"a-{n}", f"serentak{n}"), {**row(f"buruk-{n}"), "body": ""}] for n in range(6)]
    started = [site.start("add", site.source(pair)) for pair in given]
    told = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
    assert [code for _, code in told] == [3] * 6, told
    assert site.holds([*rows(4), *(pair[0] for pair in given)])
    assert sorted(r["id"] for r in site.place().rejects.read()) == [f"buruk-{n}" for n in range(6)]


def test_the_first_article_of_all_waits_for_a_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both would make the first generation, and the rebuild tidies away what it does not know."""
    monkeypatch.setattr(changes, "WRITE_WAIT", 0.05)
    site = Site(tmp_path / "situs")
    with held(site.directory, "rebuild", "reindex"), pytest.raises(Busy, match=r"rebuild\.lock"):
        site.add(row("baru"))
    site.add(row("baru"))
    assert site.holds([row("baru")])


def test_a_rebuild_waits_longer_than_a_change_takes() -> None:
    """An hour of building must not be lost to a commit of a second."""
    assert pipeline.PUBLISH_WAIT >= 6 * locks.WRITE_WAIT


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"pid": 1}', json.dumps({"pid": 1, "since": "kemarin", "doing": "reindex"}).encode()],
)
def test_what_a_lock_file_says_means_nothing_without_the_lock(site: Site, content: bytes) -> None:
    for name in ("rebuild", "write"):
        (site.directory / f"{name}.lock").write_bytes(content)
    site.reindex(rows(5))
    site.add(row("baru"))
    assert site.holds([*rows(5), row("baru")])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b'{"pid": 1}'])
def test_a_holder_that_says_nothing_of_itself_is_told_all_the_same(tmp_path: Path, content: bytes) -> None:
    with held(tmp_path, "write", "add"):
        (tmp_path / "write.lock").write_bytes(content)
        with pytest.raises(Busy, match=r"another process holds .*write\.lock"), held(tmp_path, "write", "add"):
            pass


@pytest.mark.parametrize("name", ["rebuild", "write"])
def test_a_killed_owner_leaves_no_lock(site: Site, name: str) -> None:
    with held_elsewhere(site.directory, name, "reindex") as pid:
        os.kill(pid, signal.SIGKILL)
    assert str(pid) in (site.directory / f"{name}.lock").read_text(), "its words stay, and mean nothing"
    site.reindex(rows(5))
    site.add(row("baru"))
    assert site.holds([*rows(5), row("baru")])


def test_a_lock_is_free_after_an_error_and_after_the_end(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path, "write", "add"):
        raise ZeroDivisionError
    with held(tmp_path, "write", "add"), held(tmp_path, "rebuild", "reindex"):
        pass
    assert (tmp_path / "write.lock").read_text() == ""


def test_a_child_of_the_owner_does_not_inherit_the_lock(tmp_path: Path) -> None:
    """A pager or a hook that outlives the command would hold the site's lock for ever."""
    with held(tmp_path, "write", "add"):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], close_fds=False)
    try:
        with held(tmp_path, "write", "add"):
            pass
    finally:
        child.kill()
        child.wait()
