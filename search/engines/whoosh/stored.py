"""Stored articles compressed: each by itself, so that one is read without its neighbours, with a dictionary of what
all of them share, which makes up for it (.47 of the text instead of .66; 6 microseconds to read)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

import zstandard

DICTIONARY = ".zdict"
DICTIONARY_BYTES = 65_536
ENOUGH = 1_000
"""Articles from which a dictionary is worth making: it costs its own size, and some hundredths of a second."""
_SEGMENT, _ALIKE = 200, 8
"""Bytes that are taken into the dictionary together, and of a run that must come again to count. Left to itself the
library tries many such pairs: that takes three times as long and gave texts that are no smaller."""
LEVEL = 3


class Compressor:
    """Compresses articles. `name` is the file of its dictionary in the commit's directory, "" for none."""

    def __init__(self, name: str = "", dictionary: zstandard.ZstdCompressionDict | None = None) -> None:
        self.name = name
        self._zstd = zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary)

    def __call__(self, articles: Sequence[bytes]) -> list[bytes]:
        """The articles, each compressed."""
        return [self._zstd.compress(article) for article in articles]


def trained(directory: Path, samples: Sequence[bytes]) -> Compressor:
    """A compressor with a new dictionary made from these articles, written into the directory."""
    step = max(1, len(samples) // ENOUGH)
    learnt: list[bytes | bytearray | memoryview] = list(samples[::step])
    dictionary = zstandard.train_dictionary(DICTIONARY_BYTES, learnt, k=_SEGMENT, d=_ALIKE)
    dictionary.precompute_compress(level=LEVEL)
    name = f"MAIN_{token_hex(6)}{DICTIONARY}"
    (directory / name).write_bytes(dictionary.as_bytes())
    return Compressor(name, dictionary)


def known(directory: Path, name: str) -> Compressor:
    """The compressor of a dictionary that is there."""
    return Compressor(name, zstandard.ZstdCompressionDict((directory / name).read_bytes())) if name else Compressor()
