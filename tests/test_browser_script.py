"""What the script adds in a real Chromium, beside the same without it: completion, answers in place, long facets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.in_browser import IN_BROWSER, browser, either, leaving, site, size, tab_to, text

__all__ = ["browser", "either", "site"]
pytestmark = IN_BROWSER


@pytest.fixture(autouse=True)
def wide(browser: webdriver.Chrome) -> None:
    size(browser, 1280)


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


def find(browser: webdriver.Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


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


# Completion


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
    told = browser.find_elements(By.CSS_SELECTOR, "form [role=status]")
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


# Answers in the place of others

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
    browser.get(site + "/cari?q=banjir")
    mark(browser)
    before, title = status(browser), browser.title
    browser.execute_script("document.querySelector('#lain-wilayah').open = true")
    find(browser, "input[name=wilayah][value='18.09']").click()
    browser.execute_async_script("setTimeout(arguments[0], 200)")
    assert status(browser) == before, "a tick alone sends nothing"
    tab_to(browser, "#terapkan")
    with leaving(browser):
        focused(browser).send_keys(Keys.SPACE)
    assert stayed(browser), "a status line that is new would not be read out"
    assert status(browser) == afresh(browser) != before
    assert "di Pesawaran" in status(browser)
    assert focused(browser).get_attribute("id") == "terapkan"
    assert find(browser, "#lain-wilayah").get_attribute("open") is not None
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
    browser.get(site + "/cari?q=banjir&per_hal=5")
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
    assert browser.current_url.endswith("/cari?q=banjir&per_hal=5")
    with leaving(browser):
        browser.forward()
    assert (status(browser), browser.execute_script("return scrollY")) == (second, 700)


def test_coming_back_from_an_article_the_list_is_where_it_was(site: str, browser: webdriver.Chrome) -> None:
    size(browser, 360)
    browser.get(site + "/cari?q=banjir&per_hal=5")
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
    find(browser, ".drawer > summary").click()
    find(browser, "input[name=wilayah]").click()
    with leaving(browser):
        find(browser, "#terapkan").click()
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
        find(browser, ".sort li:nth-child(2) a").click()
    assert not stayed(browser)
    assert "urut=terbaru" in browser.current_url
    assert "ditemukan" in status(browser)


def test_broken_dates_are_told_on_their_own_page(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=banjir")
    find(browser, "#dari").send_keys("31/02/2025")
    with leaving(browser):
        find(browser, "#dari").send_keys(Keys.ENTER)
    assert "31/02/2025" in text(browser, "[role=alert]")


# Values of a long facet


def rows(browser: webdriver.Chrome, facet: str) -> list[str]:
    """The rows that are seen."""
    found = browser.find_elements(By.CSS_SELECTOR, f"[data-facet={facet}] .opt > span:first-of-type")
    return [label.text for label in found if label.is_displayed()]


def told(browser: webdriver.Chrome, facet: str) -> str:
    return text(browser, f"[data-facet={facet}] .told")


@pytest.mark.parametrize("sent_by", [Keys.ENTER, "button"])
def test_the_button_narrows_a_list_either_way(site: str, browser: webdriver.Chrome, either: str, sent_by: str) -> None:
    if sent_by == Keys.ENTER and either == "without script":
        pytest.skip("there the Enter key is the search button's")
    browser.get(site + "/cari?q=lampung")
    field = find(browser, "#cari-instansi")
    field.send_keys("polres")
    with leaving(browser):
        if sent_by == "button":
            find(browser, "[data-facet=instansi] .seek button").click()
        else:
            field.send_keys(sent_by)
    found = rows(browser, "instansi")
    assert len(found) > 3
    assert all("Polres" in row for row in found)
    assert told(browser, "instansi") == f"{len(found)} instansi"
    assert find(browser, "#cari-instansi").get_attribute("value") == "polres"
    assert browser.current_url.endswith("#cari-instansi")


def test_rows_are_narrowed_while_typing(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=banjir")
    assert find(browser, "[data-facet=wilayah]").get_attribute("data-other") == "0"
    whole, asked = rows(browser, "wilayah"), "return performance.getEntriesByType('resource').length"
    before = browser.execute_script(asked)
    find(browser, "input[name=wilayah][value='18.71']").click()
    field = find(browser, "#cari-wilayah")
    field.send_keys("pes")
    until(browser, lambda: told(browser, "wilayah"))
    seen = rows(browser, "wilayah")
    assert set(seen) == {"Bandar Lampung", "Pesawaran", "Pesisir Barat"}, "what is ticked stays"
    assert told(browser, "wilayah") == "2 wilayah"
    assert focused(browser) == field
    assert browser.execute_script(asked) == before, "all rows are there: nobody is asked"
    field.send_keys(Keys.BACKSPACE * 3)
    until(browser, lambda: not told(browser, "wilayah"))
    assert rows(browser, "wilayah") == whole


def test_where_there_are_more_values_the_server_is_asked(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=lampung")
    mark(browser)
    address = browser.current_url
    assert int(find(browser, "[data-facet=instansi]").get_attribute("data-other") or 0) > 0
    ticked = rows(browser, "instansi")[0]
    find(browser, "input[name=instansi]").click()
    field = find(browser, "#cari-instansi")
    field.send_keys("polres")
    until(browser, lambda: re.fullmatch(r"\d+ instansi", told(browser, "instansi")))
    until(browser, lambda: all("Polres" in row for row in rows(browser, "instansi")[1:]))
    found = rows(browser, "instansi")
    assert found[0] == ticked, "what is ticked and not yet sent stays"
    assert told(browser, "instansi") == f"{len(found) - 1} instansi"
    assert find(browser, "input[name=instansi]").is_selected()
    assert (focused(browser), browser.current_url, stayed(browser)) == (field, address, True)
    field.send_keys(Keys.BACKSPACE * 6)
    until(browser, lambda: len(rows(browser, "instansi")) > 5 and not told(browser, "instansi"))
    with leaving(browser):
        find(browser, "#terapkan").click()
    assert f"Instansi: {ticked}" in text(browser, ".chips")


# The rest


def test_a_link_is_copied_and_said_to_be(site: str, browser: webdriver.Chrome, broken: Callable[[str], None]) -> None:
    button = "<button type=button hidden data-salin>Salin tautan</button>"
    broken(f"addEventListener('DOMContentLoaded', () => document.body.insertAdjacentHTML('beforeend', '{button}'))")
    browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite"]})
    browser.get(site + "/cari?q=banjir")
    assert not find(browser, "[data-salin]").is_displayed()
    with leaving(browser):
        find(browser, ".sort li:nth-child(2) a").click()
    find(browser, "[data-salin]").click()
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
