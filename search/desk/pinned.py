"""Pins in answers: what an editor put first for a question stands first, and total, facets and pages stay true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from msgspec.structs import replace as changed

from search.ask import Answer, ask
from search.desk.at_hand import hits_of
from search.desk.pins import Rules
from search.desk.pins_file import Pin
from search.engine import Engine
from search.explain import scores_of
from search.facets import month_facet, month_label, month_of, ranked, value_facet
from search.model import Article, Facet, FacetName, Hit, Results
from search.query import MAX_RANK, NO_VALUE, DateBasis, Query, Sort


@dataclass(frozen=True, slots=True)
class _Pinned:
    """A pinned article of an answer: its pin, and its score where it is found by itself, else None."""

    article: Article
    pin: Pin
    score: float | None


def ask_with_pins(engine: Engine, query: Query, today: date, rules: Rules) -> Answer:
    """The answer to a question as `search.ask` gives it, with its pins. `engine` is without hidden articles."""
    return with_pins(engine, ask(engine, query, today), rules)


def with_pins(engine: Engine, answer: Answer, rules: Rules) -> Answer:
    """An answer with the pins of its question first, where it is ordered by relevance.

    A pinned article that matches is moved, one that does not is added; one that a filter of the question leaves out
    stays out. Where stories are folded, the face of its story stands for it.
    """
    pins = rules.pinned(answer.asked.text)
    if not pins or answer.query.order is not Sort.RELEVANCE:
        return answer
    pinned = _articles(engine, answer.query, pins)
    first = [p for p in pinned if all(_passes(p.article, answer.query, name) for name in _FACETS)]
    added = [p for p in pinned if p.score is None]
    results = answer.results
    hits = _page(engine, answer.query, first) if first else results.hits
    facets = tuple(_recounted(engine, answer.query, f, added) for f in results.facets) if added else results.facets
    total = results.total + sum(p.score is None for p in first)
    return changed(
        answer,
        results=Results(total, hits, facets, results.manifest, results.complete),
        pinned={p.article.id: p.pin for p in first},
        added=tuple(p.article for p in first if p.score is None),
    )


def _articles(engine: Engine, query: Query, pins: Sequence[Pin]) -> list[_Pinned]:
    """The pinned articles that there are, each once."""
    found = engine.articles([pin.article for pin in pins])
    if not query.all_copies:
        faces = engine.articles([a.face for a in found.values() if a.face])
        found = {id_: faces.get(a.face or "", a) for id_, a in found.items()}
    articles: dict[str, tuple[Article, Pin]] = {}
    for pin in pins:
        if pin.article in found:
            articles.setdefault(found[pin.article].id, (found[pin.article], pin))
    scores = scores_of(engine, query, [a for a, _ in articles.values()])
    return [_Pinned(a, pin, scores.get(a.id)) for a, pin in articles.values()]


def _page(engine: Engine, query: Query, first: Sequence[_Pinned]) -> tuple[Hit, ...]:
    """The hits of a page behind pins that stand before all others."""
    before, after = (query.page - 1) * query.per_page, query.page * query.per_page
    own = first[before:after]
    moved = {p.article.id for p in first if p.score is not None}
    begin, end = max(0, before - len(first)), max(0, after - len(first))
    # Those that moved lie anywhere among the first ones: so many more are needed at most.
    needed = min(max(1, end + len(moved)), max(MAX_RANK, query.per_page))
    deep = engine.search(query.changed(page=1, per_page=needed), facets=False).hits
    rest = [hit for hit in deep if hit.id not in moved][begin:end]
    read = engine.articles([hit.id for hit in rest])
    articles = [*(p.article for p in own), *(read[hit.id] for hit in rest)]
    return hits_of(articles, [*(p.score or 0.0 for p in own), *(hit.score for hit in rest)])


def _days(article: Article, query: Query) -> list[date]:
    if query.basis is DateBasis.EVENT:
        return [event.day for event in article.event_days]
    return [article.published] if article.published else []


def _values(article: Article, query: Query, facet: str) -> dict[str, str]:
    """The values that an article has in a facet, each with what to show."""
    if facet == "instansi":
        return {tag.id: tag.name for tag in article.agencies}
    if facet == "wilayah":
        return {tag.code: tag.name for tag in article.regions}
    return {month: month_label(month) for month in map(month_of, _days(article, query))}


_FACETS = ("instansi", "wilayah", "bulan")


def _passes(article: Article, query: Query, facet: str) -> bool:
    """Whether an article passes the question's filter of a facet."""
    if facet == "bulan":
        since, until = query.since, query.until
        unlimited = since is None and until is None
        return unlimited or any((since or date.min) <= d <= (until or date.max) for d in _days(article, query))
    chosen = query.agencies if facet == "instansi" else query.regions
    values = _values(article, query, facet)
    return not chosen or any(v in values if v != NO_VALUE else not values for v in chosen)


def _recounted(engine: Engine, query: Query, facet: Facet, added: Sequence[_Pinned]) -> Facet:
    """A facet with the values of the added articles that pass the other filters."""
    others = [name for name in _FACETS if name != facet.name]
    counted = [p.article for p in added if all(_passes(p.article, query, name) for name in others)]
    values = [_values(article, query, facet.name) for article in counted]
    missing = facet.missing + sum(not own for own in values)
    more = Counter(chain.from_iterable(values))
    counts = {name.value: n for name, n in zip(facet.names, facet.counts, strict=True)}
    if facet.name == "bulan":
        months = sorted(counts.keys() | more.keys())
        names = tuple(FacetName(month, month_label(month)) for month in months)
        return month_facet(names, tuple(counts.get(m, 0) + more[m] for m in months), missing, query)
    labels: dict[str, str] = {value: label for own in values for value, label in own.items()}
    labels |= dict(facet.names)
    return _listed(query, facet, _true_counts(engine, query, facet, counts, more), more, labels, missing)


def _true_counts(
    engine: Engine, query: Query, facet: Facet, counts: Mapping[str, int], more: Mapping[str, int]
) -> dict[str, int]:
    """The counts of the listed values, and of those that are to be added to: they may stand below the list."""
    found = dict(counts)
    for value in more:
        if value not in found and facet.other:
            one = query.changed(page=1, per_page=1)
            of_value = one.changed(agencies=(value,)) if facet.name == "instansi" else one.changed(regions=(value,))
            found[value] = engine.search(of_value, facets=False).total
    return found


def _listed(
    query: Query, facet: Facet, counts: dict[str, int], more: Counter[str], labels: Mapping[str, str], missing: int
) -> Facet:
    listed = {name.value for name in facet.names}
    different = sum(counts[value] > 0 for value in listed) + facet.other
    different += sum(not counts.get(value) for value in more)
    after = {value: n for value in counts.keys() | more.keys() if (n := counts.get(value, 0) + more[value])}
    label = lambda _facet, value: labels.get(value, value)  # noqa: E731
    chosen = query.agencies if facet.name == "instansi" else query.regions
    order = ranked(facet.name, after, label)
    return value_facet(facet.name, order, after, different, missing, chosen, label)
