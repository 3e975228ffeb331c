"""An editor's draft: read as articles are, and told what was reported before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from search.drafts import LONGEST, DraftLimits, DraftStories, Kind, for_draft, read_draft, recognised
from search.engine import Engine
from search.model import Evidence
from tests.test_threads import ARTICLES, Asking, sample
from tests.web_site import published

TODAY = date(2025, 6, 11)
DRAFT = """Harimau Ringin Sari tertangkap

Harimau yang berkeliaran di Pekon Ringin Sari, Kecamatan Suoh, Lampung Barat, akhirnya masuk kandang jebak, Selasa
(10/6/2025). BKSDA memeriksa luka di kaki harimau itu sebelum dibawa ke pusat penyelamatan."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with published(tmp_path_factory.mktemp("drafts"), [*ARTICLES.values(), *sample()]).reader() as engine:
        yield engine


def every(found: DraftStories) -> list[str]:
    return [story.hit.id for story in (*found.same, *found.follow_ups, *found.background)]


def test_a_draft_is_read_as_an_article_is() -> None:
    draft = read_draft(DRAFT, TODAY)
    assert draft.title == "Harimau Ringin Sari tertangkap"
    assert draft.body.startswith("Harimau yang berkeliaran")
    assert draft.main_region is not None
    assert draft.main_region.code == "18.04"
    assert [event.day for event in draft.event_days] == [date(2025, 6, 10)]
    (seen,) = draft.event_days[0].evidence
    assert isinstance(seen, Evidence)
    assert draft.body[seen.start : seen.end] == seen.text


@pytest.mark.parametrize(
    ("text", "title", "why"),
    [
        ("Banjir Metro\nAir surut.", "Banjir Metro", "a short line without a full stop"),
        ("Air sudah surut.\nWarga pulang.", "", "a sentence"),
        ("Banjir Metro", "", "nothing after it"),
        (f"{'kata ' * 60}\nAir surut.", "", "too long"),
        ("", "", "nothing at all"),
        ("  \n\n Banjir Metro \n\n Air surut.", "Banjir Metro", "blank lines before it"),
    ],
)
def test_the_first_line_is_the_title_where_it_looks_like_one(text: str, title: str, why: str) -> None:
    draft = read_draft(text, TODAY)
    assert draft.title == title, why
    assert "".join((draft.title + draft.body).split()) == "".join(text.split())


def test_the_same_news_the_matter_and_the_background_are_told_apart(engine: Engine) -> None:
    found = for_draft(engine, read_draft(DRAFT, TODAY), TODAY, DraftLimits())
    assert [story.hit.id for story in found.same] == ["harimau-suoh-3"]
    assert {story.hit.id for story in found.follow_ups} <= {f"harimau-suoh-{n}" for n in (1, 2, 4)}
    assert found.follow_ups, "its matter on other days"
    assert not {story.hit.id for story in found.background} & {f"harimau-suoh-{n}" for n in (1, 2, 3)}
    assert len(every(found)) == len(set(every(found))), "each story once"
    assert {s.hit.id for s in found.thread.others} >= {story.hit.id for story in found.follow_ups}
    days = [story.day for story in found.thread.stories]
    assert days == sorted(day for day in days if day)


def test_near_copies_are_the_same_news_whatever_their_day(engine: Engine) -> None:
    told = ARTICLES["dana-banjar-kemuning-2"]
    found = for_draft(engine, read_draft(f"{told.title}\n{told.body}", TODAY), TODAY, DraftLimits())
    assert found.same[0].hit.id == told.id
    assert told.id not in [s.hit.id for s in found.thread.others]


@pytest.mark.parametrize(
    "text", ["", "banjir", "banjir rajabasa", "Xyzzyq plughq", "\x00\ud800", "(((", "kata " * 5000 + "banjir rajabasa"]
)
def test_any_draft_gets_an_answer(engine: Engine, text: str) -> None:
    draft = read_draft(text, TODAY)
    found = for_draft(engine, draft, TODAY, DraftLimits())
    assert max(len(found.same), len(found.follow_ups), len(found.background)) <= 6
    assert found.thread.stories
    recognised(engine, draft)


def test_only_so_much_is_read() -> None:
    assert len(read_draft("a" * (LONGEST + 5), TODAY).body) == LONGEST


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (DraftLimits(regions=("18.08",)), "region"),
        (DraftLimits(agencies=("kejari-way-kanan",)), "agency"),
        (DraftLimits(since=date(2025, 1, 1)), "first day"),
        (DraftLimits(until=date(2024, 12, 31)), "last day"),
        (DraftLimits(regions=("18.08",), since=date(2025, 3, 1), until=date(2025, 7, 31)), "all at once"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_limits_hold_for_every_story(engine: Engine, limits: DraftLimits, why: str) -> None:
    draft = read_draft("Kejari Way Kanan menahan kepala kampung dalam perkara dana desa jalan rabat beton.", TODAY)
    found = for_draft(engine, draft, TODAY, limits)
    told = [*found.same, *found.follow_ups, *found.background, *found.thread.others]
    stories = [story.hit.article for story in told if story.hit]
    assert stories
    for story in stories:
        assert not limits.regions or {t.code for t in story.regions} & set(limits.regions), why
        assert not limits.agencies or {t.id for t in story.agencies} & set(limits.agencies), why
        assert story.published
        assert (limits.since or date.min) <= story.published <= (limits.until or date.max), why


def test_what_is_recognised_is_told_by_kind(engine: Engine) -> None:
    draft = read_draft("Kejari Way Kanan menahan kepala kampung, Rabu (10/12/2025). Bibit kakao, bibit kakao.", TODAY)
    found = recognised(engine, draft)
    assert [(r.kind, r.value) for r in found[:3]] == [
        (Kind.AGENCY, "kejari-way-kanan"),
        (Kind.REGION, "18.08"),
        (Kind.DAY, "2025-12-10"),
    ]
    assert found[2].label == "Rabu, 10 Desember 2025"
    assert "bibit kakao" in [r.value for r in found if r.kind is Kind.WORD]
    assert len({r.key for r in found}) == len(found)


def test_what_is_ignored_finds_nothing_and_is_no_reason(engine: Engine) -> None:
    draft = read_draft("Bibit kakao dibagikan di Kabupaten Way Kanan.", TODAY)
    plain = for_draft(engine, draft, TODAY, DraftLimits())
    assert any("kakao" in " ".join(story.reasons) for story in plain.background)
    ignored = DraftLimits(ignored=("kata:bibit kakao", "wilayah:18.08", "tanggal:2025-06-11", "aneh", "kata:"))
    found = for_draft(engine, draft, TODAY, ignored)
    told = " ".join(reason for story in found.background for reason in story.reasons)
    assert "kakao" not in told
    assert "Way Kanan" not in told


def test_few_calls_are_enough() -> None:
    engine = Asking([replace(ARTICLES["harimau-suoh-2"], id=f"h{n}") for n in range(200)])
    for_draft(engine, read_draft(DRAFT, TODAY), TODAY, DraftLimits())  # type: ignore[arg-type]
    assert 1 <= len(engine.asked) <= 2
