"""The API as it is described: the document is sound, complete, and real answers are what it says."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from search.parameters import NAMES
from tests.web_site import by_class, page, published, site, stories, story
from web.openapi import document

Json = dict[str, Any]
ASKED: dict[str, list[tuple[str, int]]] = {
    "/api/v1/search": [
        ("?q=banjir+dapur&explain=1", 200),
        ('?q="Pemkot keruk" -kopi Rajabasa&explain=1', 200),
        ("?q=banjr+bandar+lampung+desember+2025&explain=1", 200),
        ("?instansi=pemkot-bandar-lampung&urut=terlama&per_hal=2", 200),
        ("?q=" + quote("kata " * 30), 200),
        ("?dari=31/02/2025&hal=0&warna=biru", 400),
    ],
    "/api/v1/articles/{id}": [("banjir-1", 200), ("tanpa-2", 200), ("tidak-ada", 404), ("banjir-1?x=1", 400)],
    "/api/v1/articles/{id}/related": [
        ("banjir-1", 200),
        ("jalan-01?waktu=sebelum", 200),
        ("tidak-ada", 404),
        ("banjir-1?waktu=x&sama=y", 400),
    ],
    "/api/v1/articles/{id}/thread": [("banjir-1", 200), ("tidak-ada", 404), ("banjir-1?x=1", 400)],
    "/api/v1/suggest": [("?q=ban", 200), ("", 200), ("?n=1", 400)],
    "/saran": [("?q=ban", 200), ("?q=&lain=1", 200)],
    "/cari.atom": [("?q=banjir", 200), ("?q=zzzz", 200), ("?dari=31/02/2025", 400)],
    "/wilayah/{kode}.atom": [("18.72", 200), ("99.99", 404)],
    "/instansi/{id}.atom": [("kejari-metro", 200), ("tidak-ada", 404)],
    "/cari.csv": [("?q=banjir", 200), ("?warna=biru&dari=x", 400)],
    "/cari.ndjson": [("?q=banjir", 200), ("", 200), ("?urut=x", 400)],
    "/sisip/cari": [("", 200)],
    "/sisip/terkait/{id}": [("banjir-1", 200), ("tidak-ada", 404)],
    "/opensearch.xml": [("", 200)],
    "/api/v1/openapi.json": [("", 200)],
    "/healthz": [("", 200)],
    "/readyz": [("", 200)],
    "/metrics": [("", 200)],
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    copies = [
        story("salinan", "Banjir besar", "Banjir. " * 20, face="wajah"),
        story("wajah", "Banjir besar", "Banjir. " * 20, copies=("salinan",), acronyms=(("kb", "kabar baik"),)),
    ]
    return site(published(tmp_path_factory.mktemp("openapi"), stories() + copies)).test_client()


@pytest.fixture(scope="module")
def described(client: FlaskClient) -> Json:
    told: Json = client.get("/api/v1/openapi.json").get_json()
    return told


def closed(schema: Any) -> Any:
    """The same schemas, no object of which may have a field that they do not know."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    same = {name: closed(part) for name, part in schema.items()}
    return same | ({"additionalProperties": False} if "properties" in schema else {})


def faults_of(described: Json, schema: Json, answer: Any) -> list[str]:
    """What of an answer is not as its schema says."""
    components = {"components": {"schemas": closed(deepcopy(described["components"]["schemas"]))}}
    return [e.message for e in Draft202012Validator(closed(deepcopy(schema)) | components).iter_errors(answer)]


def test_the_document_is_sound(described: Json) -> None:
    assert described["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(described).validate()


def test_every_operation_is_asked_here_and_every_route_of_the_api_is_described(
    client: FlaskClient, described: Json
) -> None:
    assert described["paths"].keys() == ASKED.keys()
    rules = [re.sub(r"<(?:\w+:)?(\w+?)_?>", r"{\1}", rule.rule) for rule in client.application.url_map.iter_rules()]
    told = [path.replace("{kode}", "{code}") for path in described["paths"]]
    no_page = [r for r in rules if r.startswith("/api/") or "." in r or r in ("/saran",) or "/sisip/" in r]
    assert sorted(no_page) == sorted(path for path in told if path not in ("/healthz", "/readyz", "/metrics"))


def address(path: str, asked: str) -> str:
    value, mark, query = asked.partition("?")
    return re.sub(r"\{\w+\}", value, path) + mark + query


@pytest.mark.parametrize(("path", "asked", "status"), [(p, *case) for p, cases in ASKED.items() for case in cases])
def test_answers_are_as_described(client: FlaskClient, described: Json, path: str, asked: str, status: int) -> None:
    responses = described["paths"][path]["get"]["responses"]
    answer = client.get(address(path, asked))
    assert answer.status_code == status
    told = responses[str(status)].get("content", {})
    assert answer.mimetype in told or (not told and answer.get_data() == b"")
    for header in responses[str(status)].get("headers", {}):
        assert header in answer.headers
    for kind, body in told.items():
        if kind.endswith("json"):
            given = [json.loads(line) for line in answer.get_data().splitlines()] if "nd" in kind else [answer.json]
            schema = body["schema"].get("contentSchema") or body["schema"]
            assert given
            assert [fault for one in given for fault in faults_of(described, schema, one)] == []
    if "304" in responses and status == 200:
        again = client.get(address(path, asked), headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")


def test_the_check_sees_a_field_that_is_not_described(client: FlaskClient, described: Json) -> None:
    schema = described["paths"]["/api/v1/search"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get("/api/v1/search?q=banjir").get_json()
    assert faults_of(described, schema, answer) == []
    assert faults_of(described, schema, answer | {"baru": 1})
    answer["hits"][0]["baru"] = 1
    assert faults_of(described, schema, answer)
    assert faults_of(described, schema, {k: v for k, v in answer.items() if k != "total"})


def test_without_an_index_the_answer_is_as_described(tmp_path: Any, described: Json) -> None:
    from search.engines.whoosh import WhooshBackend

    client = site(WhooshBackend(tmp_path / "generations")).test_client()
    for path, cases in ASKED.items():
        responses = described["paths"][path]["get"]["responses"]
        answer = client.get(address(path, cases[0][0]))
        assert answer.status_code == (503 if "503" in responses else 200), path
        if "503" in responses:
            told = responses["503"].get("content", {})
            assert answer.mimetype in told or answer.get_data() == b"", path
            for body in told.values():
                assert faults_of(described, body["schema"], answer.get_json(force=True)) == [], path


def test_parameters_are_those_that_are_read_and_each_is_told(described: Json) -> None:
    search = described["paths"]["/api/v1/search"]["get"]["parameters"]
    assert tuple(p["name"] for p in search) == NAMES
    for path, way in described["paths"].items():
        for parameter in way["get"]["parameters"]:
            assert parameter["description"], path
            Draft202012Validator.check_schema(parameter["schema"])
            assert (parameter["in"] == "path") == (f"{{{parameter['name']}}}" in path), path


@pytest.mark.parametrize("name", ["menurut", "urut", "tanpa", "judul", "kabar", "explain"])
def test_values_that_are_described_are_taken_and_others_are_not(
    client: FlaskClient, described: Json, name: str
) -> None:
    (schema,) = [p["schema"] for p in described["paths"]["/api/v1/search"]["get"]["parameters"] if p["name"] == name]
    for value in schema.get("items", schema)["enum"]:
        assert client.get(f"/api/v1/search?{name}={value}").status_code == 200, value
    assert client.get(f"/api/v1/search?{name}=lain").status_code == 400


def test_bounds_that_are_described_are_those_that_are_held(client: FlaskClient, described: Json) -> None:
    schemas = {p["name"]: p["schema"] for p in described["paths"]["/api/v1/search"]["get"]["parameters"]}
    for name in ("per_hal", "hal"):
        low, high = schemas[name]["minimum"], schemas[name]["maximum"]
        asked = [client.get(f"/api/v1/search?{name}={n}").status_code for n in (low - 1, low, high, high + 1)]
        assert asked == [400, 200, 200, 400], name


def test_a_problem_names_its_kind_and_its_language(client: FlaskClient) -> None:
    at_fault, unknown = client.get("/api/v1/search?dari=x"), client.get("/api/v1/nichts")
    kind = at_fault.get_json()["type"]
    assert kind == "http://localhost/api#galat-parameter"
    assert [e for e in page(client, "/api").iter() if e.get("id") == kind.partition("#")[2]]
    assert unknown.get_json()["type"] == "about:blank"
    assert {r.headers["Content-Language"] for r in (at_fault, unknown)} == {"id"}


def test_the_page_tells_every_operation_parameter_and_field(client: FlaskClient, described: Json) -> None:
    tree = page(client, "/api")
    told = {"".join(code.itertext()) for code in tree.iter("code")}
    assert described["paths"].keys() <= told
    for way in described["paths"].values():
        assert {p["name"] for p in way["get"]["parameters"]} <= told
    for name, schema in described["components"]["schemas"].items():
        assert {name, *schema["properties"]} <= told
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    links = [a.get("href")[1:] for a in tree.iter("a") if a.get("href", "").startswith("#")]
    assert set(links) <= set(ids)
    assert by_class(tree, "api")


def test_examples_of_the_page_can_be_asked(client: FlaskClient) -> None:
    shown = ["".join(pre.itertext()) for pre in page(client, "/api").iter("pre")]
    assert len(shown) == len(ASKED)
    for one in shown:
        (path,) = re.findall(r"^curl 'http://localhost(/[^']*)'$", one)
        assert client.get(path.replace("kabar-1", "banjir-1")).status_code == 200, path


def test_the_document_says_where_the_site_is() -> None:
    assert document("https://cari.contoh.example/telusur")["servers"] == [
        {"url": "https://cari.contoh.example/telusur"}
    ]
