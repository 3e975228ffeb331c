"""Where a text names agencies and regions: one way for articles, questions and an editor's draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from search.names import registry
from search.names.haystack import Haystack, pattern
from search.names.meanings import Meaning, meanings
from search.names.tables import CITY, contexts, villages

# What may stand between a type and its place: "Kejaksaan Negeri (Kejari) Metro", "Kodim 0421/Lampung Selatan".
_LINK = re.compile(
    r"\s*(?:(?:(?:Provinsi|Kabupaten|Kota)\s+)?\([^()\n]{1,60}\)\s*)?"
    r"(?:(?:RI|Daerah|Wilayah|Perwakilan)\s+)?(?:\d{3,4}\s*/\s*)?-?\s*"
)
_LINK_LIMIT = 120
_VILLAGE_KINDS = ("Desa ", "Pekon ", "Tiyuh ", "Kampung ", "Kelurahan ")
_VILLAGE = re.compile(r"\b(Desa|Pekon|Tiyuh|Kampung|Kelurahan) ((?:[A-Z][\w'’]+)(?: [A-Z][\w'’]+){0,3})")
# One to three words with capitals and no more: in headlines every word has one.
_LOCAL = re.compile(r" ([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?! [A-Z])(?=[ ,.;:)\n]|$)")
# Said in a place, not about it: "katanya di Bandarlampung".
_SAID = re.compile(r"\b(?:kata|ujar|tutur|ucap|jelas|terang|ungkap|tegas|papar|imbuh)(?:nya| dia| ia) (?:saat )?di $")
_SAID_LENGTH = 30
# Only names of the home province are looked for in doubt, and "Metro, Lampung" leaves none.
_HOME, _PROVINCES_AFTER = "18.", ("lampung",)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names something; `text[start:end]` are the words.

    kind "agency": `id` is the agency's, `region` its place if it has one. kind "bare": a type or head without a
    place, `id` the first of `types`, for the reader of the whole text to place. kind "region": `id` is a code,
    `how` says whether it was named itself ("name"), with its level ("level"), through its seat ("seat") or
    through a kecamatan ("district", where `options` holds every region that has one of that name, and `region` is
    None if there are several).
    `certain` is False where only a text that is about Lampung can mean it. `spoken` is True where a weekday
    follows, or a verb of saying stands before: a place where something was said; `resident` where "warga" stands
    before: somebody's home.
    """

    kind: Literal["agency", "bare", "region"]
    id: str
    name: str
    start: int
    end: int
    region: str | None = None
    types: tuple[str, ...] = ()
    how: Literal["name", "level", "seat", "district"] = "name"
    options: tuple[str, ...] = ()
    certain: bool = True
    spoken: bool = False
    resident: bool = False


class _Match(NamedTuple):
    """A spelling of the registry in a text, with the words beside it ("" where nothing reaches over to them)."""

    spelling: str
    meaning: Meaning
    start: int
    end: int
    before: str
    after: str


@cache
def _automaton() -> tuple[AhoCorasick, Sequence[str]]:
    spellings = list(meanings())
    return AhoCorasick(map(pattern, spellings), matchkind=MatchKind.LeftmostLongest), spellings


def mentions(text: str) -> list[Mention]:
    """Agencies and regions that a text names, in order, none overlapping.

    The longest name wins; none reaches over a sentence's end. In a text with capitals, names of regions need one.
    """
    return _Reading(text).mentions()


class _Reading:
    """One text while it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Questions, and headlines rebuilt from addresses: nobody wrote the capitals that names have.
        self.small = all(part == part.lower() for part in (text[1:200], text[200:]))
        self.listed = contexts()

    def mentions(self) -> list[Mention]:
        found: list[Mention] = []
        matches = self._matches()
        by_start = {m.start: i for i, m in enumerate(matches)}
        at = 0
        while at < len(matches):
            match, after = matches[at], at + 1
            if match.meaning.of_agency:
                place = self._place_after(match, matches, by_start)
                mention = self._composed(match, matches[place]) if place is not None else None
                if mention and place is not None:
                    after = place + 1
                else:
                    mention = self._alone(match)
            else:
                mention = None
            mention = mention or self._region(match)
            if mention:
                found.append(mention)
            at = after
        return self._with_villages(found)

    def _with_villages(self, found: list[Mention]) -> list[Mention]:
        """Villages are named by a word for their kind and a name with capitals: "Desa Natar", "Pekon Sukaraja"."""
        if not any(kind in self.text for kind in _VILLAGE_KINDS):  # faster than looking at every word for one
            return found
        listed, more = villages(), []
        for match in _VILLAGE.finditer(self.text):
            words = match[2].split(" ")
            named = (" ".join(words[:length]) for length in range(len(words), 0, -1))
            village = next((n for n in named if n.replace(" ", "").lower() in listed), None)
            code = listed[village.replace(" ", "").lower()] if village else ""
            # Cities have kelurahan alone.
            if village and (match[1] == "Kelurahan" or (place := registry.region(code)) is None or place.level != CITY):
                end = match.start(2) + len(village)
                name = registry.region_name(code) or code
                more.append(Mention("region", code, name, match.start(), end, code, how="district", options=(code,)))
        if not more:
            return found
        free = [v for v in more if not any(m.start < v.end and v.start < m.end for m in found)]
        return sorted([*found, *free], key=lambda m: m.start)

    def _matches(self) -> list[_Match]:
        automaton, spellings = _automaton()
        table, haystack = meanings(), Haystack(self.text)
        places = automaton.find_matches_as_indexes(haystack.hay)
        spans = haystack.spans((start, end) for _, start, end in places)
        return [
            _Match(s := spellings[index], table[s], *span, haystack.before(start), haystack.after(end))
            for (index, start, end), span in zip(places, spans, strict=True)
        ]

    def _place_after(self, match: _Match, matches: list[_Match], by_start: dict[int, int]) -> int | None:
        if not (match.meaning.types or match.meaning.placed):
            return None
        link = _LINK.match(self.text, match.end, match.end + _LINK_LIMIT)
        place = by_start.get(link.end()) if link else None
        return place if place is not None and matches[place].meaning.places else None

    def _composed(self, match: _Match, place: _Match) -> Mention | None:
        if not self._acts(match):
            return None
        agency = registry.compose(match.meaning, place.meaning)
        if agency is None:
            return None
        return Mention("agency", agency.id, agency.name, match.start, place.end, region=agency.region)

    def _alone(self, match: _Match) -> Mention | None:
        """An agency named as a whole, or a type without a place."""
        meaning, start, end = match.meaning, match.start, match.end
        if not (meaning.agency or meaning.types) or not self._acts(match) or not self._is_written(match):
            return None
        if meaning.agency:
            # "presiden" and other single words are titles of many others too.
            written = self.small or " " in match.spelling or self.text[start].isupper()
            if not written or match.after in self.listed["foreign"] or self._of_another(match):
                return None
            agency = registry.named(meaning.agency)
            certain = match.spelling not in self.listed["strict"]
            return Mention("agency", agency.id, agency.name, start, end, agency.region, certain=certain)
        kind = registry.agency_type(meaning.types[0])
        local = _LOCAL.match(self.text, end) if match.spelling in kind.offices and not self.small else None
        office = registry.local_office(meaning.types, local[1]) if local else None
        if local and office:
            return Mention("agency", office.id, office.name, start, local.end())
        return Mention("bare", kind.id, kind.name, start, end, types=tuple(meaning.types))

    def _acts(self, match: _Match) -> bool:
        """False for "mantan Kapolda", "Peraturan Gubernur"."""
        return match.before not in self.listed["former"]

    def _of_another(self, match: _Match) -> bool:
        """ "Presiden Trump": a title with a name that is not one of those listed with it."""
        if match.spelling not in self.listed["title"] or self.small or not match.after:
            return False
        return self.text[match.end : match.end + 2].strip()[:1].isupper()

    def _said(self, match: _Match) -> bool:
        return bool(_SAID.search(self.text, max(0, match.start - _SAID_LENGTH), match.start))

    def _is_written(self, match: _Match) -> bool:
        """Acronyms of up to three letters need capitals: "PN" is a court, "pn" nothing."""
        length = match.end - match.start
        return length > 3 or self.text[match.start : match.end].isupper() or (self.small and length == 3)

    def _region(self, match: _Match) -> Mention | None:
        meaning = match.meaning
        if not (self.small or self.text[match.start].isupper() or meaning.marked):
            return None
        if meaning.marked and meaning.districts and not meaning.regions:
            parents = tuple(dict.fromkeys(registry.parent(code) for code in meaning.districts))
            return self._of_region(parents[0], match, how="district", options=parents)
        if not self._is_written(match):
            return None
        beside = match.before in self.listed["before"] or match.after in self.listed["after"]
        if beside and not meaning.marked:
            return None
        codes = meaning.regions or meaning.seats or _named_after_parent(meaning)
        if not codes:
            return None
        certain = meaning.marked or self._certain(match, codes[0])
        if certain is None:
            return None
        how: Literal["name", "level", "seat"] = "seat"
        if meaning.regions:
            how = "level" if meaning.marked else "name"
        return self._of_region(codes[0], match, how=how, certain=certain)

    def _certain(self, match: _Match, code: str) -> bool | None:
        """Whether a name without its level is surely a region's; None if it is rather an ordinary word."""
        strict, near = self.listed["strict"], match.before in self.listed["near"]
        if match.spelling in strict or match.spelling.split()[0] in strict:
            if match.after in _PROVINCES_AFTER and not self.text[match.start : match.end].isupper():
                return True
            return False if near and code.startswith(_HOME) else None
        return None if match.spelling in self.listed["ordinary"] and not near else True

    def _of_region(
        self,
        code: str,
        match: _Match,
        how: Literal["name", "level", "seat", "district"],
        options: tuple[str, ...] = (),
        certain: bool = True,
    ) -> Mention:
        return Mention(
            "region",
            code,
            registry.region_name(code) or code,
            match.start,
            match.end,
            region=None if len(options) > 1 else code,
            how=how,
            options=options,
            certain=certain,
            spoken=match.after in self.listed["weekday"] or self._said(match),
            resident=match.before in self.listed["resident"],
        )


def _named_after_parent(meaning: Meaning) -> list[str]:
    """The region whose name a kecamatan's begins with: "Metro Utara" lies in Metro, "Metro Kibang" does not."""
    parents = [registry.parent(code) for code in meaning.districts]
    return [p for p, d in zip(parents, meaning.districts, strict=True) if _begins(d, p)]


def _begins(district: str, parent: str) -> bool:
    return (registry.region_name(district) or "").startswith((registry.region_name(parent) or "") + " ")
