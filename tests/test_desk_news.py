"""Saved searches: what is new since someone looked, whatever was added, deleted or hidden meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from search.desk import news as news_module
from search.desk.news import mark_shown, news, question_of, save
from search.desk.store import Marker, Saved, Seen, Store
from search.engine import Engine
from search.engines.whoosh import WhooshBackend
from search.errors import BadEntry, DamagedIndex, DeskFailure, NotFound
from search.model import WIB, AnalysedArticle
from search.parameters import read
from search.query import Query
from tests.seeds import chance
from tests.small_articles import article

TODAY = date(2025, 12, 12)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "desk")


class Index:
    """An index that is built anew from what it is to hold."""

    def __init__(self, root: Path) -> None:
        self._backend = WhooshBackend(root / "generations")

    def of(self, articles: Iterable[AnalysedArticle]) -> Engine:
        build = self._backend.create()
        build.add(articles)
        manifest = build.commit(1)
        self._backend.publish(manifest)
        with self._backend.open(manifest) as engine:
            return engine


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path)


def asked(**given: str) -> Query:
    return read({name: [value] for name, value in given.items()}, TODAY).query


def flood(id_: str, day: date | None = TODAY, **more: object) -> AnalysedArticle:
    return article(id_, "Banjir lagi", published=day, **more)  # type: ignore[arg-type]


def ids(store: Store, engine: Engine, saved: Saved, marker: Marker = Marker.PAGE) -> list[str]:
    """The new stories, which are seen then."""
    found = news(store, engine, saved, TODAY, marker)
    store.mark(saved.id, marker, found.seen)
    return [hit.id for hit in found.hits]


def test_what_came_after_the_page_was_shown_stays_new(store: Store, index: Index) -> None:
    saved = save(store, index.of([flood("a")]), "Banjir", asked(q="banjir"), TODAY)
    later = index.of([flood("a"), flood("b"), flood("c")])
    mark_shown(store, later, saved, TODAY, Marker.PAGE, ["b", "tidak-ada"])
    assert [hit.id for hit in news(store, later, saved, TODAY, Marker.PAGE).hits] == ["c"]
    mark_shown(store, later, saved, TODAY, Marker.PAGE, [])
    assert ids(store, later, saved) == ["c"]
    assert ids(store, later, saved) == []


def test_a_newly_saved_search_has_nothing_new(store: Store, index: Index) -> None:
    engine = index.of([flood("a"), flood("b")])
    saved = save(store, engine, "Banjir", asked(q="banjir"), TODAY, "rina")
    assert store.saved() == [saved]
    assert (saved.name, saved.query, saved.by) == ("Banjir", "q=banjir", "rina")
    for marker in Marker:
        assert ids(store, engine, saved, marker) == []


def test_each_marker_is_told_once_newest_first(store: Store, index: Index) -> None:
    saved = save(store, index.of([flood("a")]), "Banjir", asked(q="banjir"), TODAY)
    at = datetime(2025, 12, 12, 9, 30, tzinfo=WIB)
    more = [flood("a"), flood("b", date(2025, 12, 1)), flood("c"), flood("d", published_at=at), flood("e", None)]
    engine = index.of([*more, article("lain", "Panen kopi")])
    assert ids(store, engine, saved) == ["d", "c", "b", "e"], "late ones and those without a day too"
    assert ids(store, engine, saved) == []
    assert len(ids(store, engine, saved, Marker.ALERTS)) == 4
    assert ids(store, engine, saved, Marker.ALERTS) == []


def test_looking_without_marking_tells_it_again(store: Store, index: Index) -> None:
    saved = save(store, index.of([flood("a")]), "Banjir", asked(q="banjir"), TODAY)
    engine = index.of([flood("a"), flood("b")])
    for _ in range(2):
        found = news(store, engine, saved, TODAY, Marker.PAGE)
        assert [hit.id for hit in found.hits] == ["b"]
        assert found.since == saved.made


def test_filters_hold_and_page_and_order_are_not_kept(store: Store, index: Index) -> None:
    question = asked(q="banjir", wilayah="18.72", urut="terlama", hal="3", per_hal="50")
    saved = save(store, index.of([flood("a")]), "Banjir Metro", question, TODAY)
    assert saved.query == "q=banjir&wilayah=18.72"
    assert question_of(saved, TODAY) == asked(q="banjir", wilayah="18.72")
    assert ids(store, index.of([flood("b"), flood("c", regions=("18.72",))]), saved) == ["c"]


def test_help_of_the_search_makes_no_news(store: Store, index: Index) -> None:
    """With some of the words, or without its filter, a search finds something; a reader is helped, nobody is woken."""
    engine = index.of([article("a", "Kopi mahal")])
    saved = save(store, engine, "Kopi", asked(q="banjir kopi"), TODAY)
    assert ids(store, index.of([article("a", "Kopi mahal"), article("b", "Banjir surut")]), saved) == []
    assert ids(store, index.of([article("a", "Kopi mahal"), article("c", "Banjir rendam kopi")]), saved) == ["c"]


def test_a_story_whose_face_changes_is_no_new_story(store: Store, index: Index) -> None:
    saved = save(store, index.of([flood("b")]), "Banjir", asked(q="banjir"), TODAY)
    copy = replace(flood("b", face="a"), face=False)
    assert ids(store, index.of([flood("a", copies=("b",)), copy]), saved) == []


def test_hidden_stories_are_no_news(store: Store, index: Index) -> None:
    saved = save(store, index.of([flood("a")]), "Banjir", asked(q="banjir"), TODAY)
    engine = index.of([flood("a"), flood("b"), flood("c")])
    assert ids(store, engine.without(["b"]), saved) == ["c"]


def test_random_lives_of_an_index(store: Store, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """New is what was added since the last look and lies among the newest; what slides in among them never is."""
    window, random_ = 8, chance()
    monkeypatch.setattr(news_module, "WINDOW", window)
    place = lambda a: (-a.article.published.toordinal(), a.article.id)  # noqa: E731
    made = 0

    def more(count: int) -> list[AnalysedArticle]:
        nonlocal made
        made += count
        return [flood(f"k-{made - n:04}", TODAY - timedelta(random_.randrange(30))) for n in range(count)]

    for name in ("satu", "dua"):
        there = more(random_.randrange(12))
        engine = index.of(there)
        saved = save(store, engine, name, asked(q="banjir"), TODAY)
        for _ in range(12):
            before = sorted(there, key=place)
            floor = place(before[window - 1]) if len(before) > window else None
            kept = before[random_.choice([0, 0, 1, 3, 9]) :]
            kept = random_.sample(kept, len(kept) - min(len(kept), random_.choice([0, 0, 2])))
            added = more(random_.choice([0, 0, 1, 2, 10]))
            there = kept + added
            expected = [
                a.article.id
                for a in sorted(there, key=place)[:window]
                if a in added and (floor is None or place(a) < floor)
            ]
            assert ids(store, index.of(there), saved) == expected


def test_names_are_told_apart_and_faults_are_told_at_once(store: Store) -> None:
    store.save("Banjir", "q=banjir", Seen(frozenset()))
    for name, by, faults in (
        (" Banjir ", "", [("name", "taken")]),
        ("", "x" * 300, [("name", "empty"), ("by", "long")]),
    ):
        with pytest.raises(BadEntry) as e:
            store.save(name, "q=jalan", Seen(frozenset()), by)
        assert [(f.parameter, f.code) for f in e.value.faults] == faults
    assert len(store.saved()) == 1


def test_removing_a_search_removes_its_markers(store: Store) -> None:
    saved = store.save("Banjir", "q=banjir", Seen(frozenset(["a"])))
    store.forget(saved.id)
    assert store.saved() == []
    store.mark(saved.id, Marker.PAGE, Seen(frozenset(["b"])))
    with sqlite3.connect(store.path) as db:
        assert db.execute("SELECT COUNT(*) FROM marker").fetchone() == (0,)
    with pytest.raises(NotFound):
        store.forget(saved.id)
    with pytest.raises(NotFound):
        store.one(saved.id)


def test_a_file_of_a_newer_version_and_a_damaged_one_are_left_alone(store: Store) -> None:
    store.save("Banjir", "q=banjir", Seen(frozenset()))
    with sqlite3.connect(store.path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(DeskFailure, match="newer version"):
        store.saved()
    store.path.write_bytes(b"kacau" * 1000)
    with pytest.raises(DamagedIndex, match=r"desk\.sqlite3 is damaged"):
        store.saved()


def test_what_was_made_is_for_the_group_whatever_the_mask_is(store: Store) -> None:
    """The service and the commands run as two users of one group."""
    store.save("Banjir", "q=banjir", Seen(frozenset()))
    assert store.path.stat().st_mode & 0o777 == 0o660
