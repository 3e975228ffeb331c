"""Every spelling of the registry, and what it can mean: what the recogniser looks for and lookups read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from search.names.tables import LEVELS, AgencyType, Region, agencies, agency_types, contexts, key, regions


@dataclass(slots=True)
class Meaning:
    """What one spelling can mean; all lists are empty for a phrase that only looks like a name.

    `agency` is a whole agency, `types` are types that count also without a place, `placed` only with one.
    `regions`, `districts` (kecamatan) and `seats` (regions for which a place stands) are codes, the likeliest
    first. `marked` is True where the spelling itself says the level ("Kota Metro").
    """

    agency: str | None = None
    types: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    seats: list[str] = field(default_factory=list)
    marked: bool = False

    @property
    def of_agency(self) -> bool:
        """Whether it can begin an agency's name."""
        return bool(self.agency or self.types or self.placed)

    @property
    def places(self) -> list[str]:
        """Codes that it can give to a type before it, the likeliest first."""
        return [*self.regions, *self.districts, *self.seats]


@cache
def meanings() -> Mapping[str, Meaning]:
    """Meaning by folded spelling; built once."""
    found: dict[str, Meaning] = {key(phrase): Meaning() for phrase in contexts()["phrase"]}
    for region in sorted(regions(), key=lambda r: LEVELS.index(r.level)):
        _add_region(found, region)
    for kind in agency_types():
        _add_type(found, kind)
    for agency in agencies():
        for spelling in agency.spellings:
            for variant in _loose(spelling):
                meaning = found.setdefault(variant, Meaning())
                meaning.agency = meaning.agency or agency.id
    return found


def _add_region(found: dict[str, Meaning], region: Region) -> None:
    district = region.level == "kecamatan"
    names = {v for s in (region.bare, *region.spellings) for v in joined(key(s))}
    for name in sorted(names | {key(region.name)}):
        meaning = found.setdefault(name, Meaning())
        codes = meaning.districts if district else meaning.regions
        if region.code not in codes:
            codes.append(region.code)
    for name, word in product(sorted(names), region.level_words):
        meaning = found.setdefault(f"{word} {name}", Meaning())
        # A name that another region bears in full ("kota agung") keeps its first meaning.
        codes = meaning.districts if district else meaning.regions
        if region.code not in codes:
            codes.append(region.code)
        meaning.marked = True
    for place in region.places:
        found.setdefault(key(place), Meaning()).seats.append(region.code)


def _add_type(found: dict[str, Meaning], kind: AgencyType) -> None:
    for listed, attribute in ((kind.spellings, "types"), (kind.placed, "placed")):
        for spelling in listed:
            for variant in _loose(spelling):
                ids: list[str] = getattr(found.setdefault(variant, Meaning()), attribute)
                if kind.id not in ids:
                    ids.append(kind.id)


def joined(name: str) -> Iterator[str]:
    """A folded name, and with its first two words written as one ("bandarlampung")."""
    yield name
    if name.count(" ") >= 1:
        yield name.replace(" ", "", 1)


def _loose(spelling: str) -> Iterable[str]:
    """A folded name, with and without each "dan": commas and "dan" come and go in long names."""
    pieces = key(spelling).split(" dan ")
    return {
        "".join(piece + link for piece, link in zip(pieces, (*links, ""), strict=True))
        for links in product((" dan ", " "), repeat=len(pieces) - 1)
    }
