"""Mentions -> the agencies an article names, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.model import AgencyTag, Evidence
from search.names import registry
from search.names.registry import Agency
from search.understanding.where import Seen


def named(seen: Sequence[Seen], main_region: str | None) -> tuple[AgencyTag, ...]:
    """The agencies in order of first mention.

    A type or head without a place ("Kapolres") means the agency of that type that was named last before it, else
    the first one named after it, else the one of the article's main region or its province. A body that also
    exists nationally is the national one. What cannot be placed is left out.
    """
    found: dict[str, Agency] = {}
    evidence: dict[str, list[Evidence]] = {}
    agencies = [_whole(one) for one in seen]
    whole = [(number, agency) for number, agency in enumerate(agencies) if agency]
    for number, one in enumerate(seen):
        agency = agencies[number] or _bare(one, number, whole, main_region)
        if agency:
            found[agency.id] = agency
            evidence.setdefault(agency.id, []).append(one.evidence)
    for short, full in _shortened(found.values()):
        del found[short.id]
        evidence[full.id] = sorted([*evidence[full.id], *evidence.pop(short.id)], key=_in_order)
    return tuple(AgencyTag(a.id, a.name, tuple(evidence[a.id])) for a in found.values())


def _in_order(evidence: Evidence) -> tuple[bool, int]:
    return evidence.field == "body", evidence.start


def _shortened(agencies: Iterable[Agency]) -> list[tuple[Agency, Agency]]:
    """Agencies that are another one cut short: "Dinas Pendidikan" for "Dinas Pendidikan dan Kebudayaan"."""
    typed = [(a, registry.agency_type(a.type).name) for a in agencies if a.type]
    return [
        (short, full)
        for short, name in typed
        for full, longer in typed
        if short.region == full.region and longer.startswith((f"{name} dan ", f"{name}, "))
    ]


def _whole(one: Seen) -> Agency | None:
    return registry.agency(one.mention.id) if one.mention.kind == "agency" else None


def _bare(one: Seen, number: int, whole: Sequence[tuple[int, Agency]], main_region: str | None) -> Agency | None:
    mention = one.mention
    if mention.kind != "bare":
        return None
    same = [(at, agency) for at, agency in whole if agency.type in mention.types]
    before = [agency for at, agency in same if at < number]
    if same:
        return before[-1] if before else same[0][1]
    return _placed(mention.types, main_region)


def _placed(types: Sequence[str], main_region: str | None) -> Agency | None:
    places: list[str | None] = [None]
    if main_region:
        places += [main_region, registry.parent(main_region)]
    # Types in the registry list the national level first where a bare mention means the national body.
    for place in places:
        for kind in types:
            agency = registry.of_type(kind, place)
            if agency:
                return agency
    return None
