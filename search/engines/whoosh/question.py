"""A `Query` asked of a state.

A question of words alone is packed into one run of bytes and answered in one call: where few articles match, packing
and unpacking are most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from threading import local

import numpy as np

from search.engines.whoosh.kernels import answering, turns
from search.engines.whoosh.kernels.plan import PLAN, TOLD, WEIGHTS, Told, WorkArrays
from search.engines.whoosh.mixed import MixedQuestion
from search.engines.whoosh.planning import flags, plan, weights
from search.engines.whoosh.state import State
from search.facets import FACET_SIZE
from search.query import Query, Word
from search.strings import end_to_end

MOST_KEPT = 8 << 20
"""Bytes of lists that a thread keeps of its last question: a million articles may make more of one common word."""
_FOUND = int(Told.FOUND)
_of_thread = local()
_CELL = int(turns.CELL.ctypes.data)


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
        work.forget()  # no loop does it
        return [0] * TOLD
    for clause in query.clauses:
        if type(clause) is not Word:
            return _mixed(state, query).run(state, query, facets, work)
    _ask_words(state, query, query.clauses, facets, work)  # type: ignore[arg-type]  # just looked at
    return work.numbers(facets)


def _mixed(state: State, query: Query) -> MixedQuestion:
    """The clauses of a question made ready; the thread's last ones, where this is the same question once more."""
    known: MixedQuestion | None = getattr(_of_thread, "mixed", None)
    if known is None or not known.serves(state, query):
        known = MixedQuestion(state, query)
        _of_thread.mixed = known if known.nbytes <= MOST_KEPT else None
    return known


def _ask_words(state: State, query: Query, words: Sequence[Word], facets: bool, work: WorkArrays) -> None:
    ranking, count = query.ranking, len(words)
    texts = [word.term for word in words]
    if ranking.exact:
        texts += [word.text for word in words]
    strings = len(texts)
    data, starts = end_to_end(texts)
    # Named, so that the flags live for as long as their addresses are in use.
    agencies, regions = flags(state.agencies, query.agencies), flags(state.regions, query.regions)
    numbers = plan(state, query, facets, agencies, regions)
    numbers += (count, strings, count, FACET_SIZE)
    numbers += starts
    numbers += weights(state, query)
    numbers += [word.weight for word in words]
    packed = _packing(strings, count).pack(*numbers) + data
    answering.ask(state.table, np.frombuffer(packed, np.uint8), work.places, _CELL)


@lru_cache(maxsize=200)
def _packing(strings: int, clauses: int) -> Struct:
    return Struct(f"{PLAN + strings + 1}q{WEIGHTS + clauses}d")


def hits(query: Query, told: Sequence[int], work: WorkArrays) -> tuple[list[int], list[float]]:
    """Places and scores of the hits of the page."""
    first, found = (query.page - 1) * query.per_page, told[_FOUND]
    return work.key_place[first:found].tolist(), work.key[first:found].tolist()
