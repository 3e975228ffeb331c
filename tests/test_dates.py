"""Date words of articles, questions and date fields: what is a date, which days it means, and what is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from search.dates import MONTHS, SHORT_MONTHS, find, format_day, format_month, parse_day

TODAY = date(2025, 12, 12)  # a Friday


def d(text: str) -> date:
    return date.fromisoformat(text)


FULL = [
    # text, the words of the mention, first day, last day, whether the weekday fits, why
    ("digelar Rabu (10/12/2025).", "Rabu (10/12/2025)", "2025-12-10", None, True, "the commonest form"),
    ("Selasa (02/1/2018)", "Selasa (02/1/2018)", "2018-01-02", None, True, "zero before the day only"),
    ("Sabtu (1-2-2025)", "Sabtu (1-2-2025)", "2025-02-01", None, True, "hyphens part a date, not a stretch"),
    ("Rabu 7/1/2026", "Rabu 7/1/2026", "2026-01-07", None, True, "no brackets"),
    ("Rabu, (13/10/2021)", "Rabu, (13/10/2021)", "2021-10-13", None, True, "comma and brackets"),
    ("Rabu\n(10/12/2025)", "Rabu\n(10/12/2025)", "2025-12-10", None, True, "the line broke in between"),
    ("Kamis, 20 Maret 2025", "Kamis, 20 Maret 2025", "2025-03-20", None, True, "month as a word"),
    ("Jum'at (5/12/2025)", "Jum'at (5/12/2025)", "2025-12-05", None, True, "apostrophe"),
    ("Jum’at, 5 Des 2025", "Jum’at, 5 Des 2025", "2025-12-05", None, True, "curly apostrophe"),
    ("Ahad, 7 Nopember 2021", "Ahad, 7 Nopember 2021", "2021-11-07", None, True, "Ahad is Sunday; old spelling"),
    ("Kamis sore (13/12/2018)", "Kamis sore (13/12/2018)", "2018-12-13", None, True, "time of day"),
    ("Selasa dini hari, 15 Juli 2025", "Selasa dini hari, 15 Juli 2025", "2025-07-15", None, True, "two words"),
    ("Rabu, tanggal 10 Desember 2025", "Rabu, tanggal 10 Desember 2025", "2025-12-10", None, True, "tanggal"),
    ("Senin (10/12/2025)", "Senin (10/12/2025)", "2025-12-10", None, False, "a wrong weekday is told, not hidden"),
    ("Selasa (5/10/20)", "Selasa (5/10/20)", "2020-10-05", None, False, "two digits of the year"),
    ("tanggal 10 Agt 2025.", "10 Agt 2025", "2025-08-10", None, None, "short month; full stop stays outside"),
    ("10 Des. 2025", "10 Des. 2025", "2025-12-10", None, None, "short month with its own full stop"),
    ("20Mei 2025", "20Mei 2025", "2025-05-20", None, None, "the space was lost"),
    ("sejak 2025-12-10", "2025-12-10", "2025-12-10", None, None, "ISO"),
    ("10.12.2025", "10.12.2025", "2025-12-10", None, None, "dots"),
    ("29/2/2024", "29/2/2024", "2024-02-29", None, None, "leap day"),
    ("14 hingga 27 Juli 2025", "14 hingga 27 Juli 2025", "2025-07-14", "2025-07-27", None, "a stretch in words"),
    ("1-10 Juli 2025", "1-10 Juli 2025", "2025-07-01", "2025-07-10", None, "a stretch with a hyphen"),
    (
        *("Sabtu-Minggu (26-27/7/2025)", "Sabtu-Minggu (26-27/7/2025)"),
        *("2025-07-26", "2025-07-27", True, "two weekdays, two days"),
    ),
    ("pada Desember 2025,", "Desember 2025", "2025-12-01", "2025-12-31", None, "a month"),
    ("Feb 2024", "Feb 2024", "2024-02-01", "2024-02-29", None, "a short month in a leap year"),
]


@pytest.mark.parametrize(("text", "words", "first", "last", "fits", "why"), FULL)
def test_a_whole_date_is_found(
    text: str, words: str, first: str, last: str | None, fits: bool | None, why: str
) -> None:
    (mention,) = find(text)
    assert mention.text == words, why
    assert text[mention.start : mention.end] == words, why
    assert (mention.first, mention.last) == (d(first), d(last or first)), why
    assert mention.weekday_ok is fits, why


@pytest.mark.parametrize(
    ("text", "day", "last_day", "month", "weekday", "why"),
    [
        ("Kamis (20/2)", 20, 20, 2, 3, "the commonest form without year"),
        ("senin (30/6)", 30, 30, 6, 0, "small letters"),
        ("Minggu (7/12)", 7, 7, 12, 6, "a date makes Minggu a Sunday"),
        ("pada 17 Agustus.", 17, 17, 8, None, "month as a word"),
        ("Sabtu-Minggu (26-27/7)", 26, 27, 7, 5, "a stretch"),
        ("29 Februari", 29, 29, 2, None, "a day that some years have"),
    ],
)
def test_a_date_without_year_waits_for_one(
    text: str, day: int, last_day: int, month: int, weekday: int | None, why: str
) -> None:
    (mention,) = find(text)
    assert mention.without_year, why
    assert mention.first is None, why
    assert (mention.day, mention.last_day, mention.month, mention.weekday) == (day, last_day, month, weekday), why


def test_a_year_is_filled_in_only_where_it_has_the_day() -> None:
    (mention,) = find("29 Februari")
    assert mention.in_year(2024) == (d("2024-02-29"), d("2024-02-29"))
    assert mention.in_year(2025) is None
    (whole,) = find("10 Desember 2025")
    assert whole.in_year(2024) is None


@pytest.mark.parametrize(
    ("text", "weekday", "why"),
    [
        ("di Kalianda Selasa mengatakan", 1, "as news agencies write"),
        ("pada Minggu, ia", 6, "a capital makes it Sunday"),
        ("pada hari minggu", 6, "'hari' makes it Sunday"),
        ("Ahad pagi", 6, "Ahad is never a week"),
        ("Sabtu lalu", 5, "the last one"),
        ("Jum'at", 4, "apostrophe"),
        ("Kamis 20.02 WIB", 3, "an hour, not 20 February"),
        ("Rabu (31/02/2025)", 2, "the date does not exist, the weekday does"),
    ],
)
def test_a_bare_weekday_is_flagged(text: str, weekday: int, why: str) -> None:
    (mention,) = find(text)
    assert mention.bare_weekday, why
    assert (mention.weekday, mention.first, mention.day) == (weekday, None, None), why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Minggu kedua bulan ini", "second week"),
        ("dua minggu", "two weeks"),
        ("minggu lalu", "last week, and no today is given"),
        ("selama seminggu", "part of a word"),
        ("setiap Senin", "a day that returns"),
        ("Senin depan", "a day to come is not the one before publication"),
        ("Pasar Minggu", "a place"),
        ("program Jumat Curhat", "a programme of the police"),
        ("Juli mengatakan", "a person's name"),
        ("skor 3/4", "a fraction"),
        ("pukul 10.12 WIB", "an hour"),
        ("naik 5-7 persen", "a range of numbers"),
        ("31/02/2025", "no such day"),
        ("29/2/2025", "no leap year"),
        ("12/25/2025", "the day comes first, and there is no month 25"),
        ("10/12/1492", "before the years that are read"),
        ("pada 2025", "a year alone"),
        ("kabar.example/2025/12/10/banjir", "an address"),
        ("Rp1.10.2025", "a sum"),
        ("1.12/2025", "two kinds of marks in one date"),
        ("kemarin", "no today is given"),
        ("10 ſeptember 2025", "a letter that only folds to s"),
        ("mİnggu, junı", "letters that only fold to i"),
        ("", "nothing"),
    ],
)
def test_what_is_no_date(text: str, why: str) -> None:
    assert find(text) == [], why


def test_mentions_come_in_order_and_do_not_overlap() -> None:
    text = "Senin, rapat digelar Rabu (10/12/2025), lalu 3 Januari dan Maret 2026."
    assert [m.text for m in find(text)] == ["Senin", "Rabu (10/12/2025)", "3 Januari", "Maret 2026"]


@pytest.mark.parametrize("text", ["1" * 200_000, "Rabu (" * 40_000, "1-2-" * 50_000, "10 Mei " * 30_000])
def test_a_long_text_is_read_to_its_end(text: str) -> None:
    """A pattern that tries every pair of places would not come back from these."""
    assert find(text + " Rabu (10/12/2025)")[-1].first == d("2025-12-10")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("10/12/2025", "2025-12-10", "2025-12-10"),
        ("10-12-2025", "2025-12-10", "2025-12-10"),
        ("10.12.2025", "2025-12-10", "2025-12-10"),
        ("10/12/25", "2025-12-10", "2025-12-10"),
        ("10 Des 2025", "2025-12-10", "2025-12-10"),
        (" 10  desember 2025 ", "2025-12-10", "2025-12-10"),
        ("Rabu, 10 Desember 2025", "2025-12-10", "2025-12-10"),
        ("2025-12-10", "2025-12-10", "2025-12-10"),
        ("Desember 2025", "2025-12-01", "2025-12-31"),
        ("12/2025", "2025-12-01", "2025-12-31"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("hari ini", "2025-12-12", "2025-12-12"),
        ("Kemarin", "2025-12-11", "2025-12-11"),
        ("besok", "2025-12-13", "2025-12-13"),
        ("minggu ini", "2025-12-08", "2025-12-14"),
        ("minggu lalu", "2025-12-01", "2025-12-07"),
        ("pekan lalu", "2025-12-01", "2025-12-07"),
        ("bulan ini", "2025-12-01", "2025-12-31"),
        ("bulan lalu", "2025-11-01", "2025-11-30"),
        ("tahun lalu", "2024-01-01", "2024-12-31"),
        ("7 hari terakhir", "2025-12-06", "2025-12-12"),
    ],
)
def test_what_a_reader_types_is_a_range_of_days(typed: str, first: str, last: str) -> None:
    assert parse_day(typed, TODAY) == (d(first), d(last))


def test_last_month_of_january_is_in_the_year_before() -> None:
    assert parse_day("bulan lalu", d("2026-01-31")) == (d("2025-12-01"), d("2025-12-31"))


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "abc", "31/02/2025", "00/00/0000", "0000", "99999999", "1899", "2101", "13/2025", "2025-13"),
        *("10/12", "10 Desember", "Rabu", "desember", "10/12/2025 dan 11/12/2025", "10/12/2025 siang", "²/2025"),
    ],
)
def test_what_is_no_typed_date(typed: str) -> None:
    assert parse_day(typed, TODAY) is None


def test_every_day_is_read_as_it_is_written() -> None:
    day = d("2023-12-25")
    while day < d("2025-01-08"):
        short = f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"
        for text in (format_day(day), short, day.isoformat(), f"{day:%d/%m/%Y}"):
            assert parse_day(text, TODAY) == (day, day), text
        (mention,) = find(format_day(day))
        assert mention.weekday_ok is True
        day += timedelta(1)


def test_every_month_is_read_as_it_is_written() -> None:
    for number, name in enumerate(MONTHS, 1):
        days = parse_day(format_month(2025, number), TODAY)
        assert days is not None, name
        assert (days[0].month, days[0].day, (days[1] + timedelta(1)).day) == (number, 1, 1), name


def test_format() -> None:
    assert format_day(d("2025-12-10")) == "Rabu, 10 Desember 2025"
    assert format_month(2025, 12) == "Desember 2025"
    assert SHORT_MONTHS[7] == "Agu"
