"""The pages: what they show, that every link keeps its word, and that nothing a story or reader says becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from flask.testing import FlaskClient

from search.answer_json import page_path
from tests.web_site import ODD_IDS, by_class, page, published, site, stories, text


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("pages"), stories())


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return site(backend).test_client()


def links(tree) -> list[tuple[str, str]]:
    return [(text(e), e.get("href")) for e in tree.iter("a")]


def count(tree) -> int:
    """The number of the count line."""
    (line,) = [e for e in tree.iter() if e.get("role") == "status"]
    return int(re.match(r"([\d.]+) berita", text(line))[1].replace(".", ""))  # type: ignore[index]


def ids(tree) -> list[str]:
    return [e.find(".//h3/a").get("href") for e in by_class(tree, "hit")]


def form(tree) -> list[tuple[str, str]]:
    """What the browser would send for the search form as the page has it."""
    sent = []
    own = next(e for e in tree.iter("form") if e.get("id") == "cari")
    for e in tree.iter("input"):
        if e.get("form") != "cari" and e not in own.iter("input"):
            continue
        if e.get("type") in ("checkbox", "radio") and e.get("checked") is None:
            continue
        sent.append((e.get("name"), e.get("value", "")))
    return sent


def test_start_page_has_the_newest_stories_and_what_can_be_browsed(client: FlaskClient) -> None:
    tree = page(client, "/")
    assert ids(tree)[:2] == ["/berita/banjir-1", "/berita/banjir-2"]
    browse = dict(links(tree))
    for said, facet, value in (
        ("Bandar Lampung 2 berita", "wilayah", "18.71"),
        ("Pemkot Bandar Lampung 2 berita", "instansi", "pemkot-bandar-lampung"),
    ):
        assert browse[said] == f"/{facet}/{value}"
        assert said.endswith(f" {count(page(client, f'/cari?{facet}={value}'))} berita")


RESULTS = [
    ("q=banjir", 2, "a plain word"),
    ("q=membanjiri", 2, "another form of the word"),
    ("q=banjir&wilayah=18.71", 2, "a region by its code"),
    ("q=banjir&wilayah=Bandar+Lampung", 2, "a region by its name"),
    ("q=banjir&wilayah=18.72", 0, "a region without such stories"),
    ("instansi=kejari-metro&instansi=pemkot-bandar-lampung", 3, "two agencies are alternatives"),
    ("instansi=-&dari=2024-02", 1, "stories without any agency"),
    ("dari=1/12/2025&sampai=31/12/2025", 1, "days, both ends included"),
    ("dari=Desember+2025", 1, "a month, in words"),
    ("dari=9/12/2025&sampai=9/12/2025&menurut=kejadian", 1, "the day it happened, not of publication"),
    ("q=dapur&judul=1", 0, "a word of the body is not in a title"),
    ("q=lada+-kopi", 1, "a word that must not be there"),
]


@pytest.mark.parametrize(("question", "total", "why"), RESULTS)
def test_results_are_counted_and_listed(client: FlaskClient, question: str, total: int, why: str) -> None:
    tree = page(client, f"/cari?{question}")
    assert count(tree) == total, why
    assert len(ids(tree)) == total, why


def test_a_result_shows_day_marked_words_source_and_tags(client: FlaskClient) -> None:
    (hit,) = [h for h in by_class(page(client, "/cari?q=banjir"), "hit") if "keruk" in text(h)]
    assert text(hit.find("time")) == "Jumat, 28 November 2025"
    assert [m.text for m in hit.iter("mark")] == ["banjir", "banjir"]
    assert "Kabar Sai" in text(hit)
    assert ("Pemkot Bandar Lampung", "/cari?q=banjir&instansi=pemkot-bandar-lampung") in links(hit)


def test_a_facet_row_ticked_gives_as_many_as_it_says(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir+metro+lada&urut=terlama")
    rows = by_class(tree, "opt")
    tried = 0
    for row in rows:
        box, said = row.find("input"), re.search(r", ([\d.]+) berita$", text(row))
        if said:
            sent = [*form(tree), (box.get("name"), box.get("value"))]
            assert count(page(client, f"/cari?{urlencode(sent)}")) == int(said[1])
            tried += 1
    assert tried >= 5
    assert ("urut", "terlama") in form(tree)


def test_the_form_keeps_every_filter(client: FlaskClient) -> None:
    asked = "q=banjir&instansi=-&wilayah=18.71&dari=2025-01-01&sampai=2025-12-31&menurut=kejadian&judul=1&per_hal=5"
    sent = form(page(client, f"/cari?{asked}&urut=terbaru&kabar=semua"))
    assert dict(sent) == {
        **dict(parse_qsl(asked)),
        "dari": "01/01/2025",
        "sampai": "31/12/2025",
        "urut": "terbaru",
        "kabar": "semua",
    }


def test_every_filter_is_a_chip_that_takes_it_away(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir&instansi=dinas+gaib&wilayah=18.71&wilayah=-&dari=2025-12&judul=1")
    chips = {text(c): c.get("href") for c in by_class(tree, "chip")}
    assert chips == {
        "Hapus filter Instansi: dinas gaib ✕": "/cari?q=banjir&wilayah=18.71&wilayah=-&dari=2025-12-01&judul=1",
        "Hapus filter Wilayah: Bandar Lampung ✕": (
            "/cari?q=banjir&instansi=dinas+gaib&wilayah=-&dari=2025-12-01&judul=1"
        ),
        "Hapus filter Wilayah: Tanpa wilayah ✕": (
            "/cari?q=banjir&instansi=dinas+gaib&wilayah=18.71&dari=2025-12-01&judul=1"
        ),
        "Hapus filter Tanggal: sejak 1 Desember 2025 ✕": (
            "/cari?q=banjir&instansi=dinas+gaib&wilayah=18.71&wilayah=-&judul=1"
        ),
        "Hapus filter Di judul saja ✕": "/cari?q=banjir&instansi=dinas+gaib&wilayah=18.71&wilayah=-&dari=2025-12-01",
    }
    assert ("Hapus semua filter", "/cari?q=banjir") in links(tree)


def test_months_and_years_lead_to_as_many_as_they_say(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir")
    said = [(re.search(r"(\d+) berita$", words), href) for words, href in links(by_class(tree, "bars")[0])]
    assert [int(m[1]) for m, _ in said if m] == [1, 1]
    for match, href in said:
        assert match
        assert count(page(client, href)) == int(match[1])
    years = links(by_class(page(client, "/cari"), "years")[0])
    assert [words for words, _ in years] == ["2023 (14)", "2024 (26)", "2025 (3)"]
    assert [count(page(client, href)) for _, href in years] == [14, 26, 3]


def test_presets_count_from_today(client: FlaskClient) -> None:
    presets = dict(links(by_class(page(client, "/cari?q=banjir"), "presets")[0]))
    assert presets["7 hari terakhir"] == "/cari?q=banjir&dari=2025-12-06&sampai=2025-12-12"
    assert presets["Hari ini"] == "/cari?q=banjir&dari=2025-12-12&sampai=2025-12-12"
    assert count(page(client, presets["30 hari terakhir"])) == 2
    assert count(page(client, presets["7 hari terakhir"])) == 1


def test_pages_of_an_answer_hold_every_story_once(client: FlaskClient) -> None:
    path, seen = "/cari?q=jalan", []
    while path:
        tree = page(client, path)
        seen += ids(tree)
        path = dict(links(tree)).get("Berikutnya", "")
    assert len(seen) == len(set(seen)) == 24
    beyond = page(client, "/cari?q=jalan&hal=9")
    assert ("Ke halaman terakhir", "/cari?q=jalan&hal=3") in links(beyond)


def test_only_the_pager_keeps_a_page_number(client: FlaskClient) -> None:
    """Another filter, order or span of days begins at its first page."""
    tree = page(
        client, "/cari?dari=2025&per_hal=1&hal=2&instansi=-&instansi=pemkot-bandar-lampung&instansi=kejari-metro"
    )
    paged = {words for words, href in links(tree) if re.search(r"\bhal=", href)}
    assert paged == {"3", "Berikutnya"}
    assert "hal" not in dict(form(tree))


def test_orders_are_links(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=jalan")
    sorts = dict(links(by_class(tree, "sort")[0]))
    assert ids(page(client, sorts["Terbaru"]))[0] == "/berita/jalan-24"
    assert ids(page(client, sorts["Terlama"]))[0] == "/berita/jalan-01"
    unranked = dict(links(by_class(page(client, "/cari"), "sort")[0]))
    assert list(unranked) == ["Terbaru", "Terlama"]


NOTICES = [
    ("q=banjir+xxxx+yyyy", "Tidak ada berita yang memuat kata xxxx, yyyy.", "words that nobody wrote"),
    (
        "q=banjir+" + "+".join(f"b{n}" for n in range(33)) + "&tanpa=ejaan",
        "Tidak dipakai: b31, b32. Paling banyak 32 kata, masing-masing paling panjang 64 huruf.",
        "too many words",
    ),
    (
        "q=banjir+" + "a" * 65,
        f"Tidak dipakai: {'a' * 40}. Paling banyak 32 kata, masing-masing paling panjang 64 huruf.",
        "a word too long to be one",
    ),
    ("q=!!", "Tidak ada kata yang dapat dicari; semua berita ditampilkan.", "signs alone"),
    ("q=%F0%9F%98%80", "Tidak ada kata yang dapat dicari; semua berita ditampilkan.", "a picture"),
    ("q=banjir+" + "!" * 300, "Pertanyaan ini panjang: hanya 256 huruf pertama yang dibaca.", "too long"),
    ("q=banjir&warna=biru&x=", "Bagian alamat yang tidak dikenal diabaikan: warna, x.", "unknown parameters"),
]


@pytest.mark.parametrize(("question", "notice", "why"), NOTICES)
def test_what_was_done_to_a_question_is_told(client: FlaskClient, question: str, notice: str, why: str) -> None:
    told = by_class(page(client, f"/cari?{question}"), "notes")
    assert notice in [text(p) for box in told for p in box], why


WAYS = [
    ('q="way+rajabasa"+kejari&tanpa=frasa', {'Tanpa kata "way rajabasa"': 1, 'Tanpa kata "kejari"': 1}, "in no story"),
    ("q=banjir&wilayah=18.72", {"Di semua wilayah": 2}, "floods elsewhere"),
    ("q=banjir&wilayah=18.72&dari=2025&judul=1", {"Di semua wilayah": 2, "Tanpa filter": 2}, "one filter, or all"),
    ("q=banjir&instansi=gaib", {"Dari semua instansi": 2}, "an agency that is not known"),
    ("q=lada&dari=2025", {"Tanpa batas tanggal": 1}, "an older story"),
    ("q=dapur&judul=1", {"Di judul dan isi berita": 1}, "in the body"),
    ("q=banjir+-rajabasa", {'Tanpa kata "-rajabasa"': 2}, "all that was found was refused"),
    ("q=zzz&wilayah=18.72", {}, "a word that nobody wrote: no way is offered"),
]


@pytest.mark.parametrize(("question", "expected", "why"), WAYS)
def test_an_empty_answer_offers_ways_that_find_what_they_say(
    client: FlaskClient, question: str, expected: dict[str, int], why: str
) -> None:
    tree = page(client, f"/cari?{question}")
    assert count(tree) == 0
    assert text(next(tree.iter("h1"))).startswith("Tidak ada berita untuk")
    found = {}
    for way in (a for box in by_class(tree, "ways") for a in box.iter("a")):
        said = int(text(by_class(way, "n")[0]).split()[0])
        assert said == count(page(client, way.get("href"))) > 0
        found[text(by_class(way, "what")[0])] = said
    assert found == expected, why


def test_broken_dates_and_pages_are_told_all_at_once_and_kept(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir&dari=31/02/2025&sampai=besok+lusa&hal=nol&wilayah=18.71", 400)
    (summary,) = by_class(tree, "errs")
    assert (summary.get("role"), summary.get("id")) == ("alert", "hasil"), "the form leads to #hasil"
    assert next(tree.iter("form")).get("action").endswith("#hasil")
    assert links(summary) == [
        ('Tanggal "31/02/2025" tidak ada. Tulis tanggal-bulan-tahun.', "#dari"),
        ('Tanggal "besok lusa" tidak ada. Tulis tanggal-bulan-tahun.', "#sampai"),
        ('Halaman "nol" tidak ada. Tulis angka 1 sampai 100.', "#hal"),
    ]
    fields = {e.get("id"): e for e in tree.iter("input") if e.get("id")}
    assert {fields[name].get("aria-invalid") for name in ("dari", "sampai", "hal")} == {"true"}
    kept = {"q": "banjir", "dari": "31/02/2025", "sampai": "besok lusa", "hal": "nol", "wilayah": "18.71"}
    assert dict(form(tree)) == kept
    assert ("Lanjutkan tanpa bagian yang salah", "/cari?q=banjir&wilayah=18.71") in links(tree)


def test_an_end_before_the_beginning_is_a_fault(client: FlaskClient) -> None:
    tree = page(client, "/cari?dari=2025-12-10&sampai=2025-12-01", 400)
    assert 'Tanggal akhir "2025-12-01" lebih awal daripada tanggal awal "2025-12-10".' in text(tree)


def test_the_article_page(client: FlaskClient) -> None:
    tree = page(client, "/berita/banjir-1")
    assert text(next(tree.iter("h1"))) == "Banjir rendam Rajabasa"
    assert text(by_class(tree, "meta")[0]) == "Lampung Raya · Rabu, 10 Desember 2025, 08.53 WIB"
    assert [p.text for p in by_class(tree, "body")[0]] == [
        "Banjir merendam ratusan rumah di Rajabasa.",
        "BPBD mendirikan dapur umum.",
    ]
    facts = links(by_class(tree, "facts")[0])
    assert facts == [
        ("Bandar Lampung", "/wilayah/18.71"),
        ("Pemkot Bandar Lampung", "/instansi/pemkot-bandar-lampung"),
        ("Selasa, 9 Desember 2025", "/cari?dari=2025-12-09&sampai=2025-12-09&menurut=kejadian"),
    ]
    assert all(by_class(page(client, href), "hit") for _, href in facts)
    (away,) = [e for e in tree.iter("a") if e.get("href").startswith("http")]
    assert (away.get("href"), away.get("rel")) == ("https://contoh.example/banjir-1", "noopener noreferrer")
    assert ids(tree)[0] == "/berita/banjir-2"
    assert text(by_class(tree, "why")[0]).startswith("Kesamaan: Pemkot Bandar Lampung, Bandar Lampung")


def test_with_full_text_off_there_is_a_beginning_and_the_link(tmp_path: Path) -> None:
    story = replace(next(a for a in stories() if a.id == "banjir-1"), body="Kalimat ini diulang. " * 99)
    tree = page(site(published(tmp_path, [story]), full_text=False).test_client(), "/berita/banjir-1")
    assert len(text(by_class(tree, "body")[0])) < 300
    assert ("Baca selengkapnya di situs asal", "https://contoh.example/banjir-1") in links(tree)


@pytest.mark.parametrize("id_", ODD_IDS)
def test_any_id_has_a_page(client: FlaskClient, id_: str) -> None:
    listed = page(client, "/cari?q=ganjil&per_hal=50")
    assert page_path(id_) in ids(listed)
    assert text(next(page(client, page_path(id_)).iter("h1"))) == "Nama ganjil"
    if "/" not in id_:
        assert client.get(f"/berita/{quote(id_, safe='')}").status_code == 200
