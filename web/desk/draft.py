"""A pasted draft and what the archive has about it. The draft is in no address, no log and no store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from search import dates
from search.drafts import DraftLimits, DraftStories, Kind, Recognised, for_draft, read_draft, recognised
from search.facets import name_of
from search.names import registry
from web import hits
from web.desk.cited import cited
from web.desk.pages import desk, shown, typed
from web.desk.trail import Step, trail
from web.hits import ListedHit
from web.site import this_site
from web.urls import Links
from web.views import links_here
from web.wording import desk as words

LAMPUNG = "18"
"""The province whose kabupaten and kota can be chosen as limits."""


@dataclass(frozen=True, slots=True)
class DeskHit:
    """A story as editors see it: with the line that cites it and the way to the trail of its matter."""

    hit: ListedHit
    citation: str
    trail: str


@dataclass(frozen=True, slots=True)
class Group:
    """Stories that are the same kind of thing to a draft."""

    id: str
    title: str
    told: str
    hits: tuple[DeskHit, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed: the draft, the limits as they stand in the fields, and what is wrong with them."""

    draft: str = ""
    region: str = ""
    agency: str = ""
    since: str = ""
    until: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """The fault of each field that has one."""


@desk.get("", endpoint="draft")
def empty() -> ResponseReturnValue:
    """The form alone."""
    return _page(Form())


@desk.post("", endpoint="draft_related")
def related_to_draft() -> ResponseReturnValue:
    """The form with what the archive has about the draft in it."""
    today = this_site().today()
    form, since, until = _read_form(today)
    if form.wrong:
        return _page(form, status=400)
    offered, ticked = request.form.getlist("ada"), request.form.getlist("kenal")
    ignored = tuple(key for key in offered if key not in ticked)
    limits = DraftLimits(
        regions=(form.region,) if form.region else (),
        agencies=(form.agency,) if form.agency else (),
        since=since,
        until=until,
        ignored=ignored,
    )
    draft, links = read_draft(form.draft, today), links_here()
    with this_site().engine() as engine:
        known = recognised(engine, draft)
        found = for_draft(engine, draft, today, limits)
        groups = _groups(found, links)
        steps = trail(found.thread, links, words.YOUR_DRAFT)
    return _page(form, known, ignored, groups, steps)


def _page(
    form: Form,
    known: Sequence[Recognised] = (),
    ignored: Iterable[str] = (),
    groups: Sequence[Group] | None = None,
    steps: Sequence[Step] = (),
    status: int = 200,
) -> ResponseReturnValue:
    return shown(
        "desk/draft.html",
        "desk.draft",
        status,
        form=form,
        known=[(k.key, k.label, k.key not in ignored) for k in known],
        regions=_choices(known, Kind.REGION, _regions_of_lampung(), form.region),
        agencies=_choices(known, Kind.AGENCY, (), form.agency),
        groups=groups,
        total=sum(len(group.hits) for group in groups or ()),
        steps=steps,
        action=url_for("desk.draft_related") + "#hasil",
    )


def _read_form(today: date) -> tuple[Form, date | None, date | None]:
    draft = _readable(request.form.get("naskah", "")).strip()
    since, until = typed("dari"), typed("sampai")
    region, agency = registry.resolve_region(typed("wilayah")) or "", registry.resolve_agency(typed("instansi")) or ""
    first, last = (dates.parse_day(day, today) if day else None for day in (since, until))
    wrong = {} if draft else {"naskah": words.EMPTY_DRAFT}
    if since and not first:
        wrong["dari"] = words.bad_day(since)
    if until and not last:
        wrong["sampai"] = words.bad_day(until)
    form = Form(draft, region, agency, since, until, wrong)
    return form, first[0] if first else None, last[1] if last else None


def _readable(text: str) -> str:
    """A text without what no page can hold, and what would turn the writing of others around."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text.replace("\r\n", "\n"))


def _regions_of_lampung() -> list[tuple[str, str]]:
    return [(r.code, r.name) for r in registry.regions() if r.level != "kecamatan" and LAMPUNG in (r.code, r.parent)]


def _choices(
    known: Iterable[Recognised], kind: Kind, more: Iterable[tuple[str, str]], chosen: str
) -> list[tuple[str, str]]:
    """Values to limit by: those that the draft names first; the one that is chosen always."""
    named = [(k.value, k.label) for k in known if k.kind == kind]
    values = dict([*named, *more])
    return list((values | ({chosen: name_of(kind, chosen)} if chosen and chosen not in values else {})).items())


def _groups(found: DraftStories, links: Links) -> list[Group]:
    listed = (("same", found.same), ("follow_ups", found.follow_ups), ("background", found.background))
    return [
        Group(name, *words.KINDS[name], tuple(desk_hits(hits.listed_related(stories, links))))
        for name, stories in listed
        if stories
    ]


def desk_hits(listed: Iterable[ListedHit]) -> Iterable[DeskHit]:
    """Hits with what only editors get."""
    for hit in listed:
        yield DeskHit(hit, cited(hit.article), url_for("desk.trail_of", id_=hit.article.id))
