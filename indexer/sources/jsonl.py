"""JSON Lines: one article a line, as `{"id": …, "title": …, "body": …, "date": …}`."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn, cast, get_args

from indexer.sources import encodings, html, values
from indexer.sources.opening import MAX_ROW, Stream
from indexer.sources.published import publication
from indexer.sources.rows import BadRow, Fields, Markup, RawRow, Reject

NAME = "jsonl"
_KNOWN = {"id", "title", "body", "published", "date", "source", "url", "category", "agencies", "regions", "markup"}
_KNOWN |= {encodings.GUESSED}
_CURE = "write one JSON object on each line"


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """One row a line, counted from 1; empty lines are passed over."""
    number = 0
    while line := stream.data.readline(MAX_ROW + 1):
        number += 1
        whole = line.endswith(b"\n")
        if len(line) > MAX_ROW and not whole:
            _skip_line(stream)
            cure = f"line has more than {MAX_ROW:,} bytes; split the article"
            yield Reject(stream.origin, number, None, cure)
        elif not whole and stream.broken:
            break
        elif line.strip():
            yield _row(line, stream.origin, number)
    stream.check_whole()


def fields(row: RawRow) -> Fields:
    """The row's fields; `published` goes before `date`, keys of no use to Telusur are kept in `extra`.

    `markup` ("raw", "plain" or "html") says what the body is, as `telusur export` writes it.
    """
    payload = row.payload
    if not isinstance(payload, dict):
        raise BadRow(f"the row is not an object; {_CURE}")
    notes: list[str] = []
    encodings.tell_guess(payload, notes)
    body = values.body(payload.get("body"), notes)
    markup = _markup(payload.get("markup"), body)
    if markup == "html":
        html.must_have_text(body)
    told = payload.get("published")
    day, moment = publication(payload.get("date") if told is None or told == "" else told)
    extra = {key: value for key, value in payload.items() if key not in _KNOWN}
    return Fields(
        id=row.id,
        title=values.title(payload.get("title"), notes),
        body=body,
        markup=markup,
        published=day,
        published_at=moment,
        source=values.label(payload.get("source"), "source", notes),
        url=values.link(payload.get("url"), notes),
        category=values.label(payload.get("category"), "category", notes),
        agencies=values.names(payload.get("agencies"), "agencies", notes),
        regions=values.names(payload.get("regions"), "regions", notes),
        extra=values.storable(extra, notes) if extra else {},
        notes=tuple(notes),
    )


def _markup(told: object, body: str) -> Markup:
    """What the row says its body is, as `telusur export` writes it; recognised where it says nothing."""
    if told is None or told == "":
        return "html" if html.is_html(body) else "plain"
    for known in get_args(Markup):
        if told == known:
            return cast(Markup, known)
    raise BadRow(f"markup is {told!r:.40}; write {', '.join(get_args(Markup))}, or leave it out")


def _row(line: bytes, origin: str, number: int) -> RawRow | Reject:
    name = None
    try:
        payload = _object(line)
        name = values.article_id(payload.get("id"))
    except BadRow as error:
        return Reject(origin, number, name, str(error))
    return RawRow(NAME, name, payload, origin, number)


def _object(line: bytes) -> dict[str, Any]:
    text, guessed = encodings.decoded(line)
    try:
        # `json.loads` with these settings would make a decoder for every line.
        payload = _decoder.decode(text) if not text.startswith("\ufeff") else json.loads(text)
    except json.JSONDecodeError as error:
        cut = "" if line.endswith(b"\n") else "; if the file was cut off here, fetch it again"
        raise BadRow(f"not JSON at character {error.pos + 1:,} ({error.msg}); {_CURE}{cut}") from error
    except RecursionError as error:
        raise BadRow(f"nested more than {values.MAX_DEPTH} deep; flatten it") from error
    except ValueError as error:
        raise BadRow(f"a number cannot be read ({error}); write it as text or leave it out") from error
    if not isinstance(payload, dict):
        raise BadRow(f"not an object; {_CURE}")
    if line.count(b"{") + line.count(b"[") > values.MAX_DEPTH:
        values.shallow(payload)
    return encodings.marked(payload, guessed)


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        _no_number(text)
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text:.20} is not a number of JSON")


# Not strict: a bare tab or NUL inside a text is mended like an escaped one, not a reason to lose the row.
_decoder = json.JSONDecoder(strict=False, parse_float=_number, parse_constant=_no_number)


def _skip_line(stream: Stream) -> None:
    while (piece := stream.data.readline(65_536)) and not piece.endswith(b"\n"):
        pass
