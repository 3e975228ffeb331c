"""What readers look for, and do not find: counts alone, never of a single reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request, url_for
from flask.typing import ResponseReturnValue

from search.desk.counts import Asked
from search.errors import TelusurError
from search.parameters import read
from web.desk.pages import desk, failed, shown
from web.filters import Choice
from web.site import this_site
from web.views import links_here
from web.wording import desk as words

LISTED = 30
"""Questions that are listed of each kind."""
USUAL = 30
"""Days that are looked at unless others are chosen."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what can be done about it."""

    asked: Asked
    results: str
    pin: str


@desk.get("/pencarian", endpoint="questions")
def looked_for() -> ResponseReturnValue:
    """Searches a day, the questions asked most, and those that found nothing; `hari` is 7, 30 or 90."""
    site, today = this_site(), this_site().today()
    given = request.args.get("hari", "")
    days = int(given) if given.isascii() and given.isdigit() and int(given[:4]) in words.PERIODS else USUAL
    since, failure = today - timedelta(days=days - 1), ""
    top, unanswered, per_day = [], [], []
    try:
        site.questions.flush()
        failure = words.NOT_COUNTED if site.questions.fault else ""
        top = _rows(site.questions.top(since, today, LISTED), today)
        unanswered = _rows(site.questions.unanswered(since, today, LISTED), today)
        per_day = site.questions.per_day(since, today)[::-1]
    except TelusurError as e:
        failure = failed(e)
    periods = [Choice(text, url_for("desk.questions", hari=n), n == days) for n, text in words.PERIODS.items()]
    return shown(
        "desk/questions.html",
        "desk.questions",
        periods=periods,
        top=top,
        unanswered=unanswered,
        per_day=per_day,
        counted=site.settings.count_questions,
        failure=failure,
    )


def _rows(asked: list[Asked], today: date) -> list[Row]:
    links = links_here()
    return [
        Row(
            one,
            links.search(read({"q": [one.question]}, today, strict=False).query),
            url_for("desk.pins", pertanyaan=one.question, cari=one.question),
        )
        for one in asked
    ]
