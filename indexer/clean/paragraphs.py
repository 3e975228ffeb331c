"""Text -> lines -> paragraphs: white space set right, and lines that were broken inside a sentence joined."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from indexer.sources.characters import printable, readable

# NBSP and its kin, tabs, and every other space that does not end a line.
_SPACES = re.compile(r"[^\S\n]+")
# What a plain text still has of its markup; "&" alone and names unknown here stay.
_ENTITY = re.compile(r"&(?:amp|quot|apos|nbsp|lt|gt|hellip|[lr][sd]quo|[nm]dash|#(?:0?39|160|82\d\d));")
_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]{0,3}$")
_FULL_STOP = re.compile(r"[.!?…][\"'”’)\]]{0,3}(?=\s|$)")
_GOES_ON = re.compile(r"[a-z),.;:%”’…/–—-]|\([a-zA-Z0-9]")
_ITEM = re.compile(r"(?:[-•*·▪–]|\(?\d{1,3}[.)]|[a-z][.)])\s\S")
_LEFT_OPEN = re.compile(r"(?:[(,/–—]|\s-)$")
_ABBREVIATED = re.compile(r"(?:^|\W)(?:\w|[A-Z][a-z]{1,2}|Prof|Drs?a?|Ny|No|Jl|Kab|Kec)\.$")

WRAPPED = 0.4
"""The share of line ends inside a sentence from which a text counts as broken at a fixed width.

The raw article at hand that is broken so has .57; of 1,503 articles of portals with five line ends or more none
has over .36.
"""


def lines(text: str) -> list[str]:
    """The lines of a text; runs of spaces are one space, a space at the edge of a line is kept as a sign."""
    if "&" in text:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if not printable(text):
        text = readable(_LINE_ENDS.sub("\n", text))[0]
    elif "  " not in text:
        return text.split("\n")
    return _SPACES.sub(" ", text).split("\n")


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence or an announcement (":") does."""
    end = line.rstrip()[-5:]
    if end and end[-1].isalnum():
        return False
    return bool(_SENTENCE_END.search(end))


def is_item(line: str) -> bool:
    """Whether a line begins as an item of a list does."""
    return bool(_ITEM.match(line.lstrip()))


def first_sentence(paragraph: str) -> str:
    """A paragraph up to its first full stop; initials and titles ("M. Riza", "Drs. Adi") do not end it."""
    for match in _FULL_STOP.finditer(paragraph):
        if not _ABBREVIATED.search(paragraph[max(0, match.end() - 6) : match.end()]):
            return paragraph[: match.end()].strip()
    return paragraph.strip()


def joined(broken: list[str]) -> list[str]:
    """The paragraphs of some lines, empty ones left out.

    Where a text is broken at a fixed width, a paragraph ends with a sentence or at an empty line. In other
    texts lines are paragraphs, but for those that a link inside a sentence broke off.
    """
    wrapped = _is_wrapped(broken)
    parts: list[list[str]] = []
    previous = ""
    for line in broken:
        if line.strip():
            if parts and _belongs(previous, line, wrapped):
                parts[-1].append(line.strip())
            else:
                parts.append([line.strip()])
            previous = line
        elif wrapped:
            previous = ""
    return [_together(part) for part in parts]


def _belongs(previous: str, line: str, wrapped: bool) -> bool:
    """Whether a line goes on with the sentence of the line before."""
    if not previous or is_item(line):
        return False
    if line.lstrip()[0] in ".,;)" or _LEFT_OPEN.search(previous.rstrip()[-2:]):
        return True
    if ends_sentence(previous):
        return False
    return wrapped or bool(_GOES_ON.match(line.lstrip())) or previous[-1] == " " or line[0] == " "


def _is_wrapped(broken: list[str]) -> bool:
    inside = breaks = 0
    for line, following in pairwise(broken):
        if line.strip() and following.strip() and not is_item(following):
            breaks += 1
            inside += not ends_sentence(line) and following.lstrip()[0].islower()
    return breaks > 0 and inside / breaks >= WRAPPED


def _together(part: list[str]) -> str:
    """One paragraph; no space after an opening bracket or before a closing mark."""
    pieces = part[:1]
    for piece in part[1:]:
        glued = piece[0] in ".,;:)" or pieces[-1][-1] in "(/"
        pieces.append(piece if glued else " " + piece)
    return "".join(pieces)
