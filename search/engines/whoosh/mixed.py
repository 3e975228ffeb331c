"""A question with phrases, words left out, or alternatives: its articles are made ready segment by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.engines.whoosh.kernels import answering, phrases
from search.engines.whoosh.kernels.plan import CLAUSE_COLUMNS, Plan
from search.engines.whoosh.kernels.pointers import Col
from search.engines.whoosh.layout import Array, address
from search.query import AnyOf, Phrase, Word

if TYPE_CHECKING:
    from search.engines.whoosh.question import Asked


class MixedQuestion:
    """One run over all segments of a state."""

    def __init__(self, asked: Asked, rows: list[int]) -> None:
        self._asked, self._query, self._state, self._strings = asked, asked.query, asked.state, asked.strings
        strings = self._strings
        self._title = int(self._query.title_only)
        for part in self._parts():
            if isinstance(part, Word):
                strings.terms.setdefault(part.term, len(strings.terms))
            else:
                for exact, term in zip(part.words, part.terms, strict=True):
                    strings.exacts.setdefault(exact, len(strings.exacts))
                    strings.terms.setdefault(term, len(strings.terms))
        self._clause = np.array(strings.counted_on(rows), np.int64).reshape(-1, CLAUSE_COLUMNS)
        text, starts = strings.arrays()
        self._found = np.empty((len(self._state.segments), len(starts) - 1), np.int64)
        df = np.zeros(max(len(strings.terms), 1), np.int64)
        starts_at, terms = np.array(starts, np.int64), len(strings.terms)
        answering.frequencies(self._state.table, text, starts_at, terms, self._title, self._found, df)
        self._idf = [float(answering.idf(self._state.live, n)) for n in df.tolist()]

    def _parts(self) -> list[Word | Phrase]:
        """Everything that is asked beside the optional words."""
        query = self._query
        parts: list[Word | Phrase] = [*query.phrases, *(w.clause for w in query.without)]
        return parts + [part for clause in query.optional if isinstance(clause, AnyOf) for part in clause.clauses]

    def run(self) -> None:
        """Ask segment after segment."""
        asked, state, optional = self._asked, self._state, self._query.optional
        flags = asked.flags()
        plan, weight = np.array(asked.numbers(len(optional), flags), np.int64), np.array(asked.weight)
        cover = np.array([self._cover(clause) for clause in optional], np.float64)
        scale = np.array([self._scale(clause) for clause in optional], np.float64)
        answering.begin(plan, asked.work.places)
        for segment in range(len(state.segments)):
            lists = [self._alternatives(segment, c) for c in optional if isinstance(c, AnyOf)]
            ptr = np.cumsum([0, *(len(docs) for docs, _ in lists)])
            docs = np.concatenate([np.zeros(0, np.uint16), *(d for d, _ in lists)])
            scores = np.concatenate([np.zeros(0), *(s for _, s in lists)])
            self._restrict(segment, plan)
            answering.ask_segment(
                state.table,
                segment,
                self._found[segment],
                self._clause,
                scale,
                cover,
                plan,
                weight,
                ptr,
                docs,
                scores,
                asked.work.places,
            )
        answering.end(state.table, plan, asked.work.places)
        asked.told = plan.tolist()

    def _scale(self, clause: Word | AnyOf) -> float:
        if not isinstance(clause, Word):
            return 0.0
        return clause.weight * self._idf[self._strings.terms[clause.term]] * self._asked.weight[2]

    def _cover(self, clause: Word | AnyOf | Phrase) -> float:
        """What a clause counts for in coverage: its idf; of alternatives the largest, of a phrase the sum."""
        if isinstance(clause, Word):
            return self._idf[self._strings.terms[clause.term]]
        if isinstance(clause, AnyOf):
            return max((self._cover(part) for part in clause.clauses), default=0.0)
        return sum(self._idf[self._strings.terms[term]] for term in clause.terms)

    def _restrict(self, segment: int, plan: Array) -> None:
        """Set mask and bonus of a segment from the phrases and the words left out."""
        query, work, docs = self._query, self._asked.work, self._state.segments[segment].docs
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
        number = int(self._found[segment, self._strings.terms[clause.term]])
        if number < 0:
            return np.zeros(0, np.uint16)
        return phrases.term_articles(self._state.table[segment], number, self._title)

    def _phrase(self, segment: int, phrase: Phrase) -> Array:
        places = [len(self._strings.terms) + self._strings.exacts[word] for word in phrase.words]
        return phrases.phrase_articles(self._state.table[segment], self._found[segment][places], self._title)

    def _scores(self, segment: int, terms: tuple[str, ...], docs: Array) -> Array:
        """BM25 of some terms in some articles."""
        places = [self._strings.terms[term] for term in terms]
        weight, numbers = self._asked.weight, self._found[segment][places]
        scale = np.array([self._idf[place] * weight[2] for place in places])
        return phrases.scores(self._state.table[segment], docs, numbers, scale, weight[0], weight[1], self._title)

    def _alternatives(self, segment: int, clause: AnyOf) -> tuple[Array, Array]:
        """The articles that hold any of the alternatives, ascending, each with the best one's score."""
        best = np.zeros(int(self._state.table[segment, Col.DOCS]))
        held = np.zeros(len(best), bool)
        for part in clause.clauses:
            docs = self._articles(segment, part)
            terms, factor = (part.terms, 1.0) if isinstance(part, Phrase) else ((part.term,), part.weight)
            best[docs] = np.maximum(best[docs], factor * self._scores(segment, terms, docs))
            held[docs] = True
        found = np.flatnonzero(held)
        return found.astype(np.uint16), best[found]
