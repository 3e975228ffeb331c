"""Pieces of HTML for the pages of the news site itself: a search form, related stories. No style, absolute links."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from search.related import related
from web import caching
from web.site import absolute_root, this_site
from web.urls import Links

fragments = Blueprint("fragments", __name__, url_prefix="/sisip")


@fragments.get("/cari")
def form() -> ResponseReturnValue:
    """The search form."""
    if caching.asker_has_it(None):
        return caching.not_modified()
    return render_template("sisip_cari.html", absolute=Links(absolute_root()))


@fragments.get("/terkait/<article_id:id_>")
def related_to(id_: str) -> ResponseReturnValue:
    """The stories most like an article; nothing at all where there are none."""
    with this_site().engine() as engine:
        found = engine.articles([id_]).get(id_) or abort(404)
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        articles = [story.hit.article for story in related(engine, found).stories]
    return render_template("sisip_terkait.html", articles=articles, absolute=Links(absolute_root()))
