"""What was done to a question, told on the page, each thing with the link that takes it off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.ask import Answer
from search.meant import Meant
from search.query import Help, Query
from web import urls, wording
from web.urls import Links


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence; where something can be done about it, what that is and where it leads."""

    text: str
    action: str = ""
    url: str = ""


def effective(answer: Answer) -> Query:
    """The question as it was typed, with the filters that were understood as if they had been chosen: what the links
    of the page lead on from."""
    found = answer.query
    return answer.asked.changed(agencies=found.agencies, regions=found.regions, since=found.since, until=found.until)


def notices(answer: Answer, links: Links) -> Iterator[Notice]:
    """Everything that was done to the words, in the order in which it was done."""
    told, asked = answer.told, answer.asked
    if told.repairs:
        typed, used = ([repair[n] for repair in told.repairs] for n in (0, 1))
        literal = links.search(urls.declining(asked, {Help.SPELLING}))
        yield Notice(wording.repaired(used), wording.as_typed(typed), literal)
    if told.widenings:
        literal = links.search(urls.declining(asked, {Help.SYNONYMS}))
        yield Notice(wording.widened([w.shown for w in told.widenings]), wording.NARROW, literal)
    if told.unfit:
        yield Notice(wording.unfit([label(m) for m in told.unfit]))
    for m in told.offered:
        yield Notice("", wording.only(label(m)), links.search(with_filter(answer, m)))
    if told.unknown:
        yield Notice(wording.nobody_wrote(told.unknown))
    if told.newest_first:
        yield Notice(wording.NEWEST_FIRST)
    if told.unquoted:
        literal = links.search(urls.declining(asked, {Help.PHRASES}))
        yield Notice(wording.unquoted(told.unquoted, len(answer.full)), wording.EXACT_PHRASE, literal)
    elif answer.relaxed:
        yield Notice(wording.relaxed(len(answer.full)))


def label(m: Meant) -> str:
    """A filter as a reader sees it: "Wilayah: Way Kanan"."""
    if m.kind is Help.DATE:
        return f"Tanggal: {wording.span(m.since, m.until)}"
    return f"{wording.FACETS[m.kind.value]}: {m.label}"


def with_filter(answer: Answer, m: Meant) -> Query:
    """The question with an offered filter chosen."""
    query = effective(answer)
    if m.kind is Help.DATE:
        return urls.between(query, m.since, m.until)
    return urls.with_value(query, m.kind.value, m.value)
