"""Values looked for inside a long facet: over all that have matches, counted, and links know nothing of it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from search.model import AgencyTag, Article
from search.names import registry
from tests.web_site import by_class, page, published, site, story, text
from web.lists import MOST_ROWS

OFFICES = [
    f"{kind} {registry.region(f'18.{n:02}').office}"  # type: ignore[union-attr]
    for kind in ("Dinas Kesehatan", "Polres", "Kejari", "Inspektorat")
    for n in range(1, 14)
]


def told(number: int, agencies: list[str], **more: object) -> Article:
    ids = tuple(registry.resolve_agency(name) for name in agencies)
    return story(f"s-{number}", "Banjir besar", "Banjir.", date(2025, 12, 1), agencies=ids, **more)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    articles = [told(n, OFFICES[: n + 1]) for n in range(len(OFFICES))]
    articles.append(story("lain", "Rapat", "Rapat.", agencies=("kejari-metro",)))
    return site(published(tmp_path_factory.mktemp("lists"), articles)).test_client()


def rows(client: FlaskClient, path: str) -> dict[str, tuple[str, bool]]:
    """Label -> count and whether it is ticked, of the rows of instansi."""
    boxes = [e for e in by_class(page(client, path), "opt") if e.find("input").get("name") == "instansi"]
    found = {}
    for row in boxes:
        label, _, number = text(row).rpartition(", ")
        found[label] = (number, row.find("input").get("checked") is not None)
    return found


def said(client: FlaskClient, path: str) -> str:
    return text(next(e for e in by_class(page(client, path), "told")))


def test_usually_thirty_are_listed_and_the_last_row_leads_to_all(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir")
    assert len(rows(client, "/cari?q=banjir")) == 30
    (last,) = [a for a in tree.iter("a") if "daftar=" in a.get("href", "")]
    assert text(last) == "Tampilkan lainnya (22) instansi"
    assert last.get("href") == "/cari?q=banjir&daftar=instansi#cari-instansi"
    assert set(rows(client, last.get("href").split("#")[0])) == set(OFFICES)


SOUGHT = [
    ("polres", 13, "a word of the name"),
    ("POLRES lampung", 5, "any letter case; all words, in any place"),
    ("inspekt", 13, "a part of a word; none of these is among the first thirty"),
    ("dinkes pesawaran", 1, "another spelling of one name"),
    ("metro", 0, "a value without a match has no row"),
]


@pytest.mark.parametrize(("typed", "found", "why"), SOUGHT)
def test_values_are_looked_for_among_all_that_have_matches(
    client: FlaskClient, typed: str, found: int, why: str
) -> None:
    path = f"/cari?{urlencode({'q': 'banjir', 'cari_instansi': typed})}"
    assert len(rows(client, path)) == found, why
    assert said(client, path) == f"{found} instansi"
    field = next(e for e in page(client, path).iter("input") if e.get("name") == "cari_instansi")
    assert (field.get("value"), field.get("form")) == (typed, "cari")


def test_a_row_that_was_found_says_what_ticking_it_shows(client: FlaskClient) -> None:
    for label, (number, _) in rows(client, "/cari?q=banjir&cari_instansi=inspektorat").items():
        chosen = page(client, f"/cari?{urlencode({'q': 'banjir', 'instansi': label})}")
        status = text(next(e for e in chosen.iter() if e.get("role") == "status"))
        assert status.startswith(f"{number} ditemukan"), label


def test_what_is_chosen_stays_in_the_list(client: FlaskClient) -> None:
    listed = rows(client, "/cari?q=banjir&instansi=polres-mesuji&instansi=-&cari_instansi=kejari")
    assert listed.pop("Polres Mesuji")[1]
    assert listed.pop("Tanpa instansi")[1]
    assert len(listed) == 13
    assert not any(ticked for _, ticked in listed.values())


def test_links_and_notices_know_nothing_of_it(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir&wilayah=-&cari_instansi=polres&cari_wilayah=x&daftar=wilayah")
    assert [text(p) for box in by_class(tree, "notes") for p in box] == ["Berita terbaru didahulukan."]
    kept = [a.get("href") for a in tree.iter("a") if "cari_" in a.get("href", "") or "daftar" in a.get("href", "")]
    assert kept == []
    (drawer,) = by_class(tree, "drawer")
    assert drawer.get("open") is not None, "on a phone the list would be hidden"


def test_the_button_comes_back_to_the_field(client: FlaskClient) -> None:
    tree = page(client, "/cari?q=banjir")
    (button,) = [b for b in tree.iter("button") if b.get("formaction")]
    assert button.get("formaction") == "/cari#cari-instansi"
    assert text(button) == "Saring daftar instansi"
    assert [e.get("name") for e in tree.iter("input") if e.get("id") == "cari-instansi"] == ["cari_instansi"]


def test_a_short_facet_has_no_field(client: FlaskClient) -> None:
    assert by_class(page(client, "/cari?q=banjir&instansi=inspektorat-mesuji"), "seek")
    assert by_class(page(client, "/cari?q=rapat"), "seek") == []


def test_the_api_knows_nothing_of_it(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?cari_instansi=polres").status_code == 400


def test_a_list_of_very_many_is_cut_and_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    names = tuple(AgencyTag(f"kantor-{n}", f"Kantor {n}") for n in range(MOST_ROWS + 5))
    article = Article("satu", "Banjir", "Banjir.", agencies=names)
    many = site(published(tmp_path_factory.mktemp("many"), [article])).test_client()
    path = "/cari?cari_instansi=kantor"
    assert len(rows(many, path)) == MOST_ROWS
    assert said(many, path) == f"{MOST_ROWS + 5} instansi"
    assert "5 instansi lain tidak ditampilkan. Tulis namanya lebih lengkap." in text(page(many, path))
