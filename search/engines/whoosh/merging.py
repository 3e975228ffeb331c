"""Which segments are put together, so that their number stays small however many changes come."""

from __future__ import annotations

from collections.abc import Sequence

from search.engines.whoosh.pending import MOST_ARTICLES
from search.engines.whoosh.state import SegmentEntry

TIER = 8
"""So many segments of about one size become one of the next; an article is written again once a tier."""
WORN = 4
"""A segment is written anew when more than one of so many of its articles is deleted."""


def groups(entries: Sequence[SegmentEntry]) -> list[list[SegmentEntry]]:
    """The segments to be written together, each group as one; a worn one may stand alone. Empty: nothing to do."""
    tiers: dict[int, list[SegmentEntry]] = {}
    found = []
    for entry in sorted(entries, key=_live):
        if entry.deleted * WORN > entry.docs:
            found.append([entry])
        else:
            tiers.setdefault(_tier(entry), []).append(entry)
    for members in tiers.values():
        if len(members) >= TIER:
            found += _that_fit(members)
    return _smallest_together(found)


def _live(entry: SegmentEntry) -> int:
    return entry.docs - entry.deleted


def _tier(entry: SegmentEntry) -> int:
    tier, size = 0, _live(entry)
    while size >= TIER:
        size //= TIER
        tier += 1
    return tier


def _that_fit(members: Sequence[SegmentEntry]) -> list[list[SegmentEntry]]:
    """Groups that a segment can take; one that would stay alone is no group."""
    found, group, size = [], list[SegmentEntry](), 0
    for entry in members:
        if group and size + _live(entry) > MOST_ARTICLES:
            found.append(group)
            group, size = [], 0
        group.append(entry)
        size += _live(entry)
    return [g for g in (*found, group) if len(g) > 1]


def _smallest_together(found: list[list[SegmentEntry]]) -> list[list[SegmentEntry]]:
    """Groups that together fit into one segment become one: worn single-article segments would stay many."""
    together: list[list[SegmentEntry]] = []
    for group in sorted(found, key=lambda g: sum(map(_live, g))):
        if together and sum(map(_live, together[-1])) + sum(map(_live, group)) <= MOST_ARTICLES // TIER:
            together[-1] = [*together[-1], *group]
        else:
            together.append(group)
    return together
