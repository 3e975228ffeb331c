"""The headers that every answer carries, errors and static files included."""

from __future__ import annotations

from flask import Response

from search.settings import Settings

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
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
