"""Writes one commit of a generation through Whoosh's own writer, in a directory that no reader looks at."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Term
from whoosh.reading import SegmentReader

from search.engines.whoosh.generations import Generations, Stored
from search.engines.whoosh.schema import document, schema
from search.model import AnalysedArticle, Manifest

SMALL = 64
"""Segments of fewer articles are merged once there are MANY of them; larger ones stay until a rebuild."""
MANY = 10


class WhooshBuild:
    """A change on its way; see search.engine.Build. The caller holds the lock that the change needs."""

    def __init__(self, generations: Generations, base: Stored | None, analysis: str) -> None:
        self._generations = generations
        self._base = base
        self._analysis = analysis
        self._generation, self._commit, self._aside = generations.begin(base)
        self._writer: Any = None
        self._old: Any = None
        self._placed: dict[str, int] = {}
        self._superseded: list[int] = []
        try:
            storage = FileStorage(str(self._aside))
            self._index = (FileIndex if base else FileIndex.create)(storage, schema())
            # procs stays 1: children of a killed parent would hold the index's lock. Not compound: Whoosh copies
            # a compound file into memory whenever a searcher opens it, 60 ms for 12,000 articles.
            self._writer = self._index.writer(procs=1, compound=False)
            self._old = self._writer.searcher()
        except BaseException:
            self.cancel()
            raise

    def add(self, articles: Iterable[AnalysedArticle]) -> None:
        """Add articles; an id that is there already is replaced, and the last one of an id wins."""
        for analysed in articles:
            self.delete([analysed.article.id])
            self._writer.add_document(**document(analysed))
            self._placed[analysed.article.id] = self._writer.doc_count() - 1

    def delete(self, ids: Iterable[str]) -> None:
        """Delete articles; unknown ids are ignored."""
        for id_ in ids:
            for number in self._old.docs_for_query(Term("id", id_), for_deletion=True):
                self._writer.delete_document(number)
            if id_ in self._placed:
                # Whoosh's writer cannot delete what it has not committed yet: that is done right after.
                self._superseded.append(self._placed.pop(id_))

    def commit(self, watermark: int) -> Manifest:
        """Make all of it durable, not yet visible."""
        try:
            self._old.close()
            self._writer.commit(mergetype=_merge_small if not self._superseded else None, merge=False)
            if self._superseded:
                self._delete_superseded()
            reader = self._index.reader()
            articles = reader.doc_count()
            reader.close()
            return self._finish(articles, watermark)
        except BaseException:
            self.cancel()
            raise

    def _delete_superseded(self) -> None:
        self._writer = self._index.writer(procs=1, compound=False)
        base = sum(s.doc_count_all() for s in self._writer.segments[:-1])
        for number in self._superseded:
            self._writer.delete_document(base + number)
        self._writer.commit(merge=False)

    def _finish(self, articles: int, watermark: int) -> Manifest:
        (self._aside / "MAIN_WRITELOCK").unlink(missing_ok=True)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(self._generation, self._commit, articles, watermark, self._analysis, made)
        versions = {name: version(name) for name in ("whoosh", "PySastrawi")}
        self._generations.finish(self._aside, manifest, self._base.files if self._base else {}, versions)
        return manifest

    def cancel(self) -> None:
        """Forget everything since the build was opened; nothing that readers see was touched."""
        with suppress(Exception):  # Whoosh's own cancel fails where the disk is full; its files go all the same
            if self._writer is not None and not self._writer.is_closed:
                self._writer.cancel()
        with suppress(Exception):
            if self._old is not None:
                self._old.close()
        self._generations.forget(self._aside)


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: gather small segments into the one being written once there are many."""
    small = [s for s in segments if s.doc_count() < SMALL]
    if len(small) < MANY:
        return segments
    for segment in small:
        if segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [s for s in segments if s not in small]
