"""Exports: whole, in order, harmless in a spreadsheet, few at a time, and let go of however they end."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from search.answer_json import HitRow
from search.engines.whoosh import WhooshBackend
from search.engines.whoosh.kernels.plan import MOST_RANK
from search.query import MAX_EXPORT, Query
from tests.web_site import page, published, site, stories, story, text
from web.exports import harmless
from web.wording.feeds import COLUMNS

MANY = 1_234
"""More than can be leafed through, and more than are read together."""


def kept(n: int) -> str:
    return f"k-{n * 7919 % MANY:04}"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    """Stories that say "lada" more or less often."""
    backend = WhooshBackend(tmp_path_factory.mktemp("exports") / "generations")
    return add(backend, [filler(n) for n in range(MANY)])


def filler(n: int) -> Any:
    return story(kept(n), "Panen", "Lada. " * (1 + n % 9) + f"Kabar {n}. " * 20, date(2020, 1, 1 + n % 28))


def add(backend: WhooshBackend, articles: list[Any]) -> WhooshBackend:
    from search.analysis import terms

    build = backend.create()
    build.add([terms.analyse(a) for a in articles])
    backend.publish(build.commit(1))
    return backend


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return site(published(tmp_path_factory.mktemp("small"), stories())).test_client()


def lines(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.get_data().split(b"\n") if line]


def table(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.content_type.startswith("text/csv; charset=utf-8")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_engine_keeps_as_many_hits_as_an_export_takes() -> None:
    assert MOST_RANK == MAX_EXPORT


@pytest.mark.parametrize("asked", ["q=lada", "q=lada&urut=terbaru", "urut=terlama", "q=%22lada+lada%22+-xyz"])
def test_an_export_is_all_pages_one_after_the_other(many: WhooshBackend, asked: str) -> None:
    client = site(many).test_client()
    first = [client.get(f"/api/v1/search?{asked}&per_hal=50&hal={n}").get_json() for n in range(1, 21)]
    leafed = [hit for answer in first for hit in answer["hits"]]
    assert len(leafed) == 1_000
    exported = lines(client, f"/cari.ndjson?{asked}")
    assert len(exported) == first[0]["total"] == len({row["id"] for row in exported})
    assert [{k: v for k, v in row.items() if k != "event_dates"} for row in exported[:1_000]] == leafed
    if first[0]["query"][0][0] == "q" and "urut" not in asked:
        scores = [row["score"] for row in exported]
        assert scores == sorted(scores, reverse=True)
    assert [row[0] for row in table(client, f"/cari.csv?{asked}")[1:]] == [row["id"] for row in exported]


def test_most_is_a_whole_export(many: WhooshBackend) -> None:
    with many.reader() as engine:
        found = engine.search(Query(per_page=MAX_EXPORT), facets=False)
    assert len(found.hits) == found.total == MANY


def test_the_best_are_taken_of_more_than_an_export_takes(tmp_path: Path) -> None:
    more = MAX_EXPORT + 50
    seldom = [story(f"a-{n:05}", "Panen", "Isi lada.", date(2020, 1, 1)) for n in range(50)]
    often = [story(f"b-{n:05}", "Panen", "Isi lada lada.", date(2021, 1, 1 + n % 28)) for n in range(MAX_EXPORT)]
    client = site(add(WhooshBackend(tmp_path / "generations"), [*seldom, *often])).test_client()
    for asked in ("q=lada", "q=lada&urut=terbaru"):
        assert client.get(f"/api/v1/search?{asked}").get_json()["total"] == more
        rows = lines(client, f"/cari.ndjson?{asked}")
        assert len({row["id"] for row in rows}) == len(rows) == MAX_EXPORT
        assert all(row["id"].startswith("b") for row in rows), asked
        assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_a_line_has_the_fields_of_a_hit_and_the_days_of_events(client: FlaskClient) -> None:
    (hit,) = lines(client, "/cari.ndjson?q=banjir+dapur&urut=terbaru")
    assert hit.keys() == ({*HitRow.__struct_fields__} - {"reasons"}) | {"event_dates"}
    assert hit["event_dates"] == ["2025-12-09"]
    assert hit["id"] == "banjir-1"


def test_a_table_has_a_head_and_a_row_for_each_story(client: FlaskClient) -> None:
    head, first, _ = table(client, "/cari.csv?q=banjir&urut=terbaru&hal=2&per_hal=1")
    assert head == list(COLUMNS)
    assert dict(zip(head, first, strict=True)) == {
        "id": "banjir-1",
        "judul": "Banjir rendam Rajabasa",
        "terbit": "2025-12-10",
        "jam": "08:53",
        "sumber": "Lampung Raya",
        "alamat": "https://contoh.example/banjir-1",
        "halaman": "http://localhost/berita/banjir-1",
        "instansi": "Pemkot Bandar Lampung",
        "wilayah": "Bandar Lampung",
        "kejadian": "2025-12-09",
        "cuplikan": "Banjir merendam ratusan rumah di Rajabasa. BPBD mendirikan dapur umum.",
    }
    assert len(table(client, "/cari.csv?q=zzzzz")) == 1


def test_no_more_of_a_text_leaves_than_an_answer_shows(tmp_path: Path) -> None:
    long = story("a", "Rapat", "Awal. " + "Isi panjang. " * 200 + "Penutup.", date(2025, 1, 1))
    for whole in (True, False):
        client = site(published(tmp_path / str(whole), [long]), full_text=whole).test_client()
        (row,) = lines(client, "/cari.ndjson")
        assert len(row["snippet"]) < 250
        assert "Penutup" not in client.get("/cari.csv").get_data(as_text=True)


FORMULAS = ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0\u3000=1", "\ufeff=1", "\u200b@x"]
FORMULAS += ["\x00=1", "＝1+1", "＋1", "－1", "＠x", "−1", "\x01=1", "\t", "\u202e=1", "\x00\x00+1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert "\x00" not in harmless(cell)


@pytest.mark.parametrize("cell", ["", "Banjir", "2025-12-10", "Rp5.000,-", "a=b", "'=1", '"=1"', "08:53", "–", "1 - 2"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_hostile_article_stays_in_its_cells(tmp_path: Path) -> None:
    odd = story(
        "=cmd|' /C calc'!A0",
        '"; "=HYPERLINK(1)"\r\n;',
        "Isi;\n\n=2",
        date(2025, 1, 1),
        source="+A;B",
        url="@x",
        agencies=("-a",),
    )
    head, row = table(site(published(tmp_path, [odd])).test_client(), "/cari.csv")
    told = dict(zip(head, row, strict=True))
    assert len(row) == len(COLUMNS)
    assert (told["id"], told["sumber"], told["alamat"]) == ("'=cmd|' /C calc'!A0", "'+A;B", "'@x")
    assert told["instansi"] == "'-a"
    assert told["judul"] == '"; "=HYPERLINK(1)"\r\n;'


def test_every_end_of_line_is_the_standards(client: FlaskClient) -> None:
    raw = client.get("/cari.csv?q=banjir").get_data()
    assert raw.count(b"\n") == raw.count(b"\r\n") == 3
    assert raw.endswith(b'"\r\n')


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("", "berita-2025-12-12.csv"),
        ("?q=Banjir+Rajabasa", "berita-banjir-rajabasa-2025-12-12.csv"),
        ('?q=%0d%0aSet-Cookie:+a=b;"/../x', "berita-set-cookie-a-b-x-2025-12-12.csv"),
        ("?q=日本", "berita-2025-12-12.csv"),
        ("?q=" + "a" * 200, f"berita-{'a' * 40}-2025-12-12.csv"),
    ],
)
def test_the_file_has_a_plain_name(client: FlaskClient, asked: str, name: str) -> None:
    answer = client.get(f"/cari.csv{asked}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_all_faults_are_told_at_once(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/cari.{form}?dari=31/02/2025&urut=acak&warna=biru")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert [f["parameter"] for f in answer.get_json()["faults"]] == ["warna", "dari", "urut"]
    assert "Content-Disposition" not in answer.headers


def test_the_page_leads_to_its_exports(client: FlaskClient) -> None:
    links = {text(a): a.get("href") for a in page(client, "/cari?q=banjir&urut=terlama&per_hal=1&hal=2").iter("a")}
    for form, name in (("csv", "Unduh CSV"), ("ndjson", "Unduh NDJSON")):
        assert links[name] == f"/cari.{form}?q=banjir&urut=terlama"
        assert client.get(links[name]).status_code == 200
    assert "Unduh CSV" not in {text(a) for a in page(client, "/cari?q=tidakada").iter("a")}


# While it is sent


def begun(app: Flask, path: str, method: str = "GET") -> tuple[Any, str]:
    """An answer under way, as a server has it: its body after the first piece, and its status."""
    body, status, _ = run_wsgi_app(app, EnvironBuilder(path, method=method).get_environ(), buffered=False)
    return body, status


def test_only_so_many_at_once(many: WhooshBackend) -> None:
    app = site(many)
    held = [begun(app, "/cari.ndjson") for _ in range(2)]
    assert [status for _, status in held] == ["200 OK"] * 2
    refused = app.test_client().get("/cari.csv")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert app.test_client().get("/cari?q=lada").status_code == 200, "readers are answered meanwhile"
    held[0][0].close()
    assert app.test_client().get("/cari.csv").status_code == 200


def test_of_few_threads_half_are_left_to_readers(many: WhooshBackend) -> None:
    app = site(many, threads=4)
    body, _ = begun(app, "/cari.ndjson")
    assert app.test_client().get("/cari.csv").status_code == 503
    assert app.test_client().get("/cari?q=lada").status_code == 200
    body.close()


@pytest.mark.parametrize("taken", [0, 1, 2])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_goes_away_leaves_nothing_held(many: WhooshBackend, taken: int, method: str) -> None:
    app = site(many, threads=1)
    for _ in range(5):
        body, status = begun(app, "/cari.csv", method)
        assert status == "200 OK"
        for _ in range(taken):
            next(iter(body), None)
        body.close()
    assert app.test_client().get("/cari.csv?dari=x").status_code == 400
    etag = app.test_client().get("/cari.csv").headers["ETag"]
    for _ in range(5):
        assert app.test_client().get("/cari.csv", headers={"If-None-Match": etag}).status_code == 304
    assert app.test_client().get("/cari.csv").status_code == 200


def test_with_one_thread_an_export_is_waited_for_and_then_refused(many: WhooshBackend) -> None:
    app = site(many, threads=1)
    body, _ = begun(app, "/cari.csv")
    assert app.test_client().get("/cari?q=lada").status_code == 503
    body.close()
    assert app.test_client().get("/cari?q=lada").status_code == 200


def test_what_is_sent_is_one_state_of_the_index(tmp_path: Path) -> None:
    backend = add(WhooshBackend(tmp_path / "generations"), [filler(n) for n in range(400)])
    body, _ = begun(site(backend), "/cari.ndjson")
    pieces = iter(body)
    first = next(pieces)
    for n in range(3):
        add(backend, [story(f"baru-{n}", "Baru", "Lain.", date(2025, 1, 1))])
        backend.tidy()
    assert len(backend.generations()) == 2, "the one that is read is gone from the disk's list"
    rows = [json.loads(line) for line in (first + b"".join(pieces)).splitlines()]
    assert sorted(row["id"] for row in rows) == sorted(kept(n) for n in range(400))
    body.close()
