"""The stories of one matter over time: a case, a project, a flood, found from an article or from a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from search.analysis.finder import WordFinder
from search.analysis.shingles import Shingles
from search.analysis.table import WordTable
from search.engine import Engine
from search.likeness import key_terms
from search.matters import Matters, Text, day_of, may_be_one, read
from search.model import Article, Hit
from search.near_copies import alike
from search.query import MAX_PER_PAGE, Query
from search.related import question, reasons

GAP = 6
"""Months without news between neighbours from which a gap is told, itself not included."""
CANDIDATES = 15
"""Stories that are compared word by word, of each search: those further down share too little."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a thread. `hit` is None for the text that was asked for itself; `reasons` are what it has in common
    with that, in words that a reader knows."""

    hit: Hit | None
    day: date | None
    reasons: tuple[str, ...] = ()


class Gap(NamedTuple):
    """So many whole months without news between the story at this place of the thread and the one after it."""

    after: int
    months: int


@dataclass(frozen=True, slots=True)
class Thread:
    """The stories of one matter, oldest first, the one that was asked for among them; alone where there are no others.
    Of near-copies the earliest stands for all. Only stories with a day are in it."""

    stories: tuple[Story, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def others(self) -> tuple[Story, ...]:
        """The stories without the one that was asked for."""
        return tuple(story for story in self.stories if story.hit is not None)


class Asked:
    """A text whose matter is looked for: its words, and what it is compared with. For one thread."""

    def __init__(self, engine: Engine, article: Article, ignored: frozenset[str] = frozenset()) -> None:
        """`ignored` are terms that say nothing here."""
        self.engine, self.article = engine, article
        self.text = read(article, engine.words([article.id]).get(article.id)).without(ignored)
        self.matters = Matters(engine.vocabulary, engine.manifest.articles)
        (self.weights,) = key_terms(engine, [self.text.counts])

    def found(self, query: Query) -> list[Hit]:
        """What a question finds, the text itself left out."""
        own = {self.article.id, self.article.face}
        return [hit for hit in self.engine.search(query, facets=False).hits if hit.id not in own]

    def texts(self, hits: Sequence[Hit]) -> list[tuple[Hit, Text]]:
        """The CANDIDATES best hits that may be of the text's matter, each with what it is compared by."""
        may = [hit for hit in hits if may_be_one(self.article, hit.article)][:CANDIDATES]
        words = self.engine.words([hit.id for hit in may])
        texts = [read(hit.article, words.get(hit.id)) for hit in may]
        self.matters.learn([self.text, *texts])
        return list(zip(may, texts, strict=True))

    def copies(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those that tell the same as the text in the same words."""
        copies = Copies(self.article)
        return [hit for hit in hits if copies.has(hit.article)]

    def reasons(self, hits: Sequence[Hit]) -> list[tuple[str, ...]]:
        """What each has in common with the text."""
        finder = WordFinder(self.weights, ())
        return [reasons(self.article, hit.article, self.weights, finder) for hit in hits]


class Copies:
    """Articles, and which others are near-copies of them. For one thread."""

    def __init__(self, *articles: Article) -> None:
        self._table = WordTable()
        self._shingles = [self._of(article) for article in articles]

    def has(self, article: Article, keep: bool = False) -> bool:
        """Whether an article is a near-copy of one of them. With `keep` one that is none becomes one of them."""
        shingles = self._of(article)
        found = any(alike(shingles, other) for other in self._shingles)
        if keep and not found:
            self._shingles.append(shingles)
        return found

    def _of(self, article: Article) -> Shingles:
        return self._table.shingler.shingles(self._table.words(article.body))


def thread(engine: Engine, article: Article, today: date) -> Thread:
    """The stories of the matter that an article or a draft is about. `today` is the day of a text without one.

    At most two searches of MAX_PER_PAGE hits. `article.id` may be unknown.
    """
    asked = Asked(engine, article)
    if not asked.weights:
        return told(asked, (), today)
    query = question(asked.weights, MAX_PER_PAGE)
    return told(asked, members(asked, asked.found(query), query), today)


def members(asked: Asked, found: Sequence[Hit], query: Query) -> list[Hit]:
    """Those of what was found for `query` that are of the text's matter, and what they lead to: one more search, within
    the same filters. No near-copies of the text or of each other; oldest first."""
    same = asked.matters.same
    texts = asked.texts(found)
    near = [(hit, text) for hit, text in texts if same(asked.text, text)]
    if not near:
        return []
    shared = _shared([asked.text, *(text for _, text in near)])
    (weights,) = key_terms(asked.engine, [shared])
    wider = query.changed(clauses=question(weights, MAX_PER_PAGE).clauses)
    known = {hit.id for hit in found}
    further = [one for one in texts if one not in near]
    further += asked.texts([hit for hit in asked.found(wider) if hit.id not in known])
    near += [(hit, text) for hit, text in further if any(_leads(asked, other, text) for _, other in near)]
    copies = Copies(asked.article)
    ordered = sorted((hit for hit, _ in near), key=lambda hit: (day_of(hit.article) or date.max, hit.id))
    return [hit for hit in ordered if not copies.has(hit.article, keep=True)]


def _leads(asked: Asked, member: Text, other: Text) -> bool:
    """Whether a story of the matter leads to another one."""
    return may_be_one(member.article, other.article) and asked.matters.same(member, other)


def _shared(texts: Sequence[Text]) -> Counter[str]:
    """The terms that at least two texts hold, with how often they stand in all."""
    held = Counter(term for text in texts for term in text.counts)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({term: times for term, times in text.counts.items() if held[term] > 1})
    return counts


def told(asked: Asked, hits: Sequence[Hit], today: date) -> Thread:
    """The thread of a text and the other stories of its matter."""
    own = Story(None, day_of(asked.article) or today)
    rows = zip(hits, asked.reasons(hits), strict=True)
    others = (Story(hit, day_of(hit.article), why) for hit, why in rows)
    stories = tuple(sorted([own, *others], key=lambda story: (story.day or today, story.hit is None)))
    days = [story.day or today for story in stories]
    gaps = (Gap(after, months_between(*pair)) for after, pair in enumerate(pairwise(days)))
    return Thread(stories, tuple(gap for gap in gaps if gap.months > GAP))


def months_between(day: date, later: date) -> int:
    """Whole months from one day to a later one."""
    return (later.year - day.year) * 12 + later.month - day.month - (later.day < day.day)
