"""What readers do in a real Chromium, with script and without: press keys, click what is seen, wait for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import leaving, scripted, size


@pytest.fixture(params=["with script", "without script"])
def either(request: pytest.FixtureRequest, browser: webdriver.Chrome) -> Iterator[str]:
    """The test is run twice: as the pages' script is run, and as it is not."""
    without = request.param == "without script"
    scripted(browser, not without)
    yield request.param
    scripted(browser, True)


@pytest.fixture
def broken(browser: webdriver.Chrome) -> Iterator[Callable[[str], None]]:
    """Run a line before any script of the pages that follow."""
    added: list[str] = []

    def add(source: str) -> None:
        told = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        added.append(told["identifier"])

    yield add
    for identifier in added:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": identifier})


@pytest.fixture
def wide(browser: webdriver.Chrome) -> None:
    """The window of a desk."""
    size(browser, 1280)


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


def find(browser: webdriver.Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def click(browser: webdriver.Chrome, selector: str) -> None:
    """Click what a reader sees: the driver takes what is in a closed panel for hidden, whatever the style says."""
    element = find(browser, selector)
    assert seen(browser, element), selector
    browser.execute_script("arguments[0].click()", element)


def seen(browser: webdriver.Chrome, element: WebElement) -> bool:
    return bool(browser.execute_script("return arguments[0].checkVisibility()", element))


def until(browser: webdriver.Chrome, sign: Callable[[], object]) -> None:
    WebDriverWait(browser, 10).until(lambda _: sign())


def status(browser: webdriver.Chrome) -> str:
    """The count line with what only screen readers are told."""
    return " ".join((find(browser, "main [role=status]").get_attribute("textContent") or "").split())


def focused(browser: webdriver.Chrome) -> WebElement:
    return browser.switch_to.active_element


def mark(browser: webdriver.Chrome) -> None:
    """Remember the page and its status line, to see whether they stay."""
    browser.execute_script("window.same = document.querySelector('main [role=status]')")


def stayed(browser: webdriver.Chrome) -> bool:
    return bool(browser.execute_script("return window.same === document.querySelector('main [role=status]')"))


def afresh(browser: webdriver.Chrome) -> str:
    """What the status line is where the same address is asked as a page of its own."""
    answer = "fetch(location.href).then(r => r.text()).then(t => arguments[0](new DOMParser()"
    line = ".parseFromString(t, 'text/html').querySelector('[role=status]').textContent))"
    return " ".join(browser.execute_async_script(answer + line).split())
