"""The results page tells what was done to a question, and every bit of it comes off with one click."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web_site import by_class, page, published, site, story, text


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    banjir = [
        story(f"b-{n}", f"Banjir besar {n}", f"Banjir melanda desa {n}.", date(2025, 12, 1), regions=("18.09",))
        for n in range(30)
    ]
    others = [
        story("pemkot", "Pemkot Metro rapat", "Rapat anggaran tahunan.", date(2025, 11, 1), regions=("18.72",)),
        story("panjang", "Rapat di balai", "Pemerintah Kota Metro membahas anggaran.", date(2025, 11, 2)),
    ]
    return site(published(tmp_path_factory.mktemp("told"), [*banjir, *others])).test_client()


def notices(client: FlaskClient, path: str) -> dict[str, str]:
    """Each notice with the address behind its link, "" where it has none."""
    found = {}
    for box in by_class(page(client, path), "notes"):
        for paragraph in box:
            link = next(paragraph.iter("a"), None)
            found[text(paragraph)] = link.get("href") if link is not None else ""
    return found


@pytest.mark.parametrize(
    ("question", "told", "declined"),
    [
        ("banjri", "Menampilkan hasil untuk banjir. Cari yang persis: banjri", "ejaan"),
        ("pemkot anggaran rapat", "Termasuk: Pemkot = Pemerintah Kota. Hapus perluasan", "perluasan"),
        (
            '"desa banjir"',
            "Tidak ada berita yang memuat persis “desa banjir”. Menampilkan berita yang memuat kata-katanya. "
            "Hanya yang persis",
            "frasa",
        ),
        (
            'tahunan "rapat anggaran"',
            "1 berita memuat persis “rapat anggaran”. Menampilkan juga berita yang memuat kata-katanya. "
            "Hanya yang persis",
            "frasa",
        ),
    ],
)
def test_what_was_done_is_told_and_comes_off(client: FlaskClient, question: str, told: str, declined: str) -> None:
    found = notices(client, f"/cari?q={quote_plus(question)}")
    assert told in found
    given = parse_qs(urlsplit(found[told]).query)
    assert (given["q"], given["tanpa"]) == ([question], [declined])
    assert told not in notices(client, found[told])


def test_a_place_that_was_understood_is_a_chip_and_its_words_come_back(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir+pesawaran")
    (chip,) = by_class(tree, "chip")
    assert "Wilayah: Pesawaran" in text(chip)
    without = chip.get("href")
    assert parse_qs(urlsplit(without).query) == {"q": ["banjir pesawaran"], "tanpa": ["wilayah"]}
    assert by_class(page(client, without), "chip") == []


def test_an_understood_place_is_no_box_to_tick(client: FlaskClient) -> None:
    """It goes with the words: a new question must not keep it."""
    tree = page(client, "/cari?q=banjir+pesawaran")
    ticked = [box.get("value") for box in tree.iter("input") if box.get("name") == "wilayah"]
    assert "18.09" not in ticked
    assert any("dari kata pencarian" in text(row) for row in by_class(tree, "on"))


def test_days_that_were_understood_are_a_chip_and_not_in_the_fields(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir+desember+2025")
    assert "Tanggal: Desember 2025" in text(by_class(tree, "chip")[0])
    assert [field.get("value") for field in tree.iter("input") if field.get("name") in ("dari", "sampai")] == ["", ""]


def test_hits_that_hold_a_part_are_marked(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=rapat+anggaran+tahunan+banjir+besar")
    assert [text(p) for p in by_class(tree, "part")]
    assert any("sebagian kata" in told for told in notices(client, "/cari?q=rapat+anggaran+tahunan+banjir+besar"))


def test_words_that_nobody_wrote_are_told(client: FlaskClient) -> None:
    assert "Tidak ada berita yang memuat kata zzzzzz." in notices(client, "/cari?q=banjir+zzzzzz")


def test_the_api_marks_them_too(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=rapat+anggaran+tahunan+banjir+besar&per_hal=50").get_json()
    assert answer["relaxed"] is True
    partial = {hit["id"]: hit["partial"] for hit in answer["hits"]}
    assert (partial["pemkot"], partial["b-1"]) == (False, True)
