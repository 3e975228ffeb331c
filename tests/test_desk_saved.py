"""Saved searches at the desk: what is new in each, and that nothing is taken for seen that was not shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search.analysis import terms
from search.desk.store import Seen
from search.engines.whoosh import WhooshBackend
from tests.desk_site import FROM_DESK, Desk
from tests.web_site import published, stories, story, text


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    return published(tmp_path / "index", stories())


@pytest.fixture
def desk(backend: WhooshBackend, tmp_path: Path) -> Desk:
    return Desk(backend, tmp_path / "desk")


def page_text(tree: Any) -> str:
    return " ".join(text(next(tree.iter("main"))).split())


def links(tree: Any) -> list[str]:
    return [a.get("href") for a in next(tree.iter("main")).iter("a")]


def told_of(tree: Any) -> list[str]:
    """The new stories that the page would count as seen."""
    return [i.get("value") for i in tree.iter("input") if i.get("name") == "berita"]


def seen(desk: Desk, shown: list[str] | None = None) -> Any:
    """The page after the button, which sends what the page told of, or what it told of before."""
    told = told_of(desk.get("/meja/pantauan")) if shown is None else shown
    answer = desk.client.post("/meja/pantauan/1/dilihat", data={"berita": told}, headers=FROM_DESK)
    assert answer.status_code == 303
    return desk.get(answer.headers["Location"])


def add(backend: WhooshBackend, id_: str, title: str) -> None:
    build = backend.revise(backend.published())  # type: ignore[arg-type]
    build.add([terms.analyse(story(id_, title, "Banjir lagi.", date(2025, 12, 11)))])
    backend.publish(build.commit(2))


def test_a_saved_search_tells_what_is_new(desk: Desk, backend: WhooshBackend) -> None:
    told = page_text(desk.post("/meja/pantauan", 303, nama="Banjir", alamat="banjir"))
    assert "Pencarian disimpan." in told
    assert "Tidak ada berita baru." in told
    add(backend, "banjir-3", "Banjir susulan di Way Kanan")
    told = page_text(desk.get("/meja/pantauan"))
    assert "1 berita baru" in told
    assert "Banjir susulan di Way Kanan" in told
    assert "1 berita baru" in page_text(desk.get("/meja/pantauan"))  # looking alone marks nothing
    assert "Tidak ada berita baru." in page_text(seen(desk))
    assert "Belum ada pencarian tersimpan." in page_text(desk.post("/meja/pantauan/1/hapus", 303))


def test_an_address_is_saved_with_its_filters(desk: Desk) -> None:
    address = "http://localhost/cari?q=banjir&wilayah=Bandar+Lampung&dari=2025&hal=3#hasil"
    assert "/cari?q=banjir&wilayah=18.71&dari=2025-01-01" in links(
        desk.post("/meja/pantauan", 303, nama="B", alamat=address)
    )


def test_faults_of_a_saved_search_are_told(desk: Desk) -> None:
    told = page_text(desk.post("/meja/pantauan", 400, nama="", alamat=""))
    assert "Nama: isi dahulu." in told
    assert "Kata pencarian atau alamat halaman hasil: isi dahulu." in told
    desk.post("/meja/pantauan", 303, nama="Banjir", alamat="banjir")
    assert 'Nama "Banjir" sudah dipakai.' in page_text(desk.post("/meja/pantauan", 400, nama="Banjir", alamat="kopi"))


def test_a_story_that_came_after_the_page_was_shown_stays_new(desk: Desk, backend: WhooshBackend) -> None:
    desk.post("/meja/pantauan", 303, nama="Banjir", alamat="banjir")
    add(backend, "banjir-3", "Banjir susulan")
    shown = told_of(desk.get("/meja/pantauan"))
    assert shown == ["banjir-3"]
    add(backend, "banjir-4", "Banjir ketiga")
    assert told_of(seen(desk, shown)) == ["banjir-4"]


def test_a_broken_date_in_an_address_is_told_at_its_field(desk: Desk) -> None:
    tree = desk.post("/meja/pantauan", 400, nama="B", alamat="/cari?q=banjir&dari=31/02/2025")
    assert 'Tanggal "31/02/2025" tidak ada.' in page_text(tree)
    assert next(i for i in tree.iter("input") if i.get("id") == "alamat").get("aria-invalid") == "true"
    assert "Belum ada pencarian tersimpan." in page_text(desk.get("/meja/pantauan"))


def test_a_search_that_cannot_be_asked_stops_no_other(desk: Desk) -> None:
    desk.post("/meja/pantauan", 303, nama="Banjir", alamat="banjir")
    store = desk.app.extensions["telusur"].store
    store.save("Rusak", "q=banjir&dari=31/02/2025", Seen(frozenset()))
    told = page_text(desk.get("/meja/pantauan"))
    assert "Tidak ada berita baru." in told
    assert 'Tanggal "31/02/2025" tidak ada. Tulis tanggal-bulan-tahun. Hapus pencarian ini' in told
