"""CSV, feeds, HTML pages and encodings -> fields: good ones, broken ones, hostile ones."""

from __future__ import annotations

import codecs
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from indexer.clean import clean
from indexer.sources import Fields, RawRow, Reject, fields, read
from indexer.sources.addresses import id_of
from indexer.sources.html import text_of
from search.errors import BadSource
from search.model import WIB

BODY = "Pemerintah Kota Metro menggelar rapat koordinasi."


def _rows(path: Path, name: str, data: str | bytes) -> list[RawRow | Reject]:
    (path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(str(path / name)))


def _one(path: Path, name: str, data: str | bytes) -> Fields:
    (row,) = _rows(path, name, data)
    assert isinstance(row, RawRow), row
    return fields(row)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.dat", "a"])
def test_a_table_gives_an_article_a_row(tmp_path: Path, separator: str, name: str) -> None:
    header = ["id", "Judul", "isi", "Tanggal Terbit", "tautan", "media", "rubrik", "instansi", "wilayah", "redaktur"]
    cells = [
        "w1",
        "Rapat, lagi",
        '"Baris ""satu"", dua;\ttiga\nbaris dua"',
        "10-12-2025",
        "https://kabar.example/rapat",
        "Kabar",
        "Daerah",
        '"Dinas PUPR|Kejari; Polres"',
        "Metro",
        "Sari",
    ]
    cells[1] = f'"{cells[1]}"'
    found = _one(tmp_path, name, separator.join(header) + "\r\n\r\n" + separator.join(cells) + "\r\n")
    assert (found.id, found.title, found.markup) == ("w1", "Rapat, lagi", "plain")
    assert found.body == 'Baris "satu", dua;\ttiga\nbaris dua'
    assert (found.published, found.published_at) == (date(2025, 12, 10), None)
    assert (found.url, found.source, found.category) == ("https://kabar.example/rapat", "Kabar", "Daerah")
    assert (found.agencies, found.regions) == (("Dinas PUPR", "Kejari", "Polres"), ("Metro",))
    assert found.extra == {"redaktur": "Sari"}
    assert found.notes == ()


def test_the_separator_that_a_spreadsheet_names_is_passed_over(tmp_path: Path) -> None:
    assert _one(tmp_path, "a.csv", f"sep=;\r\nid;title;body\r\n1;Rapat;{BODY}\r\n").body == BODY


def test_published_goes_before_date_and_an_empty_cell_before_neither(tmp_path: Path) -> None:
    table = f"id,title,body,date,published\n1,a,{BODY},2025-01-01,2025-01-02\n2,a,{BODY},2025-01-01,\n"
    days = [fields(row).published for row in _rows(tmp_path, "a.csv", table) if isinstance(row, RawRow)]
    assert days == [date(2025, 1, 2), date(2025, 1, 1)]


BAD_RECORDS = [
    ("too few cells", "1,Rapat", "2 cells where the header has 3; "),
    ("too many cells", "1,Rapat,Isi,berita", "4 cells where the header has 3; "),
    ("no id", ",Rapat,Isi", "id missing; "),
    ("an id with a way up", "a/../b,Rapat,Isi", "as a part of its path; "),
    ("a quotation mark inside", '1,"Rapat "besar" hari ini",Isi', "not CSV"),
    ("bytes of no encoding", b"1,Rapat,Isi \x81", "neither UTF-8 nor Windows-1252; "),
]


@pytest.mark.parametrize(("record", "reason"), [c[1:] for c in BAD_RECORDS], ids=[c[0] for c in BAD_RECORDS])
def test_a_bad_record_is_told_with_its_line_and_its_neighbours_come_out(
    tmp_path: Path, record: str | bytes, reason: str
) -> None:
    record = record if isinstance(record, bytes) else record.encode()
    data = b'id,title,body\nx,Rapat,"dua\nbaris"\n' + record + b"\ny,Rapat,Isi\n"
    first, bad, last = _rows(tmp_path, "a.csv", data)
    assert [row.id for row in (first, last) if isinstance(row, RawRow)] == ["x", "y"]
    assert isinstance(bad, Reject)
    assert (bad.line, isinstance(last, RawRow) and last.line) == (4, 5)
    assert reason in bad.reason


BAD_TABLES = [
    ("no title", "id,isi\n1,a\n", "no column for title; name one title .or judul"),
    ("no header", "1,Rapat,Isi\n", "no column for id, title; name one id, title"),
    ("a name twice", "id,title,body,id\n", "'id' twice; "),
    ("NUL bytes", "id,title,body\n1,\0,a\n", "NUL bytes.*; save"),
    ("one endless quotation", 'id,title,body\n1,Rapat,"Isi\n2,Rapat,Isi\n', "line 2: .*not closed, or .*; close it"),
    ("one long line", b"a" * 50_000_000, "first line has more than 20,000,000 bytes; "),
]


@pytest.mark.parametrize(("data", "reason"), [c[1:] for c in BAD_TABLES], ids=[c[0] for c in BAD_TABLES])
def test_a_table_that_cannot_be_read_names_the_cure(tmp_path: Path, data: str | bytes, reason: str) -> None:
    with pytest.raises(BadSource, match=reason):
        _rows(tmp_path, "a.csv", data)


def test_a_table_that_is_cut_off_gives_the_rows_before(tmp_path: Path) -> None:
    first, last = _rows(tmp_path, "a.csv", 'id,title,body\n1,Rapat,Isi\n2,Rapat,"Isi yang')
    assert isinstance(first, RawRow)
    assert isinstance(last, Reject)
    assert "after 1 whole rows; close it or fetch the file again" in last.reason


_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kabar</title>{}</channel></rss>'
)
_ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title>{}</feed>'
_ITEM = (
    "<item><title>Rapat &amp;amp; sidang</title><link>https://kabar.example/rapat/</link>"
    "<pubDate>Wed, 10 Dec 2025 20:00:00 +0000</pubDate><dc:creator>Sari</dc:creator><category>Daerah</category>"
    '<category>Metro</category><guid isPermaLink="{permanent}">{guid}</guid><description>Ringkas.</description>'
    "<content:encoded><![CDATA[<p>Satu.</p><p>Dua.</p>]]></content:encoded></item>"
)


def test_an_item_of_rss_gives_its_whole_text(tmp_path: Path) -> None:
    item = _ITEM.format(permanent="true", guid="https://kabar.example/rapat/")
    (row,) = _rows(tmp_path, "a.xml", _RSS.format(item))
    assert isinstance(row, RawRow)
    assert "Sari" not in str(row.payload)
    found = fields(row)
    assert (row.format, found.id, found.title) == ("feed", "kabar.example/rapat", "Rapat & sidang")
    assert text_of(found.body) == "Satu.\nDua."
    assert found.published_at == datetime(2025, 12, 11, 3, 0, tzinfo=WIB)
    assert (found.published, found.category) == (date(2025, 12, 11), "Daerah, Metro")
    assert found.url == "https://kabar.example/rapat/"


FEED_IDS = [
    ("false", "https://kabar.example/?p=17", "wp-17", "as WordPress exports it"),
    ("true", "https://kabar.example/?p=17", "kabar.example?p=17", "an address like any other"),
    ("false", "tag:kabar.example,2025:7", "tag:kabar.example,2025:7", "an id of its own"),
    ("false", "", "kabar.example/rapat", "none: the link"),
]


@pytest.mark.parametrize(("permanent", "guid", "expected", "why"), FEED_IDS)
def test_the_id_of_an_item(tmp_path: Path, permanent: str, guid: str, expected: str, why: str) -> None:
    item = _ITEM.format(permanent=permanent, guid=guid)
    assert _one(tmp_path, "a.rss", _RSS.format(item)).id == expected, why


ATOM_TEXTS = [
    ('<content type="html">&lt;p&gt;Satu.&lt;/p&gt;Dua &amp;lt; tiga</content>', "Satu.\nDua < tiga"),
    ('<content type="text">a &lt;b&gt; c</content>', "a <b> c"),
    (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>Sa<b>tu</b>.</p><p>a &lt; b</p></div></content>",
        "Satu.\na < b",
    ),
    ("<summary>Ringkas.</summary>", "Ringkas."),
]


@pytest.mark.parametrize(("content", "text"), ATOM_TEXTS)
@pytest.mark.parametrize("name", ["a.xml", "a.atom", "a.dat"])
def test_an_entry_of_atom(tmp_path: Path, name: str, content: str, text: str) -> None:
    entry = (
        '<entry><id>tag:kabar.example,2025:7</id><title type="text">A &lt; B</title>'
        '<link rel="self" href="https://kabar.example/7.atom"/><link href="https://kabar.example/7"/>'
        "<updated>2025-12-12T00:00:00Z</updated><published>2025-12-10T01:53:00Z</published>"
        f'<author><name>Sari</name></author><category term="hukum" label="Hukum"/>{content}</entry>'
    )
    found = _one(tmp_path, name, _ATOM.format(entry))
    assert (found.id, found.title, found.url) == ("tag:kabar.example,2025:7", "A < B", "https://kabar.example/7")
    assert (found.published, found.category, text_of(found.body)) == (date(2025, 12, 10), "Hukum", text)


_LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]><rss><channel>&l9;</channel></rss>',
            "DOCTYPE",
        ),
        ('<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss>&f;</rss>', "DOCTYPE"),
        (_RSS.format("")[:-20], "cut off after 0 whole items"),
        (b"<rss><channel><item><title>" + b"a" * 50_000_000, "cut off|more than"),
        ("<feed><entry/></feed>", "not a feed"),
    ],
    ids=["billion laughs", "a file from outside", "cut", "one long text", "no namespace"],
)
def test_a_feed_that_cannot_be_read_names_the_cure(tmp_path: Path, data: str | bytes, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(BadSource, match=reason) as error:
        _rows(tmp_path, "a.xml", data)
    assert "; " in str(error.value)
    assert time.monotonic() - started < 20


def test_a_bad_item_of_a_feed_leaves_the_others_whole(tmp_path: Path) -> None:
    good = _ITEM.format(permanent="false", guid="w1")
    nameless = "<item><title>Rapat</title><description>Isi</description></item>"
    bad, last = _rows(tmp_path, "a.rss", _RSS.format(nameless + good))
    assert isinstance(bad, Reject)
    assert "item 1: the item has neither guid" in bad.reason
    assert last.id == "w1"


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
    (row,) = _rows(tmp_path, "simpan.html", _PAGE.format(head=_HEAD, text=_TEXT))
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
    found = _one(tmp_path, "a.html", _PAGE.format(head=head, text=_TEXT))
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
    (bad,) = _rows(tmp_path, "a.html", data)
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
    found = _one(tmp_path, name, mark + ENCODED[name].encode(encoding))
    assert SPOKEN in found.body
    guesses = [note for note in found.notes if "read as Windows-1252, a guess; convert" in note]
    assert len(guesses) == (encoding == "cp1252")
    assert found.extra == {}


def test_a_page_says_its_encoding_itself(tmp_path: Path) -> None:
    page = _PAGE.format(head='<meta charset="iso-8859-1">', text=f"<p>{SPOKEN}</p>{_TEXT}").encode("cp1252")
    found = _one(tmp_path, "a.html", page)
    assert SPOKEN in found.body
    assert found.notes == ()
    lies = page.replace(b"iso-8859-1", b"zlib_codec")
    assert SPOKEN in _one(tmp_path, "a.html", lies).body


@pytest.mark.parametrize("encoding", ["windows-1252", "UTF-16"])
def test_a_feed_says_its_encoding_itself(tmp_path: Path, encoding: str) -> None:
    item = f"<item><guid>1</guid><title>{SPOKEN}</title><description>Isi</description></item>"
    feed = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{item}</channel></rss>'
    assert _one(tmp_path, "a.xml", feed.encode(encoding)).title == SPOKEN


def test_utf16_that_breaks_off_gives_the_rows_before(tmp_path: Path) -> None:
    data = codecs.BOM_UTF16_LE + (_LINE + _LINE.replace("w1", "w2")).encode("utf-16-le")[:-41]
    first, last = _rows(tmp_path, "a.jsonl", data)
    assert isinstance(first, RawRow)
    assert isinstance(last, Reject)
    assert "not UTF-16" in last.reason


def test_a_utf8_text_that_is_cut_in_a_letter_is_not_guessed(tmp_path: Path) -> None:
    (bad,) = _rows(tmp_path, "a.txt", ("Kafé " + BODY + " kafé").encode()[:-1])
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
