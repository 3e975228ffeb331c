"""Nothing that articles hold or readers type is run, loaded or followed: some 200 payloads in every field of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote, urlencode

import pytest
from flask import Flask, Response
from selenium import webdriver

from search.model import AgencyTag, Article, EventDay, RegionTag
from search.parameters import NAMES
from tests.browser import NEEDS_BROWSER, before_pages, served
from tests.payloads import PAYLOADS
from tests.web_site import published, site
from web.security import HEADERS, STYLE

pytestmark = NEEDS_BROWSER
TRAPS = """
window.caught = [];
window.kena = () => caught.push('kena() was called');
window.alert = window.confirm = window.prompt = window.print = kena;
document.addEventListener('securitypolicyviolation', e => caught.push(`refused: ${e.violatedDirective} ${e.sample}`));
"""
CAUGHT = """
const harmless = new Set(('id class href rel type name value for form action method role lang charset content media ' +
  'src datetime tabindex title autocomplete enterkeyhint inputmode checked selected disabled hidden open list rows ' +
  'cols maxlength placeholder formaction spellcheck start async ' +
  'defer property viewBox fill stroke stroke-width stroke-linecap stroke-dasharray ' +
  'preserveAspectRatio cx cy r d x y width height').split(' '));
// A page of the browser's own, such as one for a server that is gone, has nothing of ours in it.
const found = document.documentElement.lang === 'id' ? [...window.caught] : ['not a page of the site'];
for (const e of document.querySelectorAll('*')) {
  const told = e.outerHTML.slice(0, 120);
  if (e.localName === 'style' && e.textContent !== arguments[0]) found.push('style: ' + told);
  if (e.matches('img, iframe, frame, object, embed, video, audio, math, base, marquee, plaintext, xmp, listing, '
    + 'animate, set, use, foreignObject, [http-equiv]') || e.localName.includes('-')) found.push('element: ' + told);
  if (e.matches('script:not([src])') && (e.type !== 'application/ld+json' || !JSON.parse(e.text)))
    found.push('script: ' + told);
  for (const {name, value} of e.attributes) {
    if (!harmless.has(name) && !/^(aria|data)-[a-z-]+$/.test(name)) found.push(`attribute ${name}: ${told}`);
    if (['href', 'src', 'action', 'formaction'].includes(name)) {
      const url = URL.parse(value, location.href), toWeb = /^https?:$/.test(url?.protocol);
      const ours = url?.origin === location.origin;
      if (!(toWeb && (ours || e.matches('a[rel~=noopener]')))) found.push('leads away: ' + told);
    }
  }
}
return found;
"""


def poisoned() -> list[Article]:
    """An article for each payload, with it in every field."""
    return [
        Article(
            id=payload,
            title=f"{payload} judul kena {n}",
            body=f"{payload} isi kena {n}\n{payload}\nbanjir {payload}",
            published=date(2025, 12, 1 + n % 28),
            source=payload,
            url=payload if n % 2 else f"https://contoh.invalid/{payload}",
            category=payload,
            agencies=(AgencyTag(payload, payload),),
            regions=(RegionTag(payload, payload),),
            main_region=RegionTag(payload, payload),
            event_days=(EventDay(date(2025, 11, 1 + n % 28)),),
            acronyms=((payload, payload),),
            extra={payload: payload},
        )
        for n, payload in enumerate(PAYLOADS)
    ]


@pytest.fixture(scope="module")
def poisoned_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(site(published(tmp_path_factory.mktemp("poisoned"), poisoned()))) as address:
        yield address


def caught(browser: webdriver.Chrome, addresses: Sequence[str]) -> dict[str, list[str]]:
    """What each page ran, tried or holds that it must not; pages without a fault are left out."""
    found = {}
    with before_pages(browser, TRAPS):
        for address in addresses:
            browser.get(address)
            found[address] = browser.execute_script(CAUGHT, STYLE)
    return {address: told for address, told in found.items() if told}


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 200


def test_pages_of_poisoned_articles_are_harmless(poisoned_site: str, browser: webdriver.Chrome) -> None:
    paths = [f"/berita/{quote(payload, safe='')}" for payload in PAYLOADS]
    assert caught(browser, [poisoned_site + path for path in paths]) == {}


def test_lists_of_poisoned_articles_are_harmless(poisoned_site: str, browser: webdriver.Chrome) -> None:
    pages = range(1, len(PAYLOADS) // 50 + 2)
    paths = ["/", *(f"/cari?q={word}&per_hal=50&kabar=semua&hal={page}" for word in ("", "kena") for page in pages)]
    assert caught(browser, [poisoned_site + path for path in paths]) == {}


def test_what_readers_type_is_harmless(poisoned_site: str, browser: webdriver.Chrome) -> None:
    paths = []
    for payload in PAYLOADS:
        sound = {name: payload for name in NAMES if name not in ("dari", "sampai", "hal", "per_hal", "menurut", "urut")}
        paths.append("/cari?" + urlencode(sound | {payload: payload}))
        paths.append("/cari?" + urlencode(dict.fromkeys(NAMES, payload)))
    assert caught(browser, [poisoned_site + path for path in paths]) == {}


def test_what_stands_in_a_path_is_harmless(poisoned_site: str, browser: webdriver.Chrome) -> None:
    quoted = [quote(payload, safe="") for payload in PAYLOADS]
    paths = ["/" + "/".join(quoted[n : n + 10]) for n in range(0, len(quoted), 10)]
    assert caught(browser, [poisoned_site + path for path in paths]) == {}


def test_the_traps_catch_most_payloads_on_a_page_that_does_not_escape(browser: webdriver.Chrome) -> None:
    """The bar itself: the same texts, put on a page as they are, below the site's own policy and below none."""
    app = Flask("careless", static_folder=None)

    @app.get("/<policy>/<int:number>")
    def careless(policy: str, number: int) -> Response:
        text = PAYLOADS[number]
        page = f"<!doctype html><html lang=id><title>x</title><a href='{text}'>x</a><p title=\"{text}\">{text}</p>"
        return Response(page, headers=HEADERS if policy == "ours" else {})

    with served(app) as address:
        told = caught(browser, [f"{address}/{policy}/{n}" for policy in ("ours", "none") for n in range(0, 200, 4)])
    assert len([page for page in told if "/ours/" in page]) >= 35
    ran = [page for page, what in told.items() if "kena() was called" in what]
    assert len([page for page in ran if "/none/" in page]) >= 8
    assert [page for page in ran if "/ours/" in page] == []
