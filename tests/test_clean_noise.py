"""What cleaning takes out and what it keeps, that nothing is lost, and that it never hangs. Texts are invented."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from indexer.sources.rows import Markup
from tests.test_clean import ABOVE, BELOW, RAW, cleaned, kinds

LINES = [
    ("ADVERTISEMENT", "advertisement", "on its own line"),
    ("Advertisement", "advertisement", "in small letters"),
    ("SCROLL TO CONTINUE WITH CONTENT", "advertisement", "a button"),
    ("ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT", "advertisement", "both in one line"),
    ("Scroll untuk baca artikel", "advertisement", "in Indonesian"),
    ("[Gambas:Video 20detik]", "advertisement", "an embedded video"),
    ("Share this article", "share", "a button"),
    ("Bagikan artikel ini", "share", "in Indonesian"),
    ("Facebook Twitter WhatsApp", "share", "names of networks only"),
    ("Ikuti berita lainnya di Google News dan saluran WhatsApp kami", "share", "a channel"),
    ("Baca juga: Jembatan Baru Dibangun di Sukamaju", "related", "label and headline in one line"),
    ("Baca juga: \nJembatan Baru Dibangun di Sukamaju", "related", "headline in the next line"),
    ("Baca Juga:\nJembatan Baru Dibangun\nPasar Malam Dibuka Kembali", "related", "two headlines"),
    ("Baca Lainnya :\n- Jembatan baru dibangun0\n- Pasar malam dibuka2", "related", "a list with counters"),
    ("[Baca juga: Jembatan Baru Dibangun]", "related", "in brackets"),
    ("SIMAK JUGA - Jembatan Baru Dibangun", "related", "capitals and a hyphen"),
    ('Tonton juga video "Jembatan Baru Dibangun" di sini:', "related", "a video"),
    ("Simak Video 'Jembatan Baru':", "related", "a video, no juga"),
    ("Video: Jembatan Baru Dibangun", "related", "a video's headline"),
    ("Selengkapnya di sini", "related", "a link"),
    ("(Foto: Dok. Warga)", "credit", "whose picture it is"),
    ("Foto: Budi/Kabar", "credit", "no brackets"),
    ("Pewarta: Budi Contoh", "byline", "reporter"),
    ("Editor: M. Contoh", "byline", "editor with initial"),
    ("Source:\nBudi Contoh", "byline", "name in the next line"),
    ("Copyright © KABAR 2025", "byline", "copyright"),
    ("Berita ini telah tayang di Kabar.example dengan judul: Jembatan Baru", "byline", "where it stood first"),
    ("3.jpg)", "refuse", "a file's name"),
    ("Halaman Selanjutnya", "refuse", "a button"),
    ("13 jam lalu", "refuse", "age of another article"),
    ("Selasa, 22 Juli 2025 16:41 Wib", "refuse", "date of another article"),
    ("* * *", "refuse", "an ornament"),
    ("googletag.cmd.push(function() { googletag.display('iklan-1'); });", "refuse", "a script's left-over"),
    ("</div>", "refuse", "a left-over of markup"),
    ("© 2025 Kabar Contoh. Semua hak dilindungi.", "byline", "copyright by its sign alone"),
    ("Dilarang keras mengutip isi artikel ini tanpa izin redaksi.", "byline", "a notice"),
    ("Artikel ini ditulis oleh Budi Contoh, peserta magang di Kabar", "byline", "who wrote it, as a sentence"),
    ("Penerjemah: Budi Contoh", "byline", "translator"),
]


@pytest.mark.parametrize(("line", "kind", "why"), LINES)
@pytest.mark.parametrize(
    "form", ["{above}\n{line}\n{below}", "{above}\n\n{line}\n\n{below}", "{above}\n{below}\n{line}"]
)
def test_lines_that_are_no_report(line: str, kind: str, why: str, form: str) -> None:
    text = cleaned(form.format(above=ABOVE, line=line, below=BELOW))
    assert text.body == f"{ABOVE}\n{BELOW}", why
    assert [(passage.kind, squashed(passage.text)) for passage in text.removed] == [(kind, squashed(line))], why


INLINE = [
    # a portal's text without line ends, its body, the kinds removed, why
    (
        "Banjir surut. Baca juga: Warga bersihkan lumpur Baca juga: Sekolah kembali dibuka",
        *("Banjir surut.", ["related", "related"], "a chain at the end"),
    ),
    (
        "Banjir surut. Baca juga: Warga bersihkan lumpur pasar Selanjutnya warga kembali ke rumah.",
        *("Banjir surut. Selanjutnya warga kembali ke rumah.", ["related"], "a word that begins a sentence"),
    ),
    (
        'Banjir surut. Baca Juga : Warga Bersihkan Lumpur di Pasar "Kami sudah pulang ke rumah sejak kemarin '
        'sore," kata Budi.',
        'Banjir surut. "Kami sudah pulang ke rumah sejak kemarin sore," kata Budi.',
        *(["related"], "speech begins"),
    ),
    (
        "Banjir surut. Baca Juga : Warga Bersihkan Lumpur Saat Hujan Reda Dari jumlah itu, tiga rusak.",
        *("Banjir surut. Dari jumlah itu, tiga rusak.", ["related"], "a Headline Like This may hold Saat"),
    ),
    (
        "Banjir surut.Baca juga:Benarkah tanggul jebol? Camat membantah kabar itu.",
        *("Banjir surut. Camat membantah kabar itu.", ["related"], "a question; lost spaces"),
    ),
    (
        "Banjir surut (Baca: Tanggul Jebol Lagi) pada sore hari.",
        *("Banjir surut pada sore hari.", ["related"], "in brackets"),
    ),
    (
        "Banjir surut. Pewarta: Budi Editor: M. Contoh Copyright © KABAR 2025 Dilarang mengambil konten.",
        *("Banjir surut.", ["byline"], "byline and copyright"),
    ),
    (
        "Banjir surut. SCROLL TO CONTINUE WITH CONTENT Warga pulang.",
        *("Banjir surut. Warga pulang.", ["advertisement"], "a button"),
    ),
    (
        "Banjir surut. Halaman Selanjutnya Warga pulang.",
        *("Banjir surut. Warga pulang.", ["refuse"], "a page break"),
    ),
    (
        "Warga senang. Baca juga: harga gabah di Sukamaju naik lagi pekan depan Petani menjual gabah.",
        "Warga senang. Baca juga: harga gabah di Sukamaju naik lagi pekan depan Petani menjual gabah.",
        *([], "a word that the report has not written small yet: may be a name"),
    ),
    (
        "Setiap petani senang. Baca juga: harga gabah di Sukamaju naik lagi pekan depan Petani menjual gabah.",
        *("Setiap petani senang. Petani menjual gabah.", ["related"], "a word that the report writes small"),
    ),
    (
        "Banjir surut. Baca juga: Jalan Rusak Lagi, Camat Contoh: Tunggu Tahun Depan... Ia pulang.",
        *("Banjir surut. Ia pulang.", ["related"], "dots end a headline"),
    ),
    (
        "Banjir surut. Baca juga: Warga bersihkan lumpur pasarSelanjutnya warga kembali.",
        *("Banjir surut. Selanjutnya warga kembali.", ["related"], "glued together"),
    ),
    (
        "Banjir surut. Pilihan Editor: Warga Sukamaju Bersihkan Pasar Camat Contoh Tinjau Jembatan Gantung Harga Beras "
        "Naik di Pasar Lama Sekolah Dibuka Kembali Pekan Depan Petani Sukamaju Panen Raya Jagung Manis",
        *("Banjir surut.", ["related"], "nothing but headlines to the end"),
    ),
    (
        "Banjir surut. Simak juga 'Jembatan Baru Dibangun': Warga pulang.",
        "Banjir surut. Warga pulang.",
        ["related"],
        "quoted",
    ),
    ("Banjir surut. Baca: Jembatan Baru Dibangun", "Banjir surut.", ["related"], "the short label"),
    (
        "Banjir surut. Ikuti WhatsApp Channel Kabar “Kami lega.”",
        *("Banjir surut. “Kami lega.”", ["share"], "a channel and its brand"),
    ),
    (
        "Banjir surut. (Foto: Dok. Warga) Warga pulang.",
        "Banjir surut. Warga pulang.",
        ["credit"],
        "whose picture it is",
    ),
    (
        "Banjir surut. Budi Contoh dan Siti Contoh turut berkontribusi untuk artikel ini. Warga pulang.",
        *("Banjir surut. Warga pulang.", ["byline"], "who helped"),
    ),
    ("Banjir surut. Artikel ini dibuat dengan bantuan AI.", "Banjir surut.", ["byline"], "what helped"),
    ("Banjir surut. © 2025 Kabar. Tautan luar bukan milik kami.", "Banjir surut.", ["byline"], "copyright to the end"),
    ("Banjir surut. (abc/def)", "Banjir surut.", ["signoff"], "initials"),
    ("Banjir surut.(*)", "Banjir surut.", ["signoff"], "an asterisk without space"),
    ("Banjir surut. (rls) [Diskominfo]", "Banjir surut.", ["signoff", "signoff"], "two sign-offs"),
]


@pytest.mark.parametrize(("before", "after", "expected", "why"), INLINE)
def test_noise_inside_a_paragraph(before: str, after: str, expected: list[str], why: str) -> None:
    text = cleaned(before)
    assert text.body == after, why
    assert kinds(text) == expected, why


AFTER_A_LINK = [
    # what follows a headline without any mark, what of it is the report ("" = unsure, all stays), why
    ("Budi menambahkan, warga sehat.", "Budi menambahkan, warga sehat.", "a name that was named before"),
    ("Wakil Bupati Contoh Siti menilai air aman.", "Wakil Bupati Contoh Siti menilai air aman.", "an office"),
    ("Kegiatan rutin itu digelar tiap pekan.", "Kegiatan rutin itu digelar tiap pekan.", "something pointed to"),
    ("Pada 2 Mei 2025, warga pulang.", "Pada 2 Mei 2025, warga pulang.", "a little word with a capital"),
    ('"Kami lega," kata Siti.', '"Kami lega," kata Siti.', "short speech, its comma inside"),
    ("Susah tidur? Cek caranya di sini Camat pulang.", "Camat pulang.", "an advertisement that looks like a headline"),
    ("Tidur selalu gelisah? Minumlah jamu Contoh! Ia pulang.", "Ia pulang.", "one that asks and shouts"),
    ("Rina Contoh, Direktur Pasar menilai baik.", "", "an office after the name"),
    ("Berkaca dari musibah ini, Budi menambahkan saran.", "", "the sentence began before the name"),
    ("Urusan untuk Budi menyatakan diri selesai.", "", "no headline ends with a preposition"),
    ("Rina Contoh menilai air aman.", "", "a name that is new"),
]


@pytest.mark.parametrize(("after", "report", "why"), AFTER_A_LINK)
def test_where_a_headline_ends(after: str, report: str, why: str) -> None:
    before, link = "Kata Budi, air surut.", "Baca juga: Warga di Sukamaju Gotong Royong Bersihkan Pasar"
    text = cleaned(f"{before} {link} {after}")
    assert text.body == (f"{before} {report}" if report else f"{before} {link} {after}"), why
    assert kinds(text) == (["related"] if report else []), why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Guru meminta siswa baca juga buku sejarah.", "running prose"),
        ("Papan itu bertuliskan, baca juga: aturan kolam.", "small letters after a comma"),
        ('Ia menulis, "Baca juga: kitab lama." Lalu ia pergi.', "somebody's words"),
        ("Baca juga dulu aturannya sebelum masuk.", "a sentence that begins so, no colon"),
        ("Simak video itu baik-baik, kata guru.", "an ordinary sentence"),
        ("Video itu beredar sejak Senin.", "no colon"),
        ("Foto - foto itu beredar di media sosial.", "a word with a hyphen"),
        (
            "Banjir surut. Baca juga: Wardah Incar Pelajar Destry mengatakan air surut.",
            "where the headline ends is unsure",
        ),
        ("Ia dihukum (lihat Pasal 3).", "a remark before the full stop"),
        ("Rapat ditunda. (sesuai surat edaran bupati nomor dua tahun lalu)", "a long remark"),
        ("Berita ini dibantah camat.", "words of a byline in prose"),
        ("Penulis muda itu menang lomba.", "a role as a subject"),
        ("Daftar harga:\n- Beras 10 kg\n- Gula 1 kg", "a list of the report"),
        ("Iklan layanan itu diputar setiap hari.", "a sentence about advertising"),
        ("Ia mengikuti pelatihan editor: menyunting berita.", "small letters"),
        ('"Baca juga surat itu," kata hakim.', "speech that begins so"),
        ("Foto itu diambil warga pada malam hari.", "a picture as a subject"),
        ('"Simak baik-baik nasihat ibu," ujar Siti.', "speech"),
        ("Tonton juga pertandingan itu di balai desa.", "no quotation marks"),
        ("Dilarang mengambil ikan di kolam itu.", "a rule that is reported"),
        ("Dia berkontribusi untuk desa ini.", "helping in prose"),
        ("Warga saling berkabar lewat grup WhatsApp.", "a network in prose"),
        ("Warga dapat melapor lewat saluran WhatsApp camat.", "a channel that is reported"),
        ("Budi & Siti menjual kopi <murah> di pasar.", "signs of markup in prose"),
        ("Ia membuka jendela dokumen. Windows rusak.", "words of scripts"),
    ],
)
def test_what_stays(body: str, why: str) -> None:
    text = cleaned(body)
    assert (text.body, text.removed) == (body, ()), why


def squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        (RAW, "raw"),
        *((row[0], "plain") for row in INLINE),
        *((f"{ABOVE}\n{row[0]}\n{BELOW}", "plain") for row in LINES),
    ],
)
def test_nothing_is_lost(body: str, markup: Markup) -> None:
    text = cleaned(body, None, markup)
    title = "" if text.notes else text.title
    parts = title + text.body + "".join(passage.text for passage in text.removed)
    assert sorted(squashed(parts)) == sorted(squashed(body))


def calls(work: Callable[[], object]) -> int:
    """How many functions were called: work as a count, the same on every machine."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


PATTERNS = [
    *("Baca juga: ", ". Baca juga: Aku ", "(a", "[Baca juga:", 'A "A ', "Aku ", "A - ", "A,", "Pewarta: ", "M. "),
    *(
        "Pilihan Editor: Aku Kamu Dia Itu ",
        "Baca: Aku, ",
        "Ikuti WhatsApp ",
        "Saksikan juga '",
        "A berkontribusi ",
        "\uf00e",
    ),
    *("(Foto: ", "Dilarang mengambil ", "Baca juga: Aku Kamu Dia Budi menambahkan "),
    *("Baca juga:\n", "- a\n", "Tags:\n", "(abc/def)\n", "kata\n", "\n ", "a", "Rabu (", "A.a", "jum'"),
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_ten_times_the_text_is_ten_times_the_work(pattern: str) -> None:
    small, large = (
        calls(lambda: cleaned(pattern * n, None, "raw"))  # noqa: B023 - called at once
        for n in (300, 3000)
    )
    assert large <= 11 * small


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_body_of_a_million_characters(pattern: str) -> None:
    """A pattern that tries every pair of places would not come back from these."""
    body = (pattern * (1_000_000 // len(pattern) + 1))[:1_000_000]
    text = cleaned(body)
    assert len(squashed(text.body)) + sum(len(squashed(p.text)) for p in text.removed) == len(squashed(body))
