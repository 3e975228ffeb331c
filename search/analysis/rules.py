"""The rules of tokens: which words of a text are searchable, and the term that each is searched by.

For a term the first rule that fits counts: names are protected, the override list, then Sastrawi. See
docs/relevancy.md.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from search.analysis import stemmer
from search.analysis.tokens import words
from search.model import Token
from search.names import registry

CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
"""What stands at a word's end without belonging to it: names are known with it."""
MAX_WORD = 64
"""Longer runs of letters are no words: they are not searchable."""
# What a hyphen joins to a word without being one: DPRD-nya, se-Lampung, me-launching.
_AFTER_HYPHEN = frozenset(CLITICS)
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


@lru_cache(maxsize=50_000)
def reason(word: str) -> Reason:
    """The term of a folded word, and the rule that gave it."""
    protected = registry.protected_words()
    if word in protected:
        return Reason(word, "name")
    for clitic in CLITICS:
        if word.endswith(clitic) and word[: -len(clitic)] in protected:
            return Reason(word[: -len(clitic)], "name + clitic")
    if word in overrides():
        return Reason(overrides()[word], "override")
    root = stemmer.stem(word)
    return Reason(root, "as it is" if root == word else "sastrawi")


@lru_cache(maxsize=50_000)
def needles(term: str) -> frozenset[str]:
    """Folded texts of which every word with this term holds at least one."""
    found = set(stemmer.needles(term))
    # Names with a clitic hold the name. What the list sets by hand need not hold anything of its root.
    return frozenset(found | {w for w in _words_of_roots().get(term, ()) if not any(needle in w for needle in found)})


@cache
def _words_of_roots() -> dict[str, set[str]]:
    words_of: dict[str, set[str]] = {}
    for word, root in overrides().items():
        words_of.setdefault(root, set()).update(word.split("-"))
    return words_of


def tokens(text: str, known: MutableMapping[str, str]) -> Iterator[Token]:
    """The searchable words of a text, with their terms and offsets.

    `known` is a table of folded word -> term that is used and filled. No token reaches over white space, nor do two
    pieces of a text between white space have any influence on each other.
    """
    return _compounds(text, list(words(text)), known)


def _compounds(text: str, found: list[tuple[str, int, int]], known: MutableMapping[str, str]) -> Iterator[Token]:
    """Tokens, hyphenated words seen whole first: an override (undang-undang) gives all its parts one term."""
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and text[found[last][2] : found[last + 1][1]] == "-":
            last += 1
        if last == at:
            yield from _single(found[at], known)
        else:
            yield from _hyphenated(found[at : last + 1], known)
        at = last + 1


def _single(part: tuple[str, int, int], known: MutableMapping[str, str]) -> Iterator[Token]:
    exact, start, end = part
    if len(exact) > MAX_WORD:
        return
    term = known.get(exact)
    if term is None:
        term = known[exact] = reason(exact).term
    yield Token(exact, term, start, end)


def _hyphenated(parts: list[tuple[str, int, int]], known: MutableMapping[str, str]) -> Iterator[Token]:
    if len(parts) > 1 and parts[-1][0] in _AFTER_HYPHEN:
        parts = parts[:-1]
    if len(parts) > 1 and parts[0][0] in _BEFORE_HYPHEN:
        parts = parts[1:]
    # Three parts are the longest compound in the list; a run of 100,000 hyphens must not be joined.
    whole = overrides().get("-".join(p[0] for p in parts)) if 1 < len(parts) <= 3 else None
    for part in parts:
        for token in _single(part, known):
            yield token._replace(term=whole) if whole else token
