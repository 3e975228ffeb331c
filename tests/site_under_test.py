"""A small site in a directory of its own, for tests that change it, kill it and compare what is left."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer import changes, pipeline, upkeep
from indexer.report import Report
from indexer.workplace import Workplace
from search.analysis import terms
from search.model import Hit
from search.query import Query, Word
from search.settings import Settings

TELUSUR = str(Path(sys.prefix) / "bin" / "telusur")
ROOT = Path(__file__).resolve().parent.parent
Row = Mapping[str, Any]
DEADLINE = 30.0
"""Seconds after which a test gives up waiting for another process; never reached where all is well."""


def row(id_: str, word: str = "", **more: Any) -> dict[str, Any]:
    """An invented article as a JSONL row; `word` stands in its body and nowhere else."""
    told = f" Petugas mencatat {word}." if word else ""
    day = sum(id_.encode()) % 28 + 1
    return {
        "id": id_,
        "title": f"Banjir di Kota Metro kabar {id_}",
        "body": f"Warga Kota Metro mengungsi karena air sungai naik sejak malam, kabar {id_}.{told}",
        "published": f"2025-03-{day:02}",
        "agencies": ["Pemkot Metro" if day % 2 else "Polres Metro"],
        **more,
    }


def rows(count: int, word: str = "", first: int = 0) -> list[dict[str, Any]]:
    """Invented articles k-000, k-001, …; each also holds a word of its own."""
    return [row(f"k-{n:03}", f"{word} tanda{n}".strip()) for n in range(first, first + count)]


def write(path: Path, given: Iterable[Row]) -> str:
    """The articles as a JSONL file; gives its name."""
    path.write_text("".join(json.dumps(r) + "\n" for r in given), encoding="utf-8")
    return str(path)


class Site:
    """One index directory, driven in this process or by the command."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._files = 0

    def place(self) -> Workplace:
        """The directory as a fresh process sees it."""
        return Workplace(Settings(index=self.directory))

    def articles_of(self, state: tuple[str, int]) -> int | None:
        """How many articles a state has, published or not; None where it is not there."""
        path = self.directory / "generations" / state[0] / f"c{state[1]:06d}" / "manifest.json"
        return int(json.loads(path.read_text())["articles"]) if path.exists() else None

    def source(self, given: Iterable[Row]) -> str:
        """The articles in a new file beside the index."""
        self._files += 1
        self.directory.parent.mkdir(exist_ok=True)
        return write(self.directory.parent / f"{self.directory.name}-{self._files}.jsonl", given)

    def add(self, *given: Row) -> Report:
        return changes.add(self.place(), [self.source(given)])

    def delete(self, *ids: str) -> tuple[list[str], list[str]]:
        return changes.delete(self.place(), ids)

    def reindex(self, given: Iterable[Row]) -> Report:
        """Exactly these articles, whatever goes."""
        return pipeline.reindex(self.place(), [self.source(given)], confirm=lambda *_: True)

    def rebuild(self) -> Report:
        """From the archive."""
        return pipeline.reindex(self.place())

    def command(self, *words: str) -> list[str]:
        return [TELUSUR, *words, "--index", str(self.directory)]

    def run(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """The command in a process of its own, to its end."""
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=120, check=False, **more)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The command in a process of its own, still running."""
        return subprocess.Popen(self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def exported(self) -> dict[str, str]:
        """Id -> body of every article in the archive; no id may come twice."""
        return texts(list(upkeep.export(self.place())))

    def found(self) -> dict[str, str]:
        """Id -> body of every article that readers can find."""
        with self.place().backend.reader() as engine:
            ids = list(engine.ids())
            stored = engine.articles(ids)
            hits: list[Hit] = []
            for page in range(1, 1 + len(ids) // 50 + 1):
                hits += engine.search(Query(per_page=50, page=page, all_copies=True)).hits
            assert sorted(h.article.id for h in hits) == ids, "searching finds what is listed, each once"
            return {id_: stored[id_].body for id_ in ids}

    def finds(self, word: str) -> list[str]:
        """Ids of the articles that hold a word, ascending."""
        (token,) = terms.tokens(word)
        with self.place().backend.reader() as engine:
            results = engine.search(Query(clauses=(Word(token.term),), need=1, per_page=50, all_copies=True))
        return sorted(hit.article.id for hit in results.hits)

    def holds(self, expected: Iterable[Row]) -> bool:
        """Whether archive and readers have exactly these articles, and all is whole. Raises where not."""
        wanted = texts(list(expected))
        assert self.exported() == wanted
        assert self.found() == wanted
        assert upkeep.check(self.place()) == []
        return True

    def leftovers(self) -> list[str]:
        """What an unfinished run left: staging, files aside, generations neither published nor the one before."""
        directory = self.directory
        found = [str(p.relative_to(directory)) for p in directory.rglob("*") if ".tmp" in p.name or "staging" in p.name]
        pointer = json.loads((directory / "generations" / "CURRENT").read_text())
        kept = {pointer["generation"], pointer["before"]}
        return sorted(found + [p.name for p in (directory / "generations").glob("g*") if p.name not in kept])


def seen(sign: Callable[[], bool], process: subprocess.Popen[str]) -> bool:
    """Whether a sign of its work was seen while the process ran; waits for it."""
    until = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < until:
        if sign():
            return True
        time.sleep(0.002)
    return False


def texts(given: Sequence[Row]) -> dict[str, str]:
    """Id -> body; no id may come twice."""
    assert len({r["id"] for r in given}) == len(given), "an id stands twice"
    return {r["id"]: r["body"] for r in given}
