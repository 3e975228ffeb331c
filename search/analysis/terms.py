"""Words -> the terms they are searched by. The same for articles, questions and drafts: the one place that stems.

The rules, first match wins: names are protected, the override list, then Sastrawi. See docs/relevancy.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from search.analysis import stemmer
from search.analysis.tokens import words
from search.model import AnalysedArticle, Article, Token
from search.names import registry

ANALYSIS = 1
"""Raise this when the code of analysis changes what a text becomes; lists and Sastrawi count by themselves."""
MAX_WORD = 64
"""Longer runs of letters are no words: they are not searchable."""
_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
# What a hyphen joins to a word without being one: DPRD-nya, se-Lampung, me-launching.
_AFTER_HYPHEN = frozenset(_CLITICS)
_BEFORE_HYPHEN = frozenset(
    ["se", "ke", "di", "me", "mem", "men", "meng", "ber", "ter", "pe", "pem", "pen", "peng", "per"]
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a word is searched by a term.

    `rule` is "name", "name + clitic", "override", "sastrawi" or "as it is".
    """

    term: str
    rule: str


def read_list(name: str) -> Iterator[str]:
    """The lines of a data file in search/data, without comments and blank lines."""
    for line in files("search.data").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.rstrip()


@cache
def overrides() -> dict[str, str]:
    """Roots set by hand, by word."""
    pairs = (line.split("\t") for line in read_list("stem_overrides.tsv"))
    return {pair[0]: pair[1] for pair in pairs}


@cache
def function_words() -> frozenset[str]:
    """Folded words that a question is not about."""
    return frozenset(read_list("function_words.txt"))


@cache
def version() -> str:
    """Names the analysis: two generations with the same version hold the same terms for the same text."""
    state = [f"analysis {ANALYSIS}", stemmer.fingerprint(), *sorted(registry.protected_words())]
    state += [f"{word}={root}" for word, root in sorted(overrides().items())]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:12]


def reason(word: str) -> Reason:
    """The term of a folded word, and the rule that gave it."""
    protected = registry.protected_words()
    if word in protected:
        return Reason(word, "name")
    for clitic in _CLITICS:
        if word.endswith(clitic) and word[: -len(clitic)] in protected:
            return Reason(word[: -len(clitic)], "name + clitic")
    if word in overrides():
        return Reason(overrides()[word], "override")
    root = stemmer.stem(word)
    return Reason(root, "as it is" if root == word else "sastrawi")


def tokens(text: str, known: MutableMapping[str, str] | None = None) -> tuple[Token, ...]:
    """The words of a text as they are searched by, with offsets into it.

    `known` is a table of word -> term that is used and filled: an indexing run stems each distinct word once.
    """
    table = {} if known is None else known
    return tuple(_compounds(text, list(words(text)), table))


def _compounds(text: str, found: list[tuple[str, int, int]], table: MutableMapping[str, str]) -> Iterator[Token]:
    """Tokens, hyphenated words seen whole first: an override (undang-undang) gives all its parts one term."""
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and text[found[last][2] : found[last + 1][1]] == "-":
            last += 1
        if last == at:
            yield from _single(found[at], table)
        else:
            yield from _hyphenated(found[at : last + 1], table)
        at = last + 1


def _single(part: tuple[str, int, int], table: MutableMapping[str, str]) -> Iterator[Token]:
    exact, start, end = part
    if len(exact) > MAX_WORD:
        return
    term = table.get(exact)
    if term is None:
        term = table[exact] = reason(exact).term
    yield Token(exact, term, start, end)


def _hyphenated(parts: list[tuple[str, int, int]], table: MutableMapping[str, str]) -> Iterator[Token]:
    if len(parts) > 1 and parts[-1][0] in _AFTER_HYPHEN:
        parts = parts[:-1]
    if len(parts) > 1 and parts[0][0] in _BEFORE_HYPHEN:
        parts = parts[1:]
    # Three parts are the longest compound in the list; a run of 100,000 hyphens must not be joined.
    whole = overrides().get("-".join(p[0] for p in parts)) if 1 < len(parts) <= 3 else None
    for part in parts:
        for token in _single(part, table):
            yield token._replace(term=whole) if whole else token


def analyse(article: Article, known: MutableMapping[str, str] | None = None) -> AnalysedArticle:
    """An article with its words; what engines index."""
    return AnalysedArticle(article, tokens(article.title, known), tokens(article.body, known))


def question_words(found: Iterable[Token]) -> list[Token]:
    """The words of a question that it is about: function words go, unless nothing else was asked."""
    all_of = list(found)
    return [t for t in all_of if t.exact not in function_words()] or all_of
