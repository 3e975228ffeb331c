"""Where a text names agencies and regions: one way for articles, questions and an editor's draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from search.analysis.tokens import words
from search.names import registry
from search.names.meanings import Meaning, meanings
from search.names.tables import contexts

# A name does not reach over these; a comma, a bracket or a wrapped line may stand inside one.
_BREAK = re.compile(r"[.!?:;…•|\"“”]|\n\s*(?:\n|[-–—*])|\s[-–—]+\s")
# After these a full stop ends no sentence.
_SHORT = frozenset({"kab", "kec", "prov", "kel", "kep", "ds", "jl", "jln", "gg", "no", "dr", "drs", "ir", "hj", "st"})
# What may stand between a type and its place: "Kejaksaan Negeri (Kejari) Metro", "Kodim 0421/Lampung Selatan".
_LINK = re.compile(
    r"\s*(?:(?:(?:Provinsi|Kabupaten|Kota)\s+)?\([^()\n]{1,60}\)\s*)?"
    r"(?:(?:RI|Daerah|Wilayah|Perwakilan)\s+)?(?:\d{3,4}\s*/\s*)?-?\s*"
)
_LINK_LIMIT = 120
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
    `certain` is False where only a text that is about Lampung can mean it. `weekday` is True where a weekday
    follows: a place where something was said; `resident` where "warga" stands before: somebody's home.
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
    weekday: bool = False
    resident: bool = False


class _Match(NamedTuple):
    """A spelling of the registry in a text, from word `first` to word `last`."""

    spelling: str
    meaning: Meaning
    first: int
    last: int


@cache
def _automaton() -> tuple[AhoCorasick, Sequence[str]]:
    spellings = list(meanings())
    # Every word is written " word;" so that names begin and end with words.
    patterns = [" " + spelling.replace(" ", "; ") + ";" for spelling in spellings]
    return AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), spellings


def mentions(text: str) -> list[Mention]:
    """Agencies and regions that a text names, in order, none overlapping.

    The longest name wins; none reaches over a sentence's end. In a text with capitals, names of regions need one.
    """
    return _Reading(text).mentions()


class _Reading:
    """One text while it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(words(text))
        # Questions, and headlines rebuilt from addresses: nobody wrote the capitals that names have.
        self.small = text[1:] == text[1:].lower()
        self.near = contexts()["near"]

    def mentions(self) -> list[Mention]:
        found: list[Mention] = []
        matches = self._matches()
        by_start = {self.words[m.first][1]: i for i, m in enumerate(matches)}
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
        return found

    def _matches(self) -> list[_Match]:
        automaton, spellings = _automaton()
        table = meanings()
        starts: dict[int, int] = {}
        pieces: list[str] = []
        length = end = 0
        for number, (word, start, stop) in enumerate(self.words):
            if start - end > 1 and number and self._breaks(number, end, start):
                pieces.append("\n")
                length += 1
            starts[length] = number
            pieces.append(f" {word};")
            length += len(word) + 2
            end = stop
        return [
            _Match(s := spellings[index], table[s], starts[at], starts[at] + s.count(" "))
            for index, at, _ in automaton.find_matches_as_indexes("".join(pieces))
        ]

    def _breaks(self, number: int, end: int, start: int) -> bool:
        gap = self.text[end:start]
        if gap[0] == "." and gap[1:].isspace() and "\n\n" not in gap:
            before = self.words[number - 1][0]
            return before not in _SHORT and len(before) > 1
        return bool(_BREAK.search(gap))

    def _place_after(self, match: _Match, matches: list[_Match], by_start: dict[int, int]) -> int | None:
        if not (match.meaning.types or match.meaning.placed):
            return None
        end = self.words[match.last][2]
        link = _LINK.match(self.text, end, end + _LINK_LIMIT)
        place = by_start.get(link.end()) if link else None
        return place if place is not None and matches[place].meaning.places else None

    def _composed(self, match: _Match, place: _Match) -> Mention | None:
        if not self._acts(match):
            return None
        agency = registry.compose(match.meaning, place.meaning)
        if agency is None:
            return None
        start, end = self.words[match.first][1], self.words[place.last][2]
        return Mention("agency", agency.id, agency.name, start, end, region=agency.region)

    def _alone(self, match: _Match) -> Mention | None:
        """An agency named as a whole, or a type without a place."""
        meaning = match.meaning
        start, end = self.words[match.first][1], self.words[match.last][2]
        if not (meaning.agency or meaning.types) or not self._acts(match) or not self._is_written(match):
            return None
        if meaning.agency:
            # "presiden" and other single words are titles of many others too.
            written = self.small or match.last > match.first or self.text[start].isupper()
            if not written or self._next(match) in contexts()["foreign"]:
                return None
            agency = registry.named(meaning.agency)
            certain = match.spelling not in contexts()["strict"]
            return Mention("agency", agency.id, agency.name, start, end, agency.region, certain=certain)
        kind = registry.agency_type(meaning.types[0])
        return Mention("bare", kind.id, kind.name, start, end, types=tuple(meaning.types))

    def _acts(self, match: _Match) -> bool:
        """False for "mantan Kapolda", "Peraturan Gubernur"."""
        return self._previous(match) not in contexts()["former"]

    def _is_written(self, match: _Match) -> bool:
        """Acronyms of up to three letters need capitals: "PN" is a court, "pn" nothing."""
        start, end = self.words[match.first][1], self.words[match.last][2]
        return end - start > 3 or self.text[start:end].isupper() or (self.small and end - start == 3)

    def _region(self, match: _Match) -> Mention | None:
        meaning = match.meaning
        if not (self.small or self.text[self.words[match.first][1]].isupper() or meaning.marked):
            return None
        if meaning.marked and meaning.districts and not meaning.regions:
            parents = tuple(dict.fromkeys(registry.parent(code) for code in meaning.districts))
            return self._of_region(parents[0], match, how="district", options=parents)
        listed = contexts()
        previous = self._previous(match)
        if not self._is_written(match):
            return None
        if not meaning.marked and (previous in listed["before"] or self._next(match) in listed["after"]):
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
        listed = contexts()
        near = self._previous(match) in listed["near"]
        if match.spelling in listed["strict"] or match.spelling.split()[0] in listed["strict"]:
            start, end = self.words[match.first][1], self.words[match.last][2]
            if self._next(match) in _PROVINCES_AFTER and not self.text[start:end].isupper():
                return True
            return False if near and code.startswith(_HOME) else None
        return None if match.spelling in listed["ordinary"] and not near else True

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
            self.words[match.first][1],
            self.words[match.last][2],
            region=None if len(options) > 1 else code,
            how=how,
            options=options,
            certain=certain,
            weekday=self._next(match) in contexts()["weekday"],
            resident=self._previous(match) in contexts()["resident"],
        )

    def _previous(self, match: _Match) -> str:
        return self.words[match.first - 1][0] if match.first and self._joined(match.first) else ""

    def _next(self, match: _Match) -> str:
        following = match.last + 1
        return self.words[following][0] if following < len(self.words) and self._joined(following) else ""

    def _joined(self, number: int) -> bool:
        """Whether a word belongs to the same sentence as the one before it."""
        end, start = self.words[number - 1][2], self.words[number][1]
        return start - end <= 1 or not self._breaks(number, end, start)


def _named_after_parent(meaning: Meaning) -> list[str]:
    """The region whose name a kecamatan's begins with: "Metro Utara" lies in Metro, "Metro Kibang" does not."""
    parents = [registry.parent(code) for code in meaning.districts]
    return [p for p, d in zip(parents, meaning.districts, strict=True) if _begins(d, p)]


def _begins(district: str, parent: str) -> bool:
    return (registry.region_name(district) or "").startswith((registry.region_name(parent) or "") + " ")
