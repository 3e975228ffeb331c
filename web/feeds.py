"""What is new, as Atom (RFC 4287): of any search, of a region, of an agency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from search import snippets
from search.article_bytes import body_of
from search.ask import Answer, ask
from search.engine import Engine
from search.model import WIB, Article
from search.names import registry
from search.parameters import read
from search.query import DateBasis, Query, Sort
from web import caching, filters, urls, wording
from web.site import absolute_root, this_site
from web.urls import Links
from web.wording import feeds as words

ENTRIES = 30
TYPE = "application/atom+xml"
NAMES = UUID("6e5a3c0e-5f0b-4c0c-9d6b-0d7f6f2f9a51")
"""What ids are made from, so that an entry keeps its id wherever the site moves. Another one makes all news new."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not."""
feeds = Blueprint("feeds", __name__)


@feeds.get("/cari.atom")
def of_search() -> ResponseReturnValue:
    """The newest of an answer. As on the page, only a broken date or page number is a fault."""
    query = read(request.args.to_dict(flat=False), this_site().today(), strict=False).query
    with this_site().engine() as engine:
        return _feed(engine, query)


@feeds.get("/wilayah/<article_id:code>.atom")
def of_region(code: str) -> ResponseReturnValue:
    """The newest of a region, by its code."""
    return _of_value(Query(regions=(code,)), registry.region_name(code))


@feeds.get("/instansi/<article_id:id_>.atom")
def of_agency(id_: str) -> ResponseReturnValue:
    """The newest of an agency, by its id."""
    return _of_value(Query(agencies=(id_,)), registry.agency_name(id_))


def _of_value(query: Query, known: str | None) -> ResponseReturnValue:
    """A feed of a value that the registry or an article knows."""
    with this_site().engine() as engine:
        if not known and not engine.search(query, facets=False).total:
            abort(404)
        return _feed(engine, query)


def _feed(engine: Engine, query: Query) -> Response:
    if caching.asker_has_it(engine.manifest):
        return caching.not_modified()
    # Only where days of events are asked for does their order have to stand for that of publication.
    basis = query.basis if query.since or query.until else DateBasis.PUBLISHED
    newest = query.changed(sort=Sort.NEWEST, page=1, per_page=ENTRIES, basis=basis)
    answer = ask(engine, newest, this_site().today())
    # What holds but a part of the words is no news for who follows all of them; what has no day is none for anybody.
    articles = [] if answer.relaxed else [hit.article for hit in answer.results.hits if hit.article.published]
    articles.sort(key=_moment, reverse=True)
    xml = written(articles, _title(answer, query), query, engine.manifest.made)
    return Response(xml, content_type=f"{TYPE}; charset=utf-8")


def _title(answer: Answer, query: Query) -> str:
    regions, agencies = (
        [filters.label(answer.results, facet, value) for value in filters.chosen(query, facet)]
        for facet in ("wilayah", "instansi")
    )
    days, by_event = wording.span(query.since, query.until), query.basis is DateBasis.EVENT
    return words.feed_of(wording.circumstances(query.text, regions, agencies, days, by_event))


def written(articles: Iterable[Article], about: str, query: Query, made: str) -> bytes:
    """The feed as XML. `made` (ISO) is when the index was: what an empty feed was updated at."""
    root, site = absolute_root(), this_site().settings.site_name
    links = Links(root)
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "id"})
    _text(feed, "id", _id(Links("").feed(query)))
    _text(feed, "title", words.feed_title(about, site))
    _text(ET.SubElement(feed, "author"), "name", site)
    own = f"{root}{request.path}" + (f"?{request.query_string.decode('latin-1')}" if request.query_string else "")
    _link(feed, "self", own, TYPE)
    _link(feed, "alternate", links.search(query), "text/html")
    updated = _text(feed, "updated", datetime.fromisoformat(made).astimezone(WIB).isoformat(timespec="seconds"))
    shown = list(articles)
    if shown:
        updated.text = _moment(shown[0]).isoformat(timespec="seconds")
    passages = snippets.Finder(Query()).passages(list(map(body_of, shown)))
    for article, passage in zip(shown, passages, strict=True):
        _entry(feed, article, passage.text, links)
    return as_bytes(feed)


def _entry(feed: ET.Element, article: Article, summary: str, links: Links) -> None:
    entry, moment = ET.SubElement(feed, "entry"), _moment(article).isoformat(timespec="seconds")
    _text(entry, "id", _id(article.id))
    _text(entry, "title", article.title)
    _link(entry, "alternate", links.article(article.id), "text/html")
    if original := urls.original(article.url):
        _link(entry, "via", original, "text/html")
    _text(entry, "published", moment)
    _text(entry, "updated", moment)
    if article.source:
        _text(ET.SubElement(entry, "author"), "name", article.source)
    for term, label in [(t.id, t.name) for t in article.agencies] + [(t.code, t.name) for t in article.regions]:
        ET.SubElement(entry, "category", {"term": fit(term), "label": fit(label)})
    _text(entry, "summary", summary)


def _moment(article: Article) -> datetime:
    """When an article that has a day was published: where only the day is told, its beginning in WIB."""
    if article.published_at or not article.published:
        return article.published_at or datetime.min.replace(tzinfo=WIB)
    return datetime.combine(article.published, time(), WIB)


def _id(name: str) -> str:
    return uuid5(NAMES, fit(name)).urn


def fit(text: str) -> str:
    """A text without the characters that no XML may hold."""
    return _FORBIDDEN.sub("", text)


def as_bytes(xml: ET.Element) -> bytes:
    """A whole document in UTF-8."""
    told: bytes = ET.tostring(xml, encoding="utf-8", xml_declaration=True)
    return told


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = fit(text)
    return element


def _link(parent: ET.Element, rel: str, href: str, type_: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": type_, "href": fit(href)})
