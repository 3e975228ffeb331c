"""What is kept as files: such that both the service's user and the commands' user can write, who share a group."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

MODE = 0o660


def on_one_line(text: str) -> str:
    """A text on one line, without what UTF-8 cannot hold."""
    return " ".join(text.encode("utf-8", "replace").decode().split())


def have(path: Path) -> None:
    """Make an empty file where there is none, one that the directory's group may write whatever the umask is."""
    path.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
        os.fchmod(handle, MODE)
        os.close(handle)


def replace_whole(path: Path, data: bytes) -> None:
    """Write a file aside and put it in the place of the old one, or where a link leads; it lasts through a power cut.
    The caller holds a lock."""
    path = path.resolve()
    aside = path.with_name(path.name + ".tmp")
    aside.unlink(missing_ok=True)
    try:
        have(aside)
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
