"""Tables of a dictionary's words: what they lead to is what a bisection finds, whatever the words are."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from search.analysis.table import WordTable
from search.analysis.terms import analyse
from search.engines.whoosh import WhooshBackend, segment_writer
from search.engines.whoosh.kernels import lookup
from search.engines.whoosh.layout import packed
from search.engines.whoosh.row import Col
from search.model import Article
from tests.seeds import SEED


def invented(chance: random.Random, count: int, *more: str) -> set[str]:
    """Words that have beginnings in common, and the empty one."""
    parts = ["ban", "jir", "an", "di", "ku", "0", "7", "x", *more]
    return {"".join(chance.choices(parts, k=chance.randint(0, 6))) for _ in range(count)}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50, 3_000])
def test_each_string_has_a_slot_and_some_are_free(count: int) -> None:
    strings = sorted(word.encode() for word in invented(random.Random(SEED + count), count, "é", "-"))
    blob, start = packed(strings)
    slots = lookup.slots_of(blob, start)
    assert np.count_nonzero(slots) == len(strings)
    assert len(slots) > len(strings), "a search for a word that is not there ends at a free one"


def test_words_are_found_by_slots_as_by_bisection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_writer, "LISTED_FROM", 1)
    chance, table = random.Random(SEED), WordTable()
    words = sorted(invented(chance, 4_000) - {""})
    there, absent = words[::2], words[1::2]
    backend = WhooshBackend(tmp_path / "generations")
    for first in range(0, len(there), 400):  # several segments
        published = backend.published()
        build = backend.revise(published) if published else backend.create()
        build.add([analyse(Article(str(first), "judul", " ".join(there[first : first + 400])), table)])
        backend.publish(build.commit(first + 1))
    with backend.reader() as engine:
        rows = engine._state.table
        assert rows[:, [Col.TERM_SLOTS, Col.EXACT_SLOTS]].all()
        without = rows.copy()
        without[:, [Col.TERM_SLOTS, Col.EXACT_SLOTS]] = 0
        asked = [word.encode() for word in (*there, *absent, "", "judul", "j", "judull")]
        blob, start = packed(asked)
        for terms in (0, len(asked) // 2, len(asked)):
            found, bisected = (np.empty((len(rows), len(asked)), np.int64) for _ in range(2))
            lookup.numbers_of(rows, blob, start.astype(np.int64), terms, found)
            lookup.numbers_of(without, blob, start.astype(np.int64), terms, bisected)
            assert (found == bisected).all()
            assert (found >= 0).any()
            if terms == 0:
                assert (found[:, : len(there)] >= 0).any(axis=0).all()
                assert (found[:, len(there) : -3] < 0).all()
