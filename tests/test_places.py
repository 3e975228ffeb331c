"""The pages of a region, an agency and a month: every number is what its link shows, every spelling has one address."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from search.model import AgencyTag, Article
from search.names import registry
from search.query import Query
from tests.web_site import by_class, is_harmless_script, page, published, site, stories, story, text
from web.urls import Links

MARKUP = "</title><script>alert(1)</script>{{ 7*7 }}"
METRO_DAY = date(2025, 9, 1)
MORE = [
    story("metro-1", "Pasar Metro", "Pasar.", METRO_DAY, agencies=("pemkot-metro",), regions=("18.72",)),
    story("metro-2", "Taman Metro", "Taman.", METRO_DAY, agencies=("polres-metro",), regions=("18.72",)),
    story("warga", "Karang taruna", "Kerja bakti.", date(2025, 8, 1), agencies=("karang-taruna-x",), regions=("18",)),
    Article("jahat-2", MARKUP, MARKUP, date(2025, 7, 1), agencies=(AgencyTag("badan-x", MARKUP),)),
    *(story(f"tani-{n:02}", "Panen", "Panen.", date(2025, 7, n), regions=("18.06",)) for n in range(1, 13)),
]


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("places"), stories() + MORE)


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return site(backend).test_client()


def count(client: FlaskClient, address: str) -> int:
    """How many stories a page of any kind says it has."""
    (line,) = by_class(page(client, address), "count")
    return int(re.match(r"([\d.]+) berita", text(line))[1])  # type: ignore[index]


def beside(tree: object) -> dict[str, list[tuple[str, str]]]:
    """The lists beside the stories: heading -> words and address of each row."""
    return {
        text(box.find("h2")): [(text(a), a.get("href")) for a in box.iter("a")]  # type: ignore[attr-defined]
        for box in by_class(tree, "list")
    }


def headlines(tree: object) -> list[str]:
    return [text(e) for e in by_class(tree, "hd")]


def test_a_region_has_its_newest_stories_agencies_and_neighbours(client: FlaskClient) -> None:
    tree = page(client, "/wilayah/18.72")
    assert text(next(tree.iter("h1"))) == "Berita di Metro"
    assert text(next(tree.iter("title"))) == "Berita di Metro – Telusur"
    assert headlines(tree) == ["Kejari Metro gelar penyuluhan hukum", "Pasar Metro", "Taman Metro"]
    assert beside(tree) == {
        "Instansi dalam berita di Metro": [
            ("Pemkot Metro 2 berita", "/cari?instansi=pemkot-metro&wilayah=18.72"),
            ("Kejari Metro 1 berita", "/cari?instansi=kejari-metro&wilayah=18.72"),
            ("Polres Metro 1 berita", "/cari?instansi=polres-metro&wilayah=18.72"),
        ],
        "Wilayah lain di Lampung": [
            ("Tanggamus 12 berita", "/wilayah/18.06"),
            ("Bandar Lampung 2 berita", "/wilayah/18.71"),
            ("Lampung 1 berita", "/wilayah/18"),
        ],
    }


def test_a_province_has_its_parts(client: FlaskClient) -> None:
    assert "Kabupaten dan kota di Lampung" in beside(page(client, "/wilayah/18"))


def test_an_agency_has_its_places_and_the_others_of_its_region(client: FlaskClient) -> None:
    tree = page(client, "/instansi/kejari-metro")
    assert text(next(tree.iter("h1"))) == "Berita tentang Kejari Metro"
    assert beside(tree) == {
        "Wilayah dalam berita tentang Kejari Metro": [("Metro 1 berita", "/cari?instansi=kejari-metro&wilayah=18.72")],
        "Instansi lain dalam berita di Metro": [
            ("Pemkot Metro 2 berita", "/cari?instansi=pemkot-metro&wilayah=18.72"),
            ("Polres Metro 1 berita", "/cari?instansi=polres-metro&wilayah=18.72"),
        ],
    }


def test_a_month_has_its_stories_names_and_the_year_around_it(client: FlaskClient) -> None:
    tree = page(client, "/bulan/2025-09")
    assert text(next(tree.iter("h1"))) == "Berita September 2025"
    assert list(beside(tree)) == ["Instansi dalam berita September 2025", "Wilayah dalam berita September 2025"]
    (bars,) = by_class(tree, "bars")
    months = {a.get("href"): a.get("aria-current") for a in bars.iter("a")}
    assert list(months) == [f"/bulan/2025-{at:02}" for at in (7, 8, 9, 10, 11, 12)]
    assert [href for href, current in months.items() if current] == ["/bulan/2025-09"]


PLACES = ["/wilayah/18.72", "/wilayah/18.06", "/instansi/kejari-metro", "/instansi/karang-taruna-x", "/bulan/2025-09"]


@pytest.mark.parametrize("address", PLACES)
def test_every_number_is_what_its_link_shows(client: FlaskClient, address: str) -> None:
    tree, tried = page(client, address), 0
    rows = [
        (text(a), a.get("href")) for box in (*by_class(tree, "list"), *by_class(tree, "bars")) for a in box.iter("a")
    ]
    rows += [(text(a), a.get("href")) for a in by_class(tree, "tools")[0].iter("a")] if by_class(tree, "tools") else []
    for words, href in rows:
        if said := re.search(r"([\d.]+) berita\)?$", words):
            assert count(client, href) == int(said[1].replace(".", "")), (words, href)
            tried += 1
    assert tried


def test_only_the_newest_are_shown_and_the_rest_is_one_link_away(client: FlaskClient) -> None:
    tree = page(client, "/wilayah/18.06")
    assert len(headlines(tree)) == 10
    assert ("Tampilkan semua (12 berita)", "/cari?wilayah=18.06") in [(text(a), a.get("href")) for a in tree.iter("a")]


@pytest.mark.parametrize(
    ("address", "question"),
    [("/wilayah/18.72", "wilayah=18.72"), ("/bulan/2025-12", "dari=2025-12-01&sampai=2025-12-31")],
)
def test_the_search_of_the_page_is_limited_to_it(client: FlaskClient, address: str, question: str) -> None:
    own = next(f for f in page(client, address).iter("form") if f.get("id") != "cari")
    sent = [(e.get("name"), e.get("value", "")) for e in own.iter("input")]
    assert urlencode([pair for pair in sent if pair[0] != "q"]) == question
    assert own.get("action") == "/cari#hasil"


SPELLINGS = [
    ("/wilayah/Pesawaran", "/wilayah/18.09", "a name"),
    ("/wilayah/bandarlampung", "/wilayah/18.71", "another spelling"),
    ("/wilayah/%2018.72%20", "/wilayah/18.72", "white space"),
    ("/instansi/polres%20mesuji", "/instansi/polres-mesuji", "a name"),
    ("/instansi/Kejari-Metro", "/instansi/kejari-metro", "another case"),
    ("/bulan/Desember%202025", "/bulan/2025-12", "in words"),
    ("/bulan/2025-9", "/bulan/2025-09", "one digit"),
    ("/bulan/bulan%20lalu", "/bulan/2025-11", "seen from today"),
]


@pytest.mark.parametrize(("typed", "address", "why"), SPELLINGS)
def test_another_spelling_leads_to_the_one_address(backend: object, typed: str, address: str, why: str) -> None:
    for prefix in ("", "/telusur"):
        answer = site(backend, prefix=prefix).test_client().get(typed)
        assert (answer.status_code, answer.headers["Location"]) == (302, prefix + address), why


def test_no_address_leads_round_in_a_circle() -> None:
    codes = {registry.resolve_region(region.code) for region in registry.regions()} - {None}
    assert len(codes) > 500
    assert [code for code in codes if registry.resolve_region(code or "") != code] == []
    kinds = ("polres", "kejari", "pemkab", "pemkot", "bpbd", "dinas-kesehatan", "kpu", "bps")
    ids = {registry.resolve_agency(f"{kind} {registry.region_name(code or '')}") for kind in kinds for code in codes}
    assert len(ids) > 1000
    assert [id_ for id_ in ids if id_ and registry.resolve_agency(id_) != id_] == []


@pytest.mark.parametrize(
    "address",
    [
        "/wilayah/antah-berantah",
        "/wilayah/-",
        "/wilayah/18.09.01",
        "/instansi/dinas%20gaib",
        "/instansi/-",
        "/bulan/2025",
        "/bulan/2025-13",
        "/bulan/kemarin",
        "/bulan/%00",
        "/wilayah/",
        "/instansi/<script>",
    ],
)
def test_what_is_unknown_is_not_found(client: FlaskClient, address: str) -> None:
    assert "Halaman tidak ditemukan" in text(page(client, address, 404))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/wilayah/18.01", "Belum ada berita di Lampung Selatan."),
        ("/instansi/polres-mesuji", "Belum ada berita tentang Polres Mesuji."),
        ("/bulan/1999-01", "Belum ada berita Januari 1999."),
    ],
)
def test_what_is_known_and_has_no_story_says_so_and_leads_on(client: FlaskClient, address: str, told: str) -> None:
    tree = page(client, address)
    assert told in text(next(tree.iter("main")))
    assert {"/", "/cari"} <= {a.get("href") for a in by_class(tree, "tools")[0].iter("a")}
    assert [e.get("content") for e in tree.iter("meta") if e.get("name") == "robots"] == ["noindex"]


def test_a_name_that_only_the_articles_know_has_a_page(client: FlaskClient) -> None:
    assert headlines(page(client, "/instansi/karang-taruna-x")) == ["Karang taruna"]


def test_a_name_that_the_articles_give_never_becomes_markup(client: FlaskClient) -> None:
    tree = page(client, "/instansi/badan-x")
    assert [e for e in tree.iter("script") if not is_harmless_script(e)] == []
    for tag in ("title", "h1"):
        assert MARKUP in text(next(tree.iter(tag)))


def test_the_canonical_address_is_told_where_the_site_has_one(backend: object) -> None:
    client = site(backend, prefix="/telusur", base_url="https://contoh.id/telusur").test_client()
    for address in PLACES:
        (link,) = [e for e in page(client, address).iter("link") if e.get("rel") == "canonical"]
        assert link.get("href") == f"https://contoh.id/telusur{address}"
    plain = page(site(backend).test_client(), PLACES[0])
    assert [e for e in plain.iter("link") if e.get("rel") == "canonical"] == []


def test_links_quote_what_is_in_an_id() -> None:
    links = Links("/telusur")
    assert links.agency("a b?#%") == "/telusur/instansi/a%20b%3F%23%25"
    assert links.region("18.09") == "/telusur/wilayah/18.09"
    assert links.public(links.search(Query()), "") == ""


def test_a_place_and_an_agency_can_be_followed(client: FlaskClient) -> None:
    for path in ("/wilayah/18.71", "/instansi/kejari-metro"):
        tree = page(client, path)
        (feed,) = [e.get("href") for e in tree.iter("link") if e.get("type") == "application/atom+xml"]
        assert feed == f"{path}.atom"
        assert feed in [a.get("href") for a in tree.iter("a")]
        assert client.get(feed).mimetype == "application/atom+xml"
