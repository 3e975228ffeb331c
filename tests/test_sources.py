"""Files, folders and standard input -> rows: recognised, unpacked, streamed, and told where they break."""

from __future__ import annotations

import gzip
import io
import itertools
import os
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.sources import FORMATS, BadRow, RawRow, Reject, fields, read
from search.errors import BadSource

SHARED = Path(__file__).parents[1] / ".." / "shared"
TEXT = b"Rapat di Metro\n\nMETRO,-- Pemerintah Kota Metro menggelar rapat.\n"
LINE = b'{"id": "warta-1", "title": "Rapat", "body": "Pemerintah Kota Metro menggelar rapat."}\n'
POST = b'{"id": 7, "title": {"rendered": "Rapat"}, "content": {"rendered": "<p>Isi</p>"}}'
WXR = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- ekspor -->\n<rss version="2.0"'
    b' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
    b"<channel>\n<item><title>Rapat</title><content:encoded><![CDATA[<p>Isi</p>]]></content:encoded>"
    b"<wp:post_id>7</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n"
)
WXR_END = b"</channel></rss>\n"


def _read(path: Path | str, format: str | None = None) -> list[RawRow | Reject]:
    return list(read(str(path), format))


def _ids(path: Path | str, format: str | None = None) -> list[str]:
    rows = _read(path, format)
    assert not [row for row in rows if isinstance(row, Reject)]
    return [row.id for row in rows if isinstance(row, RawRow)]


RECOGNISED = [
    ("a.txt", TEXT, "text", "a"),
    ("A.TXT", TEXT, "text", "A"),
    ("tanpa-akhiran", TEXT, "text", "tanpa-akhiran"),
    ("a.jsonl", LINE, "jsonl", "warta-1"),
    ("a.ndjson", LINE, "jsonl", "warta-1"),
    ("a.dat", b"bukan json\n" + LINE, "jsonl", "warta-1"),
    ("a.dat", b"\xef\xbb\xbf" + LINE, "jsonl", "warta-1"),
    ("a.json", b"[" + POST + b"]", "wp-json", "wp-7"),
    ("a.dat", b"\n [\n " + POST + b"]", "wp-json", "wp-7"),
    ("a.json", POST, "wp-json", "wp-7"),
    ("a.xml", WXR + WXR_END, "wxr", "wp-7"),
    ("a.dat", WXR + WXR_END, "wxr", "wp-7"),
]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(("name", "data", "format", "expected"), RECOGNISED)
def test_a_format_is_recognised_by_content_and_name(
    tmp_path: Path, name: str, data: bytes, format: str, expected: str, packed: bool
) -> None:
    path = tmp_path / (name + ".gz" * packed)
    path.write_bytes(gzip.compress(data) if packed else data)
    row = next(row for row in _read(path) if isinstance(row, RawRow))
    assert (row.format, row.id, row.origin) == (format, expected, str(path))
    assert format in FORMATS


def test_gzip_is_known_by_its_content_whatever_the_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(gzip.compress(TEXT))
    assert _ids(tmp_path / "a.txt") == ["a"]


def test_several_packed_parts_are_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINE) + gzip.compress(LINE.replace(b"warta-1", b"warta-2")))
    assert _ids(tmp_path / "a.jsonl.gz") == ["warta-1", "warta-2"]


def test_the_format_given_decides(tmp_path: Path) -> None:
    (tmp_path / "rapat.csv").write_bytes(LINE)
    assert _ids(tmp_path / "rapat.csv", "text") == ["rapat"]
    assert _ids(tmp_path / "rapat.csv", "jsonl") == ["warta-1"]


@pytest.mark.parametrize(("data", "expected"), [(TEXT, "stdin"), (LINE, "warta-1"), (gzip.compress(LINE), "warta-1")])
def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch, data: bytes, expected: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    (row,) = _read("-")
    assert (row.id, row.origin) == (expected, "stdin")


def test_a_folder_gives_all_articles_below_it_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "metro/c.txt", "metro/2025/d.txt.gz", ".rahasia.txt", ".git/e.txt", "foto.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(gzip.compress(TEXT) if name.endswith(".gz") else TEXT)
    (tmp_path / "lain.jsonl").write_bytes(LINE)
    (tmp_path / "ekspor.xml").write_bytes(WXR + WXR_END)
    (tmp_path / "pos.json").write_bytes(b"[]")
    os.mkfifo(tmp_path / "pipa.txt")
    assert _ids(tmp_path) == ["a", "b", "wp-7", "warta-1", "metro/c", "metro/2025/d"]
    assert _ids(tmp_path, "text") == ["a", "b", "metro/c", "metro/2025/d"]


def test_a_bad_file_of_a_folder_is_told_and_the_others_come_out(tmp_path: Path) -> None:
    bad = {
        "b1.txt": b"",
        "b2.txt": "café ".encode() + b"caf\xe9",
        "b3.xml": b"<urlset/>",
        "b4.jsonl.gz": gzip.compress(LINE)[:20],
        " b5.txt": TEXT,
        "b6.txt.gz": gzip.compress(TEXT * 9)[:-12],
    }
    for name, data in {"a.txt": TEXT, "c.txt": TEXT, **bad}.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "b7.txt").symlink_to(tmp_path / "hilang")
    rows = _read(tmp_path)
    assert [row.id for row in rows if isinstance(row, RawRow)] == ["a", "c"]
    told = {Path(row.origin).name: row.reason for row in rows if isinstance(row, Reject)}
    assert told.keys() == {*bad, "b7.txt"}
    assert "is empty" in told["b1.txt"]
    assert "byte 10 is not UTF-8, though" in told["b2.txt"]
    assert "no known format" in told["b3.xml"]
    assert "breaks off" in told["b4.jsonl.gz"]
    assert "white space" in told[" b5.txt"]
    assert "breaks off" in told["b6.txt.gz"], "half an article is none"
    assert "is not there" in told["b7.txt"]


BAD_SOURCES = [
    ("an empty file", "a.txt", b"", "is empty"),
    ("white space alone", "a.jsonl", b" \n\n", "is empty"),
    ("nothing packed", "a.jsonl.gz", gzip.compress(b""), "is empty"),
    ("a picture", "a.jpg", b"\xff\xd8\xff\xe0\0\0", "no known format"),
    ("XML of another kind", "a.xml", b"<?xml version='1.0'?><urlset/>", "no known format"),
    ("a table without bodies", "a.csv", b"id,title\n1,Rapat\n", "no column for body"),
    ("gzip cut in its head", "a.jsonl.gz", gzip.compress(LINE)[:8], "nothing can be taken"),
    ("gzip cut in the first row", "a.jsonl.gz", gzip.compress(os.urandom(99).hex().encode() + LINE)[:60], "breaks off"),
    ("gzip damaged", "a.jsonl.gz", gzip.compress(LINE)[:10] + b"\xff" * 40, "cannot be read"),
    ("an array cut in its first post", "a.json", b"[" + POST[:-9], "cut off"),
    ("an export cut in its first post", "a.xml", WXR[:-60], "cut off"),
    (
        "an export with a document type",
        "a.xml",
        WXR.replace(b"<rss", b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss"),
        "DOCTYPE",
    ),
]


@pytest.mark.parametrize(("name", "data", "reason"), [c[1:] for c in BAD_SOURCES], ids=[c[0] for c in BAD_SOURCES])
def test_a_source_of_which_nothing_can_be_taken_is_an_error(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadSource, match=reason) as error:
        _read(tmp_path / name)
    assert str(tmp_path / name) in str(error.value), "the message names the path"
    assert "; " in str(error.value), "and the cure"


def test_a_source_without_a_name_is_an_error() -> None:
    with pytest.raises(BadSource, match="empty name"):
        list(read(""))


def test_a_source_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    for name in ("hilang.txt", "hilang\0.txt"):
        with pytest.raises(BadSource, match=r"hilang.*; "):
            _read(tmp_path / name)


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"x")
    with pytest.raises(BadSource, match=r"holds no articles .*\.txt.*; give another folder"):
        _read(tmp_path)
    (tmp_path / "a.txt").write_bytes(TEXT)
    with pytest.raises(BadSource, match=r"holds no articles \(files that end in \.jsonl, \.ndjson\)"):
        _read(tmp_path, "jsonl")


def test_a_file_or_folder_without_permission_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Raised by hand: the rights of a file mean nothing to a test run as root.
    (tmp_path / "dalam").mkdir()
    (tmp_path / "dalam" / "a.txt").write_bytes(TEXT)
    (tmp_path / "b.txt").write_bytes(TEXT)
    scan = os.scandir

    def refuse(path: Any, *rest: Any, **named: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        with pytest.raises(BadSource, match=r"b\.txt may not be read by this user; "):
            _read(tmp_path / "b.txt")
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        with pytest.raises(BadSource, match="may not be read by this user; "):
            _read(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda path: refuse(path) if "dalam" in str(path) else scan(path))
        good, bad = _read(tmp_path)
    assert isinstance(good, RawRow)
    assert isinstance(bad, Reject)
    assert f"{tmp_path / 'dalam'} may not be read" in bad.reason


def test_an_unknown_format_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        BadSource, match="'docx' is no format; choose one of text, jsonl, csv, wxr, wp-json, feed, html"
    ):
        _read(tmp_path, "docx")
    with pytest.raises(BadRow, match="'docx' is no format"):
        fields(RawRow("docx", "a", {}))


NOISE = "".join(f" {n * n:x}" for n in range(40_000)).encode()
LINES = b"".join(
    LINE.replace(b"warta-1", b"w%d" % n).replace(b"rapat", NOISE[n * 900 : n * 900 + 900]) for n in range(99)
)
BREAKS = [
    ("gzip cut", "a.jsonl.gz", gzip.compress(LINES)[:20_000], "breaks off after"),
    ("array cut in a post", "a.json", b"[" + POST + b"," + POST[:30], "cut off, after 1 whole items"),
    ("array without end", "a.json", b"[" + POST + b",", "cut off, after 1 whole items"),
    ("array broken", "a.json", b"[" + POST + b", ?? " + POST + b"]", "not JSON"),
    ("array packed and cut", "a.json.gz", gzip.compress(b"[" + POST + b',"' + NOISE)[:20_000], "breaks off after"),
    ("export cut in an item", "a.xml", WXR + b"<item><title>Rap", "cut off after 1 whole items"),
    ("export with an abyss", "a.xml", WXR + b"<item>" + b"<a>" * 9_999 + WXR_END, "cut off after 1 whole items"),
    ("export without end", "a.xml", WXR, "cut off after 1 whole items"),
    ("export packed and cut", "a.xml.gz", gzip.compress(WXR + NOISE)[:20_000], "breaks off after"),
]


@pytest.mark.parametrize(("name", "data", "reason"), [c[1:] for c in BREAKS], ids=[c[0] for c in BREAKS])
def test_the_rows_before_a_break_are_given_then_one_reject(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    *rows, last = _read(tmp_path / name)
    assert rows
    assert all(isinstance(row, RawRow) and fields(row) for row in rows)
    assert isinstance(last, Reject)
    assert reason in last.reason
    assert last.reason.endswith(("fetch the file again", "fetch it again", "pack the file again"))


class _Endless(io.RawIOBase):
    """A source that is never whole in memory: `count` times one row, made when it is read."""

    def __init__(self, row: bytes, count: int, before: bytes = b"", after: bytes = b"") -> None:
        rows: Iterator[bytes] = (row.replace(b"@", b"%d" % n) for n in range(count))
        self._pieces = itertools.chain([before], rows, [after])
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._left or next(self._pieces, b"")
        piece, self._left = data[: len(buffer)], data[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


_ITEM = WXR[WXR.index(b"<item>") :].replace(b"<wp:post_id>7", b"<wp:post_id>@").replace(b"Isi", b"Isi " * 900)
_POST = POST.replace(b": 7", b": 1@").replace(b"Isi", b"Isi " * 900)
_ENTRY = b"<item><guid>w@</guid><title>Rapat</title><description>" + b"Isi " * 900 + b"</description></item>"
STREAMS = [
    ("jsonl", _Endless(LINE.replace(b"warta-1", b"w@").replace(b"rapat", b"rapat " * 900), 3_000)),
    ("one line", _Endless(b"a" * 4_000, 8_000, b'{"id": "')),
    ("csv", _Endless(b'w@,Rapat,"' + b"rapat " * 900 + b'"\n', 3_000, b"id,title,body\n")),
    ("csv, a quotation mark not closed", _Endless(b"rapat @\n" * 400, 4_000, b'id,title,body\na,b,c\n1,Rapat,"')),
    ("feed", _Endless(_ENTRY, 3_000, b"<rss><channel>", b"</channel></rss>")),
    ("wp-json", _Endless(_POST + b",\n", 3_000, b"[", POST + b"]")),
    ("wp-json, much in one post", _Endless(b'"@' + b"a" * 4_000 + b'",', 3_000, b'[{"a": [', b"1]}]")),
    ("wxr", _Endless(_ITEM, 3_000, WXR, WXR_END)),
    ("wxr, what is no item", _Endless(b"<wp:term>@" + b"a" * 4_000 + b"</wp:term>", 3_000, WXR, WXR_END)),
]


@pytest.mark.parametrize("source", [case[1] for case in STREAMS], ids=[case[0] for case in STREAMS])
def test_memory_does_not_grow_with_the_source(monkeypatch: pytest.MonkeyPatch, source: _Endless) -> None:
    monkeypatch.setattr("indexer.sources.opening.MAX_ROW", 1_000_000)
    for module in ("jsonl", "json_values", "xml_items", "text", "csv_rows"):
        monkeypatch.setattr(f"indexer.sources.{module}.MAX_ROW", 1_000_000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(source)))
    tracemalloc.start()
    rows = sum(1 for _ in read("-"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows >= 1
    assert peak < 8_000_000, f"{peak:,} bytes for at least 11,000,000 of source"
