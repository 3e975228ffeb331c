"""The headers that every answer carries, errors and static files included."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from flask import Response

from search.settings import Settings

STYLE = Path(__file__).with_name("templates").joinpath("style.css").read_text(encoding="utf-8")
"""The look of all pages, which each carries in itself: decision 12."""
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'self' 'sha256-{STYLE_HASH}'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Questions stand in the address and are personal: other sites must not see them. Their own site has to: without it
    # browsers send "Origin: null" with the forms of the desk.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"


def headers(settings: Settings) -> dict[str, str]:
    """The headers; HSTS only where the site's own address is https."""
    return HEADERS | ({"Strict-Transport-Security": HSTS} if settings.base_url.startswith("https:") else {})


def protect(response: Response, settings: Settings) -> None:
    """Put the headers on an answer."""
    response.headers.update(headers(settings))
