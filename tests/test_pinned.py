"""Pins in answers: first on the page, and every number on it still what its link shows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from search.answer_json import answer_dict, explain_dict, plain
from search.ask import Answer, ask
from search.desk.pinned import ask_with_pins, with_pins
from search.desk.pins import MOST_PINS, Desk, Rules
from search.desk.pins_file import Pin
from search.engine import Engine
from search.engines.whoosh import WhooshBackend
from search.facets import month_days
from search.model import AnalysedArticle
from search.parameters import Reading
from search.parse import normal, parse
from search.query import NO_VALUE, DateBasis, Query, Sort
from tests.seeds import SEED
from tests.small_articles import article

TODAY = date(2025, 12, 12)
WORDS = ("banjir", "jalan", "sekolah", "panen", "kopi", "lada")
AGENCIES = tuple(f"instansi-{n:02}" for n in range(40))
REGIONS = ("18.01", "18.02", "18.03")


def invented(chance: random.Random) -> list[AnalysedArticle]:
    """Articles with more agencies than a facet lists; every tenth is a copy that the one before it stands for."""
    found = []
    for n in range(160):
        day = date(2025, 8, 1) + timedelta(chance.randrange(120)) if chance.random() < 0.9 else None
        words = " ".join(chance.choices(WORDS, k=chance.randrange(1, 12)))
        agencies = tuple(chance.sample(AGENCIES, chance.randrange(0, 4)))
        regions = tuple(chance.sample(REGIONS, chance.randrange(0, 3)))
        copy = {"face": f"k-{n - 1:03}"} if n % 10 == 5 else {}
        face = {"copies": (f"k-{n + 1:03}",)} if n % 10 == 4 else {}
        made = article(f"k-{n:03}", words, words, agencies, regions, published=day, **copy, **face)
        found.append(replace(made, face=not copy))
    return found


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    backend = WhooshBackend(tmp_path_factory.mktemp("index") / "generations")
    build = backend.create()
    build.add(invented(random.Random(SEED)))
    backend.publish(build.commit(1))
    return backend


@contextmanager
def engine_of(backend: WhooshBackend) -> Iterator[Engine]:
    with backend.reader() as engine:
        yield engine


def question(text: str, **more: object) -> Query:
    parsed = parse(text)
    return Query(text=text, clauses=parsed.clauses, need=parsed.need, **more)  # type: ignore[arg-type]


def rules_for(text: str, *ids: str) -> Rules:
    return Rules("v1", {normal(text): tuple(Pin(text, id_, "sebab", by="rina") for id_ in ids)})


def walked(engine: Engine, query: Query, rules: Rules) -> list[str]:
    """The ids of all pages, one after the other."""
    found: list[str] = []
    for page in range(1, 400):
        hits = ask_with_pins(engine, query.on_page(page), TODAY, rules).results.hits
        if not hits:
            return found
        found += [hit.id for hit in hits]
    raise AssertionError("pages without end")


def asker(chance: random.Random) -> Query:
    text = " ".join(chance.sample(WORDS, chance.randrange(1, 4))) + chance.choice(["", "", " -kopi", ' "lada kopi"'])
    return question(
        text,
        agencies=tuple(chance.sample((*AGENCIES, NO_VALUE), chance.choice([0, 0, 1, 3]))),
        regions=tuple(chance.sample((*REGIONS, NO_VALUE), chance.choice([0, 0, 1]))),
        since=chance.choice([None, None, date(2025, 9, 1)]),
        until=chance.choice([None, None, date(2025, 10, 15)]),
        all_copies=chance.random() < 0.3,
        title_only=chance.random() < 0.1,
        per_page=chance.choice([1, 3, 10, 50]),
        basis=chance.choice([DateBasis.PUBLISHED, DateBasis.PUBLISHED, DateBasis.EVENT]),
    )


def test_random_pins_leave_pages_whole_and_numbers_true(backend: WhooshBackend) -> None:
    chance = random.Random(SEED)
    with engine_of(backend) as engine:
        ids = list(engine.ids())
        for _ in range(60):
            query = asker(chance)
            rules = rules_for(query.text, *chance.sample([*ids, "tak-ada"], chance.randrange(1, MOST_PINS + 1)))
            answer = ask_with_pins(engine, query, TODAY, rules)
            own = [hit.id for hit in engine.search(answer.query.changed(page=1, per_page=1000)).hits]
            pinned = list(answer.pinned)
            assert walked(engine, query, rules) == pinned + [id_ for id_ in own if id_ not in pinned], query
            assert answer.results.total == len(set(own) | set(pinned))
            assert [a.id for a in answer.added] == [id_ for id_ in pinned if id_ not in own]
            for facet in answer.results.facets:
                listed = facet.names[:40:4] if facet.name == "instansi" else facet.names
                for value in [name.value for name in listed]:
                    shown = dict(zip((n.value for n in facet.names), facet.counts, strict=True))[value]
                    link = chosen(answer.query, facet.name, value)
                    there = with_pins(engine, Answer(link, link, engine.search(link)), rules)
                    assert there.results.total == shown, (query, facet.name, value)


def chosen(query: Query, facet: str, value: str) -> Query:
    if facet == "instansi":
        return query.changed(agencies=(value,))
    if facet == "wilayah":
        return query.changed(regions=(value,))
    since, until = month_days(value)
    return query.changed(since=since, until=until)


def test_a_facet_with_pins_is_the_facet_of_an_index_where_the_pins_match(tmp_path: Path) -> None:
    """Order, length, values that are not listed and articles without a value, too."""
    chance = random.Random(SEED)
    plain_articles = invented(chance)
    for round_ in range(6):
        pinned = chance.sample([a for a in plain_articles if a.face], 3)
        ids = [a.article.id for a in pinned]
        matching = [
            article(
                a.article.id,
                "banjir",
                a.article.body,
                tuple(t.id for t in a.article.agencies),
                tuple(t.code for t in a.article.regions),
                published=a.article.published,
            )
            if a.article.id in ids
            else a
            for a in plain_articles
        ]
        facets = []
        for name, articles, rules in (("p", plain_articles, rules_for("banjir", *ids)), ("m", matching, Rules())):
            backend = WhooshBackend(tmp_path / f"{name}{round_}" / "generations")
            build = backend.create()
            build.add(articles)
            backend.publish(build.commit(1))
            with backend.reader() as engine:
                results = ask_with_pins(engine, question("banjir", regions=("18.01",)), TODAY, rules).results
                facets.append((results.total, results.facets))
        assert facets[0] == facets[1]


def test_a_question_without_hits_has_its_pin(backend: WhooshBackend) -> None:
    with engine_of(backend) as engine:
        answer = ask_with_pins(engine, question("durian montong"), TODAY, rules_for("Durian  MONTONG", "k-001"))
        assert answer.results.total == 1
        assert [hit.id for hit in answer.results.hits] == ["k-001"]
        assert sum(answer.results.facets[2].counts) + answer.results.facets[2].missing == 1
        assert answer.results.hits[0].score == 0.0


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("BANJIR", True),
        (" banjir ", True),
        ("banjir jalan", False),
        ('"banjir"', False),
        ("-banjir", False),
        ("kebanjiran", False),
    ],
    ids=["case", "spaces", "more words", "quoted", "refused", "another form"],
)
def test_which_questions_a_pin_is_for(typed: str, same: bool) -> None:
    assert bool(rules_for("banjir", "k-001").pinned(typed)) is same


def test_pins_stand_first_by_relevance_alone(backend: WhooshBackend) -> None:
    rules = rules_for("banjir", "k-001")
    with engine_of(backend) as engine:
        for sort in (Sort.NEWEST, Sort.OLDEST):
            query = question("banjir", sort=sort)
            assert ask_with_pins(engine, query, TODAY, rules).pinned == {}
            assert ask_with_pins(engine, query, TODAY, rules).results.total == ask(engine, query, TODAY).results.total


def test_a_hidden_pin_is_not_there(backend: WhooshBackend) -> None:
    with engine_of(backend) as engine:
        answer = ask_with_pins(engine.without(["k-001"]), question("banjir"), TODAY, rules_for("banjir", "k-001"))
        assert answer.pinned == {}


def test_the_face_stands_for_a_pinned_copy(backend: WhooshBackend) -> None:
    with engine_of(backend) as engine:
        rules = rules_for("banjir", "k-005", "k-004")
        folded, unfolded = question("banjir"), question("banjir", all_copies=True)
        assert list(ask_with_pins(engine, folded, TODAY, rules).pinned) == ["k-004"]
        assert list(ask_with_pins(engine, unfolded, TODAY, rules).pinned) == ["k-005", "k-004"]


def test_what_the_api_tells(backend: WhooshBackend) -> None:
    with engine_of(backend) as engine:
        query = question("banjir")
        last = engine.search(query.changed(per_page=1000)).hits[-1].id
        answer = ask_with_pins(engine, query, TODAY, rules_for("banjir", last))
        row = plain(answer_dict(answer, Reading(query, TODAY), 0.0))
        assert [hit["pinned"] for hit in row["hits"]] == [True] + [False] * 9
        assert row["hits"][0]["score"] > 0, "it is found by itself"
        told = plain(explain_dict(engine, answer, 2))
        assert told["pins"] == [{"id": last, "why": "sebab", "until": None}]
        assert told["hidden"] == 2
        assert "rina" not in str(told), "who pinned is the newsroom's own affair"
        for hit, shown in zip(told["hits"], row["hits"], strict=True):
            assert abs(sum(p["score"] for p in hit["parts"]) - shown["score"]) < 1e-4
        assert not told["hits"][1]["below"], "a pin is no measure for what stands below it"


def test_no_pins_no_work(tmp_path: Path, backend: WhooshBackend) -> None:
    rules = Desk(tmp_path).rules(TODAY)
    with engine_of(backend) as engine:
        query = question("banjir")
        assert ask_with_pins(engine, query, TODAY, rules) is not None
        assert plain(answer_dict(ask_with_pins(engine, query, TODAY, rules), Reading(query, TODAY), 0.0)) == plain(
            answer_dict(ask(engine, query, TODAY), Reading(query, TODAY), 0.0)
        )
