"""WordPress's own export file (Tools > Export): an RSS feed with everything that the site holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from indexer.sources.opening import Stream
from indexer.sources.rows import BadRow, Fields, RawRow, Reject
from indexer.sources.wordpress import is_post, post, post_id, publication_of
from indexer.sources.xml_items import Shape, items

NAME = "wxr"
_SHAPE = Shape(
    what="WordPress export",
    cure="export the site again",
    roots=frozenset(("rss",)),
    items=frozenset(("item",)),
    several=frozenset(("category", "wp:postmeta")),
    attributed=frozenset(("category",)),
    # Readers' comments carry names, mail and network addresses of people who only commented: not ours to keep.
    not_kept=frozenset(("wp:comment",)),
)


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """One row a published post; `passed` counts what else the export held (pages, drafts, pictures).

    The payload is a dict of the item's elements as text, "category" a list of dicts, comments left out. Raises
    Broken where the file is no export or ends before its time; the posts before that were given.
    """
    for number, item in enumerate(items(stream, _SHAPE), 1):
        name = None
        try:
            if isinstance(item, BadRow):
                raise item
            content = {"protected": bool(item.get("wp:post_password"))}
            if is_post(item.get("wp:status"), item.get("wp:post_type"), content, passed):
                name = post_id(item.get("wp:post_id"))
                yield RawRow(NAME, name, item, stream.origin)
        except BadRow as error:
            yield Reject(stream.origin, 0, name, f"item {number}: {error}")


def fields(row: RawRow) -> Fields:
    """The post's fields; the moment in GMT goes before the local one, that before the feed's pubDate."""
    item = row.payload
    if not isinstance(item, dict):
        raise BadRow("the row is not an object; export the site again")
    terms = [(term.get("@domain"), term.get("text", "")) for term in item.get("category", [])]
    return post(
        row.id,
        title=item.get("title"),
        body=item.get("content:encoded"),
        published=publication_of(item.get("wp:post_date_gmt"), item.get("wp:post_date"), item.get("pubDate")),
        link=item.get("link"),
        categories=[name for domain, name in terms if domain in (None, "category")],
        tags=[name for domain, name in terms if domain == "post_tag"],
    )
