"""Who may enter the desk, and from where a change to it may be sent."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import abort, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from web.site import this_site
from web.wording import desk as words

PROXY_USER = "X-Remote-User"
"""The header in which the proxy names whom it let in."""
NAME = 40
"""Characters of an editor's name that are kept."""
_CHANGES = frozenset(("POST", "PUT", "PATCH", "DELETE"))


def refuse_strangers() -> None:
    """Let only those in who may enter.

    Off, the desk does not exist (404). Behind a proxy its login counts; without its header nobody enters (403). With a
    token, any name with the token as the password (HTTP Basic, so that no cookie is needed).
    """
    settings = this_site().settings
    if settings.desk_login == "off":
        abort(404)
    if settings.desk_login == "proxy":
        if not editor():
            abort(403)
        return
    given = request.authorization
    password = (given.password or "") if given and given.type == "basic" else ""
    if not hmac.compare_digest(password.encode(), settings.desk_token.encode()):
        raise Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": words.TITLE, "charset": "UTF-8"}))


def editor() -> str:
    """The name of who is at the desk, as the proxy or the browser gives it; may be "" with a token."""
    if this_site().settings.desk_login == "proxy":
        name = request.headers.get(PROXY_USER, "")
    else:
        name = (request.authorization.username or "") if request.authorization else ""
    return "".join(c for c in name if c.isprintable()).strip()[:NAME]


def refuse_foreign_changes() -> None:
    """Refuse (403) every change that does not come from a page of this site.

    Browsers resend a login with whatever a foreign page makes them send: being let in proves nothing here. They say
    where it came from in Sec-Fetch-Site, older ones and those without https in Origin; what says neither is refused.
    """
    rule = request.url_rule
    if request.method not in _CHANGES or rule is None or request.method not in (rule.methods or ()):
        return
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        if fetched != "same-origin":
            abort(403)
        return
    origin = urlsplit(request.headers.get("Origin", ""))
    own = {request.host, urlsplit(this_site().settings.base_url).netloc} - {""}
    if origin.scheme not in ("http", "https") or origin.netloc not in own:
        abort(403)
