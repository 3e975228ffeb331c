"""The API: shapes, faults as problem+json, articles, related stories, completion, health and numbers."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.answer_json import page_path
from search.errors import DamagedIndex, NoIndex, OutdatedIndex
from search.model import AgencyTag, Article, EventDay, Evidence, RegionTag
from tests.web_site import METRO, ODD_IDS, published, site, stories, story
from web.direct import MAX_BODY


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> object:
    return published(tmp_path_factory.mktemp("api"), stories())


@pytest.fixture(scope="module")
def client(backend: object) -> FlaskClient:
    return site(backend).test_client()


def test_search_gives_total_hits_and_facets(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=banjir+dapur&urut=terbaru").get_json()
    assert answer["total"] == 1
    assert answer["complete"] is True
    assert answer["took_ms"] > 0
    (hit,) = answer["hits"]
    assert {k: hit[k] for k in ("id", "title", "url", "page", "published")} == {
        "id": "banjir-1",
        "title": "Banjir rendam Rajabasa",
        "url": "https://contoh.example/banjir-1",
        "page": "/berita/banjir-1",
        "published": "2025-12-10",
    }
    assert "Banjir merendam" in hit["snippet"]
    assert hit["partial"] is False
    assert hit["instansi"] == [{"value": "pemkot-bandar-lampung", "label": "Pemkot Bandar Lampung"}]
    assert set(answer["facets"]) == {"instansi", "wilayah", "bulan"}
    for facet in answer["facets"].values():
        assert set(facet) == {"values", "missing", "other"}
    assert answer["facets"]["bulan"]["values"][0] | {"chosen": False} == {
        "value": "2025-12",
        "label": "Desember 2025",
        "count": 1,
        "chosen": False,
    }


def test_every_parameter_is_taken(client: FlaskClient) -> None:
    every = (
        "q=banjir&instansi=pemkot-bandar-lampung&instansi=kejari-metro&wilayah=18.71&dari=2025-01-01&sampai=kemarin"
        "&urut=terlama&hal=1&per_hal=1&kabar=semua&menurut=terbit&judul=1&explain=1"
    )
    answer = client.get(f"/api/v1/search?{every}").get_json()
    assert answer["total"] == 2
    assert [hit["id"] for hit in answer["hits"]] == ["banjir-2"]
    assert answer["explain"]["clauses"][0]["term"] == "banjir"
    assert "explain" not in client.get("/api/v1/search?q=banjir").get_json()


def test_all_faults_of_a_question_are_told_at_once(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?dari=31/02/2025&hal=0&per_hal=51&urut=acak&menurut=x&warna=biru&judul=y")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert {"type", "title", "status", "detail", "faults"} == set(problem)
    assert [(f["parameter"], f["code"]) for f in problem["faults"]] == [
        ("warna", "unknown"),
        ("dari", "date"),
        ("per_hal", "size"),
        ("hal", "page"),
        ("urut", "choice"),
        ("menurut", "choice"),
        ("judul", "choice"),
    ]
    assert problem["faults"][0]["detail"] == 'Parameter "warna" tidak dikenal.'
    assert problem["faults"][1]["value"] == "31/02/2025"


@pytest.mark.parametrize("path", ["articles/banjir-1?q=x", "articles/banjir-1/related?n=2", "suggest?q=ban&limit=3"])
def test_no_endpoint_takes_unknown_parameters(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response.get_json()["faults"][0]["code"]) == (400, "unknown")


def test_the_article(client: FlaskClient) -> None:
    article = client.get("/api/v1/articles/banjir-1").get_json()
    assert (article["id"], article["page"]) == ("banjir-1", "/berita/banjir-1")
    assert article["event_dates"] == [{"date": "2025-12-09", "evidence": []}]
    assert article["body"].endswith("dapur umum.")


def test_keys_that_telusur_does_not_know_are_never_published(tmp_path: Path) -> None:
    odd = story("a", "Banjir", "Isi.", extra={"catatan": "narasumber@contoh.example"})
    for whole in (True, False):
        response = (
            site(published(tmp_path / str(whole), [odd]), full_text=whole).test_client().get("/api/v1/articles/a")
        )
        assert "extra" not in response.get_json()
        assert "narasumber" not in response.get_data(as_text=True)


def test_an_article_whose_id_looks_like_a_question_for_related_stories(tmp_path: Path) -> None:
    one, other = story("y", "Banjir besar", "Banjir."), story("y/related", "Banjir kecil", "Banjir.")
    client = site(published(tmp_path / "both", [one, other])).test_client()
    assert "hits" in client.get("/api/v1/articles/y/related").get_json(), "an article of that id comes first"
    assert "hits" in client.get("/api/v1/articles/y/related/related").get_json()
    client = site(published(tmp_path / "alone", [other])).test_client()
    assert client.get("/api/v1/articles/y/related").get_json()["id"] == "y/related"
    assert client.get("/api/v1/articles/z/related").status_code == 404


@pytest.mark.parametrize("id_", ODD_IDS)
def test_any_id_is_found(client: FlaskClient, id_: str) -> None:
    path = "/api/v1/articles" + page_path(id_).removeprefix("/berita")
    assert client.get(path).get_json()["id"] == id_
    assert client.get(f"{path}/related").status_code == 200


def test_a_site_of_links_gives_no_full_text(backend: object) -> None:
    article = next(a for a in stories() if a.id == "banjir-1")
    body = site(backend, full_text=False).test_client().get("/api/v1/articles/banjir-1").get_json()["body"]
    assert body == article.body.replace("\n", " "), "short enough to be its own beginning"


def test_a_site_of_links_gives_no_evidence_from_beyond_what_it_shows(tmp_path: Path) -> None:
    body = "Metro\nhari ini. " + "Kalimat ini diulang. " * 20 + "Kejari Metro."
    first, last = Evidence("Metro\nhari", 0, 10), Evidence("Metro", len(body) - 6, len(body) - 1)
    title = Evidence("Kejari", 0, 6, "title")
    told = Article(
        "a",
        "Kejari",
        body,
        agencies=(AgencyTag("kejari-metro", "Kejari Metro", (title, last)),),
        regions=(RegionTag(METRO, "Metro", (first, last)),),
        event_days=(EventDay(date(2025, 1, 1), (last,)),),
    )
    backend = published(tmp_path, [told])
    shown = site(backend, full_text=False).test_client().get("/api/v1/articles/a").get_json()
    whole = site(backend).test_client().get("/api/v1/articles/a").get_json()
    for answer, expected in ((shown, ([0], [0], [])), (whole, ([0, last.start], [0, last.start], [last.start]))):
        lists = (answer["agencies"], answer["regions"], answer["event_dates"])
        assert tuple([e["start"] for e in tag["evidence"]] for (tag,) in lists) == expected


def test_related_stories_have_reasons(client: FlaskClient) -> None:
    hits = client.get("/api/v1/articles/banjir-1/related").get_json()["hits"]
    assert hits[0]["id"] == "banjir-2"
    assert hits[0]["reasons"][:2] == ["Pemkot Bandar Lampung", "Bandar Lampung"]
    assert "banjir-1" not in [hit["id"] for hit in hits]


SUGGESTIONS = [
    ("ban", [("banjir", 2)], "the last word is completed"),
    ("warga%20BAN", [("warga banjir", 2)], "in its sentence, letter case free"),
    ("b", [], "one letter says nothing"),
    ("", [], "nothing typed"),
    ("(*", [], "no word at all"),
    ("ban%20", [], "the word is finished"),
    ("%22warga%20ban", [], "inside an open quote"),
    ("warga%20-ban", [], "behind a minus"),
]


@pytest.mark.parametrize(("typed", "expected", "why"), SUGGESTIONS)
def test_completion(client: FlaskClient, typed: str, expected: list[tuple[str, int]], why: str) -> None:
    answer = client.get(f"/api/v1/suggest?q={typed}").get_json()
    found = [(s["text"], s["count"]) for s in answer["suggestions"]]
    assert found[:1] == expected, why
    assert all("ban" in text.lower() for text, _ in found)


def test_initials_are_never_suggested(tmp_path: Path) -> None:
    body = "Tersangka MDP (24) dan anak ABH (9) diperiksa. Bantuan BPBD dan KPK, mdpl diukur."
    client = site(published(tmp_path, [story("a", "Perkara MDP", body)])).test_client()
    told = {q: client.get(f"/api/v1/suggest?q={q}").get_json()["suggestions"] for q in ("md", "ab", "kp", "bp")}
    assert [[s["text"] for s in told[q]] for q in told] == [["mdpl"], [], ["kpk"], ["bpbd"]]


def test_problems_are_json_below_the_api(client: FlaskClient) -> None:
    for method, path, status in (
        ("GET", "/api/v1/nichts", 404),
        ("GET", "/api/v1/articles/tidak-ada", 404),
        ("GET", "/api/v1/articles/tidak-ada/related", 404),
        ("POST", "/api/v1/search", 405),
        ("OPTIONS", "/api/v1/search", 405),
    ):
        response = client.open(path, method=method)
        assert (response.status_code, response.mimetype) == (status, "application/problem+json"), path
        assert json.loads(response.get_data())["status"] == status
        if status == 405:
            assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_a_body_that_means_nothing_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=banjir", data=b"{}").get_json()["total"] > 0
    assert client.get("/api/v1/search?q=banjir", data=b"x" * (MAX_BODY + 1)).status_code == 413


def test_an_answer_that_the_asker_has_is_not_sent_again(client: FlaskClient) -> None:
    address = "/api/v1/search?q=banjir"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(f"{address}&hal=2", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


class Broken:
    """A backend that cannot be read; `error` says why."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.opened = 0

    @contextmanager
    def reader(self):
        self.opened += 1
        raise self.error
        yield

    def published(self) -> None:
        raise self.error


@pytest.mark.parametrize("kind", [NoIndex, DamagedIndex, OutdatedIndex])
def test_without_an_index_the_site_says_so_and_keeps_the_reason_to_itself(kind: type[Exception]) -> None:
    broken = Broken(kind("/rahasia/index rusak"))
    client = site(broken).test_client()
    for path in ("/", "/cari?q=x", "/berita/x", "/api/v1/search", "/api/v1/articles/x", "/api/v1/suggest?q=xx"):
        response = client.get(path)
        words = response.get_data(as_text=True)
        assert response.status_code == 503, path
        assert int(response.headers["Retry-After"]) >= 1
        assert "Pencarian sedang tidak tersedia. Coba beberapa saat lagi." in words
        assert "rahasia" not in words
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (503, {"ready": False, "reason": kind.__name__})
    assert "telusur_articles" not in client.get("/metrics").get_data(as_text=True)


def test_health_never_touches_the_index() -> None:
    broken = Broken(NoIndex("none"))
    response = site(broken).test_client().get("/healthz")
    assert (response.status_code, response.get_data()) == (200, b"ok")
    assert broken.opened == 0


def test_ready_says_what_is_served(client: FlaskClient, backend: object) -> None:
    assert client.get("/readyz").get_json() == {
        "ready": True,
        "generation": "g000001",
        "commit": 1,
        "articles": len(stories()),
    }


def test_metrics_count_answers_and_hold_no_words_of_readers(backend: object) -> None:
    client = site(backend).test_client()
    client.get("/cari?q=rahasiasekali")
    client.get("/cari?hal=x")
    client.get("/api/v1/search?q=rahasiasekali")
    client.get("/rahasiasekali")
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    assert 'telusur_requests_total{endpoint="pages.results",status="200"} 1' in lines
    assert 'telusur_requests_total{endpoint="pages.results",status="400"} 1' in lines
    assert 'telusur_requests_total{endpoint="none",status="404"} 1' in lines
    assert "telusur_search_seconds_count 2" in lines
    assert f"telusur_articles {len(stories())}" in lines
    assert "telusur_generation 1" in lines
    assert not [line for line in lines if "rahasia" in line]


def test_more_questions_than_threads_are_sent_away_while_health_answers(
    backend: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.site.GATE_WAIT", 0)
    app = site(backend, threads=3)
    client = app.test_client()
    with app.extensions["telusur"].engine():
        for path in ("/cari?q=banjir", "/api/v1/search?q=banjir", "/", "/berita/banjir-1"):
            response = client.get(path)
            assert (response.status_code, response.headers["Retry-After"]) == (503, "1"), path
        assert [client.get(p).status_code for p in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    assert client.get("/cari?q=banjir").status_code == 200


def test_the_gate_opens_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.site.GATE_WAIT", 0)
    client = site(Broken(NoIndex("none")), threads=1).test_client()
    assert [client.get("/cari").headers["Retry-After"] for _ in range(3)] == ["30", "30", "30"]
