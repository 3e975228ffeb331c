"""The desk in pages and API: at once, in every number, told by a word, and never a reason to fail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from search.desk.counts import Asked
from search.engines.whoosh import WhooshBackend
from search.settings import Settings
from tests.web_site import by_class, page, published, site, stories, text
from web import wording

TODAY = date(2025, 12, 12)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    return published(tmp_path_factory.mktemp("index"), stories())


@pytest.fixture
def app(backend: WhooshBackend, tmp_path: Path) -> Flask:
    return site(backend, desk=tmp_path / "desk", count_questions=True)


def heads(app: Flask, path: str) -> list[str]:
    return [text(head) for head in by_class(page(app.test_client(), path), "hd")]


def test_a_pin_stands_first_with_its_word(app: Flask) -> None:
    assert heads(app, "/cari?q=banjir")[0] == "Banjir rendam Rajabasa"
    app.extensions["telusur"].desk.pin("banjir", "tanpa-2", "sebab")
    shown = page(app.test_client(), "/cari?q=Banjir")
    assert text(by_class(shown, "hd")[0]) == "Panen kopi"
    assert [text(p) for p in by_class(shown, "part")] == [wording.PINNED]
    assert heads(app, "/cari?q=banjir+rajabasa")[0] != "Panen kopi"
    answer = app.test_client().get("/api/v1/search?q=banjir&explain=1").get_json()
    assert [hit["id"] for hit in answer["hits"] if hit["pinned"]] == [answer["hits"][0]["id"]] == ["tanpa-2"]
    assert answer["total"] == len(answer["hits"]) == 3
    assert answer["explain"]["pins"] == [{"id": "tanpa-2", "why": "sebab", "until": None}]


def test_a_pin_alone_is_an_answer(app: Flask) -> None:
    app.extensions["telusur"].desk.pin("durian", "tanpa-2", "sebab")
    shown = page(app.test_client(), "/cari?q=durian")
    assert [text(head) for head in by_class(shown, "hd")] == ["Panen kopi"]
    assert "1 berita" in text(shown)


def test_a_hidden_article_is_nowhere_at_once(app: Flask) -> None:
    client, desk = app.test_client(), app.extensions["telusur"].desk
    before = client.get("/api/v1/search?q=banjir").headers["ETag"]
    desk.hide("banjir-1", "hak jawab")
    answer = client.get("/api/v1/search?q=banjir&explain=1").get_json()
    assert [hit["id"] for hit in answer["hits"]] == ["banjir-2"]
    assert answer["explain"]["hidden"] == 1
    assert client.get("/berita/banjir-1").status_code == 404
    assert client.get("/api/v1/articles/banjir-1").status_code == 404
    assert "banjir-1" not in client.get("/").get_data(as_text=True)
    assert "rendam" not in str(client.get("/api/v1/suggest?q=rend").get_json()["suggestions"])
    assert "banjir-1" not in str(client.get("/api/v1/articles/banjir-2/related").get_json())
    assert client.get("/api/v1/search?q=banjir").headers["ETag"] != before
    desk.unhide("banjir-1")
    assert client.get("/berita/banjir-1").status_code == 200
    assert client.get("/api/v1/search?q=banjir").headers["ETag"] == before


@pytest.mark.parametrize("path", ["/", "/cari?q=banjir", "/berita/banjir-2", "/api/v1/search?q=banjir"])
def test_what_a_browser_keeps_is_asked_for_anew_when_the_desk_changes(app: Flask, path: str) -> None:
    client, desk = app.test_client(), app.extensions["telusur"].desk
    kept = {"If-None-Match": client.get(path).headers["ETag"]}
    assert client.get(path, headers=kept).status_code == 304
    desk.pin("jalan", "tanpa-1", "sebab")
    assert client.get(path, headers=kept).status_code == 200


def test_an_end_by_the_calendar_changes_etags_and_answers(backend: WhooshBackend, tmp_path: Path) -> None:
    app = site(backend, desk=tmp_path / "desk")
    app.extensions["telusur"].desk.hide("banjir-1", "sebab", date(2025, 12, 11))
    assert app.test_client().get("/berita/banjir-1").status_code == 200


def test_a_broken_desk_stops_no_page(app: Flask, tmp_path: Path) -> None:
    app.extensions["telusur"].desk.hide("banjir-1", "sebab")
    assert app.test_client().get("/berita/banjir-1").status_code == 404
    (tmp_path / "desk" / "pins.toml").write_text("[[hide]\n")
    (tmp_path / "desk" / "desk.sqlite3").write_bytes(b"kacau" * 1000)
    assert app.test_client().get("/cari?q=banjir").status_code == 200
    assert app.test_client().get("/berita/banjir-1").status_code == 404, "what was in force stays"
    questions = app.extensions["telusur"].questions
    questions.flush()
    assert "damaged" in questions.fault


def counted(app: Flask) -> list[Asked]:
    questions = app.extensions["telusur"].questions
    questions.flush()
    found: list[Asked] = questions.top(TODAY, TODAY)
    return found


def test_first_askings_are_counted_and_nothing_else(app: Flask) -> None:
    client = app.test_client()
    for _ in range(5):
        client.get("/cari?q=Banjir")
        client.get("/cari?q=durian")
    seen = [Asked("banjir", 5, 0), Asked("durian", 5, 5)]
    assert counted(app) == seen
    etag = client.get("/cari?q=kopi").headers["ETag"]
    for _ in range(5):
        for path in (
            "&hal=2",
            "&wilayah=18.72",
            "&dari=2025",
            "&urut=terbaru",
            "&judul=1",
            "&kabar=semua",
            "&tanpa=ejaan",
        ):
            client.get(f"/cari?q=banjir{path}")
        client.get("/api/v1/search?q=banjir")
        client.get("/cari?q=")
        client.get("/cari")
        client.head("/cari?q=banjir")
        client.get("/cari?q=banjir&dari=31/02/2025")
        client.get("/cari?q=kopi", headers={"If-None-Match": etag})
    assert counted(app) == seen


def test_counting_is_off_where_the_settings_say_so(backend: WhooshBackend, tmp_path: Path) -> None:
    app = site(backend, desk=tmp_path / "desk", count_questions=False)
    for _ in range(9):
        app.test_client().get("/cari?q=banjir")
    assert counted(app) == []
    assert not (tmp_path / "desk").exists()


def test_two_processes_see_each_others_changes(backend: WhooshBackend, tmp_path: Path) -> None:
    one, other = (site(backend, desk=tmp_path / "desk") for _ in range(2))
    assert other.test_client().get("/berita/banjir-1").status_code == 200
    one.extensions["telusur"].desk.hide("banjir-1", "sebab")
    assert other.test_client().get("/berita/banjir-1").status_code == 404


def test_the_desk_lies_in_the_index_directory_unless_it_is_set() -> None:
    assert Settings.from_env({}, Path("situs")).desk == Path("situs/desk")
    assert Settings.from_env({"TELUSUR_DESK": "meja"}, Path("situs")).desk == Path("meja")
