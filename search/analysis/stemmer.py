"""The one door to Sastrawi: one folded word in, its root out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Protocol, cast

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

# Roots that no news story means but that capture common words: kerusakan -> rusa (deer) instead of rusak.
JUNK_ROOTS = ("lidi", "gera", "rusa", "bas", "upa", "unjung", "pasuk", "nila", "rang", "kru", "ampo", "tega")

# Sastrawi uses the word as a regular expression and is quadratic in hyphens: it gets plain words only.
_STEMMABLE = re.compile(r"[a-z][a-z0-9]{1,39}")


class _Sastrawi(Protocol):
    def stem_word(self, word: str) -> str: ...


@cache
def _sastrawi() -> _Sastrawi:
    # Not the CachedStemmer around it: its cache has no bound, so every question would stay in memory.
    stemmer = StemmerFactory().create_stemmer().delegatedStemmer
    for root in JUNK_ROOTS:
        stemmer.dictionary.words.pop(root, None)
    return cast(_Sastrawi, stemmer)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The root of a folded word, or the word itself where Sastrawi has nothing to say or would say nothing."""
    if not _STEMMABLE.fullmatch(word):
        return word
    root = _sastrawi().stem_word(word)
    return root if root and " " not in root else word


def fingerprint() -> str:
    """What changes when stems may change: Sastrawi's version and the roots taken out of it."""
    return f"PySastrawi {version('PySastrawi')} without {' '.join(JUNK_ROOTS)}"
