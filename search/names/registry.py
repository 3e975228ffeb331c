"""The agencies and regions that Telusur knows: lookups by id, code and spelling. Loaded once, when first asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from search.names import tables
from search.names.meanings import Meaning, joined, meanings
from search.names.tables import Agency, AgencyType, Region, key, slug

__all__ = [
    "Agency",
    "AgencyType",
    "Region",
    "agency",
    "agency_name",
    "agency_type",
    "compose",
    "load",
    "local_office",
    "named",
    "of_type",
    "parent",
    "protected_words",
    "region",
    "region_name",
    "regions",
    "resolve_agency",
    "resolve_region",
]

# Words of offices' names that are ordinary words: they stay stemmable. Words of places never do (design: names are
# not stemmed), though "kepulauan" then no longer meets "pulau".
_ORDINARY_WORDS = frozenset({"administrasi", "dan", "imigrasi", "negeri", "pemerintah"})


@cache
def _regions() -> dict[str, Region]:
    return {region.code: region for region in tables.regions()}


@cache
def _types() -> dict[str, AgencyType]:
    return {kind.id: kind for kind in tables.agency_types()}


@cache
def _named() -> dict[str, Agency]:
    return {agency.id: agency for agency in tables.agencies()}


@cache
def _own_names() -> dict[tuple[str, str], Agency]:
    """Agencies that have a name of their own, by type and region: the Polres of Bandar Lampung is a Polresta."""
    return {(a.type, a.region): a for a in tables.agencies() if a.type and a.region}


def load() -> None:
    """Read the data files now, an operator's own names too. Raises BadSetting where those are at fault."""
    tables.regions()
    tables.agencies()


def region(code: str) -> Region | None:
    """The region of a Kemendagri code, kecamatan of Lampung included; None for an unknown code."""
    return _regions().get(code)


def regions() -> Sequence[Region]:
    """All regions: provinces, kabupaten and kota of Indonesia, kecamatan of Lampung."""
    return tables.regions()


def region_name(code: str) -> str | None:
    """The short name of a region: "18.72" -> "Metro"."""
    found = region(code)
    return found.name if found else None


def parent(code: str) -> str:
    """The code above a region; a province is its own."""
    return _regions()[code].parent or code


@lru_cache(maxsize=4096)
def resolve_region(text: str) -> str | None:
    """The code of a province, kabupaten or kota for its code or a spelling, letter case and joining free.

    A name that regions share is that of the higher level, kabupaten before kota. None where nothing is known,
    and for kecamatan: no article is filed under one.
    """
    known = region(text.strip())
    if known:
        return known.code if known.level != tables.DISTRICT else None
    meaning = meanings().get(key(text))
    return meaning.regions[0] if meaning and meaning.regions else None


def agency(id: str) -> Agency | None:
    """The agency of an id; None for an unknown one, and for a spelling that is not the id itself."""
    found = _find_agency(id.replace("-", " "))
    return found if found and found.id == id else None


def agency_name(id: str) -> str | None:
    """The name of an agency: "kejari-metro" -> "Kejari Metro"."""
    found = agency(id)
    return found.name if found else None


def resolve_agency(text: str) -> str | None:
    """The id of an agency for its id or a spelling, letter case free; None where nothing or no one place is meant.

    Bodies of a place need it ("Kejari Metro"); those that also exist nationally do not ("BPS").
    """
    found = _find_agency(text)
    return found.id if found else None


@lru_cache(maxsize=4096)
def _find_agency(text: str) -> Agency | None:
    whole = key(text).split()
    for cut in range(len(whole), 0, -1):
        meaning = meanings().get(" ".join(whole[:cut]))
        if meaning is None or not meaning.of_agency:
            continue
        if cut < len(whole):
            place = meanings().get(" ".join(whole[cut:]))
            found = compose(meaning, place) if place else local_office(meaning.types, " ".join(whole[cut:]).title())
        elif meaning.agency:
            found = _named()[meaning.agency]
        else:
            found = next((a for t in meaning.types if (a := of_type(t, None))), None)
        if found:
            return found
    return None


def compose(meaning: Meaning, place: Meaning) -> Agency | None:
    """The agency that a type and a place after it name; None where the type does not exist at such a place."""
    for code in place.places:
        for kind in (*meaning.types, *meaning.placed):
            found = of_type(kind, code)
            if found:
                return found
    return None


def local_office(kinds: Sequence[str], place: str) -> Agency | None:
    """The office of a kecamatan that the registry does not know, of the first kind that only kecamatan have."""
    kind = next((kind for kind in kinds if _types()[kind].levels == (tables.DISTRICT,)), None)
    name = f"{_types()[kind].name} {place}" if kind else ""
    return Agency(slug(name), name, kind) if kind else None


@cache
def of_type(kind: str, code: str | None) -> Agency | None:
    """The agency of a type in a region, or of the whole country for None; None where there is none.

    It bears its own name where it has one (the Polres of 18.71 is "Polresta Bandar Lampung").
    """
    of = _types()[kind]
    if code is None:
        return Agency(slug(of.name), of.name, kind) if tables.NATIONAL in of.levels else None
    place = _regions()[code]
    if place.level not in of.levels:
        return None
    own = _own_names().get((kind, code))
    if own:
        return own
    # "Pemkot Bogor" and "Pemkab Gorontalo" need no second "Kota" or "Kabupaten".
    name = f"{of.name} {place.bare if of.levels in ((tables.REGENCY,), (tables.CITY,)) else place.office}"
    return Agency(slug(name), name, kind, code)


def agency_type(id: str) -> AgencyType:
    """A type of agency by its id; KeyError for an unknown one."""
    return _types()[id]


def named(id: str) -> Agency:
    """An agency with a name of its own by its id; KeyError for others."""
    return _named()[id]


@cache
def protected_words() -> frozenset[str]:
    """Folded words that must never be stemmed, because they are names or parts of them.

    Every word of a region's names, of Lampung's kecamatan and seats, and every agency's short form. Ordinary
    words of offices' names ("pekerjaan", "imigrasi") are left to the stemmer.
    """
    found = {word for name in _place_names() for word in name.split()}
    found.update(name for name, meaning in meanings().items() if meaning.of_agency and " " not in name)
    # One or two letters are nothing that could be stemmed, but "i" would make a clitic of "iku".
    return frozenset(w for w in found if len(w) > 2 and not w.isdigit()) - _ORDINARY_WORDS


def _place_names() -> Iterator[str]:
    for place in tables.regions():
        names: Iterable[str] = (place.bare, *place.spellings, *place.places)
        for name in names:
            yield from joined(key(name))
