"""Indonesian date words in any text -> WIB days and ranges; the same for articles, questions and drafts.

There is no clock in here: relative words ("kemarin", "minggu lalu") are read only where `today` is given.
The day comes first ("10/12/2025" is 10 December), years reach from 1900 to 2100, weeks begin on Monday.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from search.date_words import (
    MONTHS,
    RELATIVE,
    SHORT_MONTHS,
    WEEKDAYS,
    Places,
    month_number,
    names_one_day,
    weekday_number,
)

__all__ = [
    "MONTHS",
    "SHORT_MONTHS",
    "WEEKDAYS",
    "DateMention",
    "Days",
    "find",
    "format_day",
    "format_month",
    "parse_day",
]

FIRST_YEAR, LAST_YEAR = 1900, 2100
Days = tuple[date, date]
"""An inclusive range of days."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """Date words and what they mean: `text` is `source[start:end]`, offsets in code points.

    `first` and `last` are an inclusive range (a day has first == last). Both are None for a bare weekday, and
    where the year is missing: then `day`, `last_day` (of "10-12 Maret", else as `day`) and `month` are set.
    `weekday` is 0 for Monday to 6 for Sunday; `weekday_ok` says whether it fits `first`, None where unknown.
    """

    start: int
    end: int
    text: str
    first: date | None = None
    last: date | None = None
    weekday: int | None = None
    day: int | None = None
    last_day: int | None = None
    month: int | None = None
    weekday_ok: bool | None = None

    @property
    def bare_weekday(self) -> bool:
        """Whether a weekday is all that is said."""
        return self.weekday is not None and self.day is None and self.first is None

    @property
    def without_year(self) -> bool:
        """Whether day and month are said but not the year; `in_year` fills it."""
        return self.day is not None

    def in_year(self, year: int) -> Days | None:
        """The range that a mention without year means in that year, None where there is no such day."""
        if self.day is None or self.last_day is None or self.month is None:
            return None
        return _range(_day(year, self.month, self.day), _day(year, self.month, self.last_day))


def find(text: str, today: date | None = None) -> list[DateMention]:
    """All date words of a text in their order, none overlapping; dates that do not exist are left out.

    A year alone is no mention. Words such as "kemarin" or "bulan lalu" are read only with `today`.
    """
    found: list[DateMention] = []
    taken = bytearray(len(text))
    for mention in _all(text, today):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def parse_day(text: str, today: date) -> Days | None:
    """What a reader typed in a date field, as an inclusive range of days; None where it is no date.

    Takes days ("10/12/2025", "10 Des 2025", "2025-12-10"), months ("Desember 2025", "12/2025", "2025-12"),
    years ("2025") and relative words ("kemarin", "minggu lalu"). Day and month alone are not enough.
    """
    typed = " ".join(text.split())
    if re.fullmatch(r"[0-9]{4}", typed):
        return _months(int(typed), 1, 12)
    if match := re.fullmatch(r"([0-9]{1,2})\s?[/.-]\s?([0-9]{4})", typed):
        return _months(int(match[2]), int(match[1]), int(match[1]))
    if match := re.fullmatch(r"([0-9]{4})\s?[/.-]\s?([0-9]{1,2})", typed):
        return _months(int(match[1]), int(match[2]), int(match[2]))
    mentions = find(typed, today)
    if len(mentions) != 1 or mentions[0].text != typed:
        return None
    return _range(mentions[0].first, mentions[0].last)


def format_day(day: date) -> str:
    """The day as readers see it: "Rabu, 10 Desember 2025"."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def format_month(year: int, month: int) -> str:
    """The month (1 to 12) as readers see it: "Desember 2025"."""
    return f"{MONTHS[month - 1]} {year}"


def _all(text: str, today: date | None) -> Iterator[DateMention]:
    """Mentions, the fullest forms first, so that they win over their own parts."""
    places = Places(text)
    for match in places.dates():
        if mention := _dated(match, text):
            yield mention
    for match in places.months():
        month = month_number(match["month"])
        if days := _months(int(match["year"]), month, month):
            yield DateMention(match.start(), match.end(), match.group(), *days)
    if today:
        for match in RELATIVE.finditer(text):
            if days := _relative(match, today):
                yield DateMention(match.start(), match.end(), match.group(), *days)
    for match in places.bare_weekdays():
        if names_one_day(match):
            yield DateMention(*match.span("name"), match["name"], weekday=weekday_number(match["name"]))


def _dated(match: re.Match[str], text: str) -> DateMention | None:
    """The mention of one match of `DATE`, None where it is no date after all."""
    start, end = match.span()
    end += bool(match["open"]) and text[end : end + 1] == ")"
    weekday = weekday_number(match["weekday"]) if match["weekday"] else None
    if match["iso"]:
        day = _day(*map(int, match["iso"].split("-")))
        return _full(text, start, end, _range(day, day), weekday)
    if match["number"] and not _is_numeric_date(match):
        return None
    month = month_number(match["month"]) if match["month"] else int(match["number"])
    first, last = int(match["day"]), int(match["until"] or match["day"])
    partial = DateMention(start, end, text[start:end], None, None, weekday, first, last, month)
    if year := match["year"] or match["numyear"]:
        return _full(text, start, end, partial.in_year(_whole_year(year)), weekday)
    leap_year = 2024  # here 29 February is a day, 30 February is not
    return partial if partial.in_year(leap_year) else None


def _is_numeric_date(match: re.Match[str]) -> bool:
    """Whether numbers alone can only be a date: "3/4" is a fraction and "10.12" an hour.

    A weekday before them decides ("Kamis (20/2)"), except for the form that hours have ("Kamis 20.02").
    """
    year, mark = match["numyear"], match["mark"] or "/"
    if not year:
        return match["weekday"] is not None and mark != "."
    return len(year) == 4 or mark == "/" or match["weekday"] is not None


def _whole_year(year: str) -> int:
    """Four digits of a year; of two digits those up to 69 are of this century (as POSIX has it)."""
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < 69 else 1900)


def _full(text: str, start: int, end: int, days: Days | None, weekday: int | None) -> DateMention | None:
    if not days:
        return None
    fits = None if weekday is None else days[0].weekday() == weekday
    return DateMention(start, end, text[start:end], *days, weekday, weekday_ok=fits)


def _relative(match: re.Match[str], today: date) -> Days | None:
    """The range that a match of `RELATIVE` means: whole weeks, months and years."""
    if word := match["day"]:
        day = today + timedelta({"k": -1, "h": 0, "b": 1}[word[0].lower()])
        return day, day
    if match["count"]:
        return _range(today - timedelta(max(int(match["count"]), 1) - 1), today)
    back = 0 if match["which"].lower() == "ini" else 1
    unit = match["unit"].lower()
    if unit in ("minggu", "pekan"):
        monday = today - timedelta(today.weekday() + 7 * back)
        return monday, monday + timedelta(6)
    if unit == "tahun":
        return _months(today.year - back, 1, 12)
    month = today.month - back
    return _months(today.year, month, month) if month else _months(today.year - 1, 12, 12)


def _months(year: int, first: int, last: int) -> Days | None:
    """From the first day of one month to the last day of another, None where there are no such months."""
    start = _day(year, first, 1)
    return (start, date(year, last, calendar.monthrange(year, last)[1])) if start else None


def _range(first: date | None, last: date | None) -> Days | None:
    return (first, last) if first and last and first <= last else None


def _day(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar or the years that are read do not have it."""
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
