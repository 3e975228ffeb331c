"""The Whoosh engine: answers questions about one state of the index."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing

from search.engines.whoosh.evaluate import Counted, Evaluation
from search.engines.whoosh.reader import State
from search.model import Article, Hit, Manifest, Results
from search.query import Query

_EXACT = ("exact_title", "exact_body")


class WhooshVocabulary:
    """The words of one state; see search.engine.Vocabulary."""

    def __init__(self, state: State) -> None:
        self._state = state

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many articles each term stands; 0 for unknown ones."""
        return {term: self._state.frequency("text", term) for term in terms}

    def near(self, word: str, distance: int = 1, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words at most `distance` edits away, with article counts, most frequent first."""
        return self._ranked({w for f in _EXACT for w in self._state.neighbours(f, word, distance)}, limit)

    def starting(self, prefix: str, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words that begin so, with article counts, most frequent first."""
        return self._ranked({w for f in _EXACT for w in self._state.lexicon(f, prefix)}, limit)

    def _ranked(self, words: set[str], limit: int) -> list[tuple[str, int]]:
        """The words in most articles. Postings are read only of words that can still be among them, so that a
        short prefix stays cheap."""
        state, found = self._state, list[tuple[str, int]]()
        most = {w: sum(state.at_most(field, w) for field in _EXACT) for w in words}
        for word in sorted(words, key=lambda w: (-most[w], w)):
            if len(found) >= limit and most[word] < found[limit - 1][1]:
                break
            if count := len(set().union(*(state.postings(field, word) for field in _EXACT))):
                insort(found, (word, count), key=lambda c: (-c[1], c[0]))
        return found[:limit]


class WhooshEngine:
    """Reads one published state; see search.engine.Engine."""

    def __init__(self, manifest: Manifest, state: State) -> None:
        self.manifest = manifest
        self.vocabulary = WhooshVocabulary(state)
        self._state = state

    def closing(self) -> AbstractContextManager[State]:
        """Gives the files back at the end of a `with` block."""
        return closing(self._state)

    def search(self, query: Query) -> Results:
        """Total, one page of hits and the three facets."""
        state, corpus = self._state, self._state.corpus
        mean = corpus.mean_title if query.title_only else corpus.mean_length
        found = Evaluation(query, corpus.facts, state.postings, state.phrase, mean).matches()
        counted = Counted(query, corpus.facts, found)
        first = (query.page - 1) * query.per_page
        scored = query.order is query.sort.RELEVANCE
        hits = tuple(
            Hit(state.article(place), found[place] if scored else 0.0)
            for place in counted.hits[first : first + query.per_page]
        )
        return Results(len(counted.hits), hits, counted.facets(state.label), self.manifest)

    def articles(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """The articles of these ids; unknown ids are left out."""
        places = self._state.corpus.places
        return {id_: self._state.article(places[id_]) for id_ in ids if id_ in places}

    def ids(self) -> Iterator[str]:
        """Every article's id, ascending."""
        return iter(sorted(self._state.corpus.places))
