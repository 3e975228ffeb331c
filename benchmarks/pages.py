"""`python -m benchmarks.pages`: what the result page costs a reader on a slow phone.

The page that weighs most, packed as nginx packs it (docs/running.md), in Chromium with an empty cache, a processor four
times slower and the line "slow 4G" as Lighthouse and as DevTools have it, 5 loads each. Prints a line of JSON a figure;
exit 1 where one does not hold. The paints are medians, and want a machine that does nothing else.
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


class Line(NamedTuple):
    """A slow line: milliseconds a request, KiB/s down and up, milliseconds to connect, which Chromium leaves out."""

    request_ms: float
    down: float
    up: float
    connect_ms: float


LINES = {
    # mobileSlow4G in core/config/constants.js of GoogleChrome/lighthouse; name, TCP and TLS 1.3 take a round trip each.
    "page_lcp_s": Line(150, 1.6 * 1024 / 8, 750 / 8, 3 * 150),
    # "Slow 4G" in DevTools: the same line, with what connecting costs laid upon each request.
    "page_lcp_devtools_s": Line(150 * 3.75, 0.9 * 1.6 * 1024 / 8, 0.9 * 750 / 8, 0),
}
"""By the figure of the largest paint on it."""


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


def throttle(browser: webdriver.Chrome, line: Line) -> None:
    """Make the browser a phone on a slow line."""
    size(browser, 360)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    slow = {
        "offline": False,
        "latency": line.request_ms,
        "downloadThroughput": line.down * 1024,
        "uploadThroughput": line.up * 1024,
    }
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", slow)


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
            loads = {}
            for figure, line in LINES.items():
                throttle(browser, line)
                load(browser, site + HEAVIEST)
                loads[figure] = [load(browser, site + HEAVIEST) for _ in range(LOADS)]
    report = Report()
    report.told("page", f"{HEAVIEST}, {heavy.plain / 1000:.1f} kB as sent, {heavy.packed / 1000:.1f} kB with gzip")
    report.add("page_kb", heavy.packed / 1000)
    for figure, line in LINES.items():
        paints = [one.lcp + line.connect_ms for one in loads[figure]]
        told = ", ".join(f"{ms:.0f}" for ms in paints)
        report.told(figure, f"{told} ms, {line.connect_ms:.0f} of them to connect")
        report.add(figure, statistics.median(paints) / 1000)
    every = [one for some in loads.values() for one in some]
    report.add("page_requests", max(one.requests for one in every))
    report.add("page_cls", max(one.cls for one in every))
    print(report.lines())
    sys.exit(not report.holds)


if __name__ == "__main__":
    main()
