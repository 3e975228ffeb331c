"""A small site of invented articles for the tests of the reading door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import html5lib
from flask import Flask
from flask.testing import FlaskClient

from search.analysis import terms
from search.engines.whoosh import WhooshBackend
from search.model import WIB, AgencyTag, Article, EventDay, RegionTag
from search.names import registry
from search.settings import Settings
from web.app import create_app

NOW = datetime(2025, 12, 12, 3, 0, tzinfo=UTC)
"""The moment that the site under test lives in: Friday 12 December 2025, 10.00 WIB."""
ODD_IDS = (
    "a b",
    "100%",
    "apa?q=1",
    "dua//garis",
    "/di-depan",
    "2025/12/banjir",
    "naïf-日本",
    "#pagar",
    "%2F",
    "a&b=c;d",
    "titik..dua",
    '"kutip"',
    "<b>",
    "plus+plus",
)
NOT_YET = ("/bantuan", "/api", "/wilayah/", "/instansi/")
METRO, BANDAR_LAMPUNG = "18.72", "18.71"


def story(id_: str, title: str, body: str, day: date | None = None, **more: object) -> Article:
    """An article; `agencies` and `regions` in `more` by id and code."""
    agencies = tuple(AgencyTag(a, registry.agency_name(a) or a) for a in more.pop("agencies", ()))  # type: ignore[attr-defined]
    regions = tuple(RegionTag(r, registry.region_name(r) or r) for r in more.pop("regions", ()))  # type: ignore[attr-defined]
    return Article(id_, title, body, day, agencies=agencies, regions=regions, **more)  # type: ignore[arg-type]


def stories() -> list[Article]:
    """Six stories to look for, twenty-four about roads to leaf through, and one for every odd id."""
    named = [
        story(
            "banjir-1",
            "Banjir rendam Rajabasa",
            "Banjir merendam ratusan rumah di Rajabasa.\nBPBD mendirikan dapur umum.",
            date(2025, 12, 10),
            published_at=datetime(2025, 12, 10, 8, 53, tzinfo=WIB),
            agencies=("pemkot-bandar-lampung",),
            regions=(BANDAR_LAMPUNG,),
            main_region=RegionTag(BANDAR_LAMPUNG, "Bandar Lampung"),
            source="Lampung Raya",
            url="https://contoh.example/banjir-1",
            event_days=(EventDay(date(2025, 12, 9)),),
        ),
        story(
            "banjir-2",
            "Pemkot keruk Way Rajabasa usai banjir",
            "Pengerukan sungai dimulai setelah banjir besar di Rajabasa. Warga membantu.",
            date(2025, 11, 28),
            agencies=("pemkot-bandar-lampung",),
            regions=(BANDAR_LAMPUNG,),
            source="Kabar Sai",
        ),
        story(
            "kejari-1",
            "Kejari Metro gelar penyuluhan hukum",
            "Kejaksaan Negeri Metro menggelar penyuluhan hukum di sekolah.",
            date(2025, 10, 1),
            agencies=("kejari-metro", "pemkot-metro"),
            regions=(METRO,),
            url="javascript:alert(1)",
        ),
        story("tanpa-1", "Harga lada naik", "Petani lada menahan stok.", date(2024, 3, 2)),
        story("tanpa-2", "Panen kopi", "Petani kopi memanen lebih awal.", None),
        story(
            "jahat",
            "<script>alert(1)</script> & \"kutip\" 'satu'",
            "<img src=x onerror=alert(1)> isi berita {{ 7*7 }}",
            date(2024, 5, 5),
            agencies=('<i>"instansi"</i>',),
            source="<u>sumber</u>",
        ),
    ]
    roads = [
        story(f"jalan-{n:02}", f"Jalan desa ke-{n} diperbaiki", "Perbaikan jalan desa.", date(2024, 1, n))
        for n in range(1, 25)
    ]
    odd = [story(id_, "Nama ganjil", "Isi ganjil.", date(2023, 1, 1)) for id_ in ODD_IDS]
    return named + roads + odd


def published(root: Path, articles: Iterable[Article]) -> WhooshBackend:
    """A backend that has these articles published."""
    backend = WhooshBackend(root / "generations")
    build = backend.create()
    build.add([terms.analyse(a) for a in articles])
    backend.publish(build.commit(1))
    return backend


def site(backend: object, **settings: object) -> Flask:
    """The site on a backend, at NOW."""
    return create_app(Settings(**settings), backend, clock=lambda: NOW)  # type: ignore[arg-type]


def page(client: FlaskClient, path: str, status: int = 200) -> html5lib.treebuilders.etree.getETreeModule:
    """The page at a path as an element tree, held to be valid HTML."""
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    assert response.mimetype == "text/html", path
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.get_data())


def text(element: object) -> str:
    """All words of an element, spaces made single."""
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def by_class(tree: object, name: str) -> list:
    """All elements of a class, in the order of the page."""
    return [e for e in tree.iter() if name in e.get("class", "").split()]  # type: ignore[attr-defined]
