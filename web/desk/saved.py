"""Saved searches at the desk: what is new in each since the desk looked last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from flask import request
from flask.typing import ResponseReturnValue

from search.desk.news import mark_shown, news, question_of, save
from search.desk.store import Marker, Saved
from search.engine import Engine
from search.errors import BadQuestion, TelusurError
from search.parameters import read
from search.query import Query
from web import hits, wording
from web.desk.access import editor
from web.desk.pages import Form, desk, failed, kept, shown, typed
from web.hits import ListedHit
from web.site import this_site
from web.views import links_here
from web.wording import desk as words

SHOWN = 10
"""New stories of a search that are listed; the search itself has all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A saved search with the ids of its new stories and the first of them, the newest first. `fault` where it cannot
    be asked."""

    saved: Saved
    results: str = ""
    feed: str = ""
    new: tuple[str, ...] = ()
    hits: tuple[ListedHit, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSearch(Form):
    """A search to be saved as it was typed."""

    name: str = ""
    address: str = ""


FIELDS = {"name": "nama", "q": "alamat"}


@desk.get("/pantauan", endpoint="saved")
def listed() -> ResponseReturnValue:
    """All saved searches with what is new; nothing is marked as seen by looking at the page."""
    return _page(NewSearch(address=request.args.get("alamat", "")))


@desk.post("/pantauan", endpoint="save")
def keep() -> ResponseReturnValue:
    """Save a search: words, or the address of a page of results with its filters."""
    form = NewSearch(name=typed("nama"), address=request.form.get("alamat", "").strip())
    needed = {"nama": form.name, "alamat": form.address}
    if wrong := {name: words.missing(words.FIELDS[name]) for name, text in needed.items() if not text}:
        return _page(replace(form, wrong=wrong), 400)

    def change() -> None:
        site = this_site()
        with site.engine() as engine:
            save(site.store, engine, form.name, question(form.address), site.today(), editor())

    return _kept(form, "saved", change)


@desk.post("/pantauan/<int:id_>/hapus", endpoint="forget")
def forget(id_: int) -> ResponseReturnValue:
    """Remove a saved search."""
    return _kept(NewSearch(), "deleted", lambda: this_site().store.forget(id_))


@desk.post("/pantauan/<int:id_>/dilihat", endpoint="seen")
def seen(id_: int) -> ResponseReturnValue:
    """Count the new stories that the page told of as seen; those that came since stay new."""

    def change() -> None:
        site, told = this_site(), frozenset(request.form.getlist("berita"))
        with site.engine() as engine:
            mark_shown(site.store, engine, site.store.one(id_), site.today(), Marker.PAGE, told)

    return _kept(NewSearch(), "seen", change)


def question(given: str) -> Query:
    """The question in what an editor typed: the address of a page of results, or words."""
    parts = urlsplit(given) if "/cari" in given else None
    parameters = parse_qs(parts.query) if parts and parts.path.endswith("/cari") else {"q": [given]}
    return read(parameters, this_site().today(), strict=False).query


def _kept(form: NewSearch, done: str, change: Callable[[], None]) -> ResponseReturnValue:
    return kept(form, change, _page, FIELDS, ("desk.saved", done))


def _page(form: NewSearch, status: int = 200) -> ResponseReturnValue:
    site, rows = this_site(), []
    try:
        with site.engine() as engine:
            rows = [_row(engine, saved) for saved in site.store.saved()]
    except TelusurError as e:
        form = replace(form, failure=form.failure or failed(e))
    return shown("desk/saved.html", "desk.saved", status, form=form, rows=rows)


def _row(engine: Engine, saved: Saved) -> Row:
    """A saved search; one that cannot be asked stops no other."""
    site, links, today = this_site(), links_here(), this_site().today()
    try:
        new = news(site.store, engine, saved, today, Marker.PAGE).hits
    except BadQuestion as bad:
        return Row(saved, fault=" ".join(wording.fault(f) for f in bad.faults))
    query = question_of(saved, today)
    listed = hits.listed(engine, new[:SHOWN], query, links)
    return Row(saved, links.search(query), links.feed(query), tuple(hit.id for hit in new), tuple(listed))
