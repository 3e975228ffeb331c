"""Random questions over real articles: what readers could ask, and what nobody would, mixed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from search.model import AnalysedArticle
from search.query import ANY, AnyOf, Clause, DateBasis, Phrase, Query, Sort, Without, Word, needed
from search.ranking import PLAIN, PRODUCT, Ranking


class Asker:
    """Makes questions from the words, tags and days of these articles."""

    def __init__(self, articles: Sequence[AnalysedArticle], seed: int) -> None:
        self.articles = articles
        self.random = random.Random(seed)
        self.agencies = sorted({t.id for a in articles for t in a.article.agencies}) or ["tidak-ada"]
        self.regions = sorted({t.code for a in articles for t in a.article.regions}) or ["00"]
        known = [a.article.published for a in articles if a.article.published]
        self.days = sorted(known) or [date(2025, 1, 1)]

    def questions(self, count: int) -> Iterator[Query]:
        for _ in range(count):
            yield self.question()

    def question(self) -> Query:
        r = self.random
        source = r.choice([a for a in self.articles[:: max(1, len(self.articles) // 500)] if len(a.body) > 3])
        clauses: list[Clause] = list(
            dict.fromkeys(self.word(source) for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4, 6])))
        )
        need = r.choice([needed(len(clauses)), needed(len(clauses)), 0.15, 0.3, 0.5, ANY])
        for _ in range(r.choice([0, 0, 0, 0, 1, 2])):
            others = (self.word(source), self.word(), self.phrase(source), self.phrase(source))
            taken = (replace(c, weight=r.choice([1.0, 1.0, 0.7])) for c in r.sample(others, r.randint(1, 4)))
            clauses.insert(r.randint(0, len(clauses)), AnyOf(tuple(taken)))
        if r.random() < 0.3:
            clauses.append(self.phrase(source))
        if r.random() < 0.3:
            clauses.append(Without(r.choice([self.word(), self.word(source), self.phrase(r.choice(self.articles))])))
        since, until = self.range()
        per_page = r.choice([1, 5, 10, 10, 50])
        return Query(
            clauses=tuple(dict.fromkeys(clauses)),
            need=need,
            agencies=self.chosen(self.agencies),
            regions=self.chosen(self.regions),
            since=since,
            until=until,
            sort=r.choice(list(Sort)),
            page=r.choice([1, 1, 1, 2, 3, 7, 1000 // per_page]),
            per_page=per_page,
            basis=r.choice([DateBasis.PUBLISHED, DateBasis.PUBLISHED, DateBasis.EVENT]),
            title_only=r.random() < 0.15,
            all_copies=r.random() < 0.3,
            ranking=r.choice(
                [PRODUCT, PRODUCT, PLAIN, Ranking(recency=0.4, half_life=200.0), Ranking(early=1.5, exact=0.0)]
            ),
            today=r.choice([None, r.choice(self.days)]),
        )

    def word(self, source: AnalysedArticle | None = None) -> Word:
        if self.random.random() < 0.03:
            return Word("katayangtidakpernahada", "katayangtidakpernahada")
        a = source or self.random.choice(self.articles)
        token = self.random.choice(a.body or a.title)
        return Word(token.term, token.exact)

    def phrase(self, source: AnalysedArticle) -> Phrase:
        tokens = source.title if self.random.random() < 0.3 and source.title else source.body
        if not tokens:
            return Phrase(("tidak", "ada"), ("tidak", "ada"))
        at, length = self.random.randrange(len(tokens)), self.random.choice([1, 2, 2, 3, 5])
        part = tokens[at : at + length]
        return Phrase(tuple(t.exact for t in part), tuple(t.term for t in part))

    def chosen(self, values: Sequence[str]) -> tuple[str, ...]:
        r = self.random
        if r.random() < 0.65:
            return ()
        picked = r.choices([*values, "-", "tak-dikenal"], k=r.choice([1, 1, 2, 3]))
        return tuple(dict.fromkeys(picked))

    def range(self) -> tuple[date | None, date | None]:
        r = self.random
        if r.random() < 0.6:
            return None, None
        first = r.choice(self.days) - timedelta(days=r.choice([0, 1, 30]))
        last = first + timedelta(days=r.choice([0, 1, 31, 365]))
        return r.choice([(first, last), (first, last), (first, None), (None, last)])
