"""Every side's ranks for every question of a set, and the product's where a question is put otherwise."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.relevance import baselines, spellings
from benchmarks.relevance.baselines import Bm25
from benchmarks.relevance.lucene import Lucene
from benchmarks.relevance.metrics import Ranks
from benchmarks.relevance.product import DEEPER, Product, all_words, ids, literal, product
from benchmarks.relevance.sets import SEED, SETS, Collection, Document, Question, documents, questions
from benchmarks.relevance.typos import typo
from search.names import registry

PRODUCT, ALL_WORDS, SASTRAWI, UNSTEMMED, LUCENE = (
    "product",
    "all words",
    "Sastrawi OR",
    "no stemming OR",
    "Lucene id OR",
)
BASELINES = (ALL_WORDS, SASTRAWI, UNSTEMMED, LUCENE)

Rewrite = Callable[[str, random.Random], str | None]
"""A question put otherwise, or None where it gives no occasion; chances are drawn from the second value."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A kind of question put otherwise: at which places of the set's questions, and the product's ranks there."""

    at: npt.NDArray[np.int64]
    ranks: Ranks


@dataclass(slots=True)
class SetResult:
    """What was measured on one set. `sides` are ranks by name, all in the order of the questions."""

    name: str
    questions: Sequence[Question]
    left_out: int
    sides: dict[str, Ranks] = field(default_factory=dict)
    literal: Ranks = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    variants: dict[str, Variant] = field(default_factory=dict)
    no_hits: int = 0
    folded: int = 0


class Indexed:
    """The articles of one collection, with the product's index and the baselines'."""

    def __init__(self, collection: Collection, found: Sequence[Document], made: Product, lucene: Lucene | None) -> None:
        self.name = collection.name
        self.documents = found
        self.product = made
        self.lucene = lucene
        texts = baselines.texts(found)
        self.rewrites = rewrites(texts)
        self.by_baseline = {SASTRAWI: Bm25(texts, baselines.sastrawi), UNSTEMMED: Bm25(texts, baselines.unstemmed)}
        if lucene:
            lucene.build(self.name, found)


@contextmanager
def indexed(collection: Collection, directory: Path, lucene: Lucene | None) -> Iterator[Indexed]:
    """A collection, indexed for every side."""
    found = documents(collection)
    with product(found, directory / collection.name) as made:
        yield Indexed(collection, found, made, lucene)


def rewrites(texts: Sequence[Sequence[str]]) -> dict[str, Rewrite]:
    """The kinds of variants for questions that are asked of articles with these words."""
    names = registry.protected_words()
    words = frozenset(word for text in texts for word in text)
    return {
        "typo": lambda text, drawn: typo(text, words, names, drawn),
        "acronym": spellings.Swap(spellings.acronyms(texts)),
        "place": spellings.Swap(spellings.PLACES),
    }


def put_otherwise(asked: Sequence[Question], rewrite: Rewrite, kind: str) -> dict[int, str]:
    """The questions that a rewrite changes, by their place: the same ones each time."""
    found = {}
    for place, question in enumerate(asked):
        other = rewrite(question.text, random.Random(f"{SEED} {kind} {question.id}"))
        if other is not None:
            found[place] = other
    return found


def measure(name: str, where: Indexed, most: int | None) -> SetResult:
    """Everything about one set, of which at most so many questions are asked."""
    of_product = where.product
    asked, left_out = questions(name, {document.id for document in where.documents}, most)
    result = SetResult(name, asked, left_out)
    relevant = [question.relevant for question in asked]
    result.folded = sum(id_ in of_product.faces for id_ in relevant)
    answers = [of_product.ask({"q": [question.text]}) for question in asked]
    result.no_hits = sum(answer.total == 0 for answer in answers)
    result.sides[PRODUCT] = of_product.ranks(map(ids, answers), relevant)
    plain = (of_product.strictly({"q": [question.text]}, all_words) for question in asked)
    result.sides[ALL_WORDS] = of_product.ranks(map(ids, plain), relevant)
    for side, index in where.by_baseline.items():
        listed = (index.ask(baselines.words(question.text), DEEPER) for question in asked)
        named = ([where.documents[number].id for number in numbers] for numbers in listed)
        result.sides[side] = of_product.ranks(named, relevant)
    if where.lucene:
        found = where.lucene.ask(where.name, [question.text for question in asked], DEEPER)
        result.sides[LUCENE] = of_product.ranks(found, relevant)
    result.literal = of_product.ranks((ids(of_product.ask(literal(question.text))) for question in asked), relevant)
    for kind, rewrite in where.rewrites.items():
        result.variants[kind] = _variant(of_product, asked, put_otherwise(asked, rewrite, kind))
    return result


def _variant(of_product: Product, asked: Sequence[Question], texts: Mapping[int, str]) -> Variant:
    found = (ids(of_product.ask({"q": [text]})) for text in texts.values())
    ranks = of_product.ranks(found, [asked[place].relevant for place in texts])
    return Variant(np.array(list(texts), dtype=np.int64), ranks)


def measured(directory: Path, lucene: Lucene | None, most: int | None) -> Iterator[SetResult]:
    """All sets, each collection indexed once."""
    for collection in dict.fromkeys(SETS.values()):
        started = time.perf_counter()
        with indexed(collection, directory, lucene) as where:
            tell(f"{collection.name}: {len(where.documents)} articles indexed", started)
            for name in (name for name, of in SETS.items() if of == collection):
                started = time.perf_counter()
                result = measure(name, where, most)
                tell(f"{name}: {len(result.questions)} questions asked", started)
                yield result


def tell(what: str, started: float) -> None:
    """How far a run has come."""
    print(f"{what}, {time.perf_counter() - started:.1f} s", file=sys.stderr, flush=True)
