"""How counts become facets: the same order, length and marks on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from search.dates import format_month
from search.model import Facet, FacetValue
from search.names import registry
from search.query import NO_VALUE, Query

FACET_SIZE = 30
"""Values of a facet that are listed; chosen ones always are, however rare."""
FACETS = ("instansi", "wilayah", "bulan")
"""The names of the facets, in the order in which they are given."""

Counts = Mapping[str, int]
Labels = Callable[[str, str], str]
"""(facet, value) -> what to show."""


def month_of(day: date) -> str:
    """The month of a day as a facet value: "2025-12"."""
    return f"{day.year:04d}-{day.month:02d}"


def month_days(month: str) -> tuple[date, date]:
    """First and last day of a month given as "YYYY-MM"."""
    first = date(int(month[:4]), int(month[5:7]), 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def name_of(facet: str, value: str) -> str:
    """What to show for a value that no article at hand names: the registry's name, else the value itself."""
    known = registry.agency_name(value) if facet == "instansi" else registry.region_name(value)
    return known or value


def value_facet(name: str, counts: Counts, missing: int, chosen: Sequence[str], labels: Labels) -> Facet:
    """A facet of names: most frequent first, then by label; chosen values always listed, at 0 too.

    `counts` has every value with at least one article.
    """
    ranked = sorted(
        (FacetValue(v, labels(name, v), n, v in chosen) for v, n in counts.items()),
        key=lambda f: (-f.count, f.label.casefold(), f.value),
    )
    listed = ranked[:FACET_SIZE] + [f for f in ranked[FACET_SIZE:] if f.chosen]
    absent = [v for v in dict.fromkeys(chosen) if v not in counts and v != NO_VALUE]
    zeros = [FacetValue(v, labels(name, v), 0, True) for v in absent]
    return Facet(name, (*listed, *zeros), missing, len(ranked) - len(listed))


def month_facet(counts: Counts, missing: int, query: Query) -> Facet:
    """The months that have articles, in the order of time; chosen are those inside the question's dates."""
    values = [
        FacetValue(month, format_month(int(month[:4]), int(month[5:])), count, _inside(month, query))
        for month, count in sorted(counts.items())
    ]
    return Facet("bulan", tuple(values), missing, 0)


def _inside(month: str, query: Query) -> bool:
    first, last = month_days(month)
    return bool(query.since and query.until and query.since <= first and last <= query.until)
