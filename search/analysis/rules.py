"""The rules of tokens: which words of a text are searchable, and the term that each is searched by.

For a term the first rule that fits counts: names are protected, the override list, then Sastrawi with what it gets
wrong by rule mended. See docs/relevancy.md.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat

from search.analysis import stemmer
from search.analysis.tokens import words
from search.model import Token
from search.names import registry

CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
"""What stands at a word's end without belonging to it: names are known with it."""
MAX_WORD = 64
"""Longer runs of letters are no words: they are not searchable."""
_SHORTEST_WITH_NYA = 7
"""Letters from which on -nya is a clitic at the end of any word: shorter are hanya, punya, Kenya, Tanya."""
# What a hyphen joins to a word without being one: DPRD-nya, se-Lampung, me-launching, 1990-an.
_AFTER_HYPHEN = frozenset([*CLITICS, "an", "kan"])
_BEFORE_HYPHEN = frozenset(
    ["se", "ke", "di", "me", "mem", "men", "meng", "ber", "ter", "pe", "pem", "pen", "peng", "per"]
)


_Part = tuple[str, int, int]
"""A word as `tokens.words` gives it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a word is searched by a term.

    `rule` is "name", "name + clitic", "override", "override + clitic", "sastrawi", "sastrawi, mended"
    (perpajakan: pajak, not paja), "clitic" (of a word that Sastrawi does not know) or "as it is".
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
    for base in _without_clitic(word):
        if base in protected:
            return Reason(base, "name + clitic")
    if word in overrides():
        return Reason(overrides()[word], "override")
    return unlisted(word)


def unlisted(word: str) -> Reason:
    """The term of a word that is neither a name nor set by hand."""
    for base in _without_clitic(word):
        if base in overrides():
            return Reason(overrides()[base], "override + clitic")
    if word.endswith("inya"):
        # Sastrawi takes the -i of capai for a suffix where -nya stands behind it.
        before = unlisted(word.removesuffix("nya"))
        if before.rule.startswith("sastrawi") and stemmer.is_root(before.term):
            return Reason(before.term, "sastrawi, mended" if before.term != stemmer.stem(word) else "sastrawi")
    root = stemmer.stem(word)
    if root != word:
        mended = stemmer.mended(word, root)
        if mended != word:
            return Reason(mended, "sastrawi" if mended == root else "sastrawi, mended")
    # Sastrawi takes a clitic from words of its dictionary only. Of the clitics this one alone ends no other words.
    if word.endswith("nya") and len(word) >= _SHORTEST_WITH_NYA:
        return Reason(_before_nya(word), "clitic")
    return Reason(word, "as it is")


def _before_nya(word: str) -> str:
    """The term of what stands before -nya; "kegiatanya" is a common spelling of kegiatannya."""
    for base in (word.removesuffix("nya"), word.removesuffix("ya")):
        found = reason(base)
        if found.rule != "as it is" or stemmer.is_root(base):
            return found.term
    return word.removesuffix("nya")


def _without_clitic(word: str) -> Iterator[str]:
    """What is left of a word without each clitic that it may end in."""
    return (word.removesuffix(clitic) for clitic in CLITICS if word.endswith(clitic))


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
    parts = _compounds(text, list(words(text))) if "-" in text else zip(words(text), repeat(""))
    for (exact, start, end), whole in parts:
        if len(exact) > MAX_WORD:
            continue
        term = whole or known.get(exact)
        if term is None:
            term = known[exact] = reason(exact).term
        yield Token(exact, term, start, end)


def _compounds(text: str, found: list[_Part]) -> Iterator[tuple[_Part, str]]:
    """The words of a text that count, each with the term that a hyphenated word has as a whole, "" without: an override
    (undang-undang) gives all its parts one term."""
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and text[found[last][2] : found[last + 1][1]] == "-":
            last += 1
        if last > at:
            yield from _hyphenated(found[at : last + 1])
        else:
            yield found[at], ""
        at = last + 1


def _hyphenated(parts: list[_Part]) -> Iterator[tuple[_Part, str]]:
    if len(parts) > 1 and parts[-1][0] in _AFTER_HYPHEN:
        parts = parts[:-1]
    if len(parts) > 1 and parts[0][0] in _BEFORE_HYPHEN:
        parts = parts[1:]
    # Three parts are the longest compound in the list; a run of 100,000 hyphens must not be joined.
    whole = _term_of_compound("-".join(p[0] for p in parts)) if 1 < len(parts) <= 3 else None
    return zip(parts, repeat(whole or ""))


def _term_of_compound(word: str) -> str | None:
    """The term of a hyphenated word that the list sets whole, also with a clitic: undang-undangnya."""
    return next((overrides()[w] for w in (word, *_without_clitic(word)) if w in overrides()), None)
