"""The API's description for programs, and the page that explains it to people, made from the same document."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from search.answer_json import encoded
from web import caching
from web.failures import FAULTS
from web.openapi import ROOT, document
from web.site import absolute_root
from web.wording import api_page as words

ASKED = {
    "/api/v1/search": "?q=banjir&wilayah=Pesawaran&dari=2025",
    "/api/v1/suggest": "?q=banj",
    "/saran": "?q=banj",
    "/cari.atom": "?q=banjir",
    "/cari.csv": "?q=banjir",
    "/cari.ndjson": "?q=banjir",
}
"""What the examples ask."""
FILLED = {"{kode}": "18.09", "/instansi/{id}": "/instansi/bpbd-pesawaran", "{id}": "kabar-1"}
api_page = Blueprint("api_page", __name__)


@api_page.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description as OpenAPI 3.1."""
    if caching.asker_has_it(None):
        return caching.not_modified()
    return Response(encoded(document(absolute_root())), mimetype="application/json")


@api_page.get("/api")
def page() -> ResponseReturnValue:
    """The description as a page."""
    if caching.asker_has_it(None):
        return caching.not_modified()
    told = document(absolute_root())
    operations = [
        {"path": path, "anchor": way["get"]["operationId"], "example": _example(path), **way["get"]}
        for path, way in told["paths"].items()
    ]
    return render_template(
        "api.html",
        root=absolute_root(),
        faults=FAULTS,
        groups=[(tag["name"], [o for o in operations if o["tags"] == [tag["name"]]]) for tag in told["tags"]],
        schemas=told["components"]["schemas"],
        kind=kind,
        values=values,
    )


def _example(path: str) -> str:
    asked = ASKED.get(path, "")
    for name, value in FILLED.items():
        path = path.replace(name, quote(value))
    return f"{path}{asked}"


def kind(schema: dict[str, Any]) -> tuple[str, str]:
    """What a value is, in words, and the name of the shape that it has, "" for none."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(ROOT)
        return name, name
    if "anyOf" in schema:
        one = next(s for s in schema["anyOf"] if s.get("type") != "null")
        told, name = kind(one)
        return f"{told}, {words.OR_NULL}", name
    if "oneOf" in schema:
        return kind(schema["oneOf"][0])
    if schema.get("type") == "array":
        told, name = kind(schema["items"]) if schema.get("items") else ("", "")
        return f"{words.LIST_OF} {told}".strip(), name
    return " ".join(filter(None, (schema.get("type", ""), schema.get("format", "")))), ""


def values(schema: dict[str, Any]) -> list[str]:
    """The values that a parameter may have, or its bounds; none where anything goes."""
    if "enum" in schema:
        return [value for value in schema["enum"] if value]
    if "items" in schema:
        return [*values(schema["items"]), words.REPEATED]
    return [f"{schema['minimum']}–{schema['maximum']}"] if "minimum" in schema else []
