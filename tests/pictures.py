"""`.venv/bin/python -m tests.pictures` or `make pictures`: takes the pictures of the documents anew.

Of the bundled sample on one certain day, so that they change only where the pages do.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask import Flask, g
from selenium import webdriver
from selenium.webdriver.common.by import By

from search.model import WIB
from search.settings import Settings
from tests.browser import DESK_TOKEN, driven, index_sample, look, served, visit
from web.app import create_app

DIRECTORY = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=WIB)
MOST_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of docs/pictures: a page in a window of `width` and at most `height` CSS pixels, from its top.

    What `click` selects is clicked on first.
    """

    name: str
    path: str
    width: int = 1280
    height: int = 900
    scheme: str = "light"
    click: str = ""


PICTURES = (
    Picture("depan", "/"),
    Picture("hasil", "/cari?q=banjir+pesawaran"),
    Picture("hasil-gelap", "/cari?q=banjir+pesawaran", scheme="dark"),
    Picture("hasil-ponsel", "/cari?q=banjir", width=360, height=780),
    Picture("filter-ponsel", "/cari?q=banjir", width=360, height=780, click=".drawer > summary"),
    Picture("filter", "/cari?q=jalan&wilayah=18.01&wilayah=18.09&dari=2025-01&sampai=2025-12"),
    Picture("berita", "/berita/kabar-2025-0131"),
    Picture("tanpa-hasil", "/cari?q=banjir&wilayah=18.72&dari=2024-02&sampai=2024-02", height=700),
)


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
    if picture.click:
        browser.find_element(By.CSS_SELECTOR, picture.click).click()
    browser.execute_script("document.activeElement.blur()")
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
        with served(on_that_day(index)) as site, driven() as browser:
            for picture in PICTURES:
                taken = take(browser, site, picture)
                packed = subprocess.run([quantise, "--speed", "1", "-"], input=taken, capture_output=True, check=True)
                (DIRECTORY / f"{picture.name}.png").write_bytes(packed.stdout)
                size = len(packed.stdout)
                print(f"{picture.name}.png: {size / 1000:.0f} kB{'' if size <= MOST_BYTES else ', TOO LARGE'}")


if __name__ == "__main__":
    main()
