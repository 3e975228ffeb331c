"""Whether two texts are of one matter: the same case, project or event, not merely the same subject.

Why these rules: docs/decisions/0011-what-a-thread-is.md; figures and how they were chosen: docs/threads.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from search.analysis import rules, terms, tokens
from search.dates import find
from search.engine import Vocabulary
from search.likeness import counted
from search.model import Article, Words

RARE = 0.62
"""A word is rare that stands in less than articles ** (1 - RARE) articles: 28 of 6,842, 60 of 50,000."""
VERY_RARE, FEW = 0.72, 5
"""What the titles of reports far apart in time must share: a word in so few articles (11 of 6,842, 20 of 50,000), or in
FEW of any number."""
MUCH = 0.6
"""Likeness of texts that tell the same in other words."""
SHORTEST = 4
"""Letters of a word that may be shared: shorter ones may be a person's initials, which are never joined."""
LEAD = 250
"""Characters of a body that say what it is about, beside the title."""
NEAR = 30
"""Days within which reports are near each other in time."""
FAR = 1100
"""Days beyond which only the stories between tell that two are of one matter."""
SUBJECT, SOON, LONG = 0.42, 180, 600
"""What makes one matter of reports that name one small place: a word of both titles in less than articles ** (1 -
SUBJECT) articles (167 of 6,842), at most SOON days, bodies of LONG characters. In a note a place and a word are all."""
RETURNING = 14
"""Days after which what happens again and again has happened again."""
# Villages and rivers bear the commonest words there are ("Tanjung Makmur"): together they say what neither does.
_PLACE = re.compile(
    r"\b(Desa|Pekon|Tiyuh|Kampung|Kelurahan|Dusun|Perumahan|Way|Sungai|Jembatan)"
    r"((?: (?!Kecamatan|Kabupaten|Kota|Provinsi)[A-Z][\w'’]+){1,3})"
)
_SPOT = re.compile(
    r"\b(?:Desa|Pekon|Tiyuh|Kampung|Kelurahan|Dusun|Kecamatan|Perumahan|Way|Sungai|Jembatan|Pulau|Pasar|Bendungan"
    r"|Pelabuhan|Terminal)((?: (?!Desa|Kecamatan|Kabupaten|Kota|Provinsi)[A-Z][\w'’]+){1,3})"
)
_VILLAGE = frozenset(["Desa", "Pekon", "Tiyuh", "Kampung", "Kelurahan"])
# Somebody who is named right after an agency or its head speaks for it, in one matter as in another.
_OF_OFFICE = re.compile(r"(?:[\s,]+(?:dan |[A-Z][\w.’']*))+")
# Inside a sentence, for every sentence begins with a capital; or in brackets.
_NAME = re.compile(r"(?:(?<=[\w,] )|(?<=\())[A-Z][\w’']{3,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Text:
    """An article or a draft as it is compared: how often its terms stand in it (a title's thrice), the terms of its
    title, those that say what it is about (of title and lead, without who speaks for an agency), the small places
    named in the lead, as their terms: all of them, and villages alone; and those named anywhere in a long body."""

    article: Article
    counts: Counter[str]
    title: frozenset[str]
    about: frozenset[str]
    places: frozenset[tuple[str, ...]]
    villages: frozenset[tuple[str, ...]]
    spots: frozenset[tuple[str, ...]]

    def without(self, ignored: frozenset[str]) -> Text:
        """The same, these terms left out."""
        counts = Counter({term: times for term, times in self.counts.items() if term not in ignored})
        return replace(self, counts=counts, title=self.title - ignored, about=self.about - ignored)


@cache
def _again() -> frozenset[str]:
    return frozenset(rules.read_list("happens_again.txt"))


def day_of(article: Article) -> date | None:
    """The WIB day that an article stands at in time: of publication, else of what it tells of."""
    return article.published or next((event.day for event in article.event_days), None)


def read(article: Article, words: tuple[Words, Words] | None = None) -> Text:
    """An article as it is compared. `words` are those of its title and body where they are at hand: then none is
    analysed."""
    title, body = words or _analysed(article)
    known = {form.exact: form.term for form in (*title.forms, *body.forms)}
    lead, of_title = _lead(article), {form.term for form in title}
    about = of_title.union(_terms(lead, known))
    named = {(match[1], tuple(_terms(match[2], known))) for match in _PLACE.finditer(lead)}
    places = frozenset(place for _, place in named)
    villages = frozenset(place for kind, place in named if kind in _VILLAGE)
    whole = article.body if len(article.body) >= LONG else ""
    spots = frozenset(tuple(_terms(match[1], known)) for match in _SPOT.finditer(whole))
    return Text(article, counted(title, body), frozenset(of_title), frozenset(about), places, villages, spots)


def _analysed(article: Article) -> tuple[Words, Words]:
    analysed = terms.analyse(article)
    return analysed.title, analysed.body


def _terms(text: str, known: Mapping[str, str]) -> list[str]:
    return [known.get(exact, exact) for exact, *_ in tokens.words(text)]


def _lead(article: Article) -> str:
    """The beginning of the body without agencies and who is named right after them."""
    lead = article.body[:LEAD]
    for tag in article.agencies:
        for evidence in (e for e in tag.evidence if e.field == "body" and e.end < LEAD):
            named = _OF_OFFICE.match(lead, evidence.end)
            end = named.end() if named else evidence.end
            lead = lead[: evidence.start] + " " * (end - evidence.start) + lead[end:]
    return lead


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are: the cosine of their words, weighed by rarity (0 to 1); the rare words that both hold,
    those that both are about, and the very rare ones of both titles; the words of both titles where both texts name one
    small place; the days between them (None: unknown); whether both titles tell of what happens again and again, and
    whether both texts are about one kabupaten or kota."""

    cosine: float
    rare: frozenset[str]
    about: frozenset[str]
    title: frozenset[str]
    subject: frozenset[str]
    days: int | None
    again: bool
    one_region: bool

    @property
    def near(self) -> bool:
        """Whether they are near each other in time."""
        return self.days is not None and self.days <= NEAR


class Matters:
    """Tells whether texts are of one matter, by how rare their words are in an index of so many articles."""

    def __init__(self, vocabulary: Vocabulary, articles: int) -> None:
        self._vocabulary, self._articles = vocabulary, articles
        self._rare = RARE * math.log(1 + articles)
        self._idf: dict[str, float] = {}

    def learn(self, texts: Iterable[Text]) -> None:
        """Look up the words of texts, all in one call: before any of them is compared."""
        new = list({term for text in texts for term in text.counts if term not in self._idf})
        found = self._vocabulary.frequencies(new)
        self._idf |= {term: math.log(1 + self._articles / (1 + found[term])) for term in new}

    def likeness(self, one: Text, other: Text) -> Likeness:
        """How alike two texts are."""
        both = one.counts.keys() & other.counts.keys()
        lengths = self._length(one) * self._length(other)
        weigh = self._idf
        product = sum(weigh[t] * weigh[t] * math.sqrt(one.counts[t] * other.counts[t]) for t in both)
        cosine = product / lengths if lengths else 0.0
        named = _named(one.article) | _named(other.article)
        rare = frozenset(term for term in both if self._telling(term) and term not in named)
        title, about = one.title & other.title, one.about & other.about
        places = [p for p in one.places | other.places if len(p) > 1 and about.issuperset(p) and rare & about - set(p)]
        days = day_of(one.article), day_of(other.article)
        return Likeness(
            cosine,
            rare,
            (rare & about).union(*places),
            frozenset(filter(self._very_rare, rare & title)).union(*(p for p in places if title.issuperset(p))),
            self._subject(one, other, named),
            abs((days[0] - days[1]).days) if days[0] and days[1] else None,
            bool(title & _again()),
            "." in _code(one.article) and _code(one.article) == _code(other.article),
        )

    def _subject(self, one: Text, other: Text, named: Collection[str]) -> frozenset[str]:
        """The words of both titles that may be a subject, names of places and agencies left out, where both texts name
        one small place."""
        spots = [spot for spot in one.spots & other.spots if any(self._weight(term) >= self._rare for term in spot)]
        if not spots:
            return frozenset()
        words = (one.title & other.title).difference(named, *spots)
        least = SUBJECT * math.log(1 + self._articles)
        return frozenset(w for w in words if len(w) >= SHORTEST and w.isalpha() and self._weight(w) >= least)

    def _weight(self, term: str) -> float:
        return self._idf.get(term, 0.0)

    def _telling(self, term: str) -> bool:
        """Whether a word that two texts share says something: a rare one, too long for a person's initials."""
        return self._idf[term] >= self._rare and len(term) >= SHORTEST and term.isalpha()

    def _very_rare(self, term: str) -> bool:
        return self._idf[term] >= min(
            VERY_RARE * math.log(1 + self._articles), math.log(1 + self._articles / (1 + FEW))
        )

    def _length(self, text: Text) -> float:
        """The length of the vector of a text's words: each as long as the root of its count, times its idf."""
        return math.sqrt(sum(times * self._idf[term] ** 2 for term, times in text.counts.items()))

    def same(self, one: Text, other: Text) -> bool:
        """Whether two texts, which `may_be_one`, are of one matter."""
        like = self.likeness(one, other)
        if one.villages and other.villages and not one.villages & other.villages and like.cosine < MUCH:
            return False
        if _of_one_place(like):
            return True
        return enough(like) and (like.near or _names_any(like.title or like.about, one.article, other.article))


def _of_one_place(like: Likeness) -> bool:
    """Whether long reports of one small place and one subject are of one matter."""
    again = like.again and like.days is not None and like.days > RETURNING
    soon = like.days is not None and like.days <= SOON and not again
    return soon and like.one_region and like.cosine >= 0.27 and bool(like.rare and like.subject)


def _named(article: Article) -> set[str]:
    """The words of the agencies and regions that an article is about: all stories of a place share them."""
    labels = [*(tag.name for tag in article.agencies), *(tag.name for tag in article.regions)]
    return {token.exact for label in labels for token in terms.tokens(label)}


def enough(like: Likeness) -> bool:
    """Whether so much in common is one matter."""
    if like.again and like.days is not None and like.days > RETURNING:
        return False
    if like.near:
        return (
            (like.cosine >= MUCH and len(like.rare) >= 2)
            or (like.cosine >= 0.45 and len(like.about) >= 1)
            or (like.cosine >= 0.37 and len(like.about) >= 2)
            or (like.cosine >= 0.3 and len(like.about) >= 4)
        )
    if like.days is None or like.days > FAR or not like.one_region:
        return False
    return (
        (like.cosine >= MUCH and len(like.about) >= 2)
        or (like.cosine >= 0.4 and len(like.title) >= 1)
        or (like.cosine >= 0.3 and len(like.title) >= 2)
    )


def may_be_one(one: Article, other: Article) -> bool:
    """Whether two articles may be of one matter by place and time alone: the other one has a day, their main regions
    are the same, or one in the other, or one is unknown, and their titles do not name different days or years."""
    return day_of(other) is not None and one_place(one, other) and not other_year(one, other)


def _names_any(shared: frozenset[str], one: Article, other: Article) -> bool:
    """Whether some of the words are written with a capital inside a sentence of either text, as names are."""
    for article in (one, other):
        for match in _NAME.finditer(article.body):
            if any(term in shared for term in (token.term for token in terms.tokens(match[0]))):
                return True
    return False


def one_place(one: Article, other: Article) -> bool:
    """Whether two articles may be about one place: one main region, or one in the other, or none is known."""
    a, b = _code(one), _code(other)
    return not a or not b or f"{a}.".startswith(f"{b}.") or f"{b}.".startswith(f"{a}.")


def _code(article: Article) -> str:
    """The code of the main region; empty where there is none. That of a kabupaten or kota has a full stop."""
    return article.main_region.code if article.main_region else ""


def other_year(one: Article, other: Article) -> bool:
    """Whether the titles name days or years, and none that both name: what happens each year, and what is reported
    each day, is another matter each time."""
    a, b = _times(one.title), _times(other.title)
    return bool(a and b and not a & b)


def _times(title: str) -> set[str]:
    days = {f"{mention.first}" for mention in find(title) if mention.first}
    return days or set(_YEAR.findall(title))
