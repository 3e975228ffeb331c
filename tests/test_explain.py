"""The explanation of an answer: its parts add up to the scores that the engine gave."""

from __future__ import annotations

from itertools import pairwise

import pytest

from search.ask import Answer
from search.engines.whoosh import WhooshBackend
from search.explain import explained, terms_of
from search.query import AnyOf, Phrase, Query, Sort, Word
from tests.random_questions import Asker
from tests.real_articles import real_articles
from tests.seeds import SEED


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    backend = WhooshBackend(tmp_path_factory.mktemp("index") / "generations")
    build = backend.create()
    build.add(real_articles(400))
    manifest = build.commit(1)
    build = backend.revise(manifest)
    with backend.open(manifest) as engine:
        build.delete(list(engine.ids())[:20])
    backend.publish(build.commit(2))
    return backend


def test_the_parts_of_every_hit_add_up_to_its_score(backend: WhooshBackend) -> None:
    with backend.reader() as engine:
        looked_at = 0
        for query in Asker(real_articles(400), SEED).questions(900):
            query = query.changed(page=1, since=None, until=None)
            results = engine.search(query, facets=False)
            hits = explained(engine, Answer(query, query, results))
            assert [hit.id for hit in hits] == ([h.id for h in results.hits] if query.order is Sort.RELEVANCE else [])
            for hit in hits:
                looked_at += 1
                assert sum(part.score for part in hit.parts) == pytest.approx(hit.score, abs=1e-6), (query, hit)
        assert looked_at > 100


def test_what_a_hit_has_less_of_makes_up_the_distance_to_the_one_before(backend: WhooshBackend) -> None:
    query = Query(clauses=(Word("harga", "harga"), Word("lampung", "lampung")), need=0.5)
    with backend.reader() as engine:
        hits = explained(engine, Answer(query, query, engine.search(query, facets=False)))
    assert len(hits) > 3
    for before, hit in pairwise(hits):
        assert sum(d for *_, d in hit.below) <= hit.score - before.score + 1e-6
        assert hit.below or hit.score == before.score


def test_the_clauses_say_in_how_many_articles_they_stand_and_what_they_make_up(backend: WhooshBackend) -> None:
    other = Phrase(("pemerintah", "kota"), ("pemerintah", "kota"), "pemerintah kota")
    query = Query(clauses=(Word("harga", "harga"), AnyOf((Word("pemkot", "pemkot"), other), "pemkot")), need=1.0)
    with backend.reader() as engine:
        terms, needed = terms_of(engine, query)
        frequencies = engine.vocabulary.frequencies(["harga", "pemkot"])
    assert [term.frequency for term in terms] == [frequencies["harga"], frequencies["pemkot"]]
    assert [term.text for term in terms] == ["harga", "pemkot"]
    assert needed == sum(term.parts for term in terms), "all of two"
