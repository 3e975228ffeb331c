"""A segment, open: its arrays mapped into memory, its stored articles, and what it gives back when merged."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import local
from typing import Any, Protocol

import numpy as np
import zstandard

from search.engines.whoosh import invert
from search.engines.whoosh.columns import Columns, Lists, Tag
from search.engines.whoosh.layout import Array, Arrays, address, map_arrays, unpacked
from search.engines.whoosh.row import ESCAPE, Col
from search.engines.whoosh.segment_row import row_of
from search.engines.whoosh.segment_writer import ARRAYS, STORED
from search.errors import DamagedIndex
from search.model import Form, Words

LARGEST_STORED = 1 << 28
"""Bytes of one stored article, so that damaged bytes cannot ask for all memory."""
_CHUNK = 1_000
"""Articles that are compressed anew together."""


class Dictionaries(Protocol):
    """Where compression dictionaries are found by name."""

    def dictionary(self, name: str) -> zstandard.ZstdCompressionDict | None:
        """The dictionary of that name; None for ""."""
        ...


class Segment:
    """One segment of one generation. Never changes, so it is shared by all states and threads of a process."""

    def __init__(self, directory: Path, name: str, dictionaries: Dictionaries) -> None:
        self.name = name
        self.path = directory / (name + ARRAYS)
        self.arrays, self.facts = map_arrays(self.path)
        self.docs: int = self.facts["docs"]
        stored = directory / (name + STORED)
        with stored.open("rb") as file:
            size = stored.stat().st_size
            if size != self.facts["stored_bytes"]:
                raise DamagedIndex(f"{stored} has {size} bytes instead of {self.facts['stored_bytes']}.")
            self._stored: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self._stored_ptr = self.arrays["stored_ptr"]
        self._dictionary = dictionaries.dictionary(self.facts["dictionary"])
        # A decompressor must not be used by two threads at once.
        self._of_thread = local()
        self._id_start, self._id_blob = self.arrays["id_start"], self.arrays["id_blob"].data
        self.row = row_of(self.docs, self.arrays)
        if self.facts["hidden"]:
            self.row[Col.FACE] = address(self.arrays["face"])

    def id(self, doc: int) -> str:
        """An article's id by its number."""
        return bytes(self._id_blob[self._id_start[doc] : self._id_start[doc + 1]]).decode("utf-8", "surrogatepass")

    def find(self, id_: str) -> int | None:
        """An article's number by its id, None where it is not here. Deleted ones are found too."""
        wanted = id_.encode("utf-8", "surrogatepass")
        doc = bisect_left(range(self.docs), wanted, key=self._raw_id)
        return doc if doc < self.docs and self._raw_id(doc) == wanted else None

    def _raw_id(self, doc: int) -> bytes:
        return bytes(self._id_blob[self._id_start[doc] : self._id_start[doc + 1]])

    def ids(self) -> list[str]:
        """All ids, ascending, those of deleted articles too."""
        raw = unpacked(self.arrays["id_blob"], self.arrays["id_start"])
        return [i.decode("utf-8", "surrogatepass") for i in raw]

    def stored(self, docs: Sequence[int]) -> list[bytes]:
        """Articles as they were stored, at least one. Raises DamagedIndex where the bytes of one cannot be read."""
        ptr = self._stored_ptr
        blobs = [self._stored[ptr[doc] : ptr[doc + 1]] for doc in docs]
        try:
            decompressor = self._of_thread.decompressor
        except AttributeError:
            decompressor = zstandard.ZstdDecompressor(self._dictionary)
            self._of_thread.decompressor = decompressor
        try:
            if max(map(zstandard.frame_content_size, blobs)) > LARGEST_STORED:
                raise zstandard.ZstdError("it would be too large")
            return [whole.tobytes() for whole in decompressor.multi_decompress_to_buffer(blobs)]
        except zstandard.ZstdError as e:
            damaged = next(
                (d for d, blob in zip(docs, blobs, strict=True) if not _readable(decompressor, blob)), docs[0]
            )
            raise DamagedIndex(f"article {self.id(damaged)} in {self.name + STORED} is damaged ({e}).") from e

    @cached_property
    def agency_tags(self) -> list[Tag]:
        """The agencies that its articles name, by local number."""
        return self._tags("agency")

    @cached_property
    def region_tags(self) -> list[Tag]:
        """The regions that its articles name, by local number."""
        return self._tags("region")

    def _tags(self, name: str) -> list[Tag]:
        arrays = self.arrays
        values = unpacked(arrays[f"{name}_value_blob"], arrays[f"{name}_value_start"])
        labels = unpacked(arrays[f"{name}_label_blob"], arrays[f"{name}_label_start"])
        return [(v.decode(), n.decode()) for v, n in zip(values, labels, strict=True)]

    def terms(self) -> list[str]:
        """Its terms by number."""
        in_order = unpacked(self.arrays["term_blob"], self.arrays["term_start"])
        found = [""] * len(in_order)
        for text, number in zip(in_order, self.arrays["term_number"].tolist(), strict=True):
            found[number] = text.decode("utf-8", "surrogatepass")
        return found

    def words_of(self, docs: Array) -> Lists:
        """The words of some articles, as numbers of its forms."""
        arrays, ptr = self.arrays, self.arrays["seq_ptr"].astype(np.int64)
        starts = np.zeros(len(docs) + 1, np.int64)
        np.cumsum((ptr[1:] - ptr[:-1])[docs], out=starts[1:])
        words = np.empty(int(starts[-1]), np.uint32)
        invert.lengthen(arrays["seq"], ptr, ESCAPE, arrays["rare_ptr"], arrays["rare"], docs, words)
        return Lists(starts, words)

    @cached_property
    def _term_places(self) -> Array:
        """The place of each term in the sorted terms, by its number."""
        return np.argsort(self.arrays["term_number"])

    def text(self, doc: int) -> tuple[Words, Words]:
        """The words of an article's title and body."""
        arrays = self.arrays
        numbers = self.words_of(np.array([doc])).numbers
        place, forms = self._term_places, {}
        for n in set(numbers.tolist()):
            exact, term = int(arrays["pair_exact"][n]), int(place[arrays["pair_term"][n]])
            forms[n] = Form(_text(arrays, "exact", exact), _text(arrays, "term", term))
        words = [forms[n] for n in numbers.tolist()]
        middle = int(self.title_lengths[doc])
        return Words.of(words[:middle]), Words.of(words[middle:])

    def columns(self, docs: Array, dictionary: str, compress: Any) -> Columns:
        """Some of its articles, to be written again with another dictionary or the same."""
        arrays = self.arrays
        exacts = [t.decode("utf-8", "surrogatepass") for t in unpacked(arrays["exact_blob"], arrays["exact_start"])]
        terms = self.terms()
        pairs = zip(arrays["pair_exact"].tolist(), arrays["pair_term"].tolist(), strict=True)
        ptr, at = self._stored_ptr.tolist(), docs.tolist()
        if dictionary == self.facts["dictionary"]:
            blobs = [bytes(self._stored[ptr[d] : ptr[d + 1]]) for d in at]
        else:
            chunks = (at[start : start + _CHUNK] for start in range(0, len(at), _CHUNK))
            blobs = [blob for chunk in chunks for blob in compress(self.stored(chunk))]
        return Columns(
            [self._raw_id(d) for d in at],
            [Form(exacts[e], terms[t]) for e, t in pairs],
            self.words_of(docs),
            self.title_lengths[docs],
            arrays["day"][docs],
            arrays["minute"][docs],
            Lists(arrays["event_ptr"].astype(np.int64), arrays["event_day"]).chosen(docs),
            self.agency_tags,
            Lists.of(list(self._values("agency", at)), np.uint32),
            self.region_tags,
            Lists.of(list(self._values("region", at)), np.uint32),
            arrays["face"][docs],
            self.acronyms,
            Lists(arrays["spelt_ptr"].astype(np.int64), arrays["spelt"]).chosen(docs),
            blobs,
        )

    @cached_property
    def acronyms(self) -> list[Tag]:
        """The acronyms that its articles spell out, each with what it stands for."""
        pairs = unpacked(self.arrays["acronym_blob"], self.arrays["acronym_start"])
        parted = (pair.decode("utf-8", "surrogatepass").partition("\t") for pair in pairs)
        return [(short, long) for short, _, long in parted]

    def acronym_counts(self, live: Array | None) -> Array:
        """How many of its (live) articles spell each of them out."""
        spelt = self.arrays["spelt"]
        if live is not None:
            spelt = Lists(self.arrays["spelt_ptr"].astype(np.int64), spelt).chosen(np.flatnonzero(live)).numbers
        return np.bincount(spelt, minlength=len(self.acronyms))

    @cached_property
    def letters(self) -> Array:
        """Which letters each surface word is made of, see kernels.spelling."""
        from search.engines.whoosh.kernels import spelling  # those that write need no compiler

        return spelling.letters(self.arrays["exact_blob"], self.arrays["exact_start"])

    @property
    def title_lengths(self) -> Array:
        """How many words each title has, uncapped."""
        return self.arrays["title_words"]

    def _values(self, name: str, docs: Iterable[int]) -> Iterator[list[int]]:
        """The facet values of articles as local numbers."""
        rows, count = self.arrays[name], len(self.arrays[f"{name}_value_start"]) - 1
        over = self.arrays[f"{name}_over_doc"].tolist()
        more_ptr, more = self.arrays[f"{name}_over_ptr"], self.arrays[f"{name}_over_value"]
        for doc in docs:
            found = [v for v in rows[doc].tolist() if v < count]
            if rows[doc, -1] == count + 2:
                at = bisect_left(over, doc)
                found += more[more_ptr[at] : more_ptr[at + 1]].tolist()
            yield found


def _text(arrays: Arrays, name: str, place: int) -> str:
    blob, start = arrays[f"{name}_blob"], arrays[f"{name}_start"]
    return blob[start[place] : start[place + 1]].tobytes().decode("utf-8", "surrogatepass")


def _readable(decompressor: zstandard.ZstdDecompressor, blob: bytes) -> bool:
    try:
        return zstandard.frame_content_size(blob) <= LARGEST_STORED and decompressor.decompress(blob) is not None
    except zstandard.ZstdError:
        return False
