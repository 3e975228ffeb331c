"""An article or a draft -> the question "what is like this?", asked as any other, with the reasons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.analysis import terms
from search.analysis.finder import WordFinder
from search.engine import Engine, Vocabulary
from search.model import AnalysedArticle, Article, Form, Hit, Words
from search.names import registry
from search.query import Query, Word
from search.ranking import PLAIN

TERMS = 50
"""Terms that make the question; five, Whoosh's default, are far too few (docs/relevancy.md)."""
CONSIDERED = 300
"""Different words of a text that are looked at, the most frequent first: bounds the work for a long draft."""
NEED = 0.05
"""The share of those terms, weighed by rarity, that a related story holds at least."""
TITLE_WEIGHT = 3
REASONS = 4
"""Reasons that are told for each story."""
SHORTEST = 4
"""Letters of a word that is told as a reason: shorter ones, like numbers, tell a reader nothing."""


@dataclass(frozen=True, slots=True)
class Related:
    """A related story and what it has in common, in words a reader knows: names of agencies and places first,
    then words of the text."""

    hit: Hit
    reasons: tuple[str, ...]


def key_terms(analysed: AnalysedArticle, vocabulary: Vocabulary, articles: int) -> dict[str, float]:
    """The terms that say most about a text, with their weights (1.0 = the strongest), at most TERMS."""
    counts: Counter[str] = Counter()
    for form, count in _counted(analysed.title):
        counts[form.term] += TITLE_WEIGHT * count
    for form, count in _counted(analysed.body):
        if form.exact not in terms.function_words():
            counts[form.term] += count
    considered = dict(counts.most_common(CONSIDERED))
    frequencies = vocabulary.frequencies(list(considered))
    weights = {
        term: count / (count + 1) * math.log(1 + articles / (1 + frequencies[term]))
        for term, count in considered.items()
        if frequencies[term] > 0
    }
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    top = best[0][1] if best else 1.0
    return {term: weight / top for term, weight in best}


def _counted(words: Words) -> Iterator[tuple[Form, int]]:
    return ((words.forms[number], count) for number, count in Counter(words.numbers).items())


def related(engine: Engine, article: Article, count: int = 6) -> list[Related]:
    """The stories most like an article or draft, best first, itself left out. `article.id` may be unknown."""
    analysed = terms.analyse(article)
    weights = key_terms(analysed, engine.vocabulary, engine.manifest.articles)
    if not weights:
        return []
    clauses = tuple(Word(term, weight=weight) for term, weight in weights.items())
    # The terms stand by weight: no two of them are neighbours in the text.
    query = Query(clauses=clauses, need=NEED, per_page=count + 2, ranking=PLAIN)
    # The face of its own story is no other story.
    own = {article.id, article.face}
    others = (hit for hit in engine.search(query).hits if hit.id not in own)
    finder = WordFinder(weights, ())
    return [Related(hit, _reasons(article, hit.article, weights, finder)) for hit in islice(others, count)]


def _reasons(article: Article, other: Article, weights: dict[str, float], finder: WordFinder) -> tuple[str, ...]:
    """Shared names, then the strongest shared words in the form that the other article uses, in lower case unless
    they are words of names."""
    agencies = {t.id for t in article.agencies}
    regions = {t.code for t in article.regions}
    names = [t.name for t in other.agencies if t.id in agencies]
    names += [t.name for t in other.regions if t.code in regions]
    told = {word for name in names for word, *_ in terms.tokens(name)}
    of_names = registry.protected_words()
    surface: dict[str, str] = {}
    for text in (other.title, other.body):
        for token in finder.tokens(text):
            if token.exact not in told and token.exact.isalpha() and len(token.exact) >= SHORTEST:
                word = text[token.start : token.end]
                surface.setdefault(token.term, word if token.exact in of_names else word.lower())
    words = [surface[term] for term in weights if term in surface]
    return tuple(dict.fromkeys([*names, *words]))[:REASONS]
