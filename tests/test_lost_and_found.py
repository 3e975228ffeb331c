"""What is lost or lies where it should not: readers keep their articles, and nothing foreign comes in."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from indexer import changes, pipeline, upkeep
from indexer.sources import read
from indexer.sources.rows import RawRow, Reject
from search.errors import BadSetting, DamagedIndex, NotFound, Refused
from search.settings import Settings
from tests.site_under_test import Site, row, rows, texts, write


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(30))
    return site


def lose_archive(site: Site) -> None:
    for path in site.directory.glob("archive.sqlite3*"):
        path.unlink()


def test_a_lost_archive_never_empties_the_site(site: Site) -> None:
    lose_archive(site)
    with pytest.raises(DamagedIndex, match="Restore the archive from a backup"):
        changes.add(site.place(), [site.source([row("baru")])])
    with pytest.raises(DamagedIndex, match="is gone"):
        site.delete("k-001")
    with pytest.raises(Exception, match="is not there"):
        site.rebuild()
    with pytest.raises(Refused, match="29 of the 30"):
        pipeline.reindex(site.place(), [site.source([row("baru")])])
    # Now an empty archive stands there; a rebuild from it would publish nothing at all.
    with pytest.raises(Refused, match="30 of the 30"):
        site.rebuild()
    assert len(site.found()) == 30
    assert any("Restore the archive" in problem for problem in upkeep.check(site.place()))


def test_status_says_that_the_archive_is_gone(site: Site) -> None:
    lose_archive(site)
    told = upkeep.status(site.place())
    assert "is gone" in told["problem"]
    assert (told["articles"], told["changes_not_in_index"]) == (30, 0)


def test_an_export_brings_a_lost_archive_back(site: Site, tmp_path: Path) -> None:
    upkeep.write_export(upkeep.export(site.place()), tmp_path / "cadangan.jsonl")
    lose_archive(site)
    pipeline.reindex(site.place(), [str(tmp_path / "cadangan.jsonl")])
    assert site.found() == site.exported() == texts(rows(30))
    assert upkeep.check(site.place()) == []


def test_status_names_what_can_be_published_where_the_pointer_is_damaged(site: Site) -> None:
    (site.directory / "generations" / "CURRENT").write_text("{")
    told = upkeep.status(site.place())
    assert told["problem"]
    assert [g["generation"] for g in told["generations"]] == ["g000001"]


def test_an_export_goes_through_a_link_and_never_replaces_a_pipe(site: Site, tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "sasaran.jsonl", tmp_path / "tautan.jsonl", tmp_path / "pipa"
    link.symlink_to(target)
    assert upkeep.write_export(upkeep.export(site.place()), link) == 30
    assert link.is_symlink()
    assert len(target.read_text().splitlines()) == 30
    os.mkfifo(pipe)
    came: list[str] = []
    reader = threading.Thread(target=lambda: came.extend(pipe.read_text().splitlines()))
    reader.start()
    assert upkeep.write_export(upkeep.export(site.place()), pipe) == 30
    reader.join(30)
    assert len(came) == 30
    assert pipe.is_fifo()


def test_an_index_directory_inside_a_folder_is_no_source(site: Site) -> None:
    folder = site.directory.parent
    write(folder / "kabar.jsonl", rows(2))
    names = {Path(r.origin).name for r in read(str(folder)) if isinstance(r, RawRow | Reject)}
    assert "kabar.jsonl" in names
    assert not names & {"rejects.jsonl", "manifest.json", "words.tsv"}


def test_a_link_that_leads_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "berita"
    folder.mkdir()
    (tmp_path / "rahasia.txt").write_text("Judul\n\nIsi rahasia.")
    (folder / "tautan.txt").symlink_to(tmp_path / "rahasia.txt")
    (folder / "kabar.txt").write_text("Judul Kabar\n\nIsi kabar yang panjang.")
    (folder / "sama.txt").symlink_to(folder / "kabar.txt")
    given = list(read(str(folder)))
    assert sorted(r.id for r in given if isinstance(r, RawRow)) == ["kabar", "sama"]
    assert [("leads out of" in r.reason) for r in given if isinstance(r, Reject)] == [True]


def test_ids_that_come_again_are_told_and_the_numbers_add_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "CHUNK", 4)
    given = [*rows(6, "lama"), row("k-001", "antara"), *rows(3, "akhir"), {"id": "buruk", "body": ""}]
    report = site.add(*given)
    assert (report.read, report.taken, report.repeated, report.rejected) == (11, 6, 4, 1)
    assert report.mended == 4
    assert site.found()["k-001"] == texts(rows(3, "akhir"))["k-001"]


def test_a_rebuild_from_the_archive_accounts_for_its_rows_and_a_replay_is_nobodys_report(site: Site) -> None:
    report = site.rebuild()
    assert (report.read, report.taken, report.rejected) == (30, 30, 0)


def test_an_add_that_fails_half_way_says_what_was_taken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "CHUNK", 5)
    put, calls = changes._put, list[int]()

    def fails(*args: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", "/penuh")
        put(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "_put", fails)
    with pytest.raises(Exception, match="Before that 5 articles were taken, and readers find them"):
        site.add({"id": "buruk", "body": ""}, *[row(f"n-{n}") for n in range(12)])
    assert sum(i.startswith("n-") for i in site.found()) >= 4
    assert [json.loads(x)["id"] for x in (site.directory / "rejects.jsonl").read_text().splitlines()] == ["buruk"]


def test_deleting_what_is_not_there_changes_nothing(site: Site) -> None:
    before = site.place().backend.published()
    assert site.delete("tidak-ada") == ([], ["tidak-ada"])
    assert site.place().backend.published() == before


def test_pruning_a_place_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        upkeep.prune(Site(tmp_path / "salah").place())
    assert not (tmp_path / "salah").exists()


@pytest.mark.parametrize(
    "env",
    [
        {"TELUSUR_BASE_URL": "http://[::1"},
        {"TELUSUR_BASE_URL": "ftp://situs"},
        {"TELUSUR_THREADS": "²"},
        {"TELUSUR_THREADS": "0"},
        {"TELUSUR_ENGINE": "solr"},
        {"TELUSUR_PREFIX": "cari"},
        {"TELUSUR_ARTICLE_TEXT": "semua"},
        {"TELUSUR_DESK_LOGIN": "siapa"},
        {"TELUSUR_DESK_TOKEN": "pendek", "TELUSUR_DESK_LOGIN": "token"},
        {"TELUSUR_COUNT_QUESTIONS": "mungkin"},
        {"TELUSUR_CORS_ORIGINS": "https://situs.id/jalan"},
        {"TELUSUR_CORS_ORIGINS": "*"},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(env: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(env))):
        Settings.from_env(env)
