"""Tantivy, a search library written in Rust, through its Python door (tantivy-py).

Its BM25 has k1 = 1.2 and b = .75 and cannot be told otherwise; lengths above 40 are folded into a byte of 3 bits'
precision. `benchmarks.agreement` takes both into account when answers are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from tantivy import Document, Occur, Query, SnippetGenerator

from benchmarks.peers import TOP, Answer, Indexed, directory_size, facet_values
from search.facets import FACETS

EVERY_VALUE = 5_000
"""More than all facets have values, so that counts are exact."""
HEAP = 1_000_000_000
"""Bytes that the writer may fill before it begins another segment: 100,000 articles then are one, and are asked a
quarter faster than the two that the door's own 128 MB give."""
SNIPPET = 240
"""Characters of a snippet."""


_VALUES = "values"


class Raw(NamedTuple):
    """What Tantivy's door gives: hits and total, and the aggregations' answer or None."""

    found: Any
    counted: dict[str, Any] | None


class Tantivy:
    """Tantivy over a directory. With `shown`, title and body are stored, so that snippets can be made.

    `threads` write; one searches. `numbers` has the values of all facets as numbers of ours in one field, which is
    the fastest way found to count them; without it they are keywords, as in an ordinary index of Tantivy.
    """

    name = "tantivy-py"
    version = version("tantivy")

    # Counting needs a second pass over the matches: the door has no collector that does it while searching. Tried,
    # with 100,000 articles (p50 of search and counts in ms): keywords with a call a facet 1.0, in one call .81, cut to
    # 30 values .75; numbers in three fields .51, in one field .48; leaving the total to a value_count is no gain.

    def __init__(self, directory: Path, threads: int = 1, shown: bool = False, numbers: bool = False) -> None:
        self._directory = directory
        self._threads = threads
        self._shown = shown
        self._numbers: dict[tuple[str, str], int] | None = {} if numbers else None
        self._schema = self._make_schema()
        fields = (_VALUES,) if numbers else FACETS
        self._counts = {name: {"terms": {"field": name, "size": EVERY_VALUE}} for name in fields}

    @classmethod
    def missing(cls) -> str | None:
        return None

    def build(self, articles: Iterable[Indexed]) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, path=str(self._directory))
        writer = index.writer(HEAP, self._threads)
        for article in articles:
            writer.add_document(self._document(article))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def plain(self, terms: Sequence[str]) -> Raw:
        return Raw(self._searcher.search(self._query(terms), TOP), None)

    def faceted(self, terms: Sequence[str]) -> Raw:
        query = self._query(terms)
        return Raw(self._searcher.search(query, TOP), self._searcher.aggregate(query, self._counts))

    def snippets(self, raw: Raw, terms: Sequence[str]) -> list[tuple[str, str]]:
        """Title and marked passage (HTML) of each hit of an answer, by Tantivy's own snippet generator.

        It looks for the terms themselves in the text as readers see it: Tantivy has no Indonesian stemmer, and its
        door takes none of ours. So it marks fewer words than we do, for the same reading and cutting.
        """
        query = self._query(terms, "body")
        generator = SnippetGenerator.create(self._searcher, query, self._schema, "body")
        generator.set_max_num_chars(SNIPPET)
        found = [self._searcher.doc(address) for _, address in raw.found.hits]
        return [(document["title"][0], generator.snippet_from_doc(document).to_html()) for document in found]

    def told(self, raw: Raw) -> Answer:
        hits = [(self._searcher.doc(address)["id"][0], score) for score, address in raw.found.hits]
        return Answer(raw.found.count, hits, None if raw.counted is None else self._named(raw.counted))

    def frequency(self, term: str) -> int:
        """In how many articles a term stands."""
        return int(self._searcher.doc_freq("text", term))

    def size(self) -> int:
        return directory_size(self._directory)

    def close(self) -> None:
        self.__dict__.pop("_searcher", None)

    def _make_schema(self) -> Any:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        if self._numbers is not None:
            builder.add_unsigned_field(_VALUES, fast=True)
        for name in FACETS if self._numbers is None else ():
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        if self._shown:
            builder.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
            builder.add_text_field("body", stored=True, index_option="basic")
        return builder.build()

    def _document(self, article: Indexed) -> Any:
        document = Document()
        document.add_text("id", article.id)
        document.add_text("text", article.text)
        for name, values in facet_values(article):
            for value in values:
                if self._numbers is None:
                    document.add_text(name, value)
                else:
                    number = self._numbers.setdefault((name, value), len(self._numbers))
                    document.add_unsigned(_VALUES, number)
        if self._shown:
            document.add_text("title", article.title)
            document.add_text("body", article.body)
        return document

    def _query(self, terms: Sequence[str], field: str = "text") -> Any:
        # Tantivy orders the words by rarity itself. "freq": what is not asked for, positions, is not read.
        queries = [Query.term_query(self._schema, field, term, "freq") for term in terms]
        if len(queries) == 1:
            return queries[0]
        occur = Occur.Must if field == "text" else Occur.Should
        return Query.boolean_query([(occur, query) for query in queries])

    def _named(self, counted: dict[str, Any]) -> dict[str, dict[str, int]]:
        named: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        values = list(self._numbers or ())
        for field, answer in counted.items():
            for bucket in answer["buckets"]:
                name, value = values[int(bucket["key"])] if field == _VALUES else (field, bucket["key"])
                named[name][value] = bucket["doc_count"]
        return named
