"""What is asked instead where too few articles hold enough of a question: less of its words, or of its quoted phrases
their words."""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis import terms
from search.engine import Engine
from search.model import Results, Token
from search.query import ANY, AnyOf, Clause, Phrase, Query, Sort, Word, needed

FEW, FEW_OF_TWO = 20, 6
"""With fewer articles than a page has, or of two words than these, the rule is relaxed."""
RELAXED = 0.15
"""The share of a question that is enough then."""


def relaxed(engine: Engine, query: Query, results: Results) -> tuple[Results, Query]:
    """The answer for the first share of the question that finds more than the rule does, without filters; the same
    answer where enough is found without them."""
    total = everywhere(engine, query, results, few(query))
    for share in (RELAXED, ANY) if total < few(query) else ():
        easier = query.changed(need=share)
        if not query.filtered:
            found = engine.search(easier)
            if found.total > total:
                return found, easier
        elif _open(engine, easier) > total:
            return engine.search(easier), easier
    return results, query


def everywhere(engine: Engine, query: Query, results: Results, enough: int) -> int:
    """How many articles a question finds without its filters, or some number from `enough` on; `results` is its answer
    with them."""
    return _open(engine, query) if query.filtered and results.total < enough else results.total


def _open(engine: Engine, query: Query) -> int:
    open_ = query.changed(agencies=(), regions=(), since=None, until=None, page=1, per_page=1)
    return engine.search(open_, facets=False).total


def few(query: Query) -> int:
    """Fewer articles than these are too few. In the order of days parts of a question would bury the whole."""
    if query.order is not Sort.RELEVANCE:
        return 1
    return FEW if len(query.optional) > 2 else FEW_OF_TWO


def unquoted(query: Query) -> Query:
    """A question with the words of its phrases in place of these."""
    quoted = [Token(*form, 0, 0) for phrase in query.phrases for form in zip(phrase.words, phrase.terms, strict=True)]
    known = {c.term for c in query.clauses if isinstance(c, Word)}
    words = [Word(t.term, t.exact) for t in terms.telling(quoted) or quoted if t.term not in known]
    kept = [c for c in query.clauses if not isinstance(c, Phrase)]
    plain, others = ([c for c in kept if isinstance(c, Word) is is_word] for is_word in (True, False))
    clauses = (*plain, *dict.fromkeys(words), *others)
    return query.changed(clauses=clauses, need=needed(counted(clauses)))


def counted(clauses: Iterable[Clause]) -> int:
    """How many clauses the rule counts."""
    return sum(isinstance(c, Word | AnyOf) for c in clauses)
