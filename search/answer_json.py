"""The one JSON shape of an answer: what the API gives and `telusur search --json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from search import snippets
from search.article_bytes import body_of
from search.ask import Answer, Told
from search.engine import Engine
from search.explain import explained, terms_of
from search.meant import Meant
from search.model import Article, Facet, Hit
from search.parameters import Reading, write
from search.query import AnyOf, Clause, Phrase, Query, Without
from search.related import Related
from search.shown import Shown
from search.threads import Thread

AT_ONCE = 100
"""Articles of an export that are read together."""


def answer_dict(answer: Answer, reading: Reading, took_ms: float) -> dict[str, Any]:
    """Total, hits, facets, whether complete, milliseconds taken, and what was done to the question."""
    results = answer.results
    return {
        "total": results.total,
        "hits": hit_rows(answer),
        "facets": {facet.name: facet_dict(facet) for facet in results.facets},
        "complete": results.complete,
        "took_ms": round(took_ms, 3),
        "relaxed": answer.relaxed,
        "understood": told_dict(answer),
        "ignored_words": list(reading.ignored),
        "query": [list(pair) for pair in write(reading.query)],
        "generation": results.manifest.generation,
        "commit": results.manifest.commit,
    }


def encoded(body: dict[str, Any] | list[Any] | msgspec.Struct) -> bytes:
    """A JSON value as bytes; a tenth of the time that the standard library takes."""
    return msgspec.json.encode(body)


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The same object in dicts, lists, texts and numbers alone."""
    told: dict[str, Any] = msgspec.to_builtins(body)
    return told


@lru_cache(maxsize=10_000)
def page_path(id_: str) -> str:
    """Where an article's page is, below the site's prefix: `/berita/ID`."""
    return "/berita/" + quote(id_, safe="/~!$&'()*+,;=:@")


class Value(msgspec.Struct, frozen=True, gc=False):
    """A value of a facet that an article has, as the API tells it."""

    value: str
    label: str


class HitRow(msgspec.Struct, frozen=True, gc=False):
    """A hit as the API tells it. `snippet` is plain text, `marks` says from where to where its found words stand."""

    id: str
    title: str
    url: str | None
    page: str
    published: date | None
    published_at: datetime | None
    source: str | None
    snippet: str
    marks: Sequence[tuple[int, int]]
    instansi: list[Value]
    wilayah: list[Value]
    score: float
    copies: Sequence[str]
    """Ids of near-copies that it stands for."""
    partial: bool
    """Whether it holds but a part of what was asked."""
    pinned: bool
    """Whether an editor put it first."""
    reasons: Sequence[str] | msgspec.UnsetType = msgspec.UNSET


def hit_rows(answer: Answer) -> list[HitRow]:
    """The hits of an answer."""
    hits = answer.results.hits
    shown = [hit.shown for hit in hits]
    passages = snippets.Finder(answer.query).passages(list(map(body_of, shown)))
    return [
        _row(HitRow, article, passage, hit.score, answer.is_partial(article.id), article.id in answer.pinned)
        for hit, article, passage in zip(hits, shown, passages, strict=True)
    ]


Row = TypeVar("Row", bound=HitRow)


class ExportRow(HitRow, frozen=True, gc=False):
    """A hit as an export tells it: the days of what it reports too."""

    event_dates: Sequence[date] = ()


def export_rows(engine: Engine, answer: Answer) -> Iterator[ExportRow]:
    """The hits of an answer, however many: their articles are read a few at a time, as rows are taken."""
    finder, hits = snippets.Finder(answer.query), answer.results.hits
    for start in range(0, len(hits), AT_ONCE):
        some = hits[start : start + AT_ONCE]
        found = engine.articles([hit.id for hit in some])
        passages = finder.passages([body_of(found[hit.id]) for hit in some])
        for hit, passage in zip(some, passages, strict=True):
            article, partial, pinned = found[hit.id], answer.is_partial(hit.id), hit.id in answer.pinned
            days = tuple(event.day for event in article.event_days)
            yield _row(ExportRow, article, passage, hit.score, partial, pinned, msgspec.UNSET, days)


class MeantRow(msgspec.Struct, frozen=True, gc=False):
    """A filter that words of a question were read as: "wilayah", "instansi" or "tanggal", the words, the value and its
    label, or the days."""

    kind: str
    words: str
    value: str
    label: str
    since: date | None
    until: date | None


def told_dict(answer: Answer) -> dict[str, Any]:
    """What was done to the words of a question; each may be declined by `tanpa`."""
    told, text = answer.told, answer.asked.text
    if told == _NOTHING:
        return _NOTHING_DONE
    return {
        "filters": [_meant_row(m, text) for m in told.filters],
        "offered": [_meant_row(m, text) for m in told.offered],
        "unfit": [_meant_row(m, text) for m in told.unfit],
        "repairs": [{"typed": typed, "used": used} for typed, used in told.repairs],
        "expansions": [{"words": w.words, "shown": w.shown, "kind": w.kind} for w in told.widenings],
        "unknown_words": list(told.unknown),
        "newest_first": told.newest_first,
        "unquoted": list(told.unquoted),
    }


def _meant_row(m: Meant, text: str) -> MeantRow:
    return MeantRow(m.kind.value, text[m.start : m.end], m.value, m.label, m.since, m.until)


_NOTHING = Told()
_NOTHING_DONE: dict[str, Any] = {
    "filters": [], "offered": [], "unfit": [], "repairs": [], "expansions": [], "unknown_words": [],
    "newest_first": False, "unquoted": [],
}  # fmt: skip


def _row(
    kind: type[Row], article: Article | Shown, passage: snippets.Passage, score: float, partial: bool, *more: Any
) -> Row:
    return kind(
        article.id,
        article.title,
        article.url,
        page_path(article.id),
        article.published,
        article.published_at,
        article.source,
        *passage,
        [Value(tag.id, tag.name) for tag in article.agencies],
        [Value(tag.code, tag.name) for tag in article.regions],
        round(score, 6),
        article.copies,
        partial,
        *more,
    )


def related_rows(found: Sequence[Related]) -> list[HitRow]:
    """Related stories with what they share, each with the beginning of its body."""
    shown = [story.hit.shown for story in found]
    return [
        _row(HitRow, article, passage, story.hit.score, False, False, story.reasons)
        for story, article, passage in zip(found, shown, _beginnings(shown), strict=True)
    ]


def similar_rows(copies: Sequence[Hit]) -> list[HitRow]:
    """Near-copies, each with the beginning of its body."""
    shown = [hit.shown for hit in copies]
    rows = zip(copies, shown, _beginnings(shown), strict=True)
    return [_row(HitRow, article, passage, hit.score, False, False) for hit, article, passage in rows]


def _beginnings(shown: Sequence[Shown]) -> list[snippets.Passage]:
    return snippets.Finder(Query()).passages(list(map(body_of, shown)))


class ThreadRow(msgspec.Struct, frozen=True, gc=False):
    """A story of a thread: its WIB day and the hit; `hit` is null for the article that was asked for."""

    day: date | None
    hit: HitRow | None


def thread_dict(thread: Thread) -> dict[str, Any]:
    """The stories of a matter, oldest first, and its gaps: after which of them so many months brought no news."""
    rows = iter(related_rows([Related(story.hit, story.reasons) for story in thread.stories if story.hit]))
    stories = [ThreadRow(story.day, next(rows) if story.hit else None) for story in thread.stories]
    return {"stories": stories, "gaps": [{"after": gap.after, "months": gap.months} for gap in thread.gaps]}


def facet_dict(facet: Facet) -> dict[str, Any]:
    """One facet: values with counts, articles without a value, values not listed."""
    return {"values": facet.values, "missing": facet.missing, "other": facet.other}


def explain_dict(engine: Engine, answer: Answer, hidden: int) -> dict[str, Any]:
    """How the question was searched, and why each hit stands where it does: the parts of each add up to its score.
    `hidden`: how many articles editors hide, whatever was asked; which ones, and who pinned, is not told."""
    query = answer.query
    clauses, need = terms_of(engine, query)
    return {
        "clauses": [_clause(c) for c in query.clauses],
        "terms": [msgspec.to_builtins(term) for term in clauses],
        "parts_needed": need,
        "share_needed": query.need,
        "order": query.order.value,
        "hits": [msgspec.to_builtins(hit) for hit in explained(engine, answer)],
        "pins": [{"id": id_, "why": pin.why, "until": pin.until} for id_, pin in answer.pinned.items()],
        "hidden": hidden,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    if isinstance(clause, Without):
        return {"kind": "without", "clause": _clause(clause.clause)}
    if isinstance(clause, AnyOf):
        return {"kind": "any", "text": clause.text, "clauses": [_clause(c) for c in clause.clauses]}
    if isinstance(clause, Phrase):
        return {"kind": "phrase", "text": clause.text, "words": list(clause.words)}
    return {"kind": "word", "text": clause.text, "term": clause.term, "weight": clause.weight}
