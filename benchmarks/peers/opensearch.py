"""OpenSearch, asked over HTTP: one node, one shard, one segment, our stems with a whitespace analyser.

Its own cache of answers is off. Ranking is BM25 with our k1 and b, lengths folded into a byte.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.http_load import Connection, body_of, post
from benchmarks.peers import TOP, Answer, Indexed, facet_values
from benchmarks.peers.opensearch_node import Node, Unavailable, find_jars, find_java
from search.facets import FACET_SIZE, FACETS
from search.ranking import Ranking
from search.snippets import LENGTH

INDEX = "articles"
BULK = 2_000
"""Articles of one bulk request."""
EVERY_VALUE = 5_000
"""More than any facet has values."""


class OpenSearch:
    """A node of its own, with its data below a directory. Raises Unavailable where it cannot be started.

    `highlighter` is one of OpenSearch's: unified, fvh or plain. Unified, with offsets beside the words, is the fastest
    of an answer with highlights by a tenth or more: 3.7 ms at 20,000 articles, fvh 4.2.
    """

    name = "OpenSearch"

    def __init__(self, directory: Path, highlighter: str = "unified") -> None:
        self._node = Node(directory)
        self._highlighter = highlighter
        self.version = self._node.version
        self.port = self._node.port
        self._connection: Connection | None = None

    @classmethod
    def missing(cls) -> str | None:
        try:
            find_java()
            find_jars()
        except (Unavailable, OSError) as e:
            return str(e)
        return None

    def build(self, articles: Iterable[Indexed]) -> None:
        self._node.call("PUT", f"/{INDEX}", {"settings": _settings(), "mappings": self._mappings()})
        rows = iter(articles)
        while batch := list(itertools.islice(rows, BULK)):
            answer = self._node.call("POST", "/_bulk", b"".join(_lines(batch)))
            if answer["errors"]:
                raise RuntimeError(f"OpenSearch refused articles: {str(answer)[:500]}")
        # One segment is what is asked fastest.
        self._node.call("POST", f"/{INDEX}/_forcemerge?max_num_segments=1&flush=true")
        self._node.call("POST", f"/{INDEX}/_refresh")
        self._connection = Connection(self.port)

    def plain(self, terms: Sequence[str]) -> bytes:
        return self._ask(self.request(terms, facets=False))

    def faceted(self, terms: Sequence[str]) -> bytes:
        return self._ask(self.request(terms))

    def request(self, terms: Sequence[str], facets: bool = True, shown: bool = False) -> bytes:
        """A whole HTTP request for `benchmarks.http_load`. With `shown`, the answer is what a page shows: hits with
        title, month, tags and a passage of the text with the words marked, and as many values as we list."""
        body: dict[str, Any] = {
            "query": {"bool": {"must": [{"term": {"text": term}} for term in terms]}},
            "size": TOP,
            "track_total_hits": True,
            "_source": ["title", *FACETS] if shown else False,
        }
        if facets:
            # All months are listed, and of the others the most frequent.
            most = {name: FACET_SIZE if shown and name != "bulan" else EVERY_VALUE for name in FACETS}
            body["aggs"] = {name: {"terms": {"field": name, "size": most[name]}} for name in FACETS}
        if shown:
            body["highlight"] = self._highlight(terms)
        return post(f"/{INDEX}/_search?request_cache=false", self.port, body)

    def told(self, raw: bytes) -> Answer:
        answer = json.loads(body_of(raw))
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise RuntimeError(f"OpenSearch gave only a part: {str(answer)[:500]}")
        top = [(hit["_id"], hit["_score"]) for hit in answer["hits"]["hits"]]
        groups = answer.get("aggregations")
        counts = groups and {n: {b["key"]: b["doc_count"] for b in groups[n]["buckets"]} for n in FACETS}
        return Answer(answer["hits"]["total"]["value"], top, counts)

    def size(self) -> int:
        stats = self._node.call("GET", f"/{INDEX}/_stats/store")
        return int(stats["_all"]["total"]["store"]["size_in_bytes"])

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._node.stop()

    def _ask(self, request: bytes) -> bytes:
        assert self._connection is not None, "build first"
        return self._connection.ask(request)

    def _highlight(self, terms: Sequence[str]) -> dict[str, Any]:
        """The stems themselves are looked for in the readable text: OpenSearch has no Indonesian stemmer like ours.
        So it marks fewer words than we do, for the same reading and cutting."""
        asked = {"bool": {"should": [{"term": {"body": term}} for term in terms]}}
        field = {"type": self._highlighter, "number_of_fragments": 1, "fragment_size": LENGTH, "highlight_query": asked}
        return {"fields": {"body": {**field, "no_match_size": LENGTH}}}

    def _mappings(self) -> dict[str, Any]:
        # With offsets in the postings or vectors, a highlighter need not analyse the text again.
        extra = {"unified": {"index_options": "offsets"}, "fvh": {"term_vector": "with_positions_offsets"}, "plain": {}}
        return {
            "dynamic": "strict",
            "properties": {
                "text": {"type": "text", "analyzer": "whitespace"},
                "title": {"type": "keyword", "index": False, "doc_values": False},
                "body": {"type": "text", "analyzer": "standard", "norms": False, **extra[self._highlighter]},
                **{name: {"type": "keyword"} for name in FACETS},
            },
        }


def _settings() -> dict[str, Any]:
    ranking = Ranking()
    return {
        "number_of_shards": 1,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "requests.cache.enable": False,
        "store.stats_refresh_interval": "0s",  # else the size is one of ten seconds ago
        "similarity.default": {"type": "BM25", "k1": ranking.k1, "b": ranking.b},
    }


def _lines(articles: Iterable[Indexed]) -> Iterator[bytes]:
    for article in articles:
        tags = {name: list(values) for name, values in facet_values(article)}
        row = {"text": article.text, "title": article.title, "body": article.body, **tags}
        yield json.dumps({"index": {"_index": INDEX, "_id": article.id}}).encode() + b"\n"
        yield json.dumps(row).encode() + b"\n"
