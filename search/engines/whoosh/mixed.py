"""A question with phrases, words left out, or alternatives: its articles are listed once, see kernels.lists_ready."""

from __future__ import annotations

import weakref

import numpy as np

from search.engines.whoosh.kernels import lists_ready, turns
from search.engines.whoosh.kernels.lists_ready import ALTERNATIVES, LEFT_OUT, REQUIRED
from search.engines.whoosh.kernels.plan import WorkArrays
from search.engines.whoosh.planning import flags, weights
from search.engines.whoosh.planning import plan as plan_of
from search.engines.whoosh.state import State
from search.facets import FACET_SIZE
from search.query import AnyOf, Clause, Phrase, Query, Word
from search.ranking import has_digit
from search.strings import end_to_end

_CELL = int(turns.CELL.ctypes.data)


class MixedQuestion:
    """Some clauses over all segments of a state, made ready once; asked as often as one question is: by the rule and
    relaxed, with filters and without."""

    def __init__(self, state: State, query: Query) -> None:
        # A thread keeps its last question, and with it no files that nobody else reads any more.
        self._state_of = weakref.ref(state)
        self._query = query
        self._optional = len(query.optional)
        self._key = self._key_of(query)
        read = _Reading(query)
        data, starts = end_to_end([*read.terms, *read.exacts])
        text = np.frombuffer(data or b"\0", np.uint8)
        self._whole = np.array(read.numbers(state.live, query.title_only, starts), np.int64)
        weight = np.array([*weights(state, query), *read.clause_weights, *read.part_weights], np.float64)
        self._ready = lists_ready.make_ready(state.table, text, self._whole, weight, _CELL)

    def serves(self, state: State, query: Query) -> bool:
        """Whether another asking has the same clauses, read the same way: the very same ones, not equal ones, so that
        nothing is kept from one question for the next."""
        same = state is self._state_of() and query.clauses is self._query.clauses
        return same and self._key_of(query) == self._key

    @property
    def nbytes(self) -> int:
        """Bytes of the lists that were made ready."""
        return sum(array.nbytes for array in self._ready)

    @staticmethod
    def _key_of(query: Query) -> tuple[object, ...]:
        return query.title_only, query.ranking.k1, query.ranking.b

    def run(self, state: State, query: Query, facets: bool, work: WorkArrays) -> list[int]:
        """Ask segment after segment, as `query` says beside its clauses; gives the numbers of plan.Told."""
        # Named, so that the flags live for as long as their addresses are in use.
        agencies, regions = flags(state.agencies, query.agencies), flags(state.regions, query.regions)
        plan = np.array([*plan_of(state, query, facets, agencies, regions), self._optional, 0, 0, FACET_SIZE], np.int64)
        weight = np.array(weights(state, query), np.float64)
        lists_ready.ask_ready(state.table, self._whole, *self._ready, plan, weight, work.places, _CELL)
        return work.numbers(facets)


class _Reading:
    """The clauses of a question as kernels have them (lists_ready.SIZES), and the strings that they are of."""

    def __init__(self, query: Query) -> None:
        self.terms: dict[str, int] = {}
        self.exacts: dict[str, int] = {}
        self.clause_weights: list[float] = []
        self.part_weights: list[float] = []
        self._clauses: list[tuple[int, int, bool, int, bool]] = []
        self._lists: list[tuple[int, int, int]] = []
        # Of parts and clauses surface words have numbers from 0, which `numbers` puts behind those of the terms.
        self._parts: list[tuple[int, int, int, int, int]] = []
        self._words: list[tuple[bool, int]] = []
        self._first_with: dict[tuple[str, ...], int] = {}
        clauses = query.clauses
        for at, clause in enumerate(clauses):
            asked, number = _asked(clause), -1
            if isinstance(clause, AnyOf):
                number = self._list(ALTERNATIVES, *clause.clauses)
            elif isinstance(clause, Phrase):
                self._list(REQUIRED, clause)
                continue
            elif not isinstance(clause, Word):
                self._list(LEFT_OUT, clause.clause)
                continue
            if isinstance(asked, Word):
                follows = at + 1 < len(clauses) and isinstance(_asked(clauses[at + 1]), Word)
                exact = _number(self.exacts, asked.text) if asked.text else -1
                self._clauses.append((_number(self.terms, asked.term), exact, follows, number, has_digit(asked.term)))
                self.clause_weights.append(asked.weight)
            else:
                self._clauses.append((-1, -1, False, number, False))
                self.clause_weights.append(0.0)

    def numbers(self, live: int, title: bool, starts: list[int]) -> list[int]:
        """All of it as one run of numbers."""
        behind = len(self.terms)
        found = [title, live, behind, len(starts) - 1, len(self._clauses), len(self._lists), len(self._parts)]
        found += (len(self._words), *starts)
        for term, exact, follows, number, digit in self._clauses:
            found += (term, exact + behind if exact >= 0 else -1, follows, number, digit)
        for one_list in self._lists:
            found += one_list
        for part in self._parts:
            found += part
        found += [number if is_term else number + behind for is_term, number in self._words]
        return found

    def _list(self, kind: int, *parts: Word | Phrase) -> int:
        """The number of a list of some parts."""
        first = len(self._parts)
        for part in parts:
            self._part(part, kind == ALTERNATIVES)
        self._lists.append((kind, first, len(self._parts)))
        return len(self._lists) - 1

    def _part(self, part: Word | Phrase, alternative: bool) -> None:
        number, first = len(self._parts), len(self._words)
        self.part_weights.append(part.weight)
        if isinstance(part, Word):
            self._parts.append((_number(self.terms, part.term), first, first, first, number))
            return
        self._words += [(False, _number(self.exacts, word)) for word in part.words]
        middle = len(self._words)
        self._words += [(True, _number(self.terms, term)) for term in part.terms]
        same = self._first_with.setdefault(part.words, number) if alternative else number
        self._parts.append((-1, first, middle, len(self._words), same))


def _number(table: dict[str, int], string: str) -> int:
    return table.setdefault(string, len(table))


def _asked(clause: Clause) -> Clause:
    """Of alternatives the one that was asked."""
    return clause.clauses[0] if isinstance(clause, AnyOf) else clause
