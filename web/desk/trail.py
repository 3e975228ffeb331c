"""The trail of a matter: its stories over time, the newest first, with the gaps between them told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from search.threads import Thread, thread
from web import wording
from web.desk.archive import article_id, found
from web.desk.cited import cited
from web.desk.pages import desk, shown
from web.site import this_site
from web.urls import Links
from web.views import links_here
from web.wording import desk as words


@dataclass(frozen=True, slots=True)
class Step:
    """A story of a trail, or a gap, which `title` tells then. `url` is None for the text that was asked for."""

    title: str
    day: date | None = None
    source: str = ""
    url: str | None = None
    why: str = ""
    gap: bool = False


@desk.get("/jejak", endpoint="trails")
def looked_for() -> ResponseReturnValue:
    """Where an editor says which article's trail is wanted: by its id, its address, or words."""
    site, links, given = this_site(), links_here(), request.args.get("berita", "").strip()
    with site.engine() as engine:
        id_ = article_id(given)
        if given and engine.articles([id_]):
            return redirect(url_for("desk.trail_of", id_=id_))
        stories = found(engine, given, site.today(), links) if given else None
    return shown("desk/trails.html", "desk.trails", given=given, stories=stories)


@desk.get("/jejak/<article_id:id_>")
def trail_of(id_: str) -> ResponseReturnValue:
    """The trail that an article belongs to."""
    site, links = this_site(), links_here()
    with site.engine() as engine:
        article = engine.articles([id_]).get(id_) or abort(404)
        steps = trail(thread(engine, article, site.today()), links, article.title)
    url, citation = links.article(article.id), cited(article)
    return shown("desk/trail.html", "desk.trails", article=article, url=url, steps=steps, citation=citation)


def trail(told: Thread, links: Links, own: str) -> list[Step]:
    """A thread as it is shown; `own` is what the text that was asked for is called. Nothing where it is alone."""
    if not told.others:
        return []
    steps: list[Step] = []
    gaps = dict(told.gaps)
    for at, story in enumerate(told.stories):
        if story.hit is None:
            steps.append(Step(own, story.day))
        else:
            article, why = story.hit.article, wording.shared(story.reasons) if story.reasons else ""
            steps.append(Step(article.title, story.day, article.source or "", links.article(article.id), why))
        if at in gaps:
            steps.append(Step(words.gap(gaps[at]), gap=True))
    return steps[::-1]
