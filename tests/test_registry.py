"""The registry promises: ids and names are unique, each is found again, no spelling is ambiguous without a rule."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from search.analysis.tokens import words
from search.names import registry, tables
from search.names.meanings import meanings

FILED = [r for r in registry.regions() if r.level != "kecamatan"]


def test_codes_are_unique_and_every_parent_is_known() -> None:
    codes = Counter(r.code for r in registry.regions())
    assert [c for c, n in codes.items() if n > 1] == []
    assert [r.code for r in registry.regions() if r.parent and registry.region(r.parent) is None] == []


def test_names_that_articles_are_filed_under_are_unique() -> None:
    names = Counter(r.name for r in FILED)
    assert [n for n, count in names.items() if count > 1] == []


def test_the_country_is_whole() -> None:
    """Kemendagri 2025: 38 provinces, 416 kabupaten, 98 kota; Lampung has 15 and their kecamatan."""
    levels = Counter(r.level for r in FILED)
    assert levels == {"provinsi": 38, "kabupaten": 416, "kota": 98}
    assert len([r for r in FILED if r.parent == "18"]) == 15
    assert {r.parent.split(".")[0] for r in registry.regions() if r.level == "kecamatan"} == {"18"}


def test_every_code_name_and_name_with_its_level_resolves_to_its_region() -> None:
    wrong = [
        (text, r.code)
        for r in FILED
        for text in (r.code, r.name, f"{r.level} {r.bare}", r.name.upper())
        if registry.resolve_region(text) != r.code
    ]
    assert wrong == []


def test_spellings_of_regions_mean_one_region_or_share_a_bare_name() -> None:
    """The written rule of regions.tsv: only a bare name may be shared; the higher level has it."""
    levels = tables.LEVELS
    for spelling, meaning in meanings().items():
        shared = [registry.region(c) for c in meaning.regions]
        if len(shared) > 1:
            places = [r for r in shared if r is not None]
            assert {tables.key(r.bare) for r in places} <= {spelling, *_split(spelling, places)}, spelling
            assert [levels.index(r.level) for r in places] == sorted(levels.index(r.level) for r in places)


def _split(joined: str, places: list[registry.Region]) -> set[str]:
    return {tables.key(r.bare) for r in places if tables.key(r.bare).replace(" ", "", 1) == joined}


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("18.72", "18.72", "a code is itself"),
        ("bandarlampung", "18.71", "joined, as newspapers write it"),
        ("Bandar Lampung", "18.71", "apart"),
        ("balam", "18.71", "short"),
        ("Kota Metro", "18.72", "with its level"),
        ("lamsel", "18.01", "short"),
        ("TUBABA", "18.12", "letter case is free"),
        ("Tulangbawang Barat", "18.12", "first two words joined"),
        ("tulang bawang", "18.05", "is not Tulang Bawang Barat"),
        ("Bogor", "32.01", "a shared name is the kabupaten"),
        ("kota bogor", "32.71", "the level decides"),
        ("Gorontalo", "75", "a shared name is the province before the kabupaten"),
        ("DKI Jakarta", "31", "province of the capital"),
        ("Jakarta", "31", "its short name"),
        ("Solo", "33.72", "another name"),
        ("Natar", None, "no article is filed under a kecamatan"),
        ("18.01.04", None, "nor under its code"),
        ("Kalianda", None, "a seat is no spelling of its region"),
        ("99.99", None, "unknown code"),
        ("entah di mana", None, "unknown"),
        ("", None, "nothing typed"),
        ("'", None, "no word in it"),
    ],
)
def test_resolve_region(text: str, code: str | None, why: str) -> None:
    assert registry.resolve_region(text) == code, why


@pytest.mark.parametrize(
    ("text", "id", "why"),
    [
        ("kejari-metro", "kejari-metro", "an id is itself"),
        ("Kejari Metro", "kejari-metro", "the name"),
        ("kejaksaan negeri metro", "kejari-metro", "the long form"),
        ("Kajari Kota Metro", "kejari-metro", "the head, and the level"),
        ("bupati lampung selatan", "pemkab-lampung-selatan", "a head stands for the body"),
        ("Walikota Bandarlampung", "pemkot-bandar-lampung", "misspelt and joined"),
        ("gubernur lampung", "pemprov-lampung", "a head stands for the body"),
        ("sekda metro", "pemkot-metro", "one word for three levels: the place decides"),
        ("Pemkot Bogor", "pemkot-bogor", "a kota-only body takes the kota of a shared name"),
        ("Pemkab Bogor", "pemkab-bogor", "and a kabupaten's the kabupaten"),
        ("polres bandar lampung", "polresta-bandar-lampung", "a body with a name of its own there"),
        ("PN Lampung Selatan", "pn-kalianda", "a court is named for its seat"),
        ("kejari kalianda", "kejari-lampung-selatan", "a seat names the region"),
        ("polres metro", "polres-metro", "the city's"),
        ("polres metro bekasi", "polres-metro-bekasi", "not the city's"),
        ("polda metro jaya", "polda-metro-jaya", "Jakarta's"),
        ("polsek gading rejo", "polsek-gadingrejo", "at a kecamatan, either spelling"),
        ("dinas tanaman pangan hortikultura lambar", "dinas-tanaman-pangan-dan-hortikultura-lampung-barat", "no dan"),
        ("kadisdik metro", "dinas-pendidikan-metro", "a head made by rule"),
        ("BPBD DKI Jakarta", "bpbd-dki-jakarta", "offices of Jakarta are called so"),
        ("kementerian pertanian", "kementerian-pertanian", "a ministry"),
        ("mentan", "kementerian-pertanian", "its minister"),
        ("kementerian-atr-bpn", "kementerian-atr-bpn", "an id with a slash in its name"),
        ("bps", "bps", "exists nationally too"),
        ("kemenag tulang bawang", "kantor-kemenag-tulang-bawang", "a ministry's word, its office there"),
        ("DPRD", None, "of which place?"),
        ("Bupati Lampung", None, "no such level"),
        ("Polres Entah", None, "unknown place"),
        ("partai entah", None, "unknown"),
        ("", None, "nothing typed"),
    ],
)
def test_resolve_agency(text: str, id: str | None, why: str) -> None:
    assert registry.resolve_agency(text) == id, why


def _all_agencies() -> list[registry.Agency]:
    places: list[str | None] = [None, *(r.code for r in registry.regions() if r.code.startswith("18"))]
    places += ["31", "32.01", "32.71", "75", "75.01", "75.71"]
    made = [registry.of_type(t.id, code) for t in tables.agency_types() for code in places]
    return [a for a in made if a] + list(tables.agencies())


def test_every_agency_is_found_again_by_its_id_and_its_name() -> None:
    lost = [a for a in _all_agencies() if registry.resolve_agency(a.id) != a.id or registry.agency_name(a.id) != a.name]
    assert [(a.id, registry.resolve_agency(a.id)) for a in lost] == []
    assert [a.name for a in _all_agencies() if registry.resolve_agency(a.name) != a.id] == []


def test_an_id_has_one_name() -> None:
    names: dict[str, set[str]] = {}
    for agency in _all_agencies():
        names.setdefault(agency.id, set()).add(agency.name)
    assert {id: n for id, n in names.items() if len(n) > 1} == {}


def test_spellings_of_agencies_with_a_name_of_their_own_mean_one_of_them() -> None:
    owners: dict[str, set[str]] = {}
    for agency in tables.agencies():
        for spelling in agency.spellings:
            owners.setdefault(tables.key(spelling), set()).add(agency.id)
    assert {s: ids for s, ids in owners.items() if len(ids) > 1} == {}


def test_types_that_share_a_spelling_exist_at_different_levels() -> None:
    """The written rule of agency_types.tsv: the place's level decides which of them is meant."""
    for spelling, meaning in meanings().items():
        levels = [x for t in (*meaning.types, *meaning.placed) for x in registry.agency_type(t).levels]
        assert len(levels) == len(set(levels)), spelling


def test_every_data_file_says_what_it_is_its_source_and_licence() -> None:
    for name in ("regions.tsv", "agency_types.tsv", "agencies.tsv", "ministries.tsv", "name_contexts.tsv"):
        head = files("search.data").joinpath(name).read_text("utf-8").splitlines()[:4]
        assert all(line.startswith("#") for line in head[:2]), name
        assert "Source:" in "".join(head), name
        assert "MIT" in "".join(head), name


def test_names_are_protected_and_ordinary_words_are_not() -> None:
    protected = registry.protected_words()
    names = "pesawaran kejari kejati krui labuhan sekampung pemalang bekasi bali kediri natar kalianda liwa kepulauan"
    short_forms = "pemkot pemkab pemprov disdukcapil p3ap2kb bpbd polres lamsel tubaba bandarlampung"
    ordinary = "dinas kepala dan negeri pekerjaan umum kesehatan pendidikan pemerintah imigrasi"
    assert set(f"{names} {short_forms}".split()) <= protected
    assert set(ordinary.split()) & protected == set()


def test_unknown_ids_and_codes_have_no_name() -> None:
    assert registry.region_name("99") is None
    assert registry.agency_name("polres-entah") is None
    assert registry.agency_name("kejaksaan-negeri-metro") is None, "a spelling is not an id"


@pytest.mark.parametrize(
    "name", ["Kota  Metro ", "DPRD", "", "  ", "Kab. Pringsewu", "18 Ilir", "Jum'at", "Anak-Anak", "a_b"]
)
def test_the_short_way_to_compare_names_agrees_with_the_words_of_a_text(name: str) -> None:
    assert tables.key(name) == " ".join(word for word, _, _ in words(name))
