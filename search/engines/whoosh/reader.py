"""One state of a Whoosh index, read: postings, phrases, facts and stored articles by place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Phrase as WhooshPhrase
from whoosh.searching import Searcher

from search.article_json import from_dict
from search.engines.whoosh.facts import Facts, Place
from search.engines.whoosh.schema import schema
from search.facets import name_of
from search.model import Article


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is the same for every question to one state: the facts of its live articles, and their lengths."""

    facts: Mapping[Place, Facts]
    places: Mapping[str, Place]
    labels: Mapping[str, str]
    mean_length: float
    mean_title: float

    @classmethod
    def of(cls, segments: Sequence[Mapping[int, Facts]], deleted: Sequence[frozenset[int]]) -> Corpus:
        """Put together from each segment's facts and deletions."""
        facts = {
            Place(n, doc): row
            for n, (rows, gone) in enumerate(zip(segments, deleted, strict=True))
            for doc, row in rows.items()
            if doc not in gone
        }
        count = max(len(facts), 1)
        return cls(
            facts,
            {row.id: place for place, row in facts.items()},
            _labels(facts.values()),
            sum(row.length for row in facts.values()) / count,
            sum(row.title_length for row in facts.values()) / count,
        )


def _labels(rows: Iterable[Facts]) -> dict[str, str]:
    """What each facet value is called; where articles disagree, by the one of the lowest id."""
    labels: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: r.id):
        for tag in (*row.agencies, *row.regions):
            labels.setdefault(tag.value, tag.label)
    return labels


class CorpusCache:
    """The corpora of the states that a process reads. Segments never change, so their facts are read once.

    Safe to share between threads: what it gives is never changed.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._segments: dict[str, Mapping[int, Facts]] = {}
        self._corpora: dict[tuple[Path | str, ...], Corpus] = {}

    def corpus(self, directory: Path, searcher: Searcher) -> Corpus:
        """The corpus of the state in `directory`, which `searcher` has open."""
        with self._lock:
            leaves = [leaf for leaf, _ in searcher.reader().leaf_readers() if leaf.doc_count_all()]
            names = [leaf.segment().segment_id() for leaf in leaves]
            # The name of a build that came to nothing is given again; the names of segments never are.
            state = (directory, *names)
            known = self._corpora.get(state)
            if known is not None:
                return known
            for name, leaf in zip(names, leaves, strict=True):
                if name not in self._segments:
                    self._segments[name] = _facts(leaf)
            deleted = [frozenset(leaf.segment().deleted_docs()) for leaf in leaves]
            corpus = Corpus.of([self._segments[n] for n in names], deleted)
            # Readers move from a state to the next; one before is kept for those that are still on it.
            self._corpora = {**dict(list(self._corpora.items())[-1:]), state: corpus}
            if len(self._segments) > 2 * len(names) + 8:
                self._segments = {n: self._segments[n] for n in names}
            return corpus


def _facts(leaf: Any) -> Mapping[int, Facts]:
    column = leaf.column_reader("facts")
    return {doc: Facts.decode(column[doc]) for doc in range(leaf.doc_count_all())}


class State:
    """An open Whoosh searcher on one commit. Never shared between threads: that gives wrong answers."""

    def __init__(self, directory: Path, cache: CorpusCache) -> None:
        index = FileIndex(FileStorage(str(directory), readonly=True), schema=schema())
        self._searcher = Searcher(index.reader(), fromindex=index)
        try:
            self.corpus = cache.corpus(directory, self._searcher)
            leaves = self._searcher.reader().leaf_readers()
            self._leaves = [leaf for leaf, _ in leaves if leaf.doc_count_all()]
            for leaf in self._leaves:
                # Whoosh opens stored fields when they are first asked for; this commit may be gone by then.
                leaf.stored_fields(0)
        except BaseException:
            self._searcher.close()
            raise
        self._searchers = [Searcher(leaf) for leaf in self._leaves]

    def close(self) -> None:
        """Give back files and memory maps."""
        self._searcher.close()

    def postings(self, field: str, term: str) -> dict[Place, int]:
        """Live articles that hold a term in a field, with its count."""
        found: dict[Place, int] = {}
        for n, leaf in enumerate(self._leaves):
            if (field, term) not in leaf:
                continue
            matcher = leaf.postings(field, term)
            while matcher.is_active():
                found[Place(n, matcher.id())] = int(matcher.weight())
                matcher.next()
        return found

    def at_most(self, field: str, term: str) -> int:
        """How many articles hold a term, deleted ones included: known without reading its postings."""
        return sum(int(leaf.doc_frequency(field, term)) for leaf in self._leaves if (field, term) in leaf)

    def frequency(self, field: str, term: str) -> int:
        """How many live articles hold a term in a field; counted one by one only where some are deleted."""
        return sum(
            sum(1 for _ in leaf.postings(field, term).all_ids())
            if leaf.has_deletions()
            else int(leaf.doc_frequency(field, term))
            for leaf in self._leaves
            if (field, term) in leaf
        )

    def phrase(self, field: str, words: Sequence[str]) -> set[Place]:
        """Live articles that hold surface words one after the other in a field."""
        if len(words) == 1:
            return set(self.postings(field, words[0]))
        query = WhooshPhrase(field, list(words))
        return {Place(n, doc) for n, s in enumerate(self._searchers) for doc in s.docs_for_query(query)}

    def label(self, facet: str, value: str) -> str:
        """What a facet value is called."""
        return self.corpus.labels.get(value) or name_of(facet, value)

    def article(self, place: Place) -> Article:
        """The stored article at a place."""
        stored = self._leaves[place.segment].stored_fields(place.document)
        return from_dict(json.loads(stored["article"]))

    def lexicon(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin so, ascending, those of deleted articles included."""
        reader = self._searcher.reader()
        for term in reader.expand_prefix(field, prefix):
            yield term.decode() if isinstance(term, bytes) else term

    def neighbours(self, field: str, word: str, distance: int) -> list[str]:
        """The terms of a field at most so many edits away, those of deleted articles included."""
        return [str(t) for t in self._searcher.reader().terms_within(field, word, distance)]
