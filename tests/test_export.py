"""A backup that works: what `telusur export` writes becomes the same articles again, whatever they came as."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer import pipeline, upkeep
from indexer.sources import BadRow, RawRow, fields
from search.model import Article
from tests.site_under_test import Site, row, rows, write

RAW = """Kejari Metro Dukung Perlindungan Anak

METRO, WARTA,-- Pemerintah Kota (Pemkot) Metro bersama
Kejaksaan Negeri membahas perlindungan anak, Rabu (10/12/2025).

Kegiatan itu dihadiri <b>banyak</b> pihak.
"""
WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Warta Contoh</title><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Harga Singkong &amp;amp; Kopi Naik</title><link>https://warta.example/?p=7</link>
<content:encoded><![CDATA[<p>Petani &lt;b&gt; di Lampung Tengah</p><p>senang.</p>]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:post_date_gmt>2025-12-09 18:30:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category">Ekonomi</category>
<category domain="post_tag">singkong</category></item>
</channel></rss>
"""
POST = {
    "id": 8,
    "date_gmt": "2025-12-31T17:30:00",
    "link": "https://warta.example/?p=8",
    "title": {"rendered": "Polres &#8211; Way Kanan"},
    "content": {"rendered": "<p>Jembatan <em>putus</em> di Way Kanan.</p>"},
    "status": "publish",
    "type": "post",
}


def articles(site: Site) -> dict[str, Article]:
    with site.place().backend.reader() as engine:
        return dict(engine.articles(list(engine.ids())))


def sources(directory: Path) -> list[str]:
    folder = directory / "teks"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "kejari.txt").write_text(RAW, encoding="utf-8")
    (directory / "ekspor.xml").write_text(WXR, encoding="utf-8")
    (directory / "pos.json").write_text(json.dumps([POST]), encoding="utf-8")
    jsonl = [
        row("biasa", "khas", published="2025-12-10T01:00:00+07:00", url="https://warta.example/a", nomor=[1, {"a": 2}]),
        row("html", body="<p>Isi &amp; berita <b>tebal</b>.</p>"),
        row("tunggal", body="Isi \ud800 berita banjir."),
        {"id": "tanpa-judul", "body": "Kalimat pertama jadi judul. Kalimat kedua."},
    ]
    return [
        str(folder),
        str(directory / "ekspor.xml"),
        str(directory / "pos.json"),
        write(directory / "a.jsonl", jsonl),
    ]


def test_an_export_becomes_the_same_articles_again(tmp_path: Path) -> None:
    site, again = Site(tmp_path / "situs"), Site(tmp_path / "lagi")
    report = pipeline.reindex(site.place(), sources(tmp_path))
    assert (report.taken, report.rejected) == (7, 0)
    before = articles(site)
    assert before["2025/kejari"].title == "Kejari Metro Dukung Perlindungan Anak"
    assert before["wp-7"].extra == {"tags": ["singkong"]}
    backup = tmp_path / "cadangan.jsonl"
    assert upkeep.write_export(upkeep.export(site.place()), backup) == 7
    report = pipeline.reindex(again.place(), [str(backup)])
    assert (report.taken, report.rejected) == (7, 0)
    assert articles(again) == before
    second = tmp_path / "kedua.jsonl"
    upkeep.write_export(upkeep.export(again.place()), second)
    assert second.read_bytes() == backup.read_bytes(), "a backup of the restored site is the same backup"


def test_the_sample_survives_its_own_export(tmp_path: Path) -> None:
    site, again = Site(tmp_path / "situs"), Site(tmp_path / "lagi")
    sample = Path(__file__).resolve().parent.parent / "indexer" / "sample"
    pipeline.reindex(site.place(), [str(sample)])
    upkeep.write_export(upkeep.export(site.place()), tmp_path / "cadangan.jsonl")
    pipeline.reindex(again.place(), [str(tmp_path / "cadangan.jsonl")])
    before = articles(site)
    assert len(before) >= 120
    assert articles(again) == before


@pytest.mark.parametrize(
    ("markup", "body", "title", "kind", "why"),
    [
        ("raw", RAW, None, "raw", "the title is found in the text, as in a raw file"),
        ("html", "<p>Isi</p>", "Judul", "html", "as WordPress has it"),
        ("plain", "Rumus a <b> c", "Judul", "plain", "angle brackets of a plain text are no markup"),
        (None, "<p>Isi</p>", "Judul", "html", "recognised where the row says nothing"),
        ("", "Isi", "Judul", "plain", "an empty value says nothing"),
    ],
)
def test_a_row_says_what_its_body_is(markup: Any, body: str, title: Any, kind: str, why: str) -> None:
    found = fields(RawRow("jsonl", "a", {"id": "a", "title": title, "body": body, "markup": markup}))
    assert (found.markup, found.body, found.title) == (kind, body, title), why
    assert "markup" not in found.extra


@pytest.mark.parametrize("markup", ["markdown", 1, ["html"], "HTML"])
def test_another_markup_is_refused_with_what_can_be_said(markup: Any) -> None:
    with pytest.raises(BadRow, match=r"markup is .*; write raw, plain, html"):
        fields(RawRow("jsonl", "a", {"id": "a", "body": "Isi", "markup": markup}))


def test_a_backup_is_whole_or_as_it_was(tmp_path: Path) -> None:
    site = Site(tmp_path / "situs")
    site.reindex(rows(3))
    output = tmp_path / "cadangan.jsonl"
    output.write_text("cadangan kemarin")

    def breaks() -> Any:
        yield from [row("a")]
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        upkeep.write_export(breaks(), output)
    assert output.read_text() == "cadangan kemarin"
    upkeep.write_export(upkeep.export(site.place()), output)
    assert [json.loads(line)["id"] for line in output.read_text().splitlines()] == ["k-000", "k-001", "k-002"]
    assert [p.name for p in tmp_path.iterdir() if "tmp" in p.name] == []
