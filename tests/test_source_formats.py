"""WordPress's export and REST posts, raw texts and HTML -> fields."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from indexer.sources import Fields, RawRow, Reject, fields, read
from indexer.sources.html import is_html, text_of
from search.model import WIB

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- Ini berkas ekspor WordPress, invented -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Warta Contoh</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_email>redaksi@warta.example</wp:author_email></wp:author>
<wp:category><wp:cat_name><![CDATA[Hukum]]></wp:cat_name></wp:category>
"""
_END = "</channel></rss>\n"


def _item(number: int, inner: str = "", **changes: str) -> str:
    parts = {
        "title": "<![CDATA[Kejari &#8211; Metro &amp; Pemkot]]>",
        "link": f"https://warta.example/?p={number}",
        "pubDate": "Wed, 10 Dec 2025 01:53:00 +0000",
        "content:encoded": "<![CDATA[<!-- wp:paragraph --><p>Isi <b>berita</b>.</p><!-- /wp:paragraph -->]]>",
        "excerpt:encoded": "<![CDATA[Bukan isi]]>",
        "wp:post_id": str(number),
        "wp:status": "publish",
        "wp:post_type": "post",
        **{key.replace("__", ":"): value for key, value in changes.items()},
    }
    return "<item>" + "".join(f"<{key}>{value}</{key}>" for key, value in parts.items()) + inner + "</item>\n"


def _wxr(path: Path, *items: str, passed: Counter[str] | None = None) -> list[RawRow | Reject]:
    (path / "ekspor.xml").write_text(_HEAD + "".join(items) + _END, encoding="utf-8")
    return list(read(str(path / "ekspor.xml"), passed=passed))


def _rest(path: Path, *values: Any, passed: Counter[str] | None = None) -> list[RawRow | Reject]:
    (path / "pos.json").write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    return list(read(str(path / "pos.json"), "wp-json", passed))


def _fields(row: RawRow | Reject) -> Fields:
    assert isinstance(row, RawRow), row
    return fields(row)


def _post(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "date": "2025-12-10T08:53:00",
        "date_gmt": "2025-12-10T01:53:00",
        "status": "publish",
        "type": "post",
        "link": f"https://warta.example/?p={number}",
        "title": {"rendered": "Kejari &#8211; Metro &amp; Pemkot"},
        "content": {"rendered": "<p>Isi <b>berita</b>.</p>\n", "protected": False},
        **changes,
    }


def test_both_doors_of_wordpress_give_the_same_article(tmp_path: Path) -> None:
    (exported,) = _wxr(tmp_path, _item(17))
    (asked,) = _rest(tmp_path, [_post(17)])
    for found in (_fields(exported), _fields(asked)):
        assert found.id == "wp-17"
        assert found.title == "Kejari – Metro & Pemkot"
        assert (found.markup, text_of(found.body)) == ("html", "Isi berita.")
        assert found.published == date(2025, 12, 10)
        assert found.published_at == datetime(2025, 12, 10, 8, 53, tzinfo=WIB)
        assert found.url == "https://warta.example/?p=17"
        assert found.notes == ()


def test_only_published_posts_are_taken_and_the_others_are_counted(tmp_path: Path) -> None:
    passed: Counter[str] = Counter()
    items = [
        _item(1, wp__status="draft"),
        _item(2, wp__post_type="page"),
        _item(3, wp__post_type="attachment", wp__status="inherit"),
        _item(4, wp__post_password="rahasia"),
        _item(5),
    ]
    assert [row.id for row in _wxr(tmp_path, *items, passed=passed)] == ["wp-5"]
    assert passed == {"status draft": 1, "type page": 1, "type attachment": 1, "with password": 1}
    posts = [_post(1, status="future"), _post(2, type="page"), _post(3, content={"rendered": "", "protected": True})]
    passed = Counter()
    assert [row.id for row in _rest(tmp_path, [*posts, _post(4)], passed=passed)] == ["wp-4"]
    assert passed == {"status future": 1, "type page": 1, "with password": 1}


DATES = [
    ({"gmt": "2025-12-09 20:00:00", "local": "2025-12-09 03:00:00"}, date(2025, 12, 10), "the moment in GMT wins"),
    ({"gmt": "0000-00-00 00:00:00", "local": "2025-12-09 23:00:00"}, date(2025, 12, 9), "zeros mean: not told"),
    ({"gmt": "", "local": "2025-12-09 23:00:00"}, date(2025, 12, 9), "the local moment is WIB"),
    ({"gmt": "", "local": ""}, None, "nothing told"),
]


@pytest.mark.parametrize(("told", "day", "why"), DATES)
def test_the_day_of_a_post_is_its_day_in_wib(tmp_path: Path, told: dict[str, str], day: date, why: str) -> None:
    (row,) = _wxr(tmp_path, _item(1, wp__post_date_gmt=told["gmt"], wp__post_date=told["local"], pubDate=""))
    assert _fields(row).published == day, why
    (row,) = _rest(tmp_path, _post(1, date_gmt=told["gmt"].replace(" ", "T"), date=told["local"].replace(" ", "T")))
    assert _fields(row).published == day, why


def test_categories_are_joined_and_tags_kept(tmp_path: Path) -> None:
    terms = (
        '<category domain="category" nicename="hukum"><![CDATA[Hukum &amp; HAM]]></category>'
        '<category domain="category" nicename="metro"><![CDATA[Metro]]></category>'
        '<category domain="post_tag" nicename="kejari"><![CDATA[Kejari]]></category>'
    )
    embedded = {
        "wp:term": [
            [{"taxonomy": "category", "name": "Hukum &amp; HAM"}, {"taxonomy": "category", "name": "Metro"}],
            [{"taxonomy": "post_tag", "name": "Kejari"}, "?"],
        ]
    }
    for row in (*_wxr(tmp_path, _item(1, terms)), *_rest(tmp_path, [_post(1, _embedded=embedded)])):
        found = _fields(row)
        assert found.category == "Hukum & HAM, Metro"
        assert found.extra == {"tags": ["Kejari"]}


def test_an_exported_row_is_kept_whole_but_for_what_readers_commented(tmp_path: Path) -> None:
    inner = (
        "<dc:creator>redaksi</dc:creator><unknown xmlns='u:x'>a</unknown>"
        "<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>"
        "<wp:comment><wp:comment_author_email>a@b.example</wp:comment_author_email></wp:comment>"
    )
    (row,) = _wxr(tmp_path, _item(1, inner))
    assert isinstance(row, RawRow)
    assert isinstance(row.payload, dict)
    assert row.payload["dc:creator"] == "redaksi"
    assert row.payload["{u:x}unknown"] == "a"
    assert row.payload["wp:postmeta"] == [{"wp:meta_key": "_edit_last", "wp:meta_value": "1"}]
    assert row.payload["excerpt:encoded"] == "Bukan isi"
    assert "b.example" not in json.dumps(row.payload)


def test_a_rest_row_is_kept_whole(tmp_path: Path) -> None:
    post = _post(1, meta={"rating": 4.5, "n": 10**30, "tidak": None}, tags=[3, 4])
    (row,) = _rest(tmp_path, [post])
    assert isinstance(row, RawRow)
    assert row.payload == post


def test_pages_of_posts_may_follow_one_another(tmp_path: Path) -> None:
    rows = _rest(tmp_path, [_post(1), _post(2)], [], _post(3), [_post(4)])
    assert [row.id for row in rows] == ["wp-1", "wp-2", "wp-3", "wp-4"]
    assert _rest(tmp_path, []) == []


HARMED = [
    ("control character", _item(2, content__encoded="<![CDATA[Ra\x08pat]]>"), ""),
    ("bad character reference", _item(2, content__encoded="Ra&#8;pat"), "not well-formed at line"),
    ("entity unknown to XML", _item(2, content__encoded="Ra&nbsp;pat"), "not well-formed at line"),
    ("element not closed", _item(2, "<dc:creator>"), "not well-formed at line"),
    ("item not closed", _item(2).replace("</item>", ""), "does not end before the next one"),
    ("no number", _item(2, wp__post_id=""), "the post has no number"),
    ("number in words", _item(2, wp__post_id="dua"), "the post has no number"),
]


@pytest.mark.parametrize(("item", "reason"), [case[1:] for case in HARMED], ids=[case[0] for case in HARMED])
def test_a_bad_item_of_an_export_leaves_the_others_whole(tmp_path: Path, item: str, reason: str) -> None:
    first, bad, *others = _wxr(tmp_path, _item(1), item, _item(3), _item(4))
    assert [_fields(row).id for row in (first, *others)] == ["wp-1", "wp-3", "wp-4"]
    assert all(text_of(_fields(row).body) == "Isi berita." for row in (first, *others))
    if reason:
        assert isinstance(bad, Reject)
        assert bad.reason.startswith("item 2: ")
        assert reason in bad.reason
        assert "; " in bad.reason
    else:
        assert text_of(_fields(bad).body) == "Rapat"
        assert _fields(bad).notes == ("1 unreadable character taken out of the body",)


def test_bytes_that_are_no_utf8_cost_their_items_only(tmp_path: Path) -> None:
    bad = _item(2, title="Caf~").encode().replace(b"~", b"\xe9")
    good = [_item(1).encode(), _item(3, title="Tanda \ufffd").encode()]
    (tmp_path / "a.xml").write_bytes(_HEAD.encode() + good[1] + bad + bad + good[0] + _END.encode())
    first, *rejects, last = read(str(tmp_path / "a.xml"))
    assert [_fields(first).id, _fields(last).id] == ["wp-3", "wp-1"]
    assert len(rejects) == 2
    for told in rejects:
        assert isinstance(told, Reject)
        assert "not of the file's encoding; convert the WordPress export to UTF-8" in told.reason


NO_POSTS = [
    (7, "not a post"),
    ("wp", "not a post"),
    ([_post(2)], "not a post"),
    ({"code": "rest_no_route", "message": "No route", "data": {"status": 404}}, "WordPress answered with an error"),
    (_post(2, id="a/b"), "the post has no number"),
    (_post(2, id=True), "the post has no number"),
    ({**_post(2), "id": None}, "the post has no number"),
]


@pytest.mark.parametrize(("value", "reason"), NO_POSTS)
def test_what_is_no_post_is_told_and_the_others_come_out(tmp_path: Path, value: Any, reason: str) -> None:
    first, bad, last = _rest(tmp_path, [_post(1), value, _post(3)])
    assert [_fields(first).id, _fields(last).id] == ["wp-1", "wp-3"]
    assert isinstance(bad, Reject)
    assert bad.reason.startswith("item 2: ")
    assert reason in bad.reason


@pytest.mark.parametrize(("bad", "reason"), [("[" * 99 + "]" * 99, "more than 50 deep"), ("1e999", "out of range")])
def test_a_post_that_cannot_be_kept_is_told_and_the_others_come_out(tmp_path: Path, bad: str, reason: str) -> None:
    one, three = json.dumps(_post(1)), json.dumps(_post(3))
    (tmp_path / "a.json").write_text(f'[{one}, {{"id": 2, "meta": {bad}}}, {three}]', encoding="utf-8")
    first, told, last = read(str(tmp_path / "a.json"))
    assert [_fields(first).id, _fields(last).id] == ["wp-1", "wp-3"]
    assert isinstance(told, Reject)
    assert reason in told.reason


def test_a_raw_text_keeps_its_lines_for_the_cleaner(tmp_path: Path) -> None:
    (tmp_path / "Rapat 10.12.txt").write_bytes(b"\xef\xbb\xbf- Judul lain\r\nRapat di Metro\r\n\r\nMETRO,-- Isi\0.\r\n")
    (row,) = read(str(tmp_path / "Rapat 10.12.txt"))
    found = _fields(row)
    assert (found.id, found.title, found.markup, found.published) == ("Rapat 10.12", None, "raw", None)
    assert found.body == "- Judul lain\nRapat di Metro\n\nMETRO,-- Isi.\n"
    assert found.notes == ("1 unreadable character taken out of the body",)


HTML = [
    ("<p>Satu</p><p>Dua</p>", "Satu\nDua", "paragraphs"),
    ("Satu\nmasih satu\n\nDua", "Satu masih satu\nDua", "WordPress's classic editor writes no tags"),
    ("Satu<br />Dua", "Satu\nDua", "line breaks"),
    ("<p>Kej<b>ari</b> <a href='x'>Metro</a></p>", "Kejari Metro", "tags inside words part nothing"),
    ("<ul><li>a<li>b</ul>", "a\nb", "lists, end tags left out"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a b", "cells are words apart"),
    ("a &lt; b &amp; c&nbsp;&#8211; d", "a < b & c – d", "entities"),
    ("&lt;script&gt;x", "<script>x", "what was escaped is text"),
    ("<!-- wp:paragraph {} --><p>a</p><!-- /wp:paragraph -->", "a", "block comments"),
    ("<script>x</script><style>y</style><p>a", "a", "code"),
    ("<figure><img src='3.jpg'><figcaption>Foto: ist</figcaption></figure>a", "a", "captions"),
    ("<p class='wp-caption-text'>Foto: ist</p>a", "a", "captions of the classic editor"),
    ("a [caption id='x']<img src='y'> Foto: ist[/caption] b", "a b", "captions as shortcodes"),
    ("a [gallery ids='1,2'] [su_note x='1']b[/su_note]", "a b", "shortcodes around words leave the words"),
    ("a [MFH/Diskominfo Metro] [sic] [1]", "a [MFH/Diskominfo Metro] [sic] [1]", "brackets that are none"),
    ("<p>https://video.example/1</p><p>a</p>", "a", "an address alone is an embedded medium"),
    ("a&#8238;b&#0;c&shy;d", "ab\ufffdcd", "unreadable characters behind entities"),
    ("<meta charset='utf-16'>é", "é", "the text says nothing of its encoding"),
    ("<?xml version='1.0' encoding='latin-1'?><p>é</p>", "é", "nor does a declaration"),
    ("<div>" * 100_000 + "a", "a", "no depth is too deep"),
    ("[caption" * 50_000 + "a", "[caption" * 50_000 + "a", "no number of brackets is too many"),
    ("", "", "nothing"),
    ("<!-- x -->", "", "nothing but a comment"),
]


@pytest.mark.parametrize(("html", "text", "why"), HTML, ids=[case[2] for case in HTML])
def test_html_gives_the_words_that_a_reader_sees(html: str, text: str, why: str) -> None:
    assert text_of(html) == text


def test_a_lone_tag_does_not_make_a_text_html() -> None:
    assert is_html("<P>a</P>")
    assert is_html("a<br/>b")
    assert not is_html("a <b>tegas</b> b < c > d")
