"""Misspelt words of a question, repaired by what the articles themselves write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from search.analysis import rules, stemmer, terms
from search.engine import Engine
from search.model import Form
from search.names import registry
from search.query import Query, Word

SHORTEST = 5
"""Letters of a word that is repaired: shorter ones have too many neighbours."""
LONG = 9
"""Letters from which on two slips are looked for where one explains nothing."""
MOST_REPAIRED = 3
"""Words of one question that are repaired at most; bounds the work."""
TIMES = 50
"""So many times as frequent is the neighbour of a rare word that is taken for a slip."""
RARE = 3
"""Articles that hold a word which may still be a slip."""
CANDIDATES = 30


class Repair(NamedTuple):
    """A word as it was typed and the one that was searched for, both folded."""

    typed: str
    used: str


def repairs(engine: Engine, words: Sequence[Word], frequency: Mapping[str, int]) -> dict[str, Form]:
    """By the typed word the one that is meant, for those that no article holds, or hardly any where a neighbour is
    TIMES as frequent. `frequency` says in how many articles each word's term stands.

    Never names of the registry, words with digits, or a rare word that the articles write with a capital: a person.
    """
    found: dict[str, Form] = {}
    for word in words:
        held = frequency[word.term]
        if (
            held > RARE
            or (held and len(word.text) < LONG)
            or not _may_be_slip(word.text)
            or len(found) == MOST_REPAIRED
        ):
            continue
        best = _nearest(engine, word.text, TIMES * held if held else 1)
        if best and (not held or not _is_name(engine, word)):
            found[word.text] = best
    return found


def _may_be_slip(word: str) -> bool:
    """Not a name, and not a word of the language that merely nobody has written about."""
    known = word in registry.protected_words() or word in rules.overrides() or stemmer.is_root(rules.reason(word).term)
    return len(word) >= SHORTEST and word.isalpha() and not known


def _nearest(engine: Engine, word: str, least: int) -> Form | None:
    """The likeliest of the words near this one that at least `least` articles hold."""
    for distance in (1, 2) if len(word) >= LONG else (1,):
        near = engine.vocabulary.near(word, distance, CANDIDATES)
        near = [n for n in near if n[1] >= least and n[0] not in (word, *terms.function_words())]
        likely = [(_likelihood(word, other, count), other) for other, count in near]
        if likely:
            other = max(likely)[1]
            return Form(other, terms.tokens(other)[0].term)
    return None


def _likelihood(word: str, other: str, count: int) -> float:
    """How likely somebody who types `word` means `other`, which so many articles hold. What slips tell: the first
    letter is seldom wrong, letters are swapped, left out or doubled more often than exchanged for others."""
    score = float(count)
    if word[0] != other[0]:
        score /= 10
    if sorted(word) == sorted(other):  # swapped
        score *= 4
    elif len(other) > len(word):  # left out
        score *= 2
    elif len(other) < len(word) and _doubled(word, other):
        score *= 4
    if len(other) < SHORTEST or any(c.isdigit() for c in other):
        score /= 100
    return score


def _doubled(word: str, other: str) -> bool:
    return any(word[:n] + word[n + 1 :] == other and n and word[n] == word[n - 1] for n in range(len(word)))


def _is_name(engine: Engine, word: Word) -> bool:
    """Whether the articles that hold a rare word write it with a capital in the middle of sentences."""
    held = engine.search(Query(clauses=(Word(word.term, word.text),), need=1.0, all_copies=True), facets=False).hits
    for hit in held:
        body = hit.article.body
        for token in terms.tokens(body):
            if token.exact == word.text:
                before = body[: token.start].rstrip()
                if body[token.start].isupper() and before and before[-1] not in '.!?\n"“':
                    return True
    return False
