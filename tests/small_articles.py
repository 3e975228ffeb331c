"""Invented articles for tests, a line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from search.analysis import terms
from search.model import AgencyTag, AnalysedArticle, Article, RegionTag


def article(
    id_: str,
    title: str,
    body: str = "Isi berita.",
    agencies: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    **more: Any,
) -> AnalysedArticle:
    """An analysed article; agencies and regions by id, which is their name too."""
    published = more.pop("published", date(2025, 12, 10))
    return terms.analyse(
        Article(
            id_,
            title,
            body,
            published=published,
            agencies=tuple(AgencyTag(a, a) for a in agencies),
            regions=tuple(RegionTag(r, r) for r in regions),
            **more,
        )
    )
