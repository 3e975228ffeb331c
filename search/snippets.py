"""An article and a question -> passages of the original text with the words found marked. No HTML in here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from search.analysis.finder import WordFinder
from search.model import Span
from search.query import AnyOf, Clause, Phrase, Query, Word

LENGTH = 220
"""Characters of a snippet, as many as fit three lines on a desk and six on a phone."""
LEAD = 60
"""Characters shown before the first word found in a passage."""
MOST_LOOKED_AT = 50
"""Words found that are counted in one passage: bounds the work for "ya ya ya …"."""
# Unbroken spaces: no "…" stands alone on a line.
_BEFORE = "…\N{NO-BREAK SPACE}"
_AFTER = "\N{NO-BREAK SPACE}…"


class Passage(NamedTuple):
    """A passage as plain text, and from where to where its found words stand in it."""

    text: str
    marks: list[tuple[int, int]]


class Finder:
    """Finds the words of one question in the articles of its answer; make one a question. For one thread."""

    def __init__(self, query: Query) -> None:
        terms: set[str] = set()
        exact: set[str] = set()
        for clause in query.clauses:
            _take(clause, terms, exact)
        self._words = WordFinder(terms, exact)

    def marked(self, text: str) -> tuple[Span, ...]:
        """A whole text, such as a title, with the words found marked."""
        starts, ends, *_ = self._words.find([text], 0, 1)
        return _spans(_flat(text), zip(starts, ends, strict=True))

    def passages(self, bodies: Sequence[str], length: int = LENGTH) -> list[Passage]:
        """Of each body the passage that holds the most different words of the question, of about `length` characters.

        The beginning where nothing was asked for or found. Cut at words; "…" stands where text was left out.
        """
        starts, ends, ptr, best = self._words.find(bodies, length - LEAD, MOST_LOOKED_AT)
        passages = []
        for body, place, (first, last) in zip(bodies, best, pairwise(ptr), strict=True):
            start, end = _window(body, starts[place] if place >= 0 else None, length)
            before, after = _BEFORE if start > 0 else "", _AFTER if end < len(body) else ""
            shift = len(before) - start
            first = bisect_left(starts, start, first, last)
            last = bisect_right(ends, end, first, last)
            marks = [(starts[n] + shift, ends[n] + shift) for n in range(first, last)]
            passages.append(Passage(before + _flat(body[start:end]) + after, marks))
        return passages

    def snippet(self, body: str, length: int = LENGTH) -> tuple[Span, ...]:
        """The passage as spans, those of the words found marked."""
        return _spans(*self.passages([body], length)[0])


def beginning(body: str) -> str:
    """The passage of an article that nothing was asked of."""
    return Finder(Query()).passages([body])[0].text


def _take(clause: Clause, terms: set[str], exact: set[str]) -> None:
    """Add what a clause marks."""
    if isinstance(clause, Word):
        terms.add(clause.term)
    elif isinstance(clause, Phrase):
        exact.update(clause.words)
    elif isinstance(clause, AnyOf):
        for part in clause.clauses:
            _take(part, terms, exact)


def _window(body: str, first: int | None, length: int) -> tuple[int, int]:
    """From where to where a passage reaches that begins with the sentence of the word at `first`."""
    if first is None:
        return 0, _cut(body, length)
    start = _sentence_start(body, first)
    return start, _cut(body, start + length) if start + length < len(body) else len(body)


def _sentence_start(body: str, at: int) -> int:
    """The beginning of the sentence or line that a word stands in, if it is near; else a word before it."""
    start = low = max(0, at - LEAD * 2)
    for mark in ("\n", ". ", "? ", "! "):
        cut = body.rfind(mark, low, at)
        if cut >= start:
            start = cut + len(mark)
    if at - start <= LEAD or start == 0:
        return start
    near = at - LEAD
    space = body.find(" ", near, at)
    return space + 1 if space >= 0 else near


def _cut(body: str, at: int) -> int:
    """The end of the last whole word before `at`."""
    if at >= len(body):
        return len(body)
    least = at // 2
    space = max(body.rfind(" ", least, at + 1), body.rfind("\n", least, at + 1))
    return space if space > least else at


def _spans(text: str, marks: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    spans, at = [], 0
    for start, end in marks:
        if start > at:
            spans.append(Span(text[at:start]))
        spans.append(Span(text[start:end], True))
        at = end
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)


def _flat(text: str) -> str:
    return text.replace("\n", " ")
