"""Which format a stream is of: what its beginning shows, else what its name says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from indexer.sources.opening import Stream

SUFFIXES = {".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xml": "wxr", ".json": "wp-json"}
"""Endings of files that a folder is searched for, each also with .gz, and the format they promise."""

_WP_POST = re.compile(rb'"(?:guid|title|content|excerpt)"\s*:\s*\{\s*"(?:rendered|raw)"')
_ARRAY = re.compile(rb"\[\s*[\]{]")
_OBJECT_LINE = re.compile(rb'^[ \t]*\{[ \t]*"', re.MULTILINE)


def recognise(stream: Stream) -> str | None:
    """The format's name; None where neither content nor name tells it."""
    head = stream.head.lstrip()
    if head.startswith(b"<"):
        if b"wordpress.org/export/" in head:
            return "wxr"
    elif _ARRAY.match(head) or (head.startswith(b"{") and _WP_POST.search(head)):
        return "wp-json"
    elif head.startswith(b"{") or _OBJECT_LINE.search(head):
        return "jsonl"
    suffix = suffix_of(stream.below)
    if suffix in SUFFIXES:
        # A file of XML that is no export has shown above what it is; its name cannot mend that.
        return None if SUFFIXES[suffix] == "wxr" else SUFFIXES[suffix]
    if not suffix and b"\0" not in head and not head.startswith(b"<"):
        return "text"
    return None


def suffix_of(name: str) -> str:
    """The ending in small letters, without .gz: ".txt" of "Berita.TXT.gz"."""
    path = PurePosixPath(name)
    return (PurePosixPath(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()
