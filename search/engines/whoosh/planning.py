"""What of a question is the same for every way of asking it: its plan, its weights, its chosen facet values."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from search.engines.whoosh.kernels.plan import NEWEST, OLDEST, RELEVANCE
from search.engines.whoosh.layout import Array, address
from search.engines.whoosh.state import FacetTable, State
from search.query import NO_VALUE, DateBasis, Query, Sort

_ORDERS = {Sort.RELEVANCE: RELEVANCE, Sort.NEWEST: NEWEST, Sort.OLDEST: OLDEST}
_LAST_DAY = date.max.toordinal()


def plan(state: State, query: Query, facets: bool, agencies: Array | None, regions: Array | None) -> list[int | float]:
    """The plan of a question, up to CLAUSES. The flags must be kept for as long as it is used."""
    since, until = query.since, query.until
    values = state.sizes
    return [
        0,
        len(state.segments),
        query.today.toordinal() if query.today else 0,
        _ORDERS[query.order],
        query.page * query.per_page,
        query.title_only,
        facets,
        query.basis is DateBasis.EVENT,
        since is not None or until is not None,
        since.toordinal() if since else 1,
        until.toordinal() if until else _LAST_DAY,
        address(agencies) if agencies is not None else 0,
        address(regions) if regions is not None else 0,
        0,
        0,
        query.all_copies,
        state.month_first,
        values[2],
        values[0],
        values[1],
        state.live,
    ]


def weights(state: State, query: Query) -> tuple[float, ...]:
    """The weights of a question, as plan.Weight has them."""
    ranking, mean = query.ranking, state.mean_title if query.title_only else state.mean_length
    k1, b = ranking.k1, ranking.b
    need = query.need if query.clauses else 0.0
    recency = ranking.recency if query.today else 0.0
    decay = math.log(2) / ranking.half_life
    return (
        k1 * (1 - b), k1 * b / mean, k1 + 1, ranking.exact, ranking.bigram, ranking.coverage, need, recency, decay,
        ranking.early, ranking.numbers,
    )  # fmt: skip


def flags(table: FacetTable, chosen: tuple[str, ...]) -> Array | None:
    """A flag for each value of a facet, and one for "none"; None where nothing is chosen."""
    if not chosen:
        return None
    found = np.zeros(len(table.names) + 1, np.uint8)
    for value in chosen:
        if value == NO_VALUE:
            found[-1] = 1
        elif value in table.number:
            found[table.number[value]] = 1
    return found
