"""What the start page offers to browse: regions as tiles about where they lie, other regions and agencies as lists."""

from __future__ import annotations

import math
from dataclasses import dataclass

from search.facets import name_of
from search.model import Facet, FacetValue
from search.query import Query
from web.urls import Links

TILES = (
    ("18.08", "18.12", "18.11"),  # Way Kanan, Tulang Bawang Barat, Mesuji: the first row begins at the second column
    ("18.04", "18.03", "18.02", "18.05"),  # Lampung Barat, Lampung Utara, Lampung Tengah, Tulang Bawang
    ("18.13", "18.10", "18.72", "18.07"),  # Pesisir Barat, Pringsewu, Metro, Lampung Timur
    ("18.06", "18.09", "18.71", "18.01"),  # Tanggamus, Pesawaran, Bandar Lampung, Lampung Selatan
)
"""Kabupaten and kota of Lampung, about where they lie."""
STEPS = 4
"""Tints of the tiles; they only repeat what the numbers say."""
OTHER_REGIONS, AGENCIES = 8, 12
"""Rows of the lists."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region or agency with its stories; `url` None where there are none, `step` the tint of a tile, 1 to STEPS."""

    label: str
    count: int
    url: str | None
    step: int = 1


@dataclass(frozen=True, slots=True)
class Browse:
    """Tiles (none where no story is about a place of Lampung), the first other regions and agencies, and how many
    more there are of each with the addresses that list them all."""

    tiles: tuple[Place, ...]
    regions: tuple[Place, ...]
    more_regions: int
    all_regions: str
    agencies: tuple[Place, ...]
    more_agencies: int
    all_agencies: str


def browse(regions: Facet, agencies: Facet, links: Links) -> Browse:
    """What can be browsed, from facets that list every value."""
    codes = [code for row in TILES for code in row]
    counts = {v.value: v for v in regions.values}
    told = [counts[code].count for code in codes if code in counts]
    tiles = tuple(_tile(code, counts.get(code), min(told), max(told), links) for code in codes) if told else ()
    others = [v for v in regions.values if v.value not in codes]
    return Browse(
        tiles,
        tuple(Place(v.label, v.count, links.region(v.value)) for v in others[:OTHER_REGIONS]),
        len(others[OTHER_REGIONS:]),
        links.values(Query(), "wilayah"),
        tuple(Place(v.label, v.count, links.agency(v.value)) for v in agencies.values[:AGENCIES]),
        len(agencies.values[AGENCIES:]),
        links.values(Query(), "instansi"),
    )


def _tile(code: str, found: FacetValue | None, least: int, most: int, links: Links) -> Place:
    if found is None:
        return Place(name_of("wilayah", code), 0, None)
    # By the logarithm: where the capital has most stories, all other tiles would be the palest else.
    share = math.log(found.count / least) / math.log(most / least) if most > least else 0.0
    return Place(found.label, found.count, links.region(code), min(1 + int(STEPS * share), STEPS))
