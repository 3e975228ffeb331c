"""The page that says how to search keeps its word: its examples work, and it says what holds on this site."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web_site import NOW, by_class, page, published, site, stories, story, text

YESTERDAY = NOW.date() - timedelta(1)
MORE = [
    story("banjir-3", "Banjir di Pesawaran", "Banjir di Pesawaran surut.", date(2025, 12, 1), regions=("18.09",)),
    story("pesan-1", "Pesawaran berbenah", "Pesawaran menata pantai.", date(2025, 12, 1), regions=("18.09",)),
    story("sehat-1", "Dinas Kesehatan imbau warga", "Dinas Kesehatan mengimbau warga.", date(2025, 5, 5)),
    story("sehat-2", "Kesehatan dinas", "Mobil dinas untuk kesehatan.", date(2025, 5, 6)),
    story("pilih-1", "Pemilihan ketua RT", "Pemilihan berjalan lancar.", date(2025, 5, 7)),
    story("pilih-2", "Pemilihan bupati", "Pemilihan dalam pilkada berjalan lancar.", date(2025, 5, 8)),
    story("api-1", "Kebakaran pasar", "Kebakaran terjadi malam hari. Pemadam kebakaran tiba.", date(2025, 12, 3)),
    story("api-2", "Damkar", "Damkar berlatih.", date(2025, 6, 3)),
    story("laka-1", "Kecelakaan di tol", "Kecelakaan beruntun.", YESTERDAY),
]


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("help"), stories() + MORE)


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return site(backend).test_client()


def examples(tree: object) -> dict[str, str]:
    """What is offered to try -> its address."""
    return {text(a): a.get("href") for box in by_class(tree, "tips") for a in box.iter("a")}


def found(client: FlaskClient, address: str) -> list[str]:
    """Ids of the hits, those left out that hold but a part of what was asked and say so."""
    whole = [hit for hit in by_class(page(client, address), "hit") if not by_class(hit, "part")]
    return [by_class(hit, "hd")[0].find("a").get("href").rsplit("/", 1)[1] for hit in whole]


KEPT = [
    ("kebanjiran", {"banjir-1", "banjir-2", "banjir-3"}, "forms of one word"),
    ("banjir Rajabasa", {"banjir-1", "banjir-2"}, "both words"),
    ('"Dinas Kesehatan"', {"sehat-1"}, "in this order"),
    ("pemilihan -pilkada", {"pilih-1"}, "without a word"),
    ("banjir, wilayah Pesawaran", {"banjir-3"}, "a filter chosen"),
    ("banjir Pesawaran", {"banjir-3"}, "a filter written"),
    ("kebakaran Desember 2025", {"api-1"}, "a month"),
    ("kecelakaan kemarin", {"laka-1"}, "a day seen from today"),
]


@pytest.mark.parametrize(("typed", "ids", "why"), KEPT)
def test_an_example_finds_what_it_says(client: FlaskClient, typed: str, ids: set[str], why: str) -> None:
    assert set(found(client, examples(page(client, "/bantuan"))[typed])) == ids, why


def test_examples_of_what_is_done_to_a_question_show_it(client: FlaskClient) -> None:
    tried = examples(page(client, "/bantuan"))
    assert "Menampilkan hasil untuk banjir." in text(page(client, tried["bnajir"]))
    assert "Termasuk: Damkar = Pemadam Kebakaran." in text(page(client, tried["damkar"]))
    assert set(found(client, tried["damkar"])) == {"api-1", "api-2"}


def test_words_that_are_quoted_from_other_pages_stand_there(client: FlaskClient) -> None:
    told = text(page(client, "/bantuan"))
    for address, words in (
        ("/cari?q=bnajir", "Cari yang persis"),
        ("/cari?q=damkar", "Hapus perluasan"),
        ("/", "Langsung ke isi"),
        ("/cari?q=banjir", "Langsung ke hasil"),
    ):
        assert f"“{words}”" in told
        assert words in text(page(client, address)), words


def test_the_contents_lead_to_every_part(client: FlaskClient) -> None:
    tree = page(client, "/bantuan")
    (contents,) = [e for e in tree.iter("nav") if e.get("aria-label") == "Isi halaman"]
    anchors = [a.get("href") for a in contents.iter("a")]
    assert anchors == [f"#{e.get('id')}" for e in tree.iter("section")]
    assert len(anchors) >= 10


def test_what_is_kept_about_readers_is_told_as_it_is(backend: object) -> None:
    told = {on: text(page(site(backend, count_questions=on).test_client(), "/bantuan")) for on in (True, False)}
    assert "Kata pencarian dihitung" in told[True]
    assert "Kata pencarian tidak dicatat." in told[False]
    assert "tidak dicatat" not in told[True]


def test_the_newsroom_is_named_only_where_it_can_be_reached(backend: object) -> None:
    for contact in ("redaksi@contoh.id", ""):
        told = text(next(page(site(backend, contact=contact).test_client(), "/bantuan").iter("main")))
        assert ("Hubungi redaksi" in told) is bool(contact)


def test_examples_keep_the_prefix(backend: object) -> None:
    client = site(backend, prefix="/telusur").test_client()
    addresses = examples(page(client, "/bantuan")).values()
    assert len(addresses) >= 10
    assert {urlsplit(a).path for a in addresses} == {"/telusur/cari"}
