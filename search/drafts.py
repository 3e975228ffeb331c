"""An editor's draft -> what was reported before: the same news, the matter so far, and what gives it a background."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from search.analysis import terms
from search.dates import format_day
from search.engine import Engine
from search.model import Article, Hit
from search.query import MAX_PER_PAGE, Query
from search.related import Related, question
from search.threads import Asked, Thread, members, told
from search.understanding.event_days import event_days
from search.understanding.who_where import understand

DRAFT = "naskah"
"""The id of a draft, which is in no index."""
LONGEST = 100_000
"""Characters of a draft that are read."""
LONGEST_TITLE = 160
"""Characters of a first line that may be a title."""
SAME_DAYS = timedelta(1)
"""Days between two reports of one matter that are still the same news: today's papers tell of yesterday."""
WORDS = 4
"""Words that are told as recognised, beside names and days."""


class Kind(StrEnum):
    """What is recognised in a draft."""

    AGENCY = "instansi"
    REGION = "wilayah"
    DAY = "tanggal"
    WORD = "kata"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Something that a draft names: an agency's id, a region's code, an ISO day or words, and what to show for it."""

    kind: Kind
    value: str
    label: str

    @property
    def key(self) -> str:
        """What names it in a form and in `DraftLimits.ignored`."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """Which stories are wanted: of one of these regions and of one of these agencies, published within these WIB days
    (inclusive). `ignored` are keys of what was recognised and is to say nothing."""

    regions: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftStories:
    """What was reported before, each within the limits: `same` is the news of the draft itself, near-copies first;
    `follow_ups` are its matter on other days, newest first; `background` are other matters, best first. `thread` holds
    the matter with the draft in its place."""

    same: tuple[Related, ...]
    follow_ups: tuple[Related, ...]
    background: tuple[Related, ...]
    thread: Thread


def read_draft(text: str, today: date) -> Article:
    """An article made of pasted text, read as articles are: agencies, regions and event days with their evidence.

    The first line is the title where it looks like one: short, without a full stop, and text after it. It is taken to
    be published `today` (WIB).
    """
    title, body = _parted(text[:LONGEST].strip())
    found = understand(title, body)
    return Article(
        DRAFT,
        title,
        body,
        published=today,
        agencies=found.agencies,
        regions=found.regions,
        main_region=found.main_region,
        event_days=event_days(title, body, today),
    )


def _parted(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    first = first.strip()
    if rest.strip() and len(first) <= LONGEST_TITLE and not re.search(r"[.;:,]$", first):
        return first, rest.strip()
    return "", text


def recognised(engine: Engine, draft: Article) -> list[Recognised]:
    """What a draft names: agencies, regions and days, then the words that say most, those that stand side by side as
    one."""
    found = [Recognised(Kind.AGENCY, tag.id, tag.name) for tag in draft.agencies]
    found += [Recognised(Kind.REGION, tag.code, tag.name) for tag in draft.regions]
    found += [Recognised(Kind.DAY, event.day.isoformat(), format_day(event.day)) for event in draft.event_days]
    named = {token.term for one in found for token in terms.tokens(one.label)}
    asked = Asked(engine, draft)
    words = _key_words(draft, [term for term in asked.weights if term not in named])
    return found + [Recognised(Kind.WORD, word, word) for word in words]


def _key_words(draft: Article, best: Sequence[str]) -> list[str]:
    """The strongest words of a draft, as it spells them; two that stand side by side at least twice are one."""
    rank = {term: place for place, term in enumerate(best)}
    tokens = terms.tokens(f"{draft.title}\n{draft.body}")
    surface: dict[str, str] = {}
    for token in tokens:
        if token.term in rank and token.exact.isalpha():
            surface.setdefault(token.term, token.exact)
    pairs: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for one, other in pairwise(tokens):
        pair = one.term, other.term
        if one.term in surface and other.term in surface and other.start - one.end == 1:
            if pair in seen:
                for term in pair:
                    pairs.setdefault(term, f"{one.exact} {other.exact}")
            seen.add(pair)
    ordered = sorted(surface, key=lambda term: rank[term])
    return list(dict.fromkeys(pairs.get(term, surface[term]) for term in ordered))[:WORDS]


def for_draft(engine: Engine, draft: Article, today: date, limits: DraftLimits, count: int = 6) -> DraftStories:
    """What was reported before about a draft, at most `count` of each kind; two searches at most.

    Works for any text: one that names nothing known has no stories.
    """
    heeded, ignored = _heeded(draft, limits.ignored)
    asked = Asked(engine, heeded, ignored)
    if not asked.weights:
        return DraftStories((), (), (), told(asked, (), today))
    query = _limited(question(asked.weights, MAX_PER_PAGE), limits)
    found = asked.found(query)
    copied = asked.copies(found)
    of_matter = members(asked, found, query)
    same = [hit for hit in of_matter if _same_news(heeded, hit.article)]
    others = sorted((h for h in of_matter if h not in same), key=lambda h: h.article.published or today, reverse=True)
    known = {hit.id for hit in [*copied, *of_matter]}
    context = [hit for hit in found if hit.id not in known]
    return DraftStories(
        _told(asked, [*copied, *same][:count]),
        _told(asked, others[:count]),
        _told(asked, context[:count]),
        told(asked, of_matter, today),
    )


def _told(asked: Asked, hits: Sequence[Hit]) -> tuple[Related, ...]:
    return tuple(Related(hit, why) for hit, why in zip(hits, asked.reasons(hits), strict=True))


def _limited(query: Query, limits: DraftLimits) -> Query:
    return query.changed(regions=limits.regions, agencies=limits.agencies, since=limits.since, until=limits.until)


def _same_news(draft: Article, other: Article) -> bool:
    """Whether two reports of one matter are of the same day, or of days next to each other."""
    days = _days(draft), _days(other)
    return any(abs(a - b) <= SAME_DAYS for a in days[0] for b in days[1])


def _days(article: Article) -> list[date]:
    """The days that a report is about; the day of publication where it names none."""
    return [event.day for event in article.event_days] or ([article.published] if article.published else [])


def _heeded(draft: Article, ignored: Sequence[str]) -> tuple[Article, frozenset[str]]:
    """The draft without the tags that are ignored, and the terms of the words that are."""
    keys = {key.partition(":")[::2] for key in ignored}
    values = {kind: {value for k, value in keys if k == kind} for kind in Kind}
    agencies, regions = values[Kind.AGENCY], values[Kind.REGION]
    words = list(values[Kind.WORD])
    words += [e.text for tag in draft.agencies if tag.id in agencies for e in tag.evidence]
    words += [e.text for tag in draft.regions if tag.code in regions for e in tag.evidence]
    heeded = replace(
        draft,
        agencies=tuple(tag for tag in draft.agencies if tag.id not in agencies),
        regions=tuple(tag for tag in draft.regions if tag.code not in regions),
        main_region=None if draft.main_region and draft.main_region.code in regions else draft.main_region,
        event_days=tuple(e for e in draft.event_days if e.day.isoformat() not in values[Kind.DAY]),
    )
    return heeded, frozenset(token.term for text in words for token in terms.tokens(text))
