"""Every link of the pages, made from a Query: a filter more or less, another page, order or span of days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from werkzeug.routing import BaseConverter

from search.answer_json import page_path
from search.parameters import PER_PAGE, write
from search.parse import parse
from search.query import Clause, DateBasis, Help, Phrase, Query, Sort, Without


class ArticleId(BaseConverter):
    """An article's id in an address: any characters, slashes in any place included."""

    regex = "(?s:.+)"
    part_isolating = False


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses below `root`, the path that a proxy serves the site under ("" or "/telusur")."""

    root: str
    release: str = ""

    @property
    def home(self) -> str:
        """The start page."""
        return f"{self.root}/"

    @property
    def form(self) -> str:
        """Where the search form is sent; the results' heading gets the focus."""
        return f"{self.root}/cari#hasil"

    def search(self, query: Query) -> str:
        """The answer to a question."""
        return self._answer("/cari", query)

    def feed(self, query: Query) -> str:
        """The newest of an answer as a feed; it has one order and one page."""
        return self._answer("/cari.atom", query.changed(sort=Sort.RELEVANCE, page=1, per_page=PER_PAGE))

    def export(self, query: Query, form: str) -> str:
        """All of an answer as a file, `form` "csv" or "ndjson"."""
        return self._answer(f"/cari.{form}", query.changed(page=1, per_page=PER_PAGE))

    def _answer(self, path: str, query: Query) -> str:
        pairs = urlencode(write(query), quote_via=_quoted)
        return f"{self.root}{path}" + (f"?{pairs}" if pairs else "")

    def values(self, query: Query, facet: str) -> str:
        """The answer to a question with all values of a facet listed."""
        pairs = urlencode([*write(query), ("daftar", facet)], quote_via=_quoted)
        return f"{self.root}/cari?{pairs}#cari-{facet}"

    def seek(self, facet: str) -> str:
        """Where the search form is sent to look for values inside a facet; it comes back to the field."""
        return f"{self.root}/cari#cari-{facet}"

    def region(self, code: str) -> str:
        """A region's page."""
        return f"{self.root}/wilayah/{quote(code)}"

    def agency(self, id_: str) -> str:
        """An agency's page."""
        return f"{self.root}/instansi/{quote(id_)}"

    @property
    def help(self) -> str:
        """How to search."""
        return f"{self.root}/bantuan"

    @property
    def open_api(self) -> str:
        """The API, explained."""
        return f"{self.root}/api"

    @property
    def suggest(self) -> str:
        """Completion, for the script."""
        return f"{self.root}/api/v1/suggest"

    def article(self, id_: str) -> str:
        """An article's page."""
        return self.root + page_path(id_)

    def month(self, value: str) -> str:
        """The page of a month, given as "2025-12"."""
        return f"{self.root}/bulan/{quote(value)}"

    def public(self, address: str, base_url: str) -> str:
        """A page's address as the world knows it; "" where the site's own address is not set."""
        return base_url + address.removeprefix(self.root) if base_url else ""

    def static(self, name: str) -> str:
        """A file of the look; a new release gives it a new address, so that copies may be kept for long."""
        return f"{self.root}/static/{name}?v={self.release}"


def original(url: str | None) -> str | None:
    """The link to the original where it leads to the web, None for all other schemes."""
    try:
        parts = urlsplit(url or "")
        leads = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return url if leads else None


def with_value(query: Query, facet: str, value: str) -> Query:
    """One value of a facet more."""
    return _with(query, facet, (*_values(query, facet), value))


def without_value(query: Query, facet: str, value: str) -> Query:
    """One value of a facet less."""
    return _with(query, facet, (v for v in _values(query, facet) if v != value))


def without_facet(query: Query, facet: str) -> Query:
    """No value of a facet chosen."""
    return _with(query, facet, ())


def between(query: Query, since: date | None, until: date | None) -> Query:
    """Other days, or none."""
    return query.changed(since=since, until=until, page=1)


def by_event(query: Query, day: date) -> Query:
    """What happened on one day."""
    return query.changed(since=day, until=day, basis=DateBasis.EVENT, page=1)


def sorted_by(query: Query, sort: Sort) -> Query:
    """Another order."""
    return query.changed(sort=sort, page=1)


def anywhere(query: Query) -> Query:
    """Titles and bodies, not titles alone."""
    return query.changed(title_only=False, page=1)


def folded(query: Query) -> Query:
    """Each story once, not every copy of it."""
    return query.changed(all_copies=False, page=1)


def with_copies(query: Query) -> Query:
    """Every copy of a story by itself."""
    return query.changed(all_copies=True, page=1)


def declining(query: Query, what: Collection[Help]) -> Query:
    """Some of what is done to a question left undone."""
    return query.changed(declined=tuple(h for h in Help if h in what or h in query.declined), page=1)


def unfiltered(query: Query) -> Query:
    """The words alone, in the same order and page size."""
    words = Query(query.text, query.clauses, query.need, sort=query.sort, per_page=query.per_page)
    return words.changed(declined=query.declined)


def reworded(query: Query, clauses: Iterable[Clause]) -> Query:
    """The same filters with these clauses alone, read anew from text as the link will be."""
    text = " ".join(_typed(clause) for clause in clauses)
    parsed = parse(text)
    return query.changed(text=text, clauses=parsed.clauses, need=parsed.need, page=1)


def _typed(clause: Clause) -> str:
    if isinstance(clause, Without):
        return f"-{_typed(clause.clause)}"
    if isinstance(clause, Phrase):
        return f'"{clause.text}"'
    return clause.text


# A page has a hundred links, most of them with the same values.
_quoted = lru_cache(maxsize=10_000)(quote_plus)


def _values(query: Query, facet: str) -> tuple[str, ...]:
    return query.agencies if facet == "instansi" else query.regions


def _with(query: Query, facet: str, values: Iterable[str]) -> Query:
    chosen = tuple(dict.fromkeys(values))
    changed = query.changed(agencies=chosen) if facet == "instansi" else query.changed(regions=chosen)
    return changed.changed(page=1)
