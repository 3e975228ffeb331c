"""The pages of an answer as links."""

from __future__ import annotations

from dataclasses import dataclass

from search.parameters import MAX_PAGE
from search.query import MAX_RANK, Query
from web.urls import Links

AROUND = 1
"""Pages shown on either side of the current one."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page; `number` 0 is a gap, `url` None the page the reader is on."""

    number: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages that can be asked for, `last` at most, with the steps back and on where there are any."""

    last: int
    pages: tuple[PageLink, ...]
    back: str | None
    on: str | None


def pager(query: Query, total: int, links: Links) -> Pager:
    """First, last and the pages around the current one. A page beyond the last leads back to the last."""
    last = max(1, min(-(-total // query.per_page), MAX_PAGE, MAX_RANK // query.per_page))
    here = query.page
    shown = sorted({1, last, *range(max(1, here - AROUND), min(last, here + AROUND) + 1)})
    pages: list[PageLink] = []
    for number in shown:
        if pages and number - pages[-1].number > 1:
            pages.append(PageLink(0))
        pages.append(PageLink(number, None if number == here else links.search(query.on_page(number))))
    back = links.search(query.on_page(min(here - 1, last))) if here > 1 else None
    on = links.search(query.on_page(here + 1)) if here < last else None
    return Pager(last, tuple(pages), back, on)
