"""The judgement promises: whom and where an article is about, with evidence, and nothing in passing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from search.model import AgencyTag, RegionTag
from search.understanding.who_where import Understood, understand

SHARED = Path(__file__).parents[2] / "shared"
SEED = SHARED / "seed"
NATIONAL = [SHARED / "data" / f"{name}.jsonl.gz" for name in ("detik_1000", "misc_news", "indosum_dev")]


def names(understood: Understood) -> tuple[list[str], str | None]:
    """The agencies' names and the main region's."""
    main = understood.main_region
    return [a.name for a in understood.agencies], main.name if main else None


@pytest.mark.parametrize(
    ("title", "body", "agencies", "main", "why"),
    [
        (
            "Bupati tinjau jalan",
            "Warga Kabupaten Pesawaran mengeluh. Bupati dan Kapolres datang.",
            ["Pemkab Pesawaran", "Polres Pesawaran"],
            "Pesawaran",
            "bare heads belong to the main region",
        ),
        (
            "Polda dan Gubernur",
            "Gubernur dan Kapolda meninjau banjir di Kota Metro.",
            ["Polda Lampung", "Pemprov Lampung"],
            "Metro",
            "a province's body belongs to the main region's province",
        ),
        (
            "Pencuri ditangkap Polres Tanggamus",
            "Polres Lampung Tengah membantu. Kata Kapolres, pelaku lari dari Kabupaten Tanggamus.",
            ["Polres Tanggamus", "Polres Lampung Tengah"],
            "Tanggamus",
            "a bare head is the body of its type that was named last, no new one",
        ),
        (
            "Dinas Pendidikan Metro",
            "Dinas Pendidikan dan Kebudayaan (Disdikbud) Kota Metro mendata sekolah.",
            ["Dinas Pendidikan dan Kebudayaan Metro"],
            "Metro",
            "a name cut short is the same office",
        ),
        (
            "Inflasi naik",
            "Badan Pusat Statistik mencatat inflasi di Kabupaten Mesuji.",
            ["BPS"],
            "Mesuji",
            "a bare body that exists nationally is the national one",
        ),
        ("Bupati", "Para bupati berkumpul.", [], None, "without any place a head says nothing"),
        (
            "Panen raya",
            "Petani Kecamatan Natar panen.",
            [],
            "Lampung Selatan",
            "a kecamatan with one possible parent names its kabupaten",
        ),
        (
            "Panen raya",
            "Petani Kecamatan Bumi Agung panen.",
            [],
            None,
            "two kabupaten have a kecamatan of that name",
        ),
        (
            "Panen raya",
            "Petani Kecamatan Bumi Agung, Kabupaten Way Kanan, panen.",
            [],
            "Way Kanan",
            "the text says which",
        ),
        (
            "Kebakaran lahan",
            "Api menjalar di Kecamatan Mesuji, Kabupaten Ogan Komering Ilir, Sumatera Selatan.",
            [],
            "Ogan Komering Ilir",
            "Mesuji in OKI is not Lampung's",
        ),
        (
            "Lomba",
            "Lomba digelar di Metro. Peserta datang dari Lampung Timur, Lampung Tengah dan kota sekitar di Metro.",
            [],
            "Metro",
            "in a text about Lampung, Metro after a preposition is the city",
        ),
        ("Lomba", "Konser di Metro, Jakarta Pusat.", [], "Jakarta Pusat", "elsewhere it is not"),
        (
            "Macet",
            "Kapolres Metro mengatur lalu lintas di Jakarta Selatan.",
            [],
            "Jakarta Selatan",
            "nor is a Polres Metro its police",
        ),
        (
            "Gubernur Lampung: harga gabah naik",
            "Gubernur Lampung bicara soal gabah, kata dia di Bandarlampung, Selasa.",
            ["Pemprov Lampung"],
            "Lampung",
            "where somebody spoke is not what it is about",
        ),
        ("Tips", "Dokter di Tangerang, Jumat, memberi saran.", [], None, "where somebody spoke alone is no region"),
        (
            "Saran",
            "Orang tua harus sabar. " * 70 + "Ketua forum Provinsi Lampung setuju.",
            [],
            None,
            "named once far down is named in passing",
        ),
        ("Musisi", "Mereka tampil di Lapangan Saburai.", [], "Bandar Lampung", "a place stands for its city"),
        (
            "Guru",
            "Guru di Kota Metro menunggu. Pemerintah daerah dan pemerintah pusat diminta membantu.",
            [],
            "Metro",
            "'pemerintah daerah' without its place is nobody",
        ),
        (
            "Pencarian",
            "Polsek Lubuk Besar mencari korban. Kapolsek Lubuk Besar Budi ikut. Polsek Jaya Sakti Indah Raya Kota no.",
            ["Polsek Lubuk Besar"],
            None,
            "the office of a kecamatan elsewhere has its name, a row of capitals is none",
        ),
        (
            "Cuaca Provinsi Lampung",
            "Hujan di Lampung Utara, Lampung Tengah, Way Kanan, Tanggamus, Pringsewu dan Pesawaran.",
            [],
            "Lampung",
            "many kabupaten in a row are a report about the province",
        ),
        (
            "Jalan rusak",
            "Jalan di Kabupaten Pesawaran, Lampung, rusak. Lampung punya banyak jalan.",
            [],
            "Pesawaran",
            "the province is where the kabupaten lies",
        ),
    ],
)
def test_understand(title: str, body: str, agencies: list[str], main: str | None, why: str) -> None:
    assert names(understand(title, body)) == (agencies, main), why


def test_the_dateline_is_no_evidence() -> None:
    assert understand("Panen", "Petani panen padi.", "METRO") == Understood()


def test_the_main_region_comes_first_and_a_strong_second_stays() -> None:
    title = "Banjir di Lampung Tengah dan Lampung Timur"
    understood = understand(
        title, "Banjir melanda Lampung Tengah sejak pagi, Lampung Timur sejak siang. Kota Metro aman."
    )
    assert [r.name for r in understood.regions] == ["Lampung Tengah", "Lampung Timur"], "Metro only in passing"
    assert understood.main_region == understood.regions[0]


def test_every_tag_has_evidence_that_stands_in_the_article() -> None:
    title = "Kejari Metro dan Pemkot"
    body = "Kejaksaan Negeri\n(Kejari) Metro bersama Pemkot menandatangani.\nDi Kecamatan Metro Pusat 😀 Kejari hadir."
    understood = understand(title, body)
    tags: list[AgencyTag | RegionTag] = [*understood.agencies, *understood.regions]
    assert [t.name for t in tags] == ["Kejari Metro", "Pemkot Metro", "Metro"]
    for tag in tags:
        assert tag.evidence
        for e in tag.evidence:
            assert {"title": title, "body": body}[e.field][e.start : e.end] == e.text


def test_the_seed_article() -> None:
    """An article as it reaches the indexer; cut here by its known first and last words, cleaning has its own test."""
    if not SEED.is_dir():
        pytest.skip("../shared/seed is not there: it holds a publisher's text, which is not part of the project")
    (path,) = SEED.iterdir()
    raw = path.read_text("utf-8")
    title = next(line for line in raw.splitlines() if line.startswith("Kejari Metro Komitmen"))
    body = raw[raw.index("Pemerintah Kota\n") : raw.index("[MFH/")]
    body = body[: body.index("Baca Lainnya")] + body[body.index("” Saya") :]
    understood = understand(title, body, "METRO")
    expected = {"Kejari Metro", "Pemkot Metro", "Kejati Lampung", "Dinas Sosial Metro", "Disdukcapil Metro"}
    assert {a.name for a in understood.agencies} == expected | {"P3AP2KB Metro"}
    assert [r.name for r in understood.regions] == ["Metro"]
    assert understood.main_region is not None
    assert understood.main_region.code == "18.72"


def test_no_national_article_is_placed_in_metro() -> None:
    """Five thousand articles that speak of Polda Metro Jaya, Metro TV and metro lines; none is about the city."""
    if not all(path.is_file() for path in NATIONAL):
        pytest.skip("../shared/data is not there: it holds publishers' texts, which are not part of the project")
    placed = []
    read = 0
    for path in NATIONAL:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                read += 1
                understood = understand(row["title"] or "", row["body"] or "")
                if "18.72" in {r.code for r in understood.regions} or "polres-metro" in {
                    a.id for a in understood.agencies
                }:
                    placed.append(row["id"])
    assert read > 5000
    assert placed == []
