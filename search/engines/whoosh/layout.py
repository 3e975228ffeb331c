"""Arrays in one file, mapped into memory: how a segment lies on disk.

    magic (8 bytes) | length of the header (8) | header (JSON) | arrays, each at a multiple of 64 bytes

All numbers are little-endian. A file is written whole, synced by its commit, and never changed.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.errors import DamagedIndex

MAGIC = b"TELUSUR1"
ALIGN = 64
Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]


def write_arrays(path: Path, arrays: Arrays, facts: Mapping[str, Any]) -> None:
    """Put arrays and some facts (whatever JSON can hold) into a file."""
    places: dict[str, tuple[str, list[int], int]] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.newbyteorder("<").str, list(array.shape), at)
        at += -(-array.nbytes // ALIGN) * ALIGN
    header = json.dumps({"facts": dict(facts), "arrays": places, "bytes": at}).encode()
    first = -(-(16 + len(header)) // ALIGN) * ALIGN
    with path.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        for name, array in arrays.items():
            file.seek(first + places[name][2])
            file.write(np.ascontiguousarray(array, places[name][0]).data)
        file.truncate(first + at)


def map_arrays(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays of a file as read-only views of its memory map, and its facts.

    Raises DamagedIndex where the file is not one or was cut. The map is given back when the last view goes.
    """
    with path.open("rb") as file:
        head = file.read(16)
        size = path.stat().st_size
        length = int.from_bytes(head[8:16], "little")
        if head[:8] != MAGIC or 16 + length > size:
            raise DamagedIndex(f"{path} is no segment of Telusur. Run `telusur reindex`.")
        try:
            header = json.loads(file.read(length))
            first = -(-(16 + length) // ALIGN) * ALIGN
            if size != first + header["bytes"]:
                raise ValueError(f"{size} bytes instead of {first + header['bytes']}")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            arrays = {
                name: np.frombuffer(mapped, dtype, int(np.prod(shape, dtype=np.int64)), first + at).reshape(shape)
                for name, (dtype, shape, at) in header["arrays"].items()
            }
            return arrays, header["facts"]
        except (ValueError, KeyError, TypeError) as e:
            raise DamagedIndex(f"{path} is damaged ({e}). Run `telusur reindex`.") from e


def packed(texts: Sequence[bytes]) -> tuple[Array, Array]:
    """Byte strings one after the other, and where each begins (one entry more than there are strings)."""
    starts = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum([len(t) for t in texts], out=starts[1:])
    return np.frombuffer(b"".join(texts), np.uint8), starts


def unpacked(blob: Array, starts: Array) -> list[bytes]:
    """The byte strings that `packed` put together."""
    whole, at = blob.tobytes(), starts.tolist()
    return [whole[a:b] for a, b in pairwise(at)]


def address(array: Array) -> int:
    """Where an array lies in memory, for kernels."""
    place: int = array.__array_interface__["data"][0]
    return place
