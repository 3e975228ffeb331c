"""Strings as compiled loops take them: one after the other in UTF-8."""

from __future__ import annotations

from collections.abc import Collection
from itertools import accumulate


def end_to_end(texts: Collection[str]) -> tuple[bytes, list[int]]:
    """Strings in UTF-8, one after the other, and where each begins and the last one ends."""
    whole = "".join(texts)
    if whole.isascii():
        return whole.encode(), list(accumulate(map(len, texts), initial=0))
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return b"".join(encoded), ends(encoded)


def ends(texts: Collection[bytes]) -> list[int]:
    """Where each of some texts begins when they stand one after the other, and where the last one ends."""
    return list(accumulate(map(len, texts), initial=0))
