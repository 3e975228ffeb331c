"""Texts -> the terms they are searched by: the same for articles, questions and drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from search.analysis import rules, stemmer
from search.analysis.rules import MAX_WORD
from search.analysis.table import WordTable
from search.model import AnalysedArticle, Article, Token
from search.names import registry
from search.ranking import LEAD, LEAD_WEIGHT, TITLE_WEIGHT

__all__ = ["ANALYSIS", "MAX_WORD", "analyse", "function_words", "telling", "tokens", "version"]

ANALYSIS = 3
"""Raise this when the code of analysis changes what a text becomes; lists and Sastrawi count by themselves."""


@cache
def function_words() -> frozenset[str]:
    """Folded words that a question is not about."""
    return frozenset(rules.read_list("function_words.txt"))


@cache
def version() -> str:
    """Names the analysis: two generations with the same version hold the same terms as often for the same text."""
    state = [f"analysis {ANALYSIS}, counted {TITLE_WEIGHT} {LEAD} {LEAD_WEIGHT}", stemmer.fingerprint()]
    state += sorted(registry.protected_words())
    state += [f"{word}={root}" for word, root in sorted(rules.overrides().items())]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:12]


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text as they are searched by, with offsets into it. Whole articles: `WordTable` is faster."""
    return tuple(rules.tokens(text, {}))


def analyse(article: Article, table: WordTable | None = None) -> AnalysedArticle:
    """An article with its words, of title and body in one table; what engines index.

    `table` holds the words of the run: what has been met before costs a look-up.
    """
    if table is None:
        table = WordTable()
    return AnalysedArticle(article, table.words(article.title), table.words(article.body))


def telling(found: Iterable[Token]) -> list[Token]:
    """The words of a question that it is about, without function words; none where nothing else was asked."""
    all_of = list(found)
    after = {other for one, other in pairwise(all_of) if (one.exact, other.exact) in _function_phrases()}
    return [t for t in all_of if t.exact not in function_words() and t not in after]


@cache
def _function_phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(line.split()) for line in rules.read_list("function_phrases.txt"))
