"""Generations on disk: what is published is whole, stays as it was under a reader, and is refused where it is not."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines.whoosh import WhooshBackend
from search.engines.whoosh import generations as stored
from search.errors import BadSetting, DamagedIndex, NoIndex, NotFound, OutdatedIndex
from search.model import AnalysedArticle, Manifest
from search.query import Query
from tests.small_articles import article


def built(backend: WhooshBackend, *articles: AnalysedArticle, watermark: int = 1) -> Manifest:
    build = backend.create()
    build.add(articles)
    return build.commit(watermark)


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "generations")
    backend.publish(built(backend, article("satu", "Banjir di Pesawaran"), article("dua", "Jembatan Way Kanan")))
    return backend


def ids(backend: WhooshBackend) -> list[str]:
    with WhooshBackend(backend._generations.root).reader() as engine:  # a fresh process has no caches
        return list(engine.ids())


def live_files(backend: WhooshBackend) -> list[Path]:
    directory = next(backend._generations.root.glob("g*/c*"))
    return [p for p in directory.iterdir() if p.name != "manifest.json"]


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="telusur reindex"), WhooshBackend(tmp_path / "generations").reader():
        pass


def test_a_build_is_not_seen_before_it_is_published(backend: WhooshBackend) -> None:
    manifest = built(backend, article("tiga", "Harga singkong"))
    assert ids(backend) == ["dua", "satu"]
    backend.publish(manifest)
    assert ids(backend) == ["tiga"]


def test_an_open_reader_stays_on_its_state_through_changes_and_tidying(
    backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "GRACE", -1.0)
    with backend.reader() as engine:
        for n in range(4):
            published = backend.published()
            assert published is not None
            build = backend.revise(published)
            build.delete(["satu", f"baru-{n - 1}"])
            build.add([article(f"baru-{n}", "Kabar baru")])
            backend.publish(build.commit(n + 2))
        backend.publish(built(backend, article("lain", "Generasi lain")))
        backend.publish(built(backend, article("lagi", "Generasi lagi")))
        backend.tidy()
        assert [h.article.id for h in engine.search(Query()).hits] == ["dua", "satu"]
    assert ids(backend) == ["lagi"]


def test_the_generation_published_before_is_kept_and_no_other(backend: WhooshBackend) -> None:
    for name in ("a", "b", "c"):
        backend.publish(built(backend, article(name, "Judul")))
    (backend._generations.root / "g000005" / "c000001.tmp").mkdir(parents=True)  # a build that was killed
    assert list(backend.tidy()) == ["g000001", "g000002", "g000005"]
    assert [m.generation for m in backend.generations()] == ["g000003", "g000004"]


def test_a_cancelled_build_leaves_nothing(backend: WhooshBackend) -> None:
    before = sorted(p.name for p in backend._generations.root.rglob("*"))
    build = backend.create()
    build.add([article("tiga", "Harga singkong")])
    build.cancel()
    build.cancel()
    published = backend.published()
    assert published is not None
    change = backend.revise(published)
    change.delete(["satu"])
    change.cancel()
    assert sorted(p.name for p in backend._generations.root.rglob("*")) == before
    assert ids(backend) == ["dua", "satu"]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def zero_tail(path: Path) -> None:
    size = path.stat().st_size
    os.truncate(path, size * 2 // 3)
    os.truncate(path, size)


def flip_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [cut, empty, zero_tail, flip_bit, Path.unlink])
def test_a_damaged_file_is_refused_by_name_before_it_is_read(
    backend: WhooshBackend, damage: Callable[[Path], None]
) -> None:
    names = [p.name for p in live_files(backend)]
    assert len(names) >= 2
    for name in names:
        path = next(p for p in live_files(backend) if p.name == name)
        whole = path.read_bytes()
        damage(path)
        published = backend.published()
        assert published is not None
        assert any(name in problem for problem in backend.verify(published))
        with pytest.raises(DamagedIndex, match=name):
            ids(backend)
        with pytest.raises(DamagedIndex, match="reindex"):
            WhooshBackend(backend._generations.root).revise(published)
        path.write_bytes(whole)
    assert ids(backend) == ["dua", "satu"]


def test_one_bit_of_a_manifest_is_noticed(backend: WhooshBackend) -> None:
    path = next(backend._generations.root.glob("g*/c*/manifest.json"))
    whole = path.read_bytes()
    for place in range(0, len(whole), 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(DamagedIndex, match="manifest"):
            ids(backend)
    path.write_bytes(whole)
    assert ids(backend) == ["dua", "satu"]


def test_a_large_file_is_believed_untouched_when_opened_and_read_whole_when_checked_or_published(
    backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening must not cost more as the index grows."""
    monkeypatch.setattr(stored, "HASHED", 0)
    state = next(iter(backend.generations()))
    path = next(p for p in live_files(backend) if p.name.endswith(".text"))
    times, whole = path.stat(), path.read_bytes()
    flip_bit(path)
    with pytest.raises(DamagedIndex, match=path.name):
        ids(backend)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert ids(backend) == ["dua", "satu"]
    assert any(path.name in problem for problem in backend.verify(state))
    backend.publish(built(backend, article("tiga", "Harga singkong")))
    with pytest.raises(DamagedIndex, match=path.name):
        backend.publish(state)
    path.write_bytes(whole)
    backend.publish(state)
    assert ids(backend) == ["dua", "satu"]


class Evil:
    """What a planted pickle would do."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return exec, ("import os; os.environ['TELUSUR_EVIL'] = 'ran'",)


def test_a_planted_pickle_never_runs(backend: WhooshBackend) -> None:
    os.environ.pop("TELUSUR_EVIL", None)
    for path in live_files(backend):
        path.write_bytes(pickle.dumps(Evil()))
    pickle.loads(path.read_bytes())
    assert os.environ.pop("TELUSUR_EVIL") == "ran", "the trap itself must work"
    with pytest.raises(DamagedIndex):
        ids(backend)
    assert "TELUSUR_EVIL" not in os.environ


def test_a_directory_that_others_can_write_is_refused(backend: WhooshBackend) -> None:
    backend._generations.root.chmod(0o770)
    with pytest.raises(DamagedIndex, match="chmod -R go-w"):
        ids(backend)
    backend._generations.root.chmod(0o750)
    assert ids(backend) == ["dua", "satu"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", DamagedIndex),
        ("{", DamagedIndex),
        ('{"generation": "g000001"}', DamagedIndex),
        ('{"generation": "g000009", "commit": 1}', DamagedIndex),
        ('{"generation": "g000001", "commit": 9}', DamagedIndex),
    ],
)
def test_a_damaged_pointer_is_told_and_can_be_mended(backend: WhooshBackend, text: str, error: type[Exception]) -> None:
    root = backend._generations.root
    (root / "CURRENT").write_text(text)
    with pytest.raises(error):
        ids(backend)
    assert list(backend.tidy()) == []
    backend.publish(next(iter(backend.generations())))
    assert ids(backend) == ["dua", "satu"]


def test_another_analysis_is_refused_before_anything_is_unpickled(backend: WhooshBackend) -> None:
    path = next(backend._generations.root.glob("g*/c*/manifest.json"))
    row = json.loads(path.read_text())
    del row["sum"]
    row["analysis"] = "whoosh-0.tua"
    path.write_text(json.dumps({**row, "sum": stored.checksum(row)}))
    with pytest.raises(OutdatedIndex, match="telusur reindex"):
        ids(backend)
    published = backend.published()
    assert published is not None
    with pytest.raises(OutdatedIndex):
        backend.revise(published)


def test_a_state_that_is_gone_is_not_found(backend: WhooshBackend) -> None:
    with pytest.raises(NotFound, match="telusur status"):
        backend.publish(Manifest("g000077", 1, 0, 0, "", ""))


def test_every_file_is_synced_before_the_pointer_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoosh syncs nothing; a power cut after `publish` must not lose a file that the pointer leads to."""
    synced: list[str] = []
    fsync = os.fsync

    def watch(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    backend = WhooshBackend(tmp_path / "generations")
    manifest = built(backend, article("satu", "Banjir"))
    names = {p.name for p in live_files(backend)}
    assert names <= set(synced)
    assert {"manifest.json.tmp", "c000001.tmp", "g000001", "generations"} <= set(synced)
    assert "CURRENT.tmp" not in synced
    backend.publish(manifest)
    assert synced[-2:] == ["CURRENT.tmp", "generations"]


def test_only_new_files_are_hashed(backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {p.name for p in live_files(backend)}
    hashed: list[str] = []
    file_hash = stored.file_hash
    monkeypatch.setattr(stored, "file_hash", lambda path: hashed.append(path.name) or file_hash(path))
    published = backend.published()
    assert published is not None
    build = backend.revise(published)
    checked_at_opening = len(hashed)
    build.add([article("tiga", "Harga singkong")])
    build.commit(2)
    new = hashed[checked_at_opening:]
    assert new
    assert not set(new) & old


@pytest.mark.parametrize(
    ("provided", "fine"),
    [
        (None, True),
        (["Whoosh"], True),
        (["Whoosh", "Whoosh-Reloaded"], False),
        (["whoosh3"], False),
        ([], False),
    ],
)
def test_exactly_one_distribution_provides_whoosh(provided: list[str] | None, fine: bool) -> None:
    from search.engines.whoosh.backend import check_distribution

    if fine:
        check_distribution(provided)
    else:
        with pytest.raises(BadSetting, match="make setup"):
            check_distribution(provided)
