"""The fixed words of the frame of all pages, of the start page and of the page of results."""

from __future__ import annotations

from search.model import Article
from web.wording import FACETS, moment, number, plain_day

SKIP_TO_CONTENT = "Langsung ke isi"
SKIP_TO_RESULTS = "Langsung ke hasil"
MAIN_NAVIGATION = "Utama"
SEARCH = "Cari"
SEARCH_NEWS = "Cari berita"
SEARCH_LABEL = "Cari berita Lampung"
HOME = "Halaman depan"
HELP = "Bantuan mencari"
OPEN_API = "API terbuka"
CONTACT = "Hubungi redaksi"

HERO = "Telusuri berita Lampung"
EXAMPLES = ("banjir Rajabasa", '"Dinas Kesehatan"', "-pilkada")
EXAMPLE = "Contoh:"
NEWEST = "Berita terbaru"
SHOW_ALL_STORIES = "Tampilkan semua berita"
BY_REGION = "Menurut wilayah"
BY_AGENCY = "Menurut instansi"
OTHER_REGIONS = "Wilayah lain"
MAP_HINT = "Susunan petak mengikuti letak di peta."

RESULTS = "hasil pencarian"
FOUND = "ditemukan"
FILTERS = "Filter"
SHOW_FILTERS = "Tampilkan filter"
HIDE_FILTERS = "Sembunyikan filter"
APPLY = "Terapkan filter"
CLEAR = "Hapus semua filter"
ACTIVE_FILTERS = "Filter aktif:"
REMOVE_FILTER = "Hapus filter"
HOW = "Cara mencari"
TITLE_ONLY = "Cari di judul saja"
SHOW_LESS = "Tampilkan lebih sedikit"
STORIES = "berita"
DATE = "Tanggal"
DATE_BASIS = "Menurut tanggal"
ALL_DATES = "Semua tanggal"
SINCE = "Dari tanggal"
UNTIL = "Sampai tanggal"
DATE_HINT = "contoh: 10/12/2025"
BY_MONTH = "Sebaran per bulan"
SORT = "Urutkan:"
EMPTY_PAGE = "Halaman ini kosong."
TO_LAST_PAGE = "Ke halaman terakhir"
PAGES = "Halaman hasil"
PAGE = "Halaman"
BACK = "Sebelumnya"
ON = "Berikutnya"
TRY_ONE = "Coba salah satu ini"
TIPS = "Saran"
TIP_SPELLING, TIP_GENERAL = "Periksa ejaan kata.", "Gunakan kata yang lebih umum."
TIP_FILTERS = "Hapus sebagian filter."
SIMILAR = "berita serupa"

SCRIPT = {
    "pilihan": "Saran pencarian",
    "jumlah": "saran",
    "instansi": FACETS["instansi"],
    "wilayah": FACETS["wilayah"],
    "disalin": "Tautan disalin",
}
"""What the script says, by the name of its data- attribute."""


def seek(facet: str) -> str:
    """The name of the field that looks for values inside a facet."""
    return f"Cari {facet}"


def seek_hint(facet: str) -> str:
    """What stands in that field while it is empty."""
    return f"Cari {facet}…"


def narrow(facet: str) -> str:
    """The button beside that field."""
    return f"Saring daftar {facet}"


def values(count: int, facet: str) -> str:
    """How many values of a facet were found."""
    return f"{number(count)} {facet}"


def not_shown(count: int, facet: str) -> str:
    """How many of the values that were looked for have no row."""
    return f"{number(count)} {facet} lain tidak ditampilkan. Tulis namanya lebih lengkap."


def more(count: int) -> str:
    """What unfolds or lists the rest."""
    return f"Tampilkan lainnya ({number(count)})"


def months_of(year: int) -> str:
    """Heading of the months of one year."""
    return f"Jumlah berita per bulan, {year}"


def page_in_title(page: int) -> str:
    """Where in the answer the reader is, in the title of the window."""
    return f"(halaman {number(page)})"


def media(count: int) -> str:
    """How many other media tell the same story."""
    return f"{number(count)} media memuat berita serupa"


def first_published(article: Article) -> str:
    """When a story was first told; "" where it is not known."""
    if article.published_at:
        return f"Pertama dimuat: {moment(article.published_at)}"
    return f"Pertama dimuat: {plain_day(article.published)}" if article.published else ""
