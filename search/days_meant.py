"""Dates among the words of a question that limit when something was published."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from search import dates
from search.date_words import month_number
from search.dates import Days
from search.names import registry, tables

_MONTHS = "|".join(sorted({m.lower() for m in dates.MONTHS} | {"nopember", "pebruari"}, key=len, reverse=True))
# A question without any of these holds no date.
_ANY = re.compile(r"\d|hari|kemarin|minggu|pekan|bulan|tahun|senin|selasa|rabu|kamis|jum|sabtu|ahad")
_YEAR = re.compile(
    r"(?<![\w/.,:-])(?:(?P<said>tahun|thn|th)\.?\s+)?(?P<year>(?:19|20)\d\d)(?![\w/.,:-]*\d)\b(?!\s*(?:orang|rumah|unit|warga|ton|hektare?|ha|kg|km|meter|kk|paket|peserta|siswa|jemaah|butir|liter|kasus|formasi))"
)
_MONTH_ALONE = re.compile(rf"\bbulan\s+(?P<month>{_MONTHS})\b(?!\s+(?:19|20)\d\d)")
_WEEKDAY_PAST = re.compile(
    r"\b(?:hari\s+)?(?P<name>senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\s+(?:kemarin|lalu)\b"
)
_COUNTED = {
    w: n
    for n, w in enumerate(
        ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"), 1
    )
}
_LAST = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTED)}|se)\s?(?P<unit>hari|minggu|pekan|bulan|tahun)\s+(?:terakhir|belakangan)(?:\s+ini)?\b"
)
# What a year belongs to: a budget, a law, an edition, a price. The words stay words.
_OWNED = re.compile(
    r"\b(?:r?apbdp?(?:-p)?|apbdes|apbn|anggaran|dana\s+desa|dd|add|dana\s+bos|dak|dau|dbh|bantuan|hibah|pilkada|pemilu|pileg|pilpres|pilgub|pilbup"
    r"|pilwakot|pilwalkot|pilkades|pilkakam|pilkatih|haji|umrah|umroh|porprov|porda|pon|popda|popnas|peparnas|mtq|umk|ump|umr|umsk|upah(?:\s+minimum)?|ppdb|spmb|snbp|snbt"
    r"|sbmptn|utbk|cpns|casn|pppk|asn|piala(?:\s+\w+){0,3}|liga(?:\s+\w+)?|olimpiade|asian\s+games|sea\s+games|world\s+cup|euro"
    r"|nomor\s+\d+|no\.?\s*\d+|uu(?:\s+\d+)?|perda(?:\s+\d+)?|perpres(?:\s+\d+)?|permen(?:\s+\d+)?|pp(?:\s+\d+)?|pmk(?:\s+\d+)?|ta|t\.a|ajaran|lebaran|natal|ramadh?an|idul\s+\w+|tahun\s+baru|nyepi|waisak|imlek|pelajaran"
    r"|covid|kurikulum|rpjmd|rpjpd|rkpd|rtrw|musrenbang|sensus|festival|expo|indonesia\s+emas|visi|target|angkatan|edisi|kalender|jadwal|capres|cawapres|cagub|caleg|calon|g20|duta|putri|miss|muli\s+mekhanai|honda|yamaha|toyota|avanza|window|windows|fifa|motogp)"
    r"(?:\s+(?:perubahan|tahun|thn|ta|periode|masa|lampung|provinsi|kabupaten|kota))*\s*$"
)
_PERIOD = re.compile(r"\s*(?:-|/|–|s/d|sampai|hingga)\s*$")
_LEAD = re.compile(
    r"(?:\b(?:(?P<since>sejak|mulai|setelah|sesudah|pasca)|(?P<until>sebelum|sampai|hingga)|pada|tanggal|tgl|hari|di|selama|sepanjang"
    r"|periode|bulan|tahun|per|dari|antara|awal|pertengahan|akhir)\b[.\s]*)+$"
)
_TO = re.compile(r"\s*(?:sampai\s+dengan|s/d|sampai|hingga|dan|-|–|ke)\s*(?:tanggal\s+|bulan\s+|tahun\s+)?")
_THIRD = re.compile(r"\b(awal|pertengahan|akhir)\s+(?:tahun\s+)?$")
_FROM_MONTH = re.compile(rf"\b(?P<month>{_MONTHS})\s+(?:sampai|hingga|dan|-|–)\s+$")
_FEAST = re.compile(r"17\s+agustus")
_AGO = re.compile(rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTED)}|se)\s?hari\s+(?:yang\s+)?lalu\b")
_FULL = re.compile(r"\d.*\d{4}|\d{4}.*\d")
_OLDEST = date(2000, 1, 1)
"""Nothing on a news site was published before; what happened then is history."""


class DaysMeant(NamedTuple):
    """Words of a question that say when: text[start:end], and the inclusive days; one may be open."""

    start: int
    end: int
    since: date | None
    until: date | None


class _Span(NamedTuple):
    start: int
    end: int
    days: Days


def may_hold_date(text: str) -> bool:
    """Whether a question in small letters can hold a date at all."""
    return _ANY.search(text) is not None


def days_meant(text: str, today: date, full_only: bool = False) -> list[DaysMeant]:
    """The days that a question in small letters asks for: at most one span, which has begun by today. With `full_only`
    only a date with day, month and year counts."""
    if full_only and not _FULL.search(text):
        return []
    spans = _spans(text, today)
    if full_only:
        spans = [s for s in spans if s.days[0] == s.days[1] and _FULL.search(text, s.start, s.end)]
    if not spans:
        return []
    joined = _joined(text, spans)
    if joined is not None:
        return [joined]
    if len(spans) > 1:  # two days that are not one span: which is meant nobody can know
        return []
    return [_led(text, spans[0])]


def _spans(text: str, today: date) -> list[_Span]:
    found: list[_Span] = []
    taken = bytearray(len(text))
    for span in _all(text, today):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            if _OLDEST <= span.days[0] <= today:
                found.append(span)
    return sorted(found)


def _all(text: str, today: date) -> Iterator[_Span]:
    for match in _LAST.finditer(text):
        if days := _last(match, today):
            yield _Span(*match.span(), days)
    for match in _AGO.finditer(text):
        count = 1 if match["count"] == "se" else _COUNTED.get(match["count"]) or int(match["count"])
        yield _Span(*match.span(), (today - timedelta(count), today - timedelta(count)))
    for match in _WEEKDAY_PAST.finditer(text):
        if match["name"] not in ("minggu", "ahad") or match.group().startswith("hari") or match["name"] == "ahad":
            yield _Span(*match.span(), _weekday_before(match["name"], today))
    for mention in dates.find(text, today):
        if mention.bare_weekday or _FEAST.fullmatch(mention.text):
            continue
        if mention.first and mention.last:
            yield _since_month(text, _Span(mention.start, mention.end, (mention.first, mention.last)))
        elif days := _nearest_before(mention, today):
            yield _Span(mention.start, mention.end, days)
    for match in _MONTH_ALONE.finditer(text):
        month = month_number(match["month"])
        days = dates.parse_day(f"{month}/{today.year if month <= today.month else today.year - 1}", today)
        if days:
            yield _Span(*match.span(), days)
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        before = text[: match.start()]
        if year <= today.year and not _OWNED.search(_places().sub(" ", before)) and not _PERIOD.search(before):
            third = _THIRD.search(before)
            first = ("awal", "pertengahan", "akhir").index(third[1]) * 4 + 1 if third else 1
            last = first + 3 if third else 12
            yield _Span(*match.span(), (date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])))


def _since_month(text: str, span: _Span) -> _Span:
    """A month with its year, and the month before it that takes the same year: "juni sampai agustus 2025"."""
    earlier = _FROM_MONTH.search(text, 0, span.start)
    month = month_number(earlier["month"]) if earlier else 12
    if earlier is None or span.days[0].day != 1 or span.days[0] == span.days[1] or month >= span.days[0].month:
        return span
    return _Span(earlier.start(), span.end, (date(span.days[0].year, month, 1), span.days[1]))


@cache
def _places() -> re.Pattern[str]:
    """The kabupaten and kota of Lampung, which may stand between a budget and its year."""
    names = {n for r in registry.regions() if r.parent == "18" for n in map(tables.key, (r.name, r.bare, *r.spellings))}
    return re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b")


def _last(match: re.Match[str], today: date) -> Days | None:
    said = match["count"]
    count = 1 if said == "se" else _COUNTED.get(said) or int(said)
    per = {"hari": 1, "minggu": 7, "pekan": 7, "bulan": 30, "tahun": 365}[match["unit"]]
    days = count * per
    return (today - timedelta(days - 1), today) if 0 < days < 40_000 else None


def _weekday_before(name: str, today: date) -> Days:
    wanted = next(
        n
        for n, day in enumerate(("sen", "sel", "rab", "kam", "jum", "sab", "min"))
        if name.startswith(day) or (name == "ahad" and n == 6)
    )
    back = (today.weekday() - wanted) % 7 or 7
    day = today - timedelta(back)
    return day, day


def _nearest_before(mention: dates.DateMention, today: date) -> Days | None:
    """The days of a mention without a year, in the last year in which they are not to come."""
    for year in (today.year, today.year - 1):
        days = mention.in_year(year)
        if days and days[0] <= today:
            return days
    return None


def _joined(text: str, spans: list[_Span]) -> DaysMeant | None:
    """Two spans with a word between them that makes one of them: "1 sampai 7 desember 2025", "2023 dan 2024"."""
    if len(spans) != 2:
        return None
    one, other = spans
    if not _TO.fullmatch(text, one.end, other.start) or one.days[0] > other.days[0]:
        return None
    led = _LEAD.search(text, 0, one.start)
    return DaysMeant(led.start() if led else one.start, other.end, one.days[0], other.days[1])


def _led(text: str, span: _Span) -> DaysMeant:
    """A span with the words that lead to it, which may open it at one end."""
    led = _LEAD.search(text, 0, span.start)
    if led and text[span.start].isdigit() and led.group().split()[-1] == "bulan":  # the moon
        led = None
    start, (since, until) = led.start() if led else span.start, span.days
    if led and led["since"]:
        after = led["since"] not in ("sejak", "mulai")
        return DaysMeant(start, span.end, until + timedelta(1) if after else since, None)
    if led and led["until"]:
        before = led["until"] == "sebelum"
        return DaysMeant(start, span.end, None, since - timedelta(1) if before else until)
    return DaysMeant(start, span.end, since, until)
