"""A small change is quick to start: it loads no compiler, and what it writes is what compiled loops would write."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from search.engines.whoosh import invert
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import ESCAPE
from tests.site_under_test import Site, row, rows

LOADED = """
import json, sys
from indexer.cli import main
main(sys.argv[1:], standalone_mode=False)
print(json.dumps(sorted(sys.modules)))
"""


def loaded(*words: str) -> set[str]:
    """The modules of a process that ran a command."""
    ran = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(30, "mula"))
    return site


def test_a_small_change_loads_no_compiler_not_even_for_merging(site: Site, tmp_path: Path) -> None:
    index = ("--index", str(site.directory))
    merged = 0
    for n in range(9):
        one = tmp_path / "satu.jsonl"
        one.write_text(json.dumps(row(f"baru-{n}")) + "\n")
        before = len(list(site.directory.glob("generations/*/c*/manifest.json")))
        assert not loaded("add", str(one), *index) & {"numba", "llvmlite"}
        merged += len(list(site.directory.glob("generations/*/c*/manifest.json"))) > before + 1
    assert merged, "eight segments of one article are put together by the add that made the eighth"
    assert not loaded("delete", "baru-3", "mula-7", *index) & {"numba", "llvmlite"}


def test_a_command_imports_nothing_of_other_commands() -> None:
    assert not loaded("--version") & {"indexer.cli.asking", "indexer.cli.keeping", "indexer.cli.writing"}


def test_so_many_words_are_worth_the_compiler_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invert._Plain, "words", 0)
    assert not invert._Plain.will_do(1), "a process that has the compiler uses it for every article"
    monkeypatch.delitem(sys.modules, "numba")
    half = invert.MOST_PLAIN // 2
    assert invert._Plain.will_do(half)
    assert invert._Plain.will_do(half)
    assert not invert._Plain.will_do(1), "an addition of many small segments must not go on so for ever"


class Batch:
    """Articles of random words, with rare ones and with one article that repeats a word past what is counted."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        docs, self.kinds = int(rng.integers(1, 30)), 300
        sizes = rng.integers(0, 80, docs)
        self.ptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.words = (self.kinds * rng.random(int(self.ptr[-1])) ** 3).astype(np.uint32)
        self.words[self.ptr[docs // 2] :] = 7 if seed % 3 == 0 else self.words[self.ptr[docs // 2] :]
        self.title = np.minimum(rng.integers(0, 9, docs), sizes).astype(np.uint32)
        self.term = rng.permutation(self.kinds).astype(np.uint32) // 2
        self.wanted = np.flatnonzero(rng.random(docs) < 0.5)
        if seed % 3 == 0 and docs:
            self.ptr[-1] += 400
            self.words = np.concatenate([self.words, np.full(400, 7, np.uint32)])
            self.title[-1] = 300

    def starts(self, counts: Array) -> Array:
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)


def outcome(batch: Batch, loops: dict[str, Any]) -> list[Array]:
    """All arrays that a segment's writing makes of a batch."""
    words, ptr, title, term, docs = batch.words.copy(), batch.ptr, batch.title, batch.term, len(batch.title)
    df = loops["document_frequencies"](words, ptr, term, batch.kinds)
    made = [df, loops["occurrences"](words, batch.kinds)]
    dense = 2
    post_ptr = batch.starts(np.where(np.arange(batch.kinds) < dense, 0, df))
    postings = np.zeros(int(post_ptr[-1]), np.uint16), np.zeros(int(post_ptr[-1]), np.uint8)
    rows_ = np.zeros((dense, docs), np.uint8)
    loops["invert"](words, ptr, title, term, dense, post_ptr, *postings, rows_)
    in_titles = loops["title_frequencies"](words, ptr, title, term, batch.kinds)
    title_ptr = batch.starts(in_titles)
    titles = np.zeros(int(title_ptr[-1]), np.uint16), np.zeros(int(title_ptr[-1]), np.uint8)
    loops["invert_titles"](words, ptr, title, term, title_ptr, *titles)
    gone = np.zeros(batch.kinds, np.uint32), np.zeros(batch.kinds, np.uint32)
    loops["gone_frequencies"](words, ptr, title, term, *gone)
    loops["renumber"](words, np.arange(batch.kinds, dtype=np.uint32) + ESCAPE - 100)
    short, rare_ptr = np.zeros(len(words), np.uint16), np.zeros(docs + 1, np.uint32)
    rare = np.zeros(int((words >= ESCAPE).sum()), np.uint32)
    loops["shorten"](words, ptr, ESCAPE, short, rare_ptr, rare)
    back = np.zeros(int((ptr[1:] - ptr[:-1])[batch.wanted].sum()), np.uint32)
    loops["lengthen"](short, ptr, ESCAPE, rare_ptr, rare, batch.wanted, back)
    whole = [words[ptr[d] : ptr[d + 1]] for d in batch.wanted.tolist()]
    assert np.array_equal(back, np.concatenate([np.zeros(0, np.uint32), *whole]))
    return [*made, *postings, rows_, in_titles, *titles, *gone, words, short, rare_ptr, rare, back]


@pytest.mark.parametrize("seed", range(12))
def test_loops_give_the_same_as_plain_python_and_compiled(seed: int) -> None:
    assert numba.__version__  # it is loaded, so the loops are compiled when called
    batch = Batch(seed)
    names = [name for name, loop in vars(invert).items() if hasattr(loop, "__wrapped__")]
    compiled = {name: getattr(invert, name) for name in names}
    plain = {name: loop.__wrapped__ for name, loop in compiled.items()}
    assert len(names) == 9
    for one, other in zip(outcome(batch, plain), outcome(batch, compiled), strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
