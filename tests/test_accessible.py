"""axe-core finds nothing on any page: all rules of WCAG 2.0 to 2.2, A and AA, and its best practices."""

from __future__ import annotations

from itertools import product

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browser import NEEDS_BROWSER, leaving, look, size, tool, unfold, visit
from tests.browser_pages import PAGES

pytestmark = NEEDS_BROWSER
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DRAFT = """Banjir kembali merendam desa di Pesawaran

PESAWARAN - Banjir merendam rumah warga di Kecamatan Teluk Pandan, Pesawaran, Rabu (10/12/2025). BPBD Pesawaran
mendirikan dapur umum dan memperbaiki tanggul Way Semah."""
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: arguments[0], resultTypes: ['violations']}).then(
  found => done(found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target + ' ' + n.html.slice(0, 150))}`)),
  failed => done([String(failed)]));
"""


def violations(browser: webdriver.Chrome) -> list[str]:
    """What axe-core finds on the page that is open: rule and elements."""
    found: list[str] = browser.execute_async_script(RUN, RULES)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_no_page_bars_anybody(site: str, browser: webdriver.Chrome, page: str) -> None:
    """Light and dark, on a phone and on a desk, with scripts and without; all that can be unfolded is."""
    axe = tool("axe_playwright_python/axe.min.js").read_text(encoding="utf-8")
    found = {}
    for script in (True, False):
        visit(browser, site + PAGES[page], script=script)
        if not (script or browser.find_elements(By.CSS_SELECTOR, "script[src], noscript")):
            continue  # The same page, which axe has seen.
        browser.execute_script(axe)
        for width, scheme in product((360, 1280), ("light", "dark")):
            size(browser, width)
            unfold(browser)
            look(browser, scheme)
            found[script, width, scheme] = violations(browser)
    assert {looked: told for looked, told in found.items() if told} == {}


def test_what_a_draft_gets_bars_nobody(site: str, browser: webdriver.Chrome) -> None:
    """The answer to a form, which no address leads to."""
    visit(browser, site + "/meja")
    browser.find_element(By.ID, "naskah").send_keys(DRAFT)
    with leaving(browser):
        browser.find_element(By.CSS_SELECTOR, "#naskah-form .btn").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, "#terkait .hit")) > 3
    browser.execute_script(tool("axe_playwright_python/axe.min.js").read_text(encoding="utf-8"))
    found = {}
    for width, scheme in product((360, 1280), ("light", "dark")):
        size(browser, width)
        unfold(browser)
        look(browser, scheme)
        found[width, scheme] = violations(browser)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert {looked: told for looked, told in found.items() if told} == {}


def test_axe_sees_what_is_wrong(site: str, browser: webdriver.Chrome) -> None:
    """The bar itself: a page made worse does not pass it."""
    visit(browser, site + PAGES["start"], script=False)
    browser.execute_script(tool("axe_playwright_python/axe.min.js").read_text(encoding="utf-8"))
    browser.execute_script(
        """document.documentElement.lang = '';
        document.querySelector('label[for=q]').remove();
        document.querySelector('h1').style.color = '#0a5040';"""
    )
    told = " ".join(violations(browser))
    assert [rule for rule in ("html-has-lang", "label", "color-contrast") if f"{rule}:" not in told] == []
