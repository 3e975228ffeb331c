"""The desk's blueprint: who may enter, and what all of its pages share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from search.errors import BadEntry, BadQuestion, NotFound, TelusurError
from web import wording
from web.desk.access import refuse_strangers
from web.wording import desk as words

MAX_DRAFT = 256 * 1024
"""Bytes of a form of the desk: a draft of some 30,000 words."""
MAX_FIELD = 300
"""Characters of a field that is no draft."""

log = logging.getLogger("telusur")
desk = Blueprint("desk", __name__, url_prefix="/meja")
desk.before_request(refuse_strangers)


def shown(template: str, current: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    """A page of the desk; `current` is the tab that it belongs to."""
    done = words.DONE.get(request.args.get("sudah", ""), "")
    tabs = [(text, url_for(endpoint), endpoint == current) for endpoint, text in words.TABS.items()]
    return render_template(template, tabs=tabs, done=done, **values), status


def back_to(endpoint: str, done: str) -> Response:
    """To a page after a change, so that going back or loading it again does not do it twice."""
    answer = redirect(url_for(endpoint, sudah=done) + "#isi", 303)
    assert isinstance(answer, Response)
    return answer


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed: the fault of each field that has one, and what could not be done."""

    wrong: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""


AForm = TypeVar("AForm", bound=Form)
Page = Callable[[AForm, int], ResponseReturnValue]


def kept(
    form: AForm, change: Callable[[], None], page: Page[AForm], fields: Mapping[str, str], then: tuple[str, str]
) -> ResponseReturnValue:
    """Do a change and go to a page with what was done (`then`), or show the form with what is in its way. `fields` says
    which field each parameter of a fault is; those of no field stand at the last one."""
    try:
        change()
    except BadQuestion as bad:
        say = words.entry_fault if isinstance(bad, BadEntry) else wording.fault
        last = list(fields.values())[-1]
        return page(replace(form, wrong={fields.get(f.parameter, last): say(f) for f in bad.faults}), 400)
    except NotFound:
        pass  # somebody else was faster: it is as it was wanted
    except TelusurError as e:
        return page(replace(form, failure=failed(e)), 503)
    return back_to(*then)


def typed(name: str) -> str:
    """A field of a sent form that is no draft, without white space around it."""
    return request.form.get(name, "").strip()[:MAX_FIELD]


def failed(error: TelusurError) -> str:
    """What an editor is told of a change that could not be kept; the log has the cause."""
    log.error("a change of the desk was not kept: %s", error)
    return words.NOT_KEPT
