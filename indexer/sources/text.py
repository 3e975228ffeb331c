"""Raw texts: one file is one article, just as it was copied from a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from indexer.sources import encodings, values
from indexer.sources.opening import MAX_ROW, Stream
from indexer.sources.recognise import without_suffix
from indexer.sources.rows import BadRow, Fields, RawRow, Reject

NAME = "text"


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """The one article. Its id is the path below the source without .txt and .gz, "stdin" for standard input."""
    data = stream.data.read(MAX_ROW + 1)
    stream.check_whole()
    name = None
    try:
        name = values.article_id(without_suffix(stream.below))
        if len(data) > MAX_ROW:
            raise BadRow(f"the text has more than {MAX_ROW:,} bytes; split it")
        text, guessed = encodings.decoded(data)
        row = RawRow(NAME, name, encodings.marked({"text": text}, True) if guessed else text, stream.origin)
    except BadRow as error:
        yield Reject(stream.origin, 0, name, str(error))
    else:
        yield row


def fields(row: RawRow) -> Fields:
    """The text as body; title, outlet and date are still to be found in it.

    A payload whose encoding was guessed is an object: its `text`, and the guess beside it.
    """
    notes: list[str] = []
    payload = row.payload
    if not isinstance(payload, str):
        encodings.tell_guess(payload, notes)
        payload = payload.get("text", "")
    text = values.body(payload, notes)
    return Fields(row.id, None, text, "raw", notes=tuple(notes))
