"""Is a finished generation fit to be shown to readers? Asked before it is published, and by `telusur check`."""

from __future__ import annotations

from search.analysis import terms
from search.engine import Engine
from search.model import Results
from search.query import MAX_RANK, NO_VALUE, Phrase, Query

KNOWN_QUESTIONS = 20
"""Articles, spread over the index, whose own titles must find them."""


def unfit(engine: Engine, expected: int | None = None) -> list[str]:
    """What is wrong with a state of the index, in plain words; empty when it is fit.

    `expected` is how many articles it must hold. Looks at counts, at the sums of every facet, and asks
    questions whose answer is known.
    """
    problems = []
    ids = list(engine.ids())
    everything = engine.search(Query(per_page=1, all_copies=True))
    counts = {"listed": len(ids), "found": everything.total, "told": engine.manifest.articles}
    if expected is not None:
        counts["taken"] = expected
    if len(set(counts.values())) != 1:
        problems.append("the numbers of articles differ: " + ", ".join(f"{k} {n}" for k, n in counts.items()))
    if len(set(ids)) != len(ids):
        problems.append("an id stands in it twice")
    problems += _facet_problems(engine, everything)
    step = max(1, len(ids) // KNOWN_QUESTIONS)
    for id_ in ids[::step][: KNOWN_QUESTIONS + 1]:
        problems += _question_problems(engine, id_)
    return problems


def _facet_problems(engine: Engine, everything: Results) -> list[str]:
    problems = []
    for facet in everything.facets:
        total = sum(v.count for v in facet.values) + facet.missing
        # Articles of several values count once in each, and some values may not be listed: at least, not equal.
        short = total < everything.total and not facet.other
        if short or (facet.name == "bulan" and total != everything.total):
            problems.append(f"facet {facet.name} counts {total} of {everything.total} articles")
    every = Query(per_page=1, all_copies=True)
    filters = {"instansi": every.changed(agencies=(NO_VALUE,)), "wilayah": every.changed(regions=(NO_VALUE,))}
    for facet in everything.facets:
        if facet.name in filters:
            without = engine.search(filters[facet.name]).total
            if without != facet.missing:
                problems.append(f"facet {facet.name} misses {facet.missing} articles, the filter finds {without}")
    return problems


def _question_problems(engine: Engine, id_: str) -> list[str]:
    article = engine.articles([id_]).get(id_)
    if article is None:
        return [f"article {id_} is listed but cannot be read"]
    words = terms.tokens(article.title)[:8]
    if not words:
        return []
    phrase = Phrase(tuple(t.exact for t in words), tuple(t.term for t in words))
    for page in range(1, 21):
        results = engine.search(Query(clauses=(phrase,), title_only=True, per_page=50, page=page, all_copies=True))
        # Where a thousand articles share a title, pages end before all of them are seen.
        if any(hit.article.id == id_ for hit in results.hits) or results.total > MAX_RANK:
            return []
        if len(results.hits) < 50:
            break
    return [f"article {id_} is not found by the words of its own title"]
