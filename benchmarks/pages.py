"""`python -m benchmarks.pages`: what the result page costs a reader on a slow phone.

The page that weighs most, packed as nginx packs it (docs/running.md), in Chromium with an empty cache, a processor four
times slower and the line "slow 4G", 5 loads. Prints a line of JSON a figure; exit 1 where one does not hold. The paint
is a median, and wants a machine that does nothing else.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response
from selenium import webdriver

from benchmarks.figures import Report
from search.settings import Settings
from tests.browser import driven, index_sample, served, size
from tests.browser_pages import HEAVIEST
from tests.page_weight import LEVEL, weight
from web.app import create_app

LOADS = 5
CPU_SLOWDOWN = 4
RTT_MS, DOWN_KBPS, UP_KBPS = 150, 1.6 * 1024, 750
"""Lighthouse's mobile preset "slow 4G" (mobileSlow4G in core/config/constants.js of GoogleChrome/lighthouse)."""
SETUP_MS = 3 * RTT_MS
"""Name, TCP and TLS 1.3, a round trip each before the first request; DevTools slows requests alone, so it is added."""
SEEN = """
const done = arguments[arguments.length - 1], seen = {lcp: 0, cls: 0};
const observe = (type, take) =>
  new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true});
observe('largest-contentful-paint', e => { seen.lcp = e.startTime; });
observe('layout-shift', e => { seen.cls += e.value; });
setTimeout(() => done([seen.lcp, seen.cls]), 300);
"""


class Load(NamedTuple):
    """One load with an empty cache: milliseconds to the largest paint, layout shift, requests."""

    lcp: float
    cls: float
    requests: int


def packed(index: Path) -> Flask:
    """The site over an index, with every answer packed."""
    app = create_app(Settings(index=index))

    @app.after_request
    def pack(response: Response) -> Response:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), LEVEL))
        response.headers["Content-Encoding"] = "gzip"
        return response

    return app


def throttle(browser: webdriver.Chrome) -> None:
    """Make the browser a phone on a slow line."""
    size(browser, 360)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    line = {
        "offline": False,
        "latency": RTT_MS,
        "downloadThroughput": DOWN_KBPS * 1024 / 8,
        "uploadThroughput": UP_KBPS * 1024 / 8,
    }
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", line)


def load(browser: webdriver.Chrome, address: str) -> Load:
    """Open a page anew and see how that goes."""
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get(address)
    lcp, cls = browser.execute_async_script(SEEN)
    methods = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [m["params"]["request"]["url"] for m in methods if m["method"] == "Network.requestWillBeSent"]
    # Chromium asks for the icon when it likes, after the page is there.
    return Load(lcp, cls, len([url for url in sent if url.startswith("http") and "favicon" not in url]))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        index = index_sample(Path(name) / "index")
        with served(create_app(Settings(index=index))) as site:
            heavy = weight(site + HEAVIEST)
        with served(packed(index)) as site, driven() as browser:
            throttle(browser)
            load(browser, site + HEAVIEST)
            loads = [load(browser, site + HEAVIEST) for _ in range(LOADS)]
    report = Report()
    report.told("page", f"{HEAVIEST}, {heavy.plain / 1000:.1f} kB as sent, {heavy.packed / 1000:.1f} kB with gzip")
    paints = [one.lcp + SETUP_MS for one in loads]
    report.told("largest paint", ", ".join(f"{ms:.0f}" for ms in paints) + f" ms, {SETUP_MS} of them to connect")
    report.add("page_kb", heavy.packed / 1000)
    report.add("page_requests", max(one.requests for one in loads))
    report.add("page_lcp_s", statistics.median(paints) / 1000)
    report.add("page_cls", max(one.cls for one in loads))
    print(report.lines())
    sys.exit(not report.holds)


if __name__ == "__main__":
    main()
