"""The peers of `make bench` do the same work: totals, facet counts and best ten, held against plain Python."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.agreement import Formula, disagreement, folded, wrong_top
from benchmarks.corpus import article, corpus
from benchmarks.peers import Answer, Indexed, Peer, facet_values, indexed
from benchmarks.peers.fts5 import Fts5
from benchmarks.peers.stock_whoosh import StockWhoosh
from benchmarks.peers.tantivy_peer import Tantivy
from benchmarks.questions import Question, questions
from search.analysis import terms
from search.facets import FACETS

ARTICLES = 150


@pytest.fixture(scope="module")
def articles() -> list[Indexed]:
    return [indexed(terms.analyse(article(row))) for row in corpus(ARTICLES)]


@pytest.fixture(scope="module")
def asked(articles: list[Indexed]) -> list[Question]:
    """Questions with few, many and no matches; one of a word that nothing holds."""
    return [*questions()[::4], Question("tak ada", ("katatakada",)), Question("polisi", ("polisi", "katatakada"))]


@pytest.fixture(scope="module", params=["tantivy", "tantivy with numbers", "fts5", "whoosh"])
def peer(request: pytest.FixtureRequest, articles: list[Indexed], tmp_path_factory: Any) -> Iterator[Peer[Any]]:
    directory: Path = tmp_path_factory.mktemp("peer")
    if request.param == "fts5" and (why := Fts5.missing()):
        pytest.skip(why)
    made: dict[str, Any] = {
        "tantivy": lambda: Tantivy(directory),
        "tantivy with numbers": lambda: Tantivy(directory, shown=True, numbers=True),
        "fts5": lambda: Fts5(directory / "fts5.sqlite3"),
        "whoosh": lambda: StockWhoosh(directory),
    }
    found: Peer[Any] = made[request.param]()
    found.build(articles)
    yield found
    found.close()


def expected(articles: list[Indexed], question: Question) -> Answer:
    """Total and counts, every article looked at."""
    matching = [a for a in articles if set(question.terms) <= set(a.text.split(" "))]
    counts = {name: Counter[str]() for name in FACETS}
    for found in matching:
        for name, values in facet_values(found):
            counts[name].update(values)
    return Answer(len(matching), [(a.id, 0.0) for a in matching], counts)


def formula(peer: Peer[Any], articles: list[Indexed]) -> Formula | None:
    """The peer's BM25; None for Whoosh, which rounds lengths in a way of its own."""
    lengths = [a.text.count(" ") + 1 for a in articles]
    held = Counter(word for a in articles for word in set(a.text.split(" ")))
    common = (len(articles), sum(lengths) / len(articles), held.__getitem__, 1.2)
    if isinstance(peer, Tantivy):
        return Formula(*common, length=folded)
    if isinstance(peer, Fts5):
        return Formula(*common, rarity=lambda n, f: max(math.log((n - f + 0.5) / (f + 0.5)), 1e-6))
    return None


def test_totals_and_counts_are_those_of_plain_python(
    peer: Peer[Any], articles: list[Indexed], asked: list[Question]
) -> None:
    for question in asked:
        truth = expected(articles, question)
        plain, faceted = (peer.told(ask(question.terms)) for ask in (peer.plain, peer.faceted))
        assert plain.total == truth.total, question
        assert disagreement(truth, faceted) is None, question
        assert [id_ for id_, _ in plain.top] == [id_ for id_, _ in faceted.top]
        assert len(plain.top) == min(10, truth.total)
        assert {id_ for id_, _ in plain.top} <= {id_ for id_, _ in truth.top}


def test_the_best_ten_follow_from_the_peers_own_formula(
    peer: Peer[Any], articles: list[Indexed], asked: list[Question]
) -> None:
    own = formula(peer, articles)
    if own is None:
        return
    texts = {a.id: a.text for a in articles}
    for question in asked:
        everything = [id_ for id_, _ in expected(articles, question).top]
        top = peer.told(peer.plain(question.terms)).top
        assert wrong_top(own, question.terms, top, everything, texts) is None, question


def test_snippets_show_every_hit_and_mark_a_word(articles: list[Indexed], tmp_path: Path) -> None:
    peer = Tantivy(tmp_path, shown=True)
    peer.build(articles)
    raw = peer.faceted(["polisi"])
    told, shown = peer.told(raw), peer.snippets(raw, ["polisi"])
    titles = {a.id: a.title for a in articles}
    assert [title for title, _ in shown] == [titles[id_] for id_, _ in told.top]
    assert any("<b>" in passage for _, passage in shown)
    peer.close()


@pytest.mark.parametrize(
    ("length", "kept"),
    [
        (0, 0),
        (1, 1),
        (39, 39),
        (40, 40),
        (41, 40),
        (42, 42),
        (54, 54),
        (55, 54),
        (56, 56),
        (59, 56),
        (300, 280),
        (312, 312),
    ],
)
def test_lengths_are_folded_as_lucene_does(length: int, kept: int) -> None:
    assert folded(length) == kept


def test_what_differs_is_told() -> None:
    counts = {"instansi": {"kpk": 2}, "wilayah": {}, "bulan": {"2025-01": 1}}
    assert disagreement(Answer(2, [], counts), Answer(2, [], counts)) is None
    assert disagreement(Answer(2, [], counts), Answer(3, [], None)) == "totals 2 and 3"
    other = {**counts, "instansi": {"kpk": 2, "polri": 1}}
    assert disagreement(Answer(2, [], counts), Answer(2, [], other)) == "counts of instansi in 1 values, polri: 0 and 1"


def test_a_wrong_best_ten_is_told() -> None:
    own = Formula(3, 2.0, {"a": 2, "b": 1}.__getitem__, k1=1.2)
    texts = {"x": "a a", "y": "a b", "z": "b c"}
    right = [(id_, own.score(["a"], texts[id_])) for id_ in ("x", "y")]
    assert wrong_top(own, ["a"], right, ["y"], texts) is None
    assert wrong_top(own, ["a"], right[1:], ["x"], texts) is not None
    assert wrong_top(own, ["a"], right[::-1], ["x"], texts) is not None
    assert wrong_top(own, ["a"], [right[0], ("y", 0.1)], [], texts) is not None
    assert wrong_top(own, ["a"], [], ["x"], texts) is not None


def test_questions_are_many_and_the_same_each_time_and_a_third_have_chosen_values() -> None:
    found = questions()
    assert found == questions.__wrapped__()  # drawn anew
    assert len({q.terms for q in found}) == len(found) >= 200
    chosen = [q for q in found if q.agencies or q.regions]
    assert len(chosen) == pytest.approx(len(found) / 3, abs=1)


def test_the_corpus_is_the_same_each_time_whatever_its_length() -> None:
    rows = list(corpus(400))
    assert rows[:50] == list(corpus(50))
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids))
    assert any(not row["agencies"] for row in rows)
    assert any(not row["regions"] for row in rows)
    assert any(row["published"] is None for row in rows)
    assert len({(row["published"] or "")[:7] for row in rows}) > 80
    mean = sum(len(row["body"].split()) for row in rows) / len(rows)
    assert 200 < mean < 400


def test_a_python_whose_sqlite_has_no_fts5_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without:
        def executescript(self, _: str) -> None:
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self) -> None:
            pass

    monkeypatch.setattr("benchmarks.peers.fts5.sqlite3.connect", lambda _: Without())
    assert "no such module: fts5" in (Fts5.missing() or "")
