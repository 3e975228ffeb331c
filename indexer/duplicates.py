"""Near-copies of the same press release -> one story with one face, that readers find in place of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from search.analysis.shingles import Shingles
from search.analysis.table import WordTable
from search.model import AgencyTag, AnalysedArticle, Article, RegionTag

MOST_COPIES = 20
"""Copies of a story whose own sentences its face is found by: bounds the work where hundreds are alike."""
MOST_WORDS = 1_000
"""Words of copies that a face is found by beside its own."""
_KNOWN = 0.5
"""Share of a sentence's shingles that the face has already, from which on the sentence is its own too."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_Tag = TypeVar("_Tag", AgencyTag, RegionTag)


def order(article: Article) -> tuple[date, bool, str, str]:
    """What a story's articles are ordered by, its face first: the first published; a day without a time comes after
    those with one, an article without a day last."""
    moment = article.published_at
    return article.published or date.max, moment is None, moment.isoformat() if moment else "", article.id


def folded(story: Sequence[AnalysedArticle], table: WordTable) -> list[AnalysedArticle]:
    """The articles of one story, its face first: that one has the tags of all, and is found by what only the others
    say too."""
    face, *copies = sorted(story, key=lambda a: order(a.article))
    if not copies:
        return [face]
    own = face.article
    others = [copy.article for copy in copies]
    stands_for = replace(
        own,
        agencies=_union(own.agencies, (a.agencies for a in others), lambda tag: tag.id),
        regions=_union(own.regions, (a.regions for a in others), lambda tag: tag.code),
        copies=tuple(other.id for other in others),
    )
    more = _own_sentences(own, others[:MOST_COPIES], table)
    body = table.words("\n".join([own.body, *more])) if more else face.body
    return [
        AnalysedArticle(stands_for, face.title, body),
        *(AnalysedArticle(replace(c.article, face=own.id), c.title, c.body, face=False) for c in copies),
    ]


def _union(own: tuple[_Tag, ...], others: Iterable[tuple[_Tag, ...]], key: Callable[[Any], str]) -> tuple[_Tag, ...]:
    found = {key(tag): tag for tag in own}
    for tags in others:
        for tag in tags:
            # Its evidence stands in another text.
            found.setdefault(key(tag), replace(tag, evidence=()))
    return tuple(found.values())


def _own_sentences(face: Article, copies: Sequence[Article], table: WordTable) -> list[str]:
    """Sentences of the copies that the face does not have, each once."""
    known = set(_of(f"{face.title}\n{face.body}", table).tolist())
    found: list[str] = []
    words = 0
    for copy in copies:
        for sentence in (copy.title, *_SENTENCE_END.split(copy.body)):
            shingles = _of(sentence, table).tolist()
            if not shingles or sum(s in known for s in shingles) >= _KNOWN * len(shingles):
                continue
            words += len(sentence.split())
            if words > MOST_WORDS:
                return found
            known.update(shingles)
            found.append(sentence)
    return found


def _of(text: str, table: WordTable) -> Shingles:
    return table.shingler.shingles(table.words(text))
