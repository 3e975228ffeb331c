"""The one door to Sastrawi: one folded word in, its root out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Protocol, cast

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

# Roots that no news story means but that capture common words: kerusakan -> rusa (deer) instead of rusak.
# fmt: off
JUNK_ROOTS = (
    "lidi", "gera", "rusa", "bas", "upa", "unjung", "pasuk", "nila", "rang", "kru", "ampo", "tega",
    "aja", "ama", "asa", "asai", "awat", "bel", "berangan", "beranta", "beril", "diskus", "ering", "eru", "gin",
    "gundu", "indu", "ira", "kam", "kan", "kelulus", "kesah", "kesiap", "lang", "leta", "madam", "malak", "mang",
    "mangkas", "mantik", "meni", "merang", "mes", "mesan", "meta", "muas", "mungut", "mutih", "nali", "pasu", "pek",
    "perinci", "pes", "petan", "rama", "risi", "rit", "senta", "sera", "sunti", "tan", "tel", "ting", "uras",
    "usak", "inci",
)
# fmt: on

# Sastrawi uses the word as a regular expression and is quadratic in hyphens: it gets plain words only.
_STEMMABLE = re.compile(r"[a-z][a-z0-9]{1,39}")
TELLING = 4
"""Letters of a root from which on its rest is looked for by itself. For roots of four letters that finds words in
vain, but six searches cost more: for "kata kita sama jadi" 84 microseconds an article against 69."""
_VOWELS = tuple("aeiou")
_NASALS = {"k": ("ng",), "p": ("m",), "s": ("ny",), "t": ("n",)}
# Ends of roots that Sastrawi takes for suffixes, with the suffix that stands behind them. Nouns in pe- and ke- end in
# -an, never in -kan, which it takes away first (perpajakan: paja); it also takes -is and -tah (membantah: ban).
_ENDS = (("k", "an"), ("is", ""), ("tah", ""))
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


def mended(word: str, root: str) -> str:
    """The root of a word, given Sastrawi's; the word itself where that has no ground in it."""
    begins = (root[:1], *_NASALS.get(root[:1], ()))
    if not any(begin + root[1:] in word for begin in begins):
        return _without_infix(word, root)
    for end, suffix in _ENDS:
        whole = root + end
        if not is_root(whole) or (suffix and not word.startswith(("pe", "ke"))):
            continue
        # The first letter may have become a nasal.
        at_end = word.removesuffix("nya").endswith(whole[1:] + suffix)
        if at_end and any(needle in word for needle in needles(whole)):
            return whole
    return root


def _without_infix(word: str, root: str) -> str:
    """The root of a word in which Sastrawi has seen an infix. No living word of the news has one: in ditemani it
    sees tani, in mencemari cari, in belahan bahan."""
    for infix in _INFIXES:
        with_infix = root[0] + infix + root[1:]
        for suffix in ("", "i", "an", "kan"):
            candidate = with_infix.removesuffix(suffix)
            if candidate in word and is_root(candidate):
                return candidate
    return word


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
