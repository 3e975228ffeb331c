"""A file with given bytes -> what is read of it."""

from __future__ import annotations

from pathlib import Path

from indexer.sources import Fields, RawRow, Reject, fields, read


def rows_of(path: Path, name: str, data: str | bytes) -> list[RawRow | Reject]:
    """What is read of a file with these bytes."""
    (path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(str(path / name)))


def only(path: Path, name: str, data: str | bytes) -> Fields:
    """The fields of the one row that a file with these bytes gives."""
    (row,) = rows_of(path, name, data)
    assert isinstance(row, RawRow), row
    return fields(row)
