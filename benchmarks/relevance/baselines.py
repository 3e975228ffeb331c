"""What the product is measured beside: plain BM25 over the same articles, any word of the question may match.

Words are runs of a-z and 0-9 in lower case; title once and body are one text; nothing is left out. The stemmed one is
PySastrawi as it comes: every word is stemmed, names too, with no list of ours.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from benchmarks.relevance.sets import Document

K1, B = 1.2, 0.75
"""Lucene's usual numbers."""
SIMILAR_TERMS = 25
"""Terms that the usual "more like this" takes of an article."""
_WORD = re.compile(r"[a-z0-9]+")


def words(text: str) -> list[str]:
    """The words of a text."""
    return _WORD.findall(text.lower())


@cache
def _stemmer() -> Any:
    # A dictionary of its own: that of the product has been pruned.
    return StemmerFactory().create_stemmer().delegatedStemmer


@cache
def sastrawi(word: str) -> str:
    """The root that PySastrawi gives."""
    return str(_stemmer().stem(word)) or word


def unstemmed(word: str) -> str:
    """The word as it is."""
    return word


class Bm25:
    """An inverted index of texts that were parted into words already."""

    def __init__(self, texts: Sequence[Sequence[str]], term: Callable[[str], str]) -> None:
        self._term = term
        counts = [Counter(map(term, text)) for text in texts]
        lengths = np.array([max(1, count.total()) for count in counts], dtype=np.float64)
        self.size = len(texts)
        of_term: dict[str, tuple[list[int], list[int]]] = {}
        for number, count in enumerate(counts):
            for name, times in count.items():
                numbers, frequencies = of_term.setdefault(name, ([], []))
                numbers.append(number)
                frequencies.append(times)
        norms = K1 * (1 - B + B * lengths / lengths.mean())
        self._postings: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = {}
        for name, (numbers, frequencies) in of_term.items():
            at, times_in = np.array(numbers), np.array(frequencies, dtype=np.float64)
            idf = math.log(1 + (self.size - at.size + 0.5) / (at.size + 0.5))
            self._postings[name] = at, idf * times_in / (times_in + norms[at])

    def ask(self, asked: Iterable[str], most: int) -> list[int]:
        """The best texts for a question's words, by their numbers. A word that stands twice counts twice, as in
        Lucene; equal scores stand in the order of the texts."""
        return self._best(Counter(map(self._term, asked)), most)

    def similar(self, text: Iterable[str], most: int) -> list[int]:
        """The usual "more like this": the terms of a text with the highest tf·idf, asked as a question."""
        counts = Counter(map(self._term, text))
        known = {name: at.size for name, (at, _) in self._postings.items() if name in counts}
        weights = {name: counts[name] * math.log(self.size / found) for name, found in known.items()}
        top = sorted(weights, key=lambda name: (-weights[name], name))[:SIMILAR_TERMS]
        return self._best(dict.fromkeys(top, 1), most)

    def _best(self, asked: Mapping[str, int], most: int) -> list[int]:
        scores = np.zeros(self.size)
        for name, times in asked.items():
            if name in self._postings:
                at, impacts = self._postings[name]
                scores[at] += times * impacts
        found = np.flatnonzero(scores)
        best: list[int] = found[np.argsort(-scores[found], kind="stable")[:most]].tolist()
        return best


def texts(documents: Iterable[Document]) -> list[list[str]]:
    """The words of each document: title once, then body."""
    return [words(f"{document.title} {document.body}") for document in documents]
