"""A segment with more forms than two bytes number: those beyond are read from a list of their own, and count alike."""

from __future__ import annotations

import random
from pathlib import Path

from search.analysis.table import WordTable
from search.analysis.terms import analyse
from search.engines.whoosh import WhooshBackend
from search.engines.whoosh.row import ESCAPE
from search.model import Article
from search.query import Query, Word
from tests.engine_contract import same_answer
from tests.reference import Reference
from tests.seeds import SEED

ARTICLES = 700
COMMON = [f"umum{n}" for n in range(8)]


def test_words_beyond_two_bytes(tmp_path: Path) -> None:
    chance, table, numbers = random.Random(SEED), WordTable(), iter(range(200_000))

    def text(most: int, own: int) -> str:
        words = [f"kata{next(numbers)}" for _ in range(own)] + chance.choices(COMMON, k=chance.randint(0, most))
        chance.shuffle(words)
        return " ".join(words)

    articles = [analyse(Article(str(n), text(2, 4) or "-", text(5, 100)), table) for n in range(ARTICLES)]
    assert len({form for a in articles for form in (*a.title, *a.body)}) > ESCAPE + 4_000, (
        "all are numbered in two bytes"
    )
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add(articles)
    backend.publish(build.commit(1))
    reference = Reference(articles)
    written = next(numbers)
    with backend.reader() as engine:
        for _ in range(60):
            # Of the words that stand in one article each, a tenth and more have numbers beyond.
            rare = [f"kata{n}" for n in chance.sample(range(written), 6)]
            asked = tuple(Word(word, word) for word in chance.sample([*rare, *chance.sample(COMMON, 2)], 8))
            same_answer(engine, reference, Query(clauses=asked, need=chance.choice([0.01, 0.15]), per_page=50))
