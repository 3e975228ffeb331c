"""Places, agencies and dates among the words of a question that are meant as filters.

What is not certain stays words: these rank well by themselves, and a wrong filter hides articles. The table of what
must be understood is tests/tables/questions.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from search.analysis import terms, tokens
from search.days_meant import DaysMeant, days_meant, may_hold_date
from search.names import registry, tables
from search.names.meanings import meanings as all_meanings
from search.names.recogniser import Mention, mentions
from search.parse import QUOTES
from search.query import Help

LONGEST = 8
"""Words of a question, function words left out, up to which places and agencies in it are filters: what is longer is
a sentence, in which they are part of what happened."""
_HOME = "18."
_QUOTED = re.compile(r'-?"[^"]*"|(?<!\S)-\S+')
# What leads to a name and goes with it; "dari" and "di" are no words of a question anyway.
_LEADING = re.compile(r"(?:\b(?:wilayah|daerah|kawasan|seputar|sekitar|di|dari|oleh|pada|se|kab|kabupaten)\b[. ]*)+$")
_ASKS = re.compile(
    r"\b(?:apa|apakah|siapa|siapakah|kapan|kapankah|mengapa|kenapa|bagaimana|bagaimanakah|berapa|berapakah"
    r"|dimana|dimanakah|mana|manakah)\b|\?\s*$"
)
_HEADS = (
    r"(?:wakil |mantan |eks |calon |plt |pj |plh |istri |anak )*(?:bupati|wali ?kota|gubernur|kapolres(?:ta)?|kapolda"
    r"|kapolsek|kapolri|ketua|kepala|kadis\w*|kajari|kajati|sekda|sekretaris|camat|lurah|dandim|danrem|direktur|dirut"
    r"|wabup|wawali|wagub|rektor|juru bicara|jubir|anggota|pimpinan)"
)
_HEAD_BEFORE, _HEAD = re.compile(rf"\b{_HEADS}\s+$"), re.compile(rf"{_HEADS}\b")
_NO_OFFICE = frozenset({"bin", "bpk"})
_LONG_NAMES = r"lampung (?:selatan|tengah|timur|barat|utara)|way kanan|tulang bawang|pesisir barat|pesawaran|tanggamus"
_NO_VILLAGE = re.compile(
    r"\b(?:(?<=dana )desa|(?<=kepala )desa|(?<=aparatur )desa|(?<=perangkat )desa|(?<=pemerintah )desa"
    rf"|(?:desa|kampung|kopi|adat|pasar)(?= (?:{_LONG_NAMES})))\b"
)
_ANOTHER_NAME = re.compile(r"\b(?:(?:sd|smp|sma|smk|min|mts|man)n?\s+(?:negeri\s+)?\d*|kerajaan|marga|dinasti)\s*$")
_AFTER = re.compile(r"\s+(?:sumatera|fc)\b")
# Forms that are too short for articles: "tuba" is a poison, "Polres Metro" may be of a city near Jakarta.
_SHORT_FORMS = {"tuba": (Help.REGION, "18.05"), "polres metro": (Help.AGENCY, "polres-metro")}
_SHORT = re.compile(
    r"(?<!way )(?<!radar )(?<!racun )\btuba\b"
    r"|\bpolres metro\b(?! (?:bekasi|jakarta|tangerang|depok|jaya|barat|timur|utara|selatan|pusat))"
)


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
    # "\u0130" alone would become two characters, and all places after it would be wrong.
    small = text.translate(QUOTES).replace("\u0130", "I").lower()
    may_be_dated = may_hold_date(small)
    words = [*tokens.words(small)]
    if not may_be_dated and _telling().isdisjoint([word for word, *_ in words]):
        return []  # nearly all questions
    blank = _QUOTED.sub(lambda m: " " * len(m.group()), small)
    sentence = bool(_ASKS.search(blank))
    dated = days_meant(blank, today, full_only=sentence) if may_be_dated else []
    undated = _blanked(blank, dated)
    if undated != small:
        words = [*tokens.words(undated)]
    about = [word for word, *_ in words if word not in terms.function_words()]
    if len(about) > LONGEST and may_be_dated:
        dated = days_meant(blank, today, full_only=True)
    found = [Meant(Help.DATE, d.start, d.end, since=d.since, until=d.until) for d in dated]
    if len(about) <= LONGEST and not sentence:
        found += _named(undated)
    return sorted(found, key=lambda m: m.start)


@cache
def _telling() -> frozenset[str]:
    """Words of which every place or agency that is looked for holds one."""
    found = {
        word
        for r in registry.regions()
        if r.code.startswith(_HOME)
        for n in (r.name, *r.spellings)
        for word in _first(n)
    }
    found |= {word for spelling, meaning in all_meanings().items() if meaning.of_agency for word in _first(spelling)}
    return frozenset(found | {form.split()[0] for form in _SHORT_FORMS})


def _first(name: str) -> tuple[str, ...]:
    """The first word of a folded name, and the first two written as one."""
    first, *others = tables.key(name).split() or [""]
    return (first, first + others[0]) if others else (first,)


def _blanked(text: str, spans: Iterable[DaysMeant | Meant]) -> str:
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _named(text: str) -> list[Meant]:
    """Places and agencies. Some words stand before a place that make it another name in an article, but hardly in a
    question ("dana desa way kanan")."""
    text = _NO_VILLAGE.sub(lambda m: "z" * len(m.group()), text)
    found = []
    for mention in mentions(text):
        if mention.kind == "region":
            before = _ANOTHER_NAME.search(text, 0, mention.start) or _HEAD_BEFORE.search(text, 0, mention.start)
            if _is_home(mention) and not before and not _AFTER.match(text, mention.end):
                found.append(_meant(Help.REGION, mention, text))
        elif agency := _office(mention, text):
            found.append(
                replace(
                    _meant(Help.AGENCY, mention, text), value=agency, label=registry.agency_name(agency) or mention.name
                )
            )
    for match in _SHORT.finditer(text):
        kind, value = _SHORT_FORMS[match.group()]
        if not any(m.start < match.end() and match.start() < m.end for m in found):
            label = registry.region_name(value) if kind is Help.REGION else registry.agency_name(value)
            found.append(Meant(kind, *match.span(), value, label or value))
    return found


def _office(mention: Mention, text: str) -> str | None:
    """The id of the one agency that is surely meant: a body, not its head, whose name says which it is."""
    words = tables.key(text[mention.start : mention.end])
    if _HEAD_BEFORE.search(text, 0, mention.start) or _HEAD.match(words) or words in _NO_OFFICE:
        return None
    if mention.kind == "bare":
        return registry.resolve_agency(words)
    found = registry.agency(mention.id)
    if found and found.region and _is_shared(found.region):
        return None
    return mention.id if mention.certain else None


@cache
def _is_shared(code: str) -> bool:
    """Whether a kecamatan has the name of another one."""
    place = registry.region(code)
    if place is None or place.level != tables.DISTRICT:
        return False
    return sum(r.level == tables.DISTRICT and r.bare == place.bare for r in registry.regions()) > 1


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
    return " ".join(_blanked(text, found).split())


def filters(found: Sequence[Meant]) -> Filters:
    """Filters from what was meant; of several spans of days the first."""
    by_kind = {kind: tuple(dict.fromkeys(m.value for m in found if m.kind is kind)) for kind in Help}
    days = next(((m.since, m.until) for m in found if m.kind is Help.DATE), (None, None))
    return Filters(by_kind[Help.AGENCY], by_kind[Help.REGION], *days)
