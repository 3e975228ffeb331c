"""Rebuilding: exactly the sources' articles, nothing that came meanwhile is lost, and what is unfit is never seen."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import changes, pipeline, upkeep, workplace
from indexer.archive import Archive
from search.engines.whoosh import WhooshBackend
from search.engines.whoosh import build as building
from search.errors import BadSource, DamagedIndex, Refused, TelusurError, UnfitGeneration
from tests.site_under_test import Site, row, rows
from tests.test_changes import Crash, crash

BAD = {"id": "buruk", "title": "Judul", "body": ""}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(30))
    return site


def between_build_and_publish(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something when the new generation is built and not yet published."""
    unfit = pipeline.checks.unfit

    def then(*given: Any) -> list[str]:
        monkeypatch.setattr(pipeline.checks, "unfit", unfit)
        act()
        return unfit(*given)

    monkeypatch.setattr(pipeline.checks, "unfit", then)


def test_a_rebuild_from_sources_holds_exactly_those(site: Site) -> None:
    site.add(row("tambahan"))
    given = [*rows(28), row("k-001", "versi baru"), row("asing")]
    report = site.reindex(given)
    assert (report.read, report.taken, report.repeated, report.removed) == (30, 29, 1, 3)
    assert site.holds({r["id"]: r for r in given}.values())


def test_a_rebuild_without_sources_makes_the_same_of_the_archive(site: Site) -> None:
    site.add(row("tambahan"))
    site.delete("k-000")
    before = site.found()
    report = site.rebuild()
    assert (report.taken, report.generation) == (30, "g000002")
    assert site.found() == before
    assert site.holds([*rows(30)[1:], row("tambahan")])


def test_a_rebuild_from_an_archive_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A mistyped --index must not begin an empty site."""
    site = Site(tmp_path / "salah")
    with pytest.raises(TelusurError, match="telusur reindex SOURCES"):
        site.rebuild()
    assert site.place().backend.published() is None


def test_more_than_a_tenth_goes_only_with_the_operators_word(site: Site) -> None:
    asked: list[tuple[int, int]] = []
    few = site.source(rows(26))
    for confirm in (pipeline.refuse, lambda gone, total: asked.append((gone, total))):
        with pytest.raises(Refused, match=r"4 of the 30 articles.*telusur add.*--yes"):
            pipeline.reindex(site.place(), [few], confirm=confirm)
        assert site.holds(rows(30))
        assert site.leftovers() == []
    assert asked == [(4, 30)]
    pipeline.reindex(site.place(), [few], confirm=lambda gone, total: True)
    assert site.holds(rows(26))


def test_a_tenth_goes_without_a_question(site: Site) -> None:
    pipeline.reindex(site.place(), [site.source(rows(27))])
    assert site.holds(rows(27))


@pytest.mark.parametrize("from_sources", [True, False], ids=["from sources", "from the archive"])
def test_what_is_added_and_deleted_during_a_rebuild_survives_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, from_sources: bool
) -> None:
    def meanwhile() -> None:
        site.add(row("sementara", "sementara"), row("k-001", "koreksi"))
        site.delete("k-002", "k-003")
        site.add(row("k-003", "kembali"))
        assert site.finds("sementara") == ["sementara"], "found at once, not when the rebuild ends"

    between_build_and_publish(monkeypatch, meanwhile)
    given = [*rows(29), row("asing")]
    report = site.reindex(given) if from_sources else site.rebuild()
    expected = {r["id"]: r for r in (given if from_sources else rows(30))}
    expected |= {"sementara": row("sementara", "sementara"), "k-001": row("k-001", "koreksi")}
    expected |= {"k-003": row("k-003", "kembali")}
    del expected["k-002"]
    published = site.place().backend.published()
    assert published is not None
    assert published.generation == report.generation == "g000002"
    assert site.holds(expected.values())


CRASHES = [
    (Archive, "adopt", False, "before the archive adopts the rows"),
    (building.WhooshBuild, "_drop_unused", False, "while the new generation is written"),
    (pipeline, "_adopt_and_replay", False, "when the new generation is built"),
    (WhooshBackend, "publish", True, "when the archive has the rows, before the pointer moves"),
]


@pytest.mark.parametrize(("owner", "name", "adopted", "when"), CRASHES, ids=[c[3] for c in CRASHES])
def test_a_crash_leaves_readers_what_they_had_and_the_next_change_mends_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, adopted: bool, when: str
) -> None:
    new = rows(29, "baru")
    monkeypatch.setattr(owner, name, crash)
    with pytest.raises(Crash):
        site.reindex(new)
    monkeypatch.undo()
    assert list(site.found()) == [r["id"] for r in rows(30)]
    assert site.finds("baru") == []
    site.add(row("sesudah"))
    assert site.holds([*(new if adopted else rows(30)), row("sesudah")])
    site.reindex(new)
    assert site.holds(new)
    assert site.leftovers() == []


def test_a_generation_that_fails_its_checks_is_never_seen_and_does_not_stay(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = building.WhooshBuild.add

    def loses_one(build: building.WhooshBuild, articles: Any) -> None:
        add(build, (a for a in articles if a.article.id != "k-003"))

    place = site.place()
    monkeypatch.setattr(building.WhooshBuild, "add", loses_one)
    with pytest.raises(UnfitGeneration, match=r"not published.*numbers of articles differ.*taken 30"):
        pipeline.reindex(place)
    monkeypatch.undo()
    assert site.holds(rows(30))
    assert site.leftovers() == []
    # The name of what came to nothing is given again: what a process remembers of it must not be taken for it.
    assert pipeline.reindex(place).generation == "g000002"
    assert site.holds(rows(30))


def test_rejects_are_kept_by_add_and_begun_anew_by_a_rebuild_from_sources(site: Site) -> None:
    def listed() -> list[tuple[Any, Any]]:
        return [(r["id"], r["line"]) for r in site.place().rejects.read()]

    site.add({**BAD, "id": "satu"}, row("baik"))
    first = next(site.place().rejects.read())
    assert first["source"].endswith(".jsonl")
    assert "body missing or empty" in first["reason"]
    site.add(row("lain"), {**BAD, "id": "dua"})
    assert listed() == [("satu", 1), ("dua", 2)]
    site.rebuild()
    assert listed() == [("satu", 1), ("dua", 2)], "a rebuild from the archive does not see those rows again"
    site.add(row("satu"))
    assert listed() == [("dua", 2)], "a later good row takes the reject away"
    site.reindex([*rows(31), {**BAD, "id": "tiga"}])
    assert listed() == [("tiga", 32)]


def test_the_same_bad_row_of_a_timer_is_listed_once(site: Site) -> None:
    source = site.source([BAD])
    for _ in range(3):
        changes.add(site.place(), [source])
    assert site.place().rejects.count() == 1


def test_rejects_of_runs_beside_a_rebuild_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add({**BAD, "id": "lama"})
    between_build_and_publish(monkeypatch, lambda: site.add({**BAD, "id": "sementara"}))
    site.reindex([*rows(30), {**BAD, "id": "sumber"}])
    assert [r["id"] for r in site.place().rejects.read()] == ["sementara", "sumber"]


def test_a_run_that_comes_to_nothing_keeps_the_rejects_and_adds_its_own(site: Site) -> None:
    site.add({**BAD, "id": "lama"})
    with pytest.raises(TelusurError, match=r"none of the 1 rows could be taken.*\n.*body missing"):
        site.reindex([BAD])
    assert [r["id"] for r in site.place().rejects.read()] == ["lama", "buruk"]
    assert site.holds([*rows(30)])


@pytest.mark.parametrize("given", [[*rows(30, "lain"), BAD], [BAD], rows(2)], ids=["good", "all bad", "too few"])
def test_a_dry_run_changes_nothing(site: Site, given: list[dict[str, Any]]) -> None:
    before = {p: p.read_bytes() for p in site.directory.rglob("*") if p.is_file()}
    source = site.source(given)
    if given == [BAD]:
        with pytest.raises(TelusurError):
            pipeline.reindex(site.place(), [source], dry_run=True)
    else:
        report = pipeline.reindex(site.place(), [source], dry_run=True)
        assert report.removed == (28 if len(given) == 2 else 0)
    assert {p: p.read_bytes() for p in site.directory.rglob("*") if p.is_file()} == before


def test_a_rebuild_leaves_the_collection_of_garbage_as_it_was(site: Site) -> None:
    """It is set for the run alone: a server or a test goes on in the same process."""
    before = gc.get_threshold()
    site.reindex(rows(3))
    assert gc.get_threshold() == before


def test_a_source_that_is_not_there_changes_nothing(site: Site) -> None:
    with pytest.raises(BadSource, match=r"tidak-ada\.jsonl"):
        pipeline.reindex(site.place(), [site.source(rows(30, "lain")), "tidak-ada.jsonl"], confirm=lambda *_: True)
    assert site.holds(rows(30))
    assert site.leftovers() == []


def test_too_little_room_is_told_before_anything_is_built(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "ROOM_LEAST", 10**18)
    with pytest.raises(TelusurError, match=r"MB are needed.*telusur prune"):
        site.reindex(rows(30, "lain"))
    monkeypatch.undo()
    assert site.holds(rows(30))


def test_a_deleted_text_is_in_no_file_once_the_generations_that_held_it_are_gone(site: Site) -> None:
    """An index keeps a deleted article's text until it is rebuilt, and one earlier generation is kept."""
    site.add(row("cabut", "zzrahasia"))
    site.delete("cabut")

    def holding() -> list[str]:
        kept = [p for p in site.directory.rglob("*") if p.is_file() and p.name != "words.tsv"]
        return [p.name for p in kept if b"zzrahasia" in p.read_bytes()]

    assert holding() != [], "the trap itself must work"
    site.rebuild()
    site.rebuild()
    upkeep.prune(site.place())
    assert holding() == []


def test_a_damaged_pointer_is_mended_by_a_rebuild(site: Site) -> None:
    (site.directory / "generations" / "CURRENT").write_text("{")
    with pytest.raises(DamagedIndex, match="telusur"):
        site.add(row("baru"))
    site.rebuild()
    assert site.holds(rows(30))
