"""The pages in a real Chromium, as readers use them: by keyboard, on a phone, without script."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait

from tests.real_articles import SAMPLE

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs Debian's packages chromium and chromium-driver"),
]
TELUSUR = Path(sys.executable).with_name("telusur")
PAGES = {
    "start": "/",
    "results": "/cari?q=banjir",
    "filtered": "/cari?q=banjir&wilayah=Pesawaran&dari=2025-01&sampai=2025-12",
    "everything": "/cari",
    "no result": "/cari?q=katayangtidakpernahada",
    "article": "/berita/kabar-2025-0131",
    "not found": "/berita/tidak-ada",
    "broken dates": "/cari?q=banjir&dari=31/02/2025&hal=0",
    "api": "/api",
}
WIDTHS = (320, 360, 768, 1280)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server over the bundled sample."""
    index = tmp_path_factory.mktemp("index")
    subprocess.run([TELUSUR, "reindex", SAMPLE, "--index", index], check=True, capture_output=True)
    server = subprocess.Popen([TELUSUR, "serve", "--port", "0", "--index", index], stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        told = next(line for line in server.stderr if "serves" in line)
        yield re.search(r"http://\S+", told)[0]  # type: ignore[index]
    finally:
        server.terminate()
        server.communicate(timeout=20)
    assert server.returncode == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service(executable_path=DRIVER))
    yield driver
    driver.quit()


def size(browser: webdriver.Chrome, width: int) -> None:
    """The window as narrow as a phone; Chromium's own windows stop at 500 pixels."""
    metrics = {"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def text(browser: webdriver.Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


@contextmanager
def leaving(browser: webdriver.Chrome) -> Iterator[None]:
    """What is done inside leads to another page, which is there afterwards."""
    before = browser.find_element(By.TAG_NAME, "html")
    yield
    WebDriverWait(browser, 10).until(expected_conditions.staleness_of(before))
    WebDriverWait(browser, 10).until(lambda b: b.execute_script("return document.readyState") == "complete")


def press(browser: webdriver.Chrome, *keys: str) -> None:
    """Type where the focus is, and wait for the page that this leads to."""
    with leaving(browser):
        browser.switch_to.active_element.send_keys(*keys)


def tab_to(browser: webdriver.Chrome, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus; what has it must be seen on the way."""
    wanted = browser.find_element(By.CSS_SELECTOR, selector)
    for _ in range(most):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        # Past the last element the focus is the browser's own, and begins again at the top.
        seen = focused.tag_name == "body" or focused.value_of_css_property("outline-style") != "none"
        assert seen, f"focus is not visible on {focused.get_attribute('outerHTML')[:100]}"
        if focused == wanted:
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_no_sideways_scroll_and_no_target_too_small(
    site: str, browser: webdriver.Chrome, page: str, width: int
) -> None:
    size(browser, width)
    browser.get(site + PAGES[page])
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    small = browser.execute_script(
        """
        const inline = e => e.closest('p, h1, .snip') && getComputedStyle(e).display === 'inline';
        return [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')].filter(e => {
          const target = e.closest('label') || e, r = target.getBoundingClientRect();
          return r.width && !inline(e) && !e.classList.contains('skip') && (r.height < 23.5 || r.width < 23.5);
        }).map(e => e.outerHTML.slice(0, 120));
        """
    )
    assert small == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nobody_else_sets_no_cookie_and_breaks_no_rule_of_its_own(
    site: str, browser: webdriver.Chrome, page: str
) -> None:
    size(browser, 1280)
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(site + PAGES[page])
    asked = {
        m for entry in browser.get_log("performance") for m in re.findall(r'"url":"(https?://[^"]+)"', entry["message"])
    }
    assert asked
    assert {url for url in asked if not url.startswith(site)} == set()
    refused = [e["message"] for e in browser.get_log("browser") if "Content Security Policy" in e["message"]]
    assert refused == []
    assert browser.get_cookies() == []
    assert browser.find_elements(By.TAG_NAME, "script") == []


def test_a_reader_searches_filters_and_reads_by_keyboard_alone(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 1280)
    browser.get(site + "/")
    tab_to(browser, "input[name=q]")
    press(browser, "banjir", Keys.ENTER)
    assert "banjir" in text(browser, "h1")
    before = int(re.search(r"\d+", text(browser, "[role=status]"))[0])  # type: ignore[index]

    tab_to(browser, "input[name=wilayah]")
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    tab_to(browser, ".apply button")
    press(browser, Keys.ENTER)
    after = int(re.search(r"\d+", text(browser, "[role=status]"))[0])  # type: ignore[index]
    assert 0 < after < before
    assert "Wilayah: Pesawaran" in text(browser, ".chips")
    assert "wilayah=18.09" in browser.current_url

    tab_to(browser, "a.chip")
    press(browser, Keys.ENTER)
    assert text(browser, "[role=status]").startswith(f"{before} ")

    title = text(browser, ".hit .hd")
    tab_to(browser, ".hit .hd a")
    press(browser, Keys.ENTER)
    assert text(browser, "h1") == title
    with leaving(browser):
        browser.back()
    assert "banjir" in text(browser, "h1")


def test_on_a_phone_the_filters_are_one_touch_away(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 360)
    browser.get(site + "/cari?q=banjir")
    boxes = browser.find_elements(By.CSS_SELECTOR, "input[name=instansi]")
    assert not boxes[0].is_displayed()
    browser.find_element(By.CSS_SELECTOR, ".drawer > summary").click()
    assert boxes[0].is_displayed()
    boxes[0].click()
    with leaving(browser):
        browser.find_element(By.CSS_SELECTOR, ".apply button").click()
    assert "Instansi:" in text(browser, ".chips")
    assert "(1)" in text(browser, ".drawer > summary")


def test_pages_of_an_answer_hold_each_story_once(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 1280)
    browser.get(site + "/cari?q=lampung&urut=terbaru")
    total = int(re.search(r"\d+", text(browser, "[role=status]"))[0])  # type: ignore[index]
    seen: list[str] = []
    while True:
        seen += [a.get_attribute("href") or "" for a in browser.find_elements(By.CSS_SELECTOR, ".hit .hd a")]
        following = browser.find_elements(By.CSS_SELECTOR, "a[rel~=next]")
        if not following:
            break
        with leaving(browser):
            following[0].click()
    assert len(seen) == len(set(seen)) == total > 20


def test_broken_dates_are_told_all_at_once_and_can_be_mended(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 360)
    browser.get(site + "/cari?q=banjir&dari=31/02/2025&sampai=kapan-kapan")
    told = text(browser, "[role=alert]")
    assert "31/02/2025" in told
    assert "kapan-kapan" in told
    field = browser.find_element(By.NAME, "dari")
    assert field.get_attribute("value") == "31/02/2025"
    for name, typed in (("dari", "1/1/2025"), ("sampai", "31 Des 2025")):
        browser.find_element(By.NAME, name).clear()
        browser.find_element(By.NAME, name).send_keys(typed)
    with leaving(browser):
        browser.find_element(By.NAME, "sampai").send_keys(Keys.ENTER)
    assert "ditemukan" in text(browser, "[role=status]")
    assert "dari=" in browser.current_url
