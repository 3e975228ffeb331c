"""CSV with a header: one article a row, its columns named as the keys of a line of JSON."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from indexer.sources import encodings, html, values
from indexer.sources.opening import MAX_ROW, Broken, Stream
from indexer.sources.published import publication
from indexer.sources.rows import BadRow, Fields, RawRow, Reject

NAME = "csv"
_SEPARATORS = ",;\t"
# What a column may be called, the first that holds something counts: the names of JSON lines, then those that
# newsrooms' own tables and exports use.
_NAMES = {
    "id": ("id",),
    "title": ("title", "judul", "headline"),
    "body": ("body", "isi", "konten", "content", "teks", "text"),
    "published": ("published", "date", "published_at", "tanggal", "tanggal_terbit", "tgl", "terbit"),
    "url": ("url", "link", "tautan"),
    "source": ("source", "sumber", "media"),
    "category": ("category", "kategori", "rubrik"),
    "agencies": ("agencies", "instansi", "opd"),
    "regions": ("regions", "wilayah", "daerah"),
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
_NEEDED = ("id", "title", "body")
_PARTED = re.compile(r"[|;]")
_EXCEL_HINT = re.compile(rb"sep=(.)\r?\n?", re.IGNORECASE | re.DOTALL)


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """One row a record after the header; `line` is where the record begins. Empty lines are passed over.

    The payload is a dict from the header's names to the cells as they are. Comma, semicolon or tab part the cells,
    whichever makes most of the header known. A record that cannot be read costs itself only; raises Broken where the
    header does not name id, title and body, and where a quotation mark is opened and never closed.
    """
    if b"\0" in stream.head:
        raise Broken("there are NUL bytes near the beginning, so this is no CSV; save the table as CSV in UTF-8")
    # The limit of the csv module is one for the whole process, and too low for an article; ours is in _Lines.
    csv.field_size_limit(MAX_ROW)
    lines = _Lines(stream)
    reader, names = _header(lines, stream)
    taken = 0
    while True:
        lines.begin_record()
        found = _record(reader, lines, names, taken)
        if found is None:
            break
        if not found:
            continue
        taken += 1
        yield _row(found, stream.origin, lines)
    stream.check_whole()


def fields(row: RawRow) -> Fields:
    """The row's fields; agencies and regions are parted by "|" or ";". Columns that Telusur does not know are kept
    in `extra` where they hold something."""
    payload = row.payload
    if not isinstance(payload, dict):
        raise BadRow("the row is not an object; add the table again")
    notes: list[str] = []
    encodings.tell_guess(payload, notes)
    by_name = {_plain(key): value for key, value in payload.items()}
    told = {
        field: next((by_name[name] for name in names if by_name.get(name, "").strip()), "")
        for field, names in _NAMES.items()
    }
    body = values.body(told["body"], notes)
    markup = html.is_html(body)
    if markup:
        html.must_have_text(body)
    day, moment = publication(told["published"])
    extra = {k: v for k, v in payload.items() if _plain(k) not in _FIELD_OF and k != encodings.GUESSED and v}
    return Fields(
        id=row.id,
        title=values.title(told["title"], notes),
        body=body,
        markup="html" if markup else "plain",
        published=day,
        published_at=moment,
        source=values.label(told["source"], "source", notes),
        url=values.link(told["url"].strip(), notes),
        category=values.label(told["category"], "category", notes),
        agencies=values.names(_PARTED.split(told["agencies"]), "agencies", notes),
        regions=values.names(_PARTED.split(told["regions"]), "regions", notes),
        extra=values.storable(extra, notes) if extra else {},
        notes=tuple(notes),
    )


def is_header(line: bytes) -> bool:
    """Whether a first line names the columns id, title and body: then it begins a table, whatever its name."""
    if _EXCEL_HINT.fullmatch(line):
        return True
    try:
        text = encodings.decoded(line)[0]
    except BadRow:
        return False
    return any(not _missing(_split(text, separator)) for separator in _SEPARATORS)


class _TooLong(Exception):
    """A record grew beyond MAX_ROW."""


class _Lines:
    """The lines of a stream as text for csv.reader, counted, and bounded by the record that they belong to."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.number = 0
        self.begin_record()

    def begin_record(self) -> None:
        """Forget what was counted for the record before."""
        self.first = self.number + 1
        self.guessed = False
        self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.raw()
        if not line:
            raise StopIteration
        text, guessed = encodings.decoded(line)
        self.guessed = self.guessed or guessed
        return text

    def raw(self) -> bytes:
        """The next line; none at the end, or where the source breaks off in it."""
        line = self._stream.data.readline(MAX_ROW - self._size + 1)
        if not line or (not line.endswith(b"\n") and self._stream.broken):
            return b""
        self.number += 1
        self._size += len(line)
        if self._size > MAX_ROW:
            raise _TooLong
        return line

    def skip_line(self) -> None:
        """Pass over the rest of a line that is too long."""
        while (piece := self._stream.data.readline(65_536)) and not piece.endswith(b"\n"):
            pass


def _header(lines: _Lines, stream: Stream) -> tuple[Iterator[list[str]], list[str]]:
    """A reader that stands behind the header, and the header's names. Raises Broken where there is none."""
    try:
        first = lines.raw()
        while first and not first.strip():
            first = lines.raw()
        if _EXCEL_HINT.fullmatch(first):
            first = lines.raw()
        text = encodings.decoded(first)[0]
    except _TooLong:
        raise Broken(f"the first line has more than {MAX_ROW:,} bytes; give a table with a header") from None
    except BadRow as error:
        raise Broken(f"the header: {error}") from error
    stream.check_whole()
    separator = max(_SEPARATORS, key=lambda part: len(_known(_split(text, part))))
    names = [name.strip() or f"column {at}" for at, name in enumerate(_split(text, separator), 1)]
    if missing := _missing(names):
        wanted = ", ".join(f"{field} (or {', '.join(_NAMES[field][1:])})".replace(" (or )", "") for field in missing)
        shown = ", ".join(names)
        raise Broken(
            f"the header ({shown:.120}) has no column for {', '.join(missing)}; name one {wanted} in the first line"
        )
    twice = next((name for name, count in Counter(map(_plain, names)).items() if count > 1), None)
    if twice is not None:
        raise Broken(f"the header names {twice!r:.60} twice; give each column a name of its own")
    return csv.reader(lines, delimiter=separator, strict=True), names


def _record(
    reader: Iterator[list[str]], lines: _Lines, names: list[str], taken: int
) -> dict[str, str] | BadRow | tuple[()] | None:
    """The next record by name, a BadRow in its place, () for an empty line, None at the end."""
    try:
        cells = next(reader, None)
    except _TooLong:
        if lines.number > lines.first:
            raise Broken(
                f"line {lines.first:,}: a quotation mark that opens there is not closed within {MAX_ROW:,} bytes, "
                f"after {taken:,} whole rows; close it and give the file again"
            ) from None
        lines.skip_line()
        return BadRow(f"line has more than {MAX_ROW:,} bytes; split the article")
    except BadRow as error:
        return error
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Broken(
                f"line {lines.first:,}: a quotation mark that opens there is not closed, or the file is cut off, "
                f"after {taken:,} whole rows; close it or fetch the file again"
            ) from error
        return BadRow(f"not CSV ({error}); put cells with quotation marks in quotes and write each inside twice")
    if not cells:
        return None if cells is None else ()
    if len(cells) != len(names):
        return BadRow(
            f"{len(cells)} cells where the header has {len(names)}; put cells that hold the separator or a line "
            "break in quotes"
        )
    return dict(zip(names, cells, strict=True))


def _row(found: dict[str, str] | BadRow, origin: str, lines: _Lines) -> RawRow | Reject:
    name = None
    try:
        if isinstance(found, BadRow):
            raise found
        name = values.article_id(next(value for key, value in found.items() if _plain(key) == "id").strip())
    except BadRow as error:
        return Reject(origin, lines.first, name, str(error))
    payload: dict[str, Any] = encodings.marked(found, lines.guessed)
    return RawRow(NAME, name, payload, origin, lines.first)


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _known(names: list[str]) -> set[str]:
    return {_FIELD_OF[name] for name in map(_plain, names) if name in _FIELD_OF}


def _missing(names: list[str]) -> list[str]:
    known = _known(names)
    return [field for field in _NEEDED if field not in known]


def _plain(name: str) -> str:
    return "_".join(name.casefold().split())
