"""The months of an answer as links: one year in bars, the other years beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from search.dates import SHORT_MONTHS, format_month
from search.facets import month_days
from search.model import Results
from search.query import DateBasis, Query
from web import urls, wording
from web.filters import Choice
from web.urls import Links


@dataclass(frozen=True, slots=True)
class Month:
    """One month: short name, full sentence, count above the bar, height in hundredths; `url` None at 0."""

    short: str
    told: str
    count: str
    height: int
    url: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Months:
    """The bars of one year, and links to the years that have articles."""

    year: int
    bars: tuple[Month, ...]
    years: tuple[Choice, ...]


def months(query: Query, results: Results, links: Links) -> Months | None:
    """The year asked for, else the newest that has articles and is not past the end asked for; None where no article
    has a date."""
    counts = {v.value: v.count for f in results.facets if f.name == "bulan" for v in f.values if v.count}
    if not counts:
        return None
    years: Counter[int] = Counter()
    for month, count in counts.items():
        years[int(month[:4])] += count
    one_year = query.since and query.until and query.since.year == query.until.year
    last = query.until.year if query.until else max(years)
    year = last if one_year else max((y for y in years if y <= last), default=max(years))
    tallest = max((n for month, n in counts.items() if int(month[:4]) == year), default=1)
    bars = tuple(_month(query, links, year, at, counts, tallest) for at in range(1, 13))
    return Months(year, bars, tuple(_year(query, links, y, years[y]) for y in sorted(years)))


def _month(query: Query, links: Links, year: int, at: int, counts: dict[str, int], tallest: int) -> Month:
    value = f"{year:04d}-{at:02d}"
    count = counts.get(value, 0)
    days = month_days(value)
    return Month(
        SHORT_MONTHS[at - 1],
        f"{format_month(year, at)}: {wording.stories(count)}",
        wording.short_number(count),
        -(-100 * count // tallest),
        links.search(urls.between(query, *days)) if count else None,
        (query.since, query.until) == days,
    )


def _year(query: Query, links: Links, year: int, count: int) -> Choice:
    """A year's count is the sum of its months only where an article has one day, as it does of publication."""
    days = date(year, 1, 1), date(year, 12, 31)
    told = f"{year} ({wording.number(count)})" if query.basis is DateBasis.PUBLISHED else str(year)
    return Choice(told, links.search(urls.between(query, *days)), (query.since, query.until) == days)
