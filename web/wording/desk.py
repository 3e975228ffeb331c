"""The words of the editors' desk."""

from __future__ import annotations

from datetime import date

from search.dates import format_day
from search.errors import Fault
from web.wording import number

TITLE = "Meja redaksi"
NAV = "Meja redaksi"
TABS = {
    "desk.draft": "Naskah",
    "desk.trails": "Jejak kabar",
    "desk.saved": "Pantauan",
    "desk.pins": "Pilihan dan tarikan",
    "desk.questions": "Pencarian pembaca",
}

# Draft
DRAFT_LEAD = "Tempel naskah untuk melihat berita terkait. Naskah tidak disimpan."
DRAFT = "Naskah"
FORM = "Naskah dan batas"
RECOGNISED = "Dikenali dalam naskah"
UNTICK = "Hapus centang yang tidak perlu dipakai."
LIMITS = "Batasi hasil"
REGION, AGENCY = "Wilayah", "Instansi"
ALL_REGIONS, ALL_AGENCIES = "Semua wilayah", "Semua instansi"
FROM, TO = "Dari tanggal", "Sampai tanggal"
DATE_HINT = "contoh: 10/12/2025"
FIND = "Cari berita terkait"
RELATED = "Berita terkait"
EMPTY_DRAFT = "Tempel naskah atau tulis beberapa kata dahulu."
NOTHING = "Belum ada berita terkait naskah ini di arsip."
KINDS = {
    "same": ("Mirip", "Kabar yang sama, mungkin sudah dimuat"),
    "follow_ups": ("Kelanjutan", "Perkara yang sama, hari lain"),
    "background": ("Latar belakang", "Konteks untuk pembaca"),
}
TRAIL = "Jejak kabar"
YOUR_DRAFT = "Naskah Anda"
TRAILS_LEAD = "Pilih satu berita untuk melihat berita lain tentang perkara yang sama."
TRAIL_OF = "Kode, alamat, atau kata dari berita"
NO_TRAIL = "Belum ditemukan kabar lain tentang perkara ini."
TRAIL_LEAD = "Berita tentang perkara yang sama, dicari otomatis; yang terbaru di atas."
CITE = "Kutipan"
COPY = "Salin kutipan"
COPIED = "Kutipan disalin"
SHOWN_AS_YOU_TYPE = "Hasil menyesuaikan naskah saat Anda menulis."

# Pins and hides
PINS_LEAD = "Berita yang tampil paling atas untuk satu pertanyaan, dan berita yang ditarik dari pencarian."
PINNED, HIDDEN = "Berita pilihan", "Berita yang ditarik"
PIN_NEW, HIDE_NEW = "Pilih berita untuk satu pertanyaan", "Tarik berita dari pencarian"
QUESTION = "Pertanyaan pembaca"
QUESTION_HINT = "Kata-kata persis seperti yang diketik pembaca."
ARTICLE = "Berita"
ARTICLE_HINT = "Kode berita, atau alamat halamannya di situs ini."
WHY = "Alasan"
UNTIL = "Berlaku sampai"
UNTIL_HINT = "Hari terakhir berlaku, contoh: 31/12/2026."
PIN, HIDE = "Pilih berita ini", "Tarik berita ini"
UNPIN, UNHIDE = "Hapus pilihan", "Tampilkan lagi"
NO_PINS, NO_HIDES = "Belum ada berita pilihan.", "Tidak ada berita yang ditarik."
ENDED = "sudah berakhir"
GONE = "berita ini tidak ada di indeks"
HIDE_NOTE = (
    "Tarikan di sini berlaku sampai tanggalnya, untuk seluruh kabar itu dan salinannya: tidak muncul di pencarian, "
    "berita terkait, saran, umpan, dan halamannya. Untuk menarik selamanya, operator memakai telusur hide."
)
FIND_STORY = "Cari berita di arsip"
FOUND = "Hasil di arsip"
NOTHING_FOUND = "Tidak ada berita yang cocok di arsip."
SEARCH = "Cari"

# Saved searches
SAVED_LEAD = "Pencarian yang disimpan memberi tahu berita baru sejak Anda terakhir melihatnya."
SAVED = "Pencarian tersimpan"
SAVE_NEW = "Simpan pencarian"
NAME = "Nama"
NAME_HINT = "Nama pendek, contoh: Dana desa Way Kanan."
ADDRESS = "Kata pencarian atau alamat halaman hasil"
ADDRESS_HINT = "Contoh: banjir Pesawaran, atau alamat hasil pencarian beserta filternya."
SAVE = "Simpan"
DELETE = "Hapus"
SEEN = "Tandai sudah dilihat"
NOTHING_NEW = "Tidak ada berita baru."
SAVE_ANEW = "Hapus pencarian ini, lalu simpan yang baru."
NO_SAVED = "Belum ada pencarian tersimpan."
FEED = "Umpan (RSS)"

# What readers look for
QUESTIONS_LEAD = (
    "Apa yang dicari pembaca. Tidak ada alamat, kuki, atau pembaca yang dicatat; pertanyaan yang diajukan kurang dari "
    "lima kali tidak ditampilkan, dan hitungan disimpan 90 hari. Tidak terjawab: tidak ada berita yang memuat cukup "
    "banyak katanya."
)
QUESTIONS_OFF = "Penghitungan pencarian dimatikan di situs ini."
NOT_COUNTED = "Hitungan terakhir belum dapat ditulis; angka di bawah belum lengkap. Sebabnya ada di log operator."
PERIODS = {7: "7 hari", 30: "30 hari", 90: "90 hari"}
PERIOD = "Rentang"
TOP, UNANSWERED = "Paling sering dicari", "Tidak terjawab"
PER_DAY = "Pencarian per hari"
DAY, TIMES, EMPTY_TIMES, DO = "Hari", "Pencarian", "Tidak terjawab", "Tindakan"
NO_QUESTIONS = "Belum ada pertanyaan yang diajukan lima kali atau lebih."
PIN_STORY = "Pilih berita untuk ini"
NO_SEARCHES = "Belum ada pencarian yang dihitung dalam rentang ini."

# What was done, and what could not be
DONE = {
    "pinned": "Berita pilihan disimpan.",
    "unpinned": "Pilihan dihapus.",
    "hidden": "Berita ditarik.",
    "unhidden": "Berita ditampilkan lagi.",
    "saved": "Pencarian disimpan.",
    "deleted": "Pencarian dihapus.",
    "seen": "Ditandai sudah dilihat.",
}
NOT_KEPT = "Perubahan belum tersimpan. Coba lagi; bila tetap gagal, hubungi operator: sebabnya ada di log."
FILE_BROKEN = "Berkas pins.toml bermasalah; perubahan dari halaman ini ditolak sampai berkas itu diperbaiki."
FIELDS = {"pertanyaan": QUESTION, "berita": ARTICLE, "alasan": WHY, "sampai": UNTIL, "nama": NAME, "alamat": ADDRESS}


def missing(field: str) -> str:
    """A field that must be filled in and is not."""
    return f"{field}: isi dahulu."


def no_such_article(typed: str) -> str:
    """An article that the index does not have."""
    return f'Berita "{typed}" tidak ada. Salin kode atau alamatnya dari halaman berita.'


def entry_fault(wrong: Fault) -> str:
    """Why something cannot be kept."""
    by_code = {
        "empty": "Isi dahulu dengan kata yang dapat dicari.",
        "long": f"Terlalu panjang; paling banyak {wrong.expected} huruf.",
        "many": f"Sudah ada {wrong.expected} berita pilihan untuk pertanyaan ini. Hapus salah satunya dahulu.",
        "taken": f'Nama "{wrong.value}" sudah dipakai. Pilih nama lain.',
    }
    return by_code.get(wrong.code, f'"{wrong.value}" tidak dapat dipakai.')


def bad_day(typed: str) -> str:
    """A day that cannot be read."""
    return f'Tanggal "{typed}" tidak ada. Tulis tanggal-bulan-tahun.'


def past_day(typed: str) -> str:
    """An end that lies in the past."""
    return f'Tanggal "{typed}" sudah lewat. Tulis hari ini atau sesudahnya.'


def related_count(count: int) -> str:
    """The number of stories related to a draft, as a status."""
    return f"{number(count)} berita terkait naskah ini."


def gap(months: int) -> str:
    """Months in which nothing was written about a matter."""
    return f"{number(months)} bulan tanpa kabar"


def new_stories(count: int) -> str:
    """How many stories are new since the last look."""
    return f"{number(count)} berita baru"


def until(day: date | None) -> str:
    """How long a decision holds."""
    return f"sampai {format_day(day)}" if day else "tanpa batas waktu"


def by(name: str) -> str:
    """Who decided."""
    return f"oleh {name}" if name else ""


def citation(source: str, title: str, day: date | None, address: str) -> str:
    """One line that an editor pastes below a story."""
    told = f", {format_day(day)}" if day else ""
    return f"{source}, “{title}”{told}, {address}"


def asked(count: int) -> str:
    """How often a question was asked."""
    return f"{number(count)} kali"
