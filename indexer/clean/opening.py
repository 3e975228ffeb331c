"""How an article begins: other headlines, its own title, when it was published, a caption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from indexer.clean import dateline
from indexer.clean.paragraphs import ends_sentence
from search.analysis.tokens import words
from search.dates import find
from search.model import Removed

LONGEST_TITLE = 200
"""Characters of a line that may be a title; of 12,000 titles at hand the longest has 184."""
SHORTEST_REPEATED = 25
"""Characters of a title that is taken out of the paragraph that it opens."""
LONGEST_CAPTION = 500
"""Characters of a picture's caption."""
NEAR_THE_EDGE = 6
"""How many lines from the beginning or the end a stated publication may stand."""

_BULLET = re.compile(r"\s?[-•*▪]\s")
_STATED = re.compile(
    r"(?:di(?:terbitkan|publikasikan|posting|tayangkan|muat)|terbit|tayang|published|posted)(?: (?:pada|on))?\b ?:? ?",
    re.I,
)
_CLOCK = re.compile(r"[ ,|/–-]{0,4}(?:pukul )?\d{1,2}[:.]\d\d(?::\d\d)?(?: ?(?:wib|wita|wit))?$", re.I)
_CAPTION = re.compile(
    r"\((?:(?:antara|foto|dok|istimewa|ist|ho|photo)\b|[\w-]{2,30}\.(?:com|co|id|net|go)\b[\w.]{0,6} ?/)"
    r"[^()]{0,80}\)\.?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above the report: the title (None where there is none), and the lines below it."""

    title: str | None
    rest: list[str]
    removed: tuple[Removed, ...]


def headings(lines: list[str], title: str | None, raw: bool) -> Headings:
    """The title and the lines below it; a list of other headlines above the title is taken out.

    Only of a `raw` text the title is looked for. A first line that repeats a known title is taken out too.
    """
    at = _after_blank(lines, 0)
    first = at
    while at < len(lines) and _BULLET.match(lines[at]):
        at = _after_blank(lines, at + 1)
    if at == len(lines):
        return Headings(title, lines, ())
    above = tuple(Removed("headlines", line.strip()) for line in lines[first:at] if line.strip())
    line = lines[at].strip()
    if title and (repeated := _own_title(line, title)):
        body = line[len(repeated) :].lstrip(" ")
        return Headings(title, [body, *lines[at + 1 :]], (*above, Removed("headlines", repeated)))
    if title:
        if _same_words(line, title) and _after_blank(lines, at + 1) < len(lines):
            return Headings(title, lines[at + 1 :], (*above, Removed("headlines", line)))
        return Headings(title, lines, ()) if not raw else Headings(title, lines[at:], above)
    if raw and _is_title(lines, at):
        return Headings(line, lines[at + 1 :], above)
    return Headings(None, lines[at:] if raw else lines, above if raw else ())


def publication(lines: list[str], removed: list[Removed]) -> tuple[date | None, list[str]]:
    """The day that the text states as its publication, and the lines without that statement.

    A statement is a line of its own: "Diterbitkan: Rabu, 10 Desember 2025 08:53 WIB" near the beginning or the
    end, or a date with an hour as the first line. Dates in running text are events.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    for at in dict.fromkeys(filled[:NEAR_THE_EDGE] + filled[-NEAR_THE_EDGE:]):
        line = lines[at].strip()
        stated = _STATED.match(line) if len(line) <= 100 else None
        clock = _CLOCK.search(line[-30:]) if stated or at == filled[0] else None
        if not (stated or clock):
            continue
        day = _only_day(line[stated.end() if stated else 0 : len(line) - len(clock[0]) if clock else None])
        if day:
            removed.append(Removed("byline", line))
            return day, lines[:at] + lines[at + 1 :]
    return None, lines


def without_caption(paragraphs: list[str], removed: list[Removed]) -> list[str]:
    """The paragraphs without a picture's caption above them.

    It is known by its credit "(ANTARA/…)" at the end; or it is no sentence, and an outlet's dateline opens what
    follows it.
    """
    first = paragraphs[0] if len(paragraphs) > 1 else ""
    if not first or len(first) > LONGEST_CAPTION:
        return paragraphs
    above = not ends_sentence(first) and dateline.taken_out(paragraphs[1:2], []).outlet
    if above or _CAPTION.search(first[-100:]):
        removed.append(Removed("credit", first))
        return paragraphs[1:]
    return paragraphs


def _is_title(lines: list[str], at: int) -> bool:
    """Whether a line is a title: short, not ended by a full stop, and not broken off in mid-sentence."""
    line, following = lines[at].strip(), lines[at + 1].strip() if at + 1 < len(lines) else ""
    if len(line) > LONGEST_TITLE or line.endswith((".", ",")) or _after_blank(lines, at + 1) == len(lines):
        return False
    broken = following[:1].islower() or following[:1] == "("
    return not broken and not dateline.taken_out([line], []).outlet


def _after_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _same_words(one: str, other: str) -> bool:
    if len(one) > LONGEST_TITLE * 2:
        return False
    # Most lines differ in their first word: no more of it is read then.
    return all(a and b and a[0] == b[0] for a, b in zip_longest(words(one), words(other)))


def _own_title(line: str, title: str) -> str | None:
    """The article's title where it opens the first paragraph as a sentence of its own, or above a dateline."""
    size = len(title)
    if len(line) <= size + 2 or len(title) < SHORTEST_REPEATED or line[:size] != title:
        return None
    if line[size] in ".!?" and line[size + 1] == " ":
        return line[: size + 1]
    rest = line[size:]
    return line[:size] if rest[0] == " " and dateline.taken_out([rest.strip()], []).outlet else None


def _only_day(text: str) -> date | None:
    """The day that a short text names and that it consists of."""
    text = text.strip(" ,|/-–:()")
    mentions = find(text) if len(text) <= 60 else []
    if len(mentions) != 1 or mentions[0].text.rstrip(")") != text or mentions[0].first != mentions[0].last:
        return None
    return mentions[0].first
