"""What a browser needs to search the site from its own field: an OpenSearch description, and completion."""

from __future__ import annotations

from urllib.parse import quote
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from search.answer_json import encoded
from search.suggest import suggest
from web import caching, wording
from web.api import SUGGESTED
from web.feeds import TYPE as ATOM
from web.feeds import as_bytes, fit
from web.site import absolute_root, this_site
from web.urls import Links
from web.wording import feeds as words

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SHORT = 16
"""Characters of a name that browsers take."""
browser_search = Blueprint("browser_search", __name__)


@browser_search.get("/opensearch.xml")
def description() -> ResponseReturnValue:
    """How to search here, as OpenSearch 1.1 says it."""
    if caching.asker_has_it(None):
        return caching.not_modified()
    site, root = this_site(), absolute_root()
    name = fit(site.settings.site_name)
    xml = ET.Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    for tag, text in (
        ("ShortName", name[:SHORT].strip()),
        ("Description", words.search_description(name)),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Language", "id"),
    ):
        ET.SubElement(xml, tag).text = text
    icon = {"width": "32", "height": "32", "type": "image/svg+xml"}
    ET.SubElement(xml, "Image", icon).text = root + Links("", site.release).static("favicon.svg")
    templates = (("text/html", "/cari"), (SUGGESTIONS, "/saran"), (ATOM, "/cari.atom"))
    for type_, path in templates:
        ET.SubElement(xml, "Url", {"type": type_, "template": f"{root}{path}?q={{searchTerms}}"})
    return Response(as_bytes(xml), content_type=f"{DESCRIPTION}; charset=utf-8")


@browser_search.get("/saran")
def completions() -> ResponseReturnValue:
    """Completions in four lists: what was typed, unchanged, as browsers compare it; what may be meant; how much there
    is of each; where each leads."""
    typed = request.args.get("q", "")
    with this_site().engine() as engine:
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        found = suggest(engine, typed, SUGGESTED)
    texts, root = [s.text for s in found], absolute_root()
    body = [typed, texts, [wording.stories(s.articles) for s in found], [f"{root}/cari?q={quote(t)}" for t in texts]]
    return Response(encoded(body), content_type=f"{SUGGESTIONS}; charset=utf-8")
