"""HTML of an article (a body of WordPress, of a feed, of a row) -> its words, one line a paragraph.

All of it is read; finding the article in a whole page, with menu and footer, is for page.py.
"""

from __future__ import annotations

import re

from indexer.sources.characters import readable
from indexer.sources.rows import BadRow

# What readers of the page do not read as the article: code, forms, embedded things, picture captions.
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "iframe",
        "object",
        "template",
        "svg",
        "math",
        "form",
        "button",
        "select",
        "textarea",
        "head",
        "figcaption",
        "audio",
        "video",
        "canvas",
    ]
)
_SILENT_CLASSES = frozenset(("wp-caption-text", "screen-reader-text"))
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_IS_HTML = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)\s*>|<br\s*/?>", re.IGNORECASE)
_ADDRESS_ALONE = re.compile(r"https?://\S+")

# WordPress shortcodes: with their content where that is a caption or an address, else the brackets alone. The
# bounds keep the work linear in the text's length.
_MEDIA = r"(caption|embed|audio|video|playlist|gallery)"
_MEDIA_PAIR = re.compile(rf"\[{_MEDIA}\b[^\[\]]{{0,500}}\][^\[\]]{{0,2000}}\[/\1\]")
_MEDIA_ALONE = re.compile(rf"\[{_MEDIA}\b[^\[\]]{{0,500}}\]")
_CLOSING = re.compile(r"\[/([a-z][\w-]{0,40})\]")
_OPENING = re.compile(r"\[([a-z][\w-]{0,40})( [^\[\]]{0,500})?\]")


def is_html(text: str) -> bool:
    """Whether a text is marked up in paragraphs or line breaks of HTML; a lone tag in a text is not enough."""
    return bool(_IS_HTML.search(text))


def text_of(html: str) -> str:
    """The words a reader sees, one line a paragraph, entities decoded, without unreadable characters.

    Scripts, styles, comments (WordPress blocks), shortcodes, forms, embedded media and picture captions are
    left out; a blank line parts paragraphs, as it does in WordPress. Never raises; "" where nothing is left.
    """
    # Here and not above: adding a row of plain text costs no loading of it.
    from lxml import etree

    lines = _Lines()
    parser = etree.HTMLParser(target=lines, encoding="utf-8", no_network=True, huge_tree=True)
    parser.feed(_without_shortcodes(readable(html)[0]).encode() + b" ")
    try:
        parser.close()
    except etree.XMLSyntaxError:
        # No element at all (nothing but comments): what was gathered is all there is.
        lines.close()
    return "\n".join(lines.done)


def must_have_text(html: str) -> None:
    """Raises BadRow where a reader would see no words (pictures or embedded media alone)."""
    if not text_of(html):
        raise BadRow("body holds no text, only markup; give the article's words")


def _without_shortcodes(html: str) -> str:
    if "[" not in html:
        return html
    html = _MEDIA_ALONE.sub("", _MEDIA_PAIR.sub("", html))
    closed = set(_CLOSING.findall(html))
    return _OPENING.sub(lambda m: "" if m[1] in closed else m[0], _CLOSING.sub("", html)) if closed else html


class _Lines:
    """Gathers words from a parser's events: no tree, so that no depth of markup can exhaust the stack."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._line: list[str] = []
        self._silent: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._silent or tag in _SILENT or _SILENT_CLASSES & set(attributes.get("class", "").split()):
            self._silent.append(tag)
        elif tag in ("td", "th"):
            self._line.append(" ")
        elif tag not in _INLINE:
            self._end_line()

    def end(self, tag: str) -> None:
        if self._silent:
            self._silent.pop()
        elif tag not in _INLINE and tag not in ("td", "th"):
            self._end_line()

    def data(self, text: str) -> None:
        if self._silent:
            return
        first, *others = _BLANK_LINE.split(text)
        self._line.append(first)
        for other in others:
            self._end_line()
            self._line.append(other)

    def comment(self, text: str) -> None:
        """Comments, WordPress's block marks among them, are not read."""

    def close(self) -> None:
        self._end_line()

    def _end_line(self) -> None:
        line = " ".join(readable("".join(self._line))[0].split())
        self._line.clear()
        if line and not _ADDRESS_ALONE.fullmatch(line):
            self.done.append(line)
