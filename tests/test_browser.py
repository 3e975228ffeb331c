"""The pages in a real Chromium, as readers use them: by keyboard, on a phone, without script."""

from __future__ import annotations

import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.in_browser import IN_BROWSER, browser, either, leaving, press, site, size, tab_to, text

__all__ = ["browser", "either", "site"]
pytestmark = IN_BROWSER
PAGES = {
    "start": "/",
    "results": "/cari?q=banjir",
    "filtered": "/cari?q=banjir&wilayah=Pesawaran&dari=2025-01&sampai=2025-12",
    "everything": "/cari",
    "no result": "/cari?q=katayangtidakpernahada",
    "article": "/berita/kabar-2025-0131",
    "article with its origins": "/berita/kabar-2025-0131?bukti=1",
    "region": "/wilayah/18.09",
    "agency": "/instansi/bpbd-pesawaran",
    "month": "/bulan/2025-12",
    "help": "/bantuan",
    "not found": "/berita/tidak-ada",
    "broken dates": "/cari?q=banjir&dari=31/02/2025&hal=0",
}
WIDTHS = (320, 360, 768, 1280)


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
    scripts = browser.find_elements(By.CSS_SELECTOR, "script:not([type='application/ld+json'])")
    assert [s.get_attribute("textContent") for s in scripts] == [""]


@pytest.mark.usefixtures("either")
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


@pytest.mark.usefixtures("either")
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


@pytest.mark.usefixtures("either")
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


@pytest.mark.usefixtures("either")
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
