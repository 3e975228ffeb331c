"""Segments stay few however many changes come, and an article is written again only so often."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from search.engines.whoosh import WhooshBackend, merging
from search.engines.whoosh.pending import MOST_ARTICLES
from search.engines.whoosh.state import SegmentEntry
from search.query import Query, Word
from tests.seeds import chance
from tests.small_articles import article


class Simulated:
    """Segments as numbers alone: what the policy sees."""

    def __init__(self, docs: list[int]) -> None:
        self._names = (f"s{n}" for n in itertools.count())
        self.entries = [SegmentEntry(next(self._names), n) for n in docs]
        self.written = self.most = 0

    def add(self, count: int = 1) -> None:
        self.entries.append(SegmentEntry(next(self._names), count))
        self.settle()

    def delete(self, r: random.Random) -> None:
        at = r.choices(range(len(self.entries)), [e.docs - e.deleted for e in self.entries])[0]
        entry = self.entries[at]
        self.entries[at] = SegmentEntry(entry.name, entry.docs, "gone", entry.deleted + 1)
        if entry.docs == entry.deleted + 1:
            del self.entries[at]
        self.settle()

    def settle(self) -> None:
        for group in merging.groups(self.entries):
            live = sum(e.docs - e.deleted for e in group)
            assert live <= MOST_ARTICLES
            self.entries = [e for e in self.entries if e not in group]
            self.entries += [SegmentEntry(next(self._names), live)] if live else []
            self.written += live
        self.most = max(self.most, len(self.entries))


def most_segments(articles: int) -> int:
    """Below TIER of each size, and the large ones, of which two do not fit into one."""
    tiers, size = 1, merging.TIER
    while size < MOST_ARTICLES:
        tiers, size = tiers + 1, size * merging.TIER
    return tiers * (merging.TIER - 1) + 3 * articles // MOST_ARTICLES + 1


@pytest.mark.parametrize("start", [[], [60_000], [65_536] * 15])
def test_ten_thousand_single_changes_leave_few_segments(start: list[int]) -> None:
    index, r = Simulated(start), chance()
    for n in range(10_000):
        if n % 3 == 2:
            index.delete(r)
        else:
            index.add()
    assert index.most <= most_segments(sum(start) + 10_000)
    # Each article is written again about once a tier; a worn segment of 65,536 took 16,384 deletions to wear.
    assert index.written <= 10_000 * 6


def test_deletions_alone_wear_segments_out() -> None:
    index, r = Simulated([1_000] * 5), chance()
    for _ in range(4_999):
        index.delete(r)
    assert sum(e.docs - e.deleted for e in index.entries) == 1
    assert sum(e.docs for e in index.entries) <= 2, "what is deleted does not stay on disk for ever"


def test_large_segments_that_do_not_fit_together_stay() -> None:
    assert merging.groups([SegmentEntry(f"s{n}", 40_000) for n in range(20)]) == []
    fit = merging.groups([SegmentEntry(f"s{n}", 33_000 - n * 1_000) for n in range(9)])
    assert all(sum(e.docs for e in group) <= MOST_ARTICLES for group in fit)


def test_an_added_article_writes_nothing_that_grows_with_the_index(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    written = []
    for count in (10, 1_000):
        build = backend.create()
        build.add(article(f"a{n:05}", f"Judul {n}", f"kata{n % 97} banjir besar") for n in range(count))
        manifest = build.commit(1)
        before = {p.name for p in directory(backend, manifest.name).iterdir()}
        build = backend.revise(manifest)
        build.delete(["a00001"])
        build.add([article("baru", "Judul baru", "katabaru")])
        changed = build.commit(2)
        new = [p for p in directory(backend, changed.name).iterdir() if p.name not in before]
        written.append(sum(p.stat().st_size for p in new if not p.name.endswith(".gone")))
        with backend.open(changed) as engine:
            assert engine.search(Query(clauses=(Word("katabaru"),), need=1)).total == 1
    assert abs(written[0] - written[1]) < 200


def directory(backend: WhooshBackend, name: str) -> Path:
    generation, commit = name.split(".")
    return backend._generations.root / generation / f"c{int(commit):06d}"


def test_many_single_changes_and_their_merges_answer_like_one_build(tmp_path: Path) -> None:
    backend, r = WhooshBackend(tmp_path / "generations"), chance()
    manifest = backend.create().commit(0)
    there: dict[str, int] = {}
    for n in range(120):
        build = backend.revise(manifest)
        id_ = f"a{r.randrange(60):03}"
        if id_ in there and n % 3 == 0:
            build.delete([id_])
            del there[id_]
        else:
            build.add([article(id_, f"Judul {n}", f"banjir nomor{n}")])
            there[id_] = n
        manifest = build.commit(n + 1)
        manifest = backend.merge(manifest) or manifest
    with backend.open(manifest) as engine:
        assert list(engine.ids()) == sorted(there)
        assert engine.search(Query(clauses=(Word("banjir"),), need=1)).total == len(there) == manifest.articles
        for id_, n in there.items():
            found = engine.search(Query(clauses=(Word(f"nomor{n}"),), need=1))
            assert [hit.id for hit in found.hits] == [id_]
    segments = [p for p in directory(backend, manifest.name).iterdir() if p.name.endswith(".cols")]
    assert len(segments) <= 2 * merging.TIER
