"""Answers that take the place of others in a real Chromium, beside the same without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import NEEDS_BROWSER, leaving, size, text
from tests.in_browser import afresh, click, find, focused, mark, status, stayed, tab_to, until

pytestmark = [*NEEDS_BROWSER, pytest.mark.usefixtures("wide")]

DONE = {
    "sort": ".sort a:not([aria-current])",
    "chip": "a.chip",
    "all filters off": ".chips .clear",
    "preset": ".presets a",
    "month": ".bars a",
    "year": ".years a",
    "pager": ".pager a",
    "next": "a[rel~=next]",
    "tag": ".tags a",
    "undo": ".notes a",
}


@pytest.mark.parametrize("done", DONE)
def test_every_link_gives_the_same_answer_either_way(
    site: str, browser: webdriver.Chrome, either: str, done: str
) -> None:
    browser.get(site + "/cari?q=warga+pemkot&wilayah=-&wilayah=18.71&wilayah=18.72&wilayah=18.09&per_hal=2")
    link = find(browser, DONE[done])
    wanted = (link.get_attribute("href") or "").split("#")[0]
    mark(browser)
    with leaving(browser):
        link.send_keys(Keys.ENTER)
    assert browser.current_url.split("#")[0] == wanted
    assert stayed(browser) == (either == "with script")
    assert status(browser) == afresh(browser)
    assert find(browser, "#q").get_attribute("value") == "warga pemkot"


def test_applying_filters_keeps_focus_and_says_the_count(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=lampung")
    mark(browser)
    before, title = status(browser), browser.title
    browser.execute_script("document.querySelector('#lain-instansi').open = true")
    click(browser, "input[name=wilayah][value='18.71']")
    browser.execute_async_script("setTimeout(arguments[0], 200)")
    assert status(browser) == before, "a tick alone sends nothing"
    tab_to(browser, "#terapkan")
    with leaving(browser):
        focused(browser).send_keys(Keys.SPACE)
    assert stayed(browser), "a status line that is new would not be read out"
    assert status(browser) == afresh(browser) != before
    assert "di Bandar Lampung" in status(browser)
    assert focused(browser).get_attribute("id") == "terapkan"
    assert find(browser, "#lain-instansi").get_attribute("open") is not None
    assert browser.title == title
    with leaving(browser):
        find(browser, ".sort li:nth-child(2) a").send_keys(Keys.ENTER)
    assert focused(browser).text == "Terbaru"
    assert find(browser, "input[name=urut]").get_attribute("value") == "terbaru"
    with leaving(browser):
        find(browser, "a.chip").send_keys(Keys.ENTER)
    assert focused(browser).get_attribute("id") == "hasil", "what was used is gone"


def test_a_new_question_leads_to_the_results(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=banjir&wilayah=18.09")
    mark(browser)
    field = find(browser, "#q")
    field.clear()
    field.send_keys("sekolah")
    with leaving(browser):
        field.send_keys(Keys.ENTER)
    assert stayed(browser)
    assert focused(browser).get_attribute("id") == "hasil"
    assert browser.title.startswith("sekolah – hasil pencarian")
    assert "wilayah=18.09" in browser.current_url


def test_back_and_forward_bring_back_answer_question_and_place(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 360)
    browser.get(site + "/cari?q=lampung&per_hal=5")
    first = status(browser)
    tall = browser.execute_script("scrollTo(0, 900); return scrollY")
    assert tall == 900
    with leaving(browser):
        browser.execute_script("document.querySelector('a[rel~=next]').click()")
    second = status(browser)
    assert second != first
    browser.execute_script("scrollTo(0, 700)")
    browser.execute_async_script("setTimeout(arguments[0], 500)")
    with leaving(browser):
        browser.back()
    assert (status(browser), browser.execute_script("return scrollY")) == (first, 900)
    assert browser.current_url.endswith("/cari?q=lampung&per_hal=5")
    with leaving(browser):
        browser.forward()
    assert (status(browser), browser.execute_script("return scrollY")) == (second, 700)


def test_coming_back_from_an_article_the_list_is_where_it_was(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 360)
    browser.get(site + "/cari?q=lampung&per_hal=5")
    with leaving(browser):
        browser.execute_script("document.querySelector('a[rel~=next]').click()")
    second = status(browser)
    browser.execute_script("scrollTo(0, 800)")
    with leaving(browser):
        browser.execute_script("document.querySelector('.hit .hd a').click()")
    with leaving(browser):
        browser.back()
    assert status(browser) == second
    until(browser, lambda: browser.execute_script("return scrollY") == 800)


def test_on_a_phone_the_results_are_seen_after_filters_are_applied(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 360)
    browser.get(site + "/cari?q=banjir")
    mark(browser)
    click(browser, ".drawer > summary")
    click(browser, "input[name=wilayah]")
    with leaving(browser):
        click(browser, "#terapkan")
    assert stayed(browser)
    assert focused(browser).get_attribute("id") == "hasil"
    assert not find(browser, "input[name=wilayah]").is_displayed()


@pytest.mark.parametrize("fault", ["() => Promise.reject(Error())", "async () => new Response('', {status: 503})"])
def test_what_fails_is_left_to_the_browser(
    site: str, browser: webdriver.Chrome, broken: Callable[[str], None], fault: str
) -> None:
    broken(f"window.fetch = {fault}")
    browser.get(site + "/cari?q=banjir")
    mark(browser)
    with leaving(browser):
        click(browser, ".sort li:nth-child(2) a")
    assert not stayed(browser)
    assert "urut=terbaru" in browser.current_url
    assert "ditemukan" in status(browser)


def test_broken_dates_are_told_on_their_own_page(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=banjir")
    find(browser, "#dari").send_keys("31/02/2025")
    with leaving(browser):
        find(browser, "#dari").send_keys(Keys.ENTER)
    assert "31/02/2025" in text(browser, "[role=alert]")


def test_a_link_is_copied_and_said_to_be(site: str, browser: webdriver.Chrome, broken: Callable[[str], None]) -> None:
    button = "<button type=button hidden data-salin>Salin tautan</button>"
    broken(f"addEventListener('DOMContentLoaded', () => document.body.insertAdjacentHTML('beforeend', '{button}'))")
    browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite"]})
    browser.get(site + "/cari?q=banjir")
    assert not find(browser, "[data-salin]").is_displayed()
    with leaving(browser):
        click(browser, ".sort li:nth-child(2) a")
    click(browser, "[data-salin]")
    until(browser, lambda: text(browser, "[data-salin] + [role=status]") == "Tautan disalin")
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == browser.current_url


def test_panels_open_where_the_style_cannot_open_them(
    site: str, browser: webdriver.Chrome, broken: Callable[[str], None]
) -> None:
    broken("CSS.supports = () => false")
    for width, opened in ((1280, ["filter", "sebaran"]), (768, ["sebaran"]), (360, [])):
        size(browser, width)
        browser.get(site + "/cari?q=banjir")
        assert [d.get_attribute("id") for d in browser.find_elements(By.CSS_SELECTOR, "details[open]")] == opened
