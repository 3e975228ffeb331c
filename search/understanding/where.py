"""Mentions -> the regions an article is about. What is only mentioned in passing gets no tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.model import Evidence, FieldName, RegionTag
from search.names import registry
from search.names.recogniser import Mention

HOME = "18"
"""The province whose news this is: a lone "Metro" is its city, a kecamatan one of its own."""

# What a mention counts for. A headline names what a report is about, and so does its first sentence; a seat may
# stand for the office there; "warga Pesawaran" is a home; "di Bandarlampung, Selasa" is where somebody spoke. None is
# tuned: on 3,458 notes whose region was filed by hand, halving or doubling any one moves accuracy by less than .01.
_TITLE, _LEAD, _BODY, _SEAT, _HOME, _SPOKEN = 3.0, 2.0, 1.0, 0.75, 0.5, 0.25
_LEAD_CHARACTERS = 250
# Far down a region is named in passing; from 1,000 to 2,000 characters all do alike, from 800 labels lose .02.
_TAIL, _TAIL_CHARACTERS = 0.5, 1500
# Named no more than once in passing, or only as where somebody spoke: not what a report is about.
_PASSING = 0.5
# A report about a kabupaten names the province too, often more often; one about the province names kabupaten as
# examples. .15 was best on labels_dev; the notes would go still lower, but no note there is about the province.
_NARROW_ENOUGH = 0.15
# Many kabupaten in a row, none of them foremost: a report about the province.
_MANY, _FOREMOST = 5, 0.35
# Further regions need half as much as the main one, and as much as one headline.
_STRONG = 0.5
_PARENT_GAP = 14


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention, the field it stands in and its words."""

    field: FieldName
    mention: Mention
    text: str

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        m = self.mention
        return Evidence(self.text, m.start, m.end, self.field)


def at_home(seen: Sequence[Seen]) -> bool:
    """Whether a text surely names Lampung or a place in it."""
    return any(s.mention.certain and s.mention.region and _of_home(s.mention) for s in seen)


def _of_home(mention: Mention) -> bool:
    return (mention.region or "").split(".")[0] == HOME and mention.how != "district"


def believable(seen: Sequence[Seen]) -> list[Seen]:
    """The mentions without those that this text does not bear out: a lone "Metro" or a kecamatan, away from home."""
    home = at_home(seen)
    away = any(s.mention.region and s.mention.region.split(".")[0] != HOME for s in seen)
    kept = []
    for number, one in enumerate(seen):
        mention = one.mention
        if not mention.certain and not home:
            continue
        if mention.how == "district" and ((away and not home) or _elsewhere(one, seen[number + 1 :])):
            continue
        kept.append(one)
    return kept


def _elsewhere(district: Seen, following: Sequence[Seen]) -> bool:
    """Whether the region named right after a kecamatan is not one that has it: Mesuji, Ogan Komering Ilir."""
    after = following[0] if following else None
    if after is None or after.field != district.field or after.mention.kind != "region":
        return False
    near = after.mention.start - district.mention.end <= _PARENT_GAP
    code = after.mention.id
    return near and not any(o == code or o.startswith(code + ".") for o in district.mention.options)


def weigh(seen: Sequence[Seen]) -> dict[str, float]:
    """Region codes and what their mentions count for, in order of first mention."""
    weights: dict[str, float] = defaultdict(float)
    named = {s.mention.region for s in seen}
    before: Seen | None = None
    for one in seen:
        mention = one.mention
        code = _code(mention, named)
        if code and not _only_parent(one, before, code):
            weights[code] += _weight(one)
        before = one
    return weights


def _weight(one: Seen) -> float:
    mention = one.mention
    if mention.spoken:
        return _SPOKEN
    lead = _LEAD if mention.start < _LEAD_CHARACTERS else _BODY if mention.start < _TAIL_CHARACTERS else _TAIL
    weight = _TITLE if one.field == "title" else lead
    if mention.resident and one.field == "body":
        return weight * _HOME
    return weight * (_SEAT if mention.how == "seat" else 1.0)


def _code(mention: Mention, named: set[str | None]) -> str | None:
    """The province, kabupaten or kota that a mention speaks for."""
    code = mention.region
    if mention.how == "district" and len(mention.options) > 1:
        chosen = [o for o in mention.options if o in named]
        return chosen[0] if len(chosen) == 1 else None
    region = registry.region(code) if code else None
    return region.parent if region and region.level == "kecamatan" else code


def _only_parent(one: Seen, before: Seen | None, code: str) -> bool:
    """Whether a province is only said to be where the place before it lies: "Kabupaten Pesawaran, Lampung"."""
    if before is None or before.field != one.field or not before.mention.region:
        return False
    gap = one.mention.start - before.mention.end
    return gap <= _PARENT_GAP and one.mention.kind == "region" and before.mention.region.startswith(code + ".")


def about(seen: Sequence[Seen]) -> tuple[tuple[RegionTag, ...], RegionTag | None]:
    """The regions an article is about, the main one first, and the main one."""
    weights = weigh(seen)
    main = _main(weights)
    if main is None or weights[main] <= _PASSING:
        return (), None
    codes = [main, *_further(main, weights)]
    tags = tuple(RegionTag(c, registry.region_name(c) or c, tuple(_evidence(c, seen))) for c in codes)
    return tags, tags[0]


def _main(weights: dict[str, float]) -> str | None:
    narrow = max((c for c in weights if "." in c), key=lambda c: weights[c], default=None)
    wide = max((c for c in weights if "." not in c), key=lambda c: weights[c], default=None)
    if narrow is None or wide is None:
        return narrow or wide
    if not narrow.startswith(wide + "."):
        return narrow if weights[narrow] >= weights[wide] else wide
    siblings = [weights[c] for c in weights if c.startswith(wide + ".")]
    if len(siblings) >= _MANY and weights[narrow] < _FOREMOST * sum(siblings):
        return wide
    return narrow if weights[narrow] >= _NARROW_ENOUGH * weights[wide] else wide


def _further(main: str, weights: dict[str, float]) -> list[str]:
    return [
        c
        for c, weight in weights.items()
        if c != main and "." in c and "." in main and weight >= max(_STRONG * weights[main], _TITLE)
    ]


def _evidence(code: str, seen: Sequence[Seen]) -> Iterator[Evidence]:
    named = {s.mention.region for s in seen}
    return (s.evidence for s in seen if _code(s.mention, named) == code)
