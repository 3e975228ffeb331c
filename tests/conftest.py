"""Skips are told aloud; with TELUSUR_NO_SKIPS=1, as in .ci/run, a skip is a failure."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import settings

from tests.seeds import SEED

# No test times a wall clock: the first example of some loads what is compiled.
settings.register_profile("telusur", deadline=None)
settings.load_profile("telusur")

pytest_plugins = ["tests.browser", "tests.in_browser"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.line(f"random tests used TELUSUR_TEST_SEED={SEED}; set it to ask the same again")
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    reasons = Counter(
        (report.nodeid.partition("::")[0], report.longrepr[2] if isinstance(report.longrepr, tuple) else "")
        for report in skipped
    )
    terminalreporter.section("left out on this machine")
    for (path, reason), count in sorted(reasons.items()):
        terminalreporter.line(f"{count} of {path}: {reason.removeprefix('Skipped: ')}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TELUSUR_NO_SKIPS") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
