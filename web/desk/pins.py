"""Pins and hides at the desk: which story stands first for a question, and which are taken out of the search."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from search import dates
from search.desk.pins_file import Hide, Pin
from search.engine import Engine
from search.errors import BadEntry, NotFound, TelusurError
from web.desk.access import editor
from web.desk.archive import article_id, found, question
from web.desk.pages import back_to, desk, failed, shown, typed
from web.site import this_site
from web.urls import Links
from web.views import links_here
from web.wording import desk as words


@dataclass(frozen=True, slots=True)
class Row:
    """A pin or a hide as it is listed. `url` is None where the index has no such article, `ended` where its last day
    has gone by."""

    entry: Pin | Hide
    title: str
    url: str | None
    ended: bool
    results: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, the fault of each field that has one, and what could not be done."""

    question: str = ""
    article: str = ""
    why: str = ""
    until: str = ""
    hiding: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""


@desk.get("/pilihan", endpoint="pins")
def listed() -> ResponseReturnValue:
    """Everything that is pinned or hidden, and the forms for more; `pertanyaan` and `berita` fill them in."""
    given = request.args.get
    return _page(Form(given("pertanyaan", ""), given("berita", ""), hiding=given("tarik", "") == "1"))


@desk.post("/pilihan", endpoint="pin")
def pin() -> ResponseReturnValue:
    """Let a story stand first for a question."""
    form, article, until = _read_form(hiding=False)
    return _kept(form, "pinned", lambda: this_site().desk.pin(form.question, article, form.why, until, editor()))


@desk.post("/tarikan", endpoint="hide")
def hide() -> ResponseReturnValue:
    """Take a story out of the search."""
    form, article, until = _read_form(hiding=True)
    return _kept(form, "hidden", lambda: this_site().desk.hide(article, form.why, until, editor()))


@desk.post("/pilihan/hapus", endpoint="unpin")
def unpin() -> ResponseReturnValue:
    """Take a pin away."""
    question, article = typed("pertanyaan"), typed("berita")
    return _kept(Form(), "unpinned", lambda: this_site().desk.unpin(question, article))


@desk.post("/tarikan/hapus", endpoint="unhide")
def unhide() -> ResponseReturnValue:
    """Let readers find a story again."""
    article = typed("berita")
    return _kept(Form(hiding=True), "unhidden", lambda: this_site().desk.unhide(article))


def _kept(form: Form, done: str, change: Callable[[], None]) -> ResponseReturnValue:
    """Do a change, or tell on the form what is in its way."""
    if form.wrong:
        return _page(form, 400)
    try:
        change()
    except BadEntry as bad:
        return _page(replace(form, wrong=_told(bad)), 400)
    except NotFound:
        pass  # somebody else was faster: it is as it was wanted
    except TelusurError as e:
        return _page(replace(form, failure=failed(e)), 503)
    return back_to("desk.pins", done)


def _read_form(*, hiding: bool) -> tuple[Form, str, date | None]:
    """The form, the id of its article and its last day, with every fault that can be told without changing anything."""
    site, today = this_site(), this_site().today()
    form = Form(typed("pertanyaan"), typed("berita"), typed("alasan"), typed("sampai"), hiding)
    article, days = article_id(form.article), dates.parse_day(form.until, today) if form.until else None
    needed = {"berita": form.article, "alasan": form.why, "sampai": form.until}
    needed |= {} if hiding else {"pertanyaan": form.question}
    wrong = {name: words.missing(words.FIELDS[name]) for name, text in needed.items() if not text}
    if form.until and not days:
        wrong["sampai"] = words.bad_day(form.until)
    elif days and days[1] < today:
        wrong["sampai"] = words.past_day(form.until)
    with site.engine() as engine:
        if form.article and not engine.articles([article]):
            wrong["berita"] = words.no_such_article(form.article)
    return replace(form, wrong=wrong), article, days[1] if days else None


def _told(bad: BadEntry) -> dict[str, str]:
    names = {"q": "pertanyaan", "article": "berita", "why": "alasan"}
    return {names.get(f.parameter, f.parameter): words.entry_fault(f) for f in bad.faults}


def _page(form: Form, status: int = 200) -> ResponseReturnValue:
    site, links, today = this_site(), links_here(), this_site().today()
    entries = site.desk.entries()
    search = request.args.get("cari", "")
    with site.backend.reader() as engine:  # what is hidden is listed here too
        rows = _rows(engine, (*entries.pins, *entries.hides), today, links)
    with site.engine() as engine:
        listed = found(engine, search, today, links) if search.strip() else None
    return shown(
        "desk/pins.html",
        "desk.pins",
        status,
        form=form,
        pins=[row for row in rows if isinstance(row.entry, Pin)],
        hides=[row for row in rows if isinstance(row.entry, Hide)],
        broken=[str(fault) for fault in entries.faults],
        search=search,
        found=listed,
    )


def _rows(engine: Engine, entries: Sequence[Pin | Hide], today: date, links: Links) -> list[Row]:
    known = engine.articles([entry.article for entry in entries])
    rows = []
    for entry in entries:
        article = known.get(entry.article)
        ended = entry.until is not None and entry.until < today
        url = links.article(article.id) if article else None
        results = links.search(question(entry.question, today)) if isinstance(entry, Pin) else ""
        rows.append(Row(entry, article.title if article else entry.article, url, ended, results))
    return rows
