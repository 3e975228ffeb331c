"""An engine that is obviously right: plain lists, every article looked at for every question.

What it answers is what every other engine must answer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date

from search.facets import month_facet, month_of, name_of, value_facet
from search.model import AnalysedArticle, Article, Hit, Manifest, Results
from search.query import NO_VALUE, AnyOf, DateBasis, Phrase, Query, Sort, Without, Word

K1, B, TITLE = 0.9, 0.75, 3


class Reference:
    def __init__(self, articles: Sequence[AnalysedArticle]) -> None:
        self.articles = sorted({a.article.id: a for a in articles}.values(), key=lambda a: a.article.id)
        self.manifest = Manifest("reference", 1, len(self.articles), 0, "", "")
        self.labels = {t.id: t.name for a in reversed(self.articles) for t in a.article.agencies}
        self.labels |= {t.code: t.name for a in reversed(self.articles) for t in a.article.regions}
        self.words = {a.article.id: (Counter(text_words(a)), Counter(t.term for t in a.title)) for a in self.articles}
        self.df = tuple(Counter(t for w in self.words.values() for t in w[n]) for n in (0, 1))
        self.mean = tuple(sum(w[n].total() for w in self.words.values()) / max(1, len(self.words)) for n in (0, 1))

    def search(self, query: Query) -> Results:
        scored = [(a.article, self.score(a, query)) for a in self.articles if self.matches(a, query)]
        a, r, d = (lambda x: agency(x, query)), (lambda x: region(x, query)), (lambda x: within(x, query))
        hits = [Hit(x, s) for x, s in scored if a(x) and r(x) and d(x)]
        if query.order is Sort.RELEVANCE:
            hits.sort(key=lambda h: (-round(h.score, 9), h.article.id))
        else:
            sign = -1 if query.order is Sort.NEWEST else 1
            hits = [Hit(h.article) for h in hits]
            hits.sort(
                key=lambda h: (
                    when(h.article, query) is None,
                    sign * (when(h.article, query) or 0),
                    h.article.id,
                )
            )
        first = (query.page - 1) * query.per_page
        named = lambda facet, value: self.labels.get(value) or name_of(facet, value)  # noqa: E731
        groups = (
            ([{t.id for t in x.agencies} for x, _ in scored if r(x) and d(x)], "instansi", query.agencies),
            ([{t.code for t in x.regions} for x, _ in scored if a(x) and d(x)], "wilayah", query.regions),
        )
        facets = [value_facet(n, Counter(v for g in gs for v in g), gs.count(set()), c, named) for gs, n, c in groups]
        months = [{month_of(day) for day in days(x, query)} for x, _ in scored if a(x) and r(x)]
        facets.append(month_facet(Counter(m for g in months for m in g), months.count(set()), query))
        return Results(len(hits), tuple(hits[first : first + query.per_page]), tuple(facets), self.manifest)

    def matches(self, a: AnalysedArticle, query: Query) -> bool:
        enough = sum(self.has(a, c, query) for c in query.optional) >= (query.need if query.optional else 0)
        return enough and all(self.has(a, c, query) for c in (*query.phrases, *query.without))

    def has(self, a: AnalysedArticle, clause: object, query: Query) -> bool:
        if isinstance(clause, Without):
            return not self.has(a, clause.clause, query)
        if isinstance(clause, AnyOf):
            return any(self.has(a, c, query) for c in clause.clauses)
        if isinstance(clause, Word):
            return clause.term in self.words[a.article.id][query.title_only]
        assert isinstance(clause, Phrase)
        wanted = list(clause.words)
        texts = [[t.exact for t in text] for text in ((a.title,) if query.title_only else (a.title, a.body))]
        return any(t[i : i + len(wanted)] == wanted for t in texts for i in range(len(t)))

    def score(self, a: AnalysedArticle, query: Query) -> float:
        return sum(self.part(a, c, query) for c in (*query.optional, *query.phrases) if self.has(a, c, query))

    def part(self, a: AnalysedArticle, clause: object, query: Query) -> float:
        if isinstance(clause, AnyOf):
            return max(self.part(a, c, query) for c in clause.clauses if self.has(a, c, query))
        if isinstance(clause, Phrase):
            return sum(self.bm25(a, term, query) for term in clause.terms)
        assert isinstance(clause, Word)
        return clause.weight * self.bm25(a, clause.term, query)

    def bm25(self, a: AnalysedArticle, term: str, query: Query) -> float:
        words, n = self.words[a.article.id][query.title_only], int(query.title_only)
        idf = math.log(1 + (len(self.articles) - self.df[n][term] + 0.5) / (self.df[n][term] + 0.5))
        norm = K1 * (1 - B + B * words.total() / (self.mean[n] or 1))
        return idf * words[term] * (K1 + 1) / (words[term] + norm)


def text_words(a: AnalysedArticle) -> list[str]:
    return [t.term for t in a.title] * TITLE + [t.term for t in a.body]


def agency(x: Article, query: Query) -> bool:
    return chosen({t.id for t in x.agencies}, query.agencies)


def region(x: Article, query: Query) -> bool:
    return chosen({t.code for t in x.regions}, query.regions)


def chosen(values: set[str], wanted: Sequence[str]) -> bool:
    return not wanted or bool(values & set(wanted)) or (not values and NO_VALUE in wanted)


def days(x: Article, query: Query) -> list[date]:
    if query.basis is DateBasis.EVENT:
        return sorted(d.day for d in x.event_days)
    return [x.published] if x.published else []


def within(x: Article, query: Query) -> bool:
    first, last = query.since or date.min, query.until or date.max
    return not (query.since or query.until) or any(first <= d <= last for d in days(x, query))


def when(x: Article, query: Query) -> int | None:
    if not days(x, query):
        return None
    clock = x.published_at if query.basis is DateBasis.PUBLISHED else None
    minutes = clock.hour * 60 + clock.minute if clock else 0
    return days(x, query)[0].toordinal() * 1440 + minutes
