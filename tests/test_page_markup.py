"""What holds for every page: nothing typed or told becomes markup, links keep the prefix, parts are named."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web_site import by_class, is_harmless_script, page, published, site, stories, text
from web.security import STYLE


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("markup"), stories())


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return site(backend).test_client()


MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) x='",
    "{{7*7}}",
    "</title>",
]


@pytest.mark.parametrize("typed", MARKUP)
@pytest.mark.parametrize("name", ["q", "instansi", "wilayah", "dari", "sampai", "hal", "urut", "asing"])
def test_what_readers_type_never_becomes_markup(client: FlaskClient, name: str, typed: str) -> None:
    assert_no_markup(client, f"/cari?{urlencode({name: typed})}")
    assert_no_markup(client, f"/cari?{urlencode({typed: '1'})}")


def test_what_stories_say_never_becomes_markup(client: FlaskClient) -> None:
    for path in ("/", "/cari?q=isi+kutip", "/berita/jahat", "/berita/jahat?bukti=1", "/bulan/2024-05"):
        assert_no_markup(client, path)
    tree = page(client, "/berita/jahat")
    assert text(next(tree.iter("h1"))) == "<script>alert(1)</script> & \"kutip\" 'satu'"
    assert "{{ 7*7 }}" in text(by_class(tree, "body")[0])


def assert_no_markup(client: FlaskClient, path: str) -> None:
    status = client.get(path).status_code
    assert status in (200, 400), path
    for element in page(client, path, status).iter():
        if isinstance(element.tag, str):
            assert element.tag not in ("img", "iframe", "i", "u"), path
            assert element.tag != "style" or element.text == STYLE, path
            assert element.tag != "script" or is_harmless_script(element), path
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"], path


def test_pages_work_below_a_prefix_stripped_or_not(backend: object) -> None:
    client = site(backend, prefix="/telusur").test_client()
    for path in ("/cari?q=jalan&wilayah=-", "/telusur/cari?q=jalan&wilayah=-", "/telusur/", "/telusur", "/telusur/x"):
        response = client.get(path)
        tree = page(client, path, response.status_code)
        addresses = [e.get(a) for e in tree.iter() for a in ("href", "src", "action") if e.get(a)]
        ours = [a for a in addresses if not a.startswith("#")]
        assert len(ours) >= 5
        assert [a for a in ours if not a.startswith("/telusur/")] == []
        for address in ours:
            with client.get(urlsplit(address)._replace(fragment="").geturl()) as answer:
                assert answer.status_code == 200, address


def test_every_page_has_one_main_heading_and_names_its_fields(client: FlaskClient) -> None:
    shown = {"/": 200, "/cari": 200, "/cari?q=zzz": 200, "/cari?hal=x": 400, "/berita/banjir-1": 200, "/x": 404}
    shown |= dict.fromkeys(("/bantuan", "/wilayah/18.71", "/instansi/kejari-metro", "/bulan/2025-12"), 200)
    for path, status in shown.items():
        tree = page(client, path, status)
        assert len(list(tree.iter("h1"))) == 1, path
        assert tree.get("lang") == "id"
        named = [e.get("id") for e in tree.iter() if e.get("id")]
        assert len(named) == len(set(named)), path
        for e in tree.iter():
            for name in ("for", "form", "aria-labelledby", "aria-describedby"):
                assert set(e.get(name, "").split()) <= set(named), (path, name, e.get(name))


def test_only_web_links_lead_to_the_original(client: FlaskClient) -> None:
    assert "javascript" not in client.get("/berita/kejari-1").get_data(as_text=True)


def test_unknown_articles_and_addresses_are_not_found(client: FlaskClient) -> None:
    for path in ("/berita/tidak-ada", "/berita/", "/tidak-ada", "/cari/", "/berita/%ED%A0%80", "/berita/%00"):
        assert "Halaman tidak ditemukan" in text(page(client, path, 404)), path
