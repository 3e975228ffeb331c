"""What all tests in a real Chromium share: the site, the browser, and how a page is opened and looked at."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import WSGIRequestHandler, make_server

from search.model import WIB
from tests.real_articles import SAMPLE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
TELUSUR = Path(sys.executable).with_name("telusur")
TOOLS = Path(sys.prefix) / "browser-tools"
DESK_TOKEN = "hanya-untuk-percobaan"
LOGIN = "Basic " + base64.b64encode(f"percobaan:{DESK_TOKEN}".encode()).decode()
"""The header that opens the desk of `site`."""
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs Debian's packages chromium and chromium-driver"),
]
"""The `pytestmark` of a module that uses `browser`."""


def tool(name: str) -> Path:
    """A file that `make browser-tools` fetches; the test is skipped where it is missing."""
    path = TOOLS / name
    if not path.exists():
        pytest.skip("needs make browser-tools")
    return path


def index_sample(index: Path) -> Path:
    """An index of the bundled sample in a directory; gives the directory."""
    subprocess.run([TELUSUR, "reindex", SAMPLE, "--index", index], check=True, capture_output=True)
    return index


@contextmanager
def running(index: Path) -> Iterator[str]:
    """The address of `telusur serve` over an index."""
    desk = {"TELUSUR_DESK": str(index / "desk"), "TELUSUR_DESK_LOGIN": "token", "TELUSUR_DESK_TOKEN": DESK_TOKEN}
    command = [TELUSUR, "serve", "--port", "0", "--index", index]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | desk)
    assert server.stderr is not None
    try:
        told = next(line for line in server.stderr if "serves" in line)
        yield re.search(r"http://\S+", told)[0]  # type: ignore[index]
    finally:
        server.terminate()
        server.communicate(timeout=20)
    assert server.returncode == 0


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """The address of an application of this process."""

    class Silent(WSGIRequestHandler):
        def log(self, *_: Any) -> None:
            """Say nothing."""

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def driven() -> Iterator[webdriver.Chrome]:
    """A Chromium of its own, without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service(executable_path=DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server over the bundled sample."""
    with running(index_sample(tmp_path_factory.mktemp("index"))) as address:
        _furnish_desk(address)
        yield address


def _furnish_desk(site: str) -> None:
    """A pin, a hide, a saved search and a question without an answer, as editors and readers leave them."""
    day = f"{datetime.now(WIB) + timedelta(days=30):%d/%m/%Y}"
    decided = {"berita": "kabar-2025-0131", "alasan": "untuk percobaan", "sampai": day}
    send(site, "/meja/pilihan", decided | {"pertanyaan": "jembatan gantung kuala"})
    send(site, "/meja/tarikan", decided | {"berita": "ulubelu-2024-2324"})
    send(site, "/meja/pantauan", {"nama": "Banjir di Pesawaran", "alamat": "banjir pesawaran"})
    for _ in range(6):
        urlopen(f"{site}/cari?q=kereta+gantung+bakauheni").close()


def send(site: str, path: str, form: dict[str, str]) -> None:
    """Send a form of the desk, as its own page does."""
    headers = {"Authorization": LOGIN, "Sec-Fetch-Site": "same-origin"}
    request = Request(site + path, urlencode(form).encode(), headers)
    with urlopen(request) as answer:
        assert answer.status == 200, path


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    """The one Chromium of a run; tests take `browser`."""
    with driven() as driver:
        driver.execute_cdp_cmd("Network.enable", {})
        yield driver


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The Chromium as it is when new, whatever the test before did to it."""
    yield chromium
    chromium.get("about:blank")
    look(chromium)
    scripted(chromium, True)
    size(chromium, 1280)
    chromium.execute_cdp_cmd("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    chromium.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})


def size(browser: webdriver.Chrome, width: int) -> None:
    """The window as narrow as a phone; Chromium's own windows stop at 500 pixels."""
    metrics = {"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def look(browser: webdriver.Chrome, scheme: str = "light", **more: str) -> None:
    """The colours that a reader has chosen; `more` by name with _ for -: forced_colors="active"."""
    wanted = {"prefers-color-scheme": scheme} | {name.replace("_", "-"): value for name, value in more.items()}
    features = [{"name": name, "value": value} for name, value in wanted.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def scripted(browser: webdriver.Chrome, on: bool) -> None:
    """Whether pages that are opened from now on may run scripts, as a reader can set it."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})


def visit(browser: webdriver.Chrome, address: str, *, script: bool = True) -> None:
    """Open a page, the desk's too. Without `script` it is parsed and shown as where scripts are switched off.

    They are on again afterwards, for what looks at the page; none of the page's own has been run by then.
    """
    if "/meja" in address:
        browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Authorization": LOGIN}})
    scripted(browser, script)
    browser.get(address)
    scripted(browser, True)


@contextmanager
def before_pages(browser: webdriver.Chrome, script: str) -> Iterator[None]:
    """Pages that are opened inside run this script before anything of their own."""
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    yield
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def unfold(browser: webdriver.Chrome, opened: bool = True) -> None:
    """Open or close all that can be unfolded."""
    browser.execute_script("document.querySelectorAll('details').forEach(d => { d.open = arguments[0] })", opened)


def text(browser: webdriver.Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


@contextmanager
def leaving(browser: webdriver.Chrome) -> Iterator[None]:
    """What is done inside leads to another page, or to another answer in the same one, which is there afterwards."""
    before = browser.find_element(By.TAG_NAME, "h1")
    yield
    # A page that is going away may answer with other errors than that the element is stale.
    gone = WebDriverWait(browser, 10, ignored_exceptions=[WebDriverException])
    gone.until(expected_conditions.staleness_of(before))
    WebDriverWait(browser, 10).until(lambda b: b.execute_script("return document.readyState") == "complete")
