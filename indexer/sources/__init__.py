"""Files, folders and feeds -> raw rows, one module per format; and what the fields of a raw row are."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from indexer.sources import csv_rows, feed, jsonl, page, text, wordpress, wxr
from indexer.sources.opening import STDIN, Broken, Stream, opened, unreadable
from indexer.sources.published import not_in_future
from indexer.sources.recognise import SUFFIXES, recognise, suffix_of
from indexer.sources.rows import BadRow, Fields, RawRow, Reject
from search.errors import BadSource

__all__ = ["FORMATS", "STDIN", "BadRow", "Fields", "RawRow", "Reject", "fields", "read", "size_of_file"]


class _Format(NamedTuple):
    rows: Callable[[Stream, Counter[str]], Iterator[RawRow | Reject]]
    fields: Callable[[RawRow], Fields]


_READERS = {
    module.NAME: _Format(module.rows, module.fields) for module in (text, jsonl, csv_rows, wxr, wordpress, feed, page)
}

INDEX_MARK = "archive.sqlite3"
"""A folder that holds this file is an index directory, not a source."""
FORMATS: tuple[str, ...] = tuple(_READERS)
"""Names of the formats: text, jsonl, csv, wxr (WordPress export), wp-json (WordPress REST posts), feed (RSS, Atom),
html (a page)."""


def read(source: str, format: str | None = None, passed: Counter[str] | None = None) -> Iterator[RawRow | Reject]:
    """The rows of a file, a folder or standard input ("-"), one by one, plain or gzip.

    `format` is one of FORMATS; None recognises it by content and name. Of a folder, files with an ending of
    SUFFIXES (also with .gz) are read, sub-folders too, each folder's files in the order of their names; hidden ones
    and links to folders are left out; `format` narrows it to files of that format.
    `passed` counts what is no published article (drafts, pages). Memory does not grow with the source.

    Raises BadSource, with the first row asked for, where nothing can be read. A source that breaks in the middle
    gives the rows before the break, then one Reject; so does a file of a folder that cannot be read.
    """
    if format is not None and format not in _READERS:
        raise BadSource(f"{format!r} is no format; choose one of {', '.join(FORMATS)}")
    if not source:
        raise BadSource("a source with an empty name was given; name a file, a folder, or - for standard input")
    passed = Counter() if passed is None else passed
    if source != STDIN and os.path.isdir(source):  # noqa: PTH112 - Path.is_dir raises where it may not look
        yield from _folder(source, format, passed)
    else:
        yield from _file(source, "stdin" if source == STDIN else Path(source).name, format, passed)


def size_of_file(source: str) -> int:
    """Bytes of a source that is a file, as they stand on disk; 0 for any other and where there is none."""
    try:
        told = Path(source).stat()
    except (OSError, ValueError):
        return 0
    return told.st_size if stat.S_ISREG(told.st_mode) else 0


def fields(row: RawRow, today: date | None = None) -> Fields:
    """The checked fields of a row. The same for ever: it reads no clock.

    With `today` a day of publication more than one day after it is refused too. Raises BadRow, its text ending
    with the cure.
    """
    if row.format not in _READERS:
        raise BadRow(f"{row.format!r} is no format; add the article again")
    found = _READERS[row.format].fields(row)
    if today is not None:
        not_in_future(found.published, today)
    return found


def _file(path: str, below: str, format: str | None, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    with opened(path, below) as stream:
        name = format or recognise(stream)
        if name is None:
            raise BadSource(
                f"{stream.origin} is of no known format (raw text, JSON lines, CSV, WordPress export or REST "
                f"posts, feed, HTML page); convert it, or say what it is with --format {'|'.join(FORMATS)}"
            )
        given = False
        try:
            for row in _READERS[name].rows(stream, passed):
                given = True
                yield row
        except Broken as error:
            if not given:
                raise BadSource(f"{stream.origin}: {error}") from error
            yield Reject(stream.origin, 0, None, str(error))


def _folder(folder: str, format: str | None, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    found = False
    for path in _files(folder, format):
        found = True
        if isinstance(path, BadSource):
            yield Reject(folder, 0, None, str(path))
            continue
        try:
            yield from _file(str(path), path.relative_to(folder).as_posix(), format, passed)
        except BadSource as error:
            yield Reject(str(path), 0, None, str(error))
    if not found:
        endings = ", ".join(ending for ending, name in SUFFIXES.items() if format in (None, name))
        raise BadSource(f"{folder} holds no articles (files that end in {endings}); give another folder")


def _files(folder: str, format: str | None) -> Iterator[Path | BadSource]:
    failed: list[BadSource] = []

    def remember(error: OSError) -> None:
        if error.filename == folder:
            raise unreadable(folder, error)
        failed.append(unreadable(error.filename, error))

    for here, inner, names in os.walk(folder, onerror=remember):
        if INDEX_MARK in names:
            inner[:] = []
            continue  # an index directory inside the folder holds what was made from it, not articles
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            promised = SUFFIXES.get(suffix_of(name))
            wanted = promised if format is None else promised == format
            if wanted and not name.startswith(".") and not _is_special(Path(here, name)):
                yield _inside(Path(here, name), folder)
    yield from failed


def _inside(path: Path, folder: str) -> Path | BadSource:
    if path.is_symlink() and not path.resolve().is_relative_to(Path(folder).resolve()):
        return BadSource(f"{path} is a link that leads out of {folder}; name the file itself as a source")
    return path


def _is_special(path: Path) -> bool:
    # A pipe or device in a folder would be waited for without end; what cannot be asked is told when opened.
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False
