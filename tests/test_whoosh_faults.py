"""Whoosh 2.7.4's known faults: shown where they can be shown, and none of them reaches our readers."""

from __future__ import annotations

import ast
import threading
from pathlib import Path

import pytest

from search.engines.whoosh import WhooshBackend, pending
from search.model import Article, Manifest, Results
from search.query import Query, Without, Word
from tests.small_articles import article

ENGINE = Path(pending.__file__).parent


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add(article(f"a{n:03}", f"Judul {n}", f"kata{n % 7} kata{n % 11} banjir") for n in range(200))
    backend.publish(build.commit(1))
    return backend


def published(backend: WhooshBackend) -> Manifest:
    manifest = backend.published()
    assert manifest is not None
    return manifest


def calls(name: str) -> list[str]:
    """Where the engine calls a method or function of this name."""
    found = []
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
                found.append(f"{path.name}:{node.lineno}")
    return found


def test_refresh_is_never_called_and_a_new_reader_sees_the_change() -> None:
    """refresh() brings deleted articles back in every fork."""
    assert calls("refresh") == []
    assert calls("up_to_date") == []


def test_deleted_and_replaced_articles_do_not_come_back(backend: WhooshBackend) -> None:
    with backend.reader() as before:
        build = backend.revise(published(backend))
        build.delete(["a000", "a001"])
        build.add([article("a002", "Judul baru", "kata2")])
        backend.publish(build.commit(2))
        with backend.reader() as after:
            assert after.search(Query()).total == 198
            assert after.search(Query(clauses=(Word("banjir"),), need=1)).total == 197
        assert before.search(Query()).total == 200


def test_threads_may_share_an_engine(backend: WhooshBackend) -> None:
    """A Whoosh searcher shared between threads gave exceptions and silently wrong answers; ours has nothing to share
    but arrays that never change."""
    asked = [Query(clauses=(Word(f"kata{n}"), Word(f"kata{m}")), need=1 + n % 2) for n in range(7) for m in range(11)]
    with backend.reader() as engine:
        expected = [told(engine.search(query)) for query in asked]
        wrong: list[object] = []

        def ask(shift: int) -> None:
            for n in [*range(shift, len(asked)), *range(shift)] * 5:
                answer = told(engine.search(asked[n]))
                if answer != expected[n]:
                    wrong.append((n, answer))

        threads = [threading.Thread(target=ask, args=(9 * n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def told(results: Results) -> object:
    return results.total, [(hit.id, hit.score, hit.article) for hit in results.hits], results.facets


def test_threads_that_ask_while_others_publish_get_answers_of_one_state(backend: WhooshBackend) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def ask(n: int) -> None:
        while not done.is_set():
            try:
                with backend.reader() as engine:
                    results = engine.search(Query(clauses=(Word(f"kata{n}"),), need=1, per_page=50))
                    # Each state holds as many articles of this word as its commit says, or it is a mixture.
                    expected = sum(n in (m % 7, m % 11) for m in range(200)) + (engine.manifest.commit - 1)
                    if results.total != expected or len(results.hits) != min(50, results.total):
                        wrong.append((n, results.total, expected))
            except Exception as e:
                wrong.append(e)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for n in range(12):
        build = backend.revise(published(backend))
        build.add([article(f"b{n:03}", "Judul", "kata0 kata1 kata2 kata3")])
        backend.publish(build.commit(n + 2))
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_any_exception_throws_the_whole_change_away(backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an exception inside add_document, Whoosh's next commit was corrupt."""
    before = published(backend)
    to_bytes, seen = pending.to_bytes, []

    def bad(article: Article) -> bytes:
        seen.append(article)
        if len(seen) == 2:
            raise ValueError("cannot be stored")
        return to_bytes(article)

    monkeypatch.setattr(pending, "to_bytes", bad)
    build = backend.revise(before)
    with pytest.raises(ValueError, match="cannot be stored"):
        build.add(article(f"b{n}", "Kata rahasia") for n in range(3))
    build.cancel()
    monkeypatch.undo()
    assert published(backend) == before
    build = backend.revise(before)
    build.add([article("c", "Judul")])
    backend.publish(build.commit(2))
    with backend.reader() as engine:
        assert engine.search(Query()).total == 201
        assert engine.search(Query(clauses=(Word("rahasia"),), need=1)).total == 0


def test_whooshs_writer_is_never_used() -> None:
    """Its commits are not synced, delete the state before, and with procs > 1 leave orphans that hold the lock."""
    assert [calls(name) for name in ("writer", "SegmentWriter", "add_document", "create_in")] == [[], [], [], []]


def test_and_not_is_not_used_and_a_minus_leaves_out_the_first_article_too(tmp_path: Path) -> None:
    """query.AndNot can let the first article of a segment through although it holds the forbidden word."""
    texts = ["banjir lumpur", "banjir", "lumpur", "banjir lumpur", "banjir"]
    assert calls("AndNot") == []
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add(article(str(n), "Judul", text) for n, text in enumerate(texts))
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        found = engine.search(Query(clauses=(Word("banjir"), Without(Word("lumpur"))), need=1))
        assert sorted(hit.article.id for hit in found.hits) == ["1", "4"]


def test_whooshs_query_parser_is_not_used() -> None:
    for path in ENGINE.glob("*.py"):
        assert "qparser" not in path.read_text(encoding="utf-8")
