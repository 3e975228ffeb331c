"""How many bytes a page brings at its first load."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import urljoin

import html5lib

from tests.browser import LOGIN

LEVEL = 5
"""Of gzip, as docs/running.md sets it in nginx."""


class Weight(NamedTuple):
    """Bytes of HTML, CSS and script together, as they are and as nginx packs them, and how many files they are."""

    plain: int
    packed: int
    files: int


def fetched(address: str) -> bytes:
    """The body of an answer, found or not; the desk's too."""
    request = urllib.request.Request(address, headers={"Authorization": LOGIN})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    return body


def weight(address: str) -> Weight:
    """What a page weighs, with its style sheets and scripts."""
    page = fetched(address)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    sheets = [e.get("href") for e in tree.iter("link") if e.get("rel") == "stylesheet"]
    scripts = [e.get("src") for e in tree.iter("script") if e.get("src")]
    files = [page, *(fetched(urljoin(address, link)) for link in dict.fromkeys(sheets + scripts))]
    return Weight(sum(map(len, files)), sum(len(gzip.compress(f, LEVEL)) for f in files), len(files))
