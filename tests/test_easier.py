"""Quoted phrases that hardly any article holds are read as their words; those that hold them are known."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from search.ask import Answer, ask
from search.engine import Engine
from search.parse import parse
from search.query import Help, Query, Sort
from tests.reference import Reference
from tests.small_articles import article

TODAY = date(2025, 12, 15)
ENGINE = cast(
    Engine,
    Reference(
        [
            article("persis", "Lomba perahu naga", "Lomba perahu naga di Krui.", regions=("18.13",)),
            article("terpisah", "Lomba perahu", "Perahu berhias naga.", regions=("18.13",)),
            article("perahu", "Perahu nelayan", "Perahu karam.", regions=("18.10",)),
            *(article(f"pasar-{n}", "Pasar malam ramai", f"Pasar malam dibuka {n}.") for n in range(7)),
        ]
    ),
)


def asked(text: str, **filters: object) -> Answer:
    parsed = parse(text)
    return ask(ENGINE, Query(text, parsed.clauses, parsed.need).changed(**filters), TODAY)  # type: ignore[arg-type]


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.results.hits]


QUESTIONS = [
    ('"naga perahu"', {}, 3, ("naga perahu",), set(), "nobody wrote it: any of its words, as few articles have both"),
    ('"perahu naga"', {}, 1, (), set(), "a phrase alone that one article holds is what was asked for"),
    ('lomba "perahu naga"', {}, 3, ("perahu naga",), {"persis"}, "beside a word one is too few, and stays the best"),
    ('ramai "pasar malam"', {}, 7, (), set(), "enough hold it"),
    ('"naga perahu"', {"sort": Sort.NEWEST}, 2, ("naga perahu",), set(), "in the order of days where it is empty"),
    ('lomba "perahu naga"', {"sort": Sort.NEWEST}, 1, (), set(), "and only then: parts would bury the whole"),
    ('"naga perahu"', {"declined": (Help.PHRASES,)}, 0, (), set(), "declined"),
    ('ramai "pasar malam"', {"regions": ("18.13",)}, 0, (), set(), "filters have no say in it"),
    ('lomba "perahu naga"', {"regions": ("18.10",)}, 1, ("perahu naga",), set(), "nor here"),
    ('lomba "perahu naga"', {"page": 2, "per_page": 1}, 3, ("perahu naga",), {"persis"}, "known on a later page too"),
    ('"yang di"', {}, 1, ("yang di",), set(), "function words are words where nothing else is asked"),
    ('-"perahu naga" lomba', {}, 1, (), set(), "what must not be there is no phrase that is looked for"),
]


@pytest.mark.parametrize(("text", "given", "total", "read", "full", "why"), QUESTIONS, ids=[q[-1] for q in QUESTIONS])
def test_phrases_that_hardly_any_article_holds(
    text: str, given: dict[str, object], total: int, read: tuple[str, ...], full: set[str], why: str
) -> None:
    answer = asked(text, **given)
    assert (answer.results.total, answer.told.unquoted, set(answer.full)) == (total, read, full), why
    assert answer.relaxed == bool(read)


def test_an_article_with_the_phrase_comes_first_and_is_no_partial_hit() -> None:
    answer = asked('lomba "perahu naga"')
    assert ids(answer)[0] == "persis"
    assert [answer.is_partial(id_) for id_ in ids(answer)] == [False, True, True]


def test_a_word_that_is_asked_twice_counts_once() -> None:
    answer = asked('perahu "naga perahu"')
    assert [clause.text for clause in answer.query.optional] == ["perahu", "naga"]
