"""A stream of XML -> its items one by one: what WordPress exports and feeds have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from indexer.sources.opening import MAX_ROW, Broken, Stream
from indexer.sources.rows import BadRow
from indexer.sources.values import MAX_DEPTH

_PIECE = 16_384
_TAIL = 1_024
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://wellformedweb.org/CommentAPI/": "wfw:",
    "http://www.w3.org/2005/Atom": "atom:",
}
_WORDPRESS = "http://wordpress.org/export/"
# Control characters that XML forbids but exports hold; DEL is allowed in XML and taken out later, and told.
_FORBIDDEN = bytes(127 if code < 32 and code not in (9, 10, 13) else code for code in range(256))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of file is called and made of.

    `cure` ends its errors. `several` names what may stand more than once (a list), `attributed` what is given with
    its attributes, `marked_up` what may hold elements of XHTML (given as their source), `not_kept` what is dropped.
    """

    what: str
    cure: str
    roots: frozenset[str]
    items: frozenset[str]
    several: frozenset[str]
    attributed: frozenset[str]
    marked_up: frozenset[str] = frozenset()
    not_kept: frozenset[str] = frozenset()


def items(stream: Stream, shape: Shape) -> Iterator[dict[str, Any] | BadRow]:
    """Every item, as a dict of its elements by name ("content:encoded", "atom:id"); a BadRow where one is broken.

    An element is its text, or a dict of "@attribute" and "text" where the shape asks for attributes, or of the
    elements in it. Entities are never expanded, a document type is refused. Raises Broken where the file is not of
    this shape or ends before its time; the items before that were given.
    """
    # Here and not above: other formats cost no loading of it.
    from lxml import etree

    target = _Items(shape)
    # Recovering keeps one article's broken markup from taking all later ones along; `huge_tree` lifts limits
    # that are per text, not per file. No document type is let in, so that no entity can blow up.
    parser = etree.XMLParser(
        target=target,
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        # What came as UTF-16 was recoded; its declaration still says UTF-16.
        encoding="utf-8" if stream.recoded else None,
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
    if target.unfinished or (not target.ended and not any(f"</{root}>".encode() in tail for root in shape.roots)):
        faults = target.faults()
        why = f", line {faults[-1].line}: {faults[-1].message}" if faults else ""
        raise Broken(f"the {shape.what} is cut off after {target.given:,} whole items{why}; fetch it again")


class _Items:
    """Gathers items from the parser's events: no tree stays behind, whatever the length of the file."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.done: list[dict[str, Any] | BadRow] = []
        self.faults: Any = list
        self.refused = ""
        self.ended = False
        self.events = self.given = 0
        self._root = ""
        self._stack: list[_Element] = []
        self._faults_before = self._size = 0
        self._replaced = False
        self._inside = 0

    @property
    def unfinished(self) -> bool:
        """Whether an item has begun and not ended."""
        return bool(self._stack)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        self.refused = f"a {self.shape.what} has no document type (<!DOCTYPE …>); {self.shape.cure}"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        name = _name(tag)
        if not self._root:
            self._root = name
            if name not in self.shape.roots:
                self.refused = (
                    self.refused or f"not a {self.shape.what} (it begins with <{tag:.40}>); give another file"
                )
        if name in self.shape.items:
            if self._stack:
                self._finish(closed=False)
            self._stack = [_Element(name, {}, self.shape)]
            self._faults_before, self._size, self._replaced, self._inside = len(self.faults()), 0, False, 0
        elif self._stack and (self._inside or self._stack[-1].name in self.shape.marked_up):
            self._inside += 1
            self._add(f"<{_local(tag)}>")
        elif self._stack:
            self._stack.append(_Element(name, dict(attributes), self.shape))

    def end(self, tag: str) -> None:
        self.events += 1
        name = _name(tag)
        if name == self._root and name in self.shape.roots:
            self.ended = True
        if name in self.shape.items and self._stack:
            self._finish(closed=len(self._stack) == 1)
        elif self._inside:
            self._inside -= 1
            self._add(f"</{_local(tag)}>")
        elif len(self._stack) > 1:
            self._stack[-2].take(self._stack.pop())

    def data(self, text: str) -> None:
        self.events += 1
        if self._stack:
            self._replaced = self._replaced or "\ufffd" in text
            self._add(escape(text, quote=False) if self._inside else text)

    def comment(self, text: str) -> None:
        """Comments of the file itself say nothing of the articles."""

    def close(self) -> None:
        """The parser asks for this at the end."""

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size <= MAX_ROW and len(self._stack) <= MAX_DEPTH:
            self._stack[-1].text.append(text)

    def _finish(self, closed: bool) -> None:
        self.given += 1
        all_faults = self.faults()
        faults = all_faults[self._faults_before :]
        # The parser tells of bytes in a wrong encoding once a file; from then on its U+FFFD shows where they were.
        if self._replaced and any(fault.type_name == "ERR_INVALID_ENCODING" for fault in all_faults):
            self.done.append(
                BadRow(f"holds bytes that are not of the file's encoding; convert the {self.shape.what} to UTF-8")
            )
        elif faults:
            self.done.append(
                BadRow(f"not well-formed at line {faults[0].line} ({faults[0].message}); {self.shape.cure}")
            )
        elif not closed:
            self.done.append(BadRow(f"the item does not end before the next one; {self.shape.cure}"))
        elif self._size > MAX_ROW:
            self.done.append(BadRow(f"more than {MAX_ROW:,} characters; split the article"))
        else:
            item = self._stack[0].value()
            self.done.append(item if isinstance(item, dict) else {})
        self._stack = []


class _Element:
    """An element that is being read: its text, or a dict of what stands in it."""

    __slots__ = ("attributes", "inner", "name", "shape", "text")

    def __init__(self, name: str, attributes: dict[str, str], shape: Shape) -> None:
        self.shape = shape
        self.name = name
        self.attributes = attributes
        self.inner: dict[str, Any] = {}
        self.text: list[str] = []

    def take(self, inner: _Element) -> None:
        """Add an element that has ended; what may stand several times is a list, of others the last one counts."""
        if inner.name in self.shape.not_kept:
            return
        if inner.name in self.shape.several:
            self.inner.setdefault(inner.name, []).append(inner.value())
        else:
            self.inner[inner.name] = inner.value()

    def value(self) -> dict[str, Any] | str:
        """Text of an element with nothing in it; a dict of elements, or of attributes and text, else."""
        text = "".join(self.text)
        if self.inner:
            return self.inner
        if self.name in self.shape.attributed:
            return {**{f"@{key}": value for key, value in self.attributes.items()}, "text": text}
        return text


def _name(tag: str) -> str:
    if not tag.startswith("{"):
        return tag
    space, _, name = tag[1:].partition("}")
    if space.startswith(_WORDPRESS):
        return ("excerpt:" if "excerpt" in space else "wp:") + name
    return _PREFIXES.get(space, f"{{{space}}}") + name


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
