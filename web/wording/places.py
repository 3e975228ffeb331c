"""The words of the pages of a region, an agency and a month."""

from __future__ import annotations

from datetime import date

from web.wording import FACETS, plain_day, stories

FOLLOW = "Ikuti halaman ini (RSS)"
NEWEST = "Berita terbaru"
HEADINGS = {"wilayah": "Berita di {}".format, "instansi": "Berita tentang {}".format}
TO_START = "Ke halaman depan"
EVERYTHING = "Tampilkan semua berita"
SEARCH = "Cari"
STORIES = "berita"


def of_month(name: str) -> str:
    """Heading of a month's page."""
    return f"Berita {name}"


def search_in(heading: str) -> str:
    """Label of the search that is limited to the page's stories: "Cari dalam berita di Metro"."""
    return f"Cari dalam {_lower(heading)}"


def named_in(facet: str, heading: str) -> str:
    """Heading of the agencies or regions of the page's stories: "Instansi dalam berita di Metro"."""
    return f"{FACETS[facet]} dalam {_lower(heading)}"


def none_yet(heading: str) -> str:
    """What stands where there is no story."""
    return f"Belum ada {_lower(heading)}."


def _lower(heading: str) -> str:
    return heading[:1].lower() + heading[1:]


def all_of(count: int) -> str:
    """The link to the whole list."""
    return f"Tampilkan semua ({stories(count)})"


def other_regions(province: str) -> str:
    """Heading of a region's neighbours within its province."""
    return f"Wilayah lain di {province}"


def parts_of(province: str) -> str:
    """Heading of the kabupaten and kota of a province."""
    return f"Kabupaten dan kota di {province}"


def other_agencies(region: str) -> str:
    """Heading of an agency's neighbours: those that stories of its region are about."""
    return f"Instansi lain dalam berita di {region}"


def description(heading: str, count: int, newest: date | None) -> str:
    """What search engines show below the title."""
    return f"{heading}: {stories(count)}" + (f", terbaru {plain_day(newest)}." if newest else ".")
