"""Bad rows in the middle of good ones: each is told with its reason, and no neighbour is harmed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sources import BadRow, Fields, Reject, fields, read

TODAY = date(2025, 12, 10)
BODY = "Pemerintah Kota Metro menggelar rapat koordinasi."


def _line(**changes: Any) -> bytes:
    row = {"id": "tengah", "title": "Rapat Koordinasi", "body": BODY, "date": "2025-12-10", **changes}
    return json.dumps({key: value for key, value in row.items() if value is not ...}).encode()


def _outcomes(path: Path, *lines: bytes) -> list[Fields | tuple[int, str]]:
    """Every row's fields, or its line and the reason why it was refused, in order."""
    path.write_bytes(b"\n".join(lines))
    found: list[Fields | tuple[int, str]] = []
    for row in read(str(path)):
        if isinstance(row, Reject):
            found.append((row.line, row.reason))
            continue
        try:
            found.append(fields(row, TODAY))
        except BadRow as error:
            found.append((row.line, str(error)))
    return found


REFUSED = [
    ("not JSON", b"bukan json", "not JSON"),
    ("cut line", _line()[:-20], "not JSON"),
    ("a list", b'["id"]', "not an object"),
    ("a number", b"7", "not an object"),
    ("NaN", b'{"id": "x", "body": "b", "n": NaN}', "a number cannot be read"),
    ("number out of range", b'{"id": "x", "body": "b", "n": 1e999}', "a number cannot be read"),
    ("whole number without end", b'{"id": "x", "n": ' + b"9" * 5000 + b"}", "a number cannot be read"),
    ("not UTF-8", b'{"id": "x", "body": "caf\x81 kopi"}', "byte 25 is neither UTF-8 nor Windows-1252; convert"),
    ("id missing", _line(id=...), "id missing"),
    ("id null", _line(id=None), "id missing"),
    ("id empty", _line(id=""), "id missing"),
    ("id number", _line(id=42), "id is a number (42), not text; write it in quotes"),
    ("id list", _line(id=["a"]), "id is a list (['a']), not text; write it in quotes"),
    ("id true", _line(id=True), "id is true or false"),
    ("id too long", _line(id="a" * 201), "id has 201 characters; shorten"),
    ("id NUL", _line(id="a\0b"), "id holds control"),
    ("id line feed", _line(id="a\nb"), "id holds control"),
    ("id line separator", _line(id="a\u2028b"), "id holds control"),
    ("id surrogate", _line(id="a\ud800"), "id holds control"),
    ("id bidi", _line(id="a\u202eb"), "id holds control"),
    ("id white space", _line(id=" a"), "white space"),
    ("id dots", _line(id=".."), "part of its path"),
    ("id way up", _line(id="a/../b"), "part of its path"),
    ("title number", _line(title=7), "title is a number, not text"),
    ("title list", _line(title=["a"]), "title is a list, not text"),
    ("title without end", _line(title="a " * 1001), "title has 2,002 characters; shorten"),
    ("body missing", _line(body=...), "body missing or empty"),
    ("body empty", _line(body=""), "body missing or empty"),
    ("body white space", _line(body=" \n\u00a0"), "body empty"),
    ("body unreadable alone", _line(body="\0\u202e"), "body empty"),
    ("body picture alone", _line(body="<p><img src='3.jpg'></p>"), "body holds no text"),
    ("body list", _line(body=["a"]), "body is a list, not text"),
    ("body number", _line(body=1.5), "body is a number, not text"),
    ("body 10 MB", _line(body="kata " * 2_000_000), "body has 10,000,000 characters; split"),
    ("one word of 1 MB", _line(body="a" * 2**20), "body has 1,048,576 characters; split"),
    ("line too long", _line(body="a" * 20_000_000), "line has more than 20,000,000 bytes; split"),
    ("31 February", _line(date="31-02-2025"), "publication date '31-02-2025' cannot be read"),
    ("year 0", _line(date="0000-01-01"), "publication date '0000-01-01' cannot be read"),
    ("year 9999", _line(date="9999-01-01"), "'9999-01-01' is not of 1900 to 2100"),
    ("date in words", _line(date="kemarin"), "publication date 'kemarin' cannot be read"),
    ("date number", _line(date=0), "publication date 0 is not text"),
    ("published goes first", _line(published="besok"), "publication date 'besok'"),
    ("future date", _line(date="2025-12-12"), "2025-12-12 is in the future"),
    ("agencies text", _line(agencies="Kejari Metro"), "agencies is text, not a list"),
    ("agencies number inside", _line(agencies=[7]), "an entry of agencies is a number"),
    ("regions empty object", _line(regions=[{"evidence": []}]), "neither id, code nor name"),
    ("category list", _line(category=["Hukum"]), "category is a list"),
    ("source object", _line(source={"a": 1}), "source is an object"),
    ("deep", b'{"id": "x", "body": "b", "k": ' + b"[" * 50 + b"]" * 50 + b"}", "nested more than 50 deep"),
    ("abyss", b'{"id": "x", "k": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested more than 50 deep"),
]


@pytest.mark.parametrize(("line", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_bad_row_is_told_and_its_neighbours_come_out(tmp_path: Path, line: bytes, reason: str) -> None:
    before, bad, after = _outcomes(tmp_path / "b.jsonl", _line(id="awal"), line, _line(id="akhir"))
    assert isinstance(bad, tuple)
    assert bad[0] == 2
    assert reason in bad[1]
    assert ("; " in bad[1]) or ("expected" in bad[1]), "a reason ends with the cure"
    assert isinstance(before, Fields)
    assert isinstance(after, Fields)
    assert (before.id, after.id) == ("awal", "akhir")
    assert before.body == after.body == BODY


LINK = "left out: not an http or https address"
TAKEN = [
    ("title missing", {"title": ...}, {"title": None}, ""),
    ("title null", {"title": None}, {"title": None}, ""),
    ("title white space", {"title": " \t"}, {"title": None}, ""),
    ("title in two lines", {"title": "Rapat\nMetro"}, {"title": "Rapat Metro"}, ""),
    ("NUL in the body", {"body": "Ra\0pat"}, {"body": "Rapat"}, "1 unreadable character taken out of the body"),
    ("NUL in the title", {"title": "Ra\0pat"}, {"title": "Rapat"}, "taken out of the title"),
    ("lone surrogate", {"body": "Rapat \ud800"}, {"body": "Rapat "}, "1 unreadable character"),
    ("bidi controls", {"body": "\u202eRapat\u2069"}, {"body": "Rapat"}, "2 unreadable characters"),
    ("noncharacter", {"body": "Rapat\uffff"}, {"body": "Rapat"}, "1 unreadable character"),
    ("soft hyphen", {"body": "ko\u00adordinasi"}, {"body": "koordinasi"}, "1 unreadable character"),
    ("line ends of Windows", {"body": "a\r\nb\tc"}, {"body": "a\nb\tc"}, ""),
    ("script in the body", {"body": "<script>x</script>"}, {"body": "<script>x</script>", "markup": "plain"}, ""),
    ("HTML body", {"body": "<p>Isi</p>"}, {"body": "<p>Isi</p>", "markup": "html"}, ""),
    ("100,000 hyphens", {"body": "-" * 100_000}, {"body": "-" * 100_000}, ""),
    ("longest id", {"id": "a/" * 99 + "bc"}, {"id": "a/" * 99 + "bc"}, ""),
    ("date with zone", {"date": "2025-12-09T20:00:00Z"}, {"published": date(2025, 12, 10)}, ""),
    ("no date", {"date": None}, {"published": None, "published_at": None}, ""),
    ("tomorrow", {"date": "2025-12-11"}, {"published": date(2025, 12, 11)}, ""),
    ("link", {"url": "https://warta.example/a?b=1"}, {"url": "https://warta.example/a?b=1"}, ""),
    ("javascript link", {"url": "javascript:alert(1)"}, {"url": None}, LINK),
    ("disguised javascript", {"url": "java\nscript:alert(1)"}, {"url": None}, LINK),
    ("data link", {"url": "data:text/html,x"}, {"url": None}, LINK),
    ("link without host", {"url": "https:///a"}, {"url": None}, LINK),
    ("link that cannot be parsed", {"url": "http://[a"}, {"url": None}, LINK),
    ("link number", {"url": 7}, {"url": None}, LINK),
    ("agencies", {"agencies": ["Kejari Metro", {"id": "x", "name": "X"}]}, {"agencies": ("Kejari Metro", "x")}, ""),
    ("regions", {"regions": [{"code": "18.72", "name": "Metro"}]}, {"regions": ("18.72",)}, ""),
    ("empty labels", {"source": "", "category": None}, {"source": None, "category": None}, ""),
    ("other keys", {"foto": {"a": [1, None, 1.5]}}, {"extra": {"foto": {"a": [1, None, 1.5]}}}, ""),
    ("surrogate in other keys", {"foto": "a\udfff"}, {"extra": {"foto": "a\ufffd"}}, "other keys"),
]


@pytest.mark.parametrize(("changes", "expected", "note"), [case[1:] for case in TAKEN], ids=[c[0] for c in TAKEN])
def test_what_can_be_mended_is_taken_and_told(
    tmp_path: Path, changes: dict[str, Any], expected: dict[str, Any], note: str
) -> None:
    before, row, after = _outcomes(tmp_path / "b.jsonl", _line(id="a"), _line(**changes), _line(id="z"))
    assert isinstance(row, Fields), row
    assert {key: getattr(row, key) for key in expected} == expected
    assert note in "; ".join(row.notes)
    assert bool(row.notes) == bool(note)
    assert isinstance(before, Fields)
    assert isinstance(after, Fields)


def test_a_raw_control_character_is_mended_like_an_escaped_one(tmp_path: Path) -> None:
    (row,) = _outcomes(tmp_path / "b.jsonl", b'{"id": "x", "body": "Ra\0pat"}')
    assert isinstance(row, Fields)
    assert row.body == "Rapat"


def test_a_byte_order_mark_and_empty_lines_are_nothing(tmp_path: Path) -> None:
    found = _outcomes(tmp_path / "b.jsonl", b"\xef\xbb\xbf" + _line(), b"", b"\r", b"7")
    assert isinstance(found[0], Fields)
    assert found[1:] == [(4, "not an object; write one JSON object on each line")]


def test_a_cut_last_line_says_that_the_file_may_be_cut(tmp_path: Path) -> None:
    first, last = _outcomes(tmp_path / "b.jsonl", _line(), _line()[:-9])
    assert isinstance(first, Fields)
    assert isinstance(last, tuple)
    assert last[1].endswith("if the file was cut off here, fetch it again")


def test_the_future_is_judged_only_where_today_is_given(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_bytes(_line(date="2090-01-01"))
    (row,) = read(str(path))
    assert not isinstance(row, Reject)
    assert fields(row).published == date(2090, 1, 1)


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_ROWS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("id", "title", "body", "date", "url", "agencies", "regions", "source", "x"), _JSON),
).map(lambda row: json.dumps(row).encode())


@settings(max_examples=400)
@given(st.lists(_ROWS | st.binary(max_size=80).map(lambda b: b.replace(b"\n", b" ")), min_size=1, max_size=4))
def test_whatever_comes_every_line_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "apa.jsonl"
    found = _outcomes(path, _line(id="awal"), *lines, _line(id="akhir"))
    assert len(found) == 2 + sum(1 for line in lines if line.strip())
    for end in (found[0], found[-1]):
        assert isinstance(end, Fields)
        assert end.body == BODY
    for row in found:
        if isinstance(row, Fields):
            json.dumps(dict(row.extra), ensure_ascii=False).encode()
            assert (row.id + (row.title or "") + row.body).encode()
