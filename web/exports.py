"""All of an answer as a file: CSV for spreadsheets, lines of JSON for programs. Sent while it is made."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from io import StringIO
from itertools import chain
from time import perf_counter

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from search.answer_json import ExportRow, encoded, export_rows
from search.desk.pinned import ask_with_pins
from search.model import WIB
from search.query import MAX_EXPORT, Query
from web import caching
from web.direct import strictly
from web.site import Full, Site, absolute_root, this_site
from web.wording import feeds as words

BETWEEN = " | "
"""Between the values of one cell."""
PIECE = 32_768
"""Bytes that are sent together at least."""
NAMED = 40
"""Characters of the question in a file's name."""
_FORMULA = re.compile(
    r"[\t\r\n]|[\s\x00-\x20\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]"
)
"""Beginnings that a spreadsheet may take for a formula, also behind what it does not show."""
exports = Blueprint("exports", __name__)
Lines = Callable[[Iterable[ExportRow]], Iterator[bytes]]


@exports.get("/cari.csv")
def as_csv() -> ResponseReturnValue:
    """An answer as a table. For Excel as it is set up in Indonesia: UTF-8 with a mark at its beginning, semicolons,
    because the comma is the decimal sign there; every cell in quotes, lines end in CR LF."""
    root = absolute_root()
    return _export(lambda rows: _table(rows, root), "csv", "text/csv; charset=utf-8; header=present")


@exports.get("/cari.ndjson")
def as_ndjson() -> ResponseReturnValue:
    """An answer as a line of JSON for each hit."""
    return _export(lambda rows: (encoded(row) + b"\n" for row in rows), "ndjson", "application/x-ndjson")


def _export(lines: Lines, form: str, content_type: str) -> Response:
    """At most MAX_EXPORT hits in the order of the question. The pages that it names mean nothing here."""
    site = this_site()
    reading = strictly(request.args.to_dict(flat=False), site)
    with ExitStack() as held:
        held.enter_context(_turn(site))
        engine = held.enter_context(site.engine())
        if caching.asker_has_it(engine.manifest):
            return caching.not_modified()
        asked, started = reading.query.changed(page=1, per_page=MAX_EXPORT), perf_counter()
        answer = ask_with_pins(engine, asked, reading.today, site.rules())
        site.counters.searched(perf_counter() - started)
        response = Response(_packed(lines(export_rows(engine, answer))), content_type=content_type)
        response.headers["Content-Disposition"] = f"attachment; filename={_name(reading.query, site.today())}.{form}"
        # Called by the server when the last byte is sent, when the asker has gone, and where no body is wanted.
        response.call_on_close(held.pop_all().close)
    return response


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that are worth sending."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


@contextmanager
def _turn(site: Site) -> Iterator[None]:
    """The right to make an export. Raises Full where as many are under way as may be."""
    if not site.exports.acquire(blocking=False):
        raise Full("as many exports as may be at once are under way.")
    try:
        yield
    finally:
        site.exports.release()


def _name(query: Query, today: date) -> str:
    """What the file is called: letters, figures and dashes alone."""
    asked = re.sub("[^a-z0-9]+", "-", query.text.lower())[:NAMED].strip("-")
    return "-".join(filter(None, ("berita", asked, today.isoformat())))


def _table(rows: Iterable[ExportRow], root: str) -> Iterator[bytes]:
    told = StringIO()
    writer = csv.writer(told, delimiter=";", quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf"
    for cells in chain([words.COLUMNS], (_cells(row, root) for row in rows)):
        writer.writerow(map(harmless, cells))
        yield told.getvalue().encode("utf-8", "replace")
        told.seek(0)
        told.truncate()


def _cells(row: ExportRow, root: str) -> tuple[str, ...]:
    at = row.published_at
    return (
        row.id,
        row.title,
        row.published.isoformat() if row.published else "",
        at.astimezone(WIB).strftime("%H:%M") if at else "",
        row.source or "",
        row.url or "",
        root + row.page,
        BETWEEN.join(value.label for value in row.instansi),
        BETWEEN.join(value.label for value in row.wilayah),
        BETWEEN.join(day.isoformat() for day in row.event_dates),
        row.snippet,
    )


def harmless(cell: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe stands before what may begin a formula. No NUL is in it."""
    cell = cell.replace("\x00", "")
    return f"'{cell}" if _FORMULA.match(cell) else cell
