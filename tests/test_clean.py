"""How an article begins and ends, its title, its paragraphs, when it was published. All texts are invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.clean import CleanText, clean
from indexer.sources.characters import readable
from indexer.sources.rows import Fields, Markup
from search.understanding.event_days import event_days

SEED = Path(__file__).parent.parent.parent / "shared" / "seed"

RAW = """- Camat Sukamaju Tinjau Jembatan Gantung
- Warga Keluhkan Jalan Way Contoh Berlubang

Pemkot Contoh Gelar Rapat Kebersihan Pasar

CONTOH, KBR,-- Pemerintah Kota
(Pemkot) Contoh menggelar rapat tentang
kebersihan pasar di aula setempat, Rabu
(10/12/2025).
Rapat itu dihadiri
para pedagang. Wali kota meminta
pasar dibersihkan setiap pagi.
Baca Lainnya :
- Pasar Lama Contoh Akan Direhab0
- Pedagang Terima Bantuan Gerobak3

“Kami ingin pasar yang
bersih,” katanya. [KBR/Diskominfo Contoh]


3.jpg)"""

ABOVE = "Warga memperbaiki jembatan gantung."
BELOW = "Camat berterima kasih kepada warga."


def cleaned(body: str, title: str | None = "Judul", markup: Markup = "plain") -> CleanText:
    return clean(Fields("a", title, body, markup))


def kinds(text: CleanText) -> list[str]:
    return [passage.kind for passage in text.removed]


def test_a_raw_text() -> None:
    text = cleaned(RAW, None, "raw")
    assert text.title == "Pemkot Contoh Gelar Rapat Kebersihan Pasar"
    assert text.body == (
        "Pemerintah Kota (Pemkot) Contoh menggelar rapat tentang kebersihan pasar di aula setempat, "
        "Rabu (10/12/2025).\n"
        "Rapat itu dihadiri para pedagang. Wali kota meminta pasar dibersihkan setiap pagi.\n"
        "“Kami ingin pasar yang bersih,” katanya."
    )
    assert (text.dateline, text.source, text.published, text.notes) == ("CONTOH", "KBR", None, ())
    assert [(passage.kind, passage.text) for passage in text.removed] == [
        ("headlines", "- Camat Sukamaju Tinjau Jembatan Gantung"),
        ("headlines", "- Warga Keluhkan Jalan Way Contoh Berlubang"),
        ("related", "Baca Lainnya :\n- Pasar Lama Contoh Akan Direhab0\n- Pedagang Terima Bantuan Gerobak3"),
        ("refuse", "3.jpg)"),
        ("dateline", "CONTOH, KBR,--"),
        ("signoff", "[KBR/Diskominfo Contoh]"),
    ]


@pytest.mark.skipif(not SEED.is_dir(), reason="the raw article of ../shared/seed is not here")
def test_the_seed() -> None:
    text = cleaned(next(SEED.glob("*.txt")).read_text("utf-8"), None, "raw")
    assert text.title == ("Kejari Metro Komitmen Dukung Wujudkan Kota Layak Anak dan Jamin Hak-hak Hukum Anak")
    assert text.body.startswith("Pemerintah Kota (Pemkot) Metro bersama")
    assert text.body.endswith("dalam penilaian Kota Layak Anak.")
    assert (text.dateline, text.source, text.published) == ("METRO", "MFH", None)
    everything = text.title + text.body
    for foreign in ("Way Pisang", "3.jpg", "BPKP", "Pringsewu", "Baca Lainnya", "Color Bubble", "Diskominfo"):
        assert foreign not in everything
    assert len(text.body.split("\n")) == 13
    (event,) = event_days(text.title, text.body, text.published)
    assert event.day == date(2025, 12, 10)
    (evidence,) = event.evidence
    assert text.body[evidence.start : evidence.end] == evidence.text == "Rabu (10/12/2025)"


DATELINES = [
    # beginning of the body, place, outlet, first words of the report, why
    ("Bandarlampung (ANTARA) - Warga", "Bandarlampung", "ANTARA", "Warga", "a news agency"),
    ("Koba, Babel, (ANTARA) - Warga", "Koba, Babel", "ANTARA", "Warga", "place, province, comma"),
    ("KOTA BUMI, LAMPUNG - Warga", "KOTA BUMI, LAMPUNG", None, "Warga", "seven letters are no outlet's initials"),
    ("BANDUNG, JABAR - Warga", "BANDUNG, JABAR", None, "Warga", "a province's short name is no outlet"),
    ("METRO, MFH,-- Warga", "METRO", "MFH", "Warga", "an outlet's initials"),
    ("Jakarta - Warga", "Jakarta", None, "Warga", "a place alone"),
    ("Liwa (Lampost.co) — Warga", "Liwa", "Lampost.co", "Warga", "long dash"),
    ("Krui (lampost.co)– Warga", "Krui", "lampost.co", "Warga", "no space before the dash"),
    ("TRIBUNLAMPUNG.CO.ID, METRO - Warga", "METRO", "TRIBUNLAMPUNG.CO.ID", "Warga", "outlet first"),
    ("KOMPAS.com - Warga", None, "KOMPAS.com", "Warga", "outlet alone"),
    ("Jakarta, CNN Indonesia -- Warga", "Jakarta", "CNN Indonesia", "Warga", "an outlet of two words"),
    ("Jakarta, CNN Indonesia - - Warga", "Jakarta", "CNN Indonesia", "Warga", "two dashes apart"),
    ("Tulang Bawang Barat\n - \nWarga", "Tulang Bawang Barat", None, "Warga", "broken into lines by its markup"),
    ("Krui (\nLampost.co\n)\n — Warga", "Krui", "Lampost.co", "Warga", "broken into lines by a link"),
]
RUN = " memperbaiki jembatan gantung bersama aparat desa."


@pytest.mark.parametrize(("start", "place", "outlet", "first", "why"), DATELINES)
def test_datelines(start: str, place: str | None, outlet: str | None, first: str, why: str) -> None:
    text = cleaned(start + RUN)
    assert (text.dateline, text.source, text.body) == (place, outlet, first + RUN), why
    assert kinds(text) == ["dateline"], why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Perserikatan Bangsa - Bangsa mengirim utusan.", "a word with a hyphen"),
        ("Persib – klub dari Bandung – menang.", "words between dashes"),
        ("Pemerintah Provinsi (Pemprov) Lampung – Bersama warga – menanam pohon.", "an abbreviation in brackets"),
        ("Jalan Liwa - Krui longsor.", "a road between two places"),
        ("Harga beras naik - Warga mengeluh.", "small letters"),
        ("Anak-anak bermain di taman.", "a hyphen"),
        ("Panen (10/12/2025) - Petani senang.", "a date in brackets"),
    ],
)
def test_what_is_no_dateline(body: str, why: str) -> None:
    assert cleaned(body).body == body, why


@pytest.mark.parametrize(
    ("body", "after", "why"),
    [
        ("Warga\u00a0desa \t bergotong  royong.", "Warga desa bergotong royong.", "spaces of all kinds"),
        ("Warga ber\u00adgotong ro\u200byong.", "Warga bergotong royong.", "what is invisible in a word"),
        ("Satu.\r\n\r\n\r\nDua.\rTiga.", "Satu.\nDua.\nTiga.", "line ends and empty lines"),
        ("Satu.\u2028Dua.", "Satu.\nDua.", "line separators"),
        ("Dinas \nPariwisata\n Lampung hadir.", "Dinas Pariwisata Lampung hadir.", "a link broke the line"),
        ("Dinas (\nDispar\n) hadir.", "Dinas (Dispar) hadir.", "a link in brackets"),
        ("Susunan acara\nPukul delapan dimulai.", "Susunan acara\nPukul delapan dimulai.", "a heading stays alone"),
        ("warga desa\nbergotong royong\ndi balai.", "warga desa bergotong royong di balai.", "broken at a width"),
    ],
)
def test_paragraphs(body: str, after: str, why: str) -> None:
    assert cleaned(body).body == after, why


def test_tags_below_an_article() -> None:
    text = cleaned(f"{ABOVE}\n(abc/def)\njembatan\ngotong royong\nlampung")
    assert (text.body, kinds(text)) == (ABOVE, ["refuse", "signoff"])
    text = cleaned(f"{ABOVE}\nTags:\njembatan\nGotong Royong")
    assert (text.body, kinds(text)) == (ABOVE, ["refuse"])


def test_a_caption_above_the_dateline() -> None:
    text = cleaned(f"Warga di jembatan, Rabu (10/12/2025). (KABAR/HO)\n{ABOVE}")
    assert kinds(text) == []  # an unknown credit is no reason to take a paragraph out
    text = cleaned(f"Warga membersihkan pasar.\nJakarta (ANTARA) - {ABOVE}")
    assert kinds(text) == []  # a sentence above a dateline may be the report's
    text = cleaned(f"Warga di jembatan gantung\nJakarta (ANTARA) - {ABOVE}")
    assert (text.body, kinds(text)) == (ABOVE, ["credit", "dateline"])
    text = cleaned(f"Warga di jembatan, Rabu (10/12/2025). (ANTARA/HO)\nJakarta (ANTARA) - {ABOVE}")
    assert (text.body, kinds(text)) == (ABOVE, ["credit", "dateline"])


PUBLISHED = [
    ("Diterbitkan: Rabu, 10 Desember 2025 08:53 WIB", "2025-12-10", "a label"),
    ("Dipublikasikan pada 10/12/2025", "2025-12-10", "a label, no hour"),
    ("Rabu, 10 Desember 2025 | 08:53 WIB", "2025-12-10", "a date with an hour on a line of its own"),
    ("Rabu, 10 Desember 2025 8.53 WIB", "2025-12-10", "an hour with a dot"),
    ("Rabu, 10 Desember 2025", None, "no hour and no label: may be an event"),
    ("Diterbitkan pada Desember 2025", None, "a month is no day"),
    ("Terbit 10 Desember 2025 dan 11 Desember 2025", None, "two days"),
]


@pytest.mark.parametrize(("line", "day", "why"), PUBLISHED)
def test_publication_as_the_text_states_it(line: str, day: str | None, why: str) -> None:
    for markup, body in (("raw", f"Jembatan Gantung Dibuka\n{line}\n\n{ABOVE}"), ("plain", f"{line}\n{ABOVE}")):
        text = cleaned(body, None if markup == "raw" else "Jembatan Gantung Dibuka", markup)  # type: ignore[arg-type]
        assert text.published == (date.fromisoformat(day) if day else None), why
        assert text.title == "Jembatan Gantung Dibuka", why
        assert (line in text.body) is (day is None), why


def test_an_event_day_is_no_publication() -> None:
    assert cleaned("Jembatan dibuka Rabu, 10 Desember 2025 08:53 WIB.").published is None
    assert cleaned(f"{ABOVE}\nRabu, 10 Desember 2025 08:53 WIB\n{BELOW}").published is None


@pytest.mark.parametrize(
    ("body", "title", "why"),
    [
        ("Jembatan dibuka. Warga senang.", "Jembatan dibuka.", "the first sentence"),
        ("Bupati M. Contoh datang. Warga senang.", "Bupati M. Contoh datang.", "an initial ends no sentence"),
        ("Jakarta (ANTARA) - Jembatan dibuka. Warga senang.", "Jembatan dibuka.", "without the dateline"),
        ("kata " * 60, "kata " * 23 + "kata…", "cut at a word"),
        ("a" * 500, "a" * 119 + "…", "a word that is too long"),
    ],
)
def test_a_missing_title_is_made_from_the_body(body: str, title: str, why: str) -> None:
    text = cleaned(body, None)
    assert text.title == title, why
    assert len(text.title) <= 121, why
    assert text.notes == ("title missing, first sentence stands in",), why


def test_a_raw_text_without_title() -> None:
    text = cleaned("- Berita Lain\n\nLIWA, KBR,-- Jembatan dibuka.\n\nWarga senang.", None, "raw")
    assert (text.title, text.body) == ("Jembatan dibuka.", "Jembatan dibuka.\nWarga senang.")
    assert text.notes == ("title missing, first sentence stands in",)


def test_a_title_that_is_repeated_above_the_body_is_taken_out() -> None:
    text = cleaned(f"- Berita Lain\nJEMBATAN DIBUKA\n{ABOVE}", "Jembatan dibuka")
    assert (text.title, text.body, kinds(text)) == ("Jembatan dibuka", ABOVE, ["headlines", "headlines"])


@pytest.mark.parametrize("body", ["ADVERTISEMENT", "Baca juga: Jembatan Baru Dibangun\n\n3.jpg)", "(*)\nTags:\na"])
def test_a_body_of_noise_alone_is_kept(body: str) -> None:
    text = cleaned(body)
    assert text.body.split("\n") == [line for line in body.split("\n") if line]
    assert text.removed == ()
    assert "left as it is" in text.notes[0]


@pytest.mark.parametrize("body", ["", " \n\u00a0\n", "\u200b"])
def test_an_empty_body_stays_empty(body: str) -> None:
    text = cleaned(body)
    assert (text.title, text.body, text.removed, text.notes) == ("Judul", "", (), ())


def test_html_is_cleaned_as_plain_text() -> None:
    text = cleaned(f"<p>Jakarta (ANTARA) - {ABOVE}</p><p>ADVERTISEMENT</p><p>{BELOW}</p>", "Judul", "html")
    assert (text.body, text.dateline) == (f"{ABOVE}\n{BELOW}", "Jakarta")


@pytest.mark.parametrize("markup", ["raw", "plain"])
def test_cleaning_twice_is_cleaning_once(markup: Markup) -> None:
    once = cleaned(RAW, None, markup)
    again = cleaned(once.body, once.title)
    assert (again.title, again.body, again.removed) == (once.title, once.body, ())


@pytest.mark.parametrize(
    ("body", "title", "after", "kind", "why"),
    [
        (
            f"Warga Sukamaju Bersihkan Pasar Lama. {ABOVE}",
            *("Warga Sukamaju Bersihkan Pasar Lama", ABOVE, "headlines", "the title as a first sentence"),
        ),
        (
            f"Warga Sukamaju Bersihkan Pasar Lama pada hari Minggu. {ABOVE}",
            *("Warga Sukamaju Bersihkan Pasar Lama", None, None, "the title begins a sentence of the report"),
        ),
        (f"Banjir surut. {ABOVE}", "Banjir surut", None, None, "too short to be told from a sentence"),
        (
            f"Warga di pasar (Kabar.com/Budi)\n{ABOVE}",
            *("Judul", ABOVE, "credit", "a caption with an outlet's credit"),
        ),
    ],
)
def test_what_stands_above_the_report(body: str, title: str, after: str | None, kind: str | None, why: str) -> None:
    text = cleaned(body, title)
    assert (text.title, text.body, kinds(text)) == (title, after or body, [kind] if kind else []), why


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("\xe2\x80\x9cYa,\xe2\x80\x9d kata José", "“Ya,” kata José"),
        ("â€œYa,â€\x9d kata JosÃ©", "“Ya,” kata José"),
        ("â€œYa,â€ kata Siti", "“Ya,” kata Siti"),
        ("luas 5 mÂ² dan 20\xc2\xa0Â°C", "luas 5 m² dan 20\xa0°C"),
        ("CAFÉ” – Ángel, Ère, “biasa”", "CAFÉ” – Ángel, Ère, “biasa”"),
    ],
)
def test_characters_that_were_read_in_the_wrong_encoding(text: str, meant: str) -> None:
    assert readable(text) == (meant, 0)


def test_entities_that_markup_left() -> None:
    assert (
        cleaned("Budi &amp; Siti berkata &quot;ya&quot; &nbsp;di R&D; &apa;").body
        == 'Budi & Siti berkata "ya" di R&D; &apa;'
    )
