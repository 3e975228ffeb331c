"""Why the hits of an answer stand where they do: what each part of the question adds to each score.

Worked out from the words that the engine holds, by the formula of search.ranking, and by no engine: so it also checks
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.ask import Answer
from search.engine import Engine
from search.model import Article, Form, Words
from search.query import AnyOf, Clause, Phrase, Query, Sort, Without, Word
from search.ranking import (
    LEAD,
    LEAD_WEIGHT,
    MOST_COUNTED,
    MOST_LENGTH,
    TITLE_WEIGHT,
    early,
    idf,
    in_coverage,
    parts,
    parts_needed,
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a question adds to one score (`score`, which may be below 0).

    kind "word", "early", "exact form", "neighbours", "other form" or "phrase": `name` are its words, `times` how often
    they stand in the article (a title's count three times; of "early", after how many others they first stand),
    `rarity` their idf. kind "coverage": `name` is the share of the question that the article holds. kind "age": `name`
    are its days.
    """

    kind: str
    name: str
    score: float
    times: int = 0
    rarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Explained:
    """One hit: its parts add up to its score. `below` are the parts that it has less of than the hit before it, the
    largest difference first, as (kind, name, difference)."""

    id: str
    title: str
    score: float
    parts: tuple[Part, ...]
    below: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A clause of a question as it was searched: in how many articles its first form stands, how rare that is, and how
    many of the question's parts (`parts_needed` of them are enough) it makes up."""

    text: str
    terms: tuple[str, ...]
    frequency: int
    rarity: float
    parts: int


def terms_of(engine: Engine, query: Query) -> tuple[tuple[Term, ...], int]:
    """The clauses that may match, and how many of their parts an article must hold."""
    explainer = _Explainer(engine, query)
    idfs = [explainer.says(clause) for clause in query.optional]
    share = parts(idfs)
    rows = zip(query.optional, idfs, share, strict=True)
    return tuple(explainer.term(c, i, p) for c, i, p in rows), parts_needed(query.need, share)


def explained(engine: Engine, answer: Answer) -> list[Explained]:
    """The hits of a page in the order of relevance; none where the order is by day. An added pin has no parts, and
    nothing is compared with a pin."""
    query, hits = answer.query, answer.results.hits
    if query.order is not Sort.RELEVANCE:
        return []
    explainer, words = _Explainer(engine, query), engine.words([hit.id for hit in hits])
    found: list[Explained] = []
    added = {article.id for article in answer.added}
    for hit in hits:
        own = () if hit.id in added else tuple(explainer.parts(hit.article, *words[hit.id]))
        before = found[-1].parts if found and found[-1].id not in answer.pinned else ()
        found.append(Explained(hit.id, hit.article.title, hit.score, own, tuple(_less(before, own))))
    return found


def scores_of(engine: Engine, query: Query, articles: Sequence[Article]) -> dict[str, float]:
    """The scores of those of some articles that hold enough of a question's words, by id, whatever its filters."""
    explainer, words = _Explainer(engine, query), engine.words([a.id for a in articles])
    return {
        a.id: sum(p.score for p in explainer.parts(a, *words[a.id])) for a in articles if explainer.fits(words[a.id])
    }


def _less(before: Sequence[Part], own: Sequence[Part]) -> Iterator[tuple[str, str, float]]:
    if not before:
        return
    key: Callable[[Part], tuple[str, str]] = lambda p: (p.kind, "" if p.kind in ("coverage", "age") else p.name)  # noqa: E731
    theirs, ours = {key(p): p.score for p in before}, {key(p): p.score for p in own}
    differences = [(*k, ours.get(k, 0.0) - theirs.get(k, 0.0)) for k in {**theirs, **ours}]
    yield from sorted((d for d in differences if d[2] < -1e-9), key=lambda d: d[2])


class _Explainer:
    """One question, its words looked up once."""

    def __init__(self, engine: Engine, query: Query) -> None:
        self._query, self._title = query, query.title_only
        terms = {term for clause in query.clauses for term in _terms(clause)}
        self._frequency = engine.vocabulary.frequencies(sorted(terms), self._title)
        self._articles = engine.manifest.articles
        self._mean = engine.vocabulary.mean_length(self._title)

    def term(self, clause: Word | AnyOf, rarity: float, share: int) -> Term:
        first = _asked(clause)
        terms = tuple(dict.fromkeys(_terms(clause)))
        own = (first.term,) if isinstance(first, Word) else first.terms
        text = clause.text or " ".join(own)
        return Term(text, terms, min(self._frequency[term] for term in own), rarity, share)

    def says(self, clause: Clause) -> float:
        """The idf of a clause: of alternatives that of the first, of a phrase the sum."""
        if isinstance(clause, AnyOf):
            return self.says(clause.clauses[0])
        return sum(idf(self._articles, self._frequency[term]) for term in _terms(clause))

    def _covers(self, clause: Word | AnyOf) -> float:
        word, says = _asked(clause), self.says(clause)
        return in_coverage(self._query.ranking, word.term, says) if isinstance(word, Word) else says

    def fits(self, words: tuple[Words, Words]) -> bool:
        """Whether an article of these words, title and body, matches."""
        query, found = self._query, _Counts(*words, self._title)
        share = parts([self.says(clause) for clause in query.optional])
        held = sum(n for n, clause in zip(share, query.optional, strict=True) if found.holds(clause))
        must = all(map(found.holds, query.phrases)) and all(map(found.holds, query.without))
        return must and held >= parts_needed(query.need, share)

    def parts(self, article: Article, title: Words, body: Words) -> Iterator[Part]:
        """What adds up to the score of an article."""
        found = _Counts(title, body, self._title)
        raw = list(self._raw(found))
        yield from raw
        total, ranking = sum(p.score for p in raw), self._query.ranking
        cover = [(self._covers(c), found.holds(c)) for c in self._query.optional]
        every = sum(n for n, _ in cover)
        held = sum(n for n, has in cover if has) / every if every else 1.0
        factor = 1 - ranking.coverage + ranking.coverage * held
        yield Part("coverage", f"{held:.0%}", total * (factor - 1))
        if self._query.today and ranking.recency:
            age = max(0, (self._query.today - article.published).days) if article.published else None
            newness = 0.5 ** (age / ranking.half_life) if age is not None else 0.0
            told = f"{age} days" if age is not None else "no day"
            yield Part("age", told, total * factor * ranking.recency * (newness - 1))

    def _raw(self, found: _Counts) -> Iterator[Part]:
        before: Clause | None = None
        for clause in self._query.clauses:
            if isinstance(clause, Word | AnyOf):
                yield from self._best(before, clause, found)
            elif isinstance(clause, Phrase):
                for term in clause.terms:
                    yield self._part(
                        "phrase",
                        f'"{clause.text or " ".join(clause.words)}": {term}',
                        found.term(term),
                        idf(self._articles, self._frequency[term]),
                        found,
                    )
            before = clause

    def _best(self, before: Clause | None, clause: Word | AnyOf, found: _Counts) -> Sequence[Part]:
        """What was asked, with its exact form and its neighbour; or another form where that says more."""
        own, most = self._own(before, clause, found), self.says(clause)
        others = clause.clauses[1:] if isinstance(clause, AnyOf) else ()
        rows = [[self._other(c, most, found)] for c in others if found.holds(c)]
        return max([own, *rows], key=lambda row: sum(p.score for p in row))

    def _own(self, before: Clause | None, clause: Word | AnyOf, found: _Counts) -> list[Part]:
        word, ranking = _asked(clause), self._query.ranking
        if not found.holds(word):
            return []
        rarity = self.says(word)
        if not isinstance(word, Word):
            return [self._other(word, rarity, found, "phrase")]
        rows = [self._part("word", word.text or word.term, found.term(word.term), word.weight * rarity, found)]
        before_it = found.first(word.term)
        if ranking.early and early(before_it):
            sooner = rows[0].score * ranking.early * early(before_it)
            rows.append(Part("early", word.text or word.term, sooner, before_it, rarity))
        same = found.form(Form(word.text, word.term))
        if ranking.exact and same:
            rows.append(self._part("exact form", word.text, same, ranking.exact * word.weight * rarity, found))
        one = _asked(before) if before is not None else None
        if ranking.bigram and isinstance(one, Word) and found.holds(one):
            pairs = found.neighbours(one.term, word.term)
            least = min(one.weight * self.says(one), word.weight * rarity)
            if pairs:
                rows.append(self._part("neighbours", f"{one.text} {word.text}", pairs, ranking.bigram * least, found))
        return rows

    def _other(self, clause: Word | Phrase, most: float, found: _Counts, kind: str = "other form") -> Part:
        times = found.term(clause.term) if isinstance(clause, Word) else found.times(clause.words)
        name = clause.text or " ".join(_terms(clause))
        return self._part(kind, name, times, clause.weight * min(self.says(clause), most), found)

    def _part(self, kind: str, name: str, times: int, rarity: float, found: _Counts) -> Part:
        r = self._query.ranking
        times = min(times, MOST_COUNTED)
        k = r.k1 * (1 - r.b + r.b * found.length / (self._mean or 1.0))
        return Part(kind, name, rarity * times * (r.k1 + 1) / (times + k), times, rarity)


class _Counts:
    """How often words stand in one article, or in its title alone."""

    def __init__(self, title: Words, body: Words, title_only: bool) -> None:
        self._texts = [(list(title), 1 if title_only else TITLE_WEIGHT)]
        if not title_only:
            self._texts += [(list(body), 1), (list(body)[:LEAD], LEAD_WEIGHT - 1)]
        self._first: dict[str, int] = {}
        for place, form in enumerate([*title] if title_only else [*title, *body]):
            self._first.setdefault(form.term, place)
        self._forms: Counter[Form] = Counter()
        for words, weight in self._texts:
            for form in words:
                self._forms[form] += weight
        self._terms: Counter[str] = Counter()
        for form, count in self._forms.items():
            self._terms[form.term] += count
        self.length = min(self._forms.total(), MOST_LENGTH)

    def term(self, term: str) -> int:
        return self._terms[term]

    def first(self, term: str) -> int:
        """How many words stand before the first with this term, the title's among them."""
        return self._first[term]

    def form(self, form: Form) -> int:
        return self._forms[form]

    def neighbours(self, one: str, other: str) -> int:
        pairs = ((weight, a, b) for words, weight in self._texts for a, b in pairwise(words))
        return sum(weight for weight, a, b in pairs if (a.term, b.term) == (one, other))

    def times(self, words: Sequence[str]) -> int:
        wanted = list(words)
        texts = (([form.exact for form in text], weight) for text, weight in self._texts)
        return sum(weight for text, weight in texts for n in range(len(text)) if text[n : n + len(wanted)] == wanted)

    def holds(self, clause: Clause) -> bool:
        if isinstance(clause, Word):
            return self._terms[clause.term] > 0
        if isinstance(clause, AnyOf):
            return any(map(self.holds, clause.clauses))
        if isinstance(clause, Without):
            return not self.holds(clause.clause)
        return self.times(clause.words) > 0


def _asked(clause: Clause) -> Word | Phrase:
    """Of alternatives the one that was asked."""
    if isinstance(clause, AnyOf):
        return clause.clauses[0]
    return clause.clause if isinstance(clause, Without) else clause


def _terms(clause: Clause) -> tuple[str, ...]:
    if isinstance(clause, Without):
        return _terms(clause.clause)
    if isinstance(clause, AnyOf):
        return tuple(term for part in clause.clauses for term in _terms(part))
    return clause.terms if isinstance(clause, Phrase) else (clause.term,)
