"""How counts become facets: the same order, length and marks on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from search.dates import format_month
from search.model import Facet, FacetName
from search.names import registry
from search.query import NO_VALUE, Query

FACET_SIZE = 30
"""Values of a facet that are listed unless more or fewer are asked for; chosen ones always are, however rare."""
MOST_VALUES = 10_000
"""Values of a facet that may be asked for at most: far more than there are agencies, and what a cluster can count."""
FACETS = ("instansi", "wilayah", "bulan")
"""The names of the facets, in the order in which they are given."""

Counts = Mapping[str, int]
Counted = tuple[int, ...]
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


def ranked(name: str, counts: Counts, labels: Labels) -> list[str]:
    """The values of a facet that have articles: most frequent first, then by label."""
    return sorted(counts, key=lambda value: (-counts[value], *label_order(labels(name, value), value)))


def label_order(label: str, value: str) -> tuple[str, str]:
    """What values of equal count are ordered by."""
    return label.casefold(), value


def value_facet(
    name: str,
    first: Sequence[str],
    counts: Counts,
    different: int,
    missing: int,
    chosen: Sequence[str],
    labels: Labels,
    size: int = FACET_SIZE,
) -> Facet:
    """A facet of names. `first` are its ranked values: the first `size`, and of the others at least those that
    are chosen; `different` says how many have articles at all. Chosen values are always listed, at 0 too."""
    listed = [*first[:size], *(v for v in first[size:] if v in chosen)]
    absent = [v for v in dict.fromkeys(chosen) if v not in listed and v != NO_VALUE]
    values = (*listed, *absent)
    return Facet(
        name,
        tuple(FacetName(value, labels(name, value)) for value in values),
        tuple(counts.get(value, 0) for value in values),
        frozenset(chosen) & frozenset(values),
        missing,
        different - len(listed),
    )


def month_facet(months: tuple[FacetName, ...], counts: Counted, missing: int, query: Query) -> Facet:
    """The months that have articles, given in the order of time; chosen are those inside the question's dates."""
    chosen = frozenset[str]()
    if query.since and query.until:
        chosen = frozenset(month for month, _ in months if _inside(month, query))
    return Facet("bulan", months, counts, chosen, missing, 0)


def month_label(month: str) -> str:
    """What to show for a month."""
    return format_month(int(month[:4]), int(month[5:]))


def _inside(month: str, query: Query) -> bool:
    first, last = month_days(month)
    return bool(query.since and query.until and query.since <= first and last <= query.until)
