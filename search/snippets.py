"""An article and a question -> passages of the original text with the words found marked. No HTML in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    def marked(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Each whole text, such as a title, with the words found marked."""
        found = zip(texts, self._words.tokens(texts), strict=True)
        return [_spans(_flat(text), [(token.start, token.end) for token in tokens]) for text, tokens in found]

    def passages(self, bodies: Sequence[bytes], length: int = LENGTH) -> list[Passage]:
        """Of each body (UTF-8) the passage that holds the most different words of the question, of about `length`
        characters.

        The beginning where nothing was asked for or found. Cut at words; "…" stands where text was left out.
        """
        found = self._words.windows(bodies, length, LEAD, MOST_LOOKED_AT, len(_BEFORE))
        return [
            Passage((_BEFORE if start else "") + _flat(text) + ("" if is_last else _AFTER), marks)
            for start, text, is_last, marks in found
        ]

    def snippets(self, bodies: Sequence[bytes], length: int = LENGTH) -> list[tuple[Span, ...]]:
        """The same passages as spans, those of the words found marked."""
        return [_spans(*passage) for passage in self.passages(bodies, length)]


def beginning(body: str) -> str:
    """The passage of an article that nothing was asked of."""
    return Finder(Query()).passages([body.encode("utf-8", "surrogatepass")])[0].text


def _take(clause: Clause, terms: set[str], exact: set[str]) -> None:
    """Add what a clause marks."""
    if isinstance(clause, Word):
        terms.add(clause.term)
    elif isinstance(clause, Phrase):
        exact.update(clause.words)
    elif isinstance(clause, AnyOf):
        for part in clause.clauses:
            _take(part, terms, exact)


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
