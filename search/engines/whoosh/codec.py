"""Whoosh's own way into our segments: a table of contents in each commit, for `whoosh.index.open_dir`.

Telusur itself never reads it. What it holds stands in schema.py, and what Whoosh finds behind it in readers.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from search.engines.whoosh.state import SegmentEntry


def contents_name(commit: int) -> str:
    """The name of a commit's table of contents."""
    return f"_MAIN_{commit}.toc"


def write_contents(directory: Path, entries: Sequence[SegmentEntry], commit: int) -> None:
    """Write the table of contents of a commit that consists of these segments, and nothing beside it.

    Raises NameError where there is one of that commit already.
    """
    # Whoosh takes a tenth of a second to import: let only processes that write pay it.
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

    from search.engines.whoosh.schema import ColumnSegment, schema

    segments = [ColumnSegment(e.name, e.docs, e.deleted, e.gone) for e in entries]
    TOC(schema(), segments, commit).write(FileStorage(str(directory)), "MAIN")
