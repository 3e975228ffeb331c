"""A question walked over one state of the index: which articles match, how well, and what they count for.

The loops live here and nowhere else; they know postings and facts, not files.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from search.engines.whoosh.facts import Facts, Place, Tag
from search.facets import FACETS, Labels, month_facet, month_of, value_facet
from search.model import Facet
from search.query import NO_VALUE, AnyOf, Phrase, Query, Sort, Without, Word

K1 = 0.9
"""Saturation of BM25 (docs/relevancy.md)."""
B = 0.75
"""How much BM25 weighs length; short notes and long articles mix: .793 at .3, .841 at .75."""

Postings = Callable[[str, str], Mapping[Place, int]]
"""(field, term) -> live articles that hold it, with its count."""
PhraseMatches = Callable[[str, Sequence[str]], set[Place]]
"""(field, surface words) -> live articles that hold them one after the other."""


class Evaluation:
    """One question over the live articles of one state. `facts` has every live article."""

    def __init__(
        self,
        query: Query,
        facts: Mapping[Place, Facts],
        postings: Postings,
        phrases: PhraseMatches,
        mean: float,
    ) -> None:
        self.query = query
        self.facts = facts
        self.mean_length = mean or 1.0
        self._postings = postings
        self._phrases = phrases
        self._cache: dict[str, dict[Place, float]] = {}

    def matches(self) -> dict[Place, float]:
        """The articles that match the words of the question (filters aside), with their scores."""
        query = self.query
        optional = [self._clause(c) for c in query.optional]
        required = [self._clause(c) for c in query.phrases]
        asked = optional or required
        found = self._combined(optional, required) if asked else dict.fromkeys(self.facts, 0.0)
        for clause in query.without:
            for place in self._clause(clause.clause):
                found.pop(place, None)
        return found

    def _combined(self, optional: list[dict[Place, float]], required: list[dict[Place, float]]) -> dict[Place, float]:
        count: Counter[Place] = Counter()
        scores: dict[Place, float] = {}
        for part in optional:
            count.update(part.keys())
            for place, score in part.items():
                scores[place] = scores.get(place, 0.0) + score
        if self.query.need and optional:
            places: Iterable[Place] = [p for p, n in count.items() if n >= self.query.need]
        else:
            places = self.facts if not required else required[0]
        for part in required:
            places = [p for p in places if p in part]
        # Rounded, so that the order of adding up cannot part what is equal.
        return {p: round(scores.get(p, 0.0) + sum(part[p] for part in required), 9) for p in places}

    def _clause(self, clause: Word | Phrase | AnyOf | Without) -> dict[Place, float]:
        if isinstance(clause, Word):
            return {p: s * clause.weight for p, s in self._term(clause.term).items()}
        if isinstance(clause, AnyOf):
            best: dict[Place, float] = {}
            for part in clause.clauses:
                for place, score in self._clause(part).items():
                    best[place] = max(score, best.get(place, 0.0))
            return best
        if isinstance(clause, Without):
            return dict.fromkeys(self.facts.keys() - self._clause(clause.clause).keys(), 0.0)
        return self._phrase(clause)

    def _phrase(self, phrase: Phrase) -> dict[Place, float]:
        fields = ("exact_title",) if self.query.title_only else ("exact_title", "exact_body")
        places = set().union(*(self._phrases(field, phrase.words) for field in fields))
        parts = [self._term(term) for term in phrase.terms]
        return {place: sum(part.get(place, 0.0) for part in parts) for place in places}

    def _term(self, term: str) -> dict[Place, float]:
        """BM25 of one term in every article that holds it, idf over the live articles of the whole state."""
        if term not in self._cache:
            field = "title" if self.query.title_only else "text"
            counts = self._postings(field, term)
            idf = math.log(1 + (len(self.facts) - len(counts) + 0.5) / (len(counts) + 0.5))
            scores = {}
            for place, count in counts.items():
                facts = self.facts[place]
                length = facts.title_length if self.query.title_only else facts.length
                scores[place] = idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / self.mean_length))
            self._cache[term] = scores
        return self._cache[term]


class Counted:
    """The matching articles, run once through filters and facets; `hits` are those that pass, in order."""

    def __init__(self, query: Query, facts: Mapping[Place, Facts], found: Mapping[Place, float]) -> None:
        self._query = query
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        self._missing: Counter[str] = Counter()
        self.hits: list[Place] = []
        for place in found:
            self._count(place, facts[place])
        self._sort(facts, found)

    def _count(self, place: Place, facts: Facts) -> None:
        """Each facet counts the articles that pass all filters but its own."""
        query = self._query
        agency = _chosen(query.agencies, facts.agencies)
        region = _chosen(query.regions, facts.regions)
        days = facts.days(query.basis)
        day = _within(days, query.since, query.until)
        if region and day:
            self._add("instansi", [tag.value for tag in facts.agencies])
        if agency and day:
            self._add("wilayah", [tag.value for tag in facts.regions])
        if agency and region:
            self._add("bulan", {_month(d) for d in days})
        if agency and region and day:
            self.hits.append(place)

    def _add(self, facet: str, values: Collection[str]) -> None:
        counts = self._counts[facet]
        for value in values:
            counts[value] += 1
        if not values:
            self._missing[facet] += 1

    def _sort(self, facts: Mapping[Place, Facts], found: Mapping[Place, float]) -> None:
        order, basis = self._query.order, self._query.basis
        if order is Sort.RELEVANCE:
            self.hits.sort(key=lambda p: (-found[p], facts[p].id))
            return
        sign = -1 if order is Sort.NEWEST else 1
        moments = {p: facts[p].order(basis) for p in self.hits}
        # Articles without a date stand last in both orders.
        self.hits.sort(key=lambda p: (moments[p] is None, sign * (moments[p] or 0), facts[p].id))

    def facets(self, labels: Labels) -> tuple[Facet, ...]:
        """The facets instansi, wilayah and bulan of these articles."""
        query, missing = self._query, self._missing
        return (
            value_facet("instansi", self._counts["instansi"], missing["instansi"], query.agencies, labels),
            value_facet("wilayah", self._counts["wilayah"], missing["wilayah"], query.regions, labels),
            month_facet(self._counts["bulan"], missing["bulan"], query),
        )


@lru_cache(maxsize=50_000)
def _month(day: int) -> str:
    return month_of(date.fromordinal(day))


def _chosen(chosen: Sequence[str], tags: Sequence[Tag]) -> bool:
    if not chosen:
        return True
    return any(tag.value in chosen for tag in tags) or (not tags and NO_VALUE in chosen)


def _within(days: Sequence[int], since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    first = since.toordinal() if since else 0
    last = until.toordinal() if until else date.max.toordinal()
    return any(first <= day <= last for day in days)
