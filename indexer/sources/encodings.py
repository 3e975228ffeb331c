"""Bytes -> text: UTF-8, else Windows-1252 as a guess that is told; the one place that decides it.

UTF-16 and the byte order mark of UTF-8 are dealt with where a source is opened (opening.py), XML by its declaration.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any

from indexer.sources.rows import BadRow

GUESSED = "@encoding"
"""Key of a payload that says which encoding its text was guessed to be in: kept with the row, so that every rebuild
from the archive tells it again."""
GUESS = "windows-1252"

_CURE = "convert the text to UTF-8"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4_096  # HTML asks for the declaration in the first 1,024 bytes; pages of old systems are later.


def decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed: Windows-1252 where it is not UTF-8.

    Raises BadRow, naming the byte, where the guess would be a poor one: some characters before that byte are UTF-8
    (a cut or mixed file), or there are bytes that no text in Windows-1252 has.
    """
    try:
        return data.decode(), False
    except UnicodeDecodeError as error:
        at = error.start
    if not data[:at].isascii():
        raise BadRow(f"byte {at + 1:,} is not UTF-8, though characters before it are; fetch the file again or {_CURE}")
    try:
        text = data.decode(GUESS)
    except UnicodeDecodeError as error:
        raise BadRow(f"byte {error.start + 1:,} is neither UTF-8 nor Windows-1252; {_CURE}") from error
    if "\0" in text:
        raise BadRow(f"byte {at + 1:,} is not UTF-8 and NUL bytes are no text; {_CURE}")
    return text, True


def decoded_page(data: bytes) -> tuple[str, bool]:
    """The text of an HTML page in the encoding that its `<meta charset>` names, and whether it had to be guessed.

    UTF-8 goes before what the page says: text that is UTF-8 by chance is rarer than a wrong declaration. Raises
    BadRow as `decoded` does.
    """
    try:
        return data.decode(), False
    except UnicodeDecodeError:
        pass
    said = _CHARSET.search(data[:_META_WITHIN])
    name = said[1].decode("ascii").lower() if said else ""
    # Browsers read latin-1 as Windows-1252: pages that say the one hold quotation marks of the other.
    name = GUESS if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "cp1252") else name
    if not name or name in ("utf-8", "utf8") or not _is_text_encoding(name):
        return decoded(data)
    try:
        return data.decode(name), False
    except UnicodeDecodeError as error:
        raise BadRow(f"byte {error.start + 1:,} is not {name}, which the page says it is in; {_CURE}") from error


def marked(payload: dict[str, Any], guessed: bool) -> dict[str, Any]:
    """The payload, with the mark of a guess where one was made."""
    return {**payload, GUESSED: GUESS} if guessed else payload


def tell_guess(payload: Mapping[str, Any], notes: list[str]) -> None:
    """Adds a note where the row's encoding was guessed."""
    if payload.get(GUESSED) == GUESS:
        notes.append("not UTF-8: read as Windows-1252, a guess; convert the source to UTF-8 if letters look wrong")


def _is_text_encoding(name: str) -> bool:
    # Python's codecs that are no character sets (hex, zip) must not be reached by what a page says of itself;
    # UTF-16 without a mark cannot be true of a page whose declaration was found as ASCII.
    try:
        known = codecs.lookup(name)
    except LookupError:
        return False
    return known._is_text_encoding and not known.name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode"))
