"""Lucene's own Indonesian: a real OpenSearch node, its `indonesian` analyser, a `match` query for any of the words."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.opensearch_node import Node
from benchmarks.relevance.sets import Document

BULK = 1_000
ASKED = 200
"""Questions of one request."""


class Lucene:
    """A node for the length of a run, one index a collection. Raises opensearch_node.Unavailable."""

    def __init__(self, directory: Path) -> None:
        self._node = Node(directory)
        self.version = self._node.version

    def build(self, index: str, documents: Iterable[Document]) -> None:
        """Index the articles: title and body in one field."""
        self._node.call(
            "PUT",
            f"/{index}",
            {
                "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
                "mappings": {"properties": {"text": {"type": "text", "analyzer": "indonesian"}}},
            },
        )
        for batch in _batches(documents, BULK):
            lines = itertools.chain.from_iterable(
                ({"index": {"_id": document.id}}, {"text": f"{document.title} {document.body}"}) for document in batch
            )
            answer = self._node.call("POST", f"/{index}/_bulk", _lines(lines))
            if answer["errors"]:
                raise RuntimeError(f"OpenSearch refused articles: {str(answer)[:500]}")
        # One segment, so that frequencies are those of the articles alone.
        self._node.call("POST", f"/{index}/_forcemerge?max_num_segments=1&flush=true")
        self._node.call("POST", f"/{index}/_refresh")

    def ask(self, index: str, texts: Iterable[str], most: int) -> Iterator[list[str]]:
        """The ids of the best articles for each question."""
        for batch in _batches(texts, ASKED):
            lines = itertools.chain.from_iterable(({}, _question(text, most)) for text in batch)
            for answer in self._node.call("POST", f"/{index}/_msearch", _lines(lines))["responses"]:
                if answer.get("error") or answer["timed_out"]:
                    raise RuntimeError(f"OpenSearch did not answer: {str(answer)[:500]}")
                yield [hit["_id"] for hit in answer["hits"]["hits"]]

    def close(self) -> None:
        """End the node; safe to call twice."""
        self._node.stop()


def _question(text: str, most: int) -> dict[str, Any]:
    match = {"match": {"text": {"query": text, "operator": "or"}}}
    return {"query": match, "size": most, "_source": False, "track_total_hits": False}


def _lines(objects: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in objects)


def _batches(items: Iterable[Any], size: int) -> Iterator[Sequence[Any]]:
    rest = iter(items)
    while batch := list(itertools.islice(rest, size)):
        yield batch
