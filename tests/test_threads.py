"""Threads: the stories of one matter over time, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.sources import read as read_source
from indexer.sources.rows import RawRow
from indexer.understand import understand as understand_row
from search.engine import Engine
from search.matters import may_be_one
from search.model import Article, RegionTag
from search.query import MAX_PER_PAGE, Query
from search.threads import Gap, Thread, months_between, thread
from search.understanding.event_days import event_days
from search.understanding.who_where import understand
from tests.real_articles import SAMPLE
from tests.test_docs import API, text_of
from tests.test_related import Noting
from tests.web_site import published, site

LABELS = Path(__file__).parent / "labels" / "threads.jsonl"
TODAY = date(2025, 12, 31)


def read(row: dict[str, str]) -> Article:
    """A labelled article as the indexer understands it."""
    day, found = date.fromisoformat(row["date"]), understand(row["title"], row["body"])
    return Article(
        row["id"],
        row["title"],
        row["body"],
        day,
        agencies=found.agencies,
        regions=found.regions,
        main_region=found.main_region,
        event_days=event_days(row["title"], row["body"], day),
    )


def sample() -> list[Article]:
    """The bundled articles: what is rare among few articles says little."""
    return [understand_row(row).article for row in read_source(str(SAMPLE)) if isinstance(row, RawRow)]


ROWS = {row["id"]: row for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}
ARTICLES = {id_: read(row) for id_, row in ROWS.items()}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    backend = published(tmp_path_factory.mktemp("threads"), [*ARTICLES.values(), *sample()])
    with backend.reader() as engine:
        yield engine


def ids(found: Thread) -> list[str]:
    return [story.hit.id if story.hit else "itself" for story in found.stories]


@pytest.mark.parametrize("id_", ROWS)
def test_no_thread_holds_a_story_of_another_matter(engine: Engine, id_: str) -> None:
    """A wrong story in a timeline is worse than a missing one."""
    others = {i for i in ids(thread(engine, ARTICLES[id_], TODAY)) if i != "itself"}
    assert {ROWS[other]["matter"] for other in others} <= {ROWS[id_]["matter"]}, ROWS[id_]["why"]


def test_a_matter_is_told_oldest_first_with_the_asked_story_in_its_place(engine: Engine) -> None:
    found = thread(engine, ARTICLES["dana-sinar-wangi-2"], TODAY)
    assert ids(found) == ["dana-sinar-wangi-1", "itself", "dana-sinar-wangi-3", "dana-sinar-wangi-4"]
    assert [story.day for story in found.stories] == sorted(story.day for story in found.stories if story.day)
    assert "Kejari Way Kanan" in found.others[0].reasons


def test_one_story_leads_to_the_next(tmp_path: Path) -> None:
    """What the asked text shares too little with is found through what shares with both."""
    rows = [
        ("a", "Gudang kopi Sumberejo terbakar", "Gudang kopi robusta Sumberejo terbakar Senin malam.", 1),
        ("b", "Gudang Sumberejo milik koperasi Wanajaya", "Gudang Sumberejo yang terbakar milik Wanajaya.", 3),
        ("c", "Koperasi Wanajaya terima santunan", "Koperasi Wanajaya menerima santunan gudang.", 9),
    ]
    fill = [Article(f"z{n}", f"Kabar {n} lain", f"Isi kabar ke-{n} yang sama sekali lain.", TODAY) for n in range(60)]
    told = [Article(i, title, body, date(2025, 3, day)) for i, title, body, day in rows]
    with published(tmp_path, [*told, *fill]).reader() as engine:
        assert ids(thread(engine, told[1], TODAY)) == ["a", "itself", "c"]
        assert ids(thread(engine, told[0], TODAY)) == ["itself", "b", "c"]
    with published(tmp_path / "without", [told[0], told[2], *fill]).reader() as engine:
        assert ids(thread(engine, told[0], TODAY)) == ["itself"], "nothing leads there"


def test_gaps_of_more_than_six_months_are_told(engine: Engine) -> None:
    found = thread(engine, ARTICLES["jembatan-way-kupang-3"], TODAY)
    assert ids(found) == [f"jembatan-way-kupang-{n}" if n != 3 else "itself" for n in (1, 2, 3, 4, 5)]
    assert found.gaps == (Gap(2, 17), Gap(3, 7))


@pytest.mark.parametrize(
    ("day", "later", "months"),
    [
        (date(2025, 1, 31), date(2025, 2, 28), 0),
        (date(2025, 1, 15), date(2025, 2, 15), 1),
        (date(2024, 2, 14), date(2025, 4, 13), 13),
        (date(2025, 3, 1), date(2025, 3, 1), 0),
    ],
)
def test_months_are_whole(day: date, later: date, months: int) -> None:
    assert months_between(day, later) == months


def test_alone_is_a_thread_of_itself(engine: Engine) -> None:
    found = thread(engine, ARTICLES["sendiri-6"], TODAY)
    assert ids(found) == ["itself"]
    assert (found.others, found.gaps) == ((), ())


def test_the_text_need_not_be_in_the_index(engine: Engine) -> None:
    draft = replace(ARTICLES["harimau-suoh-2"], id="naskah")
    assert "harimau-suoh-1" in ids(thread(engine, draft, TODAY))
    assert "harimau-suoh-2" not in ids(thread(engine, draft, TODAY)), "it tells the same in the same words"


@pytest.mark.parametrize(
    ("title", "body"), [("", ""), ("Xyzzyq", "plughq fnordq"), ("Banjir", ""), ("\x00", "\ud800 ...")]
)
def test_any_text_has_a_thread(engine: Engine, title: str, body: str) -> None:
    found = thread(engine, Article("naskah", title, body), TODAY)
    assert (ids(found), found.stories[0].day) == (["itself"], TODAY)


def test_near_copies_are_told_once(tmp_path: Path) -> None:
    body = ARTICLES["harimau-suoh-1"].body
    copies = [replace(ARTICLES["harimau-suoh-1"], id=f"salinan-{n}", body=f"{body} {n}") for n in (1, 2)]
    asked = ARTICLES["harimau-suoh-3"]
    rest = [article for id_, article in ARTICLES.items() if id_ not in ("harimau-suoh-1", asked.id)]
    with published(tmp_path, [*rest, asked, *copies]).reader() as engine:
        found = ids(thread(engine, asked, TODAY))
    assert "salinan-1" in found
    assert "salinan-2" not in found


def test_a_deleted_story_is_in_no_thread(tmp_path: Path) -> None:
    backend = published(tmp_path, ARTICLES.values())
    manifest = backend.published()
    assert manifest
    build = backend.revise(manifest)
    build.delete(["harimau-suoh-3"])
    backend.publish(build.commit(2))
    with backend.reader() as engine:
        assert "harimau-suoh-3" not in ids(thread(engine, ARTICLES["harimau-suoh-2"], TODAY))


def test_initials_join_nobody(tmp_path: Path) -> None:
    """Two people with the same initials are two people."""
    told = [
        Article(id_, title, body, date(2025, 3, 5), main_region=RegionTag("18.72", "Metro"))
        for id_, title, body in (
            ("a", "MDP (24) ditahan polisi", "MDP (24) dan RQX (31) ditahan karena mencuri sepeda motor di Metro."),
            ("b", "MDP (24) raih medali", "MDP (24) dan RQX (31) meraih medali renang di Metro."),
        )
    ]
    fill = [Article(f"z{n}", f"Kabar {n} lain", f"Isi kabar ke-{n}.", TODAY) for n in range(60)]
    with published(tmp_path, [*told, *fill]).reader() as engine:
        assert ids(thread(engine, told[0], TODAY)) == ["itself"]


class Asking(Noting):
    """An engine that counts its calls."""

    def words(self, ids: list[str]) -> dict[str, object]:
        self.read.append("words")
        return {}


def test_the_engine_is_asked_a_few_times_whatever_it_finds() -> None:
    engine = Asking([replace(ARTICLES["harimau-suoh-2"], id=f"h{n}", body=f"{n} " * 30) for n in range(200)])
    thread(engine, ARTICLES["harimau-suoh-2"], TODAY)  # type: ignore[arg-type]
    assert 1 <= len(engine.asked) <= 2
    assert all(isinstance(query, Query) and query.per_page <= MAX_PER_PAGE for query in engine.asked)
    assert engine.read.count("words") <= 3


@pytest.mark.parametrize(
    ("one", "other", "why", "may"),
    [
        (("Banjir 2024", "18.72"), ("Banjir 2025", "18.72"), "another year", False),
        (("Cuaca Senin, 1 Juli 2024", "18"), ("Cuaca Selasa, 2 Juli 2024", "18"), "another day", False),
        (("Banjir", "18.72"), ("Banjir", "18.71"), "another region", False),
        (("Banjir", "18.72"), ("Banjir", "18"), "its province", True),
        (("Banjir", ""), ("Banjir", "18.71"), "a region that is not known", True),
        (("Banjir", "18.7"), ("Banjir", "18.71"), "a code that begins alike", False),
    ],
)
def test_place_and_time_part_matters(one: tuple[str, str], other: tuple[str, str], why: str, may: bool) -> None:
    told = [
        Article("x", title, "", TODAY, main_region=RegionTag(code, code) if code else None)
        for title, code in (one, other)
    ]
    assert may_be_one(told[0], told[1]) is may, why


def test_a_story_without_a_day_is_in_no_thread() -> None:
    assert not may_be_one(Article("a", "Banjir", ""), Article("b", "Banjir", ""))


def test_the_api_tells_it_as_its_page_says(tmp_path: Path) -> None:
    backend = published(tmp_path, [*ARTICLES.values(), *sample(), Article("a/thread", "Jalan", "Isi.", TODAY)])
    client = site(backend).test_client()
    answer = client.get("/api/v1/articles/jembatan-way-kupang-3/thread")
    body = answer.get_json()
    stories = body["stories"]
    assert [story["hit"] and story["hit"]["id"] for story in stories][2] is None
    assert stories[2]["day"] == "2023-06-20"
    assert all(story["hit"]["reasons"] for story in stories if story["hit"])
    assert body["gaps"] == [{"after": 2, "months": 17}, {"after": 3, "months": 7}]
    assert (
        client.get(
            "/api/v1/articles/jembatan-way-kupang-3/thread", headers={"If-None-Match": answer.headers["ETag"]}
        ).status_code
        == 304
    )
    assert client.get("/api/v1/articles/tidak-ada/thread").status_code == 404
    assert client.get("/api/v1/articles/jembatan-way-kupang-3/thread?x=1").status_code == 400
    assert client.get("/api/v1/articles/a/thread").get_json()["title"] == "Jalan"
    told = text_of(API).split("\n## Thread\n")[1].split("\n## ")[0]
    assert {"stories", "gaps", "day", "hit", "after", "months"} <= set(re.findall(r"`(\w+)`", told))
