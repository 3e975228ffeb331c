"""An article's page: where its tags were read, who else tells it, how old it is, and what programs read from it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.model import WIB, AgencyTag, Article, EventDay, Evidence, FieldName, RegionTag
from tests.web_site import NOW, by_class, page, published, site, story, text
from web import article_page
from web.wording.article import age

BODY = (
    "Warga Kota Metro resah.\n\nKejari Metro\nmemeriksa saksi, Senin (8/12/2025). "
    + "Kalimat lain. " * 30
    + "BPBD ada."
)


def read(words: str, field: FieldName = "body", body: str = BODY, title: str = "") -> Evidence:
    start = (title if field == "title" else body).index(words)
    return Evidence(words, start, start + len(words), field)


TITLE = "Kejari Metro periksa saksi"
TAGGED = Article(
    "tanda",
    TITLE,
    BODY,
    date(2025, 12, 10),
    agencies=(
        AgencyTag("kejari-metro", "Kejari Metro", (read("Kejari Metro"), read("Kejari Metro", "title", title=TITLE))),
        AgencyTag("bpbd-metro", "BPBD Metro", (read("BPBD"),)),
        AgencyTag("pemkot-metro", "Pemkot Metro"),
    ),
    regions=(
        RegionTag("18", "Lampung", (read("Warga"),)),
        RegionTag("18.72", "Metro", (read("Kota Metro"), read("Metro\nmemeriksa"))),
    ),
    main_region=RegionTag("18.72", "Metro"),
    event_days=(EventDay(date(2025, 12, 8), (read("Senin (8/12/2025)"),)),),
)


def shown(tmp_path: Path, articles: list[Article], **settings: Any) -> FlaskClient:
    return site(published(tmp_path, articles), **settings).test_client()


def marks(tree: object) -> list[tuple[str, str]]:
    """What is marked, and the numbers after it, in the order of the page."""
    found, elements = [], list(tree.iter())  # type: ignore[attr-defined]
    for at, element in enumerate(elements):
        if element.tag == "mark":
            following = elements[at + 1]
            found.append((text(element), " ".join(a.get("href") for a in following.iter("a"))))
    return found


def facts(tree: object) -> list[str]:
    return [text(e) for e in by_class(tree, "facts")[0].iter("dd")]


def test_tags_are_marked_where_they_were_read_and_only_when_asked(tmp_path: Path) -> None:
    client = shown(tmp_path, [TAGGED])
    plain, marked = page(client, "/berita/tanda"), page(client, "/berita/tanda?bukti=1")
    assert marks(plain) == []
    assert ("Tandai asalnya dalam teks", "/berita/tanda?bukti=1") in links(plain)
    assert ("Hapus tanda", "/berita/tanda") in links(marked)
    assert marks(marked) == [
        ("Kejari Metro", "#asal-3"),
        ("Warga", "#asal-2"),
        ("Kota Metro", "#asal-1"),
        ("Kejari Metro", "#asal-3 #asal-1"),
        ("memeriksa", "#asal-3 #asal-1"),
        ("Senin (8/12/2025)", "#asal-5"),
        ("BPBD", "#asal-4"),
    ]
    assert facts(marked) == [
        "1 Metro",
        "2 Lampung",
        "3 Kejari Metro",
        "4 BPBD Metro",
        "Pemkot Metro (dari data sumber)",
        "5 Senin, 8 Desember 2025",
    ]
    words = [text(p) for p in by_class(plain, "body")[0]]
    assert words[:2] == ["Warga Kota Metro resah.", "Kejari Metro"]
    for box in by_class(marked, "refs"):
        for number in list(box):
            box.remove(number)
    assert [text(p) for p in by_class(marked, "body")[0]] == words, "marks change no letter"


def links(tree: object) -> list[tuple[str, str]]:
    return [(text(a), a.get("href")) for a in tree.iter("a")]  # type: ignore[attr-defined]


def test_with_full_text_off_only_what_is_shown_is_marked(tmp_path: Path) -> None:
    client = shown(tmp_path, [TAGGED], full_text=False)
    tree = page(client, "/berita/tanda?bukti=1")
    assert "BPBD Metro (asalnya di bagian yang tidak ditampilkan)" in facts(tree)
    assert "BPBD ada" not in client.get("/berita/tanda?bukti=1").get_data(as_text=True)
    assert ("Senin (8/12/2025)", "#asal-4") in marks(tree)
    assert "articleBody" not in data(tree)


def test_evidence_beside_its_words_marks_nothing(tmp_path: Path) -> None:
    wrong = (Evidence("Kota Metro", 0, 10), Evidence("x", 900_000, 900_001), Evidence("", 3, 3))
    tree = page(
        shown(tmp_path, [replace(TAGGED, agencies=(), regions=(RegionTag("18.72", "Metro", wrong),), event_days=())]),
        "/berita/tanda?bukti=1",
    )
    assert marks(tree) == []


def test_an_article_without_evidence_offers_no_marks(tmp_path: Path) -> None:
    client = shown(tmp_path, [story("polos", "Judul", "Isi.", regions=("18.72",))])
    assert "bukti" not in client.get("/berita/polos").get_data(as_text=True)


MARKUP = ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "'\"&lt;", "\u2028</Script >", "{{7*7}}"]


@pytest.mark.parametrize("typed", MARKUP)
def test_what_an_article_says_stays_text_in_page_and_data(tmp_path: Path, typed: str) -> None:
    evidence = (Evidence(typed, 0, len(typed)), Evidence(typed, 0, len(typed), "title"))
    hostile = Article(
        "jahat",
        typed,
        typed,
        date(2025, 1, 1),
        source=typed,
        category=typed,
        agencies=(AgencyTag("a", typed, evidence),),
        regions=(RegionTag("r", typed, evidence),),
    )
    client = shown(tmp_path, [hostile, replace(hostile, id="lain", copies=("jahat",))])
    for address in ("/berita/jahat", "/berita/jahat?bukti=1", "/berita/lain"):
        tree = page(client, address)
        assert [e.get("type") for e in tree.iter("script") if not e.get("src")] == ["application/ld+json"]
        told = data(tree)
        assert {told["headline"], told["articleBody"], told["publisher"]["name"], told["about"][0]["name"]} == {typed}
    assert text(by_class(page(client, "/berita/jahat"), "body")[0]) == " ".join(typed.split())


def data(tree: object) -> dict[str, Any]:
    """The data block, parsed."""
    (block,) = [e for e in tree.iter("script") if e.get("type") == "application/ld+json"]  # type: ignore[attr-defined]
    told: dict[str, Any] = json.loads("".join(block.itertext()))
    return told


def test_the_data_block_tells_what_the_page_tells(tmp_path: Path) -> None:
    timed = replace(
        TAGGED,
        id="a b",
        source="Lampung Raya",
        published_at=datetime(2025, 12, 10, 8, 53, tzinfo=WIB),
        category="Hukum",
    )
    client = shown(tmp_path, [timed, TAGGED], prefix="/telusur", base_url="https://contoh.id/telusur")
    address = "https://contoh.id/telusur/berita/a%20b"
    tree = page(client, "/berita/a%20b")
    told = data(tree)
    assert told == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "inLanguage": "id",
        "datePublished": "2025-12-10T08:53:00+07:00",
        "articleSection": "Hukum",
        "articleBody": BODY,
        "url": address,
        "mainEntityOfPage": address,
        "publisher": {"@type": "Organization", "name": "Lampung Raya"},
        "sourceOrganization": {"@type": "Organization", "name": "Lampung Raya"},
        "contentLocation": [
            {"@type": "AdministrativeArea", "name": name, "url": f"https://contoh.id/telusur/wilayah/{code}"}
            for code, name in (("18", "Lampung"), ("18.72", "Metro"))
        ],
        "about": [
            {"@type": "GovernmentOrganization", "name": tag.name, "url": f"https://contoh.id/telusur/instansi/{tag.id}"}
            for tag in TAGGED.agencies
        ],
    }
    assert [e.get("href") for e in tree.iter("link") if e.get("rel") == "canonical"] == [address]
    (description,) = [e.get("content") for e in tree.iter("meta") if e.get("name") == "description"]
    assert " ".join(description.split()).startswith("Warga Kota Metro resah. Kejari Metro memeriksa saksi")
    assert data(page(client, "/berita/tanda"))["datePublished"] == "2025-12-10", "only the day is known"


def test_without_an_address_of_its_own_the_site_tells_none(tmp_path: Path) -> None:
    client = shown(tmp_path, [TAGGED])
    tree = page(client, "/berita/tanda")
    assert "http" not in json.dumps(data(tree)).replace("https://schema.org", "")
    assert [e for e in tree.iter("link") if e.get("rel") == "canonical"] == []


def told_by(id_: str, source: str | None, day: date | None, hour: int | None = None, **more: Any) -> Article:
    moment = datetime(day.year, day.month, day.day, hour, 5, tzinfo=WIB) if day and hour is not None else None
    return replace(story(id_, f"Judul {id_}", "Isi.", day), source=source, published_at=moment, **more)


def test_a_story_is_told_as_a_trail_of_media_first_one_first(tmp_path: Path) -> None:
    day = date(2025, 12, 10)
    others = [
        told_by("b", "Kabar Sai", day, 9, face="a"),
        told_by("c", None, day, face="a"),
        told_by("d", "Radar Ulu", day + timedelta(1), 7, face="a"),
        told_by("e", "Tanpa Hari", None, face="a"),
    ]
    client = shown(tmp_path, [told_by("a", "Lampung Raya", day, 6, copies=("e", "b", "c", "d", "ditarik")), *others])
    expected = [
        ("06.05 WIB", "Lampung Raya", "/berita/a"),
        ("09.05 WIB", "Kabar Sai", "/berita/b"),
        ("10 Desember 2025", "Judul c", "/berita/c"),
        ("11 Desember 2025", "Radar Ulu", "/berita/d"),
        ("Tanpa tanggal", "Tanpa Hari", "/berita/e"),
    ]
    for here in ("a", "d"):
        tree = page(client, f"/berita/{here}")
        rows = [e for box in by_class(tree, "trail") for e in box.iter("li")]
        for row, (when, name, address) in zip(rows, expected, strict=True):
            if address == f"/berita/{here}":
                assert text(row) == f"{when} · berita ini{name}"
                assert row.get("class") == "now"
            else:
                assert (text(row), row.find("a").get("href")) == (f"{when}{name}", address)
        assert "Pertama dimuat: Rabu, 10 Desember 2025, 06.05 WIB." in text(tree)
        assert "1 artikel lain tidak ditampilkan." in text(tree), "the one that is withdrawn"


def test_a_long_trail_folds_but_never_the_article_itself(tmp_path: Path) -> None:
    days = [date(2025, 12, 1) + timedelta(n) for n in range(10)]
    ids = [f"k{n}" for n in range(10)]
    face = told_by("k0", "Media 0", days[0], copies=tuple(ids[1:]))
    rest = [told_by(i, f"Media {n}", days[n], face="k0") for n, i in enumerate(ids) if n]
    client = shown(tmp_path, [face, *rest])
    for here, seen in (("k0", 6), ("k8", 9)):
        first, folded = by_class(page(client, f"/berita/{here}"), "trail")
        assert (len(list(first.iter("li"))), len(list(folded.iter("li")))) == (seen, 10 - seen)


AGES = [
    (date(2025, 11, 12), None, "thirty days are not old"),
    (date(2025, 11, 11), "Berita ini dimuat 1 bulan lalu.", "thirty-one are"),
    (date(2025, 1, 21), "Berita ini dimuat 10 bulan lalu.", "whole months alone count"),
    (date(2024, 12, 12), "Berita ini dimuat 1 tahun lalu.", "a year to the day"),
    (date(2023, 12, 13), "Berita ini dimuat 1 tahun lalu.", "a day short of two"),
    (None, None, "no day, no age"),
]


@pytest.mark.parametrize(("day", "told", "why"), AGES)
def test_an_old_article_says_its_age(tmp_path: Path, day: date | None, told: str | None, why: str) -> None:
    tree = page(shown(tmp_path, [story("a", "Judul", "Isi.", day)]), "/berita/a")
    assert [text(e) for e in by_class(tree, "age")] == ([told] if told else []), why


def test_the_age_is_never_no_months() -> None:
    today = NOW.astimezone(UTC).date()
    for days in range(31, 800):
        assert " 0 " not in age(today - timedelta(days), today)
    assert age(date(2025, 1, 31), date(2025, 3, 3)) == "Berita ini dimuat 1 bulan lalu."


def test_an_old_article_leads_to_the_newest_of_its_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = story("baru", "<b>Baru</b>", "Isi.", date(2025, 12, 10))
    monkeypatch.setattr(article_page, "newer_story", lambda engine, article, today: newer)
    client = shown(tmp_path, [story("a", "Judul", "Isi.", date(2025, 1, 1)), newer])
    (note,) = by_class(page(client, "/berita/a"), "age")
    assert text(note) == "Berita ini dimuat 11 bulan lalu. Kabar lebih baru: <b>Baru</b> (10 Desember 2025)"
    assert note.find("a").get("href") == "/berita/baru"
    assert by_class(page(client, "/berita/baru"), "age") == []


def test_copying_the_link_waits_for_the_script(tmp_path: Path) -> None:
    client = shown(tmp_path, [TAGGED])
    (button,) = [e for e in page(client, "/berita/tanda").iter("button") if e.get("data-salin")]
    assert button.get("hidden") is not None
    assert (text(button), button.get("data-salin"), button.get("data-disalin")) == (
        *["Salin tautan"] * 2,
        "Tautan disalin",
    )
