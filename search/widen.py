"""Other forms of a question's words taken in: acronyms and what they stand for, joined names, other spellings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from search import synonyms
from search.analysis import rules, stemmer, terms
from search.engine import Engine
from search.query import AnyOf, Clause, Phrase, Word
from search.synonyms import Expansion, Form

SUPPORT = 3
"""Articles that must spell an acronym out before it is taken from them."""
DOMINANT = 0.8
"""The share of those that spell an acronym out in which it must mean the same."""
WEIGHT = 0.72
SPELLING_WEIGHT = 0.5
"""What another form counts beside the one that was asked; another spelling is rarely what a good article lacks."""
SHORTEST = 3
"""Letters of an acronym that is taken from articles."""


class Widening(NamedTuple):
    """Words of a question, folded, and how they and the other forms that were taken in are shown to readers."""

    words: str
    shown: str
    kind: str


def widened(engine: Engine, clauses: Sequence[Clause]) -> tuple[list[Clause], tuple[Widening, ...]]:
    """The clauses with alternatives, and what was taken in.

    Of one word the alternatives are other forms of it. Of several words that have an acronym each has it as an
    alternative: an article that writes "Pemkot" holds both words of "pemerintah kota".
    """
    result: list[Clause] = []
    told: list[Widening] = []
    for plain, run in groupby(clauses, lambda clause: isinstance(clause, Word)):
        if plain:
            more, new = _run(engine, [c for c in run if isinstance(c, Word)])
            result += more
            told += new
        else:
            result += run
    return result, tuple(told)


def _run(engine: Engine, words: list[Word]) -> tuple[list[Clause], list[Widening]]:
    texts = [word.text for word in words]
    found = synonyms.find(texts, partial(_mined, engine))
    if not found:
        return list(words), []
    result, told, at = list[Clause](), list[Widening](), 0
    for expansion in found:
        result += words[at : expansion.start]
        at = expansion.end
        more = _clauses(words[expansion.start : at], expansion)
        result += more
        if more:  # "yg" is a word that says nothing, and gone
            told.append(Widening(" ".join(texts[expansion.start : at]), expansion.shown, expansion.kind))
    return result + words[at:], told


def _clauses(words: Sequence[Word], expansion: Expansion) -> list[Clause]:
    weight = SPELLING_WEIGHT if expansion.kind == "spelling" else WEIGHT
    others = [_clause(form, weight) for form in expansion.forms]
    if expansion.kind == "informal":
        # What was meant comes first: it is what the words say. Function words say nothing.
        meant = [o for o in others if not (isinstance(o, Word) and o.text in terms.function_words())]
        return [AnyOf((*meant, *words), words[0].text)] if meant else []
    return [AnyOf((word, *others), word.text) for word in words]


def _clause(form: Form, weight: float) -> Word | Phrase:
    of = [rules.reason(word).term for word in form]
    return Word(of[0], form[0], weight) if len(form) == 1 else Phrase(form, tuple(of), " ".join(form), weight)


def _mined(engine: Engine, spans: Collection[str]) -> Mapping[str, Iterable[Form]]:
    """What the articles spell out for sure, by the words of a question: of a long form its acronym, of an acronym what
    it nearly always means."""
    known = engine.vocabulary.spelt_out(spans)
    if not known:
        return {}
    shorts = {short for span, forms in known.items() if " " in span for short, _ in forms}
    readings = {**engine.vocabulary.spelt_out(shorts - known.keys()), **known}
    found: dict[str, list[Form]] = {}
    for span, forms in known.items():
        if " " in span:
            sure = [short for short, n in forms if _is_certain(readings.get(short, ()), short, n)]
            found[span] = [(short,) for short in sure[:1]]
        else:
            found[span] = [tuple(long.split()) for long, n in forms[:1] if _is_certain(forms, span, n)]
    return {span: forms for span, forms in found.items() if forms}


def _is_certain(readings: Iterable[tuple[str, int]], short: str, count: int) -> bool:
    """Whether an acronym nearly always means this, and is no word of the language."""
    every = sum(n for _, n in readings)
    if len(short) < SHORTEST or stemmer.is_root(short) or short in terms.function_words():
        return False
    return count >= SUPPORT and count >= DOMINANT * every
