"""What Whoosh's table of contents says of an index: its fields and its segments.

Whoosh pickles both. A pickle names classes, so the path and name of `ColumnSegment`, and the arguments it is made
from, are a format: they change together with SCHEMA in backend.py. The fields are of Whoosh's own classes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from whoosh import columns, fields, formats
from whoosh.codec import base

from search.engines.whoosh.row import NO_DAY
from search.errors import TelusurError

if TYPE_CHECKING:
    from search.engines.whoosh import readers

INDEX_NAME = "MAIN"


def schema() -> fields.Schema:
    """The fields of an article, as lists of ready terms: no analyser is ever asked.

    `text` has the terms of title and body, the title's TITLE_WEIGHT times and the lead's LEAD_WEIGHT times (see
    search/ranking.py), `title` the title's alone; `exact_title`
    and `exact_body` the surface words in their places; `instansi` and `wilayah` agencies and regions, NO_VALUE where
    there is none; `day` is the ordinal of the day of publication, NO_DAY where it is not known, to sort and group by;
    `article` is the JSON of search/article_json.py.
    """
    return fields.Schema(
        id=fields.FieldType(formats.Existence(), None, stored=True, unique=True),
        text=fields.FieldType(formats.Frequency(), None, scorable=True),
        title=fields.FieldType(formats.Frequency(), None, scorable=True),
        exact_title=fields.FieldType(formats.Positions(), None, scorable=True),
        exact_body=fields.FieldType(formats.Positions(), None, scorable=True),
        instansi=fields.FieldType(formats.Existence(), None),
        wilayah=fields.FieldType(formats.Existence(), None),
        day=fields.COLUMN(columns.NumericColumn("i", default=NO_DAY)),
        article=fields.STORED(),
    )


def refuse(*_: Any, **__: Any) -> NoReturn:
    """In place of everything that Whoosh's writer would do to a segment. Raises TelusurError."""
    raise TelusurError("Whoosh's writer cannot change a segment of Telusur. Use `telusur add` or `telusur delete`.")


class ColumnSegment(base.Segment):  # type: ignore[misc]
    """A segment as Whoosh knows it: name, articles, how many of them are deleted, and the file that says which."""

    def __init__(self, name: str, docs: int, deleted: int, gone: str, published: bool = False) -> None:
        # In place of super's, which throws dice for a name: half the time of writing a table of contents.
        self.indexname, self.segid, self.compound = INDEX_NAME, name.removeprefix(INDEX_NAME + "_"), False
        self.docs, self.deleted, self.gone = docs, deleted, gone
        self._published = published

    def __reduce__(self) -> tuple[Any, ...]:
        # Whoosh's writer would put the segments that it has read into a table of its own, and then sweep our files.
        if self._published:
            refuse()
        return ColumnSegment, (self.segment_id(), self.docs, self.deleted, self.gone, True)

    def codec(self) -> ColumnCodec:
        """A codec for one reader of this segment."""
        return ColumnCodec()

    def doc_count_all(self) -> int:
        """Its articles, deleted ones too."""
        return self.docs

    def deleted_count(self) -> int:
        """Its deleted articles."""
        return self.deleted

    def should_assemble(self) -> bool:
        """False: files that lie in one compound file cannot be mapped."""
        return False

    set_doc_count = delete_document = create_compound_file = deleted_docs = is_deleted = refuse


class ColumnCodec(base.Codec):  # type: ignore[misc]
    """Opens the files of one segment, once for both of its readers. It writes nothing: build.py does."""

    def __init__(self) -> None:
        self._opened: readers.Opened | None = None

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> readers.TermsReader:
        """The segment's terms. Raises DamagedIndex."""
        from search.engines.whoosh import readers  # those that write tables of contents need none

        return readers.TermsReader(self._open(storage, segment).fields)

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> readers.PerDocumentReader:
        """The segment's articles. Raises DamagedIndex."""
        from search.engines.whoosh import readers

        return readers.PerDocumentReader(self._open(storage, segment))

    def _open(self, storage: Any, segment: ColumnSegment) -> readers.Opened:
        from search.engines.whoosh import readers

        if self._opened is None:
            name, docs, gone = segment.segment_id(), segment.docs, segment.gone
            self._opened = readers.Opened(Path(storage.folder), name, docs, gone)
        return self._opened

    per_document_writer = field_writer = postings_writer = new_segment = refuse
