"""What a text spells out as an acronym is found, and nobody's initials are ever joined to a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.acronyms import Pair, acronyms

TABLE = Path(__file__).parent / "tables" / "acronyms.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]

# Invented persons, with first names that Sastrawi and place names also have.
PERSONS = [
    "Muhammad Dian Prasetyo",
    "Indah Permata Sari",
    "Budi Harapan Jaya",
    "Surya Perdana Putra",
    "Wahyu Ramadhan",
    "Bintang Cahya Negara",
    "Adi Pesawaran",
    "Kurniawan Tanjung",
    "Sri Rejeki Handayani",
    "Intan Melati",
    "Mulya Sejahtera",
    "Rahmat Budiman Syah",
]
ROLES = ["", "Tersangka ", "Kepala Dinas ", "warga Desa ", "Bupati ", "Pegawai Bank ", "Guru ", "Korban, "]


@pytest.mark.parametrize(("text", "short", "long"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_a_text_gives_this_pair_and_no_other(text: str, short: str, long: str) -> None:
    assert acronyms(text) == ([Pair(short, long)] if short else [])


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert sum(bool(row[1]) for row in ROWS) >= 60
    assert sum(not row[1] for row in ROWS) >= 40


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("person", PERSONS)
def test_initials_are_joined_to_no_person_whatever_stands_before(person: str, role: str) -> None:
    initials = "".join(word[0] for word in person.split())
    blend = "".join(word[:2] for word in person.split()).capitalize()
    for short in (initials, blend):
        for after in ("", ", 24 tahun,", " (24)", " warga Metro"):
            assert acronyms(f"{role}{person} ({short}){after} diperiksa.") == []
            assert acronyms(f"{role}{short} ({person}){after} diperiksa.") == []


def test_each_pair_is_told_once_in_the_order_of_the_text() -> None:
    text = "Dinas Sosial (Dinsos) dan Dinas Kesehatan (Dinkes). Dinas Sosial (Dinsos) lagi."
    assert acronyms(text) == [Pair("dinsos", "dinas sosial"), Pair("dinkes", "dinas kesehatan")]


@given(st.text(alphabet="aAbBpP3 (),.-/&’\n", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for short, long in acronyms(text):
        assert " " not in short
        assert len(long.split()) >= 2
