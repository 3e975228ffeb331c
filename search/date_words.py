"""How Indonesian newspapers and readers write dates: names of months and days, and patterns for whole dates.

Every gap in a pattern is bounded, so that a search takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
"""Names of the days, Monday first, in CLDR's spelling."""
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")

# Spellings met in newspapers, old and English ones included.
_SPELLINGS = (
    "januari jan|februari pebruari febuari feb peb|maret mar mrt|april apr|mei|juni jun|juli jul|"
    "agustus agust agus agu agt ags|september sept sep|oktober october okt oct|november nopember nov nop|"
    "desember december des dec"
)
_MONTH_NUMBER = {word: i for i, words in enumerate(_SPELLINGS.split("|"), 1) for word in words.split()}
_WEEKDAY_NUMBER = {name.lower(): i for i, name in enumerate(WEEKDAYS)} | {"ahad": 6}

# "a": without it "ſ" and "ı" would pass for s and i, and the names would not be known.
_MONTH = rf"(?a:{'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})\b(?:\.(?=\s?\d))?"
_WEEKDAY = r"(?a:senin|selasa|rabu|kamis|jum['’‘`´]?at|sabtu|minggu|ahad)\b"
_HOUR = r"(?:\s(?:dini\shari|pagi|siang|sore|petang|malam))?"
_YEAR = r"(?:19|20|21)\d\d(?!\d)"

DATE = re.compile(
    rf"""(?: (?<!\w)(?P<weekday>{_WEEKDAY})(?:\s?[-–]\s?{_WEEKDAY})?{_HOUR}[,\s]{{0,3}}
             (?:(?:tanggal|tgl\.?|pada)\s)?(?P<open>\(\s?)?
         | (?<![\w/.-])(?<!\d,) )
    (?: (?P<iso>\d{{4}}-\d\d-\d\d)(?![\d-])
      | (?P<day>\d{{1,2}})(?:\s?(?:[-–]|s/d|sampai|hingga)\s?(?P<until>\d{{1,2}}))?
        (?: (?(until)\s?/\s?|\s?(?P<mark>[/.-])\s?)(?P<number>\d{{1,2}})
            (?:\s?(?(until)/|(?P=mark))\s?(?P<numyear>{_YEAR}|\d\d(?!\d)))?(?![\d/]|[.,-]\d|\s?%)
          | \s{{0,3}}(?P<month>{_MONTH})(?:,?\s{{0,3}}(?P<year>{_YEAR}))? ) )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A day or some days of one month: "Rabu (10/12/2025)", "Sabtu-Minggu (26-27/7)", "Kamis, 20 Maret 2025"."""

MONTH_AND_YEAR = re.compile(rf"(?<![\w/.-])(?P<month>{_MONTH})\s{{1,3}}(?P<year>{_YEAR})", re.IGNORECASE)
"""A month: "Desember 2025". A month's name alone may be a person's."""

BARE_WEEKDAY = re.compile(
    rf"(?<![\w-])(?P<before>(?:setiap|tiap|per|pasar|jalan|hari|beberapa|satu|dua|tiga|empat|\d{{1,3}})[\s-])?"
    rf"(?P<name>{_WEEKDAY})(?!-\w)(?P<after>\s(?:(?P<week>lalu|ini|yang\slalu|kemarin|sebelumnya|berikutnya|tenang)"
    r"|pertama|kedua|ketiga|keempat|kelima|terakhir|ke-?\d|depan|mendatang|nanti"
    r"|agung|abu|berkah|bersih|curhat|kasih|sehat|palma)\b)?",
    re.IGNORECASE,
)
"""A weekday alone, with the words beside it that may make it something else (see `names_one_day`)."""

RELATIVE = re.compile(
    r"(?<![\w-])(?:(?P<day>hari\sini|kemarin|besok)|(?P<unit>(?a:minggu|pekan|bulan|tahun))\s(?P<which>(?a:lalu|ini|kemarin))"
    r"|(?P<count>\d{1,3})\shari\sterakhir)\b",
    re.IGNORECASE,
)
"""Words that mean a day or a range only where today is known."""

_DIGITS = re.compile(r"\d\d*")
_WEEKDAY_BEGINNINGS = ("senin", "selasa", "rabu", "kamis", "jum", "sabtu", "minggu", "ahad")
_LONGEST_MONTH = max(map(len, _MONTH_NUMBER)) + len(".") + 3
"""Characters before a year in `MONTH_AND_YEAR`: the name, its full stop, the gap."""
_LONGEST_BEFORE = len("beberapa ")
"""Characters before the name in `BARE_WEEKDAY`."""


class Places:
    """Where date words can stand in a text: its numbers and names of weekdays.

    A pattern is tried at these few places instead of at every character: the same matches in a tenth of the time.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._numbers = [digits.span() for digits in _DIGITS.finditer(text)]
        self._weekdays = _weekdays(text)

    def dates(self) -> Iterator[re.Match[str]]:
        """The matches of `DATE`, as its `finditer` gives them."""
        end = 0
        for start in sorted([*self._weekdays, *(start for start, _ in self._numbers)]):
            if start >= end and (match := DATE.match(self._text, start)):
                end = match.end()
                yield match

    def months(self) -> Iterator[re.Match[str]]:
        """The matches of `MONTH_AND_YEAR`, as its `finditer` gives them."""
        end = 0
        for year, after in self._numbers:
            if after - year == 4 and self._text[year - 1 : year].isspace():
                match = MONTH_AND_YEAR.search(self._text, max(end, year - _LONGEST_MONTH), after)
                if match:
                    end = match.end()
                    yield match

    def bare_weekdays(self) -> Iterator[re.Match[str]]:
        """The matches of `BARE_WEEKDAY`, as its `finditer` gives them."""
        end = 0
        for name in self._weekdays:
            least = max(end, name - _LONGEST_BEFORE)
            before = name - 1
            while before > least and self._text[before - 1].isalnum():
                before -= 1
            for start in (before, name):
                if start >= least and (match := BARE_WEEKDAY.match(self._text, start)):
                    end = match.end()
                    yield match
                    break


def _weekdays(text: str) -> list[int]:
    """Every place where a weekday's name may begin, ascending."""
    # "\u0130" alone would become two characters, and all places after it would be wrong.
    small = text.replace("\u0130", "I").lower()
    found = []
    for name in _WEEKDAY_BEGINNINGS:
        at = small.find(name)
        while at >= 0:
            found.append(at)
            at = small.find(name, at + 1)
    return sorted(found)


def month_number(word: str) -> int:
    """1 to 12 for a month's name in any spelling that the patterns take."""
    return _MONTH_NUMBER[word.lower().rstrip(".")]


def weekday_number(word: str) -> int:
    """0 (Monday) to 6 (Sunday) for a weekday's name in any spelling that the patterns take."""
    return _WEEKDAY_NUMBER[re.sub(r"\W", "", word).lower()]


def names_one_day(match: re.Match[str]) -> bool:
    """Whether a match of `BARE_WEEKDAY` is one day in the past or present.

    Not weeks ("minggu kedua", "dua minggu", "minggu" in small letters unless "hari" precedes), returning days
    ("setiap Senin"), days to come ("Senin depan"), markets ("Pasar Minggu"), feasts and programmes ("Jumat
    Curhat").
    """
    before = (match["before"] or "").strip(" -\n\t").lower()
    if before not in ("", "hari"):
        return False
    if weekday_number(match["name"]) == 6 and match["name"].lower() == "minggu" and before != "hari":
        return match["name"] != "minggu" and not match["after"]
    return not match["after"] or match["week"] is not None
