"""What other sites take in: fragments for their pages, and which of their scripts may read what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import html5lib
import pytest
from flask.testing import FlaskClient

from search.engines.whoosh import WhooshBackend
from tests.web_site import ODD_IDS, by_class, published, site, stories, story, text

NEWS, OTHER = "https://www.contoh.example", "https://lain.example"
OPEN = [
    "/api/v1/search?q=banjir",
    "/api/v1/articles/banjir-1",
    "/api/v1/openapi.json",
    "/saran?q=ban",
    "/cari.atom?q=banjir",
    "/wilayah/18.71.atom",
    "/instansi/kejari-metro.atom",
    "/sisip/cari",
    "/sisip/terkait/banjir-1",
]
CLOSED = ["/", "/cari?q=banjir", "/berita/banjir-1", "/cari.csv", "/cari.ndjson", "/api", "/metrics", "/opensearch.xml"]
FAILING = ["/api/v1/search?dari=x", "/api/v1/nichts", "/sisip/terkait/tidak-ada", "/cari.atom?dari=x"]
ALLOW = "Access-Control-Allow-Origin"


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    return published(tmp_path_factory.mktemp("embedding"), stories())


@pytest.fixture(scope="module")
def client(backend: WhooshBackend) -> FlaskClient:
    return site(backend).test_client()


@pytest.fixture(scope="module")
def shared(backend: WhooshBackend) -> FlaskClient:
    return site(backend, cors_origins=(NEWS,)).test_client()


def fragment(client: FlaskClient, path: str) -> object:
    """The fragment as it stands in a page of another site, held to be valid there."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    whole = f"<!doctype html><title>x</title><body>{answer.get_data(as_text=True)}"
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(whole)
    for element in tree.find("body").iter():
        names = [*element.get("class", "").split(), *element.get("id", "").split(), *element.get("for", "").split()]
        assert all(name.startswith("telusur-") for name in names), "no name of the other site is taken"
        assert element.tag not in ("script", "style", "link", "img")
        assert "style" not in element.attrib
    return tree


def test_the_form_asks_this_site_from_wherever_it_stands(backend: WhooshBackend) -> None:
    for settings, action in (
        ({}, "http://localhost/cari#hasil"),
        ({"prefix": "/telusur"}, "http://localhost/telusur/cari#hasil"),
        ({"base_url": "https://contoh.example/t", "prefix": "/t"}, "https://contoh.example/t/cari#hasil"),
    ):
        tree = fragment(site(backend, **settings).test_client(), f"{settings.get('prefix', '')}/sisip/cari")
        (form,) = tree.iter("form")  # type: ignore[attr-defined]
        assert (form.get("action"), form.get("method"), form.get("role")) == (action, "get", "search")
        (field,) = form.iter("input")
        (label,) = form.iter("label")
        assert (field.get("name"), label.get("for")) == ("q", field.get("id"))


def test_related_stories_lead_here(client: FlaskClient) -> None:
    tree = fragment(client, "/sisip/terkait/banjir-1")
    first = by_class(tree, "telusur-tautan")[0]
    assert (text(first), first.get("href")) == (
        "Pemkot keruk Way Rajabasa usai banjir",
        "http://localhost/berita/banjir-2",
    )
    assert text(by_class(tree, "telusur-hari")[0]) == "Jumat, 28 November 2025"
    assert text(by_class(tree, "telusur-judul")[0]) == "Berita terkait"


@pytest.mark.parametrize("id_", ODD_IDS)
def test_odd_ids_are_found(client: FlaskClient, id_: str) -> None:
    from urllib.parse import quote

    assert client.get(f"/sisip/terkait/{quote(id_, safe='')}").status_code == 200


def test_titles_are_text(tmp_path: Path) -> None:
    odd = [
        story(f"{n}", "<script>alert(1)</script> & banjir", f"Banjir lada kopi {n}.", date(2025, 1, n)) for n in (1, 2)
    ]
    tree = fragment(site(published(tmp_path, odd)).test_client(), "/sisip/terkait/1")
    assert [text(a) for a in by_class(tree, "telusur-tautan")] == ["<script>alert(1)</script> & banjir"]


def test_where_there_is_nothing_nothing_is_put_in(tmp_path: Path) -> None:
    client = site(published(tmp_path / "one", [story("a", "Sendiri", "Isi.")])).test_client()
    assert (client.get("/sisip/terkait/a").status_code, client.get("/sisip/terkait/a").get_data()) == (200, b"")
    nothing = site(WhooshBackend(tmp_path / "none")).test_client()
    for answer in (client.get("/sisip/terkait/b"), nothing.get("/sisip/terkait/a")):
        assert answer.status_code in (404, 503)
        assert (answer.mimetype, answer.get_data()) == ("text/html", b"")


@pytest.mark.parametrize("path", OPEN + FAILING)
def test_named_sites_may_read_and_no_others(shared: FlaskClient, client: FlaskClient, path: str) -> None:
    allowed = shared.get(path, headers={"Origin": NEWS})
    assert allowed.headers[ALLOW] == NEWS
    assert "ETag" in allowed.headers["Access-Control-Expose-Headers"]
    for origin in (OTHER, "null", NEWS + ".jahat.example", NEWS.upper(), NEWS + "/", "http://www.contoh.example", ""):
        refused = shared.get(path, headers={"Origin": origin})
        assert ALLOW not in refused.headers, origin
        assert refused.headers["Vary"] == "Origin"
    for answer in (allowed, shared.get(path)):
        assert answer.headers["Vary"] == "Origin", "what a cache keeps for one is not given to another"
    assert ALLOW not in client.get(path, headers={"Origin": NEWS}).headers, "off unless it is set"
    assert "Vary" not in client.get(path).headers


@pytest.mark.parametrize("path", OPEN)
def test_an_answer_that_did_not_change_may_be_read_too(shared: FlaskClient, path: str) -> None:
    etag = shared.get(path).headers["ETag"]
    again = shared.get(path, headers={"Origin": NEWS, "If-None-Match": etag})
    assert (again.status_code, again.headers[ALLOW], again.headers["Vary"]) == (304, NEWS, "Origin")


@pytest.mark.parametrize("path", OPEN + CLOSED + FAILING)
def test_credentials_are_never_allowed(shared: FlaskClient, path: str) -> None:
    with shared.get(path, headers={"Origin": NEWS}) as answer:
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers.get(ALLOW) in (None, NEWS)


@pytest.mark.parametrize("path", [*CLOSED, "/meja", "/meja/naskah.atom", "/berita/x.atom", "/apikan"])
def test_the_rest_is_open_to_nobody(shared: FlaskClient, path: str) -> None:
    answer = shared.get(path, headers={"Origin": NEWS})
    assert ALLOW not in answer.headers
    asked = {"Origin": NEWS, "Access-Control-Request-Method": "GET"}
    assert ALLOW not in shared.options(path, headers=asked).headers
    assert shared.options(path, headers=asked).status_code in (404, 405)


@pytest.mark.parametrize("path", OPEN)
def test_a_browser_may_ask_before_it_sends_an_etag(shared: FlaskClient, client: FlaskClient, path: str) -> None:
    asked = {
        "Origin": NEWS,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = shared.options(path, headers=asked)
    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert answer.headers[ALLOW] == NEWS
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert answer.headers["Vary"] == "Origin"
    assert shared.options(path, headers=asked | {"Origin": OTHER}).status_code == 405
    assert shared.options(path, headers={"Origin": NEWS}).status_code == 405
    assert client.options(path, headers=asked).status_code == 405
    assert shared.post(path, headers={"Origin": NEWS}).status_code == 405


def test_below_a_prefix_it_is_the_same(backend: WhooshBackend) -> None:
    client = site(backend, cors_origins=(NEWS,), prefix="/telusur").test_client()
    for path in ("/api/v1/search", "/sisip/cari"):
        assert client.get(f"/telusur{path}", headers={"Origin": NEWS}).headers[ALLOW] == NEWS
