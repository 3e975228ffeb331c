"""placeholder"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def contents_name(commit: int) -> str:
    return f"_MAIN_{commit}.toc"


def write_contents(directory: Path, entries: Sequence[Any], commit: int) -> None:
    (directory / contents_name(commit)).write_bytes(b"x")
