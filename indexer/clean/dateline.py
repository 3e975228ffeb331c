"""The dateline that opens a report: where it was filed and by whom ("METRO, MFH,--", "Jakarta (ANTARA) - ")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.model import Removed

# A full stop belongs to a head only inside an outlet's name ("Lampost.co").
_HEAD = re.compile(
    r"((?:[^\n.!?;:\"“”]|\.(?=\w)){2,75}?)(\s?,?\s?--+|\s?[–—]|\s-(?:\s-)?(?=\s)|(?<=[)a-zA-Z])-(?=\s))\s*(?=\S)"
)
_IN_BRACKETS = re.compile(r"([^()]*)\(([^()]+)\)([^()]*)$")
_PLACE = re.compile(r"[A-Z][\w'’/-]*(?: (?:[A-Z][\w'’/-]*|de)){0,3}$")
_NO_PLACE = re.compile(r"(?:ilustrasi|arsip|foto|logo|catatan|laporan|opini|video|jalan|ruas|pt)\b", re.I)
_OUTLET = re.compile(
    r"[a-z]\.[a-z]|news\b|times\b|\b(?-i:[A-Z]{3,}[a-z]{2,})\b|\b(?:antara|cnn|cnbc|bbc|tempo|rmol|viva)\b",
    re.I,
)
_NAME = re.compile(r"[\w./&-]{2,30}(?: [A-Z][\w./&-]{0,20}){0,2}$")
# Capitals of up to five letters after a place are an outlet ("METRO, MFH,--"), unless they are a province.
_PROVINCE = re.compile(r"ACEH|SUMUT|SUMBAR|RIAU|KEPRI|JAMBI|BABEL|DKI|JABAR|BANTEN|DIY|JATIM|BALI|NTB|NTT|MALUT|PAPUA")
LONGEST_ACRONYM = 5
LONGEST_PLACE = 3
"""Words of a place that stands in a dateline alone and not in capitals."""


@dataclass(frozen=True, slots=True)
class Start:
    """The paragraphs without the dateline, and the place and outlet that it names."""

    paragraphs: list[str]
    place: str | None = None
    outlet: str | None = None


def taken_out(paragraphs: list[str], removed: list[Removed]) -> Start:
    """The paragraphs without the dateline at the beginning of the first; it goes to `removed`."""
    found = _HEAD.match(paragraphs[0]) if paragraphs else None
    if not found:
        return Start(paragraphs)
    rest = paragraphs[0][found.end() :]
    places, outlet = _read(found[1].strip(" ,"))
    begins = rest[0].isupper() or rest[0].isdigit() or rest[0] in "\"“”'‘("
    if not begins or not (outlet or _is_place_alone(places, rest)):
        return Start(paragraphs)
    removed.append(Removed("dateline", found[0].strip()))
    return Start([rest, *paragraphs[1:]], ", ".join(places) or None, outlet)


def _is_place_alone(places: list[str], rest: str) -> bool:
    """Whether places without an outlet are a dateline; "Perserikatan Bangsa - Bangsa" is a word with a hyphen."""
    if not places or places[-1].split()[-1].lower() == rest.split()[0].lower():
        return False
    return places[0].isupper() or len(places[0].split()) <= LONGEST_PLACE


def _read(head: str) -> tuple[list[str], str | None]:
    """The places and the outlet of a dateline's words; ([], None) where they are no dateline."""
    outlet = None
    if bracket := _IN_BRACKETS.match(head):
        head, outlet = f"{bracket[1]},{bracket[3]}", bracket[2].strip()
        # "Pemerintah Provinsi (Pemprov) Lampung – …" is a sentence.
        if not any(c.isalpha() for c in outlet) or (bracket[3].strip(" ,") and not _OUTLET.search(outlet)):
            return [], None
    places: list[str] = []
    for part in filter(None, (part.strip() for part in head.split(","))):
        if not outlet and _NAME.match(part) and (_OUTLET.search(part) or (places and _is_acronym(part))):
            outlet = part
        elif _PLACE.match(part) and not _NO_PLACE.match(part) and len(places) < LONGEST_PLACE:
            places.append(part)
        else:
            return [], None
    return places, outlet


def _is_acronym(part: str) -> bool:
    return part.isalpha() and part.isupper() and len(part) <= LONGEST_ACRONYM and not _PROVINCE.fullmatch(part)
