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
TELLING = 4
"""Letters of a root from which on its rest is looked for by itself. For roots of four letters that finds words in
vain, but six searches cost more: for "kata kita sama jadi" 84 microseconds an article against 69."""
_VOWELS = tuple("aeiou")
_NASALS = {"k": ("ng",), "p": ("m",), "s": ("ny",), "t": ("n",)}
_INFIXES = ("er", "el", "em", "in")


class _Dictionary(Protocol):
    words: dict[str, str]


class _Sastrawi(Protocol):
    @property
    def dictionary(self) -> _Dictionary: ...

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
    # Sastrawi's rules give nothing else; that it is so is what `needles` promises.
    return root if any(needle in word for needle in needles(root)) else word


def is_root(word: str) -> bool:
    """Whether a folded word is a root to Sastrawi. Some first names are: "budi", "dian", "muhammad"."""
    return word in _sastrawi().dictionary.words


def needles(root: str) -> tuple[str, ...]:
    """Texts of which every word with this root holds at least one; few other words do.

    Sastrawi takes away endings and beginnings. Between the first letter of a root and its rest it can take away an
    infix (kinerja -> kerja), and put k, p, s or t in place of the nasal that has swallowed it (menyapu -> sapu).
    """
    rest = root[1:]
    if root not in _sastrawi().dictionary.words or root[:1] in _VOWELS or rest[:1] not in _VOWELS:
        return (root,)
    if len(root) >= TELLING:
        return (rest,)
    return (root, *(nasal + rest for nasal in _NASALS.get(root[0], ())), *(infix + rest for infix in _INFIXES))


def fingerprint() -> str:
    """What changes when stems may change: Sastrawi's version and the roots taken out of it."""
    return f"PySastrawi {version('PySastrawi')} without {' '.join(JUNK_ROOTS)}"
