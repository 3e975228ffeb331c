"""An article and a question -> passages of the original text with the words found marked. No HTML in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.analysis.finder import WordFinder
from search.model import Span, Token
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
        return _spans(_flat(text), [(token.start, token.end) for token in self._words.tokens(text)])

    def passage(self, body: str, length: int = LENGTH) -> tuple[str, list[tuple[int, int]]]:
        """The passage of a body that holds the most different words of the question, of about `length` characters,
        and from where to where its found words stand in it.

        The beginning where nothing was asked for or found. Cut at words; "…" stands where text was left out.
        """
        found = self._words.tokens(body)
        start, end = _window(body, found, length)
        passage = _flat(body[start:end])
        before, after = _BEFORE if start > 0 else "", _AFTER if end < len(body) else ""
        shift = len(before) - start
        marks = [(t.start + shift, t.end + shift) for t in found if start <= t.start and t.end <= end]
        return before + passage + after, marks

    def snippet(self, body: str, length: int = LENGTH) -> tuple[Span, ...]:
        """The passage as spans, those of the words found marked."""
        return _spans(*self.passage(body, length))


def beginning(body: str) -> str:
    """The passage of an article that nothing was asked of."""
    return Finder(Query()).passage(body)[0]


def _take(clause: Clause, terms: set[str], exact: set[str]) -> None:
    """Add what a clause marks."""
    if isinstance(clause, Word):
        terms.add(clause.term)
    elif isinstance(clause, Phrase):
        exact.update(clause.words)
    elif isinstance(clause, AnyOf):
        for part in clause.clauses:
            _take(part, terms, exact)


def _window(body: str, found: Sequence[Token], length: int) -> tuple[int, int]:
    if not found:
        return 0, _cut(body, length)
    start = _sentence_start(body, _fullest(found, length).start)
    return start, _cut(body, start + length) if start + length < len(body) else len(body)


def _fullest(found: Sequence[Token], length: int) -> Token:
    """The first of the words found that begins a passage with the most different terms."""
    best, best_kinds, last = found[0], 0, 0
    all_kinds = len({t.term for t in found})
    for first, token in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1].end <= token.start + length - LEAD:
            last += 1
        after = min(last + 1, first + MOST_LOOKED_AT)
        if after - first > best_kinds:
            kinds = len({t.term for t in found[first:after]})
            if kinds > best_kinds:
                best, best_kinds = token, kinds
                if kinds == all_kinds:
                    break
    return best


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
