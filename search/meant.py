"""Places, agencies and dates among the words of a question that are meant as filters.

What is not certain stays words: these rank well by themselves, and a wrong filter hides articles. The table of what
must be understood is tests/tables/questions.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from search.analysis import terms, tokens
from search.days_meant import days_meant
from search.names import registry
from search.names.recogniser import Mention, mentions
from search.query import Help

LONGEST = 8
"""Words of a question, function words left out, up to which places and agencies in it are filters: what is longer is
a sentence, in which they are part of what happened."""
_HOME = "18."
_QUOTED = re.compile(r'-?"[^"]*"?|(?<!\S)-\S+')
# What leads to a name and goes with it; "dari" and "di" are no words of a question anyway.
_LEADING = re.compile(r"(?:\b(?:wilayah|daerah|kawasan|seputar|sekitar|di|dari|oleh|pada|se|kab|kabupaten)\b[. ]*)+$")
_QUESTION = re.compile(r"\b(?:apa|apakah|siapa|siapakah|kapan|kapankah|mengapa|kenapa|bagaimana|bagaimanakah|berapa|berapakah"
    r"|dimana|dimanakah|mana|manakah)\b")  # fmt: skip


class Filters(NamedTuple):
    """Filters that a question can have."""

    agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Words of a question that are a filter: text[start:end] are the words, `value` is an agency's id or a region's
    code ("" for days), `label` what to show for it. `since` and `until` are set for days alone, inclusive."""

    kind: Help
    start: int
    end: int
    value: str = ""
    label: str = ""
    since: date | None = None
    until: date | None = None


def meant(text: str, today: date) -> list[Meant]:
    """The filters among the words of a typed question, in their order. Quoted and refused words are none."""
    blank = _QUOTED.sub(lambda m: " " * len(m.group()), text.lower())
    dated = days_meant(blank, today)
    found = [Meant(Help.DATE, d.start, d.end, since=d.since, until=d.until) for d in dated]
    for d in dated:
        blank = blank[: d.start] + " " * (d.end - d.start) + blank[d.end :]
    about = [word for word, *_ in tokens.words(blank) if word not in terms.function_words()]
    if len(about) <= LONGEST and not _QUESTION.search(blank):
        found += _named(blank)
    return sorted(found, key=lambda m: m.start)


def _named(text: str) -> list[Meant]:
    found = []
    for mention in mentions(text):
        if mention.kind == "agency" and mention.certain:
            found.append(_meant(Help.AGENCY, mention, text))
        elif mention.kind == "region" and _is_home(mention):
            found.append(_meant(Help.REGION, mention, text))
    return found


def _is_home(mention: Mention) -> bool:
    """Whether a mention is a kabupaten or kota of Lampung, by its own name."""
    if mention.how not in ("name", "level") or mention.resident:
        return False
    return mention.id.startswith(_HOME) and mention.id.count(".") == 1


def _meant(kind: Help, mention: Mention, text: str) -> Meant:
    leading = _LEADING.search(text, 0, mention.start)
    start = leading.start() if leading else mention.start
    return Meant(kind, start, mention.end, mention.id, mention.name)


def rest(text: str, found: Iterable[Meant]) -> str:
    """What is typed beside some filters."""
    for m in found:
        text = text[: m.start] + " " * (m.end - m.start) + text[m.end :]
    return " ".join(text.split())


def filters(found: Sequence[Meant]) -> Filters:
    """Filters from what was meant; of several spans of days the first."""
    by_kind = {kind: tuple(dict.fromkeys(m.value for m in found if m.kind is kind)) for kind in Help}
    days = next(((m.since, m.until) for m in found if m.kind is Help.DATE), (None, None))
    return Filters(by_kind[Help.AGENCY], by_kind[Help.REGION], *days)
