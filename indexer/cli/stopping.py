"""A stop by the system is as orderly as Ctrl-C: what was begun aside is removed, nothing is published half."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

_AGAIN = 0.005
"""Seconds until a stop is tried again that came at a moment when Python would have swallowed it."""
_UNHEARD = frozenset(["__del__", "_raw_object_cache_notify", "_raw_object_cache_getbuffer"])
_UNHEARD_IN_FULL = frozenset(["_get_module_lock.<locals>.cb"])
"""Functions in which Python swallows exceptions, by name and by qualified name: destructors, what the compiler of the
kernels calls back, and what importing does when a lock of its own is freed."""
_TERMINATED = 143
"""Exit code after SIGTERM, as shells have it: 128 + 15."""


def stop_in_order() -> None:
    """From now on SIGTERM and Ctrl-C end the command by an exception; where Ctrl-C is ignored, it stays so."""
    signal.signal(signal.SIGTERM, _stopping(lambda: SystemExit(_TERMINATED)))
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stopping(KeyboardInterrupt))


def _stopping(error: Callable[[], BaseException]) -> Callable[[int, FrameType | None], None]:
    def stop(_number: int, frame: FrameType | None) -> None:
        # An exception in a destructor, or in what C calls, is printed and forgotten: the command would go on.
        if _unheard(frame):
            signal.signal(signal.SIGALRM, stop)
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        else:
            raise error()

    return stop


def _unheard(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_name in _UNHEARD or frame.f_code.co_qualname in _UNHEARD_IN_FULL:
            return True
        frame = frame.f_back
    return False
