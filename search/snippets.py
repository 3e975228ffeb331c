"""An article and a question -> passages of the original text with the words found marked. No HTML in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.analysis import terms
from search.model import Span, Token
from search.query import AnyOf, Clause, Phrase, Query, Without, Word

LENGTH = 220
"""Characters of a snippet, as many as fit three lines on a desk and six on a phone."""
LEAD = 60
"""Characters shown before the first word found in a passage."""


class Wanted:
    """The words that a question marks."""

    def __init__(self, query: Query) -> None:
        self._terms: set[str] = set()
        self._exact: set[str] = set()
        for clause in query.clauses:
            self._take(clause)

    def _take(self, clause: Clause) -> None:
        if isinstance(clause, Word):
            self._terms.add(clause.term)
        elif isinstance(clause, Phrase):
            self._exact.update(clause.words)
        elif isinstance(clause, AnyOf):
            for part in clause.clauses:
                self._take(part)
        elif isinstance(clause, Without):
            return

    def has(self, token: Token) -> bool:
        """Whether this word was asked for."""
        return token.term in self._terms or token.exact in self._exact


def marked(text: str, query: Query) -> tuple[Span, ...]:
    """A whole text, such as a title, with the words found marked."""
    wanted = Wanted(query)
    return _spans(text, 0, len(text), [t for t in terms.tokens(text) if wanted.has(t)])


def snippet(body: str, query: Query, length: int = LENGTH) -> tuple[Span, ...]:
    """The passage of a body that holds the most different words of the question, of about `length` characters.

    The beginning where nothing was asked for or found. Cut at words; "…" stands where text was left out.
    """
    wanted = Wanted(query)
    found = [t for t in terms.tokens(body) if wanted.has(t)]
    start, end = _window(body, found, length)
    # Unbroken spaces: no "…" stands alone on a line.
    before = (Span("…\N{NO-BREAK SPACE}"),) if start > 0 else ()
    after = (Span("\N{NO-BREAK SPACE}…"),) if end < len(body) else ()
    return (
        *before,
        *_spans(body, start, end, [t for t in found if start <= t.start and t.end <= end]),
        *after,
    )


def text_of(spans: Iterable[Span]) -> str:
    """The passage as plain text."""
    return "".join(span.text for span in spans)


def offsets(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Where the marked words stand in `text_of(spans)`."""
    at, marks = 0, []
    for span in spans:
        if span.marked:
            marks.append((at, at + len(span.text)))
        at += len(span.text)
    return marks


def _window(body: str, found: Sequence[Token], length: int) -> tuple[int, int]:
    if not found:
        return 0, _cut(body, length)
    best, best_kinds, last = 0, 0, 0
    for first, token in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1].end <= token.start + length - LEAD:
            last += 1
        kinds = len({t.term for t in found[first : first + 50] if t.end <= found[last].end})
        if kinds > best_kinds:
            best, best_kinds = first, kinds
    start = _sentence_start(body, found[best].start)
    return start, _cut(body, start + length) if start + length < len(body) else len(body)


def _sentence_start(body: str, at: int) -> int:
    """The beginning of the sentence or line that a word stands in, if it is near; else a word before it."""
    near = body[max(0, at - LEAD * 2) : at]
    for mark in ("\n", ". ", "? ", "! "):
        cut = near.rfind(mark)
        if cut >= 0:
            near = near[cut + len(mark) :]
    if len(near) <= LEAD or at - len(near) == 0:
        return at - len(near)
    near = near[-LEAD:]
    space = near.find(" ")
    return at - len(near) + space + 1


def _cut(body: str, at: int) -> int:
    """The end of the last whole word before `at`."""
    if at >= len(body):
        return len(body)
    space = max(body.rfind(" ", 0, at + 1), body.rfind("\n", 0, at + 1))
    return space if space > at // 2 else at


def _spans(text: str, start: int, end: int, found: Sequence[Token]) -> tuple[Span, ...]:
    spans, at = [], start
    for token in found:
        if token.start > at:
            spans.append(Span(_flat(text[at : token.start])))
        spans.append(Span(text[token.start : token.end], True))
        at = token.end
    if at < end:
        spans.append(Span(_flat(text[at:end])))
    return tuple(spans)


def _flat(text: str) -> str:
    return text.replace("\n", " ")
