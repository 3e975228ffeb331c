"""The page of one article: its text, what it is about and where that was read, who else tells it, what is like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from search import snippets
from search.dates import format_day
from search.engine import Engine
from search.model import Article
from search.related import related
from web import caching, hits, json_ld, origins, urls, wording
from web.hits import Copy
from web.site import this_site
from web.views import links_here
from web.wording import article as words

OLD = 30
"""Days after which an article says its age: most readers arrive from elsewhere, on one article
(The Guardian's threshold)."""
TRAIL = 6
"""Articles of the same story that are seen at once; the rest folds away."""

articles = Blueprint("articles", __name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One article of a story: `when` it was published, its `name` (who told it, else its title) and address; `url` ""
    for the article that the page shows."""

    when: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Trail:
    """All articles of one story, the first published first: `similar` others, the first moment, those that are seen
    at once, those folded away, and how many have no row."""

    similar: int
    first: str
    steps: tuple[Step, ...]
    more: tuple[Step, ...]
    left_out: int


@articles.get("/berita/<article_id:id_>")
def article(id_: str) -> ResponseReturnValue:
    """One article with what it is about and what is like it; with `bukti=1` the words that this was read from are
    marked."""
    site, links = this_site(), links_here()
    with site.engine() as engine:
        found = engine.articles([id_]).get(id_)
        if found is None:
            g.manifest = engine.manifest
            abort(404)
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        like = hits.listed_related(related(engine, found).stories, links)
        trail = _trail(found, *hits.same_story(engine, found, links))
        old = found.published is not None and (site.today() - found.published).days > OLD
        newer = newer_story(engine, found, site.today()) if old else None
    settings, address = site.settings, links.article(found.id)
    beginning = snippets.beginning(found.body)
    shown = found.body if settings.full_text else beginning
    marking = request.args.get("bukti") == "1"
    facts = origins.facts(found, links)
    told = origins.numbered(facts, found, shown) if marking else facts
    marked = told if marking else []
    return render_template(
        "article.html",
        article=found,
        title=origins.title(found, marked),
        paragraphs=origins.paragraphs(shown, marked),
        marking=marking,
        markable=any(fact.evidence for fact in facts),
        address=address,
        public=links.public(address, settings.base_url),
        description=beginning,
        ld=json_ld.news_article(found, site, links),
        original=urls.original(found.url),
        facts={kind: [f for f in told if f.kind == kind] for kind in dict.fromkeys(f.kind for f in told)},
        age=words.age(found.published, site.today()) if old and found.published else "",
        newer=newer,
        newer_url=links.article(newer.id) if newer else "",
        trail=trail,
        related=like,
    )


def newer_story(engine: Engine, article: Article, today: date) -> Article | None:
    """The newest story of the same matter where it is newer than this article; None where none is known."""
    return None


def _trail(article: Article, similar: int, copies: Sequence[Copy]) -> Trail | None:
    """The articles of a story in the order in which they were published; None where there is but one."""
    if not similar:
        return None
    told = sorted([*copies, Copy(article, "")], key=lambda copy: _order(copy.article))
    first = next((c.article for c in told if c.article.published), None)
    steps = tuple(_step(copy, first.published if first else None) for copy in told)
    cut = max(TRAIL, 1 + next(n for n, step in enumerate(steps) if not step.url))
    return Trail(
        similar,
        words.first_published(_moment(first)) if first else "",
        steps[:cut],
        steps[cut:],
        similar - len(copies),
    )


def _order(article: Article) -> tuple[date, bool, str, str]:
    """The first published first; a day without a time after those with one, no day at all last."""
    moment = article.published_at
    return article.published or date.max, moment is None, moment.isoformat() if moment else "", article.id


def _moment(article: Article) -> str:
    if article.published_at:
        return wording.moment(article.published_at)
    return format_day(article.published) if article.published else wording.NO_DATE


def _step(copy: Copy, first: date | None) -> Step:
    """Of the first day the time is enough."""
    told = copy.article
    if told.published_at and told.published == first:
        when = wording.clock(told.published_at)
    elif told.published:
        when = wording.plain_day(told.published)
    else:
        when = wording.NO_DATE
    return Step(when, told.source or told.title, copy.url)
