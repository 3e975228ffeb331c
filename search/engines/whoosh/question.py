"""A `Query` as the numbers that kernels take, and the run of it over a state.

A question of words alone is packed into one run of bytes and answered in one call: where few articles match, packing
and unpacking are most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from struct import Struct
from threading import local

import numpy as np

from search.engines.whoosh.kernels import answering
from search.engines.whoosh.kernels.plan import NEWEST, OLDEST, PLAN, RELEVANCE, WEIGHTS, Told, WorkArrays
from search.engines.whoosh.layout import Array, address
from search.engines.whoosh.state import FacetTable, State
from search.facets import FACET_SIZE
from search.query import NO_VALUE, DateBasis, Query, Sort, Word

_ORDERS = {Sort.RELEVANCE: RELEVANCE, Sort.NEWEST: NEWEST, Sort.OLDEST: OLDEST}
_LAST_DAY = date.max.toordinal()
_FOUND = int(Told.FOUND)
_of_thread = local()


def work_arrays(state: State) -> WorkArrays:
    """The calling thread's work arrays, with room for the facets of a state. They hold an answer until the thread
    asks again."""
    try:
        work: WorkArrays = _of_thread.arrays
    except AttributeError:
        work = _of_thread.arrays = WorkArrays()
    if work.sizes != state.sizes:
        work.room(*state.sizes)
    return work


def ask(state: State, query: Query, facets: bool, work: WorkArrays) -> list[int]:
    """Answer a question in the work arrays; gives the numbers of plan.Told."""
    if not state.segments:
        return [0] * len(work.told)
    for clause in query.clauses:
        if type(clause) is not Word:
            from search.engines.whoosh.mixed import MixedQuestion

            return MixedQuestion(state, query, facets, work).run()
    _ask_words(state, query, query.clauses, facets, work)  # type: ignore[arg-type]  # just looked at
    told: list[int] = work.told.tolist()
    return told


def _ask_words(state: State, query: Query, words: Sequence[Word], facets: bool, work: WorkArrays) -> None:
    ranking, count = query.ranking, len(words)
    texts = [word.term for word in words]
    if ranking.exact:
        texts += [word.text for word in words]
    strings = len(texts)
    joined = "".join(texts)
    if joined.isascii():
        data = joined.encode()
        starts = list(accumulate(map(len, texts), initial=0))
    else:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = b"".join(encoded)
        starts = list(accumulate(map(len, encoded), initial=0))
    # Named, so that the flags live for as long as their addresses are in use.
    agencies, regions = flags(state.agencies, query.agencies), flags(state.regions, query.regions)
    numbers = plan(state, query, facets, agencies, regions)
    numbers += (count, strings, count, FACET_SIZE)
    numbers += starts
    numbers += weights(state, query)
    numbers += [word.weight for word in words]
    packed = _packing(strings, count).pack(*numbers) + data
    answering.ask(state.table, np.frombuffer(packed, np.uint8), work.places)


@lru_cache(maxsize=200)
def _packing(strings: int, clauses: int) -> Struct:
    return Struct(f"{PLAN + strings + 1}q{WEIGHTS + clauses}d")


def plan(state: State, query: Query, facets: bool, agencies: Array | None, regions: Array | None) -> list[int | float]:
    """The plan of a question, up to CLAUSES. The flags must be kept for as long as it is used."""
    since, until = query.since, query.until
    values = state.sizes
    return [
        0,
        len(state.segments),
        query.need if query.clauses else 0,
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
    return k1 * (1 - b), k1 * b / mean, k1 + 1, ranking.exact, ranking.bigram, ranking.coverage


def hits(query: Query, told: Sequence[int], work: WorkArrays) -> tuple[list[int], list[float]]:
    """Places and scores of the hits of the page."""
    first, found = (query.page - 1) * query.per_page, told[_FOUND]
    return work.key_place[first:found].tolist(), work.key[first:found].tolist()


def flags(table: FacetTable, chosen: tuple[str, ...]) -> Array | None:
    """A flag for each value of a facet, and one for "none"; None where nothing is chosen."""
    if not chosen:
        return None
    found = np.zeros(len(table.values) + 1, np.uint8)
    for value in chosen:
        if value == NO_VALUE:
            found[-1] = 1
        elif value in table.number:
            found[table.number[value]] = 1
    return found
