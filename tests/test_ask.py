"""One question asked: when fewer words are enough, and that the numbers on a page are what their links show."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import cast

import pytest

from search.ask import ask
from search.engine import Engine
from search.facets import month_days
from search.parse import parse
from search.query import Query, Sort
from tests.reference import Reference
from tests.small_articles import article

ENGINE = cast(
    Engine,
    Reference(
        [
            article("dua-kata", "Banjir Metro", agencies=("bpbd",), regions=("18.72",), published=date(2025, 1, 5)),
            article("banjir", "Banjir surut", agencies=("damkar",), regions=("18.71",), published=date(2025, 2, 5)),
            article("metro", "Metro ramai", agencies=("bpbd",), regions=("18.71",), published=date(2024, 3, 5)),
            article("lada", "Harga lada", agencies=("damkar",), published=date(2024, 3, 6)),
        ]
    ),
)


TODAY = date(2025, 12, 15)


def asked(text: str, **filters: object) -> Query:
    parsed = parse(text)
    return Query(text, parsed.clauses, parsed.need).changed(**filters)  # type: ignore[arg-type]


QUESTIONS = [
    (asked("banjir metro"), 3, True, "one article has both words: too few"),
    (asked("banjir lada"), 2 + 1, True, "none has both: any one does"),
    (asked("lada kopi"), 1, False, "a word that nobody wrote is left out, and told"),
    (asked("kopi teh"), 0, False, "nothing at all"),
    (asked("kopi"), 0, False, "one word cannot be relaxed"),
    (asked("banjir"), 2, False, "nor can one that few articles hold"),
    (asked("banjir metro", regions=("18.71",)), 2, True, "whether it is relaxed is no matter of filters"),
    (asked("banjir metro", agencies=("damkar",)), 1, True, "of agencies"),
    (asked("banjir metro", since=date(2025, 2, 1)), 1, True, "nor of days"),
    (asked("banjir metro", until=date(2024, 12, 31), page=3), 1, True, "on a later page too"),
    (asked("banjir metro", sort=Sort.NEWEST), 1, False, "in the order of days parts would bury the whole"),
    (asked("banjir lada", regions=("18.71",)), 1, True, "none has both anywhere: relaxed, then filtered"),
    (asked("banjir lada", since=date(2030, 1, 1)), 0, False, "relaxed it would be empty too"),
    (asked("harga lada banjir metro ramai"), 3, True, "one common word is too little of a long question"),
]


@pytest.mark.parametrize(("query", "total", "relaxed", "why"), QUESTIONS, ids=[row[3] for row in QUESTIONS])
def test_fewer_words_are_enough_where_no_article_has_them(query: Query, total: int, relaxed: bool, why: str) -> None:
    answer = ask(ENGINE, query, TODAY)
    assert (answer.results.total, answer.relaxed) == (total, relaxed), why


def test_what_meets_the_rule_is_known_where_it_is_relaxed() -> None:
    assert ask(ENGINE, asked("banjir metro"), TODAY).full == {"dua-kata"}
    assert ask(ENGINE, asked("banjir metro", regions=("18.71",)), TODAY).full == frozenset()
    assert ask(ENGINE, asked("lada kopi"), TODAY).told.unknown == ("kopi",)


TEXTS = ("banjir metro", "banjir lada", "metro lada kopi", "harga lada banjir metro ramai")
FILTERS = tuple(product(((), ("bpbd",), ("damkar",)), ((), ("18.71",), ("18.72",), ("-",)), (None, date(2025, 1, 1))))


@pytest.mark.parametrize(("agencies", "regions", "since"), FILTERS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_number_of_a_facet_is_what_its_link_shows(
    text: str, agencies: tuple[str, ...], regions: tuple[str, ...], since: date | None
) -> None:
    query = asked(text, agencies=agencies, regions=regions, since=since)
    links = {
        "instansi": lambda value: query.changed(agencies=(value,)),
        "wilayah": lambda value: query.changed(regions=(value,)),
        "bulan": lambda value: query.changed(since=month_days(value)[0], until=month_days(value)[1]),
    }
    facets = ask(ENGINE, query, TODAY).results.facets
    for facet in facets:
        for value in facet.values:
            assert ask(ENGINE, links[facet.name](value.value), TODAY).results.total == value.count, (facet.name, value)
