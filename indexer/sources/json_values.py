"""A stream of JSON -> its values one by one: the elements of arrays, and objects that stand alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from indexer.sources.opening import MAX_ROW, Broken, Stream
from indexer.sources.rows import BadRow
from indexer.sources.values import MAX_DEPTH

_PIECE = 16_384


def json_values(stream: Stream) -> Iterator[Any]:
    """Every element of the top-level arrays and every other top-level value, in order.

    A value that is too large or too deep, or holds a number out of range, comes as a BadRow in its place. Raises
    Broken where the stream is no JSON or ends before its time; the values before that were given.
    """
    # Here and not above: other formats cost no loading of it.
    import ijson
    from ijson.common import JSONError, ObjectBuilder

    events: Any = ijson.sendable_list()
    parser: Any = ijson.basic_parse_coro(events, multiple_values=True)
    values = _Values(ObjectBuilder)
    read = last_event = 0
    while True:
        piece = stream.data.read(_PIECE)
        read += len(piece)
        failure = None
        try:
            if piece:
                parser.send(piece)
            else:
                parser.close()
        except (JSONError, ValueError) as error:
            failure = error
        for event, value in events:
            last_event = read
            if values.take(event, value, read):
                yield values.last
        del events[:]
        if failure or not piece:
            break
        if read - last_event > MAX_ROW:
            raise Broken(f"a text of more than {MAX_ROW:,} bytes before byte {read:,}; take it out of the file")
    stream.check_whole()
    if failure:
        raise Broken(
            f"not JSON, or cut off, after {values.given:,} whole items, before byte {read:,} ({_short(failure)}); "
            "fetch the file again"
        )


class _Values:
    """Puts events together; what grows too large is dropped while it is read."""

    def __init__(self, new_builder: Callable[[], Any]) -> None:
        self.given = 0
        self.last: Any = None
        self._in_array = False
        self._depth = 0
        self._new_builder = new_builder
        self._builder: Any = None
        self._began = 0
        self._bad: BadRow | None = None

    def take(self, event: str, value: Any, read: int) -> bool:
        """Whether this event completes a value (`last`). `read` is how many bytes were read so far."""
        if self._depth == 0 and not self._in_array and event == "start_array":
            self._in_array = True
            return False
        if self._depth == 0 and event == "end_array":
            self._in_array = False
            return False
        if self._depth == 0:
            self._builder, self._began, self._bad = self._new_builder(), read, None
        if event.startswith("start_"):
            self._depth += 1
        elif event.startswith("end_"):
            self._depth -= 1
        if event == "number" and isinstance(value, Decimal):
            value = float(value)
            if math.isinf(value):
                self._bad = BadRow("a number is out of range; write it as text")
        if self._depth > MAX_DEPTH:
            self._bad = BadRow(f"nested more than {MAX_DEPTH} deep; flatten it")
        elif read - self._began > MAX_ROW:
            self._bad = BadRow(f"more than {MAX_ROW:,} bytes; split the article")
        if self._bad:
            self._builder = None
        else:
            self._builder.event(event, value)
        if self._depth:
            return False
        self.given += 1
        self.last = self._bad or self._builder.value
        return True


def _short(error: Exception) -> str:
    text = error.args[0] if error.args else ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(text.split("\n", 1)[0].split())[:80]
