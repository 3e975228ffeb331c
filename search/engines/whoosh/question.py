"""A `Query` as the arrays that kernels take, and the run of it over a state.

A question of words alone is packed and answered in one call: at 20,000 articles the packing is half of the time.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from threading import local

import numpy as np

from search.engines.whoosh.kernels import answering
from search.engines.whoosh.kernels.plan import CLAUSE_COLUMNS, INPUTS, NEWEST, OLDEST, PLAN, RELEVANCE, Plan, WorkArrays
from search.engines.whoosh.layout import Array, address
from search.engines.whoosh.state import FacetTable, State
from search.facets import FACET_SIZE
from search.query import NO_VALUE, AnyOf, Clause, DateBasis, Query, Sort, Word

_ORDERS = {Sort.RELEVANCE: RELEVANCE, Sort.NEWEST: NEWEST, Sort.OLDEST: OLDEST}
_LAST_DAY = date.max.toordinal()
_OUTPUTS = (0,) * (PLAN - INPUTS)
_NOTHING = [0] * PLAN
_TOTAL, _FOUND = int(Plan.TOTAL), int(Plan.FOUND)
_of_thread = local()


def work_arrays() -> WorkArrays:
    """The calling thread's work arrays."""
    try:
        arrays: WorkArrays = _of_thread.arrays
    except AttributeError:
        arrays = _of_thread.arrays = WorkArrays()
    return arrays


class Strings:
    """Distinct strings to be looked up: terms first, then surface words."""

    __slots__ = ("exacts", "terms")

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self.exacts: dict[str, int] = {}

    def take(self, clauses: Sequence[Clause], exact: bool) -> list[int]:
        """Take the optional clauses, and give them as kernels have them: see plan.Clause, row after row. Surface
        words are numbered as if there were no terms: `counted_on` mends that once all are known."""
        rows: list[int] = []
        lists, last = 0, len(clauses) - 1
        for at, clause in enumerate(clauses):
            if isinstance(clause, Word):
                text = clause.text
                rows += (
                    self.terms.setdefault(clause.term, len(self.terms)),
                    self.exacts.setdefault(text, len(self.exacts)) if exact and text else -1,
                    at < last and isinstance(clauses[at + 1], Word),
                    -1,
                )
            elif isinstance(clause, AnyOf):
                rows += (-1, -1, 0, lists)
                lists += 1
        return rows

    def counted_on(self, rows: list[int]) -> list[int]:
        """The rows with surface words numbered after the terms."""
        terms = len(self.terms)
        for at in range(1, len(rows), 4):
            if rows[at] >= 0:
                rows[at] += terms
        return rows

    def arrays(self) -> tuple[Array, list[int]]:
        """All of them one after the other, and where each begins."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in (*self.terms, *self.exacts)]
        starts, at = [0], 0
        for text in encoded:
            at += len(text)
            starts.append(at)
        return np.frombuffer(b"".join(encoded) or b"\0", np.uint8), starts


class Asked:
    """One question asked of one state. After `run` the thread's work arrays and `told` hold the answer, until the
    thread asks again."""

    __slots__ = ("_facets", "plan", "query", "scored", "state", "strings", "told", "weight", "work")

    def __init__(self, state: State, query: Query, facets: bool) -> None:
        self.state, self.query, self._facets = state, query, facets
        self.work = work = work_arrays()
        if work.sizes != state.sizes:
            work.room(*state.sizes)
        order = query.order
        self.scored = order is Sort.RELEVANCE
        self.strings = Strings()
        self.told = _NOTHING

    def run(self) -> None:
        """Ask."""
        state, query, strings = self.state, self.query, self.strings
        if not state.segments:
            return
        clauses, ranking = query.clauses, query.ranking
        rows = strings.take(clauses, ranking.exact > 0)
        optional = len(rows) // CLAUSE_COLUMNS
        k1, b = ranking.k1, ranking.b
        self.weight = array("d", (k1 * (1 - b), k1 * b / (state.mean_title if query.title_only else state.mean_length)))
        self.weight.extend((k1 + 1, ranking.exact, ranking.bigram, ranking.coverage))
        if len(clauses) == optional and -1 not in rows[::CLAUSE_COLUMNS]:
            self.weight.extend([clause.weight for clause in clauses])  # type: ignore[union-attr]
            self._ask_words(rows, optional)
        else:
            from search.engines.whoosh.mixed import MixedQuestion

            MixedQuestion(self, rows).run()

    def _ask_words(self, rows: list[int], clauses: int) -> None:
        """A question of words alone: one call."""
        strings = self.strings
        text, starts = strings.arrays()
        flags = self.flags()
        plan = self.numbers(clauses, flags)
        plan += strings.counted_on(rows)
        plan += starts
        program = np.frombuffer(array("q", plan), np.int64)
        weight = np.frombuffer(self.weight, np.float64)
        answering.ask(self.state.table, program, weight, text, self.work.places)
        self.told = program[:PLAN].tolist()

    def flags(self) -> tuple[Array | None, Array | None]:
        """The chosen values of both facets; kept by the caller for as long as their addresses are used."""
        query, state = self.query, self.state
        return _flags(state.agencies, query.agencies), _flags(state.regions, query.regions)

    def numbers(self, clauses: int, flags: tuple[Array | None, Array | None]) -> list[int]:
        """The plan of the question."""
        state, query, strings = self.state, self.query, self.strings
        agencies, regions = flags
        since, until = query.since, query.until
        sizes = state.sizes
        return [
            0,
            len(state.segments),
            query.need if clauses else 0,
            RELEVANCE if self.scored else _ORDERS[query.order],
            query.page * query.per_page,
            query.title_only,
            self._facets,
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
            sizes[2],
            sizes[0],
            sizes[1],
            state.live,
            clauses,
            len(strings.terms) + len(strings.exacts),
            len(strings.terms),
            FACET_SIZE,
            *_OUTPUTS,
        ]

    @property
    def total(self) -> int:
        """How many articles match."""
        return self.told[_TOTAL]

    def hits(self) -> tuple[list[int], list[float]]:
        """Places and scores of the hits of the page."""
        query = self.query
        first, found = (query.page - 1) * query.per_page, self.told[_FOUND]
        work = self.work
        return work.key_place[first:found].tolist(), work.key[first:found].tolist()


def _flags(table: FacetTable, chosen: tuple[str, ...]) -> Array | None:
    """A flag for each value of a facet, and one for "none"."""
    if not chosen:
        return None
    flags = np.zeros(len(table.values) + 1, np.uint8)
    for value in chosen:
        if value == NO_VALUE:
            flags[-1] = 1
        elif value in table.number:
            flags[table.number[value]] = 1
    return flags
