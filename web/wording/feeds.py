"""The Indonesian words of what leaves the site: feeds, exports, fragments, a browser's search field."""

from __future__ import annotations

FOLLOW = "Ikuti pencarian ini (RSS)"
DOWNLOADS = (("csv", "Unduh CSV"), ("ndjson", "Unduh NDJSON"))
EVERYTHING = "Berita terbaru"
RELATED = "Berita terkait"
SEARCH = "Cari berita"
SEARCH_LABEL = "Cari berita Lampung"
SEARCH_BUTTON = "Cari"
COLUMNS = (
    "id", "judul", "terbit", "jam", "sumber", "alamat", "halaman", "instansi", "wilayah", "kejadian", "cuplikan",
)  # fmt: skip
"""Heads of an export's columns."""


def feed_title(about: str, site: str) -> str:
    """What a feed is called in a list of feeds."""
    return f"{about} – {site}"


def feed_of(circumstances: str) -> str:
    """What the feed of a search is about; `circumstances` as the count on the page tells them."""
    return f"Berita{circumstances}" if circumstances else EVERYTHING


def search_description(site: str) -> str:
    """What a browser says about the site's search."""
    return f"Cari berita Lampung di {site}."
