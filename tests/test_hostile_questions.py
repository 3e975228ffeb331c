"""Questions that broke or stalled Whoosh's own parser, and worse: every one is answered, with bounded work."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search.engines.whoosh import question as asking
from search.engines.whoosh.vocabulary import WhooshVocabulary
from search.parameters import NAMES
from search.query import MAX_CHOSEN, MAX_WORDS
from search.repair import MOST_REPAIRED
from tests.web_site import page, published, site, stories
from web.ways import TRIED

HOSTILE = {
    "star": "*",
    "prefix": "a*",
    "suffix": "*a",
    "wildcards": "?*?*?*?*",
    "range over all words": "body:[a TO z]",
    "empty range": "[TO]",
    "far fuzzy": "pembangunan~9",
    "twenty fuzzy": " ".join(f"pembangunan{n}~2" for n in range(20)),
    "regex": 'r"(.*)*(.*)*(.*)*z$"',
    "broken regex": 'r"(((["',
    "a thousand words": " ".join(f"kata{n}" for n in range(1000)),
    "ten thousand words": " AND ".join(f"kata{n}" for n in range(10_000)),
    "ten thousand with OR": " OR ".join(f"kata{n}" for n in range(10_000)),
    "a word of a megabyte": "a" * 1_000_000,
    "a thousand parentheses": "(" * 1000,
    "NOT a thousand times": "NOT " * 1000,
    "NOT three times": "NOT NOT NOT",
    "inverted dates": "date:[99999999 TO 00000000]",
    "rare operators": "a ANDNOT b ANDMAYBE c REQUIRE d",
    "NUL": "ban\0jir",
    "only NUL": "\0\0\0",
    "right to left": "\u202e\u0631\u0645\u0632 banjir\u202c",
    "emoji": "🌊🏠🌊 banjir 👩‍👩‍👧",
    "combining marks": "b" + "\u0301" * 5000,
    "quotes soup": '"\'“”""\'’"«»" -"" --"- "',
    "minus alone": "- -- --- -",
    "boost": "banjir^1e309 ^1e309",
    "twenty thousand hyphens": "-" * 20_000,
    "hyphens between letters": "a-" * 20_000,
    "ligature that grows": "\ufdfa" * 300,
    "percent": "%00%ff%",
    "template": "{{ config }} {% if 1 %} ${7*7}",
    "path": "../../../../etc/passwd",
    "newlines": "banjir\r\nSet-Cookie: x=1\r\n",
    "commas and numbers": "1,2,3 1e999 0x00 NaN -Infinity",
    "digits of another script": "٣٤٥ ①② ²",
    "only a minus phrase": '-"',
    "function words": "dan di ke yang untuk dari",
    "huge number": "9" * 5000,
    "page minus one": "-1",
    "fraction": "1.5",
    "date of year zero": "01/01/0000",
    "date of year 9999": "31-12-9999",
    "ISO with time": "2025-12-10T00:00:00Z",
}
# Bytes that no Python string holds as they are: they are put into the address as they stand.
RAW = {
    "surrogate": "%ED%A0%80",
    "half a character": "%C3",
    "overlong": "%C0%AF",
    "lone percent": "%",
    "byte FF": "%FF%FE",
}
TYPED = {name: quote(value, safe="") for name, value in HOSTILE.items()} | RAW


class Work:
    """Counts what a question makes the index do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: Counter[str] = Counter()
        ask_words = asking._ask_words

        def looked_up(state: object, query: object, words: list[object], *rest: object) -> None:
            self.done["words"] += len(words)
            ask_words(state, query, words, *rest)

        monkeypatch.setattr(asking, "_ask_words", looked_up)
        for name in ("near", "starting"):
            monkeypatch.setattr(WhooshVocabulary, name, self._counting(name))

    def _counting(self, name: str):
        def counted(*args: object) -> list[object]:
            self.done[name] += 1
            return []

        return counted


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return site(published(tmp_path_factory.mktemp("hostile"), stories())).test_client()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


# Ways out ask again, and each may ask once more, relaxed.
MOST = MAX_WORDS * 2 * (1 + TRIED)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", TYPED)
def test_every_question_is_answered_with_bounded_work(client: FlaskClient, work: Work, kind: str, name: str) -> None:
    for path in ("/cari", "/api/v1/search"):
        work.done.clear()
        response = client.get(f"{path}?q=banjir&{name}={TYPED[kind]}" if name != "q" else f"{path}?q={TYPED[kind]}")
        allowed = (200,) if name in ("q", "instansi", "wilayah") else (200, 400)
        assert response.status_code in allowed, path
        assert "Set-Cookie" not in response.headers
        assert work.done["starting"] == 0, "no question lists the words of the index"
        assert work.done["near"] <= 2 * MOST_REPAIRED * (1 + TRIED), "few words are repaired"
        assert work.done["words"] <= MOST


@pytest.mark.parametrize("kind", TYPED)
def test_whatever_is_typed_is_answered_by_a_valid_page(client: FlaskClient, kind: str) -> None:
    """`page` parses strictly and fails on any fault of the HTML."""
    page(client, f"/cari?q={TYPED[kind]}")
    for name in ("dari", "hal"):
        path = f"/cari?{name}={TYPED[kind]}"
        status = client.get(path).status_code
        assert status in (200, 400)
        page(client, path, status)


@pytest.mark.parametrize("kind", TYPED)
def test_articles_and_completion_take_anything(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/berita/{TYPED[kind]}").status_code == 404
    assert client.get(f"/api/v1/articles/{TYPED[kind]}").status_code == 404
    assert client.get(f"/api/v1/suggest?q={TYPED[kind]}").status_code == 200
    assert client.get(f"/cari?{TYPED[kind]}=1").status_code == 200


def test_the_work_does_not_grow_with_what_was_typed(client: FlaskClient, work: Work) -> None:
    def done(words: int) -> int:
        work.done.clear()
        assert client.get("/api/v1/search?q=" + "+".join(f"w{n}" for n in range(words))).status_code == 200
        return work.done["words"]

    assert 0 < done(2) < done(MAX_WORDS) == done(50) == done(2000)


def test_many_filter_values_are_cut_on_the_page_and_refused_by_the_api(client: FlaskClient) -> None:
    many = "&".join(f"instansi=x{n}" for n in range(200))
    chips = [e for e in page(client, f"/cari?{many}").iter() if e.get("class") == "chip"]
    assert len(chips) == MAX_CHOSEN
    response = client.get(f"/api/v1/search?{many}")
    assert (response.status_code, response.get_json()["faults"][0]["code"]) == (400, "many")


def test_the_deepest_page_is_the_thousandth_hit(client: FlaskClient) -> None:
    for question, status in (
        ("hal=100", 200),
        ("hal=101", 400),
        ("hal=20&per_hal=50", 200),
        ("hal=21&per_hal=50", 400),
    ):
        assert client.get(f"/cari?{question}").status_code == status, question
        assert client.get(f"/api/v1/search?{question}").status_code == status, question
