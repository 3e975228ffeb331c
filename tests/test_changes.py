"""Adding, deleting, going back: what is acknowledged is found at once, and what was cut short is made good."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import changes, pipeline, upkeep
from indexer import understand as understanding
from indexer.archive import Archive
from search.engines.whoosh import WhooshBackend
from search.engines.whoosh.build import WhooshBuild
from search.errors import DamagedIndex, NotFound
from search.query import Query, Word
from tests.seeds import chance
from tests.site_under_test import Site, row, rows


class Crash(BaseException):
    """Stands for a process that ends here; nothing catches it."""


def crash(*_: object) -> None:
    raise Crash


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(5))
    return site


def test_an_added_article_is_found_when_add_returns(site: Site) -> None:
    with site.place().backend.reader() as before:
        report = site.add(row("baru", "khas"))
        assert (report.read, report.taken, report.rejected) == (1, 1, 0)
        assert site.finds("khas") == ["baru"]
        assert "baru" not in set(before.ids()), "a reader that was open stays on its state"
    assert site.holds([*rows(5), row("baru", "khas")])


def test_adding_an_id_again_replaces_it(site: Site) -> None:
    site.add(row("k-002", "pengganti"))
    assert site.finds("tanda2") == []
    assert site.finds("pengganti") == ["k-002"]
    assert site.holds([r if r["id"] != "k-002" else row("k-002", "pengganti") for r in rows(5)])


def test_of_an_id_that_comes_twice_in_a_run_the_last_one_counts(site: Site) -> None:
    report = site.add(row("ganda", "pertama"), row("lain"), row("ganda", "kedua"))
    assert (report.read, report.taken, report.repeated) == (3, 2, 1)
    assert (site.finds("pertama"), site.finds("kedua")) == ([], ["ganda"])


def test_many_articles_are_added_in_chunks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "CHUNK", 4)
    assert site.add(*rows(11, "gelombang")).taken == 11
    assert site.holds(rows(11, "gelombang"))


def test_a_deleted_article_is_gone_and_unknown_ids_are_told(site: Site) -> None:
    assert site.delete("k-001", "tak-ada", "k-001") == (["k-001"], ["tak-ada"])
    assert site.finds("tanda1") == []
    assert site.holds(r for r in rows(5) if r["id"] != "k-001")
    assert site.delete("k-001") == ([], ["k-001"])


def test_a_deleted_article_can_come_back(site: Site) -> None:
    site.delete("k-001")
    site.add(row("k-001", "kembali"))
    assert site.finds("kembali") == ["k-001"]


def test_the_first_article_of_all_makes_the_index(tmp_path: Path) -> None:
    site = Site(tmp_path / "belum" / "ada")
    (tmp_path / "belum").mkdir()
    site.add(row("satu", "perdana"))
    assert site.holds([row("satu", "perdana")])


def test_deleting_where_nothing_is_makes_nothing(tmp_path: Path) -> None:
    """A mistyped --index must not begin a site."""
    site = Site(tmp_path / "salah")
    assert site.delete("a", "b", "a") == ([], ["a", "b"])
    assert not site.directory.exists()


def test_adding_nothing_but_bad_rows_to_an_empty_directory_leaves_their_reasons(tmp_path: Path) -> None:
    site = Site(tmp_path / "baru")
    report = site.add({**row("a"), "body": ""}, {**row("b"), "published": "31-02-2025"})
    assert (report.taken, report.rejected) == (0, 2)
    assert [r["id"] for r in site.place().rejects.read()] == ["a", "b"]
    assert site.place().backend.published() is None


def test_a_dry_run_changes_nothing(site: Site, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in site.directory.rglob("*") if p.is_file()}
    source = site.source([row("baru"), {**row("buruk"), "body": ""}])
    report = changes.add(site.place(), [source], dry_run=True)
    assert (report.taken, report.rejected) == (1, 1)
    assert {p: p.read_bytes() for p in site.directory.rglob("*") if p.is_file()} == before
    changes.add(Site(tmp_path / "kosong").place(), [source], dry_run=True)
    assert not (tmp_path / "kosong").exists()


CRASHES: list[tuple[object, str, str]] = [
    (changes, "replay", "after the archive's commit, before the index has it"),
    (WhooshBuild, "_drop_unused", "while the index's commit is written"),
    (WhooshBackend, "publish", "after the index's commit, before the pointer moves"),
]


@pytest.mark.parametrize(("owner", "name", "when"), CRASHES, ids=[c[2] for c in CRASHES])
def test_a_crash_is_made_good_by_the_next_change(
    site: Site, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, when: str
) -> None:
    for change in (lambda: site.add(row("terputus", "putus")), lambda: site.delete("k-003")):
        monkeypatch.setattr(owner, name, crash)
        with pytest.raises(Crash):
            change()
        monkeypatch.undo()
    assert site.found().keys() == {r["id"] for r in rows(5)}, "readers notice nothing"
    (problem,) = upkeep.check(site.place())
    assert "2 changes that readers do not see yet" in problem
    site.add(row("sesudah"))
    assert site.holds([*(r for r in rows(5) if r["id"] != "k-003"), row("terputus", "putus"), row("sesudah")])
    assert site.leftovers() == []


def test_a_crash_before_the_archives_commit_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive, "_numbered", crash)
    with pytest.raises(Crash):
        site.add(row("terputus"))
    monkeypatch.undo()
    assert site.holds(rows(5))


def test_going_back_brings_what_came_since_along(site: Site) -> None:
    site.add(row("lama", "lama"))
    site.reindex([*rows(5), row("lama", "lama")])
    site.add(row("baru", "baru"))
    site.delete("k-000")
    for name in ("g000001", "2", "g1"):
        manifest = changes.go_back(site.place(), name)
        assert int(manifest.generation[1:]) == int(name.strip("g"))
        assert site.place().backend.published() == manifest
        assert site.holds([*rows(5)[1:], row("lama", "lama"), row("baru", "baru")])
    with pytest.raises(NotFound, match=r"g000009.*g000001, g000002"):
        changes.go_back(site.place(), "g000009")


def test_an_archive_from_an_older_backup_is_told_before_anything_is_taken(site: Site, tmp_path: Path) -> None:
    """Its numbers begin again below the index's watermark: what was added then would never be indexed."""
    backup = (site.directory / "archive.sqlite3").read_bytes()
    site.add(row("a"), row("b"))
    (site.directory / "archive.sqlite3").write_bytes(backup)
    with pytest.raises(DamagedIndex, match=r"older than the index.*telusur reindex"):
        site.add(row("c"))
    assert "older than the index" in upkeep.check(site.place())[0]
    pipeline.reindex(site.place(), confirm=lambda *_: True)
    site.add(row("c"))
    assert site.holds([*rows(5), row("c")])


def test_a_row_that_only_analysis_refuses_harms_no_neighbour(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    understand = understanding.understand

    def picky(found: Any, today: Any = None) -> Any:
        if found.id == "aneh":
            raise ZeroDivisionError("kejutan")
        return understand(found, today)

    monkeypatch.setattr(understanding, "understand", picky)
    report = site.add(row("a"), row("aneh"), row("b"))
    assert (report.taken, report.rejected) == (2, 1)
    assert "ZeroDivisionError: kejutan" in next(site.place().rejects.read())["reason"]
    assert site.holds([*rows(5), row("a"), row("b")])


def test_random_changes_in_any_order_equal_a_rebuild(tmp_path: Path) -> None:
    random = chance()
    site, plain = Site(tmp_path / "situs"), dict[str, dict[str, Any]]()

    def some(count: int) -> list[dict[str, Any]]:
        ids = {f"k-{random.randrange(25):03}" for _ in range(count)}
        return [row(id_, f"versi{random.randrange(9)}") for id_ in sorted(ids)]

    def add() -> None:
        given = some(random.randrange(1, 6))
        site.add(*given)
        plain.update({r["id"]: r for r in given})

    def delete() -> None:
        given = [r["id"] for r in some(random.randrange(1, 4))]
        site.delete(*given)
        for id_ in given:
            plain.pop(id_, None)

    def reindex() -> None:
        given = some(random.randrange(1, 15))
        site.reindex(given)
        plain.clear()
        plain.update({r["id"]: r for r in given})

    def publish() -> None:
        kept = site.place().backend.generations()
        if kept:
            changes.go_back(site.place(), random.choice(kept).generation)

    def rebuild() -> None:
        if site.place().archive_path.is_file():
            site.rebuild()

    done: list[str] = []
    choices: list[Callable[[], None]] = [add, add, add, delete, delete, reindex, rebuild, publish]
    for _ in range(40):
        step = random.choice(choices)
        step()
        done.append(step.__name__)
        if site.place().archive_path.is_file():
            assert site.holds(plain.values()), done
    as_it_grew = site.found()
    site.rebuild()
    assert site.found() == as_it_grew, json.dumps(done)


def test_a_rebuild_and_the_changes_before_it_hold_the_same_terms(site: Site) -> None:
    """Not texts alone: every word finds the same articles and every facet counts the same."""
    site.add(*rows(4, "sama", first=3))
    site.delete("k-001", "k-004")
    site.add(row("k-000", "sama sekali"))

    def answers() -> list[Any]:
        with site.place().backend.reader() as engine:
            asked = [Query(), *(Query(clauses=(Word(w),), need=1) for w in ("sama", "banjir", "tanda3", "sekali"))]
            found = [engine.search(q) for q in asked]
            return [(r.total, [h.article for h in r.hits], r.facets) for r in found]

    before = answers()
    assert [a[0] for a in before] == [5, 4, 5, 1, 1]
    pipeline.reindex(site.place())
    assert answers() == before
