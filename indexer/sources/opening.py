"""A file or standard input as a stream of bytes: unpacked, with its beginning to look at."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from search.errors import BadSource

STDIN = "-"
MAX_ROW = 20_000_000
"""Bytes of one row; what is longer is not held in memory."""
_HEAD = 65_536
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Broken(Exception):
    """A source cannot be read any further; the text says where it broke and what to do."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An opened source.

    `origin` is what the operator calls it, `below` its path below the source that was given (a file's own
    name, "stdin"), `head` its first bytes (at most 64 KiB, without byte order mark), `data` all of them. What
    begins with the byte order mark of UTF-16 is given as UTF-8, and `recoded` says so.
    """

    origin: str
    below: str
    head: bytes
    data: BinaryIO
    _parts: tuple[_Spliced, ...]
    recoded: bool = False

    @property
    def broken(self) -> str | None:
        """Why the bytes ended before their time; None where they did not (or not yet)."""
        return next((part.broken for part in self._parts if part.broken), None)

    def check_whole(self) -> None:
        """Raises Broken where the bytes ended before their time."""
        if self.broken:
            raise Broken(f"{self.broken}; fetch or pack the file again")


@contextmanager
def opened(path: str, below: str) -> Iterator[Stream]:
    """The stream of a file, or of standard input for "-". Raises BadSource where there is nothing to read."""
    with ExitStack() as stack:
        origin = "stdin" if path == STDIN else path
        if path == STDIN:
            raw: BinaryIO = sys.stdin.buffer
        else:
            try:
                raw = stack.enter_context(Path(path).open("rb"))
            except (OSError, ValueError) as error:
                raise unreadable(path, error) from error
        try:
            magic = raw.read(len(_GZIP))
        except OSError as error:
            raise unreadable(path, error) from error
        packed = _Spliced(magic, raw)
        plain = packed
        if magic == _GZIP:
            unpacked = gzip.GzipFile(fileobj=io.BufferedReader(packed))
            plain = _Spliced(b"", cast(BinaryIO, unpacked))
        head = _beginning(plain)
        parts: tuple[_Spliced, ...] = (packed, plain)
        recoded = head.startswith(_UTF16)
        if recoded:
            plain = _Recoded(_Spliced(head, cast(BinaryIO, plain)))
            head, parts = _beginning(plain), (*parts, plain)
        head = head.removeprefix(_BOM)
        if not head.strip():
            if plain.broken:
                raise BadSource(f"{origin}: {plain.broken}, nothing can be taken; fetch or pack the file again")
            raise BadSource(f"{origin} is empty; give a source that holds articles")
        whole = io.BufferedReader(_Spliced(head, cast(BinaryIO, plain)))
        yield Stream(origin, below, head, cast(BinaryIO, whole), parts, recoded)


def unreadable(path: str, error: OSError | ValueError) -> BadSource:
    """The error of a path that cannot be opened, with its cure."""
    if isinstance(error, FileNotFoundError):
        return BadSource(f"{path} is not there; check the path")
    if isinstance(error, PermissionError):
        return BadSource(f"{path} may not be read by this user; give it the right to read (chmod, chown)")
    return BadSource(
        f"{path} cannot be read ({getattr(error, 'strerror', None) or error}); check the path and the disk"
    )


def _beginning(stream: _Spliced) -> bytes:
    head = b""
    while len(head) < _HEAD and (more := stream.read1(_HEAD - len(head))):
        head += more
    return head


class _Spliced(io.RawIOBase):
    """Bytes that were looked at, then the rest; a rest that fails ends the stream, and `broken` says why."""

    def __init__(self, ahead: bytes, rest: BinaryIO) -> None:
        self._ahead = ahead
        self._rest = rest
        self._given = 0
        self.broken: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read1(self, size: int) -> bytes:
        """At most `size` bytes in one read, none at the end."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
        elif self.broken:
            return b""
        else:
            try:
                data = cast(io.BufferedReader, self._rest).read1(size)
            except EOFError:
                self.broken = f"the compressed data breaks off after {self._given:,} bytes of text"
                return b""
            except (OSError, zlib.error) as error:
                self.broken = f"the data cannot be read after {self._given:,} bytes of text ({error})"
                return b""
        self._given += len(data)
        return data


class _Recoded(_Spliced):
    """UTF-16 with its byte order mark, read as UTF-8; what is no UTF-16 ends the stream, and `broken` says why."""

    def __init__(self, rest: _Spliced) -> None:
        super().__init__(b"", cast(BinaryIO, rest))
        self._decoder = codecs.getincrementaldecoder("utf-16")()
        self._ended = False

    def read1(self, size: int) -> bytes:
        """At most `size` bytes of UTF-8, none at the end."""
        while not self._ahead and not self._ended:
            piece = cast(_Spliced, self._rest).read1(size)
            self._given += len(piece)
            try:
                self._ahead = self._decoder.decode(piece, final=not piece).encode()
            except UnicodeError:
                self.broken = f"the data is not UTF-16 any more before byte {self._given:,}"
                self._ended = True
            self._ended = self._ended or not piece
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data
