"""Texts -> the terms they are searched by: the same for articles, questions and drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

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
    silent, behind = function_words(), _silent_behind()
    told, before = [], ""
    for token in found:
        if token.exact not in silent and (token.exact not in behind or before not in behind[token.exact]):
            told.append(token)
        before = token.exact
    return told


@cache
def _silent_behind() -> dict[str, frozenset[str]]:
    """Words that say nothing behind another word, with those that they say nothing behind."""
    pairs = [line.split() for line in rules.read_list("function_phrases.txt")]
    return {second: frozenset(one for one, other in pairs if other == second) for _, second in pairs}
