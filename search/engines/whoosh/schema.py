"""How an article lies in a Whoosh index. Whoosh pickles this module's classes by name: the path is a format."""

from __future__ import annotations

import json
from typing import Any

from whoosh import columns, fields, formats

from search.article_json import to_dict
from search.engines.whoosh.facts import Facts
from search.model import AnalysedArticle
from search.query import NO_VALUE

SCHEMA = "whoosh-1"
"""Raise this when the fields or what is in them change; generations of another schema are not opened."""
TITLE_WEIGHT = 3
"""A title's words count as if they stood three times in one text: topics .640 -> .673 (docs/relevancy.md)."""


def _words(positions: bool = False) -> fields.FieldType:
    # Values come as lists of ready terms, which Whoosh indexes as they are; no analyser is ever asked.
    return fields.FieldType(formats.Positions() if positions else formats.Frequency(), None)


def _values() -> fields.FieldType:
    return fields.FieldType(formats.Existence(), None)


def schema() -> fields.Schema:
    """The fields: terms of the whole text and of the title, surface words with positions for phrases, facet
    values, the facts that answering needs of every article, and the article itself."""
    return fields.Schema(
        id=fields.FieldType(formats.Existence(), None, unique=True),
        text=_words(),
        title=_words(),
        exact_body=_words(positions=True),
        exact_title=_words(positions=True),
        instansi=_values(),
        wilayah=_values(),
        facts=fields.COLUMN(columns.VarBytesColumn()),
        article=fields.STORED(),
    )


def document(analysed: AnalysedArticle) -> dict[str, Any]:
    """The Whoosh document of an article."""
    article = analysed.article
    title = [t.term for t in analysed.title]
    return {
        "id": [article.id],
        "text": title * TITLE_WEIGHT + [t.term for t in analysed.body],
        "title": title,
        "exact_title": [t.exact for t in analysed.title],
        "exact_body": [t.exact for t in analysed.body],
        "instansi": sorted({t.id for t in article.agencies}) or [NO_VALUE],
        "wilayah": sorted({t.code for t in article.regions}) or [NO_VALUE],
        "facts": Facts.of(analysed, TITLE_WEIGHT).encode(),
        "article": json.dumps(to_dict(article), ensure_ascii=False, separators=(",", ":")),
    }
