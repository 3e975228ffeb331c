"""The locks of a directory that several processes write to. The kernel frees a lock when its process ends, however it
ends.

rebuild: of an index, one full rebuild at a time; the second leaves at once.
write: of an index, held while one change is committed; others wait for it up to 10 seconds.
pins: of the desk, held while its file of pins and hides is changed.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from search.errors import Busy
from search.model import WIB

WRITE_WAIT = 10.0
"""Seconds that a change waits for the one before it."""
_LOOK_AGAIN = 0.02


@contextmanager
def held(directory: Path, name: str, doing: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock `name` for `doing`.

    Raises Busy, which says who holds it and since when, after `wait` seconds without it.
    """
    directory.mkdir(mode=0o750, parents=True, exist_ok=True)
    path = directory / f"{name}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        _acquire(handle, path, time.monotonic() + wait)
        row = {"pid": os.getpid(), "since": datetime.now(WIB).isoformat(timespec="seconds"), "doing": doing}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(row).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        # Closing alone would leave the lock with a child that was forked meanwhile.
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _acquire(handle: int, path: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy(f"{_holder(path)} Wait for it to end and try again.") from None
            time.sleep(_LOOK_AGAIN)
        else:
            return


def _holder(path: Path) -> str:
    try:
        row = json.loads(path.read_text())
        return f"`telusur {row['doing']}` (process {row['pid']}) holds {path} since {row['since']}."
    except (OSError, ValueError, KeyError, TypeError):
        return f"another process holds {path}."
