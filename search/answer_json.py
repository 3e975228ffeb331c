"""The one JSON shape of an answer: what the API gives and `telusur search --json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import msgspec

from search import snippets
from search.ask import Answer
from search.engine import Engine
from search.model import Facet, Hit
from search.parameters import Reading, write
from search.query import AnyOf, Clause, Phrase, Query, Without


def answer_dict(answer: Answer, reading: Reading, took_ms: float) -> dict[str, Any]:
    """Total, hits, facets, whether complete, milliseconds taken, and what was done to the question."""
    results = answer.results
    return {
        "total": results.total,
        "hits": hit_dicts(results.hits, answer.query),
        "facets": {facet.name: facet_dict(facet) for facet in results.facets},
        "complete": results.complete,
        "took_ms": round(took_ms, 3),
        "relaxed": answer.relaxed,
        "ignored_words": list(reading.ignored),
        "query": [list(pair) for pair in write(reading.query)],
        "generation": results.manifest.generation,
        "commit": results.manifest.commit,
    }


def encoded(body: dict[str, Any]) -> bytes:
    """A JSON object as bytes; a tenth of the time that the standard library takes."""
    return msgspec.json.encode(body)


@lru_cache(maxsize=10_000)
def page_path(id_: str) -> str:
    """Where an article's page is, below the site's prefix: `/berita/ID`."""
    return "/berita/" + quote(id_, safe="/~!$&'()*+,;=:@")


def hit_dicts(hits: Sequence[Hit], query: Query) -> list[dict[str, Any]]:
    """The hits of a question; `snippet` is plain text, `marks` says from where to where its found words stand."""
    passages = snippets.Finder(query).passages([hit.article.body for hit in hits])
    return [_hit_dict(hit, *passage) for hit, passage in zip(hits, passages, strict=True)]


def _hit_dict(hit: Hit, snippet: str, marks: Sequence[tuple[int, int]]) -> dict[str, Any]:
    article = hit.article
    published, moment = article.published, article.published_at
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "page": page_path(article.id),
        "published": published.isoformat() if published else None,
        "published_at": moment.isoformat() if moment else None,
        "source": article.source,
        "snippet": snippet,
        "marks": marks,
        "instansi": [{"value": t.id, "label": t.name} for t in article.agencies],
        "wilayah": [{"value": t.code, "label": t.name} for t in article.regions],
        "score": round(hit.score, 6),
    }


def facet_dict(facet: Facet) -> dict[str, Any]:
    """One facet: values with counts, articles without a value, values not listed."""
    values = [
        {"value": value, "label": label, "count": count, "chosen": value in facet.chosen}
        for value, label, count in zip(facet.ids, facet.labels, facet.counts, strict=True)
    ]
    return {"values": values, "missing": facet.missing, "other": facet.other}


def explain_dict(engine: Engine, answer: Answer) -> dict[str, Any]:
    """How the question was understood: each clause, how many articles hold its terms, how many must match."""
    terms = sorted({t for c in answer.query.clauses for t in _terms(c)})
    return {
        "clauses": [_clause(c) for c in answer.query.clauses],
        "need": answer.query.need,
        "order": answer.query.order.value,
        "frequencies": dict(engine.vocabulary.frequencies(terms)),
    }


def _terms(clause: Clause) -> list[str]:
    if isinstance(clause, Without):
        return _terms(clause.clause)
    if isinstance(clause, AnyOf):
        return [t for part in clause.clauses for t in _terms(part)]
    return list(clause.terms) if isinstance(clause, Phrase) else [clause.term]


def _clause(clause: Clause) -> dict[str, Any]:
    if isinstance(clause, Without):
        return {"kind": "without", "clause": _clause(clause.clause)}
    if isinstance(clause, AnyOf):
        return {"kind": "any", "text": clause.text, "clauses": [_clause(c) for c in clause.clauses]}
    if isinstance(clause, Phrase):
        return {"kind": "phrase", "text": clause.text, "words": list(clause.words)}
    return {"kind": "word", "text": clause.text, "term": clause.term, "weight": clause.weight}
