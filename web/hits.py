"""Articles as the pages list them: headline and passage with their marks, day, source, tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from search import snippets
from search.article_bytes import body_of
from search.ask import Answer
from search.engine import Engine
from search.model import Article, Hit, Span
from search.query import Query
from search.related import Related
from web import urls, wording
from web.filters import chosen
from web.urls import Links

REGIONS, AGENCIES = 2, 3
"""Tags shown under a hit at most; the article's page has them all."""
COPIES, MOST_COPIES = 3, 50
"""Articles of the same story that are listed under a hit, and those that are looked at or listed at all."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A region or agency; `url` adds it to the question, None where it is part of it already."""

    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article of the same story."""

    article: Article
    url: str


@dataclass(frozen=True, slots=True)
class ListedHit:
    """One article in a list. `partial` where it holds but a part of what was asked, `pinned` where an editor put it
    first. `why` is told for related stories alone; of `similar` articles the first `copies`; `media` is how many other
    media have them, 0 where some do not say."""

    article: Article
    url: str
    title: tuple[Span, ...]
    snippet: tuple[Span, ...] = ()
    tags: tuple[Tag, ...] = ()
    why: str = ""
    similar: int = 0
    copies: tuple[Copy, ...] = ()
    partial: bool = False
    pinned: bool = False
    media: int = 0


def answered(engine: Engine, answer: Answer, query: Query, links: Links) -> list[ListedHit]:
    """The hits of an answer. Links lead on from `query`."""
    found = listed(engine, answer.results.hits, query, links, snippets.Finder(answer.query))
    return [
        replace(hit, partial=answer.is_partial(hit.article.id), pinned=hit.article.id in answer.pinned) for hit in found
    ]


def listed(
    engine: Engine, hits: Sequence[Hit], query: Query, links: Links, finder: snippets.Finder | None = None
) -> list[ListedHit]:
    """Some hits, each with the articles that it stands for."""
    finder = finder or snippets.Finder(query)
    ids = [id_ for hit in hits for id_ in hit.article.copies[:MOST_COPIES]]
    copies = engine.articles(ids) if ids and not query.all_copies else {}
    articles = [hit.article for hit in hits]
    titles, passages = finder.marked([a.title for a in articles]), finder.snippets([body_of(a) for a in articles])
    shown = zip(articles, titles, passages, strict=True)
    return [_listed(article, title, passage, query, links, copies) for article, title, passage in shown]


def same_story(engine: Engine, article: Article, links: Links) -> tuple[int, list[Copy]]:
    """How many other articles tell the story of one, and the first of them."""
    face = engine.articles([article.face]).get(article.face) if article.face else article
    others = [i for i in ((face.id, *face.copies) if face else ()) if i != article.id]
    found = engine.articles(others[:MOST_COPIES])
    return len(others), [Copy(found[i], links.article(i)) for i in others if i in found]


def listed_related(found: Iterable[Related], links: Links) -> list[ListedHit]:
    """Related stories with their reasons, without passages."""
    return [
        ListedHit(r.hit.article, links.article(r.hit.article.id), (Span(r.hit.article.title),), why=_why(r))
        for r in found
    ]


def _why(found: Related) -> str:
    return wording.shared(found.reasons) if found.reasons else ""


def _listed(
    article: Article,
    title: tuple[Span, ...],
    passage: tuple[Span, ...],
    query: Query,
    links: Links,
    copies: Mapping[str, Article],
) -> ListedHit:
    return ListedHit(
        article,
        links.article(article.id),
        title,
        passage,
        (*region_tags(article, query, links)[:REGIONS], *agency_tags(article, query, links)[:AGENCIES]),
        similar=0 if query.all_copies else len(article.copies),
        copies=tuple(Copy(copies[id_], links.article(id_)) for id_ in article.copies[:COPIES] if id_ in copies),
        media=_media(article, copies),
    )


def _media(article: Article, copies: Mapping[str, Article]) -> int:
    sources = {copies[id_].source if id_ in copies else None for id_ in article.copies}
    return 0 if None in sources else len(sources - {article.source})


def region_tags(article: Article, query: Query, links: Links) -> list[Tag]:
    """The regions of an article, the one it is mainly about first, as filters to add to a question."""
    main = [article.main_region] if article.main_region else []
    named = {tag.code: tag.name for tag in (*main, *article.regions)}
    return [_tag("wilayah", code, name, query, links) for code, name in named.items()]


def agency_tags(article: Article, query: Query, links: Links) -> list[Tag]:
    """The agencies of an article, as filters to add to a question."""
    return [_tag("instansi", tag.id, tag.name, query, links) for tag in article.agencies]


def _tag(facet: str, value: str, name: str, query: Query, links: Links) -> Tag:
    on = value in chosen(query, facet)
    return Tag(name, None if on else links.search(urls.with_value(query, facet, value)))
