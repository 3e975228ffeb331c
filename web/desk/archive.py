"""A story that an editor means: by its id or address, or found in the archive by words."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote, urlsplit

from search.ask import ask
from search.engine import Engine
from search.parameters import read
from search.query import Query
from web import hits
from web.hits import ListedHit
from web.urls import Links

FOUND = 10
"""Stories that are offered to pick from."""


def article_id(given: str) -> str:
    """The id in what an editor typed: an id as it is, or the address of an article's page."""
    path = urlsplit(given).path if "/berita/" in given else ""
    return unquote(path.split("/berita/", 1)[1]) if "/berita/" in path else given


def found(engine: Engine, text: str, today: date, links: Links) -> list[ListedHit]:
    """The best stories for some words."""
    query = question(text, today).changed(per_page=FOUND)
    return hits.answered(engine, ask(engine, query, today), query, links)


def question(text: str, today: date) -> Query:
    """Words as readers ask them."""
    return read({"q": [text]}, today, strict=False).query
