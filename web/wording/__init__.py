"""Every Indonesian word that a reader sees and that is no fixed part of a template; numbers and dates too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from search.dates import MONTHS, format_day, format_month
from search.errors import Fault
from search.facets import month_days, month_of
from search.model import WIB
from search.query import DateBasis, Sort

FACETS = {"instansi": "Instansi", "wilayah": "Wilayah"}
NONE = {"instansi": "Tanpa instansi", "wilayah": "Tanpa wilayah"}
ALL_OF = {"instansi": "Dari semua instansi", "wilayah": "Di semua wilayah"}
SORTS = {Sort.RELEVANCE: "Paling relevan", Sort.NEWEST: "Terbaru", Sort.OLDEST: "Terlama"}
BASES = {DateBasis.PUBLISHED: "terbit", DateBasis.EVENT: "kejadian"}
DATE_CHIP = {DateBasis.PUBLISHED: "Tanggal", DateBasis.EVENT: "Tanggal kejadian"}
TITLE_ONLY = "Di judul saja"
ALL_COPIES = "Semua artikel"
SHOW_ALL_COPIES = "Tampilkan semua artikel"
ANY_DATE = "Tanpa batas tanggal"
TITLE_AND_BODY = "Di judul dan isi berita"
NO_FILTER = "Tanpa filter"
NO_DATE = "Tanpa tanggal"
HITS = "Hasil"
ALL_STORIES = "Semua berita"
NO_WORD = "Tidak ada kata yang dapat dicari; semua berita ditampilkan."
PARTIAL = "Memuat sebagian kata"
PINNED = "Pilihan redaksi"
NARROW = "Hapus perluasan"
NEWEST_FIRST = "Berita terbaru didahulukan."
UNDERSTOOD = "dari kata pencarian"
INCOMPLETE = "Sebagian berita sedang tidak dapat dicari; hasil ini belum lengkap."
UNAVAILABLE = "Pencarian sedang tidak tersedia. Coba beberapa saat lagi."
QUESTION_AT_FAULT = "Pencarian ini belum dapat dijalankan."

_PROBLEMS = {
    400: ("Permintaan tidak dapat dibaca", "Alamat atau permintaan ini tidak lengkap atau salah tulis."),
    401: ("Masuk dahulu", "Halaman ini untuk redaksi. Masukkan nama dan kata sandi."),
    403: ("Tidak diizinkan", "Halaman ini untuk redaksi, dan perubahan hanya diterima dari halaman situs ini sendiri."),
    404: ("Halaman tidak ditemukan", "Alamat ini tidak ada, atau beritanya sudah ditarik."),
    405: ("Cara ini tidak dilayani", "Halaman ini hanya dapat dibaca, tidak dapat dikirimi data."),
    413: ("Kiriman terlalu besar", "Halaman ini tidak menerima kiriman sebesar itu."),
    414: ("Alamat terlalu panjang", "Persingkat kata pencarian atau kurangi filter."),
    431: ("Permintaan terlalu panjang", "Persingkat kata pencarian atau kurangi filter."),
    500: ("Terjadi kesalahan", "Ada yang salah di pihak kami. Coba beberapa saat lagi."),
    503: ("Pencarian sedang tidak tersedia", UNAVAILABLE),
}


def problem(status: int) -> tuple[str, str]:
    """Title and explanation of an error page; an unlisted status speaks as its class does."""
    return _PROBLEMS.get(status) or _PROBLEMS[400 if status < 500 else 500]


def fault(wrong: Fault) -> str:
    """What is wrong with one parameter and how to put it right, in one or two sentences."""
    name, value = wrong.parameter, wrong.value
    by_code = {
        "date": f'Tanggal "{value}" tidak ada. Tulis tanggal-bulan-tahun.',
        "order": f'Tanggal akhir "{value}" lebih awal daripada tanggal awal "{wrong.expected}".',
        "page": f'Halaman "{value}" tidak ada. Tulis angka 1 sampai {wrong.expected}.',
        "size": f'Jumlah per halaman "{value}" tidak dapat dipakai. Tulis angka 1 sampai {wrong.expected}.',
        "choice": f'"{value}" tidak dikenal untuk {name}. Pilihan: {wrong.expected}.',
        "many": f"Terlalu banyak pilihan untuk {name}. Paling banyak {wrong.expected}.",
        "unknown": f'Parameter "{name}" tidak dikenal.',
    }
    return by_code.get(wrong.code, f'"{value}" tidak dapat dipakai untuk {name}.')


def faults_title(count: int) -> str:
    """Heading of the error summary."""
    return f"Ada {number(count)} hal yang perlu diperbaiki"


def number(value: int) -> str:
    """A count as Indonesians write it: 1.234."""
    return f"{value:,}".replace(",", ".")


def short_number(value: int) -> str:
    """A count that fits above a bar: from a thousand on "1,2rb"."""
    return str(value) if value < 1000 else f"{value / 1000:.1f}rb".replace(".", ",").replace(",0", "")


def stories(count: int) -> str:
    """A number of articles; Indonesian has no plural form."""
    return f"{number(count)} berita"


def of_articles(stories_: int, articles: int) -> str:
    """How many stories were found, and how many articles tell them."""
    return f"{number(stories_)} kabar dari {number(articles)} artikel"


def similar(count: int) -> str:
    """How many others tell the same story."""
    return f"{number(count)} artikel lain memuat berita serupa"


def clock(moment: datetime) -> str:
    """The time of day in WIB: "08.53 WIB"."""
    return f"{moment.astimezone(WIB):%H.%M} WIB"


def moment(at: datetime) -> str:
    """Day and time in WIB: "Rabu, 10 Desember 2025, 08.53 WIB"."""
    local = at.astimezone(WIB)
    return f"{format_day(local.date())}, {clock(local)}"


def unbroken_day(day: date) -> str:
    """Day of publication in a narrow column: breaks after the weekday alone."""
    weekday, rest = format_day(day).split(", ")
    return f"{weekday}, {rest.replace(' ', chr(0xA0))}"


def plain_day(day: date) -> str:
    """A day without its weekday: "10 Desember 2025"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def typed_day(day: date | None) -> str:
    """A day as the date fields take it, "10/12/2025"; "" for none."""
    return f"{day:%d/%m}/{day.year:04d}" if day else ""


def span(since: date | None, until: date | None) -> str:
    """A span of days in the fewest words: a day, month, year, or from and to; "" for none."""
    if since and until:
        if since == until:
            return plain_day(since)
        if (since, until) == month_days(month_of(since)):
            return format_month(since.year, since.month)
        if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
            return str(since.year)
        return f"{plain_day(since)} – {plain_day(until)}"
    if since:
        return f"sejak {plain_day(since)}"
    return f"sampai {plain_day(until)}" if until else ""


def presets(today: date) -> list[tuple[str, date, date]]:
    """The spans of days that one click chooses: label, first and last day."""
    return [
        ("Hari ini", today, today),
        ("7 hari terakhir", today - timedelta(days=6), today),
        ("30 hari terakhir", today - timedelta(days=29), today),
        ("Tahun ini", date(today.year, 1, 1), date(today.year, 12, 31)),
    ]


def circumstances(text: str, regions: Sequence[str], agencies: Sequence[str], days: str, by_event: bool) -> str:
    """The rest of the count's sentence: for which words, where, from whom, when. Begins with a space, or is ""."""
    parts = [f'untuk "{text}"'] if text else []
    if regions:
        parts.append(f"di {' atau '.join(regions)}")
    if agencies:
        parts.append(f"dari {' atau '.join(agencies)}")
    if days:
        parts.append(f"{'kejadian' if by_event else 'terbit'} {days}")
    return "".join(f" {part}" for part in parts)


def no_result(text: str) -> str:
    """Heading of an empty answer."""
    return f'Tidak ada berita untuk "{text}".' if text else "Tidak ada berita dengan filter ini."


def not_only(limit: str) -> str:
    """What a way out of an empty answer widens."""
    return f"bukan hanya {limit}"


def without_filters(labels: Sequence[str]) -> str:
    """Which filters a way out leaves off."""
    return f"tanpa filter {', '.join(labels)}"


def without_word(word: str) -> str:
    """A way out that leaves one word of the question off."""
    return f'Tanpa kata "{word}"'


def search_for(text: str) -> str:
    """The words that a way out searches for."""
    return f"cari: {text}"


def page_of(page: int, pages: int) -> str:
    """Where in the answer the reader is."""
    return f"Halaman {number(page)} dari {number(pages)}"


def left_out(words: Sequence[str], most: int, longest: int) -> str:
    """Notice about words of a question that were not used."""
    listed = ", ".join(words[:10]) + ("…" if len(words) > 10 else "")
    return f"Tidak dipakai: {listed}. Paling banyak {most} kata, masing-masing paling panjang {longest} huruf."


def cut(most: int) -> str:
    """Notice about a question that was too long to be read whole."""
    return f"Pertanyaan ini panjang: hanya {most} huruf pertama yang dibaca."


def unknown(names: Sequence[str]) -> str:
    """Notice about parameters that the page does not know."""
    listed = ", ".join(names[:5]) + ("…" if len(names) > 5 else "")
    return f"Bagian alamat yang tidak dikenal diabaikan: {listed}."


def repaired(words: Sequence[str]) -> str:
    """Notice about misspelt words: which ones were searched for."""
    return f"Menampilkan hasil untuk {_listed(words)}."


def as_typed(words: Sequence[str]) -> str:
    """The link to what was typed."""
    return f"Cari yang persis: {_listed(words)}"


def widened(shown: Sequence[str]) -> str:
    """Notice about other forms that were taken in."""
    return f"Termasuk: {'; '.join(shown)}."


def unfit(labels: Sequence[str]) -> str:
    """Notice about filters that would have left nothing."""
    return f"Tidak ada berita dengan filter {_listed(labels)}; kata-katanya dicari sebagai kata biasa."


def only(label: str) -> str:
    """The link to a filter that is offered."""
    return f"Hanya {label[:1].lower()}{label[1:]}"


def nobody_wrote(words: Sequence[str]) -> str:
    """Notice about words that no article holds."""
    return f"Tidak ada berita yang memuat kata {_listed(words)}."


def relaxed(full: int) -> str:
    """Notice about an answer to parts of a question; `full` articles hold all that is asked."""
    if not full:
        return "Tidak ada berita yang memuat cukup banyak kata Anda. Menampilkan berita yang memuat sebagian kata."
    return f"{stories(full)} paling cocok. Menampilkan juga berita yang memuat sebagian kata."


def unquoted(phrases: Sequence[str], full: int) -> str:
    """Notice about quoted phrases that were read as their words; `full` stories hold them and enough of the rest."""
    shown = ", ".join(f"“{phrase}”" for phrase in phrases)
    if not full:
        return f"Tidak ada berita yang memuat persis {shown}. Menampilkan berita yang memuat kata-katanya."
    return f"{stories(full)} memuat persis {shown}. Menampilkan juga berita yang memuat kata-katanya."


EXACT_PHRASE = "Hanya yang persis"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def shared(reasons: Sequence[str]) -> str:
    """Why a story is shown as related."""
    return f"Kesamaan: {', '.join(reasons)}"


def updated(articles: int, made: str) -> str:
    """The foot of every page: how much can be searched, and as of when."""
    return f"{stories(articles)}. Diperbarui {moment(datetime.fromisoformat(made))}."
