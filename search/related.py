"""An article or a draft -> the question "what is like this?", asked as any other, with the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice

from search.analysis import rules, terms
from search.analysis.finder import WordFinder
from search.analysis.shingles import Shingles
from search.analysis.table import WordTable
from search.engine import Engine
from search.likeness import Weights, articles_terms, cosine, counted, key_terms, shared
from search.model import Article, Hit, Words
from search.names import registry
from search.near_copies import alike
from search.query import MAX_PER_PAGE, Query, Word
from search.ranking import PLAIN

NEED = 0.02
"""The share of those terms, weighed by rarity, that a related story holds at least."""
FIRST = 30
"""Stories found first whose own terms are asked for in turn: what is told in other words is found by them."""
CLOSE = 0.35
"""Likeness from which a story is surely of the same matter: these stand first."""
FUSION = 60
"""What is added to a rank before its reciprocal is taken; from 20 to 200 all do alike (docs/relevancy.md)."""
REASONS = 4
"""Reasons that are told for each story."""
SHORTEST = 4
"""Letters of a word that is told as a reason: shorter ones, like numbers, tell a reader nothing."""
SHORT = 10
"""Terms of a text up to which a story that shares but one word with it is shown."""
MOST_COPIES = 10
"""Near-copies that are shown beside the related stories at most."""


class When(StrEnum):
    """Only stories from before or after an article."""

    BEFORE = "sebelum"
    AFTER = "sesudah"


class Same(StrEnum):
    """What a related story must share with an article."""

    REGION = "wilayah"
    AGENCY = "instansi"


@dataclass(frozen=True, slots=True)
class Limits:
    """Which related stories are wanted. A limit that an article gives no ground for (a draft without a day, without a
    region) leaves all."""

    when: When | None = None
    same: tuple[Same, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A related story and what it has in common, in words a reader knows: names of agencies and places first,
    then words of the text."""

    hit: Hit
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedStories:
    """What is like an article: near-copies of it, which tell the same, and other stories, best first."""

    copies: tuple[Hit, ...]
    stories: tuple[Related, ...]


ANYTHING = Limits()


def related(engine: Engine, article: Article, count: int = 6, limits: Limits = ANYTHING) -> RelatedStories:
    """What is like an article or draft, itself left out. `article.id` may be unknown."""
    table = WordTable()
    analysed = terms.analyse(article, table)
    (weights,) = key_terms(engine, [counted(analysed.title, analysed.body)])
    if not weights:
        return RelatedStories((), ())
    # The face of its own story is no other story.
    own = {article.id, article.face}

    def found(queries: Iterable[Query]) -> list[list[Hit]]:
        asked = (engine.search(_limited(query, article, limits), facets=False) for query in queries)
        return [[hit for hit in results.hits if hit.id not in own] for results in asked]

    direct = found(_questions(weights, analysed.title))
    hits = _in_order(engine, weights, direct, found)[: count + MOST_COPIES]
    shingles = table.shingler.shingles(analysed.body)
    copies = [hit for hit in hits if is_copy(hit.article, shingles, table)]
    finder = WordFinder(weights, ())
    told = (Related(h, reasons(article, h.article, weights, finder)) for h in hits if h not in copies)
    kept = (story for story in told if _is_telling(story.reasons, len(weights)))
    return RelatedStories(tuple(copies), tuple(islice(kept, count)))


def _in_order(
    engine: Engine,
    weights: Weights,
    direct: list[list[Hit]],
    found: Callable[[Iterable[Query]], list[list[Hit]]],
) -> list[Hit]:
    """What was found, best first: those of the same matter, then by all answers, those to what the first ones are about
    among them (pseudo-relevance feedback)."""
    first = _fused(direct)[:FIRST]
    if not first:
        return []
    of = articles_terms(engine, [hit.id for hit in first])
    alike = {hit.id: cosine(weights, of[hit.id]) for hit in first}
    close = sorted((hit for hit in first if alike[hit.id] >= CLOSE), key=lambda hit: -alike[hit.id])
    about = question(shared(of.values()), MAX_PER_PAGE)
    every = _fused([*direct, *found((about, about.changed(title_only=True)))])
    return [*close, *(hit for hit in every if alike.get(hit.id, 0.0) < CLOSE)]


def question(weights: Weights, most: int) -> Query:
    """The question for what holds these terms, at most so many (up to MAX_PER_PAGE) of it."""
    clauses = tuple(Word(term, weight=weight) for term, weight in weights.items())
    # The terms stand by weight: no two of them are neighbours in the text.
    return Query(clauses=clauses, need=NEED, per_page=most, ranking=PLAIN)


def _questions(weights: Weights, title: Words) -> Iterator[Query]:
    """What holds the key terms; what has them in its title; what has words of the text's title in its own."""
    anywhere = question(weights, MAX_PER_PAGE)
    yield anywhere
    yield anywhere.changed(title_only=True)
    of_title = {form.term: weights[form.term] for form in title if form.term in weights}
    if of_title:
        yield question(of_title, MAX_PER_PAGE).changed(title_only=True)


def _fused(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The hits of several answers in one order, each once: by the sum of their reciprocal ranks (Cormack and others,
    "Reciprocal rank fusion outperforms Condorcet", 2009)."""
    scores: defaultdict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for found in lists:
        for rank, hit in enumerate(found):
            scores[hit.id] += 1 / (FUSION + rank)
            hits.setdefault(hit.id, hit)
    return sorted(hits.values(), key=lambda hit: -scores[hit.id])


def _limited(query: Query, article: Article, limits: Limits) -> Query:
    """The question within the limits."""
    day = article.published
    since = day + timedelta(1) if day and limits.when is When.AFTER and day < date.max else None
    until = day - timedelta(1) if day and limits.when is When.BEFORE and day > date.min else None
    regions = tuple(t.code for t in article.regions) if Same.REGION in limits.same else ()
    agencies = tuple(t.id for t in article.agencies) if Same.AGENCY in limits.same else ()
    return query.changed(since=since, until=until, regions=regions, agencies=agencies)


def is_copy(other: Article, shingles: Shingles, table: WordTable) -> bool:
    """Whether a text tells the same in the same words; the newsroom's own draft is told from what it is made of."""
    return alike(shingles, table.shingler.shingles(table.words(other.body)))


def reasons(article: Article, other: Article, weights: Weights, finder: WordFinder) -> tuple[str, ...]:
    """Shared names, then the strongest shared words in the form that the other article uses, in lower case unless
    they are words of names."""
    agencies = {t.id for t in article.agencies}
    regions = {t.code for t in article.regions}
    names = [t.name for t in other.agencies if t.id in agencies]
    names += [t.name for t in other.regions if t.code in regions]
    told = _everyday().union(token.exact for name in names for token in terms.tokens(name))
    of_names = registry.protected_words()
    surface: dict[str, str] = {}
    texts = other.title, other.body
    for text, found in zip(texts, finder.tokens(texts), strict=True):
        for token in found:
            if token.exact not in told and token.exact.isalpha() and len(token.exact) >= SHORTEST:
                word = text[token.start : token.end]
                surface.setdefault(token.term, word if token.exact in of_names else word.lower())
    words = [surface[term] for term in weights if term in surface]
    return tuple(dict.fromkeys([*names, *_joined(words, other)]))[:REASONS]


def _is_telling(found: Sequence[str], terms_: int) -> bool:
    """Whether reasons are enough for a text of so many terms: one word of a long text, and no name, is chance."""
    if len(found) == 1 and terms_ > SHORT:
        return " " in found[0] or not found[0].islower()
    return bool(found)


@cache
def _everyday() -> frozenset[str]:
    return frozenset(rules.read_list("everyday_words.txt"))


def _joined(words: Sequence[str], other: Article) -> list[str]:
    """Shared words, those that stand side by side in the other article as one: "dana desa"."""
    text = f" {other.title} {other.body} ".lower()
    found: list[str] = []
    for word in words[: 2 * REASONS]:
        for at, other_word in enumerate(found):
            if " " not in other_word:
                pairs = (f"{other_word} {word}", f"{word} {other_word}")
                joined = next((pair for pair in pairs if f" {pair.lower()} " in text), None)
                if joined:
                    found[at] = joined
                    break
        else:
            found.append(word)
    return found
