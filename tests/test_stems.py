"""Stems that are right: what an Indonesian reader expects, word by word, in tables that were written by hand."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from search.analysis import rules, terms
from search.names import registry
from tests.real_articles import SHARED

TABLES = Path(__file__).resolve().parent / "tables"


def lines(name: str) -> list[str]:
    text = (TABLES / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


STEMS = [tuple(line.split("\t")) for line in lines("stems.tsv")]
FAMILIES = [line.split() for line in lines("stem_families.tsv")]
STRANGERS = [tuple(line.split("\t")) for line in lines("stem_strangers.tsv")]


def terms_of(text: str) -> set[str]:
    return {token.term for token in terms.tokens(text)}


def test_every_word_of_the_table_has_its_root() -> None:
    wrong = [
        f"{word} is searched by {' '.join(sorted(terms_of(word)))}, expected {root} ({why})"
        for word, root, why in STEMS
        if terms_of(word) != {root}
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_tables_are_as_long_as_they_claim_and_say_nothing_twice() -> None:
    assert len(STEMS) >= 360
    assert len({word for word, *_ in STEMS}) == len(STEMS)
    assert len(FAMILIES) >= 60
    assert len({tuple(sorted(pair)) for pair in STRANGERS}) == len(STRANGERS) >= 60


@pytest.mark.parametrize("family", FAMILIES, ids=[family[0] for family in FAMILIES])
def test_a_family_has_one_term(family: list[str]) -> None:
    found = {word: terms_of(word) for word in family}
    assert len(set().union(*found.values())) == 1, found


def test_no_two_families_share_a_term() -> None:
    """A family that swallows its neighbour would pass alone."""
    first: dict[str, str] = {}
    for family in FAMILIES:
        for term in terms_of(family[0]):
            assert first.setdefault(term, family[0]) == family[0], term


@pytest.mark.parametrize(("one", "other"), STRANGERS, ids=["/".join(pair) for pair in STRANGERS])
def test_strangers_do_not_meet(one: str, other: str) -> None:
    assert not terms_of(one) & terms_of(other)


def changed(names: list[str]) -> dict[str, str]:
    """Words of names that are not their own term."""
    return {t.exact: t.term for name in names for t in terms.tokens(name) if t.term != t.exact}


def test_no_word_of_the_names_of_regions_is_changed() -> None:
    levels = [region.level for region in registry.regions()]
    assert levels.count("provinsi") == 38
    assert levels.count("kabupaten") + levels.count("kota") == 514
    assert levels.count("kecamatan") == 229
    assert changed([region.name for region in registry.regions()]) == {}


def test_nor_is_one_of_their_official_names() -> None:
    path = SHARED / "data" / "regions.csv.gz"
    if not path.exists():
        pytest.skip(f"the official names of regions are not at {path}")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    of_indonesia = [row["name"] for row in rows if row["level"] in ("provinsi", "kabupaten", "kota")]
    of_lampung = [row["name"] for row in rows if row["level"] == "kecamatan" and row["code"].startswith("18.")]
    assert (len(of_indonesia), len(of_lampung)) == (552, 229)
    assert changed(of_indonesia + of_lampung) == {}


def test_the_override_list_is_sound() -> None:
    """Each word once, and roots that are not stemmed any further when they are asked for themselves."""
    words = [line.split("\t")[0] for line in rules.read_list("stem_overrides.tsv")]
    assert sorted(words) == sorted(set(words))
    apart = {root: rules.reason(root).term for root in rules.overrides().values() if "-" not in root}
    assert {root: term for root, term in apart.items() if root != term} == {}


@pytest.mark.parametrize("word", ["rusa", "lidi", "nila", "asa", "madam", "kesah", "merang", "bel", "rubah", "perban"])
def test_a_word_that_captured_others_is_still_found_as_itself(word: str) -> None:
    assert rules.reason(word).term == word


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("lampungnya", "name + clitic"),
        ("pelaku", "override"),
        ("pelakunya", "override + clitic"),
        ("melayani", "sastrawi"),
        ("perpajakan", "sastrawi, mended"),
        ("membantah", "sastrawi, mended"),
        ("ponselnya", "clitic"),
        ("kegiatanya", "clitic"),
        ("viral", "as it is"),
        ("undang-undangnya", "override of the whole"),
        ("DPRD-nya", "name"),
        ("se-Lampung", "name"),
    ],
)
def test_analyze_names_the_rule(word: str, rule: str) -> None:
    said = CliRunner().invoke(main, ["analyze", word, "--json"])
    assert said.exit_code == 0, said.output
    assert {row["rule"] for row in json.loads(said.output)} == {rule}


@pytest.mark.parametrize("word", ["hanya", "tanya", "punya", "kenya", "anya", "nya"])
def test_a_short_word_in_nya_keeps_it(word: str) -> None:
    assert rules.reason(word).term == word


def test_every_word_of_the_tables_holds_a_needle_of_its_term() -> None:
    """What the finder of passages relies on."""
    for text in [word for word, *_ in STEMS] + [word for family in FAMILIES for word in family]:
        for token in terms.tokens(text):
            assert any(needle in token.exact for needle in rules.needles(token.term)), token
