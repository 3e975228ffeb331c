"""Other forms of a question's words taken in: acronyms and what they stand for, joined names, other spellings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from search import synonyms
from search.analysis import rules, stemmer, terms
from search.engine import Engine
from search.query import AnyOf, Clause, Phrase, Word
from search.synonyms import LONGEST, Expansion, Form

SUPPORT = 3
"""Articles that must spell an acronym out before it is taken from them."""
DOMINANT = 0.8
"""The share of those that spell an acronym out in which it must mean the same."""
WEIGHT = 0.5
"""What another form counts beside the one that was asked."""
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
    found = synonyms.find(texts, _Mined(engine, texts))
    if not found:
        return list(words), []
    result, told, at = list[Clause](), list[Widening](), 0
    for expansion in found:
        if _is_idle(engine, expansion, texts):
            continue
        result += words[at : expansion.start]
        at = expansion.end
        more = _clauses(words[expansion.start : at], expansion)
        result += more
        if more:  # "yg" is a word that says nothing, and gone
            told.append(Widening(" ".join(texts[expansion.start : at]), expansion.shown, expansion.kind))
    return result + words[at:], told


def _is_idle(engine: Engine, expansion: Expansion, texts: Sequence[str]) -> bool:
    """Whether a word that articles write is only parted otherwise: "ibu kota" has other uses than "ibukota"."""
    if expansion.kind != "spelling" or expansion.end - expansion.start > 1 or min(map(len, expansion.forms)) < 2:
        return False
    term = rules.reason(texts[expansion.start]).term
    return engine.vocabulary.frequencies([term])[term] > 0


def _clauses(words: Sequence[Word], expansion: Expansion) -> list[Clause]:
    others = [_clause(form) for form in expansion.forms]
    if expansion.kind == "informal":
        # What was meant comes first: it is what the words say. Function words say nothing.
        meant = [o for o in others if not (isinstance(o, Word) and o.text in terms.function_words())]
        return [AnyOf((*meant, *words), words[0].text)] if meant else []
    return [AnyOf((word, *others), word.text) for word in words]


def _clause(form: Form) -> Word | Phrase:
    of = [rules.reason(word).term for word in form]
    return Word(of[0], form[0], WEIGHT) if len(form) == 1 else Phrase(form, tuple(of), " ".join(form), WEIGHT)


class _Mined:
    """What the articles spell out, asked once a question."""

    def __init__(self, engine: Engine, texts: Sequence[str]) -> None:
        spans = [
            " ".join(texts[a:b]) for a in range(len(texts)) for b in range(a + 1, min(len(texts), a + LONGEST) + 1)
        ]
        self._known = engine.vocabulary.spelt_out(spans)
        self._short = engine.vocabulary.spelt_out(
            [short for forms in self._known.values() for short, _ in forms if " " not in short]
        )

    def __call__(self, span: str) -> Iterable[Form]:
        if " " in span:
            return [(short,) for short, n in self._known.get(span, ()) if self._is_certain(short, span, n)][:1]
        return [tuple(long.split()) for long, n in self._known.get(span, ())[:1] if self._is_certain(span, long, n)]

    def _is_certain(self, short: str, long: str, count: int) -> bool:
        """Whether an acronym nearly always means this, and is no word of the language."""
        readings = self._known.get(short) or self._short.get(short) or ()
        every = sum(n for _, n in readings)
        if len(short) < SHORTEST or stemmer.is_root(short) or short in terms.function_words():
            return False
        return count >= SUPPORT and count >= DOMINANT * every
