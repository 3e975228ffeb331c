"""What every engine promises, as checks that a test file runs against its own engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from search.article_bytes import body_of
from search.engine import Engine
from search.facets import MOST_VALUES
from search.model import Hit, Results
from search.query import Query
from tests.reference import Reference


def same_answer(engine: Engine, reference: Reference, query: Query) -> None:
    """Totals, pages, order, scores and facets equal; the question is shown where they are not."""
    got, expected = engine.search(query), reference.search(query)
    assert _plain(got) == _plain(expected), query
    for mine, theirs in zip(got.hits, expected.hits, strict=True):
        assert abs(mine.score - theirs.score) <= 1e-4, query
        shown_as_it_is(mine)


def shown_as_it_is(hit: Hit) -> None:
    """What a list shows of an article is what the article has."""
    article, shown = hit.article, hit.shown
    assert body_of(shown) == body_of(article)
    assert [(t.id, t.name) for t in shown.agencies] == [(t.id, t.name) for t in article.agencies]
    assert [(t.code, t.name) for t in shown.regions] == [(t.code, t.name) for t in article.regions]
    for name in ("id", "title", "published", "published_at", "source", "url", "copies"):
        assert getattr(shown, name) == getattr(article, name), name


def same_set(engine: Engine, reference: Reference, query: Query) -> None:
    """All pages together are the whole answer, each article once."""
    total = reference.search(query).total
    pages = [query.changed(page=p, per_page=50) for p in range(1, min(20, total // 50 + 1) + 1)]
    ids = [hit.article.id for page in pages for hit in engine.search(page).hits]
    assert len(ids) == len(set(ids)) == min(total, 1000), query


def hides_as_deleting_does(engine: Engine, reference: Reference, ids: Sequence[str], queries: Iterable[Query]) -> None:
    """Without some articles the engine answers as if they and the others of their stories had never been there."""
    view, left = engine.without(ids), reference.without(ids)
    assert list(view.ids()) == [a.article.id for a in left.articles]
    assert view.manifest == replace(engine.manifest, articles=len(left.articles))
    gone = sorted(set(engine.ids()) - set(view.ids()))
    assert not view.articles(gone)
    assert not view.words(gone)
    for query in queries:
        same_answer(view, left, query)
    for words in engine.words(gone[:4]).values():
        terms = [form.term for text in words for form in text]
        assert dict(view.vocabulary.frequencies(terms)) == left.frequencies(terms)
        for form in set(words[0]):
            others = sum(any(form.exact == f.exact for f in (*a.title, *a.body)) for a in left.articles)
            assert dict(view.vocabulary.starting(form.exact, 10_000)).get(form.exact, 0) == others, form
            assert (form.exact in dict(view.vocabulary.near(form.exact, 1, 10_000))) == bool(others), form
        for one, other in pairwise(words[0]):
            following = dict(view.vocabulary.following([one.exact], other.exact, 10_000)).get(other.exact, 0)
            assert following == sum(
                a.face and (one.exact, other.exact) in pairwise(f.exact for f in a.title) for a in left.articles
            ), (one, other)


def same_facets(engine: Engine, reference: Reference, query: Query) -> None:
    """As many values as are asked for, none, one or all of them, chosen ones always."""
    for size in (0, 1, MOST_VALUES):
        got, expected = (e.search(query, facet_size=size).facets for e in (engine, reference))
        assert got == expected, (size, query)


def _plain(results: Results) -> dict[str, object]:
    return {
        "total": results.total,
        "hits": [hit.article for hit in results.hits],
        "facets": results.facets,
        "complete": results.complete,
    }
