"""Readers who ask without pause notice nothing of rebuilds, changes and going back: every answer is of one state."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from search import parameters
from search.answer_json import answer_dict, plain
from search.ask import ask
from search.engines.whoosh import WhooshBackend
from tests.site_under_test import DEADLINE, Row, Site, row, seen

BASE = 24
CHANGES = 50
State = tuple[str, int]
"""Generation and commit, as an answer names them."""
QUESTIONS: dict[str, dict[str, str]] = {
    "everything": {"per_hal": "50"},
    "a word": {"q": "banjir", "per_hal": "50"},
    "a facet": {"instansi": "Pemkot Metro", "per_hal": "50"},
    "oldest first": {"q": "metro", "urut": "terlama", "per_hal": "50"},
}
Ask = Callable[[Mapping[str, str]], dict[str, Any]]


def versions(k: int) -> list[dict[str, Any]]:
    """What build k holds: each article says so in its title."""
    return [told(f"k-{n:03}", k) for n in range(BASE)]


def told(id_: str, k: int) -> dict[str, Any]:
    return row(id_, title=f"Banjir gen{k} di Kota Metro kabar {id_}")


class Asking(threading.Thread):
    """A reader: asks one question after the other until told to stop; remembers what each state answered."""

    def __init__(self, ask_: Ask) -> None:
        super().__init__(daemon=True)
        self._ask = ask_
        self._end = threading.Event()
        self.answers: dict[tuple[State, str], str] = {}
        self.count = 0
        self.wrong: list[object] = []

    def run(self) -> None:
        while not self._end.is_set():
            for name, question in QUESTIONS.items():
                try:
                    self._keep(name, self._ask({**question, "kabar": "semua"}))
                except Exception as e:
                    self.wrong.append((name, e))

    def _keep(self, name: str, answer: dict[str, Any]) -> None:
        self.count += 1
        state = (answer.pop("generation"), answer.pop("commit"))
        answer.pop("took_ms")
        text = json.dumps(answer, sort_keys=True)
        if self.answers.setdefault((state, name), text) != text:
            self.wrong.append((name, state, "two answers of one state differ"))

    def stop(self) -> None:
        self._end.set()
        self.join(DEADLINE)
        assert not self.is_alive()


class Playing:
    """Changes the site step by step and writes down what each state holds."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rows: dict[str, Row] = {}
        self.states: dict[State, dict[str, Row]] = {}
        self.k = 0

    def noted(self) -> State:
        """The state that is published now holds `rows`."""
        manifest = self.site.place().backend.published()
        assert manifest is not None
        state = (manifest.generation, manifest.commit)
        self.states[state] = dict(self.rows)
        self._noted_before(state, self.rows)
        return state

    def _noted_before(self, state: State, rows: dict[str, Row]) -> None:
        """A change whose segments were put together right after was seen before that, too."""
        before = (state[0], state[1] - 1)
        if before not in self.states and self.site.articles_of(before) == len(rows):
            self.states[before] = dict(rows)

    def change(self, act: Callable[[], object], after: dict[str, Row]) -> None:
        act()
        self.rows = after
        self.noted()

    def adds_and_deletes(self, first: int, last: int) -> None:
        for n in range(first, last):
            new = told(f"sela-{n:02}", self.k)
            self.change(lambda new=new: self.site.add(new), {**self.rows, new["id"]: new})
            if n % 5 == 4:
                for m in range(n - 4, n + 1):
                    gone = f"sela-{m:02}"
                    after = {id_: r for id_, r in self.rows.items() if id_ != gone}
                    self.change(lambda gone=gone: self.site.delete(gone), after)

    def rebuild_beside(self, first: int, last: int) -> None:
        """A full rebuild in a process of its own, with adds meanwhile; their deletion after it."""
        new, before = {r["id"]: r for r in versions(self.k + 1)}, self.noted()
        process = self.site.start("reindex", self.site.source(new.values()), "--yes")
        # From then on the rebuild knows that what is added is newer than its sources.
        seen((self.site.directory / "staging.sqlite3").exists, process)
        added = self._adds_meanwhile(new, before, first, last)
        said = process.communicate(timeout=DEADLINE)[1]
        assert process.returncode == 0, said
        self.rows, self.k = {**new, **added}, self.k + 1
        self.noted()
        for id_ in added:
            self.change(lambda id_=id_: self.site.delete(id_), {i: r for i, r in self.rows.items() if i != id_})

    def _adds_meanwhile(self, new: dict[str, Row], state: State, first: int, last: int) -> dict[str, Row]:
        old, (generation, commit), added = self.rows, state, dict[str, Row]()
        for n in range(first, last):
            fresh, before = told(f"sela-{n:02}", self.k), dict(added)
            self.site.add(fresh)
            added[fresh["id"]] = fresh
            now = self.site.place().backend.published()
            assert now is not None
            if now.generation == generation:
                commit = now.commit
                self.states[generation, commit] = {**old, **added}
                self._noted_before((generation, commit), {**old, **added})
                continue
            self.states[now.generation, now.commit] = {**new, **added}
            self._noted_before((now.generation, now.commit), {**new, **added})
            # Readers may have seen two more states for a moment: the add in the old generation, where it came
            # before the new one was published; the new one without it, where it came after.
            self.states.setdefault((generation, commit + 1), {**old, **added})
            self.states.setdefault((now.generation, now.commit - 1), {**new, **before})
        return added

    def publish(self, name: str) -> None:
        ended = self.site.run("publish", name)
        assert ended.returncode == 0, ended.stderr
        self.noted()

    def play(self) -> None:
        """Two rebuilds, CHANGES adds and as many deletes, a `publish` back."""
        half = CHANGES // 2 - 5
        self.adds_and_deletes(0, half)
        self.rebuild_beside(half, half + 5)
        self.adds_and_deletes(half + 5, 2 * half + 5)
        self.publish("g000001")
        self.rebuild_beside(2 * half + 5, CHANGES)


@pytest.fixture
def playing(tmp_path: Path) -> Playing:
    playing = Playing(Site(tmp_path / "situs"))
    playing.k = 1
    playing.rows = {r["id"]: r for r in versions(1)}
    playing.site.reindex(playing.rows.values())
    playing.noted()
    return playing


@contextmanager
def served(site: Site, log: Path) -> Iterator[str]:
    """The site's own server in a process of its own; gives its address."""
    with log.open("w") as file:
        process = subprocess.Popen(site.command("serve", "--port", "0"), stderr=file, stdout=file)
    try:
        until = time.monotonic() + DEADLINE
        while "http://" not in (text := log.read_text()):
            assert process.poll() is None, text
            assert time.monotonic() < until, text
            time.sleep(0.02)
        yield "http://" + text.split("http://", 1)[1].split()[0]
    finally:
        process.terminate()
        assert process.wait(DEADLINE) == 0, log.read_text()


def over_http(address: str) -> Ask:
    def ask_(question: Mapping[str, str]) -> dict[str, Any]:
        with urlopen(f"{address}/api/v1/search?{urlencode(question)}", timeout=DEADLINE) as response:
            found: dict[str, Any] = json.loads(response.read())
            return found

    return ask_


def in_process(backend: WhooshBackend) -> Ask:
    def ask_(question: Mapping[str, str]) -> dict[str, Any]:
        reading = parameters.read({name: [value] for name, value in question.items()}, date(2025, 12, 10))
        with backend.reader() as engine:
            return plain(answer_dict(ask(engine, reading.query, reading.today), reading, 0.0))

    return ask_


def of_the_state(name: str, answer: dict[str, Any], rows: dict[str, Row]) -> list[str]:
    """What in an answer cannot come from a state that holds these articles."""
    matching = {i: r for i, r in rows.items() if name != "a facet" or r["agencies"] == ["Pemkot Metro"]}
    wrong = []
    if answer["total"] != len(matching):
        wrong.append(f"total {answer['total']}, not {len(matching)}")
    if {h["id"]: h["title"] for h in answer["hits"]} != {i: r["title"] for i, r in matching.items()}:
        wrong.append("hits of another state")
    counts = Counter(r["agencies"][0] for r in rows.values())
    shown = [v["count"] for v in answer["facets"]["instansi"]["values"]]
    if sorted(shown) != sorted(counts.values()):
        wrong.append(f"facet counts {shown}, not {counts}")
    if sum(v["count"] for v in answer["facets"]["bulan"]["values"]) != len(matching):
        wrong.append("months do not add up")
    return wrong


def test_readers_who_ask_without_pause_get_no_failure_and_no_mixture(playing: Playing, tmp_path: Path) -> None:
    backend = WhooshBackend(playing.site.directory / "generations")
    with served(playing.site, tmp_path / "server.log") as address:
        readers = [Asking(in_process(backend)), Asking(in_process(backend)), Asking(over_http(address))]
        for reader in readers:
            reader.start()
        playing.play()
        for reader in readers:
            reader.stop()
        assert over_http(address)({"kabar": "semua"})["total"] == BASE, "the server has moved on to the last state"
    assert playing.site.holds(versions(3))
    states_seen = set()
    for reader in readers:
        assert reader.wrong == []
        for (state, name), text in reader.answers.items():
            assert state in playing.states, f"{state} was never published"
            assert of_the_state(name, json.loads(text), playing.states[state]) == [], (state, name)
            states_seen.add(state)
    print(f"{sum(r.count for r in readers)} answers of {len(states_seen)} states")
    assert {generation for generation, _ in states_seen} == {"g000001", "g000002", "g000003"}


def test_the_comparison_itself_sees_a_mixture(playing: Playing) -> None:
    reading = parameters.read({"kabar": ["semua"], "per_hal": ["50"]}, date(2025, 12, 10))
    with playing.site.place().backend.reader() as engine:
        answer = plain(answer_dict(ask(engine, reading.query, reading.today), reading, 0.0))
    assert of_the_state("everything", answer, playing.rows) == []
    assert of_the_state("everything", answer, {**playing.rows, "k-001": told("k-001", 2)}) == ["hits of another state"]
    assert len(of_the_state("everything", answer, {**playing.rows, "baru": told("baru", 1)})) == 4
