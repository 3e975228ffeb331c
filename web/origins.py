"""What an article is about, and the words of its text that each tag was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from search.dates import format_day
from search.model import Article, Evidence, FieldName
from search.query import Query
from web import urls, wording
from web.urls import Links
from web.wording import article as words


@dataclass(frozen=True, slots=True)
class Fact:
    """A region, an agency or a day that an article is about. `number` stands beside the words that it was read from;
    0 where none are shown, `note` then says why. `day` is set for days alone."""

    kind: str
    label: str
    url: str
    evidence: tuple[Evidence, ...] = ()
    day: date | None = None
    number: int = 0
    note: str = ""


class Piece(NamedTuple):
    """A piece of a text, and the facts that were read from it."""

    text: str
    facts: tuple[Fact, ...] = ()


def facts(article: Article, links: Links) -> list[Fact]:
    """Regions, the main one first, then agencies, then the days of the event, each with the page that it leads to."""
    main, everything = article.main_region, Query()
    regions = sorted(article.regions, key=lambda tag: main is None or tag.code != main.code)
    if main and main.code not in {tag.code for tag in regions}:
        regions.insert(0, main)
    found = [Fact(wording.FACETS["wilayah"], t.name, links.region(t.code), t.evidence) for t in regions]
    found += [Fact(wording.FACETS["instansi"], t.name, links.agency(t.id), t.evidence) for t in article.agencies]
    for e in article.event_days:
        url = links.search(urls.by_event(everything, e.day))
        found.append(Fact(words.EVENT_DAY, format_day(e.day), url, e.evidence, e.day))
    return found


def numbered(found: Sequence[Fact], article: Article, shown: str) -> list[Fact]:
    """The facts with their numbers, where `shown` is what the page shows of the body."""
    given = words.GIVEN_OR_OF_COPIES if article.copies else words.GIVEN
    told, number = [], 0
    for fact in found:
        texts = {"title": article.title, "body": shown}
        evidence = tuple(e for e in fact.evidence if stands_in(texts[e.field], e.text, e.start, e.end))
        number += bool(evidence)
        note = "" if evidence else words.NOT_SHOWN if fact.evidence else given
        told.append(replace(fact, evidence=evidence, number=number if evidence else 0, note=note))
    return told


def paragraphs(shown: str, found: Iterable[Fact]) -> list[tuple[Piece, ...]]:
    """What is shown of a body, a paragraph a line; what the facts were read from is marked."""
    marks, lines, start = _merged("body", found), [], 0
    for line in shown.split("\n"):
        if line.strip():
            lines.append(tuple(_pieces(line, start, marks)))
        start += len(line) + 1
    return lines


def title(article: Article, found: Iterable[Fact]) -> tuple[Piece, ...]:
    """The title in the same way."""
    return tuple(_pieces(article.title, 0, _merged("title", found)))


def stands_in(shown: str, words: str, start: int, end: int) -> bool:
    """Whether evidence stands in what is shown of its text; a beginning alone is shown in one line."""
    return start < end and shown[start:end].replace("\n", " ") == words.replace("\n", " ")


_Mark = tuple[int, int, tuple[Fact, ...]]


def _merged(field: FieldName, found: Iterable[Fact]) -> list[_Mark]:
    """From where to where evidence reaches; what overlaps is one, of all its facts."""
    marks: list[_Mark] = []
    given = [(e.start, e.end, fact) for fact in found for e in fact.evidence if e.field == field]
    for start, end, fact in sorted(given, key=lambda mark: mark[:2]):
        if marks and start < marks[-1][1]:
            first, last, before = marks[-1]
            both = before if fact in before else (*before, fact)
            marks[-1] = (first, max(last, end), both)
        else:
            marks.append((start, end, (fact,)))
    return marks


def _pieces(line: str, offset: int, marks: Iterable[_Mark]) -> Iterator[Piece]:
    """A line that begins at `offset` of its text, in pieces."""
    at = 0
    for first, last, found in marks:
        start, end = max(first - offset, 0), min(last - offset, len(line))
        if start < end:
            if start > at:
                yield Piece(line[at:start])
            yield Piece(line[start:end], found)
            at = end
    if at < len(line):
        yield Piece(line[at:])
