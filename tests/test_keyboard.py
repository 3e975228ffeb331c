"""A reader finds and reads by keyboard alone, with scripts and without, and always sees where the focus is."""

from __future__ import annotations

import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser import NEEDS_BROWSER, leaving, scripted, size, text, visit
from tests.browser_pages import PAGES

pytestmark = NEEDS_BROWSER
HIDDEN_FOCUS = """
const e = document.activeElement, style = getComputedStyle(e);
const target = e.matches('[type=checkbox], [type=radio]') && e.closest('label') || e;
const r = e.getClientRects()[0];
if (!r) return 'it has no box';
const x = r.left + r.width / 2, y = r.top + r.height / 2;
const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset) - 1;
const seen = r.left >= 0 && r.top >= ring && r.right <= innerWidth && r.bottom <= innerHeight - ring;
if (!seen) return 'it lies outside the window';
const there = document.elementFromPoint(x, y);
if (!(target.contains(there) || there.contains(e))) return 'it is covered by ' + there.outerHTML.slice(0, 80);
if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return 'it has no outline';
return '';
"""
"""What is wrong with how the focused element is seen, or nothing (WCAG 2.4.7, 2.4.11)."""

END = "the end"
NEXT_FOCUS = f"""
const order = window.passed ??= [], at = document.activeElement;
if (at === document.body || at === order[0]) return '{END}';
order.push(at);
const wrong = (() => {{ {HIDDEN_FOCUS} }})();
return wrong && at.outerHTML.slice(0, 120) + ': ' + wrong;
"""
BACKWARDS = """
return passed.slice(1)
  .filter((e, n) => e.compareDocumentPosition(passed[n]) & Node.DOCUMENT_POSITION_FOLLOWING).map(e => e.outerHTML);
"""
"""Elements that have the focus before one that stands above them."""


def type_keys(browser: webdriver.Chrome, *keys: str) -> None:
    """Press keys as a keyboard does, wherever the focus is."""
    ActionChains(browser).send_keys(*keys).perform()


def focused(browser: webdriver.Chrome) -> WebElement:
    """What has the focus; held to be seen. At the end of a page it is the browser's own, and begins again."""
    element = browser.switch_to.active_element
    if element.tag_name != "body":
        wrong = browser.execute_script(HIDDEN_FOCUS)
        assert wrong == "", f"the focus is not seen on {(element.get_attribute('outerHTML') or '')[:120]}: {wrong}"
    return element


def tab_to(browser: webdriver.Chrome, wanted: WebElement, most: int = 150) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        type_keys(browser, Keys.TAB)
        if focused(browser) == wanted:
            return
    raise AssertionError(f"{wanted.get_attribute('outerHTML')} is not reached by keyboard")


def found(browser: webdriver.Chrome) -> int:
    return int(re.search(r"\d+", text(browser, "[role=status]"))[0])  # type: ignore[index]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_reader_searches_filters_leafs_reads_and_comes_back(
    site: str, browser: webdriver.Chrome, script: bool, width: int
) -> None:
    size(browser, width)
    scripted(browser, script)
    browser.get(site + "/")
    tab_to(browser, browser.find_element(By.NAME, "q"))
    with leaving(browser):
        type_keys(browser, "lampung", Keys.ENTER)
    before = found(browser)

    if width < 960:
        tab_to(browser, browser.find_element(By.CSS_SELECTOR, ".drawer > summary"))
        type_keys(browser, Keys.ENTER)
    boxes = browser.find_elements(By.CSS_SELECTOR, "input[name=wilayah]")[:2]
    for box in boxes:
        tab_to(browser, box)
        type_keys(browser, Keys.SPACE)
        assert box.is_selected()
    tab_to(browser, browser.find_element(By.CSS_SELECTOR, ".apply button"))
    with leaving(browser):
        type_keys(browser, Keys.ENTER)
    assert 10 < found(browser) < before
    assert len(browser.find_elements(By.CSS_SELECTOR, ".chip")) == 2

    tab_to(browser, browser.find_element(By.CSS_SELECTOR, "a[rel~=next]"))
    with leaving(browser):
        type_keys(browser, Keys.ENTER)
    second_page = browser.current_url
    assert "hal=2" in second_page

    story = browser.find_element(By.CSS_SELECTOR, ".hit .hd a")
    title = story.text
    tab_to(browser, story)
    with leaving(browser):
        type_keys(browser, Keys.ENTER)
    assert text(browser, "h1") == title

    # Alt+Left is a key of Chromium's window, which it lacks when headless: this is the command behind it.
    with leaving(browser):
        browser.back()
    assert browser.current_url == second_page
    assert len(browser.find_elements(By.CSS_SELECTOR, ".chip")) == 2


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_through_the_whole_page_in_order_and_is_seen_everywhere(
    site: str, browser: webdriver.Chrome, page: str, width: int
) -> None:
    size(browser, width)
    visit(browser, site + PAGES[page])
    for _ in range(400):
        type_keys(browser, Keys.TAB)
        told = browser.execute_script(NEXT_FOCUS)
        if told == END:
            break
        assert told == ""
    else:
        raise AssertionError("the focus does not come to the end of the page")
    assert browser.execute_script("return passed.length") >= 5
    assert browser.execute_script(BACKWARDS) == []
