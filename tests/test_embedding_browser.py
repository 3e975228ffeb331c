"""A page of another site in a real Chromium: it takes fragments in where it may, and sees the refusal where not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.real_articles import SAMPLE

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs Debian's packages chromium and chromium-driver"),
]
TELUSUR = Path(sys.executable).with_name("telusur")
PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Situs berita</title>
<h1>Banjir</h1><div id="cari"></div><div id="terkait"></div><p id="galat"></p><p id="lagi"></p>
<script>
const telusur = "%s";
async function sisip(alamat, tempat) {
  const jawaban = await fetch(telusur + alamat);
  if (jawaban.ok) document.getElementById(tempat).innerHTML = await jawaban.text();
  return jawaban.headers.get("ETag");
}
(async () => {
  try {
    await sisip("/sisip/cari", "cari");
    const etag = await sisip("/sisip/terkait/kabar-2025-0131", "terkait");
    const lagi = await fetch(telusur + "/sisip/terkait/kabar-2025-0131",
      {cache: "no-store", headers: {"If-None-Match": etag}});
    document.getElementById("lagi").textContent = lagi.status;
  } catch (galat) { document.getElementById("galat").textContent = galat.name; }
  document.title = "selesai";
})();
</script>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def telusur(index: Path, **env: str) -> Iterator[str]:
    server = subprocess.Popen(
        [TELUSUR, "serve", "--port", "0", "--index", index], stderr=subprocess.PIPE, text=True, env=os.environ | env
    )
    assert server.stderr is not None
    try:
        yield re.search(r"http://\S+", next(line for line in server.stderr if "serves" in line))[0]  # type: ignore[index]
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index")
    subprocess.run([TELUSUR, "reindex", SAMPLE, "--index", made], check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Another site: its directory, and its origin."""
    directory = tmp_path_factory.mktemp("news")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=directory))
    Thread(target=server.serve_forever, daemon=True).start()
    yield directory, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(executable_path=DRIVER))
    yield driver
    driver.quit()


def seen(browser: webdriver.Chrome, news: tuple[Path, str], site: str) -> None:
    """Open the other site's page and wait until its script has ended."""
    directory, origin = news
    (directory / "berita.html").write_text(PAGE % site, encoding="utf-8")
    browser.get(f"{origin}/berita.html")
    WebDriverWait(browser, 20).until(lambda b: b.title == "selesai")


def test_a_named_site_takes_both_fragments_in_and_its_form_works(
    browser: webdriver.Chrome, news: tuple[Path, str], index: Path
) -> None:
    with telusur(index, TELUSUR_CORS_ORIGINS=news[1]) as site:
        seen(browser, news, site)
        assert browser.find_element(By.ID, "galat").text == ""
        assert browser.find_element(By.ID, "lagi").text == "304", "the question before it was answered too"
        links = [a.get_attribute("href") for a in browser.find_elements(By.CSS_SELECTOR, "#terkait a")]
        assert links
        assert all(link.startswith(f"{site}/berita/") for link in links)
        browser.find_element(By.CSS_SELECTOR, "#cari input").send_keys("banjir\n")
        WebDriverWait(browser, 20).until(lambda b: b.current_url == f"{site}/cari?q=banjir#hasil")


def test_a_site_that_is_not_named_is_refused(browser: webdriver.Chrome, news: tuple[Path, str], index: Path) -> None:
    with telusur(index, TELUSUR_CORS_ORIGINS="https://lain.example") as site:
        browser.get_log("browser")
        seen(browser, news, site)
        assert browser.find_element(By.ID, "galat").text == "TypeError"
        assert browser.find_elements(By.CSS_SELECTOR, "#cari form, #terkait a") == []
        assert any("CORS" in line["message"] for line in browser.get_log("browser"))
