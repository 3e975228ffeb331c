"""Which of two articles stands first, and why a reader expects it; by the formula alone, with no engine."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from search.analysis.terms import analyse
from search.ask import ask
from search.engine import Engine
from search.leaning import MANY_WORDS
from search.model import Article
from search.parse import parse
from search.query import Query
from search.ranking import LONG_K1, PRODUCT
from tests.reference import Reference

PAIRS = [
    (
        "gubernur",
        ("Gubernur melantik pejabat", "Pelantikan digelar di balai kota kemarin siang."),
        ("Pejabat dilantik gubernur", "Pelantikan digelar di balai kota kemarin siang."),
        "an article that begins with what is asked is about it",
    ),
    (
        "inflasi kota metro 2019",
        ("Inflasi tercatat", "Kota itu mencatat inflasi tahun 2019 sebesar satu persen."),
        ("Inflasi tercatat", "Kota Metro mencatat inflasi tahun ini sebesar satu persen."),
        "who says a year means that year",
    ),
]


@pytest.mark.parametrize(("text", "first", "second", "why"), PAIRS, ids=[pair[-1] for pair in PAIRS])
def test_of_two(text: str, first: tuple[str, str], second: tuple[str, str], why: str) -> None:
    # Ids that would put equal ones the other way round.
    made = [analyse(Article(id_, *article)) for id_, article in (("2", first), ("1", second))]
    common = [analyse(Article(f"lain-{n}", "Metro", "Kota Metro ramai sekali pada tahun 2019.")) for n in range(4)]
    engine, parsed = cast(Engine, Reference([*made, *common])), parse(text)
    answer = ask(engine, Query(text, parsed.clauses, 0.001), date(2025, 12, 15))
    assert [hit.id for hit in answer.results.hits if not hit.id.startswith("lain")] == ["2", "1"], why


def test_a_long_question_is_ranked_as_a_text_of_its_own() -> None:
    engine = cast(Engine, Reference([analyse(Article("1", "Kata", " ".join(f"kata{n}" for n in range(20))))]))
    for words, k1 in ((MANY_WORDS - 1, PRODUCT.k1), (MANY_WORDS, LONG_K1)):
        parsed = parse(" ".join(f"kata{n}" for n in range(words)))
        assert ask(engine, Query("", parsed.clauses, parsed.need), date(2025, 12, 15)).query.ranking.k1 == k1
