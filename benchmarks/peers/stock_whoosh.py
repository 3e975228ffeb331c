"""Whoosh as it comes: its own codec, writer, BM25F and facets, untouched by ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import whoosh
from whoosh import fields, scoring, sorting
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, Term

from benchmarks.peers import TOP, Answer, Indexed, directory_size, facet_values
from search.facets import FACETS
from search.ranking import Ranking


class StockWhoosh:
    """Whoosh over a directory, with one process writing. It wants minutes for more than 20,000 articles."""

    name = "Whoosh"
    version = ".".join(map(str, whoosh.__version__))

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        ranking = Ranking()
        self._weighting = scoring.BM25F(B=ranking.b, K1=ranking.k1)
        self._searcher: Any = None

    @classmethod
    def missing(cls) -> str | None:
        return None

    def build(self, articles: Iterable[Indexed]) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            text=fields.TEXT(analyzer=SpaceSeparatedTokenizer()),
            **{name: fields.KEYWORD(sortable=False) for name in FACETS},
        )
        index = FileStorage(str(self._directory)).create_index(schema)
        writer = index.writer(procs=1, limitmb=512)
        for article in articles:
            tags = {name: " ".join(values) for name, values in facet_values(article) if values}
            writer.add_document(id=article.id, text=article.text, **tags)
        # One segment is what is asked fastest.
        writer.commit(optimize=True)
        self._searcher = index.searcher(weighting=self._weighting)

    def plain(self, terms: Sequence[str]) -> Any:
        found = self._searcher.search(_query(terms), limit=TOP)
        len(found)  # the exact total: Whoosh counts when it is asked
        return found

    def faceted(self, terms: Sequence[str]) -> Any:
        # Overlap: an article has several values. Count: nothing but numbers is kept of a group. Vectors or stored
        # values in place of postings would be read for the matches alone, but fail at an article without a value.
        facets = sorting.Facets()
        for name in FACETS:
            facets.add_facet(name, sorting.FieldFacet(name, allow_overlap=True, maptype=sorting.Count))
        found = self._searcher.search(_query(terms), limit=TOP, groupedby=facets)
        len(found)
        return found

    def told(self, raw: Any) -> Answer:
        # With groups it lists all matches, whatever the limit.
        top = [(hit["id"], hit.score) for hit in itertools.islice(raw, TOP)]
        if not raw.facet_names():
            return Answer(len(raw), top, None)
        groups = {name: raw.groups(name) for name in FACETS}
        counts = {n: {v: c for v, c in found.items() if v is not None} for n, found in groups.items()}
        return Answer(len(raw), top, counts)

    def size(self) -> int:
        return directory_size(self._directory)

    def close(self) -> None:
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None


def _query(terms: Sequence[str]) -> Any:
    return And([Term("text", term) for term in terms])
