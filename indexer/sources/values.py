"""The values of a row, each checked: the rules that all formats share. Every one raises BadRow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from indexer.sources.characters import has_unreadable, told
from indexer.sources.rows import BadRow

MAX_ID = 200
"""Characters of an id: it becomes part of an address."""
MAX_BODY = 1_000_000
"""Characters of a body; the longest of 12,600 real articles has 28,000."""
MAX_LABEL = 2_000
"""Characters of a title, an outlet, a category, a name or a link; more is a body in the wrong place."""
MAX_DEPTH = 50
"""Lists and objects inside one another: more would exhaust the stack of whatever reads the row next."""

_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    str: "text",
}
# Such links need no closer look: nearly all that there are.
_PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9._~/?=&%#+,;:@!$'()*-]*)?")
_NOT_IN_LINKS = re.compile(r"[\s\"<>\\^`{|}]")


def article_id(value: object) -> str:
    """The id: text of 1 to 200 characters that can stand in an address and in one line of a list."""
    if value is None or value == "":
        raise BadRow(f"id missing; give the row an id of its own, a text of 1 to {MAX_ID} characters")
    if not isinstance(value, str):
        raise BadRow(f"id is {_kind(value)} ({value!r:.40}), not text; write it in quotes")
    if len(value) > MAX_ID:
        raise BadRow(f"id has {len(value):,} characters; shorten it to at most {MAX_ID}")
    if has_unreadable(value):
        raise BadRow("id holds control or invisible characters; take them out")
    if value != value.strip():
        raise BadRow("id begins or ends with white space; take it away")
    if any(part in (".", "..") for part in value.split("/")):
        raise BadRow('id has "." or ".." as a part of its path; rename it')
    return value


def title(value: object, notes: list[str]) -> str | None:
    """The title as one line; None where there is none."""
    return label(value, "title", notes)


def body(value: object, notes: list[str]) -> str:
    """The body as it stands, without unreadable characters."""
    if value is None or value == "":
        raise BadRow("body missing or empty; give the article's text")
    if not isinstance(value, str):
        raise BadRow(f"body is {_kind(value)}, not text; give the article's text as one string")
    if len(value) > MAX_BODY:
        raise BadRow(f"body has {len(value):,} characters; split the article, at most {MAX_BODY:,} are taken")
    text = told(value, "body", notes)
    if not text.strip():
        raise BadRow("body empty: it holds only white space or unreadable characters; give the article's text")
    return text


def label(value: object, what: str, notes: list[str]) -> str | None:
    """A short text as one line; None where it is missing or empty."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRow(f"{what} is {_kind(value)}, not text; write it in quotes or leave it out")
    if len(value) > MAX_LABEL:
        raise BadRow(f"{what} has {len(value):,} characters; shorten it to at most {MAX_LABEL:,}")
    text = value if value.isprintable() else told(value, what, notes)
    return " ".join(text.split()) or None


def link(value: object, notes: list[str]) -> str | None:
    """A web address with http or https and a host; any other is left out and told."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and is_web_address(value.strip()):
        return value.strip()
    shown = value if isinstance(value, str) else repr(value)
    notes.append(told(f"link {shown:.60} left out: not an http or https address", "link", notes))
    return None


def names(value: object, what: str, notes: list[str]) -> tuple[str, ...]:
    """A list of texts, or of objects with id, code or name (the first that is there counts)."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadRow(f'{what} is {_kind(value)}, not a list; write ["…", "…"] or leave it out')
    found = []
    for entry in value:
        if isinstance(entry, dict):
            entry = next((entry[key] for key in ("id", "code", "name") if entry.get(key)), None)
            if entry is None:
                raise BadRow(f"an object in {what} has neither id, code nor name; give it one")
        name = label(entry, f"an entry of {what}", notes)
        if name:
            found.append(name)
    return tuple(dict.fromkeys(found))


def shallow(value: object) -> None:
    """Raises BadRow where lists and objects stand inside one another more than 50 deep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level if isinstance(outer, list | dict) for inner in _inside(outer)]
        if not level:
            return
    if any(isinstance(value, list | dict) for value in level):
        raise BadRow(f"nested more than {MAX_DEPTH} deep; flatten it")


def storable(extra: Mapping[str, Any], notes: list[str]) -> Mapping[str, Any]:
    """The keys that Telusur has no use for, unchanged but for lone surrogates, which no file can hold."""
    text = _encode(extra)
    try:
        text.encode()
    except UnicodeEncodeError:
        notes.append("lone surrogates in other keys replaced by U+FFFD")
        mended: dict[str, Any] = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        return mended
    return extra


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _inside(outer: list[Any] | dict[str, Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address with a host, of at most 2,000 characters."""
    if len(text) <= MAX_LABEL and _PLAIN_LINK.fullmatch(text):
        return True
    if len(text) > MAX_LABEL or _NOT_IN_LINKS.search(text) or has_unreadable(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
