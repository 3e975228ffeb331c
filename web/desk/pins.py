"""Pins and hides at the desk: which story stands first for a question, and which are taken out of the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from search import dates
from search.desk.pins_file import Hide, Pin
from search.engine import Engine
from web.desk.access import editor
from web.desk.archive import article_id, found, question
from web.desk.pages import Form, desk, kept, shown, typed
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Form):
    """A pin or a hide as it was typed."""

    question: str = ""
    article: str = ""
    why: str = ""
    until: str = ""
    hiding: bool = False


FIELDS = {"q": "pertanyaan", "article": "berita", "why": "alasan"}


@desk.get("/pilihan", endpoint="pins")
def listed() -> ResponseReturnValue:
    """Everything that is pinned or hidden, and the forms for more; `pertanyaan` and `berita` fill them in."""
    given = request.args.get
    question, article = given("pertanyaan", ""), given("berita", "")
    return _page(Decision(question=question, article=article, hiding=given("tarik", "") == "1"))


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
    return _kept(Decision(), "unpinned", lambda: this_site().desk.unpin(question, article))


@desk.post("/tarikan/hapus", endpoint="unhide")
def unhide() -> ResponseReturnValue:
    """Let readers find a story again."""
    article = typed("berita")
    return _kept(Decision(hiding=True), "unhidden", lambda: this_site().desk.unhide(article))


def _kept(form: Decision, done: str, change: Callable[[], None]) -> ResponseReturnValue:
    return _page(form, 400) if form.wrong else kept(form, change, _page, FIELDS, ("desk.pins", done))


def _read_form(*, hiding: bool) -> tuple[Decision, str, date | None]:
    """The form, the id of its article and its last day, with every fault that can be told without changing anything."""
    site, today = this_site(), this_site().today()
    form = Decision(
        question=typed("pertanyaan"),
        article=typed("berita"),
        why=typed("alasan"),
        until=typed("sampai"),
        hiding=hiding,
    )
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


def _page(form: Decision, status: int = 200) -> ResponseReturnValue:
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
