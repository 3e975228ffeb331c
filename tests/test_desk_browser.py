"""The desk in a real Chromium: a foreign page that uses an editor's login, and what its script adds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import DESK_TOKEN, NEEDS_BROWSER, driven, index_sample, leaving, running, served, text, visit

pytestmark = NEEDS_BROWSER
QUESTION = "pertanyaan dari halaman asing"
DRAFT = "Banjir merendam rumah warga di Pesawaran. BPBD Pesawaran mendirikan dapur umum dan memperbaiki tanggul."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a site, and its file of pins."""
    index = index_sample(tmp_path_factory.mktemp("index"))
    with running(index) as address:
        yield address, index / "desk" / "pins.toml"


def foreign(target: str) -> Flask:
    """A page of another site whose form pins a story at the desk."""
    app = Flask("foreign")
    fields = {"pertanyaan": QUESTION, "berita": "kabar-2025-0131", "alasan": "jahat", "sampai": "31/12/2090"}

    @app.get("/")
    def page() -> str:
        inputs = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items())
        return f'<h1>Asing</h1><form method="post" action="{target}">{inputs}<button>Kirim</button></form>'

    return app


def test_a_foreign_page_changes_nothing_with_a_login_that_the_browser_resends(desk: tuple[str, Path]) -> None:
    site, pins = desk
    with driven() as browser, served(foreign(f"{site}/meja/pilihan")) as elsewhere:
        browser.get(site.replace("://", f"://rina:{DESK_TOKEN}@") + "/meja")
        assert text(browser, "h1") == "Meja redaksi"
        for host in ("127.0.0.1", "localhost"):  # of the same site on another port, and of another site
            browser.get(elsewhere.replace("127.0.0.1", host))
            with leaving(browser):
                browser.find_element(By.TAG_NAME, "button").click()
            # Without the login it would be asked for: it was resent, and was not enough.
            assert text(browser, "h1") == "Tidak diizinkan"
            assert not pins.exists()
        browser.get(site + "/meja/pilihan")
        assert QUESTION not in browser.page_source
        # The same from the desk's own form is taken.
        given = {"pertanyaan": QUESTION, "berita": "kabar-2025-0131", "alasan": "baik", "sampai": "31/12/2090"}
        for name, value in given.items():
            browser.find_element(By.ID, name).send_keys(value)
        with leaving(browser):
            browser.find_element(By.CSS_SELECTOR, "#pilih .btn").click()
        assert QUESTION in text(browser, "main")
        assert QUESTION in pins.read_text("utf-8")


def test_related_stories_come_as_a_draft_is_written_and_the_writer_is_left_alone(
    site: str, browser: webdriver.Chrome
) -> None:
    visit(browser, site + "/meja")
    field = browser.find_element(By.ID, "naskah")
    field.send_keys(DRAFT)
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "#terkait .hit"))
    assert "berita terkait naskah ini" in text(browser, "#jumlah")
    assert browser.switch_to.active_element == field
    assert field.get_property("value") == DRAFT
    assert field.get_property("selectionStart") == len(DRAFT)
    assert "naskah" not in browser.current_url
    named = [box.get_attribute("value") for box in browser.find_elements(By.NAME, "kenal")]
    assert "wilayah:18.09" in named
    limits = browser.find_elements(By.CSS_SELECTOR, "#instansi option")
    assert "bpbd-pesawaran" in [option.get_attribute("value") for option in limits]


def test_without_script_the_button_does_the_same(site: str, browser: webdriver.Chrome) -> None:
    visit(browser, site + "/meja", script=False)
    browser.find_element(By.ID, "naskah").send_keys(DRAFT)
    with leaving(browser):
        browser.find_element(By.CSS_SELECTOR, "#naskah-form .btn").click()
    assert browser.find_elements(By.CSS_SELECTOR, "#terkait .hit")
    assert browser.find_element(By.ID, "naskah").get_property("value") == DRAFT
