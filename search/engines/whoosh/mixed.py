"""A question with phrases, words left out, or alternatives: its articles are made ready segment by segment."""

from __future__ import annotations

import weakref
from functools import reduce

import numpy as np

from search.engines.whoosh.kernels import answering, phrases
from search.engines.whoosh.kernels.plan import CLAUSE_COLUMNS, Plan, WorkArrays
from search.engines.whoosh.layout import Array, address
from search.engines.whoosh.planning import flags, weights
from search.engines.whoosh.planning import plan as plan_of
from search.engines.whoosh.state import State
from search.facets import FACET_SIZE
from search.query import AnyOf, Clause, Phrase, Query, Word
from search.strings import end_to_end

_NOTHING = np.zeros(0, np.uint16), np.zeros(0)


class MixedQuestion:
    """Some clauses over all segments of a state, made ready once; asked as often as one question is: by the rule and
    relaxed, with filters and without."""

    def __init__(self, state: State, query: Query) -> None:
        # A thread keeps its last question, and with it no files that nobody else reads any more.
        self._state_of = weakref.ref(state)
        self._query = query
        self._title = int(query.title_only)
        self._phrases: dict[tuple[int, tuple[str, ...]], tuple[Array, Array]] = {}
        self._holding: dict[tuple[int, tuple[str, ...]], Array] = {}
        self._weight = np.array(weights(state, query), np.float64)
        parts, optional = self._parts(), query.optional
        words = [part for part in (*optional, *parts) if isinstance(part, Word)]
        phrases_ = [part for part in parts if isinstance(part, Phrase)]
        terms = [*(word.term for word in words), *(term for phrase in phrases_ for term in phrase.terms)]
        exacts = [*(word.text for word in words if word.text), *(w for phrase in phrases_ for w in phrase.words)]
        self._term = {term: n for n, term in enumerate(dict.fromkeys(terms))}
        self._exact = {exact: len(self._term) + n for n, exact in enumerate(dict.fromkeys(exacts))}
        data, starts = end_to_end([*self._term, *self._exact])
        self._found = np.empty((len(state.segments), len(starts) - 1), np.int64)
        df = np.zeros(max(len(self._term), 1), np.int64)
        text = np.frombuffer(data or b"\0", np.uint8)
        answering.frequencies(
            state.table, text, np.array(starts, np.int64), len(self._term), self._title, self._found, df
        )
        self._idf = [float(answering.idf(state.live, n)) for n in df.tolist()]
        self._clause = np.array(self._rows(), np.int64).reshape(-1, CLAUSE_COLUMNS)
        self._cover_of = np.array([self._cover(clause) for clause in optional], np.float64)
        self._scale = np.array([self._full_score(clause) for clause in optional], np.float64)
        self._lists = [self._lists_of(segment) for segment in range(len(state.segments))]
        self._key = self._key_of(query)

    def serves(self, state: State, query: Query) -> bool:
        """Whether another asking has the same clauses, read the same way: the very same ones, not equal ones, so that
        nothing is kept from one question for the next."""
        same = state is self._state_of() and query.clauses is self._query.clauses
        return same and self._key_of(query) == self._key

    @property
    def nbytes(self) -> int:
        """Bytes of the lists that were made ready."""
        return sum(array.nbytes for some in (*self._lists, *self._phrases.values()) for array in some)

    @property
    def _state(self) -> State:
        state = self._state_of()
        assert state is not None  # the caller has it
        return state

    @staticmethod
    def _key_of(query: Query) -> tuple[object, ...]:
        return query.title_only, query.ranking.k1, query.ranking.b

    def _rows(self) -> list[tuple[int, int, int, int]]:
        """The optional clauses as kernels have them."""
        rows, clauses, lists = [], self._query.clauses, 0
        for at, clause in enumerate(clauses):
            number, word = -1, _asked(clause)
            if isinstance(clause, AnyOf):
                number, lists = lists, lists + 1
            if isinstance(word, Word):
                follows = at + 1 < len(clauses) and isinstance(_asked(clauses[at + 1]), Word)
                rows.append((self._term[word.term], self._exact.get(word.text, -1), int(follows), number))
            elif number >= 0:
                rows.append((-1, -1, 0, number))
        return rows

    def _parts(self) -> list[Word | Phrase]:
        """Everything that is asked beside the optional words."""
        query = self._query
        parts: list[Word | Phrase] = [*query.phrases, *(w.clause for w in query.without)]
        return parts + [part for clause in query.optional if isinstance(clause, AnyOf) for part in clause.clauses]

    def run(self, query: Query, facets: bool, work: WorkArrays) -> list[int]:
        """Ask segment after segment, as `query` says beside its clauses; gives the numbers of plan.Told."""
        state, optional = self._state, query.optional
        agencies = flags(state.agencies, query.agencies)
        regions = flags(state.regions, query.regions)
        numbers = plan_of(state, query, facets, agencies, regions)
        plan = np.array([*numbers, len(optional), 0, 0, FACET_SIZE], np.int64)
        weight = np.array(weights(state, query), np.float64)
        part = np.empty(len(optional), np.int64)
        need = answering.parts(self._cover_of, query.need, part) if optional else 0
        answering.begin(plan, work.places)
        for segment in range(len(state.segments)):
            self._restrict(segment, plan, work)
            answering.ask_segment(
                state.table,
                segment,
                self._found[segment],
                self._clause,
                self._scale,
                self._cover_of,
                part,
                need,
                plan,
                weight,
                *self._lists[segment],
                work.places,
            )
        answering.end(state.table, plan, work.places)
        told: list[int] = work.told.tolist()
        return told

    def _lists_of(self, segment: int) -> tuple[Array, Array, Array]:
        """The articles of all alternatives in a segment: where each one's begin, the articles, their scores."""
        lists = [self._alternatives(segment, c) for c in self._query.optional if isinstance(c, AnyOf)]
        ptr = np.cumsum([0, *(len(docs) for docs, _ in lists)])
        docs = np.concatenate([np.zeros(0, np.uint16), *(d for d, _ in lists)])
        return ptr, docs, np.concatenate([np.zeros(0), *(s for _, s in lists)])

    def _full_score(self, clause: Word | AnyOf) -> float:
        word = _asked(clause)
        return self._scale_of(word, self._cover(word)) if isinstance(word, Word) else 0.0

    def _scale_of(self, part: Word | Phrase, most: float) -> float:
        """What a full saturation of a part scores; it says no more than `most`."""
        return part.weight * min(self._cover(part), most) * float(self._weight[2])

    def _cover(self, clause: Word | AnyOf | Phrase) -> float:
        """What a clause counts for in coverage: its idf; of alternatives that of the first, of a phrase the sum."""
        if isinstance(clause, Word):
            return self._idf[self._term[clause.term]]
        if isinstance(clause, AnyOf):
            return self._cover(clause.clauses[0])
        return sum(self._idf[self._term[term]] for term in clause.terms)

    def _restrict(self, segment: int, plan: Array, work: WorkArrays) -> None:
        """Set mask and bonus of a segment from the phrases and the words left out."""
        query, docs = self._query, self._state.segments[segment].docs
        if not (query.phrases or query.without):
            return
        mask, bonus = work.mask[:docs], work.bonus[:docs]
        mask[:], bonus[:] = 1, 0.0
        for phrase in query.phrases:
            found = self._phrase(segment, phrase)
            held = np.zeros(docs, np.uint8)
            held[found] = 1
            mask &= held
            bonus[found] += self._scores(segment, phrase.terms, found)
        for without in query.without:
            mask[self._articles(segment, without.clause)] = 0
        plan[Plan.MASK], plan[Plan.BONUS] = address(work.mask), address(work.bonus)

    def _articles(self, segment: int, clause: Word | Phrase) -> Array:
        if isinstance(clause, Phrase):
            return self._phrase(segment, clause)
        number = int(self._found[segment, self._term[clause.term]])
        if number < 0:
            return np.zeros(0, np.uint16)
        return phrases.term_articles(self._state.table[segment], number, self._title)

    def _phrase(self, segment: int, phrase: Phrase) -> Array:
        key = segment, phrase.words
        if key not in self._holding:
            places = [self._exact[word] for word in phrase.words]
            found = self._found[segment][places]
            self._holding[key] = phrases.phrase_articles(self._state.table[segment], found, self._title)
        return self._holding[key]

    def _scores(self, segment: int, terms: tuple[str, ...], docs: Array) -> Array:
        """BM25 of some terms in some articles."""
        places = [self._term[term] for term in terms]
        weight, numbers = self._weight, self._found[segment][places]
        scale = np.array([self._idf[place] * weight[2] for place in places])
        return phrases.scores(self._state.table[segment], docs, numbers, scale, weight[0], weight[1], self._title)

    def _alternatives(self, segment: int, clause: AnyOf) -> tuple[Array, Array]:
        """The articles that hold any of the alternatives, ascending, each with the best one's score."""
        row, found, weight = self._state.table[segment], self._found[segment], self._weight
        most, lists = self._cover(clause), list[tuple[Array, Array]]()
        for part in clause.clauses:
            scale = self._scale_of(part, most)
            if isinstance(part, Phrase):
                docs, saturated = self._saturated(segment, part)
                lists.append((docs, scale * saturated))
            elif (number := int(found[self._term[part.term]])) >= 0:
                lists.append(phrases.term_scores(row, number, scale, weight[0], weight[1], self._title))
        return reduce(lambda one, other: phrases.best_of(*one, *other), lists) if lists else _NOTHING

    def _saturated(self, segment: int, phrase: Phrase) -> tuple[Array, Array]:
        """The articles that hold a phrase, and how far it is saturated in each; several words of a question may have
        the same phrase as an alternative."""
        key = segment, phrase.words
        if key not in self._phrases:
            row, weight = self._state.table[segment], self._weight
            exacts = self._found[segment][[self._exact[word] for word in phrase.words]]
            self._phrases[key] = phrases.saturations(row, exacts, weight[0], weight[1], self._title)
        return self._phrases[key]


def _asked(clause: Clause) -> Clause:
    """Of alternatives the one that was asked."""
    return clause.clauses[0] if isinstance(clause, AnyOf) else clause
