"""Who gets into the desk, and from where a change to it is taken."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web_site import published, site, stories
from web.security import HEADERS

TOKEN = "rahasia-yang-cukup-panjang"
PAGES = ("/meja", "/meja/pilihan", "/meja/pantauan", "/meja/pencarian", "/meja/jejak", "/meja/jejak/banjir-1")
CHANGES = ("/meja", "/meja/pilihan", "/meja/pilihan/hapus", "/meja/tarikan", "/meja/tarikan/hapus", "/meja/pantauan",
           "/meja/pantauan/1/hapus", "/meja/pantauan/1/dilihat")  # fmt: skip
PIN = {"pertanyaan": "banjir", "berita": "banjir-2", "alasan": "uji", "sampai": "31/12/2025"}


def test_every_address_of_the_desk_is_looked_at_here(backend: object, tmp_path: Path) -> None:
    """A new one must be added to the lists above."""
    app = site(backend, desk=tmp_path)
    adapter = app.url_map.bind("")
    known = {adapter.match(path, method)[0] for paths, method in ((PAGES, "GET"), (CHANGES, "POST")) for path in paths}
    assert known == {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.")}


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("access"), stories())


def basic(password: str, name: str = "rina") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


def desk(backend: object, directory: Path, login: str, **more: object) -> FlaskClient:
    return site(backend, desk=directory, desk_login=login, desk_token=TOKEN, **more).test_client()


@pytest.mark.parametrize("path", PAGES)
def test_a_desk_that_is_off_does_not_exist(backend: object, tmp_path: Path, path: str) -> None:
    client = desk(backend, tmp_path, "off")
    assert client.get(path, headers=basic(TOKEN) | {"X-Remote-User": "rina"}).status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "headers", [{}, basic("salah"), basic(""), {"Authorization": f"Bearer {TOKEN}"}, {"X-Remote-User": "rina"}]
)
def test_without_the_token_nobody_enters(backend: object, tmp_path: Path, path: str, headers: dict[str, str]) -> None:
    response = desk(backend, tmp_path, "token").get(path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert "Masuk dahulu" in response.text


@pytest.mark.parametrize("path", PAGES)
def test_the_token_or_the_name_from_the_proxy_opens_the_desk(backend: object, tmp_path: Path, path: str) -> None:
    assert desk(backend, tmp_path, "token").get(path, headers=basic(TOKEN)).status_code == 200
    behind_proxy = desk(backend, tmp_path, "proxy")
    assert behind_proxy.get(path, headers={"X-Remote-User": "rina"}).status_code == 200
    for headers in ({}, {"X-Remote-User": " "}, basic(TOKEN)):
        assert behind_proxy.get(path, headers=headers).status_code == 403


def test_no_page_of_the_desk_is_kept_by_anyone(backend: object, tmp_path: Path) -> None:
    client = desk(backend, tmp_path, "token")
    for path in PAGES:
        response = client.get(path, headers=basic(TOKEN))
        assert response.headers["Cache-Control"] == "no-store", path
        assert not [name for name, value in HEADERS.items() if response.headers[name] != value], path
        assert "ETag" not in response.headers, path


def test_readers_are_never_led_to_the_desk(backend: object, tmp_path: Path) -> None:
    client = desk(backend, tmp_path, "token")
    for path in ("/", "/cari?q=banjir", "/berita/banjir-1", "/cari?q=tidakadasamasekali", "/tidak-ada"):
        shown = client.get(path).text
        assert "/meja" not in shown, path
        assert "desk." not in shown, path


FOREIGN = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "null"},
    {"Origin": "https://jahat.example"},
    {"Origin": "http://localhost.jahat.example"},
    {"Origin": "http://localhost:8081"},
    {"Origin": "//localhost"},
    {"Origin": "http://"},
    {"Referer": "http://localhost/meja/pilihan"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_change_from_elsewhere_is_refused_though_the_login_is_right(
    backend: object, tmp_path: Path, headers: dict[str, str]
) -> None:
    client = desk(backend, tmp_path, "token")
    for path in CHANGES:
        assert client.post(path, data=PIN, headers=basic(TOKEN) | headers).status_code == 403, path
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost"},
        {"Origin": "https://cari.contoh.id"},
    ],
)
def test_a_change_from_the_desk_is_taken(backend: object, tmp_path: Path, headers: dict[str, str]) -> None:
    client = desk(backend, tmp_path, "token", base_url="https://cari.contoh.id")
    assert client.post("/meja/pilihan", data=PIN, headers=basic(TOKEN) | headers).status_code == 303
    assert "banjir-2" in (tmp_path / "pins.toml").read_text("utf-8")


def test_the_login_is_asked_before_anything_else_of_a_change(backend: object, tmp_path: Path) -> None:
    client = desk(backend, tmp_path, "token")
    assert client.post("/meja/pilihan", data=PIN, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 401
    assert not list(tmp_path.iterdir())
