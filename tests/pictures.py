"""`.venv/bin/python -m tests.pictures` or `make pictures`: takes the pictures of the documents anew.

Of the bundled sample on one certain day, so that they change only where the pages do.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, g
from selenium import webdriver
from selenium.webdriver.common.by import By

from search.desk.counts import Counts
from search.desk.news import save
from search.desk.pins import Desk
from search.desk.store import Store
from search.engines.whoosh import WhooshBackend
from search.model import WIB
from search.parameters import read
from search.query import Sort
from search.settings import Settings
from tests.browser import DESK_TOKEN, driven, index_sample, leaving, look, served, visit
from web.app import create_app

DIRECTORY = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=WIB)
MOST_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of docs/pictures: a page in a window of `width` and at most `height` CSS pixels, from its top.

    `draft` is written into the desk and sent; what `click` selects is clicked on first.
    """

    name: str
    path: str
    width: int = 1280
    height: int = 900
    scheme: str = "light"
    click: str = ""
    draft: str = ""


SCHOOL = """Mesuji resmikan gedung SMP baru di Rawa Jitu Utara

MESUJI - Pemkab Mesuji meresmikan gedung SMP baru di Kecamatan Rawa Jitu Utara, Jumat (20/11/2026). Gedung itu
menggantikan bekas gudang yang dipakai siswa belajar sejak tahun lalu."""
PICTURES = (
    Picture("depan", "/"),
    Picture("hasil", "/cari?q=banjir+pesawaran"),
    Picture("hasil-gelap", "/cari?q=banjir+pesawaran", scheme="dark"),
    Picture("hasil-ponsel", "/cari?q=banjir", width=360, height=780),
    Picture("filter-ponsel", "/cari?q=banjir", width=360, height=780, click=".drawer > summary"),
    Picture("filter", "/cari?q=jalan&wilayah=18.01&wilayah=18.09&dari=2025-01&sampai=2025-12"),
    Picture("instansi", "/instansi/kejari-metro"),
    Picture("berita", "/berita/kabar-2025-0131"),
    Picture("berita-asal", "/berita/kabar-2025-0131?bukti=1"),
    Picture("tanpa-hasil", "/cari?q=banjir&wilayah=18.72&dari=2024-02&sampai=2024-02", height=700),
    Picture("meja-naskah", "/meja", height=1100, draft=SCHOOL),
    Picture("meja-jejak", "/meja/jejak/kabar-2025-0555", height=700),
    Picture("meja-pencarian", "/meja/pencarian"),
    Picture("meja-pilihan", "/meja/pilihan?cari=jembatan+way+kanan&pertanyaan=jembatan+putus+way+kanan"),
    Picture("meja-pantauan", "/meja/pantauan", height=700),
)
ASKED = {"banjir pesawaran": 41, "jadwal kapal bakauheni": 17, "jalan rusak": 12, "ppdb smp": 9, "harga singkong": 23}
"""Questions of the days before NOW, and how often each was asked; those of UNANSWERED found nothing."""
UNANSWERED = ("jadwal kapal bakauheni", "ppdb smp")


def furnish(index: Path) -> None:
    """What editors and readers have left at the desk by NOW."""
    directory, today = index / "desk", NOW.date()
    desk, store = Desk(directory), Store(directory)
    until = today + timedelta(days=30)
    desk.pin("jadwal kapal bakauheni", "tapis-2026-0539", "sampai jadwal baru terbit", until, "rina")
    desk.hide("kabar-2025-0299", "menunggu ralat angka", until, "dewi")
    counts = Counts(store)
    for question, times in ASKED.items():
        for n in range(times):
            counts.count(question, question not in UNANSWERED, today - timedelta(days=n % 6))
    counts.flush()
    with WhooshBackend(index / "generations").reader() as engine:
        for name, text in (("Banjir di Pesawaran", "banjir pesawaran"), ("Kejari Metro", "kejari metro")):
            query = read({"q": [text]}, today).query
            known = [hit.id for hit in engine.search(query.changed(sort=Sort.NEWEST)).hits[:2]]
            save(store, engine.without(known) if text.startswith("banjir") else engine, name, query, today, "rina")


def on_that_day(index: Path) -> Flask:
    """The site over an index as it was at NOW, when the index was made too."""
    settings = Settings(index=index, desk=index / "desk", desk_login="token", desk_token=DESK_TOKEN)
    app = create_app(settings, clock=lambda: NOW)

    @app.context_processor
    def made_then() -> dict[str, object]:
        return {"manifest": replace(g.manifest, made=NOW.isoformat())} if "manifest" in g else {}

    return app


def take(browser: webdriver.Chrome, site: str, picture: Picture) -> bytes:
    """The picture as PNG."""
    metrics = {"width": picture.width, "height": picture.height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    look(browser, picture.scheme)
    visit(browser, site + picture.path)
    if picture.draft:
        browser.find_element(By.ID, "naskah").send_keys(picture.draft)
        with leaving(browser):
            browser.find_element(By.CSS_SELECTOR, "#naskah-form .btn").click()
    if picture.click:
        browser.find_element(By.CSS_SELECTOR, picture.click).click()
    browser.execute_script("document.activeElement.blur(); scrollTo(0, 0)")
    high = min(picture.height, browser.execute_script("return document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": picture.width, "height": high, "scale": 1}
    taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
    return base64.b64decode(taken["data"])


def main() -> None:
    """Take all pictures."""
    quantise = shutil.which("pngquant")
    if not quantise:
        raise SystemExit("needs pngquant (Debian's package of that name)")
    with tempfile.TemporaryDirectory() as name:
        index = index_sample(Path(name) / "index")
        furnish(index)
        with served(on_that_day(index)) as site, driven() as browser:
            for picture in PICTURES:
                taken = take(browser, site, picture)
                packed = subprocess.run([quantise, "--speed", "1", "-"], input=taken, capture_output=True, check=True)
                (DIRECTORY / f"{picture.name}.png").write_bytes(packed.stdout)
                size = len(packed.stdout)
                print(f"{picture.name}.png: {size / 1000:.0f} kB{'' if size <= MOST_BYTES else ', TOO LARGE'}")


if __name__ == "__main__":
    main()
