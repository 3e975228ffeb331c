"""What is looked for inside a long facet: parameters of the page of results alone, never of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.engine import Engine
from search.facets import MOST_VALUES
from search.model import Facet, FacetValue
from search.names import registry
from search.parse import tidy
from search.query import Query
from web import wording

SEEK = {facet: f"cari_{facet}" for facet in wording.FACETS}
WHOLE = "daftar"
"""The facet whose values are listed beyond those that are usual."""
NAMES = frozenset((*SEEK.values(), WHOLE))
MOST_ROWS = 300
"""Rows of one facet at most, so that the page stays light; more are told and found by name."""
MAX_SOUGHT = 60
"""Characters that are looked for inside a facet."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Typed text by facet, "" where nothing is looked for, and the facet that is listed whole ("" for none)."""

    sought: Mapping[str, str]
    whole: str = ""

    def __contains__(self, facet: str) -> bool:
        """Whether a facet is shown otherwise than usual."""
        return bool(self.sought[facet]) or facet == self.whole

    def fitting(self, facet: Facet) -> list[FacetValue]:
        """The values of a facet that are looked for."""
        words = self.sought[facet.name].casefold().split()
        meant = _resolved(facet.name, self.sought[facet.name])
        return [v for v in facet.values if v.value == meant or all(word in v.label.casefold() for word in words)]


def read(given: Mapping[str, Sequence[str]]) -> Lists:
    """What these parameters look for; anything that means nothing counts as not given."""
    sought = {facet: tidy(next(iter(given.get(name, ())), ""))[:MAX_SOUGHT].strip() for facet, name in SEEK.items()}
    whole = next(iter(given.get(WHOLE, ())), "")
    return Lists(sought, whole if whole in wording.FACETS else "")


def whole_facets(engine: Engine, query: Query, lists: Lists) -> dict[str, Facet]:
    """All values of the facets that are shown otherwise than usual, by name; nothing is asked where there is none."""
    names = [facet for facet in wording.FACETS if facet in lists]
    facets = engine.search(query, facet_size=MOST_VALUES).facets if names else ()
    return {facet.name: facet for facet in facets if facet.name in names}


def _resolved(facet: str, typed: str) -> str | None:
    """The value that a spelling means: "dinkes metro" is listed as "Dinas Kesehatan Metro"."""
    if not typed:
        return None
    return registry.resolve_agency(typed) if facet == "instansi" else registry.resolve_region(typed)
