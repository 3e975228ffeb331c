"""Writes one commit of a generation, in a directory that no reader looks at: new segments beside the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from secrets import token_hex

import numpy as np

from search.engines.whoosh import codec, merging, stored
from search.engines.whoosh.columns import joined
from search.engines.whoosh.generations import Generations, Stored
from search.engines.whoosh.layout import Array
from search.engines.whoosh.pending import Pending
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.segment_writer import ARRAYS, STORED, write_segment
from search.engines.whoosh.state import DictionaryFiles, SegmentEntry, read_live, write_live
from search.model import AnalysedArticle, Manifest

GONE = ".gone"


class WhooshBuild:
    """A change on its way; see search.engine.Build. The caller holds the lock that the change needs."""

    def __init__(self, generations: Generations, base: Stored | None, analysis: str) -> None:
        self._generations = generations
        self._base = base
        self._analysis = analysis
        self._generation, self._commit, self._aside = generations.begin(base)
        self._compressor: stored.Compressor | None = None
        self._pending = Pending(self._compressor_for)
        try:
            self._entries = [SegmentEntry(**row) for row in base.segments] if base else []
            self._dictionaries = DictionaryFiles(self._aside)
            self._open: dict[str, Segment] = {}
            self._live: dict[str, Array] = {}
        except BaseException:
            self.cancel()
            raise

    def add(self, articles: Iterable[AnalysedArticle]) -> None:
        """Add articles; an id that is there already is replaced, and the last one of an id wins."""
        for analysed in articles:
            self._delete_written(analysed.article.id)
            self._pending.add(analysed)
            if self._pending.full:
                self._flush()

    def delete(self, ids: Iterable[str]) -> None:
        """Delete articles; unknown ids are ignored."""
        for id_ in ids:
            self._pending.discard(id_)
            self._delete_written(id_)

    def _delete_written(self, id_: str) -> None:
        for entry in self._entries:
            segment = self._segment(entry)
            doc = segment.find(id_)
            if doc is not None:
                self._live_of(entry)[doc] = 0

    def _segment(self, entry: SegmentEntry) -> Segment:
        if entry.name not in self._open:
            self._open[entry.name] = Segment(self._aside, entry.name, self._dictionaries)
        return self._open[entry.name]

    def _live_of(self, entry: SegmentEntry) -> Array:
        if entry.name not in self._live:
            known = read_live(self._aside / entry.gone, entry.docs) if entry.gone else np.ones(entry.docs, np.uint8)
            self._live[entry.name] = known
        return self._live[entry.name]

    def _flush(self) -> None:
        """Write what waits as a segment."""
        if len(self._pending):
            columns = self._pending.columns()
            name = f"MAIN_{token_hex(6)}"
            write_segment(self._aside, name, columns, self._compressor.name if self._compressor else "")
            self._entries.append(SegmentEntry(name, len(columns)))
        self._pending.close()
        self._pending = Pending(self._compressor_for)

    def _compressor_for(self, count: int, samples: Sequence[bytes]) -> stored.Compressor:
        """The generation's dictionary; where it has none yet, a new one as soon as there is enough to learn from."""
        if self._compressor is None or not self._compressor.name:
            names = [self._segment(e).facts["dictionary"] for e in self._entries]
            name = next((n for n in names if n), "")
            if not name and count >= stored.ENOUGH:
                self._compressor = stored.trained(self._aside, samples)
            else:
                self._compressor = stored.known(self._aside, name)
        return self._compressor

    def merge(self) -> None:
        """Put segments together where there are too many, or too much of them is deleted."""
        for group in merging.groups(self._entries):
            parts, samples = [], list[bytes]()
            count = sum(e.docs - e.deleted for e in group)
            if count >= stored.ENOUGH:
                samples = [
                    s for e in group if e.docs for s in self._segment(e).stored(range(0, e.docs, 1 + e.docs // 500))
                ]
            compressor = self._compressor_for(count, samples)
            for entry in group:
                live = np.flatnonzero(self._live_of(entry))
                if len(live):
                    parts.append(self._segment(entry).columns(live, compressor.name, compressor))
            names = {e.name for e in group}
            self._entries = [e for e in self._entries if e.name not in names]
            if parts:
                columns = joined(parts)
                name = f"MAIN_{token_hex(6)}"
                write_segment(self._aside, name, columns, compressor.name)
                self._entries.append(SegmentEntry(name, len(columns)))

    def commit(self, watermark: int) -> Manifest:
        """Make all of it durable, not yet visible."""
        try:
            self._flush()
            self._entries = [kept for e in self._entries if (kept := self._with_deletions(e))]
            codec.write_contents(self._aside, self._entries, self._commit)
            self._drop_unused()
            articles = sum(e.docs - e.deleted for e in self._entries)
            made = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = Manifest(self._generation, self._commit, articles, watermark, self._analysis, made)
            versions = {name: version(name) for name in ("whoosh", "PySastrawi")}
            segments = [asdict(e) for e in self._entries]
            return self._generations.finish(self._aside, manifest, self._base, versions, segments)
        except BaseException:
            self.cancel()
            raise

    def _with_deletions(self, entry: SegmentEntry) -> SegmentEntry | None:
        """A segment with what was deleted from it; None where nothing is left."""
        live = self._live.get(entry.name)
        if live is None:
            return entry
        deleted = int((live == 0).sum())
        if deleted in (entry.deleted, entry.docs):
            return entry if deleted == entry.deleted else None
        gone = f"{entry.name}-{self._commit:06d}{GONE}"
        write_live(self._aside / gone, live)
        return SegmentEntry(entry.name, entry.docs, gone, deleted)

    def _drop_unused(self) -> None:
        """Take the links to files out that belong to earlier commits alone."""
        used = {codec.contents_name(self._commit)}
        for entry in self._entries:
            used |= {entry.name + ARRAYS, entry.name + STORED, entry.gone, self._segment(entry).facts["dictionary"]}
        for path in self._aside.iterdir():
            if path.name not in used:
                path.unlink()

    def cancel(self) -> None:
        """Forget everything since the build was opened; nothing that readers see was touched."""
        self._pending.close()
        self._generations.forget(self._aside)
