"""The API's description as OpenAPI 3.1: made from the parameters that are read and the shapes that are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.answer_shapes import schemas
from search.parameters import MAX_PAGE, NAMES, PER_PAGE
from search.query import MAX_CHOSEN, MAX_PER_PAGE, DateBasis, Help, Sort
from search.related import Same, When
from web.wording import api_page as words

VERSION = "1"
ROOT = "#/components/schemas/"
Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_DAY: Json = {"type": "string", "examples": ["10/12/2025"]}
_SWITCH: Json = {"type": "string", "enum": ["1", "0", ""]}
_LIST = {"type": "array", "items": _TEXT}


def _choice(values: Iterable[str], usual: str = "") -> Json:
    return {"type": "string", "enum": list(values)} | ({"default": usual} if usual else {})


PARAMETERS: dict[str, Json] = {
    "q": _TEXT | {"examples": ["banjir Rajabasa"]},
    "instansi": _LIST | {"maxItems": MAX_CHOSEN, "examples": [["bpbd-pesawaran"]]},
    "wilayah": _LIST | {"maxItems": MAX_CHOSEN, "examples": [["18.09"]]},
    "dari": _DAY,
    "sampai": _DAY,
    "menurut": _choice(DateBasis, DateBasis.PUBLISHED),
    "judul": _SWITCH,
    "kabar": _choice(("semua", "0", "")),
    "tanpa": {"type": "array", "items": _choice(Help)},
    "urut": _choice(Sort, Sort.RELEVANCE),
    "per_hal": {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": PER_PAGE},
    "hal": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1},
    "explain": _SWITCH,
    "waktu": _choice(When),
    "sama": {"type": "array", "items": _choice(Same)},
}
"""What each parameter may be."""
_PAGING = ("per_hal", "hal", "explain")
_WHOLE = tuple(name for name in NAMES if name not in _PAGING)
_FEED = tuple(name for name in _WHOLE if name != "urut")
_PROBLEM = "application/problem+json"


def document(root: str) -> Json:
    """The whole description; `root` is the address of the site."""
    answers, shared = schemas(ROOT)
    for name, schema in shared.items():
        _describe(name, schema)
    return {
        "openapi": "3.1.0",
        "info": {"title": words.HEADING, "version": VERSION, "description": words.DESCRIPTION},
        "servers": [{"url": root}],
        "tags": [{"name": name, "description": told} for name, told in words.TAGS.items()],
        "paths": _paths(answers),
        "components": {"schemas": shared},
    }


def _describe(name: str, schema: Json) -> None:
    """Tell of each field what it is, in place of what the code says of the whole."""
    schema.pop("description", None)
    for field, told in schema.get("properties", {}).items():
        told["description"] = words.FIELDS_TOLD[field]


def _paths(answers: Json) -> Json:
    search, article, feed, part, service = words.TAGS
    json, xml, html, plain = "application/json", "application/atom+xml", "text/html", "text/plain"
    id_, typed = _in_path("id", "id"), _in_query("q", told="q suggest")
    asked = [_in_query(name) for name in NAMES]
    whole, followed = [_in_query(name) for name in _WHOLE], [_in_query(name) for name in _FEED]
    file = {"schema": _TEXT}
    lines = _TEXT | {"description": words.SUMMARIES["/cari.ndjson"], "contentSchema": answers["Export"]}
    rows: tuple[tuple[Any, ...], ...] = (
        ("/api/v1/search", search, asked, json, answers["Search"], "400 503"),
        ("/api/v1/articles/{id}", article, [id_], json, answers["Article"], "400 404 503"),
        ("/api/v1/articles/{id}/related", article, [id_, _in_query("waktu"), _in_query("sama")], json,
         {"oneOf": [answers["Related"], answers["Article"]]}, "400 404 503"),
        ("/api/v1/articles/{id}/thread", article, [id_], json,
         {"oneOf": [answers["Thread"], answers["Article"]]}, "400 404 503"),
        ("/api/v1/suggest", search, [typed], json, answers["Suggest"], "400 503"),
        ("/saran", search, [typed], "application/x-suggestions+json", answers["Suggestions"], "503"),
        ("/cari.atom", feed, followed, xml, _TEXT, "400 503"),
        ("/wilayah/{kode}.atom", feed, [_in_path("kode", "kode")], xml, _TEXT, "404 503"),
        ("/instansi/{id}.atom", feed, [_in_path("id", "id instansi")], xml, _TEXT, "404 503"),
        ("/cari.csv", feed, whole, "text/csv", _TEXT, "400 503"),
        ("/cari.ndjson", feed, whole, "application/x-ndjson", lines, "400 503"),
        ("/sisip/cari", part, [], html, _TEXT, ""),
        ("/sisip/terkait/{id}", part, [id_], html, _TEXT, "404 503"),
        ("/opensearch.xml", search, [], "application/opensearchdescription+xml", _TEXT, ""),
        ("/api/v1/openapi.json", service, [], json, {"type": "object"}, "400"),
    )  # fmt: skip
    paths = {path: {"get": _kept(path, *rest)} for path, *rest in rows}
    ready = _operation("/readyz", service, [], json, answers["Ready"])
    ready["responses"]["503"] = {"description": words.RESPONSES["503"], "content": {json: {"schema": answers["Ready"]}}}
    never_kept = {
        "/healthz": _operation("/healthz", service, [], plain, _TEXT),
        "/readyz": ready,
        "/metrics": _operation("/metrics", service, [], plain, file["schema"]),
    }
    return paths | {path: {"get": operation} for path, operation in never_kept.items()}


def _operation(path: str, tag: str, parameters: list[Json], kind: str, schema: Json) -> Json:
    responses: Json = {"200": {"description": words.RESPONSES["200"], "content": {kind: {"schema": schema}}}}
    name = "_".join("".join(c if c.isalnum() else " " for c in path).split())
    summary = words.SUMMARIES[path]
    return {"operationId": name, "tags": [tag], "summary": summary, "parameters": parameters, "responses": responses}


def _kept(path: str, tag: str, parameters: list[Json], kind: str, schema: Json, errors: str) -> Json:
    """An operation whose answer may be kept, with the errors that it may end in."""
    operation = _operation(path, tag, parameters, kind, schema)
    responses = operation["responses"]
    etag = {"ETag": {"schema": _TEXT}}
    responses["200"]["headers"] = etag
    responses["304"] = {"description": words.RESPONSES["304"], "headers": etag}
    for status in errors.split():
        told: Json = {_PROBLEM: {"schema": {"$ref": f"{ROOT}Problem"}}} if not path.startswith("/sisip/") else {}
        responses[status] = {"description": words.RESPONSES[status]} | ({"content": told} if told else {})
    if "503" in responses:
        responses["503"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return operation


def _in_query(name: str, told: str = "") -> Json:
    return {"name": name, "in": "query", "description": words.PARAMETER[told or name], "schema": PARAMETERS[name]}


def _in_path(name: str, told: str) -> Json:
    return {"name": name, "in": "path", "required": True, "description": words.PARAMETER[told], "schema": _TEXT}
