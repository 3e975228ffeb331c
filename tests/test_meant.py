"""What is understood of a question: the table tests/tables/questions.tsv, which was written before the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from search import meant as meanings
from search.analysis import terms
from search.meant import meant

_SIGNS = ",.!?()[]"


class Row(NamedTuple):
    question: str
    today: date
    words: str
    regions: tuple[str, ...]
    agencies: tuple[str, ...]
    since: date | None
    until: date | None
    why: str


def rows() -> Iterator[Row]:
    for line in Path(__file__).with_name("tables").joinpath("questions.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            question, today, words, regions, agencies, since, until, why = line.split("\t")
            yield Row(
                question,
                date.fromisoformat(today),
                words,
                _values(regions),
                _values(agencies),
                _day(since),
                _day(until),
                why,
            )


def _values(cell: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, cell.split(","))))


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


ROWS = list(rows())


def understood(row: Row) -> Row:
    found = meant(row.question, row.today)
    own = meanings.filters(found)
    left = [piece.strip(_SIGNS) for piece in meanings.rest(row.question, found).lower().split()]
    words = " ".join(w for w in left if w and w not in terms.function_words())
    return row._replace(
        words=words,
        regions=tuple(sorted(own.regions)),
        agencies=tuple(sorted(own.agencies)),
        since=own.since,
        until=own.until,
    )


@pytest.mark.parametrize("row", ROWS, ids=[row.question for row in ROWS])
def test_what_is_meant_is_understood_and_nothing_else(row: Row) -> None:
    assert understood(row) == row, row.why


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 300


@pytest.mark.parametrize(
    ("question", "words", "why"),
    [
        ("\u0130\u0130 banjir pesawaran", "pesawaran", "a letter that becomes two in small letters"),
        ("banjir, (pesawaran)!", "pesawaran", "signs around a name"),
        ("banjir “pesawaran”", "", "typographic quotes"),
        ('"banjir pesawaran', "pesawaran", "an open quote is no quote"),
    ],
)
def test_the_words_of_a_filter_are_those_that_were_typed(question: str, words: str, why: str) -> None:
    assert [question[m.start : m.end] for m in meant(question, date(2025, 12, 15))] == ([words] if words else []), why
