"""The question as parameters: what the URL, the API and the command line give, read once and written back.

`read(write(query)).query == query` for every query that was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import TypeVar

import msgspec

from search import dates
from search.errors import BadQuestion, Fault
from search.names import registry
from search.parse import parse, tidy
from search.query import MAX_CHOSEN, MAX_PER_PAGE, MAX_RANK, NO_VALUE, DateBasis, Help, Query, Sort

NAMES = (
    "q",
    "instansi",
    "wilayah",
    "dari",
    "sampai",
    "menurut",
    "judul",
    "kabar",
    "tanpa",
    "urut",
    "per_hal",
    "hal",
    "explain",
)
"""Every parameter, in the order in which links have them."""
PER_PAGE = Query().per_page
MAX_PAGE = 100
MAX_VALUE = 100
"""Characters of a filter's value that are kept."""

Choice = TypeVar("Choice", bound=StrEnum)


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A question as it was read: the query, the day it was asked, words beyond the limit that were left out, parameters
    that mean nothing here, and whether an explanation was asked for."""

    query: Query
    today: date
    ignored: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    explain: bool = False


def read(given: Mapping[str, Sequence[str]], today: date, strict: bool = True) -> Reading:
    """The question in these parameters; `today` is the WIB day that "kemarin" counts from.

    Raises BadQuestion with every fault at once. Typed text is never a fault. With `strict` off, as on the page,
    only a broken date or page number is: any other odd value counts as not given.
    """
    reader = _Reader(given, strict)
    text = tidy(reader.first("q"))
    parsed = parse(text)
    since, until = reader.day("dari", today, first=True), reader.day("sampai", today, first=False)
    if since and until and since > until:
        reader.fault("sampai", "order", reader.first("dari"))
    page, per_page = reader.paging()
    query = Query(
        text=text,
        clauses=parsed.clauses,
        need=parsed.need,
        agencies=reader.values("instansi", registry.resolve_agency),
        regions=reader.values("wilayah", registry.resolve_region),
        since=since,
        until=until,
        sort=reader.choice("urut", Sort, Sort.RELEVANCE),
        page=page,
        per_page=per_page,
        basis=reader.choice("menurut", DateBasis, DateBasis.PUBLISHED),
        title_only=reader.switch("judul", "1"),
        all_copies=reader.switch("kabar", "semua"),
        declined=reader.choices("tanpa", Help),
    )
    explain = reader.switch("explain", "1")
    if reader.faults:
        raise BadQuestion(tuple(reader.faults))
    return Reading(query, today, parsed.ignored, tuple(n for n in given if n not in NAMES), explain)


class _Reader:
    """Reads one parameter after the other and gathers what is wrong."""

    def __init__(self, given: Mapping[str, Sequence[str]], strict: bool) -> None:
        self._given = given
        self._strict = strict
        self.faults: list[Fault] = []

    def first(self, name: str) -> str:
        values = self._given.get(name)
        return values[0] if values else ""

    def fault(self, name: str, code: str, expected: str = "") -> None:
        self.faults.append(Fault(name, self.first(name)[:MAX_VALUE], code, expected))

    def values(self, name: str, resolve: Callable[[str], str | None]) -> tuple[str, ...]:
        """Ids of what was chosen; a spelling that is not known stays as it was typed and matches nothing."""
        given = self._given.get(name)
        if not given:
            return ()
        typed = dict.fromkeys(v[:MAX_VALUE] for v in given)
        # Once more: some characters become several when they are made comparable.
        tidied = (tidy(v)[:MAX_VALUE].strip() for v in islice(typed, MAX_CHOSEN + 1))
        chosen = dict.fromkeys(v if v == NO_VALUE else resolve(v) or v for v in tidied if v)
        if len(chosen) > MAX_CHOSEN and self._strict:
            self.fault(name, "many", str(MAX_CHOSEN))
        return tuple(chosen)[:MAX_CHOSEN]

    def day(self, name: str, today: date, *, first: bool) -> date | None:
        typed = tidy(self.first(name))
        if not typed:
            return None
        days = dates.parse_day(typed, today)
        if days is None:
            self.fault(name, "date")
            return None
        return days[0] if first else days[1]

    def choice(self, name: str, kind: type[Choice], usual: Choice) -> Choice:
        typed = self.first(name)
        try:
            return kind(typed) if typed else usual
        except ValueError:
            if self._strict:
                self.fault(name, "choice", ", ".join(kind))
            return usual

    def choices(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """The values of a parameter that may be given again, in the order in which links have them."""
        given = self._given.get(name)
        if not given:
            return ()
        if self._strict and (odd := next((v for v in given if v and v not in list(kind)), "")):
            self.faults.append(Fault(name, odd[:MAX_VALUE], "choice", ", ".join(kind)))
        return tuple(value for value in kind if value in given)

    def switch(self, name: str, on: str) -> bool:
        typed = self.first(name)
        if typed not in ("", "0", on) and self._strict:
            self.fault(name, "choice", on)
        return typed == on

    def paging(self) -> tuple[int, int]:
        per_page = self._number("per_hal", PER_PAGE, MAX_PER_PAGE, "size")
        page = self._number("hal", 1, min(MAX_PAGE, MAX_RANK // per_page), "page")
        return page, per_page

    def _number(self, name: str, usual: int, most: int, code: str) -> int:
        typed = self.first(name).strip()
        if not typed:
            return usual
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        if 1 <= number <= most:
            return number
        if code == "page" or self._strict:
            self.fault(name, code, str(most))
        return usual


def write(query: Query) -> list[tuple[str, str]]:
    """The parameters of a question in their canonical order; what is usual is left out."""
    pairs: list[tuple[str, str | None]] = [("q", query.text)]
    pairs += [("instansi", value) for value in query.agencies]
    pairs += [("wilayah", value) for value in query.regions]
    pairs += [
        ("dari", query.since.isoformat() if query.since else None),
        ("sampai", query.until.isoformat() if query.until else None),
        ("menurut", None if query.basis is DateBasis.PUBLISHED else query.basis.value),
        ("judul", "1" if query.title_only else None),
        ("kabar", "semua" if query.all_copies else None),
        *(("tanpa", help_.value) for help_ in query.declined),
        ("urut", None if query.sort is Sort.RELEVANCE else query.sort.value),
        ("per_hal", None if query.per_page == PER_PAGE else str(query.per_page)),
        ("hal", None if query.page == 1 else str(query.page)),
    ]
    return [(name, value) for name, value in pairs if value]
