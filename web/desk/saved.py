"""Saved searches at the desk: what is new in each since the desk looked last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from flask import request
from flask.typing import ResponseReturnValue

from search.desk.news import news, question_of, save
from search.desk.store import Marker, Saved
from search.errors import BadEntry, NotFound, TelusurError
from search.parameters import read
from search.query import Query
from web import hits
from web.desk.access import editor
from web.desk.pages import back_to, desk, failed, shown, typed
from web.hits import ListedHit
from web.site import this_site
from web.views import links_here
from web.wording import desk as words

SHOWN = 10
"""New stories of a search that are listed; the search itself has all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A saved search with its new stories, the newest first."""

    saved: Saved
    results: str
    feed: str
    new: int
    hits: tuple[ListedHit, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, the fault of each field that has one, and what could not be done."""

    name: str = ""
    address: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""


@desk.get("/pantauan", endpoint="saved")
def listed() -> ResponseReturnValue:
    """All saved searches with what is new; nothing is marked as seen by looking at the page."""
    return _page(Form(address=request.args.get("alamat", "")))


@desk.post("/pantauan", endpoint="save")
def keep() -> ResponseReturnValue:
    """Save a search: words, or the address of a page of results with its filters."""
    form = Form(typed("nama"), request.form.get("alamat", "").strip())
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
    return _kept(Form(), "deleted", lambda: this_site().store.forget(id_))


@desk.post("/pantauan/<int:id_>/dilihat", endpoint="seen")
def seen(id_: int) -> ResponseReturnValue:
    """Count everything that a search finds now as seen."""

    def change() -> None:
        site = this_site()
        with site.engine() as engine:
            found = news(site.store, engine, site.store.one(id_), site.today(), Marker.PAGE)
        site.store.mark(id_, Marker.PAGE, found.seen)

    return _kept(Form(), "seen", change)


def question(given: str) -> Query:
    """The question in what an editor typed: the address of a page of results, or words."""
    parts = urlsplit(given) if "/cari" in given else None
    parameters = parse_qs(parts.query) if parts and parts.path.endswith("/cari") else {"q": [given]}
    return read(parameters, this_site().today(), strict=False).query


def _kept(form: Form, done: str, change: Callable[[], None]) -> ResponseReturnValue:
    try:
        change()
    except BadEntry as bad:
        names = {"name": "nama", "q": "alamat"}
        wrong = {names.get(f.parameter, f.parameter): words.entry_fault(f) for f in bad.faults}
        return _page(replace(form, wrong=wrong), 400)
    except NotFound:
        pass  # somebody else was faster: it is as it was wanted
    except TelusurError as e:
        return _page(replace(form, failure=failed(e)), 503)
    return back_to("desk.saved", done)


def _page(form: Form, status: int = 200) -> ResponseReturnValue:
    site, links, today = this_site(), links_here(), this_site().today()
    rows, failure = [], form.failure
    try:
        with site.engine() as engine:
            for one in site.store.saved():
                new = news(site.store, engine, one, today, Marker.PAGE).hits
                query = question_of(one, today)
                listed = hits.listed(engine, new[:SHOWN], query, links)
                rows.append(Row(one, links.search(query), links.feed(query), len(new), tuple(listed)))
    except TelusurError as e:
        failure = failure or failed(e)
    shown_form = replace(form, failure=failure)
    return shown("desk/saved.html", "desk.saved", status, form=shown_form, rows=rows)
