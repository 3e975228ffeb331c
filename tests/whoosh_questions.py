"""Articles as Whoosh's own writer takes them, and random questions of Whoosh's own classes about them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

from whoosh import query

from search.article_json import to_dict
from search.model import AnalysedArticle
from search.query import NO_VALUE
from search.ranking import LEAD, LEAD_WEIGHT, TITLE_WEIGHT

WORDS = ("text", "title", "exact_title", "exact_body")
FIELDS = (*WORDS, "id", "instansi", "wilayah")


def document(analysed: AnalysedArticle) -> dict[str, Any]:
    """An article as Whoosh's writer takes it."""
    a, title, body = analysed.article, [t.term for t in analysed.title], [t.term for t in analysed.body]
    day = {"day": a.published.toordinal()} if a.published else {}
    return {
        "id": [a.id],
        "_stored_id": a.id,
        "text": title * TITLE_WEIGHT + body + body[:LEAD] * (LEAD_WEIGHT - 1),
        "title": title,
        "exact_title": [t.exact for t in analysed.title],
        "exact_body": [t.exact for t in analysed.body],
        "instansi": sorted({t.id for t in a.agencies}) or [NO_VALUE],
        "wilayah": sorted({t.code for t in a.regions}) or [NO_VALUE],
        "article": json.dumps(to_dict(a), ensure_ascii=False),
        **day,
    }


class Asker:
    """Random questions of Whoosh's classes. AndNot is not among them: 2.7.4 answers it wrongly."""

    def __init__(self, articles: Sequence[AnalysedArticle], terms: dict[str, list[str]], random_: random.Random):
        self.articles, self.terms, self.random = articles, terms, random_

    def question(self, depth: int = 0) -> query.Query:
        r = self.random
        kinds = [self.term, self.term, self.prefix, self.phrase]
        kinds += [self.all_of, self.all_of, self.any_of, self.without] if depth < 2 else []
        return r.choice(kinds)(depth)

    def term(self, _: int) -> query.Query:
        field = self.random.choice(FIELDS)
        if self.random.random() < 0.7 and field in WORDS:
            document_ = document(self.random.choice(self.articles))
            return query.Term(field, self.random.choice(document_[field] or ["banjir"]))
        return query.Term(field, self.random.choice([*self.random.choices(self.terms[field], k=5), "takadasama"]))

    def prefix(self, _: int) -> query.Query:
        field = self.random.choice(FIELDS)
        return query.Prefix(field, self.random.choice(self.terms[field])[: self.random.choice([2, 3, 3, 5])])

    def phrase(self, _: int) -> query.Query:
        field = self.random.choice(["exact_title", "exact_body"])
        words = document(self.random.choice(self.articles))[field]
        at, length = self.random.randrange(len(words) + 1), self.random.choice([2, 2, 3, 4])
        part = words[at : at + length]
        if self.random.random() < 0.2:
            self.random.shuffle(part)
        return query.Phrase(field, part) if len(part) > 1 else query.Phrase("exact_body", ["di", "kota"])

    def all_of(self, depth: int) -> query.Query:
        return query.And([self.question(depth + 1) for _ in range(self.random.choice([2, 2, 3]))])

    def any_of(self, depth: int) -> query.Query:
        return query.Or([self.question(depth + 1) for _ in range(self.random.choice([2, 3, 4]))])

    def without(self, depth: int) -> query.Query:
        return query.And([self.question(depth + 1), query.Not(self.question(depth + 1))])
