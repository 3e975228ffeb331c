"""Feeds: what they hold, in which order, whatever stands in articles and questions; and a browser's search field."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from search.model import WIB, EventDay
from search.query import Query
from tests.web_site import ODD_IDS, by_class, page, published, site, stories, story, text
from web import feeds

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("feeds"), stories())


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return site(backend).test_client()


def feed(client: FlaskClient, path: str, status: int = 200, **more: object) -> ET.Element:
    answer = client.get(path, **more)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    return ET.fromstring(answer.get_data())


def entries(tree: ET.Element) -> list[ET.Element]:
    return tree.findall(f"{ATOM}entry")


def of(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def href(element: ET.Element, rel: str) -> str:
    (found,) = [link.get("href", "") for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]
    return found


def test_a_feed_has_what_the_standard_asks_for(client: FlaskClient) -> None:
    tree = feed(client, "/cari.atom?q=banjir")
    first, second = entries(tree)
    assert [of(e, "title") for e in (first, second)] == [
        "Banjir rendam Rajabasa",
        "Pemkot keruk Way Rajabasa usai banjir",
    ]
    assert of(tree, "title") == 'Berita untuk "banjir" – Telusur'
    assert of(tree, "updated") == of(first, "updated") == of(first, "published") == "2025-12-10T08:53:00+07:00"
    assert of(second, "published") == "2025-11-28T00:00:00+07:00", "a day begins in Lampung"
    assert href(tree, "self") == "http://localhost/cari.atom?q=banjir"
    assert href(tree, "alternate") == "http://localhost/cari?q=banjir"
    assert href(first, "alternate") == "http://localhost/berita/banjir-1"
    assert href(first, "via") == "https://contoh.example/banjir-1"
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Lampung Raya"
    assert tree.findtext(f"{ATOM}author/{ATOM}name") == "Telusur"
    labels = {(c.get("term"), c.get("label")) for c in first.findall(f"{ATOM}category")}
    assert labels == {("pemkot-bandar-lampung", "Pemkot Bandar Lampung"), ("18.71", "Bandar Lampung")}
    assert of(first, "summary").startswith("Banjir merendam ratusan rumah")
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", of(e, "id")) for e in (tree, first, second))


@pytest.mark.parametrize("order", ["relevan", "terbaru", "terlama"])
def test_the_newest_come_first_whatever_the_order(client: FlaskClient, order: str) -> None:
    found = entries(feed(client, f"/cari.atom?urut={order}&hal=2&per_hal=5"))
    assert len(found) == 30
    days = [datetime.fromisoformat(of(e, "published")) for e in found]
    assert days == sorted(days, reverse=True)
    assert of(found[0], "title") == "Banjir rendam Rajabasa"


def test_by_event_the_newest_published_come_first_too(tmp_path: Path) -> None:
    old, new = date(2025, 1, 1), date(2025, 3, 1)
    articles = [
        story("lama", "Lama", "Isi.", old, event_days=(EventDay(date(2024, 12, 31)),)),
        story("baru", "Baru", "Isi.", new, event_days=(EventDay(date(2024, 12, 1)),)),
    ]
    client = site(published(tmp_path, articles)).test_client()
    asked = "/cari.atom?menurut=kejadian&dari=2024-12-01&sampai=2024-12-31"
    for path in (asked, "/cari.atom?menurut=kejadian"):
        assert [of(e, "title") for e in entries(feed(client, path))] == ["Baru", "Lama"], path


def test_what_has_no_day_is_no_news(client: FlaskClient) -> None:
    tree = feed(client, "/cari.atom?q=kopi+panen")
    assert entries(tree) == []
    assert datetime.fromisoformat(of(tree, "updated")) > datetime.now(WIB) - timedelta(hours=1), "as old as the index"


def test_parts_of_a_question_are_no_news(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=banjir+penyuluhan").get_json()["total"] > 0
    assert entries(feed(client, "/cari.atom?q=banjir+penyuluhan")) == []


def test_places_and_agencies_have_feeds(client: FlaskClient) -> None:
    tree = feed(client, "/wilayah/18.71.atom")
    assert (of(tree, "title"), len(entries(tree))) == ("Berita di Bandar Lampung – Telusur", 2)
    assert href(tree, "alternate") == "http://localhost/cari?wilayah=18.71"
    tree = feed(client, "/instansi/kejari-metro.atom")
    assert (of(tree, "title"), len(entries(tree))) == ("Berita dari Kejari Metro – Telusur", 1)


def test_an_agency_that_only_articles_know_has_a_feed(tmp_path: Path) -> None:
    odd = story("a", "Rapat", "Isi.", date(2025, 1, 1), agencies=("Badan & Baru",))
    tree = feed(site(published(tmp_path, [odd])).test_client(), "/instansi/Badan%20%26%20Baru.atom")
    assert (of(tree, "title"), len(entries(tree))) == ("Berita dari Badan & Baru – Telusur", 1)


def test_a_known_place_without_news_has_an_empty_feed(client: FlaskClient) -> None:
    assert entries(feed(client, "/wilayah/18.09.atom")) == []
    for path in ("/wilayah/00.00.atom", "/instansi/tidak-ada.atom"):
        assert client.get(path).status_code == 404
        assert client.get(path).mimetype == "application/problem+json"


def test_ids_stay_wherever_the_site_stands(backend: object) -> None:
    seen = []
    for more in ({}, {"base_url": "https://cari.contoh.example"}, {"prefix": "/telusur"}, {"site_name": "Lain"}):
        tree = feed(site(backend, **more).test_client(), "/cari.atom?q=banjir&urut=terbaru")
        seen.append([of(tree, "id")] + [of(e, "id") for e in entries(tree)])
    assert all(ids == seen[0] for ids in seen)
    assert len(set(seen[0])) == 3


def test_addresses_are_those_that_readers_use(backend: object) -> None:
    client = site(backend, base_url="https://contoh.example/telusur", prefix="/telusur").test_client()
    tree = feed(client, "/telusur/cari.atom?q=banjir", headers={"Host": "jahat.example"})
    assert href(tree, "self") == "https://contoh.example/telusur/cari.atom?q=banjir"
    assert href(entries(tree)[0], "alternate") == "https://contoh.example/telusur/berita/banjir-1"
    below = feed(site(backend, prefix="/telusur").test_client(), "/telusur/cari.atom?q=banjir")
    assert href(below, "alternate") == "http://localhost/telusur/cari?q=banjir"


def test_odd_ids_lead_to_their_pages(client: FlaskClient) -> None:
    found = entries(feed(client, "/cari.atom?q=ganjil"))
    assert len(found) == len(ODD_IDS)
    for entry in found:
        assert client.get(href(entry, "alternate").removeprefix("http://localhost")).status_code == 200


HOSTILE = "a\x00b\x08c\x0b\ud800d\ufffee]]><!--<entry>&amp;\r\n"


def test_nothing_breaks_the_xml(tmp_path: Path) -> None:
    odd = story("x\x01y", f"judul {HOSTILE}", "Isi. \x0c", date(2025, 1, 1), source=HOSTILE, agencies=("<b>&\x02",))
    app = site(published(tmp_path, stories()), site_name="<A> & \x07 'B'")
    with app.test_request_context("/cari.atom?q=%22%3E%3Cx%3E&a=%0d%0a"):
        tree = ET.fromstring(feeds.written([odd], HOSTILE, Query(text="\x07"), "2025-01-01T00:00:00"))
    (entry,) = entries(tree)
    assert of(entry, "title").strip() == "judul abcde]]><!--<entry>&amp;"
    assert [e.tag for e in tree.iter(f"{ATOM}x")] == []
    assert of(tree, "author") == ""
    assert tree.findtext(f"{ATOM}author/{ATOM}name") == "<A> &  'B'"


@pytest.mark.parametrize(
    "query",
    ["q=%22%3E%3Cscript%3E", "q=%00%01%ED%A0%80%EF%BF%BE", "q=%0d%0aSet-Cookie:%20a=b", "q=]]>&x=<y>", "q=%ff%fe"],
)
def test_questions_break_neither_xml_nor_headers(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/cari.atom?{query}")
    assert answer.status_code == 200
    tree = ET.fromstring(answer.get_data())
    assert {child.tag.removeprefix(ATOM) for child in tree} <= {"id", "title", "author", "link", "updated", "entry"}
    assert "Set-Cookie" not in answer.headers


def test_faults_are_told_and_strange_parameters_are_left_out(client: FlaskClient) -> None:
    answer = client.get("/cari.atom?dari=31/02/2025&sampai=x&urut=acak")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert [f["parameter"] for f in answer.get_json()["faults"]] == ["dari", "sampai"]
    assert len(entries(feed(client, "/cari.atom?q=banjir&utm_source=surat"))) == 2


def test_pages_lead_to_their_feeds(client: FlaskClient) -> None:
    for path, wanted in (
        ("/", "/cari.atom"),
        ("/cari?q=banjir&wilayah=18.71&urut=terlama", "/cari.atom?q=banjir&wilayah=18.71"),
        ("/cari?q=tidakada", "/cari.atom?q=tidakada"),
    ):
        tree = page(client, path)
        (told,) = [e for e in tree.iter("link") if e.get("rel") == "alternate"]
        assert (told.get("type"), told.get("href")) == ("application/atom+xml", wanted)
        assert client.get(wanted).status_code == 200
        if path != "/":
            (seen,) = [e for e in by_class(tree, "tools")[0].iter("a") if "RSS" in text(e)]
            assert seen.get("href") == wanted


def test_a_browser_can_search_from_its_own_field(backend: object) -> None:
    client = site(backend, site_name="Pencarian Berita Lampung Raya", prefix="/telusur").test_client()
    (told,) = [e for e in page(client, "/telusur/").iter("link") if e.get("rel") == "search"]
    answer = client.get(told.get("href"))
    assert answer.mimetype == told.get("type") == "application/opensearchdescription+xml"
    tree = ET.fromstring(answer.get_data())
    assert tree.findtext(f"{OPENSEARCH}ShortName") == "Pencarian Berita"
    assert tree.findtext(f"{OPENSEARCH}Description")
    for url in tree.findall(f"{OPENSEARCH}Url"):
        template = url.get("template", "")
        assert template.startswith("http://localhost/telusur/")
        found = client.get(template.replace("{searchTerms}", "banjir").removeprefix("http://localhost"))
        assert (found.status_code, found.mimetype) == (200, url.get("type"))
    icon = client.get((tree.findtext(f"{OPENSEARCH}Image") or "").removeprefix("http://localhost"))
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
    icon.close()


def test_completion_for_browsers(client: FlaskClient) -> None:
    typed, texts, counts, addresses = client.get("/saran?q=Band").get_json(force=True)
    assert typed == "Band", "browsers compare it with what they sent"
    assert "Bandar Lampung" in texts
    assert len(texts) == len(counts) == len(addresses)
    assert counts[texts.index("Bandar Lampung")] == "2 berita"
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200
    assert client.get("/saran").get_json(force=True) == ["", [], [], []]
    assert client.get("/saran?q=%22%3Cb%3E").get_json(force=True)[0] == '"<b>'
