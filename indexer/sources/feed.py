"""Feeds that a site gives: RSS 2.0 and Atom. A feed of summaries gives what it holds, no more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from indexer.sources import addresses, html, values
from indexer.sources.opening import Stream
from indexer.sources.published import publication
from indexer.sources.rows import BadRow, Fields, RawRow, Reject
from indexer.sources.wordpress import post_id
from indexer.sources.xml_items import Shape, items

NAME = "feed"
_ATTRIBUTED = frozenset(
    ("category", "guid", "atom:category", "atom:link", "atom:title", "atom:content", "atom:summary")
)
_SHAPE = Shape(
    what="feed",
    cure="fetch it again",
    roots=frozenset(("rss", "atom:feed")),
    items=frozenset(("item", "atom:entry")),
    several=frozenset(("category", "atom:category", "atom:link")),
    attributed=_ATTRIBUTED,
    marked_up=frozenset(("title", "description", "content:encoded", "atom:title", "atom:content", "atom:summary")),
    # Who wrote it is not shown to readers, and authors' mail addresses are not ours to keep.
    not_kept=frozenset(("author", "dc:creator", "atom:author", "atom:contributor", "atom:source", "source")),
)
_WORDPRESS_GUID = re.compile(r"https?://[^\s?]+\?p=([0-9]{1,19})")


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """One row an item; the id is its guid (Atom: id), an address without its scheme, else its link.

    An item of a WordPress feed has the id that an export gives it ("wp-17"). The payload is a dict of the item's
    elements, authors left out. Raises Broken where the file is no feed or ends before its time; the items before
    that were given.
    """
    for number, item in enumerate(items(stream, _SHAPE), 1):
        try:
            if isinstance(item, BadRow):
                raise item
            if "wp:post_id" in item:
                # An export is a feed too, but one that also holds drafts.
                raise BadRow("an item of a WordPress export; read the file with --format wxr")
            yield RawRow(NAME, _id(item), item, stream.origin)
        except BadRow as error:
            yield Reject(stream.origin, 0, None, f"item {number}: {error}")


def fields(row: RawRow) -> Fields:
    """The item's fields: the whole text goes before the summary, the first publication before the last change."""
    item = row.payload
    if not isinstance(item, dict):
        raise BadRow("the row is not an object; add the feed again")
    notes: list[str] = []
    texts = (_markup(item.get(key)) for key in ("content:encoded", "atom:content", "description", "atom:summary"))
    body = values.body(next((text for text in texts if text.strip()), ""), notes)
    html.must_have_text(body)
    dates = (item.get(key) for key in ("pubDate", "atom:published", "dc:date", "atom:updated"))
    day, moment = publication(next((date for date in dates if isinstance(date, str) and date.strip()), None))
    categories = [_category(term) for key in ("category", "atom:category") for term in item.get(key, [])]
    return Fields(
        id=row.id,
        title=values.title(html.text_of(_markup(item.get("title") or item.get("atom:title"))), notes),
        body=body,
        markup="html",
        published=day,
        published_at=moment,
        url=values.link(_link(item), notes),
        category=values.label(", ".join(dict.fromkeys(filter(None, categories))), "category", notes),
        notes=tuple(notes),
    )


def _id(item: Mapping[str, Any]) -> str:
    guid = item.get("guid") or {}
    told = _text(guid) or _text(item.get("atom:id"))
    post = _WORDPRESS_GUID.fullmatch(told)
    if post and isinstance(guid, dict) and guid.get("@isPermaLink") == "false":
        return post_id(post[1])
    link = _link(item)
    if found := addresses.id_of(told) or told or addresses.id_of(link):
        return values.article_id(found)
    raise BadRow("the item has neither guid (Atom: id) nor link; give it one of them")


def _link(item: Mapping[str, Any]) -> str:
    """The page's address: of several links of Atom the one that is no other form of it."""
    for link in item.get("atom:link", []):
        if link.get("@rel", "alternate") == "alternate" and link.get("@href"):
            return str(link["@href"]).strip()
    return _text(item.get("link"))


def _markup(value: object) -> str:
    """HTML of an element: a text of Atom that says that it is plain text is escaped."""
    text = _text(value, strip=False)
    plain = isinstance(value, dict) and value.get("@type", "text") in ("text", "text/plain") and "@type" in value
    return escape(text, quote=False) if plain else text


def _text(value: object, *, strip: bool = True) -> str:
    if isinstance(value, dict):
        value = value.get("text")
    text = value if isinstance(value, str) else ""
    return text.strip() if strip else text


def _category(term: Mapping[str, Any]) -> str:
    return " ".join(html.text_of(str(term.get("@label") or term.get("@term") or term.get("text") or "")).split())
