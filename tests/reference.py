"""An engine that is obviously right: plain lists, every article looked at for every question.

What it answers is what every other engine must answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import pairwise

from search.article_bytes import shown_of
from search.facets import FACET_SIZE, month_facet, month_label, month_of, name_of, ranked, value_facet
from search.model import AnalysedArticle, Article, Facet, FacetName, Form, Hit, Manifest, Results
from search.query import NO_VALUE, AnyOf, Clause, DateBasis, Phrase, Query, Sort, Without, Word
from search.ranking import LEAD, LEAD_WEIGHT, MOST_COUNTED, MOST_LENGTH, TITLE_WEIGHT, idf, parts, parts_needed
from search.shown import Shown


class AtHand:
    """The shelf of one article."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def id_at(self, place: int) -> str:
        return self.article.id

    def article_at(self, place: int) -> Article:
        return self.article

    def shown_at(self, place: int) -> Shown:
        return shown_of(self.article)


def at_hand(article: Article, score: float = 0.0) -> Hit:
    return Hit(AtHand(article), 0, score)


class Reference:
    def __init__(self, articles: Sequence[AnalysedArticle]) -> None:
        self.articles = sorted({a.article.id: a for a in articles}.values(), key=lambda a: a.article.id)
        self.manifest = Manifest("reference", 1, len(self.articles), 0, "", "")
        self.labels = {t.id: t.name for a in reversed(self.articles) for t in a.article.agencies}
        self.labels |= {t.code: t.name for a in reversed(self.articles) for t in a.article.regions}
        self.words = {a.article.id: (counts(a, term), Counter(t.term for t in a.title)) for a in self.articles}
        self.exact = {a.article.id: (counts(a, tuple), Counter(map(tuple, a.title))) for a in self.articles}
        self.df = tuple(Counter(t for w in self.words.values() for t in w[n]) for n in (0, 1))
        self.length = {i: tuple(min(c.total(), MOST_LENGTH) for c in w) for i, w in self.words.items()}
        self.mean = tuple(sum(x[n] for x in self.length.values()) / max(1, len(self.words)) for n in (0, 1))

    @property
    def vocabulary(self) -> Reference:
        return self

    def frequencies(self, terms: Sequence[str], in_titles: bool = False) -> dict[str, int]:
        return {term: self.df[in_titles][term] for term in terms}

    def spelt_out(self, words: Collection[str]) -> dict[str, list[tuple[str, int]]]:
        return {}

    def near(self, word: str, distance: int = 1, limit: int = 20) -> list[tuple[str, int]]:
        return []

    def without(self, ids: Collection[str]) -> Reference:
        """Every story goes that any of these articles belongs to."""
        of = {a.article.id: a.article.face or a.article.id for a in self.articles}
        gone = {of[id_] for id_ in ids if id_ in of}
        return Reference([a for a in self.articles if of[a.article.id] not in gone])

    def search(self, query: Query, facets: bool = True, facet_size: int = FACET_SIZE) -> Results:
        asked = [a for a in self.articles if a.face or query.all_copies]
        scored = [(a.article, self.score(a, query)) for a in asked if self.matches(a, query)]
        a, r, d = (lambda x: agency(x, query)), (lambda x: region(x, query)), (lambda x: within(x, query))
        hits = [at_hand(x, s) for x, s in scored if a(x) and r(x) and d(x)]
        if query.order is Sort.RELEVANCE:
            hits.sort(key=lambda h: (-round(h.score, 9), h.article.id))
        else:
            sign = -1 if query.order is Sort.NEWEST else 1
            hits = [at_hand(h.article) for h in hits]
            hits.sort(
                key=lambda h: (
                    when(h.article, query) is None,
                    sign * (when(h.article, query) or 0),
                    h.article.id,
                )
            )
        first = (query.page - 1) * query.per_page
        agencies = [{t.id for t in x.agencies} for x, _ in scored if r(x) and d(x)]
        regions = [{t.code for t in x.regions} for x, _ in scored if a(x) and d(x)]
        found = [
            self.values("instansi", agencies, query.agencies, facet_size),
            self.values("wilayah", regions, query.regions, facet_size),
        ]
        months = [{month_of(day) for day in days(x, query)} for x, _ in scored if a(x) and r(x)]
        counted = sorted(Counter(m for g in months for m in g).items())
        names = tuple(FacetName(month, month_label(month)) for month, _ in counted)
        found.append(month_facet(names, tuple(n for _, n in counted), months.count(set()), query))
        return Results(len(hits), tuple(hits[first : first + query.per_page]), tuple(found), self.manifest)

    def matches(self, a: AnalysedArticle, query: Query) -> bool:
        part = parts([self.says(c, query) for c in query.optional])
        held = sum(n for n, c in zip(part, query.optional, strict=True) if self.has(a, c, query))
        return held >= parts_needed(query.need, part) and all(
            self.has(a, c, query) for c in (*query.phrases, *query.without)
        )

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

    def values(self, name: str, groups: list[set[str]], chosen: Sequence[str], size: int) -> Facet:
        labels = lambda facet, value: self.labels.get(value) or name_of(facet, value)  # noqa: E731
        counted = Counter(v for g in groups for v in g)
        order = ranked(name, counted, labels)
        return value_facet(name, order, counted, len(order), groups.count(set()), chosen, labels, size)

    def score(self, a: AnalysedArticle, query: Query) -> float:
        ranking = query.ranking
        total = sum(self.part(a, c, query) for c in query.phrases)
        for before, clause in zip((None, *query.clauses), query.clauses, strict=False):
            if isinstance(clause, Word | AnyOf):
                total += self.optional(a, before, clause, query)
        cover = [(self.says(c, query) * numbers(c, query), self.has(a, c, query)) for c in query.optional]
        every = sum(n for n, _ in cover)
        held = sum(n for n, h in cover if h) / every if every else 1.0
        return total * (1 - ranking.coverage + ranking.coverage * held) * newness(a.article, query)

    def optional(self, a: AnalysedArticle, before: Clause | None, clause: Word | AnyOf, query: Query) -> float:
        """What was asked, with its exact form and its neighbour; or an alternative where that says more."""
        word, ranking, most = asked(clause), query.ranking, self.says(clause, query)
        own = 0.0
        if self.has(a, word, query):
            own = self.one_word(a, word, most, query)
        if isinstance(word, Word) and self.has(a, word, query):
            own *= 1 + ranking.early * sooner(a, word.term, query)
            same = self.exact[a.article.id][query.title_only][word.text, word.term]
            own += ranking.exact * self.weight(word, query) * self.saturated(a, same, query)
            one = asked(before) if before else None
            if isinstance(one, Word) and self.has(a, one, query):
                rarity = min(self.weight(one, query), self.weight(word, query))
                own += ranking.bigram * rarity * self.saturated(a, pairs(a, one.term, word.term, query), query)
        others = clause.clauses[1:] if isinstance(clause, AnyOf) else ()
        return max([own, *(self.one_word(a, c, most, query) for c in others if self.has(a, c, query))])

    def one_word(self, a: AnalysedArticle, clause: Clause, most: float, query: Query) -> float:
        """A word or phrase as one word that says no more than `most`."""
        if isinstance(clause, Word):
            count = self.words[a.article.id][query.title_only][clause.term]
        else:
            count = weighed(lambda forms: times(forms, clause.words), a, query)
        return clause.weight * min(self.says(clause, query), most) * self.saturated(a, min(count, MOST_COUNTED), query)

    def part(self, a: AnalysedArticle, clause: object, query: Query) -> float:
        if isinstance(clause, Phrase):
            return sum(self.part(a, Word(term), query) for term in clause.terms)
        assert isinstance(clause, Word)
        count = self.words[a.article.id][query.title_only][clause.term]
        return self.weight(clause, query) * self.saturated(a, min(count, MOST_COUNTED), query)

    def weight(self, word: Clause, query: Query) -> float:
        assert isinstance(word, Word)
        return word.weight * self.says(word, query)

    def says(self, clause: Clause, query: Query) -> float:
        if isinstance(clause, AnyOf):
            return self.says(clause.clauses[0], query)
        terms = clause.terms if isinstance(clause, Phrase) else (clause.term,)
        return sum(idf(len(self.articles), self.df[query.title_only][term]) for term in terms)

    def saturated(self, a: AnalysedArticle, count: int, query: Query) -> float:
        r, n = query.ranking, int(query.title_only)
        return (
            count * (r.k1 + 1) / (count + r.k1 * (1 - r.b + r.b * self.length[a.article.id][n] / (self.mean[n] or 1)))
        )


def asked(clause: Clause) -> Clause:
    return clause.clauses[0] if isinstance(clause, AnyOf) else clause


def newness(article: Article, query: Query) -> float:
    if not query.today:
        return 1.0
    r = query.ranking.recency
    if article.published is None:
        return 1 - r
    return 1 - r + r * 0.5 ** (max(0, (query.today - article.published).days) / query.ranking.half_life)


def term(form: Form) -> str:
    return form.term


def counts(a: AnalysedArticle, key: Callable[[Form], object]) -> Counter[object]:
    found = Counter(key(f) for f in a.body)
    for form in a.title:
        found[key(form)] += TITLE_WEIGHT
    for form in list(a.body)[:LEAD]:
        found[key(form)] += LEAD_WEIGHT - 1
    return found


def weighed(count: Callable[[Sequence[Form]], int], a: AnalysedArticle, query: Query) -> int:
    """What stands in an article so often, title and lead weighed; or in its title."""
    title, body = list(a.title), list(a.body)
    if query.title_only:
        return count(title)
    return TITLE_WEIGHT * count(title) + count(body) + (LEAD_WEIGHT - 1) * count(body[:LEAD])


def times(text: Sequence[Form], words: Sequence[str]) -> int:
    exact = [form.exact for form in text]
    return sum(exact[n : n + len(words)] == list(words) for n in range(len(exact) - len(words) + 1))


def numbers(clause: Clause, query: Query) -> float:
    """A word with a digit counts for more in coverage."""
    word = asked(clause)
    return query.ranking.numbers if isinstance(word, Word) and any(c in "0123456789" for c in word.term) else 1.0


def sooner(a: AnalysedArticle, term: str, query: Query) -> float:
    """Half as early after two words as in the first place, not at all after 64."""
    text = [*a.title] if query.title_only else [*a.title, *a.body]
    place = next(n for n, form in enumerate(text) if form.term == term)
    return 2 / (2 + place) if place < 64 else 0.0


def pairs(a: AnalysedArticle, one: str, other: str, query: Query) -> int:
    def count(forms: Sequence[Form]) -> int:
        return sum((x.term, y.term) == (one, other) for x, y in pairwise(forms))

    return min(weighed(count, a, query), MOST_COUNTED)


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
