"""CSV, RSS and Atom -> fields: good ones, broken ones, hostile ones."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import pytest

from indexer.sources import RawRow, Reject, fields, read
from indexer.sources.html import text_of
from search.errors import BadSource
from search.model import WIB
from tests.source_files import only, rows_of

BODY = "Pemerintah Kota Metro menggelar rapat koordinasi."


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
    found = only(tmp_path, name, separator.join(header) + "\r\n\r\n" + separator.join(cells) + "\r\n")
    assert (found.id, found.title, found.markup) == ("w1", "Rapat, lagi", "plain")
    assert found.body == 'Baris "satu", dua;\ttiga\nbaris dua'
    assert (found.published, found.published_at) == (date(2025, 12, 10), None)
    assert (found.url, found.source, found.category) == ("https://kabar.example/rapat", "Kabar", "Daerah")
    assert (found.agencies, found.regions) == (("Dinas PUPR", "Kejari", "Polres"), ("Metro",))
    assert found.extra == {"redaktur": "Sari"}
    assert found.notes == ()


def test_the_separator_that_a_spreadsheet_names_is_passed_over(tmp_path: Path) -> None:
    assert only(tmp_path, "a.csv", f"sep=;\r\nid;title;body\r\n1;Rapat;{BODY}\r\n").body == BODY


def test_published_goes_before_date_and_an_empty_cell_before_neither(tmp_path: Path) -> None:
    table = f"id,title,body,date,published\n1,a,{BODY},2025-01-01,2025-01-02\n2,a,{BODY},2025-01-01,\n"
    days = [fields(row).published for row in rows_of(tmp_path, "a.csv", table) if isinstance(row, RawRow)]
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
    first, bad, last = rows_of(tmp_path, "a.csv", data)
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
        rows_of(tmp_path, "a.csv", data)


def test_a_table_that_is_cut_off_gives_the_rows_before(tmp_path: Path) -> None:
    first, last = rows_of(tmp_path, "a.csv", 'id,title,body\n1,Rapat,Isi\n2,Rapat,"Isi yang')
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
    (row,) = rows_of(tmp_path, "a.xml", _RSS.format(item))
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
    assert only(tmp_path, "a.rss", _RSS.format(item)).id == expected, why


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
    found = only(tmp_path, name, _ATOM.format(entry))
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
        rows_of(tmp_path, "a.xml", data)
    assert "; " in str(error.value)
    assert time.monotonic() - started < 20


def test_a_bad_item_of_a_feed_leaves_the_others_whole(tmp_path: Path) -> None:
    good = _ITEM.format(permanent="false", guid="w1")
    nameless = "<item><title>Rapat</title><description>Isi</description></item>"
    bad, last = rows_of(tmp_path, "a.rss", _RSS.format(nameless + good))
    assert isinstance(bad, Reject)
    assert "item 1: the item has neither guid" in bad.reason
    assert last.id == "w1"


def test_an_export_is_not_read_as_a_feed_as_it_holds_drafts(tmp_path: Path) -> None:
    space = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    item = "<item><guid>1</guid><description>Isi</description><wp:post_id>1</wp:post_id></item>"
    (tmp_path / "a.xml").write_text(f"<rss {space}><channel>{item}</channel></rss>", encoding="utf-8")
    (bad,) = read(str(tmp_path / "a.xml"), "feed")
    assert isinstance(bad, Reject)
    assert "read the file with --format wxr" in bad.reason
