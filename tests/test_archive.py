"""The archive: what is put is there in order, what is deleted is gone to the last byte, what is damaged is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.archive import Archive, open_existing
from indexer.sources.rows import RawRow
from indexer.staging import Staging, StoredRow
from search.errors import Busy, DamagedIndex, TelusurError
from tests.seeds import chance


def raw(id_: str, text: str = "isi", format_: str = "jsonl") -> RawRow:
    return RawRow(format_, id_, {"id": id_, "body": text}, "berita.jsonl", 7)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = Archive(tmp_path / "archive.sqlite3")
    yield archive
    archive.close()


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    staging = Staging(tmp_path / "staging.sqlite3")
    yield staging
    staging.close()


def held(archive: Archive) -> dict[str, str]:
    return {row.id: row.payload["body"] for row in archive.rows() if isinstance(row.payload, dict)}


def story(archive: Archive, since: int = 0) -> list[tuple[int, str, bool]]:
    return [(seq, id_, archive.row(id_) is not None) for id_, seq in archive.changed(since).items()]


def test_a_row_comes_back_as_it_was_put(archive: Archive) -> None:
    given = [
        RawRow(
            "jsonl", "a/b c", {"id": "a/b c", "body": "e\u0301 \U0001f4f0", "n": 1.5, "x": [None, True]}, "a.jsonl", 3
        ),
        RawRow("text", "seruan", "Judul\n\nIsi \x00 dan \ud800 tunggal", "folder/seruan.txt", 0),
    ]
    archive.put(given)
    assert list(archive.rows()) == given


def test_every_change_takes_the_next_number_and_an_id_has_one_row(archive: Archive) -> None:
    assert archive.head() == 0
    assert archive.put([raw("a"), raw("b"), raw("c")]) == 3
    assert archive.put([raw("a", "baru")]) == 4
    assert archive.delete(["b", "tak ada", "b"]) == ["b"]
    assert archive.delete(["b"]) == []
    assert story(archive) == [(3, "c", True), (4, "a", True), (5, "b", False)]
    assert story(archive, since=3) == [(4, "a", True), (5, "b", False)]
    assert (archive.head(), archive.count(), held(archive)) == (5, 2, {"a": "baru", "c": "isi"})
    assert archive.put([raw("b", "kembali")]) == 6
    assert story(archive, since=5) == [(6, "b", True)]


def test_what_is_committed_lasts_through_a_power_cut(archive: Archive) -> None:
    """Every commit is synced: in SQLite's words, synchronous is FULL (2)."""
    assert archive._db.row("PRAGMA journal_mode")[0] == "wal"
    assert archive._db.row("PRAGMA synchronous")[0] == 2


def test_a_transaction_that_fails_leaves_nothing(archive: Archive) -> None:
    def broken() -> Iterator[RawRow]:
        yield raw("a")
        raise RuntimeError("sumber putus")

    with pytest.raises(RuntimeError):
        archive.put(broken())
    assert (archive.head(), held(archive)) == (0, {})
    assert archive.put([raw("b")]) == 1


def test_a_deleted_text_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    """People have a right to be forgotten: neither free pages nor the log may keep what was deleted.

    Rows of very different lengths: SQLite moves them from page to page and leaves bytes behind.
    """
    path = tmp_path / "archive.sqlite3"
    archive = Archive(path)
    archive.put(raw(f"k{n}", f"rahasia{n} " * (400 if n % 2 else 3)) for n in range(40))
    archive.put([raw("k1", "pengganti")])
    archive.delete(f"k{n}" for n in range(20))
    archive.close()  # the last one to close brings the log into the file
    assert b"rahasia27 " in path.read_bytes(), "the trap itself must work"
    archive = Archive(path)
    archive.compact()
    left = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    for n in range(20):
        assert b"rahasia%d " % n not in left
    assert b"pengganti" not in left
    assert held(archive).keys() == {f"k{n}" for n in range(20, 40)}
    archive.close()


def test_compacting_gives_room_back_and_keeps_the_rows(archive: Archive) -> None:
    archive.put(raw(f"k{n:03}", "kata " * 500) for n in range(200))
    archive.delete(f"k{n:03}" for n in range(190))
    before, rows = archive.size(), held(archive)
    archive.compact()
    assert archive.path.stat().st_size == archive.size() < before / 4
    assert held(archive) == rows
    assert archive.head() == 390
    assert archive.problems() == []


def test_adopting_holds_exactly_the_staged_rows(archive: Archive, staging: Staging) -> None:
    archive.put([raw("tetap"), raw("ganti", "lama"), raw("hilang")])
    assert staging.put(StoredRow.of(raw("tetap"))) is None
    staging.put(StoredRow.of(raw("ganti", "sementara")))
    assert staging.put(StoredRow.of(raw("ganti", "baru"))) == RawRow("jsonl", "ganti", "", "berita.jsonl", 7)
    staging.put(StoredRow.of(raw("tambah")))
    staging.put(StoredRow.of(raw("batal")))
    staging.drop("batal")
    assert staging.count() == 3
    assert archive.missing_from(staging) == 1
    assert archive.adopt(staging, since=3) == 6
    assert held(archive) == {"tetap": "isi", "ganti": "baru", "tambah": "isi"}
    assert story(archive) == [(1, "tetap", True), (4, "ganti", True), (5, "tambah", True), (6, "hilang", False)], (
        "what is there as it came keeps its number; the rest is numbered anew, deletions last"
    )


def test_what_came_while_the_rebuild_ran_is_newer_and_stays(archive: Archive, staging: Staging) -> None:
    since = archive.put([raw("a"), raw("b"), raw("c"), raw("d")])
    archive.put([raw("b", "meanwhile"), raw("baru", "meanwhile")])
    archive.delete(["a", "d"])
    for id_ in ("a", "b", "c"):
        staging.put(StoredRow.of(raw(id_, "from the sources")))
    head = archive.head()
    assert archive.adopt(staging, since) == head + 1
    assert held(archive) == {"b": "meanwhile", "baru": "meanwhile", "c": "from the sources"}
    assert story(archive, head) == [(head + 1, "c", True)]


def test_the_same_text_in_another_format_is_another_row(archive: Archive, staging: Staging) -> None:
    archive.put([raw("a")])
    staging.put(StoredRow.of(raw("a", format_="wp-json")))
    archive.adopt(staging, since=1)
    assert next(archive.rows()).format == "wp-json"


def test_a_staging_file_goes_when_it_is_closed_and_what_a_killed_run_left_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "staging.sqlite3"
    path.write_bytes(b"what a killed run left")
    staging = Staging(path)
    staging.put(StoredRow.of(raw("a")))
    assert list(staging.rows()) == [raw("a")]
    staging.close()
    assert not path.exists()


def test_staged_rows_may_be_dropped_while_they_are_read(staging: Staging) -> None:
    for n in range(450):  # more than two batches
        staging.put(StoredRow.of(raw(f"k{n:03}")))
    staging.finished()
    seen = []
    for n, row in enumerate(staging.rows()):
        seen.append(row.id)
        if n % 3 == 0:
            staging.drop(row.id)
    assert seen == [f"k{n:03}" for n in range(450)]
    assert staging.count() == 300


def test_a_newer_format_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    Archive(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(DamagedIndex, match=r"format 99.*Install the matching version"):
        Archive(path)
    with pytest.raises(DamagedIndex):
        open_existing(path)


@pytest.mark.parametrize(
    "content", [b"ini bukan basis data " * 200, b"SQLite format 3\x00" + bytes(range(256)) * 16], ids=["text", "torn"]
)
def test_a_file_that_is_no_database_is_told_with_a_cure(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.sqlite3"
    path.write_bytes(content)
    with pytest.raises(DamagedIndex, match=r"archive\.sqlite3.*docs/running\.md"):
        Archive(path)
    assert path.read_bytes() == content, "a damaged archive is evidence: never overwritten"


def test_damage_inside_is_found(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    archive = Archive(path)
    archive.put(raw(f"k{n:03}", "kata " * 50) for n in range(200))
    archive.close()
    data = bytearray(path.read_bytes())
    data[8192:16384] = bytes(8192)
    path.write_bytes(data)
    archive = Archive(path)
    try:
        assert archive.problems() != []
    except DamagedIndex:
        pass
    finally:
        archive.close()


def test_an_archive_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(TelusurError, match="telusur reindex SOURCES"):
        open_existing(tmp_path / "archive.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_lasts_is_busy_not_damaged(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told as damage, a lock would send the operator to the backup for nothing."""
    other = sqlite3.connect(archive.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    archive._db.run("PRAGMA busy_timeout=10")
    with pytest.raises(Busy, match="another process"):
        archive.put([raw("a")])
    other.execute("ROLLBACK")
    other.close()
    archive.put([raw("a")])


def test_looking_needs_no_lock(archive: Archive) -> None:
    """`telusur status` and `export` go on while a rebuild's long transaction is under way."""
    archive.put([raw("a")])
    with archive._db.transaction():
        other = open_existing(archive.path)
        assert held(other) == {"a": "isi"}
        other.close()


@pytest.mark.parametrize("name", ["berita?mode=ro", "100%41", "#1", "dengan spasi"])
def test_a_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "archive.sqlite3"
    archive = Archive(path)
    archive.put([raw("a")])
    archive.close()
    assert path.is_file()


def test_random_operations_agree_with_a_plain_dictionary(tmp_path: Path) -> None:
    random = chance()
    archive, plain = Archive(tmp_path / "archive.sqlite3"), dict[str, str]()
    touched: dict[str, int] = {}
    for step in range(300):
        ids = [f"k{random.randrange(12)}" for _ in range(random.randrange(4))]
        before = archive.head()
        choice = random.choice(["put", "put", "delete", "adopt", "reopen"])
        if choice == "put":
            archive.put(raw(i, f"{step}") for i in ids)
            plain.update(dict.fromkeys(ids, f"{step}"))
        elif choice == "delete":
            assert archive.delete(ids) == [i for i in dict.fromkeys(ids) if i in plain]
            plain = {i: text for i, text in plain.items() if i not in ids}
        elif choice == "adopt":
            plain = _adopted(archive, tmp_path, plain, touched, random.randrange(before + 1), ids, f"{step}")
        else:
            archive.close()
            archive = Archive(tmp_path / "archive.sqlite3")
        touched.update(archive.changed(before))
        assert held(archive) == plain
        assert archive.changed(0) == touched
        assert max(touched.values(), default=0) == archive.head()
    archive.close()


def _adopted(
    archive: Archive,
    directory: Path,
    plain: dict[str, str],
    touched: dict[str, int],
    since: int,
    ids: list[str],
    text: str,
) -> dict[str, str]:
    staging = Staging(directory / "staging.sqlite3")
    for id_ in ids:
        staging.put(StoredRow.of(raw(id_, text)))
    archive.adopt(staging, since)
    staging.close()
    newer = {i for i, seq in touched.items() if seq > since}
    return {i: t for i, t in plain.items() if i in newer} | {i: text for i in ids if i not in newer}
