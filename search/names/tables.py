"""The registry's data files as records: regions, types of agencies, agencies, ministries, contexts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from search.analysis.tokens import words
from search.errors import BadSetting
from search.names.own import own_names

NATIONAL, PROVINCE, REGENCY, CITY, DISTRICT = "nasional", "provinsi", "kabupaten", "kota", "kecamatan"
LEVEL_OF_LETTER = {"n": NATIONAL, "p": PROVINCE, "k": REGENCY, "t": CITY, "c": DISTRICT}
# A shared bare name is that of the first of these levels ("Bogor" is the kabupaten, "Jambi" the province).
LEVELS = (PROVINCE, REGENCY, CITY, DISTRICT)
_LEVEL_WORDS = {
    PROVINCE: ("provinsi", "propinsi", "prov"),
    REGENCY: ("kabupaten", "kab", "kabupaten administrasi"),
    CITY: ("kota", "kota administrasi", "kotamadya"),
    DISTRICT: ("kecamatan", "kec", "camat"),
}


@dataclass(frozen=True, slots=True)
class Region:
    """A province, kabupaten or kota of Indonesia, or a kecamatan of Lampung.

    `code` is Kemendagri's ("18.72"), `name` unique among all but kecamatan, `level` one of provinsi, kabupaten,
    kota, kecamatan, `parent` the code above ("" for a province). `spellings` are further ways to write it,
    `places` stand for it in a text (its seat), `office` is the name as it ends the name of an office.
    """

    code: str
    name: str
    level: str
    parent: str
    spellings: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    office: str = ""

    @property
    def bare(self) -> str:
        """The name without its level: "Bogor" for "Kota Bogor"."""
        first, _, rest = self.name.partition(" ")
        return rest if first in ("Kabupaten", "Kota") and self.level in (REGENCY, CITY) else self.name

    @property
    def level_words(self) -> tuple[str, ...]:
        """Folded words that say this level before a name."""
        return _LEVEL_WORDS[self.level]


@dataclass(frozen=True, slots=True)
class AgencyType:
    """A type of public body. `levels` are those at which it exists, in the order in which a bare mention is read.

    `spellings` and `placed` are all its spellings, heads included; `placed` count only with a place after them.
    `offices` are those, folded, that are no heads: a name after them is no person's.
    """

    id: str
    name: str
    levels: tuple[str, ...]
    spellings: tuple[str, ...]
    placed: tuple[str, ...]
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body. `type` and `region` are None where it is of no type or of the whole country."""

    id: str
    name: str
    type: str | None = None
    region: str | None = None
    spellings: tuple[str, ...] = ()


def key(text: str) -> str:
    """A name as it is compared: its folded words, parted by single spaces."""
    if text.isascii() and text.replace(" ", "").isalnum():  # nearly all of the registry, read in half the time so
        return " ".join(text.lower().split())
    return " ".join(word for word, _, _ in words(text))


def slug(name: str) -> str:
    """An id from a name: "Kejari Metro" -> "kejari-metro"."""
    return key(name).replace(" ", "-")


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    for number, line in enumerate(files("search.data").joinpath(name).read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != columns:
                raise ValueError(f"search/data/{name}, line {number}: {len(cells)} columns; write {columns}, with tabs")
            yield cells


def _list(cell: str) -> tuple[str, ...]:
    return tuple(item for item in cell.split("|") if item and item != "-")


@cache
def regions() -> tuple[Region, ...]:
    """All regions, in the order of their codes' levels as filed."""
    more: dict[str, tuple[str, ...]] = {}
    for own in own_names():
        if own.kind == "wilayah":
            more[own.name] = (*more.get(own.name, ()), *own.spellings)
    found = tuple(
        Region(code, name, level, parent, (*_list(spellings), *more.pop(code, ())), _list(places), office or name)
        for code, name, level, parent, spellings, places, office in _rows("regions.tsv", 7)
    )
    if more:
        raise BadSetting(
            f"{_place_of(next(iter(more)))}: there is no region {next(iter(more))!r}. Use a Kemendagri code."
        )
    return found


def _place_of(name: str) -> str:
    return next(own.place for own in own_names() if own.name == name)


@cache
def villages() -> dict[str, str]:
    """Lampung's villages, folded and without spaces -> code of the kabupaten or kota, where only one has the name."""
    found: dict[str, set[str]] = {}
    for code, names in _rows("villages.tsv", 2):
        for name in _list(names):
            found.setdefault(key(name).replace(" ", ""), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


@cache
def agency_types() -> tuple[AgencyType, ...]:
    """All types of agencies that are made with a place."""
    found = []
    for name, levels, spellings, heads in _rows("agency_types.tsv", 4):
        written = (name, *_list(spellings), *_list(heads))
        name = name.rstrip("+")
        free = [s for s in written if not s.endswith("+")]
        found.append(
            AgencyType(
                id=slug(name),
                name=name,
                levels=tuple(LEVEL_OF_LETTER[letter] for letter in levels),
                spellings=(*free, *(h for s in free for h in _made_heads(s))),
                placed=tuple(s[:-1] for s in written if s.endswith("+")),
                offices=frozenset(key(s.rstrip("+")) for s in (name, *_list(spellings))),
            )
        )
    return tuple(found)


def _made_heads(spelling: str) -> Iterator[str]:
    """ "Kadis Kesehatan" from "Dinas Kesehatan", "Kadinkes" from "Dinkes"."""
    first, _, rest = spelling.partition(" ")
    if first == "Dinas" and rest:
        yield f"Kadis {rest}"
    elif not rest and spelling.startswith(("Dis", "Din")):
        yield f"Ka{spelling.lower()}"


@cache
def agencies() -> tuple[Agency, ...]:
    """Agencies with a name of their own, and all ministries."""
    types = {t.name: t.id for t in agency_types()}
    found = [
        Agency(
            slug(name),
            name,
            None if kind == "-" else types[kind],
            None if region == "-" else region,
            (name, *_list(spellings)),
        )
        for name, kind, region, spellings in _rows("agencies.tsv", 4)
    ]
    return (*found, *_ministries(), *_own(found))


def _own(known: Sequence[Agency]) -> Iterator[Agency]:
    codes, taken = {region.code for region in regions()}, {key(s): a.name for a in known for s in a.spellings}
    for own in own_names():
        if own.kind != "instansi":
            continue
        if own.region and own.region not in codes:
            raise BadSetting(f"{own.place}: there is no region {own.region!r}. Use a Kemendagri code, or -.")
        clash = next((s for s in (own.name, *own.spellings) if taken.get(key(s), own.name) != own.name), None)
        if clash:
            raise BadSetting(f"{own.place}: {clash!r} is {taken[key(clash)]} already. Leave it out, or use that name.")
        yield Agency(slug(own.name), own.name, None, own.region, (own.name, *own.spellings))


def _ministries() -> Iterator[Agency]:
    heads = ("Kementerian", "Kementrian", "Departemen", "Menteri", "Wakil Menteri", "Wamen")
    for name, others, alone in _rows("ministries.tsv", 3):
        made = [f"{head} {tail}" for tail in (name, *_list(others)) for head in heads]
        # "Menko Bidang Pangan", "Kemenko Pangan".
        bidang = name.removeprefix("Koordinator ")
        if bidang != name:
            made += [f"{head} {b}" for head in ("Menko", "Kemenko") for b in (bidang, bidang.removeprefix("Bidang "))]
        full = f"Kementerian {name}"
        yield Agency(slug(full), full, spellings=(*made, *_list(alone)))


@cache
def contexts() -> dict[str, frozenset[str]]:
    """Folded words and phrases by kind; the kinds are explained in name_contexts.tsv."""
    found: dict[str, set[str]] = {}
    for kind, listed in _rows("name_contexts.tsv", 2):
        found.setdefault(kind, set()).update(key(item) for item in _list(listed))
    return {kind: frozenset(items) for kind, items in found.items()}
