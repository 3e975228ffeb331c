"""WordPress's own export file (Tools > Export): an RSS feed with everything that the site holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from indexer.sources.opening import MAX_ROW, Broken, Stream
from indexer.sources.rows import BadRow, Fields, RawRow, Reject
from indexer.sources.values import MAX_DEPTH
from indexer.sources.wordpress import is_post, post, post_id, publication_of

NAME = "wxr"
_PIECE = 16_384
_END, _TAIL = b"</rss>", 1_024
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://wellformedweb.org/CommentAPI/": "wfw:",
}
_WORDPRESS = "http://wordpress.org/export/"
# Readers' comments carry names, mail and network addresses of people who only commented: not ours to keep.
_NOT_KEPT = frozenset(("wp:comment",))
# Control characters that XML forbids but exports hold; DEL is allowed in XML and taken out later, and told.
_FORBIDDEN = bytes(127 if code < 32 and code not in (9, 10, 13) else code for code in range(256))


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """One row a published post; `passed` counts what else the export held (pages, drafts, pictures).

    The payload is a dict of the item's elements as text, "category" a list of dicts, comments left out. Raises
    Broken where the file is no export or ends before its time; the posts before that were given.
    """
    for number, item in enumerate(_items(stream), 1):
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


def _items(stream: Stream) -> Iterator[dict[str, Any] | BadRow]:
    # Here and not above: other formats cost no loading of it.
    from lxml import etree

    target = _Items()
    # Recovering keeps one article's broken markup from taking all later ones along; `huge_tree` lifts limits
    # that are per text, not per file. No document type is let in, so that no entity can blow up.
    parser = etree.XMLParser(
        target=target, recover=True, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    target.faults = lambda: parser.feed_error_log
    read = last_event = seen = 0
    tail = b""
    while piece := stream.data.read(_PIECE):
        read += len(piece)
        tail = (tail + piece)[-_TAIL:]
        parser.feed(piece.translate(_FORBIDDEN))
        yield from target.done
        target.done.clear()
        if target.refused:
            raise Broken(target.refused)
        if target.events != seen:
            seen, last_event = target.events, read
        elif read - last_event > MAX_ROW:
            raise Broken(f"a text of more than {MAX_ROW:,} bytes before byte {read:,}; take it out of the file")
    stream.check_whole()
    # Broken markup can keep the parser from seeing the end that is there.
    if target.unfinished or (not target.ended and _END not in tail):
        faults = target.faults()
        why = f", line {faults[-1].line}: {faults[-1].message}" if faults else ""
        raise Broken(f"the export is cut off after {target.given:,} whole items{why}; export or fetch it again")


class _Items:
    """Gathers items from the parser's events: no tree stays behind, whatever the length of the file."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any] | BadRow] = []
        self.faults: Any = list
        self.refused = ""
        self.ended = False
        self.events = self.given = 0
        self._root = ""
        self._stack: list[_Element] = []
        self._faults_before = self._size = 0
        self._replaced = False

    @property
    def unfinished(self) -> bool:
        """Whether an item has begun and not ended."""
        return bool(self._stack)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        self.refused = "a WordPress export has no document type (<!DOCTYPE …>); export the site again"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        if not self._root:
            self._root = tag
            if tag != "rss":
                self.refused = self.refused or f"not a WordPress export (it begins with <{tag:.40}>); give another file"
        if tag == "item":
            if self._stack:
                self._finish(closed=False)
            self._stack = [_Element("item", {})]
            self._faults_before, self._size, self._replaced = len(self.faults()), 0, False
        elif self._stack:
            self._stack.append(_Element(_name(tag), dict(attributes)))

    def end(self, tag: str) -> None:
        self.events += 1
        if tag == self._root and tag == "rss":
            self.ended = True
        if tag == "item" and self._stack:
            self._finish(closed=len(self._stack) == 1)
        elif len(self._stack) > 1:
            self._stack[-2].take(self._stack.pop())

    def data(self, text: str) -> None:
        self.events += 1
        if self._stack:
            self._size += len(text)
            self._replaced = self._replaced or "\ufffd" in text
            if self._size <= MAX_ROW and len(self._stack) <= MAX_DEPTH:
                self._stack[-1].text.append(text)

    def comment(self, text: str) -> None:
        """Comments of the file itself say nothing of the articles."""

    def close(self) -> None:
        """The parser asks for this at the end."""

    def _finish(self, closed: bool) -> None:
        self.given += 1
        all_faults = self.faults()
        faults = all_faults[self._faults_before :]
        # The parser tells of bytes in a wrong encoding once a file; from then on its U+FFFD shows where they were.
        if self._replaced and any(fault.type_name == "ERR_INVALID_ENCODING" for fault in all_faults):
            self.done.append(BadRow("holds bytes that are not of the file's encoding; convert the export to UTF-8"))
        elif faults:
            self.done.append(BadRow(f"not well-formed at line {faults[0].line} ({faults[0].message}); export it again"))
        elif not closed:
            self.done.append(BadRow("the item does not end before the next one; export it again"))
        elif self._size > MAX_ROW:
            self.done.append(BadRow(f"more than {MAX_ROW:,} characters; split the article"))
        else:
            item = self._stack[0].value()
            self.done.append(item if isinstance(item, dict) else {})
        self._stack = []


class _Element:
    """An element that is being read: its text, or a dict of what stands in it."""

    __slots__ = ("attributes", "inner", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.inner: dict[str, Any] = {}
        self.text: list[str] = []

    def take(self, inner: _Element) -> None:
        """Add an element that has ended; what may stand several times is a list, of others the last one counts."""
        if inner.name in _NOT_KEPT:
            return
        if inner.name in ("category", "wp:postmeta"):
            self.inner.setdefault(inner.name, []).append(inner.value())
        else:
            self.inner[inner.name] = inner.value()

    def value(self) -> dict[str, Any] | str:
        """Text of an element with nothing in it; a dict of elements, or of attributes and text, else."""
        text = "".join(self.text)
        if self.inner:
            return self.inner
        if self.name == "category":
            return {**{f"@{key}": value for key, value in self.attributes.items()}, "text": text}
        return text


def _name(tag: str) -> str:
    if not tag.startswith("{"):
        return tag
    space, _, name = tag[1:].partition("}")
    if space.startswith(_WORDPRESS):
        return ("excerpt:" if "excerpt" in space else "wp:") + name
    return _PREFIXES.get(space, f"{{{space}}}") + name
