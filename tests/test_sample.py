"""The bundled sample: what its README promises and can be counted. Reads the files, nothing of Telusur."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

SAMPLE = Path(__file__).resolve().parent.parent / "indexer" / "sample"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
RAW = sorted((SAMPLE / "mentah").glob("*.txt"))
ITEMS = list(ElementTree.parse(SAMPLE / "wordpress.xml").iter("item"))
WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

# Press releases as several outlets printed them, the first print first.
COPIES = (
    ("kabar-2025-0102", "raya-2025-0099", "tapis-2025-0105"),
    ("kabar-2025-0131", "raya-2025-0127", "tapis-2025-0138"),
    ("kabar-2025-0591", "tapis-2025-0591", "raya-2025-0601"),
    ("kabar-2025-0835", "tapis-2025-0841"),
    ("kabar-2025-1042", "tapis-2025-1042"),
    ("kabar-2025-1188", "ulubelu-2025-1183"),
    ("kabar-2025-1311", "tapis-2025-1313", "raya-2025-1318"),
    ("metropos-2025-2168", "kabar-2025-2166", "raya-2025-2171", "tapis-2025-2172"),
    ("kabar-2025-2529", "ulubelu-2025-2536"),
    ("kabar-2026-0647", "tapis-2026-0646"),
)
REGIONS = {
    "Bandar Lampung": r"Bandar ?Lampung",
    "Metro": r"Metro(?! (?:Kibang|Pos|Jaya))",
    "Tulang Bawang": r"Tulang ?Bawang(?! (?:Barat|Tengah|Udik))",
    "Tulang Bawang Barat": r"Tulang ?Bawang Barat|Tubaba",
    "Way Kanan": r"Way ?Kanan",
} | {
    name: name
    for name in (
        "Lampung Selatan",
        "Lampung Tengah",
        "Lampung Utara",
        "Lampung Barat",
        "Lampung Timur",
        "Mesuji",
        "Pesawaran",
        "Pringsewu",
        "Tanggamus",
        "Pesisir Barat",
    )
}
BODIES = [
    *("Pemkot", "Pemkab", "Pemprov", "BPBD", "Polresta", "Polres", "Polsek", "Polda", "Kejari", "Kejati", "DPRD"),
    *("KPU", "Bawaslu", "BMKG", "BPS", "RSUD", "Kodim", "PLN", "BBWS", "Basarnas", "Bulog", "Disdukcapil", "BKSDA"),
    *("BPTD", "BPJN", "BPN", "Bappeda", "Inspektorat", "Satpol PP", "Bank Indonesia", "Kementerian"),
    *("Dinas Sosial", "Dinas Kesehatan", "Dinas PUPR", "Dinas Perhubungan"),
]
NOISE = (
    "Baca juga:",
    "ADVERTISEMENT",
    "Scroll untuk baca artikel",
    "Share this article",
    "Foto:",
    "[KS/Diskominfo",
    "METRO, MP,--",
    "(Kabar Sai)",
)
WEEKDAYS = {
    name: number
    for number, names in enumerate(("senin", "selasa", "rabu", "kamis", "jumat jum'at", "sabtu", "minggu ahad"))
    for name in names.split()
}
# November is also written Nopember, and a month may be cut to three letters (Agt too).
_SHORT = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
MONTHS = {month: number for number, month in enumerate(_SHORT, 1)} | {"agt": 8, "nop": 11}
DATED = re.compile(
    rf"({'|'.join(WEEKDAYS)}),?\s+\(?(\d\d?)(?:[/-](\d\d?)(?:[/-](\d{{4}}))?|\s+({'|'.join(MONTHS)})[a-z]*(?:\s+(\d{{4}}))?)",
    re.I,
)


class Text(NamedTuple):
    """Title and body of one sample article, as they stand in its file; `published` None where only the text tells."""

    name: str
    words: str
    published: date | None


def children(item: ElementTree.Element) -> dict[str, str]:
    return {child.tag: child.text or "" for child in item}


def plain(html: str) -> str:
    return re.sub(r"<!--.*?-->|<[^>]*>", "", html)


POSTS = [c for c in map(children, ITEMS) if (c[f"{WP}status"], c[f"{WP}post_type"]) == ("publish", "post")]
TEXTS = (
    [Text(r["id"], f"{r['title']}\n{r['body']}", date.fromisoformat(r["published"][:10])) for r in ROWS]
    + [Text(path.name, path.read_text(encoding="utf-8"), None) for path in RAW]
    + [
        Text(c[f"{WP}post_name"], f"{c['title']}\n{plain(c[CONTENT])}", date.fromisoformat(c[f"{WP}post_date"][:10]))
        for c in POSTS
    ]
)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def dates(text: Text) -> list[tuple[str, str, date]]:
    """Every weekday that stands beside a date: as written, the weekday, and the day meant."""
    found = []
    for match in DATED.finditer(text.words):
        weekday, day, number, year, month, other_year = match.groups()
        at = int(number) if number else MONTHS[month[:3].lower()]
        if stated := year or other_year:
            meant = date(int(stated), at, int(day))
        else:
            assert text.published, f"{text.name}: {match[0]!r} names no year, and the text has no day of its own"
            near = text.published
            years = (date(near.year + step, at, int(day)) for step in (-1, 0, 1))
            meant = min(years, key=lambda d: abs((d - near).days))
        found.append((match[0], weekday.lower(), meant))
    return found


def test_the_readme_counts_the_articles_of_each_file() -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    told = {name: int(n) for name, n in re.findall(r"^\| `([^`]+)` \|.*\| (\d+) \|$", readme, re.M)}
    assert told == {"articles.jsonl": len(ROWS), "mentah/*.txt": len(RAW), "wordpress.xml": len(POSTS)}
    assert len(TEXTS) >= 130
    assert f"{len(TEXTS)} short articles" in readme


def test_ids_are_unique_and_rows_have_what_a_row_needs() -> None:
    assert [i for i, n in Counter(r["id"] for r in ROWS).items() if n > 1] == []
    for row in ROWS:
        assert {"id", "title", "body", "published", "url", "source"} <= row.keys(), row["id"]
        assert row.keys() <= {"id", "title", "body", "published", "url", "source", "category", "penulis"}, row["id"]
    assert {r["source"] for r in ROWS} == {"Kabar Sai", "Suara Tapis", "Lampung Raya", "Radar Ulu Belu", "Metro Pos"}
    assert 5 <= sum("penulis" in r for r in ROWS) <= 20
    assert all(
        5 <= n <= len(ROWS) - 5 for n in (sum("category" in r for r in ROWS), sum("T" in r["published"] for r in ROWS))
    )


def test_bodies_are_short_but_no_stubs() -> None:
    lengths = {r["id"]: len(re.findall(r"\w+", r["body"])) for r in ROWS}
    assert {i: n for i, n in lengths.items() if not 80 <= n <= 220} == {}
    assert max(lengths.values()) >= 1.8 * min(lengths.values())


def test_every_month_of_the_two_years_has_articles() -> None:
    months = Counter((t.published.year, t.published.month) for t in TEXTS if t.published)
    wanted = [(2024, 11), (2024, 12), *((2025, m) for m in range(1, 13)), *((2026, m) for m in range(1, 11))]
    assert {m: months[m] for m in wanted if months[m] < 3} == {}
    assert months.keys() == set(wanted)


@pytest.mark.parametrize(("region", "pattern"), REGIONS.items(), ids=list(REGIONS))
def test_every_region_is_named_at_the_top_of_five_articles(region: str, pattern: str) -> None:
    # Of a raw text the top is the paragraph below the dateline: other articles' headlines stand above it.
    tops = [t.words.split(",-- ", 1)[-1][:500] if t.name.endswith(".txt") else t.words[:500] for t in TEXTS]
    named = sum(bool(re.search(pattern, " ".join(top.split()))) for top in tops)
    least = 10 if region in {"Bandar Lampung", "Metro", "Lampung Selatan", "Pesawaran"} else 5
    assert named >= least


def test_many_kinds_of_public_bodies_are_named() -> None:
    words = " ".join(" ".join(t.words.split()) for t in TEXTS)
    assert [body for body in BODIES if not re.search(rf"\b{body}\b", words)] == []


@pytest.mark.parametrize("group", COPIES, ids=lambda g: g[0])
def test_copies_of_a_release_share_half_of_their_shingles(group: tuple[str, ...]) -> None:
    rows = [r for r in ROWS if r["id"] in group]
    assert len(rows) == len(group) <= 4
    assert len({r["source"] for r in rows}) == len({r["title"] for r in rows}) == len(group)
    days = sorted(date.fromisoformat(r["published"][:10]) for r in rows)
    assert (days[-1] - days[0]).days <= 1
    for one, other in combinations((shingles(r["body"]) for r in rows), 2):
        assert 0.5 <= len(one & other) / len(one | other) < 1


def test_articles_that_are_no_copies_share_next_to_nothing() -> None:
    group = {i: number for number, ids in enumerate(COPIES) for i in ids}
    alone = [(t.name, shingles(t.words)) for t in TEXTS]
    for (one, a), (other, b) in combinations(alone, 2):
        if one not in group or group[one] != group.get(other):
            assert len(a & b) / len(a | b) < 0.1, f"{one} and {other} read like one article with places swapped"


def test_weekday_and_date_agree_wherever_they_stand_together() -> None:
    found = [(t.name, *d) for t in TEXTS for d in dates(t)]
    assert [f for f in found if WEEKDAYS[f[2]] != f[3].weekday()] == []
    assert len(found) >= 110
    written = " ".join(f[1] for f in found)
    forms = (r"\(\d+/\d+/\d{4}", r"\(\d+/\d+ |\(\d+/\d+$", r"\(\d+-\d+-\d{4}", r"[a-z] \d+/\d+/\d{4}", r", \d+ [A-Z]")
    assert [form for form in (*forms, "Jum'at", "Ahad", "Nopember", "Agt") if not re.search(form, written)] == []


def test_the_noise_of_portals_is_there() -> None:
    bodies = "\n".join(r["body"] for r in ROWS)
    assert [noise for noise in NOISE if bodies.count(noise) < 2] == []


@pytest.mark.parametrize("path", RAW, ids=lambda p: p.stem)
def test_raw_texts_have_the_shape_of_a_raw_text(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("- "), "a list of other headlines stands first"
    assert any(re.match(r"[A-Z ]+, [A-Z]+,-- \S", line) for line in lines), "a dateline"
    assert "Baca Lainnya :" in lines
    assert any(re.match(r"- .*\d$", line) for line in lines), "a headline that ends in a counter"
    assert re.fullmatch(r"\d\.jpg\)", lines[-1]), "refuse at the end"


def test_the_export_has_posts_one_draft_and_one_page() -> None:
    kinds = Counter((c[f"{WP}status"], c[f"{WP}post_type"]) for c in map(children, ITEMS))
    assert kinds == {("publish", "post"): len(POSTS), ("draft", "post"): 1, ("publish", "page"): 1}
    assert len({c[f"{WP}post_id"] for c in map(children, ITEMS)}) == len(ITEMS)


def test_no_link_leads_anywhere() -> None:
    # Names of XML namespaces look like links, but a parsed tree has them in its tags alone.
    parts = [json.dumps(r) for r in ROWS] + [t.words for t in TEXTS]
    parts += [e.text or "" for e in ElementTree.parse(SAMPLE / "wordpress.xml").iter()]
    links = [link for part in parts for link in re.findall(r"(?:https?:|www\.)\S{0,40}", part)]
    assert [link for link in links if not re.match(r"https://contoh\.invalid(?:[/\"<]|$)", link)] == []
