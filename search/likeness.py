"""Texts as weighed terms (vectors of tf·idf): how alike two are, and what many of them are about."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from search.analysis import terms
from search.engine import Engine
from search.model import Words

TERMS = 100
"""Terms that stand for a text; five, Whoosh's default, are far too few (docs/relevancy.md)."""
CONSIDERED = 600
"""Different words of a text that are looked at, the most frequent first: bounds the work for a long draft."""
TITLE_WEIGHT = 3

Weights = dict[str, float]
"""Terms of a text, the strongest first, with their weights (1.0 = the strongest)."""


def counted(title: Words, body: Words) -> Counter[str]:
    """How often each term stands in a text, a title's TITLE_WEIGHT times; function words are left out."""
    counts: Counter[str] = Counter()
    for words, weight in ((title, TITLE_WEIGHT), (body, 1)):
        for number, times in Counter(words.numbers).items():
            form = words.forms[number]
            if form.exact not in terms.function_words():
                counts[form.term] += weight * times
    return counts


def key_terms(engine: Engine, texts: Sequence[Counter[str]]) -> list[Weights]:
    """The terms that say most about each of some texts, at most TERMS, by tf·idf; none that no article holds."""
    considered = [dict(counts.most_common(CONSIDERED)) for counts in texts]
    every = list(dict.fromkeys(term for counts in considered for term in counts))
    found, articles = engine.vocabulary.frequencies(every), engine.manifest.articles
    idf = {term: math.log(1 + articles / (1 + held)) for term, held in found.items() if held > 0}
    return [_strongest({t: n * idf[t] for t, n in counts.items() if t in idf}) for counts in considered]


def articles_terms(engine: Engine, ids: Sequence[str]) -> dict[str, Weights]:
    """The key terms of some articles by their ids."""
    words = engine.words(ids)
    return dict(zip(words, key_terms(engine, [counted(*text) for text in words.values()]), strict=True))


def cosine(one: Weights, other: Weights) -> float:
    """How alike two texts are, from 0 to 1."""
    product = sum(weight * other[term] for term, weight in one.items() if term in other)
    return product / (_length(one) * _length(other)) if product else 0.0


def shared(texts: Iterable[Weights]) -> Weights:
    """The terms that some texts are about: the strongest of their mean, in which each weighs the same."""
    sums: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        length = _length(text)
        for term, weight in text.items():
            sums[term] += weight / length
    return _strongest(sums)


def _strongest(weights: Mapping[str, float]) -> Weights:
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    top = best[0][1] if best else 1.0
    return {term: weight / top for term, weight in best}


def _length(text: Weights) -> float:
    return math.sqrt(sum(weight * weight for weight in text.values())) or 1.0
