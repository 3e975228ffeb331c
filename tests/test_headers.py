"""Headers of every route and every error: safety on all, caching on what may be kept, no cookies anywhere."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from tests.web_site import NOW, is_harmless_script, page, published, site, stories
from web import app as web_app
from web.app import create_app
from web.security import HEADERS

PAGES = ["/", "/cari?q=banjir", "/cari?q=tidakada", "/berita/banjir-1", "/berita/banjir-1?bukti=1", "/bantuan"]
PAGES += ["/wilayah/18.71", "/wilayah/18.01", "/instansi/kejari-metro", "/bulan/2025-12"]
PAGES += ["/api"]
API = [
    "/api/v1/search?q=banjir",
    "/api/v1/articles/banjir-1",
    "/api/v1/articles/banjir-1/related",
    "/api/v1/articles/banjir-1/thread",
    "/api/v1/suggest?q=ban",
    "/api/v1/openapi.json",
    "/saran?q=ban",
    "/opensearch.xml",
    "/cari.atom?q=banjir",
    "/wilayah/18.71.atom",
    "/instansi/kejari-metro.atom",
    "/cari.csv?q=banjir",
    "/cari.ndjson?q=banjir",
    "/sisip/cari",
    "/sisip/terkait/banjir-1",
]
HEALTH = ["/healthz", "/readyz", "/metrics"]
STATIC = ["/static/desk.css", "/static/favicon.svg", "/static/desk.css?v=1"]
ERRORS = [400, 404, 405, 413, 414, 500, 503]


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("headers"), stories())


def failing(backend: object, **settings: object) -> Flask:
    """The site with two routes more that fail as asked."""
    app = site(backend, **settings)

    def fail(status: int) -> str:
        if status == 500:
            raise RuntimeError("secret detail")
        abort(status)

    app.add_url_rule("/fail/<int:status>", "fail", fail)
    app.add_url_rule("/api/fail/<int:status>", "api_fail", fail)
    return app


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return failing(backend).test_client()


def safe(headers: object) -> None:
    for name, value in HEADERS.items():
        assert headers[name] == value, name  # type: ignore[index]
    assert "Set-Cookie" not in headers  # type: ignore[operator]
    assert "Server" not in headers  # type: ignore[operator]


def test_every_route_is_looked_at_here(backend: object) -> None:
    """A new route must be added to the lists above; the desk's are looked at in test_desk_access.py."""
    app = site(backend)
    adapter = app.url_map.bind("")
    known = {adapter.match(path.split("?")[0])[0] for path in PAGES + API + HEALTH + STATIC}
    assert known == {rule.endpoint for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("desk.")}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", PAGES + API + HEALTH + STATIC)
def test_every_answer_is_safe(client: FlaskClient, path: str, method: str) -> None:
    with client.open(path, method=method) as response:
        assert response.status_code == 200
        safe(response.headers)
        if method == "HEAD":
            assert response.get_data() == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", PAGES + API + HEALTH + STATIC)
def test_nothing_is_done_but_read(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    safe(response.headers)


@pytest.mark.parametrize("status", ERRORS)
def test_errors_are_safe_indonesian_and_not_kept(client: FlaskClient, status: int) -> None:
    tree = page(client, f"/fail/{status}", status)
    assert tree.get("lang") == "id"
    for path in (f"/fail/{status}", f"/api/fail/{status}"):
        response = client.get(path)
        assert response.status_code == status
        safe(response.headers)
        assert response.headers["Cache-Control"] == "no-store"
        assert "secret" not in response.get_data(as_text=True)
    problem = client.get(f"/api/fail/{status}").get_json()
    assert (problem["status"], problem["faults"]) == (status, [])
    assert problem["title"] in "".join(tree.itertext())


def test_error_titles_differ(client: FlaskClient) -> None:
    titles = {client.get(f"/api/fail/{status}").get_json()["title"] for status in ERRORS}
    assert len(titles) == len(ERRORS)


def test_a_large_body_is_refused_unread(client: FlaskClient) -> None:
    response = client.get("/cari", data=b"x" * (web_app.MAX_BODY + 1))
    assert response.status_code == 413
    safe(response.headers)


@pytest.mark.parametrize("path", PAGES + API)
def test_an_answer_may_be_kept_and_asked_for_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    etag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (etag, "public, max-age=60")
    safe(again.headers)
    assert client.get(path, headers={"If-None-Match": '"lain"'}).status_code == 200


def test_every_address_has_its_own_etag(client: FlaskClient) -> None:
    addresses = [*PAGES, *API, "/cari?q=banjir&hal=2", "/cari?q=Banjir", "/cari"]
    assert len({client.get(path).headers["ETag"] for path in addresses}) == len(addresses)


def test_an_etag_ends_with_the_day_the_index_and_the_settings(
    backend: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = published(tmp_path_factory.mktemp("other"), stories()[:3])
    other.publish(_one_more(other))
    today = site(backend)
    sites = [
        today,
        create_app(today.extensions["telusur"].settings, backend, clock=lambda: NOW + timedelta(days=1)),  # type: ignore[arg-type]
        site(other),
        site(backend, site_name="Lain"),
    ]
    etags = [s.test_client().get("/cari?dari=kemarin").headers["ETag"] for s in sites]
    assert len(set(etags)) == len(etags)


def _one_more(backend):
    build = backend.revise(backend.published())
    build.delete(["banjir-1"])
    return build.commit(2)


@pytest.mark.parametrize("path", HEALTH)
def test_health_is_never_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_files_of_the_look_may_be_kept_for_long_under_their_release(client: FlaskClient) -> None:
    with client.get("/static/desk.css?v=1") as response:
        assert "max-age=31536000" in response.headers["Cache-Control"]
    with client.get("/static/desk.css") as response:
        assert response.headers["Cache-Control"] == "no-cache"


def test_search_pages_are_not_for_crawlers_articles_are(client: FlaskClient) -> None:
    for path, hidden in (
        ("/cari?q=banjir", True),
        ("/cari?q=tidakada", True),
        ("/", False),
        ("/berita/banjir-1", False),
        ("/wilayah/18.71", False),
        ("/instansi/kejari-metro", False),
        ("/bulan/2025-12", False),
        ("/bantuan", False),
        ("/api", False),
    ):
        robots = [e.get("content") for e in page(client, path).iter("meta") if e.get("name") == "robots"]
        assert robots == (["noindex"] if hidden else []), path
        assert (client.get(path).headers.get("X-Robots-Tag") == "noindex") == hidden, path
    for path in API:
        assert client.get(path).headers["X-Robots-Tag"] == "noindex"


def test_https_is_demanded_only_where_the_site_has_it(backend: object) -> None:
    for base, demanded in (("https://cari.contoh.id", True), ("http://cari.contoh.id", False), ("", False)):
        client = failing(backend, base_url=base).test_client()
        for path in ("/", "/fail/404", "/fail/500"):
            assert ("Strict-Transport-Security" in client.get(path).headers) is demanded, (base, path)


def test_pages_hold_the_one_style_that_their_header_allows_and_no_script(client: FlaskClient) -> None:
    """The Content-Security-Policy would stop them."""
    for path in PAGES:
        allowed = client.get(path).headers["Content-Security-Policy"]
        (style,) = page(client, path).iter("style")
        told = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
        assert f"style-src 'self' 'sha256-{told}'" in allowed, path
        assert "unsafe" not in allowed
        for element in page(client, path).iter():
            assert element.tag != "script" or is_harmless_script(element), path
            assert "style" not in element.attrib, path


def test_the_script_is_small_and_whole(client: FlaskClient) -> None:
    """Readers in Lampung are on slow phones: 10 kB as it is written, before it is packed."""
    (script,) = page(client, "/").iter("script")
    assert script.get("defer") is not None, "the page is shown before it"
    with client.get(script.get("src")) as answer:
        assert answer.mimetype == "text/javascript"
        assert 5_000 < len(answer.get_data()) <= 10_000
