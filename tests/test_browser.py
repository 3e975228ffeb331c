"""What readers do with the pages, in a real Chromium: filter on a phone, leaf through an answer, mend a date."""

from __future__ import annotations

import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import NEEDS_BROWSER, leaving, size, text

pytestmark = NEEDS_BROWSER


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
