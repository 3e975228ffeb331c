"""One commit of an index, open: its segments, its deletions, and the few numbers that belong to all of it.

Whatever is expensive belongs to a segment and is shared between states: opening the state after an added article
maps one small segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
import zstandard

from search.engines.whoosh import invert
from search.engines.whoosh.columns import Tag
from search.engines.whoosh.layout import Array, address
from search.engines.whoosh.row import COLUMNS, Col
from search.engines.whoosh.segment import Segment
from search.errors import DamagedIndex
from search.facets import label_order, month_label, name_of
from search.model import FacetName
from search.names.tables import key


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as a commit names it; `gone` is the file with its deleted articles, "" where there are none."""

    name: str
    docs: int
    gone: str = ""
    deleted: int = 0


class FacetTable:
    """The values of a facet over the segments of a state, numbered in the order of their labels."""

    def __init__(self, name: str, parts: Mapping[str, Sequence[Tag]]) -> None:
        labels: dict[str, str] = {}
        for tags in parts.values():
            for value, label in tags:
                labels.setdefault(value, label)
        rows = sorted(labels.items(), key=lambda row: label_order(row[1], row[0]))
        self.name = name
        self.names = [FacetName(*row) for row in rows]
        self.number = {value: n for n, (value, _) in enumerate(rows)}
        self._of_segment: dict[str, Array] = {}
        for segment, tags in parts.items():
            self.take(segment, tags)

    def take(self, segment: str, tags: Sequence[Tag]) -> bool:
        """Number a segment's values; False where it has one that is new or is called otherwise."""
        if segment not in self._of_segment:
            numbers = [self.number.get(value, -1) for value, _ in tags]
            if -1 in numbers:
                return False
            self._of_segment[segment] = np.array([*numbers, 0], np.int32)
        return True

    def of(self, segment: str) -> Array:
        """Local number -> number here."""
        return self._of_segment[segment]

    def label(self, value: str) -> str:
        """What to show for a value."""
        number = self.number.get(value)
        return self.names[number].label if number is not None else name_of(self.name, value)


@dataclass(frozen=True, slots=True)
class Deletions:
    """The deleted articles of a segment: a flag an article (1: live), and how many of them hold each term."""

    live: Array
    docs: Array
    in_text: Array
    in_titles: Array
    length: int
    title_length: int

    @classmethod
    def of(cls, segment: Segment, live: Array) -> Deletions:
        """Worked out from the words of the deleted articles: the cost grows with their number alone."""
        docs = np.flatnonzero(live == 0)
        words, count = segment.words_of(docs), len(segment.arrays["df"])
        in_text, in_titles = np.zeros(count, np.uint32), np.zeros(count, np.uint32)
        titles = segment.title_lengths[docs]
        invert.gone_frequencies(words.numbers, words.ptr, titles, segment.arrays["pair_term"], in_text, in_titles)
        length = int(segment.arrays["length"][docs].sum(dtype=np.int64))
        return cls(live, docs, in_text, in_titles, length, int(titles.sum(dtype=np.int64)))


class State:
    """An open commit. Never changes; safe to share between threads. Files go back when the last user lets go."""

    def __init__(
        self,
        segments: Sequence[Segment],
        deletions: Sequence[Deletions | None],
        agencies: FacetTable,
        regions: FacetTable,
    ) -> None:
        self.segments = tuple(segments)
        self.deletions = tuple(deletions)
        self.agencies, self.regions = agencies, regions
        gone = [d for d in self.deletions if d]
        self.live = sum(s.docs for s in self.segments) - sum(len(d.docs) for d in gone)
        length = sum(s.facts["length"] for s in self.segments) - sum(d.length for d in gone)
        title = sum(s.facts["title_length"] for s in self.segments) - sum(d.title_length for d in gone)
        self.mean_length = length / max(self.live, 1) or 1.0
        self.mean_title = title / max(self.live, 1) or 1.0
        spans = [s.facts["months"] for s in self.segments if s.facts["months"][1]]
        self.month_first = min((first for first, _ in spans), default=0)
        self.months = max((last for _, last in spans), default=0) - self.month_first
        self.sizes = len(agencies.names), len(regions.names), self.months
        numbers = range(self.month_first, self.month_first + self.months)
        months = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in numbers]
        self.month_names = tuple(FacetName(month, month_label(month)) for month in months)
        self.table = np.zeros((len(self.segments), COLUMNS), np.int64)
        for n, (segment, deleted) in enumerate(zip(self.segments, self.deletions, strict=True)):
            self.table[n] = segment.row
            self.table[n, Col.AGENCY_GLOBAL] = address(agencies.of(segment.name))
            self.table[n, Col.REGION_GLOBAL] = address(regions.of(segment.name))
            if deleted:
                self.table[n, Col.LIVE] = address(deleted.live)
                self.table[n, Col.GONE] = address(deleted.in_text)
                self.table[n, Col.TITLE_GONE] = address(deleted.in_titles)

    @cached_property
    def other_forms(self) -> dict[str, list[tuple[str, int]]]:
        """By an acronym what it stands for, and the other way round, with how many articles spell it out."""
        counts: Counter[Tag] = Counter()
        for segment, deleted in zip(self.segments, self.deletions, strict=True):
            held = segment.acronym_counts(deleted.live if deleted else None).tolist()
            counts.update({pair: n for pair, n in zip(segment.acronyms, held, strict=True) if n})
        found: dict[str, list[tuple[str, int]]] = {}
        for (short, long), n in counts.most_common():
            found.setdefault(short, []).append((long, n))
            found.setdefault(long, []).append((short, n))
        return found

    @cached_property
    def folded_names(self) -> list[tuple[str, tuple[str, str, str]]]:
        """Every facet value by its folded label: facet, value, label."""
        tables = (self.agencies, self.regions)
        return [(key(label), (table.name, value, label)) for table in tables for value, label in table.names]

    def place(self, id_: str) -> tuple[int, int] | None:
        """Segment and number of a live article, None where there is none of that id."""
        for n, (segment, deleted) in enumerate(zip(self.segments, self.deletions, strict=True)):
            doc = segment.find(id_)
            if doc is not None and not (deleted and not deleted.live[doc]):
                return n, doc
        return None

    def without(self, ids: Iterable[str]) -> State:
        """The same with further articles deleted; itself where none of them is there."""
        gone: dict[int, list[int]] = {}
        for n, doc in filter(None, map(self.place, ids)):
            gone.setdefault(n, []).append(doc)
        deletions = list(self.deletions)
        for number, docs in gone.items():
            before, segment = deletions[number], self.segments[number]
            live = before.live.copy() if before else np.ones(segment.docs, np.uint8)
            live[docs] = 0
            deletions[number] = Deletions.of(segment, live)
        return State(self.segments, deletions, self.agencies, self.regions) if gone else self


class SegmentCache:
    """The segments, deletions and facet tables that the states of a process share. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._segments: dict[str, Segment] = {}
        self._deletions: dict[str, tuple[str, Deletions]] = {}
        self._tables: tuple[FacetTable, FacetTable] | None = None

    def state(self, directory: Path, entries: Sequence[SegmentEntry]) -> State:
        """The state of a commit's directory. Raises DamagedIndex, or OSError where a file cannot be read."""
        with self._lock:
            dictionaries = DictionaryFiles(directory)
            known = self._segments
            segments = {e.name: known.get(e.name) or _open(directory, e, dictionaries) for e in entries}
            deletions = {e.name: self._deleted(directory, segments[e.name], e) for e in entries if e.gone}
            self._tables = self._facets([s for s in segments.values() if s.docs])
            # Readers move from state to state; what the newest does not use goes when its last user does.
            self._segments = segments
            self._deletions = {e.name: (e.gone, deletions[e.name]) for e in entries if e.gone}
            return State(list(segments.values()), [deletions.get(e.name) for e in entries], *self._tables)

    def _deleted(self, directory: Path, segment: Segment, entry: SegmentEntry) -> Deletions:
        known = self._deletions.get(entry.name)
        if known and known[0] == entry.gone:
            return known[1]
        return Deletions.of(segment, read_live(directory / entry.gone, segment.docs))

    def _facets(self, segments: Sequence[Segment]) -> tuple[FacetTable, FacetTable]:
        known = self._tables
        if known and all(
            known[0].take(s.name, s.agency_tags) and known[1].take(s.name, s.region_tags) for s in segments
        ):
            return known
        return (
            FacetTable("instansi", {s.name: s.agency_tags for s in segments}),
            FacetTable("wilayah", {s.name: s.region_tags for s in segments}),
        )


def _open(directory: Path, entry: SegmentEntry, dictionaries: DictionaryFiles) -> Segment:
    segment = Segment(directory, entry.name, dictionaries)
    if segment.docs != entry.docs:
        raise DamagedIndex(f"{segment.path} holds {segment.docs} articles instead of {entry.docs}.")
    return segment


class DictionaryFiles:
    """Compression dictionaries as files beside their segments."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._known: dict[str, zstandard.ZstdCompressionDict] = {}

    def dictionary(self, name: str) -> zstandard.ZstdCompressionDict | None:
        """The dictionary of that name; None for ""."""
        if name and name not in self._known:
            self._known[name] = zstandard.ZstdCompressionDict((self._directory / name).read_bytes())
        return self._known.get(name)


def read_live(path: Path, docs: int) -> Array:
    """A flag for each article, 1 where it is live, from a file of deletions. Raises DamagedIndex."""
    packed = np.frombuffer(path.read_bytes(), np.uint8)
    if len(packed) != -(-docs // 8):
        raise DamagedIndex(f"{path} has {len(packed)} bytes instead of {-(-docs // 8)}. Run `telusur reindex`.")
    return np.unpackbits(packed, count=docs)


def write_live(path: Path, live: Array) -> None:
    """Write what `read_live` reads."""
    path.write_bytes(np.packbits(live).tobytes())
