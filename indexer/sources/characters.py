"""Text without the characters that nobody can read: the same for every source."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed, bidi marks and overrides, noncharacters, lone surrogates, and what
# is invisible inside a word (soft hyphen, zero width space, word joiner, byte order mark): a reader cannot
# type these, so a word that holds one could not be found.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?")
# UTF-8 that was read as Latin-1 or as Windows-1252: "â\x80\x9cYa" and "â€œYa" for "“Ya", "JosÃ©" for "José". Each
# holds a pair that no language writes; where the last sign was lost ("â€ "), a closing quote is what it was.
_MISREAD = re.compile("[\xc2\xc3][\x80-\xbf]|[\xe2-\xef][\x80-\x9f][\x80-\xbf]|\xe2\u20ac[\u0152-\u2122\x80-\xbf]?")
_MISREAD_MARKS = ("\xc2", "\xc3", "\xe2\u20ac")


def readable(text: str) -> tuple[str, int]:
    """The text with line ends as "\\n" and without unreadable characters, and how many of these it had."""
    plain = printable(text)
    if not plain or any(mark in text for mark in _MISREAD_MARKS):
        text = _MISREAD.sub(_reread, text)
        plain = plain and printable(text)
    return (text, 0) if plain else _UNREADABLE.subn("", _LINE_END.sub("\n", text))


def _reread(misread: re.Match[str]) -> str:
    """What was meant by some signs; themselves where they are no UTF-8."""
    try:
        octets = b"".join(sign.encode("latin-1" if sign <= "\xff" else "cp1252") for sign in misread[0])
        return "”" if octets == b"\xe2\x80" else octets.decode()
    except UnicodeError:
        return misread[0]


def printable(text: str) -> bool:
    """Whether the text holds nothing but what can be printed, and line feeds: no unreadable characters, and no white
    space but blanks and line feeds. Asking this costs a tenth of looking for what may be wrong."""
    return text.replace("\n", "").isprintable()


def told(text: str, what: str, notes: list[str]) -> str:
    """The readable text; where characters were taken out, a note says so of `what` ("title")."""
    text, count = readable(text)
    if count:
        notes.append(f"{count} unreadable character{'s' * (count > 1)} taken out of the {what}")
    return text


def has_unreadable(text: str) -> bool:
    """Whether the text holds a character that nobody can read, or one that ends a line."""
    if text.isprintable():
        return False
    return bool(_UNREADABLE.search(text)) or len(text.splitlines()) > 1 or "\n" in text
