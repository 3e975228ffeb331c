"""Fields of a row -> clean title and body: what readers should find and see, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.clean import dateline, ending, inline, noise, opening, paragraphs
from indexer.sources import html
from indexer.sources.rows import Fields
from search.model import Removed

LONGEST_TITLE = 120
"""Characters of a first sentence that stands in for a missing title."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned article's words; paragraphs of the body are parted by one line feed.

    `dateline` is the place where it was filed ("METRO"), `source` the outlet that the text itself names
    ("MFH"), `published` the day that the text itself states as its publication (never an event day),
    `removed` what was taken out, so that nothing is lost, `notes` what an operator should know ("title
    missing, first sentence stands in").
    """

    title: str
    body: str
    dateline: str | None = None
    source: str | None = None
    published: date | None = None
    removed: tuple[Removed, ...] = ()
    notes: tuple[str, ...] = ()


def clean(fields: Fields) -> CleanText:
    """The title and body of a row without links, advertisements, dateline and sign-off.

    Takes time in proportion to the text. A body that would be left empty is given as it was, with a note.
    """
    text = html.text_of(fields.body) if fields.markup == "html" else fields.body
    lines = paragraphs.lines(text)
    removed: list[Removed] = []
    title = " ".join((fields.title or "").split()) or None
    head = opening.headings(lines, title, raw=fields.markup == "raw")
    published, rest = opening.publication(head.rest, removed)
    blocks = inline.without_noise(paragraphs.joined(noise.without_noise(rest, removed)), removed)
    start = dateline.taken_out(opening.without_caption(blocks, removed), removed)
    body = "\n".join(ending.without_signoff(start.paragraphs, removed))
    title, notes = head.title, []
    if not body:
        body, removed = "\n".join(line.strip() for line in head.rest if line.strip()), []
        if body:
            notes.append("the body is nothing but links and boilerplate; it was left as it is")
    if not title:
        title = _first_sentence(body)
        notes.append("title missing, first sentence stands in")
    return CleanText(title, body, start.place, start.outlet, published, (*head.removed, *removed), tuple(notes))


def _first_sentence(body: str) -> str:
    """The first sentence of a body, cut at a word (and marked "…") where it is longer than a title may be."""
    sentence = paragraphs.first_sentence(body.partition("\n")[0])
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    cut = sentence[:LONGEST_TITLE]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]).rstrip(" ,;:-–—") + "…"
