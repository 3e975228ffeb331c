"""Completion in a real Chromium: by keyboard alone, announced, and for nothing but typing."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import NEEDS_BROWSER, leaving, text
from tests.in_browser import find, focused, tab_to, until

pytestmark = [*NEEDS_BROWSER, pytest.mark.usefixtures("wide")]


def options(browser: webdriver.Chrome) -> list[str]:
    found = browser.find_elements(By.CSS_SELECTOR, "[role=option]")
    return [o.text for o in found if o.is_displayed()]


@pytest.mark.parametrize("page", ["/", "/cari?q=lampung"])
def test_a_question_is_completed_and_sent_by_keyboard_alone(site: str, browser: webdriver.Chrome, page: str) -> None:
    browser.get(site + page)
    tab_to(browser, "#q")
    field = focused(browser)
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("peme")
    until(browser, lambda: len(options(browser)) > 2)
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert find(browser, f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    told = browser.find_elements(By.CSS_SELECTOR, "form [aria-live]")
    assert told[0].get_attribute("textContent") == f"{len(options(browser))} saran"

    def active() -> str | None:
        """The option that is told to be active; it is the one that is seen to be."""
        id_ = field.get_attribute("aria-activedescendant")
        chosen = [o.get_attribute("id") for o in browser.find_elements(By.CSS_SELECTOR, "[aria-selected=true]")]
        assert chosen == ([id_] if id_ else [])
        return id_

    assert active() is None
    field.send_keys(Keys.DOWN, Keys.DOWN)
    assert active() == "pilihan-1"
    field.send_keys(Keys.UP, Keys.UP)
    assert active() is None
    field.send_keys(Keys.UP)
    assert active() == f"pilihan-{len(options(browser)) - 1}"
    field.send_keys(Keys.HOME)
    assert active() is None
    assert browser.execute_script("return arguments[0].selectionStart", field) == 0
    field.send_keys(Keys.DOWN, Keys.END)
    assert active() is None
    assert browser.execute_script("return arguments[0].selectionStart", field) == 4
    field.send_keys(Keys.ESCAPE)
    assert options(browser) == []
    assert field.get_attribute("aria-expanded") == "false"
    assert field.get_attribute("value") == "peme"
    field.send_keys("r")
    until(browser, lambda: options(browser))
    chosen = options(browser)[0]
    field.send_keys(Keys.DOWN)
    with leaving(browser):
        field.send_keys(Keys.ENTER)
    assert find(browser, "#q").get_attribute("value") == chosen.split("\n")[0]
    assert chosen.split("\n")[0] in text(browser, "h1")


def test_completion_opens_for_nothing_but_typing(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=peme")
    field = find(browser, "#q")
    field.click()
    browser.execute_script("arguments[0].value = 'pemer'; arguments[0].dispatchEvent(new Event('input'))", field)
    field.send_keys(Keys.DOWN)
    asked = "return performance.getEntriesByType('resource').filter(e => e.name.includes('suggest')).length"
    # Were one asked for, it would be before this one is.
    browser.execute_async_script("setTimeout(arguments[0], 400)")
    assert browser.execute_script(asked) == 0
    assert options(browser) == []
    field.send_keys("i")
    until(browser, lambda: browser.execute_script(asked) == 1)


def test_a_name_says_what_it_is_and_is_chosen_by_pointer(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site)
    find(browser, "#q").send_keys("pemkot me")
    until(browser, lambda: "Pemkot Metro\nInstansi" in options(browser))
    with leaving(browser):
        next(o for o in browser.find_elements(By.CSS_SELECTOR, "[role=option]") if "Pemkot Metro" in o.text).click()
    assert "q=Pemkot+Metro" in browser.current_url
