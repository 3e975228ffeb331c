"""A page of a site as a browser saves it -> its article: text, title, day of publication, address.

This is for whole pages, of which most is menu and footer; the HTML of an article alone is for html.py.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

from indexer.sources import addresses, encodings, values
from indexer.sources.characters import readable
from indexer.sources.opening import Stream
from indexer.sources.published import publication
from indexer.sources.recognise import without_suffix
from indexer.sources.rows import BadRow, Fields, RawRow, Reject

NAME = "html"
MAX_PAGE = 2_000_000
"""Bytes of a page; pages of news sites have 50,000 to 500,000."""
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]{0,3}$")
_ARTICLES = frozenset(("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting"))
_DATES = ("article:published_time", "datepublished", "og:published_time", "publishdate", "pubdate", "dc.date.issued")


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """The one article. Its id is the canonical address without its scheme, else the path below the source without
    .html and .gz.

    The payload is what was extracted, not the page: an upgrade of the extractor changes no article that is there,
    and a rebuild from the archive reads no page again. A page without an article is a Reject.
    """
    data = stream.data.read(MAX_PAGE + 1)
    stream.check_whole()
    name = None
    try:
        if len(data) > MAX_PAGE:
            raise BadRow(f"the page has more than {MAX_PAGE:,} bytes; save it without its pictures")
        text, guessed = encodings.decoded_page(data)
        payload = _extracted(readable(text)[0])
        name = addresses.id_of(payload["url"]) or values.article_id(without_suffix(stream.below))
        if not _is_article(payload["body"]):
            raise BadRow("the page holds no article text; save the article's own page, not a list or a front page")
        row = RawRow(NAME, name, encodings.marked(payload, guessed), stream.origin)
    except BadRow as error:
        yield Reject(stream.origin, 0, name, str(error))
    else:
        yield row


def fields(row: RawRow) -> Fields:
    """The article's fields; the day of publication is what the page's metadata say of it, never one of its text.

    A day that cannot be read is left out and told.
    """
    payload = row.payload
    if not isinstance(payload, dict):
        raise BadRow("the row is not an object; add the page again")
    notes: list[str] = []
    encodings.tell_guess(payload, notes)
    day, moment = None, None
    for told in payload.get("published", []):
        try:
            day, moment = publication(told)
            break
        except BadRow as error:
            notes.append(f"{str(error).partition(';')[0]}; left out")
    return Fields(
        id=row.id,
        title=values.title(payload.get("title"), notes),
        body=values.body(payload.get("body"), notes),
        markup="plain",
        published=day,
        published_at=moment,
        source=values.label(payload.get("site"), "source", notes),
        url=values.link(payload.get("url"), notes),
        category=values.label(payload.get("category"), "category", notes),
        notes=tuple(notes),
    )


def _extracted(page: str) -> dict[str, Any]:
    # Here and not above: loading both takes a third of a second, which only pages should cost.
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        tree = etree.fromstring(page.encode(), parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise BadRow("the page holds no elements of HTML; fetch it again")
    meta, stated = _meta(tree), _stated(tree)
    heading = _text(tree.find(".//h1"))
    title = unescape(stated.get("headline", "")) or meta.get("og:title") or heading or _text(tree.find(".//title"))
    dates = [stated.get("datePublished"), *(meta.get(name) for name in _DATES)]
    return {
        "title": title[: values.MAX_LABEL],
        "body": _body(page, (title, heading)),
        "published": [date for date in dict.fromkeys(dates) if date],
        "url": _canonical(tree) or meta.get("og:url", ""),
        "site": meta.get("og:site_name", "")[: values.MAX_LABEL],
        "category": (stated.get("articleSection") or meta.get("article:section", ""))[: values.MAX_LABEL],
    }


def _body(page: str, titles: tuple[str, ...]) -> str:
    """The article's paragraphs, one a line; "" where the page has none."""
    from trafilatura import bare_extraction

    # It logs each page without text; ours is said by the Reject.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    # No metadata: its search for a date guesses, and looks at the clock.
    found = bare_extraction(page, with_metadata=False, include_comments=False, include_tables=True)
    text = getattr(found, "text", None) or ""
    lines = [" ".join(line.removeprefix("- ").replace("|", " ").split()) for line in text.splitlines()]
    lines = [line for line in lines if line and not set(line) <= set("- ")]
    return "\n".join(lines[1:] if lines and lines[0] in titles else lines)


def _is_article(body: str) -> bool:
    # Menus and lists of headlines have no full stops: text without a line that ends as a sentence is no article.
    return any(_SENTENCE_END.search(line[-4:]) and line.count(" ") >= 4 for line in body.split("\n"))


def _meta(tree: Any) -> dict[str, str]:
    """What the page says of itself by name, property or itemprop, in small letters; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta", "time"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = element.get("content") or element.get("datetime") or ""
        if name and value.strip():
            found.setdefault(name.strip().lower(), " ".join(value.split()))
    return found


def _canonical(tree: Any) -> str:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split() and values.is_web_address(
            (element.get("href") or "").strip()
        ):
            return str(element.get("href")).strip()
    return ""


def _stated(tree: Any) -> dict[str, str]:
    """Texts of the first article that the page describes in JSON-LD (schema.org); {} where there is none."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(value):
            kinds = thing.get("@type")
            if _ARTICLES & {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}:
                return {key: text for key in thing if (text := _one_line(thing[key]))}
    return {}


def _things(value: Any) -> Iterator[dict[str, Any]]:
    for outer in value if isinstance(value, list) else [value]:
        if isinstance(outer, dict):
            yield outer
            graph = outer.get("@graph")
            yield from (inner for inner in (graph if isinstance(graph, list) else []) if isinstance(inner, dict))


def _one_line(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(" ".join(text.split()) for text in value if isinstance(text, str))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
