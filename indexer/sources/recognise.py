"""Which format a stream is of: what its beginning shows, else what its name says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from indexer.sources import csv_rows
from indexer.sources.opening import Stream

SUFFIXES = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "wxr",
    ".json": "wp-json",
    ".rss": "feed",
    ".atom": "feed",
    ".html": "html",
    ".htm": "html",
}
"""Endings of files that a folder is searched for, each also with .gz, and the format they promise."""

_WP_POST = re.compile(rb'"(?:guid|title|content|excerpt)"\s*:\s*\{\s*"(?:rendered|raw)"')
_ARRAY = re.compile(rb"\[\s*[\]{]")
_FEED = re.compile(rb"<(?:rss|feed|[a-z]+:feed)[\s>]")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_OBJECT_LINE = re.compile(rb'^[ \t]*\{[ \t]*"', re.MULTILINE)


def recognise(stream: Stream) -> str | None:
    """The format's name; None where neither content nor name tells it."""
    head = stream.head.lstrip()
    suffix = suffix_of(stream.below)
    if head.startswith(b"<"):
        return _marked_up(head, suffix)
    if _ARRAY.match(head) or (head.startswith(b"{") and _WP_POST.search(head)):
        return "wp-json"
    if head.startswith(b"{") or _OBJECT_LINE.search(head):
        return "jsonl"
    if suffix in SUFFIXES:
        # A file without markup has shown that it is neither XML nor a feed; its name cannot mend that.
        return None if SUFFIXES[suffix] in ("wxr", "feed") else SUFFIXES[suffix]
    if csv_rows.is_header(head.partition(b"\n")[0]):
        return "csv"
    return "text" if not suffix and b"\0" not in head else None


def _marked_up(head: bytes, suffix: str) -> str | None:
    if b"wordpress.org/export/" in head:
        return "wxr"
    # XHTML begins like XML; a page may quote a feed's tags, so the one that comes first decides.
    feed, page = _FEED.search(head), _PAGE.search(head)
    if feed and (not page or feed.start() < page.start()):
        return "feed"
    if page or SUFFIXES.get(suffix) == "html":
        return "html"
    # A file of XML that is no export and no feed has shown what it is; its name cannot mend that.
    return SUFFIXES[suffix] if SUFFIXES.get(suffix) in ("text", "csv") else None


def suffix_of(name: str) -> str:
    """The ending in small letters, without .gz: ".txt" of "Berita.TXT.gz"."""
    path = PurePosixPath(name)
    return (PurePosixPath(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def without_suffix(below: str) -> str:
    """A file's path below its source without its ending and .gz: its article's id where nothing else gives one."""
    path = PurePosixPath(below.removesuffix(".gz"))
    return str(path.with_suffix("")) if path.name else ""
