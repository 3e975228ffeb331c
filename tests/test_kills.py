"""`kill -9` at random moments: what was acknowledged is there, once and with its own text; the next command works."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from indexer import upkeep
from tests.seeds import chance
from tests.site_under_test import DEADLINE, ROOT, Row, Site, row, rows, seen, texts

ADD_KILLS = 15
DELETE_KILLS = 8
REBUILD_KILLS = 6

# One process that does change after change, so that a kill meets the changes and not Python's start.
WORKER = """
import sys
from pathlib import Path
from indexer import changes
from indexer.workplace import Workplace
from search.settings import Settings

place = Workplace(Settings(index=Path(sys.argv[1])))
print("ready", flush=True)
for line in sys.stdin:
    what, given = line.rstrip("\\n").split(" ", 1)
    changes.add(place, [given]) if what == "add" else changes.delete(place, given.split())
    print(line, end="", flush=True)
"""


class Ledger:
    """What was acknowledged, and what may have been on its way when the process was killed."""

    def __init__(self, site: Site, given: list[dict[str, Any]]) -> None:
        self.site = site
        self.sure: dict[str, str] = texts(given)
        self.told: list[str] = []

    def added(self, given: list[dict[str, Any]]) -> None:
        self.sure |= texts(given)

    def deleted(self, ids: list[str]) -> None:
        self.sure = {id_: body for id_, body in self.sure.items() if id_ not in ids}

    def after_a_kill(self, on_its_way: dict[str, str], note: str) -> None:
        """The archive holds all that is sure, and the change on its way wholly or not at all; the rest mends."""
        self.told.append(note)
        exported = self.site.exported()
        assert exported in (self.sure, on_its_way), self.told
        self.sure = exported
        problems = upkeep.check(self.site.place())
        assert all("changes that readers do not see yet" in problem for problem in problems), (problems, self.told)
        after = row(f"sesudah-{len(self.told):02}", "sesudah")
        self.site.add(after)
        self.added([after])
        assert self.site.found() == self.sure, self.told
        assert self.site.exported() == self.sure, self.told
        assert upkeep.check(self.site.place()) == [], self.told

    def at_the_end(self) -> None:
        """A rebuild and `prune` leave the same articles and nothing that the killed ones had begun."""
        self.site.rebuild()
        upkeep.prune(self.site.place())
        assert self.site.found() == self.sure
        assert upkeep.check(self.site.place()) == []
        assert self.site.leftovers() == []


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    site = Site(tmp_path / "situs")
    site.reindex(rows(20))
    return Ledger(site, rows(20))


def seconds_of(site: Site, *words: str) -> float:
    """How long the command takes here and now, so that kills fall into it."""
    began = time.monotonic()
    assert site.run(*words).returncode == 0
    return time.monotonic() - began


def killed_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether the command had ended well before it was killed."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=DEADLINE)
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode == 0


def some(rnd: random.Random, word: str) -> list[dict[str, Any]]:
    """A few articles, new ones and new versions of old ones."""
    ids = {f"k-{rnd.randrange(40):03}" for _ in range(rnd.randrange(1, 9))}
    return [row(id_, word) for id_ in sorted(ids)]


def test_killing_the_add_command(ledger: Ledger) -> None:
    rnd, site = chance(), ledger.site
    takes = seconds_of(site, "add", site.source(rows(8, "ukur")))
    ledger.added(rows(8, "ukur"))
    for n in range(ADD_KILLS):
        given = some(rnd, f"bunuh{n}")
        # The first half is Python's start, where there is nothing to break.
        moment = takes * rnd.uniform(0.4, 1.1)
        if killed_after(site.start("add", site.source(given)), moment):
            ledger.added(given)
        ledger.after_a_kill(ledger.sure | texts(given), f"{n}: add of {len(given)} after {moment:.3f} s")
    ledger.at_the_end()


def test_killing_the_delete_command(ledger: Ledger) -> None:
    rnd, site = chance(), ledger.site
    takes = seconds_of(site, "delete", "k-000")
    ledger.deleted(["k-000"])
    for n in range(DELETE_KILLS):
        ids = rnd.sample(sorted(ledger.sure), rnd.randrange(1, 4))
        moment = takes * rnd.uniform(0.4, 1.1)
        without = {id_: body for id_, body in ledger.sure.items() if id_ not in ids}
        if killed_after(site.start("delete", *ids), moment):
            ledger.deleted(ids)
        ledger.after_a_kill(without, f"{n}: delete of {len(ids)} after {moment:.3f} s")
    ledger.at_the_end()


def test_killing_a_process_that_adds_and_deletes_one_by_one(ledger: Ledger) -> None:
    rnd, site = chance(), ledger.site
    for n in range(ADD_KILLS):
        work, states = [], [ledger.sure]
        for step in range(12):
            if rnd.random() < 0.3 and len(states[-1]) > 5:
                ids = rnd.sample(sorted(states[-1]), 2)
                work.append(f"delete {' '.join(ids)}\n")
                states.append({id_: body for id_, body in states[-1].items() if id_ not in ids})
            else:
                given = some(rnd, f"satu{n} langkah{step}")
                work.append(f"add {site.source(given)}\n")
                states.append(states[-1] | texts(given))
        moment = rnd.uniform(0.0, 0.4)
        done = acknowledged(site, work, moment)
        assert done == work[: len(done)]
        ledger.sure = states[len(done)]
        on_its_way = states[min(len(done) + 1, len(work))]
        ledger.after_a_kill(on_its_way, f"{n}: after {moment:.3f} s, {len(done)} changes were acknowledged")
    ledger.at_the_end()


def acknowledged(site: Site, work: list[str], seconds: float) -> list[str]:
    """The changes of a process that were done when it was killed."""
    words = [sys.executable, "-c", WORKER, str(site.directory)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(work))
    process.stdin.flush()
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    told = process.communicate(timeout=DEADLINE)[0]
    return [line for line in told.splitlines(keepends=True) if line.endswith("\n")]


def test_killing_a_rebuild_with_an_add_beside_it(ledger: Ledger) -> None:
    rnd, site = chance(), ledger.site
    for n in range(REBUILD_KILLS):
        # The sources have new texts of all that is there; what is added beside them is not among them.
        new = [row(id_, f"generasi{n}") for id_ in sorted(ledger.sure)]
        beside = row(f"samping-{n}", "samping")
        staging = site.directory / "staging.sqlite3"
        staging.unlink(missing_ok=True)  # of the rebuild killed before
        process = site.start("reindex", site.source(new), "--yes")
        adding = threading.Thread(target=site.add, args=(beside,))
        # From then on the rebuild knows that what is added is newer than its sources.
        if seen(staging.exists, process):
            adding.start()
        moment = rnd.uniform(0.0, 0.5)
        ended = killed_after(process, moment)
        if adding.ident is None:
            site.add(beside)
        else:
            adding.join(DEADLINE)
        ledger.added([beside])
        adopted = texts(new) | texts([beside])
        if ended:
            ledger.sure = adopted
        ledger.after_a_kill(adopted, f"{n}: rebuild of {len(new)} killed after {moment:.3f} s, ended: {ended}")
        assert len(ledger.sure) == 20 + 2 * (n + 1)
    ledger.at_the_end()


def test_a_torn_run_leaves_no_lock_and_no_room_taken(tmp_path: Path) -> None:
    """Each file that a killed process can leave: the next commands go on and take it away."""
    site = Site(tmp_path / "situs")
    site.reindex(rows(5))
    generations = site.directory / "generations"
    (site.directory / "staging.sqlite3").write_bytes(b"torn")
    (site.directory / "rejects.tmp").write_bytes(b"torn")
    (site.directory / "words.tsv.tmp").write_bytes(b"torn")
    (site.directory / "rebuild.lock").write_text("torn")
    (generations / "CURRENT.tmp").write_text("torn")
    for name in ("g000001/c000009.tmp", "g000002/c000001.tmp", "g000003"):
        (generations / name).mkdir(parents=True)
    (generations / "g000002/c000001.tmp/some.seg").write_bytes(b"torn")
    given: list[Row] = [*rows(5), row("baru"), {**row("buruk"), "body": ""}]
    site.reindex(given)
    (generations / "g000002/c000009.tmp").mkdir()
    site.add(row("lagi"))
    upkeep.prune(site.place())
    assert site.holds([*given[:-1], row("lagi")])
    assert site.leftovers() == []
