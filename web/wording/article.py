"""The words of an article's page."""

from __future__ import annotations

from datetime import date

EVENT_DAY = "Tanggal kejadian"
ABOUT = "Tentang berita ini"
SAME_STORY = "Berita serupa"
THIS_ONE = "berita ini"
MORE = "Tampilkan lainnya"
LESS = "Tampilkan lebih sedikit"
RELATED = "Berita terkait"
READ_THERE = "Baca di situs asal"
READ_MORE_THERE = "Baca selengkapnya di situs asal"
COPY_LINK = "Salin tautan"
COPIED = "Tautan disalin"
NEWER = "Kabar lebih baru:"
MARK_ORIGINS = "Tandai asalnya dalam teks"
UNMARK_ORIGINS = "Hapus tanda"
ORIGINS_MARKED = "Kata bertanda adalah asal wilayah, instansi, dan tanggal berita ini; angkanya sama dengan di daftar."
ORIGIN_OF = "asal"
GIVEN = "dari data sumber"
GIVEN_OR_OF_COPIES = "dari data sumber atau berita serupa"
NOT_SHOWN = "asalnya di bagian yang tidak ditampilkan"


def age(published: date, today: date) -> str:
    """How long ago an article was published, in whole months, from a year on in whole years."""
    months = 12 * (today.year - published.year) + today.month - published.month - (today.day < published.day)
    told = f"{max(months, 1)} bulan" if months < 12 else f"{months // 12} tahun"
    return f"Berita ini dimuat {told} lalu."


def first_published(moment: str) -> str:
    """When a story was first told."""
    return f"Pertama dimuat: {moment}"


def not_listed(count: int) -> str:
    """How many articles of the same story have no row."""
    return f"{count} artikel lain tidak ditampilkan."


def source(name: str, day: str, address: str) -> str:
    """Where an article is from, as it is printed below it."""
    told = ", ".join(part for part in (name, day) if part)
    return f"Sumber: {told}" + (f". {address}" if address else "")
