"""HTML pages and encodings -> fields: good ones, broken ones, hostile ones."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from indexer.clean import clean
from indexer.sources import RawRow, Reject, fields, read
from indexer.sources.addresses import id_of
from search.model import WIB
from tests.source_files import only, rows_of

BODY = "Pemerintah Kota Metro menggelar rapat koordinasi."

_PARAGRAPHS = [
    "KOTA AGUNG - Jembatan Way Semangka dibuka untuk umum oleh Dinas PUPR Kabupaten Tanggamus setelah diperbaiki.",
    "Kepala dinas mengatakan jembatan itu akan diawasi selama tiga bulan pertama oleh petugas dari kecamatan.",
    "Warga menyambut baik pembukaan jembatan yang menghubungkan dua pekon itu pada Jumat, 12 Desember 2025.",
]
_TEXT = "".join(f"<p>{paragraph}</p>\n" for paragraph in _PARAGRAPHS)
_PAGE = (
    '<!DOCTYPE html>\n<html><head><title>Jembatan Dibuka - Kabar</title>{head}</head><body><nav><ul><li><a href="/">'
    "Beranda</a></li></ul></nav><article><h1>Jembatan Dibuka</h1>{text}</article><footer><p>Hak cipta</p></footer>"
    "</body></html>"
)
_HEAD = (
    '<link rel="canonical" href="https://kabar.example/2025/12/jembatan/">'
    '<meta property="og:site_name" content="Kabar">'
    '<meta property="article:published_time" content="2025-12-09T18:00:00+00:00">'
    '<meta property="article:section" content="Daerah"><meta property="og:title" content="Jembatan Dibuka">'
)


def test_a_page_gives_its_article(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "simpan.html", _PAGE.format(head=_HEAD, text=_TEXT))
    assert isinstance(row, RawRow), row
    found = fields(row)
    assert (found.id, found.title, found.markup) == ("kabar.example/2025/12/jembatan", "Jembatan Dibuka", "plain")
    assert found.body.split("\n") == _PARAGRAPHS
    assert found.published_at == datetime(2025, 12, 10, 1, 0, tzinfo=WIB)
    assert (found.source, found.category) == ("Kabar", "Daerah")
    assert found.url == "https://kabar.example/2025/12/jembatan/"
    cleaned = clean(found)
    assert (cleaned.dateline, cleaned.body.count("\n")) == ("KOTA AGUNG", 2)


_STATED = (
    '{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "datePublished": "2025-12-09", "headline": "A"}]}'
)
PAGE_DATES = [
    ("", None, 0, "a day in the text is no day of publication"),
    ('<meta itemprop="datePublished" content="2025-12-09">', date(2025, 12, 9), 0, "microdata"),
    (f'<script type="application/ld+json">{_STATED}</script>', date(2025, 12, 9), 0, "JSON-LD"),
    ('<meta property="article:published_time" content="kemarin">', None, 1, "unreadable: told"),
    ('<script type="application/ld+json">' + "[" * 99_999 + "</script>", None, 0, "JSON-LD that is none"),
]


@pytest.mark.parametrize(("head", "day", "notes", "why"), PAGE_DATES, ids=[case[3] for case in PAGE_DATES])
def test_the_day_of_a_page_is_what_its_metadata_say(
    tmp_path: Path, head: str, day: date | None, notes: int, why: str
) -> None:
    found = only(tmp_path, "a.html", _PAGE.format(head=head, text=_TEXT))
    assert (found.published, len(found.notes), found.id) == (day, notes, "a")


BAD_PAGES = [
    ("a front page", _PAGE.format(head="", text="").replace("<h1>Jembatan Dibuka</h1>", ""), "holds no article text; "),
    ("a list", _PAGE.format(head="", text="<h2>Bupati buka rapat koordinasi di aula kota</h2>" * 40), "front page"),
    ("no elements", "<!doctype html><!-- -->", "; "),
    ("an abyss", "<html><body>" + "<div>" * 100_000, "holds no article text; "),
    ("one long line", b"<html><body>" + b"a" * 50_000_000, "more than 2,000,000 bytes; "),
]


@pytest.mark.parametrize(("data", "reason"), [c[1:] for c in BAD_PAGES], ids=[c[0] for c in BAD_PAGES])
def test_a_page_without_an_article_is_told(tmp_path: Path, data: str | bytes, reason: str) -> None:
    (bad,) = rows_of(tmp_path, "a.html", data)
    assert isinstance(bad, Reject), bad
    assert reason in bad.reason


def test_a_folder_of_pages(tmp_path: Path) -> None:
    (tmp_path / "metro").mkdir()
    for name in ("b.htm", "metro/a.html"):
        (tmp_path / name).write_text(_PAGE.format(head="", text=_TEXT), encoding="utf-8")
    assert [row.id for row in read(str(tmp_path))] == ["b", "metro/a"]


def test_reading_other_formats_loads_no_extractor(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"id": "1", "body": "{BODY}"}}\n', encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"id,title,body\n2,Rapat,{BODY}\n", encoding="utf-8")
    code = (
        "import sys; from indexer.sources import fields, read\n"
        f"rows = [fields(row) for row in read({str(tmp_path)!r})]\n"
        "assert len(rows) == 2, rows\nprint(sorted({'trafilatura', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_same_page_gives_the_same_row_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(_PAGE.format(head=_HEAD, text=_TEXT * 3), encoding="utf-8")
    code = f"from indexer.sources import read; print(list(read({str(tmp_path / 'a.html')!r})))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert "RawRow" in told.pop()


SPOKEN = "Kafé “Sai” – Metro"
_LINE = f'{{"id": "w1", "title": "T", "body": "{SPOKEN}"}}\n'
ENCODED = {
    "a.txt": f"{SPOKEN}\n",
    "a.jsonl": _LINE,
    "a.csv": f"id,title,body\nw1,T,{SPOKEN}\n",
    "a.html": _PAGE.format(head="", text=f"<p>{SPOKEN}</p>{_TEXT}"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ENCODED)
def test_every_encoding_gives_the_same_text_and_a_guess_is_told(tmp_path: Path, name: str, encoding: str) -> None:
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    found = only(tmp_path, name, mark + ENCODED[name].encode(encoding))
    assert SPOKEN in found.body
    guesses = [note for note in found.notes if "read as Windows-1252, a guess; convert" in note]
    assert len(guesses) == (encoding == "cp1252")
    assert found.extra == {}


def test_a_page_says_its_encoding_itself(tmp_path: Path) -> None:
    page = _PAGE.format(head='<meta charset="iso-8859-1">', text=f"<p>{SPOKEN}</p>{_TEXT}").encode("cp1252")
    found = only(tmp_path, "a.html", page)
    assert SPOKEN in found.body
    assert found.notes == ()
    lies = page.replace(b"iso-8859-1", b"zlib_codec")
    assert SPOKEN in only(tmp_path, "a.html", lies).body


@pytest.mark.parametrize("encoding", ["windows-1252", "UTF-16"])
def test_a_feed_says_its_encoding_itself(tmp_path: Path, encoding: str) -> None:
    item = f"<item><guid>1</guid><title>{SPOKEN}</title><description>Isi</description></item>"
    feed = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{item}</channel></rss>'
    assert only(tmp_path, "a.xml", feed.encode(encoding)).title == SPOKEN


def test_utf16_that_breaks_off_gives_the_rows_before(tmp_path: Path) -> None:
    data = codecs.BOM_UTF16_LE + (_LINE + _LINE.replace("w1", "w2")).encode("utf-16-le")[:-41]
    first, last = rows_of(tmp_path, "a.jsonl", data)
    assert isinstance(first, RawRow)
    assert isinstance(last, Reject)
    assert "not UTF-16" in last.reason


def test_a_utf8_text_that_is_cut_in_a_letter_is_not_guessed(tmp_path: Path) -> None:
    (bad,) = rows_of(tmp_path, "a.txt", ("Kafé " + BODY + " kafé").encode()[:-1])
    assert isinstance(bad, Reject)
    assert "though characters before it are; fetch the file again" in bad.reason


ADDRESSES = [
    ("https://Kabar.example/2025//jembatan/#isi", "kabar.example/2025/jembatan"),
    ("http://kabar.example/baca?id=7", "kabar.example/baca?id=7"),
    ("https://kabar.example/", None),
    ("https://kabar.example/../x", None),
    ("javascript:alert(1)", None),
    ("https://kabar.example/" + "a" * 300, None),
    (None, None),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_the_id_of_an_address(address: object, expected: str | None) -> None:
    assert id_of(address) == expected
