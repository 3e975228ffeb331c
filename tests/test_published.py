"""Publication dates as sources write them -> the WIB day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from indexer.sources.published import not_in_future, publication
from indexer.sources.rows import BadRow
from search.model import WIB

DAY = date(2025, 12, 10)

READ = [
    ("2025-12-10", DAY, None, "ISO day"),
    (" 2025-12-10 ", DAY, None, "white space around it says nothing"),
    ("10-12-2025", DAY, None, "Indonesian order"),
    ("10/12/2025", DAY, None, "with slashes, never month first"),
    ("1/2/2025", date(2025, 2, 1), None, "one digit, still day first"),
    ("2025-12-10T08:53:00", DAY, "08:53", "a moment without zone is WIB"),
    ("2025-12-10 08:53", DAY, "08:53", "as databases write it"),
    ("2025-12-10T08:53:00+07:00", DAY, "08:53", "WIB told"),
    ("2025-12-10 08:53:00 +0700", DAY, "08:53", "zone without colon"),
    ("2025-12-09T20:00:00Z", DAY, "03:00", "evening in London is the next day in Lampung"),
    ("2025-12-10T00:30:00+09:00", date(2025, 12, 9), "22:30", "WIT is two hours ahead"),
    ("2025-12-10T08:53:00.123456+07:00", DAY, "08:53", "fractions of a second"),
    ("Wed, 10 Dec 2025 01:53:00 +0000", DAY, "08:53", "RFC 822, pubDate of feeds"),
    ("Tue, 09 Dec 2025 20:00:00 GMT", DAY, "03:00", "RFC 822 with a name for the zone"),
    ("10 Dec 2025 08:53:00", DAY, "08:53", "RFC 822 without zone is WIB"),
    ("09 Dec 2025 20:00:00 -0000", DAY, "03:00", "RFC 822: -0000 is UTC"),
    ("29-02-2024", date(2024, 2, 29), None, "a leap day that exists"),
    ("1900-01-01", date(1900, 1, 1), None, "first year taken"),
    ("2100-12-31", date(2100, 12, 31), None, "last year taken"),
]

REFUSED = [
    ("31-02-2025", "no such day"),
    ("2025-02-29", "no leap year"),
    ("2025-13-01", "no such month"),
    ("12/31/2025", "month first is not guessed"),
    ("0000-01-01", "year 0"),
    ("9999-12-31", "year 9999"),
    ("9999-12-31T23:00:00Z", "a moment past the end of the calendar"),
    ("0001-01-01T00:00:00+14:00", "a moment before its beginning"),
    ("1899-12-31", "before the first year"),
    ("2101-01-01", "after the last year"),
    ("2100-12-31T20:00:00Z", "2101 in WIB"),
    ("2025-12-10T25:00:00", "no such hour"),
    ("2025-12-10T08:53:00+99:00", "no such zone"),
    ("kemarin", "words"),
    ("2025", "a year alone"),
    ("10-12/2025", "mixed signs"),
    ("٢٠٢٥-١٢-١٠", "digits of another script"),
    ("Wed, 40 Dec 2025 01:53:00 +0000", "RFC 822 with no such day"),
    (20251210, "a number"),
    (True, "true"),
    (["2025-12-10"], "a list"),
]


@pytest.mark.parametrize(("text", "day", "clock", "why"), READ)
def test_a_date_gives_the_day_in_wib(text: str, day: date, clock: str | None, why: str) -> None:
    found, moment = publication(text)
    assert found == day, why
    assert (moment and f"{moment:%H:%M}") == clock, why
    assert moment is None or (moment.tzinfo is WIB and moment.date() == day), why


@pytest.mark.parametrize(("value", "why"), REFUSED)
def test_what_is_no_date_is_refused_with_its_value_and_the_form_expected(value: object, why: str) -> None:
    with pytest.raises(BadRow) as error:
        publication(value)
    assert repr(value) in str(error.value), why
    assert "2025-12-10T08:53:00+07:00" in str(error.value), why


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_date_is_no_fault(value: object) -> None:
    assert publication(value) == (None, None)


def test_a_source_may_say_which_zone_its_moments_have() -> None:
    assert publication("2025-12-09T20:00:00", UTC) == (DAY, datetime(2025, 12, 10, 3, tzinfo=WIB))


def test_tomorrow_is_taken_the_day_after_is_the_future() -> None:
    not_in_future(None, DAY)
    not_in_future(date(2025, 12, 11), DAY)
    with pytest.raises(BadRow, match="2025-12-12 is in the future"):
        not_in_future(date(2025, 12, 12), DAY)
