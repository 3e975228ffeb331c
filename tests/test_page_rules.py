"""What a page asks of a reader's line and browser: few bytes, its own site alone, no cookie, no inline script."""

from __future__ import annotations

import json

import pytest
from selenium import webdriver

from tests.browser import NEEDS_BROWSER, before_pages, visit
from tests.browser_pages import HEAVIEST, PAGES
from tests.page_weight import weight

pytestmark = NEEDS_BROWSER
MOST_BYTES = 60_000
"""Of the first load of a page: HTML, CSS and script, packed as nginx packs them in docs/running.md."""
LISTEN = """
window.refused = [];
document.addEventListener('securitypolicyviolation', e => refused.push(`${e.violatedDirective} ${e.blockedURI}`));
"""
INLINE = """
return [...document.querySelectorAll('*')].filter(e =>
  e.matches('body style, style ~ style, [style], script:not([src]):not([type="application/ld+json"])')
  || [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML.slice(0, 150));
"""


def asked(browser: webdriver.Chrome) -> set[str]:
    """Every address that was asked since the log was last read."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return {
        m["params"]["request"]["url"]
        for m in messages
        if m["method"] == "Network.requestWillBeSent" and not m["params"]["documentURL"].startswith("about:")
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nobody_else_and_breaks_no_rule_of_its_own(site: str, browser: webdriver.Chrome, page: str) -> None:
    browser.get_log("performance")
    with before_pages(browser, LISTEN):
        visit(browser, site + PAGES[page])
    addresses = asked(browser)
    assert site + PAGES[page] in addresses
    assert {address for address in addresses if not address.startswith(site + "/")} == set()
    assert browser.execute_script("return document.cookie") == ""
    assert browser.execute_cdp_cmd("Network.getAllCookies", {})["cookies"] == []
    assert browser.execute_script("return [localStorage.length, sessionStorage.length]") == [0, 0]
    assert browser.execute_script("return window.refused") == []
    assert browser.execute_script(INLINE) == []


def test_breaking_a_rule_is_seen(site: str, browser: webdriver.Chrome) -> None:
    browser.get_log("performance")
    with before_pages(browser, LISTEN):
        visit(browser, site + PAGES["start"])
    browser.execute_async_script(
        """const done = arguments[0];
        document.body.insertAdjacentHTML('beforeend', '<p style="color: red" onclick="x()"></p>');
        const image = document.createElement('img');
        image.onerror = () => done();
        image.src = 'http://127.0.0.1:9/elsewhere.png';
        document.body.append(image);"""
    )
    told = " ".join(browser.execute_script("return window.refused"))
    assert "style-src" in told
    assert "img-src" in told
    assert len(browser.execute_script(INLINE)) == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(site: str, page: str) -> None:
    assert weight(site + PAGES[page]).packed <= MOST_BYTES


def test_the_heaviest_page_is_the_heaviest(site: str) -> None:
    """What the benchmark measures is what readers wait for longest when they come from elsewhere."""
    heaviest, later = weight(site + HEAVIEST).packed, ("daftar=", "cari_", "/api", "/meja")
    first = [path for path in PAGES.values() if not any(part in path for part in later)]
    assert heaviest >= 0.95 * max(weight(site + path).packed for path in first)
    assert heaviest > weight(site + "/").packed
