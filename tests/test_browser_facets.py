"""Looking for a value inside a long facet in a real Chromium, with script and without."""

from __future__ import annotations

import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from tests.browser import NEEDS_BROWSER, leaving, text
from tests.in_browser import click, find, focused, mark, stayed, until

pytestmark = [*NEEDS_BROWSER, pytest.mark.usefixtures("wide")]


def rows(browser: webdriver.Chrome, facet: str) -> list[str]:
    """The rows that are seen, at one moment: an answer may put others in their place."""
    seen: list[str] = browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.textContent)",
        f"[data-facet={facet}] .opt > span:first-of-type",
    )
    return [label.strip(",") for label in seen]


def told(browser: webdriver.Chrome, facet: str) -> str:
    return find(browser, f"[data-facet={facet}] .told").get_attribute("textContent") or ""


@pytest.mark.usefixtures("either")
def test_the_button_narrows_a_list(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=lampung")
    find(browser, "#cari-instansi").send_keys("polres")
    with leaving(browser):
        click(browser, "[data-facet=instansi] .seek button")
    assert_narrowed(browser)


def test_enter_in_the_field_is_its_own_button(site: str, browser: webdriver.Chrome) -> None:
    """Without script it is the search button's: a form has one."""
    browser.get(site + "/cari?q=lampung")
    mark(browser)
    find(browser, "#cari-instansi").send_keys("polres", Keys.ENTER)
    until(browser, lambda: "cari_instansi=polres" in browser.current_url)
    assert stayed(browser)
    assert_narrowed(browser)
    assert focused(browser).get_attribute("id") == "cari-instansi"


def assert_narrowed(browser: webdriver.Chrome) -> None:
    found = rows(browser, "instansi")
    assert len(found) > 3
    assert all("Polres" in row for row in found)
    assert told(browser, "instansi") == f"{len(found)} instansi"
    assert find(browser, "#cari-instansi").get_attribute("value") == "polres"
    assert browser.current_url.endswith("#cari-instansi")


def test_rows_are_narrowed_while_typing(site: str, browser: webdriver.Chrome) -> None:
    browser.get(site + "/cari?q=lampung")
    assert find(browser, "[data-facet=wilayah]").get_attribute("data-other") == "0"
    whole, asked = rows(browser, "wilayah"), "return performance.getEntriesByType('resource').length"
    before = browser.execute_script(asked)
    click(browser, "input[name=wilayah][value='18.71']")
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
    click(browser, "input[name=instansi]")
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
        click(browser, "#terapkan")
    assert f"Instansi: {ticked}" in text(browser, ".chips")
