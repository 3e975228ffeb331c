"""What Whoosh's own searcher asks of a segment, answered from its arrays. None of it is on the way of our readers."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from search.article_bytes import from_bytes
from search.article_json import to_dict
from search.engines.whoosh.columns import Lists
from search.engines.whoosh.fields import Fields
from search.engines.whoosh.layout import Array
from search.engines.whoosh.matcher import ArticleMatcher
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.state import DictionaryFiles, read_live
from search.errors import DamagedIndex

DAY = "day"
"""The one field that is a column."""


class Opened:
    """A segment's files, open. Raises DamagedIndex where they are not what the table of contents says."""

    def __init__(self, directory: Path, name: str, docs: int, gone: str) -> None:
        self.segment = Segment(directory, name, DictionaryFiles(directory))
        if self.segment.docs != docs:
            raise DamagedIndex(f"{self.segment.path} holds {self.segment.docs} articles instead of {docs}.")
        self.fields = Fields(self.segment)
        deleted = np.flatnonzero(read_live(directory / gone, docs) == 0).tolist() if gone else []
        self.deleted: frozenset[int] = frozenset(deleted)


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment; texts are UTF-8."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in self._fields.names() and self._fields[term[0]].number(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return self._fields.names()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every term, by field and text."""
        return (term for name in self._fields.names() for term in self.terms_from(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from this one on. Raises TermNotFound where the field has none."""
        if fieldname not in self._fields.names():
            raise TermNotFound(f"field {fieldname!r} has no terms")
        terms = self._fields[fieldname].terms
        return ((fieldname, terms[n]) for n in range(bisect_left(terms, prefix), len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every term with its numbers."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of a field from this one on with their numbers."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Counts of a term over all articles, deleted ones too, as in Whoosh. Raises KeyError for an unknown one."""
        return self._info(fieldname, *self._articles(fieldname, text))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArticleMatcher:
        """The articles of a term. Raises TermNotFound for an unknown one."""
        try:
            docs, counts = self._articles(fieldname, text)
        except KeyError as e:
            raise TermNotFound(f"{fieldname}:{text!r}") from e

        def places() -> Lists:
            number = self._fields[fieldname].number(text)
            return self._fields.positions(number or 0, docs, fieldname == "exact_title")

        info = self._info(fieldname, docs, counts)
        more = {"format": format_, "scorer": scorer, "term": (fieldname, text)}
        return ArticleMatcher(docs.tolist(), counts.tolist(), info, places, **more)

    def cursor(self, fieldname: str, fieldobj: Any) -> TermCursor:
        """A cursor over a field's terms."""
        return TermCursor(self, fieldname, self._fields[fieldname].terms, fieldobj)

    def _articles(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        field = self._fields[fieldname]
        number = field.number(text)
        if number is None:
            raise KeyError((fieldname, text))
        return field.articles(number)

    def _info(self, fieldname: str, docs: Array, counts: Array) -> TermInfo:
        every = self._fields[fieldname].lengths
        lengths = every[docs] if every is not None else np.zeros(1, np.int64)
        # One for each call: Whoosh adds offsets to what it was given.
        return TermInfo(
            float(counts.sum(dtype=np.int64)),
            len(docs),
            int(lengths.min()),
            int(lengths.max()),
            float(counts.max()),
            int(docs[0]),
            int(docs[-1]),
        )


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field, for fuzzy questions; texts are str."""

    def __init__(self, reader: TermsReader, fieldname: str, terms: list[bytes], fieldobj: Any) -> None:
        self._reader, self._fieldname, self._terms, self._field = reader, fieldname, terms, fieldobj
        self._at = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that does not come before this one."""
        self._at = bisect_left(self._terms, self._field.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """The term here, None behind the last."""
        return self._field.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """The numbers of the term here."""
        return self._reader.term_info(self._fieldname, self._terms[self._at]) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < len(self._terms)


class DayReader(columns.ColumnReader):  # type: ignore[misc]
    """The days of publication as ordinals, by article number."""

    def __init__(self, days: Array) -> None:
        self._days: list[int] = days.tolist()
        self._sign = 1

    def __len__(self) -> int:
        return len(self._days)

    def __iter__(self) -> Iterator[int]:
        return iter(self._days)

    def __getitem__(self, docnum: int) -> int:
        return self._days[docnum]

    def sort_key(self, docnum: int) -> int:
        """What to sort by."""
        return self._sign * self._days[docnum]

    def set_reverse(self) -> None:
        """Let keys sort the other way round."""
        self._sign = -1


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The articles of a segment by number."""

    def __init__(self, opened: Opened) -> None:
        self._segment, self._fields, self._deleted = opened.segment, opened.fields, opened.deleted

    def doc_count(self) -> int:
        """Live articles."""
        return self._segment.docs - len(self._deleted)

    def doc_count_all(self) -> int:
        """Articles, deleted ones too."""
        return self._segment.docs

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """The deleted ones."""
        return self._deleted

    def supports_columns(self) -> bool:
        """True: one field is a column."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether this field is the one."""
        return fieldname == DAY

    def list_columns(self) -> list[str]:
        """The one field."""
        return [DAY]

    def column_reader(self, fieldname: str, column: Any) -> DayReader:
        """The values of the one field."""
        return DayReader(self._segment.arrays["day"])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Words of an article's field, the default where the field has no lengths."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """Words of a field in all articles, deleted ones too, as in Whoosh."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Words of the shortest."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """Words of the longest."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.max())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """An article's id, and itself as JSON. Raises DamagedIndex where it cannot be read."""
        article = to_dict(from_bytes(self._segment.stored([docnum])[0]))
        return {"id": self._segment.id(docnum), "article": json.dumps(article, ensure_ascii=False)}

    def _lengths(self, fieldname: str) -> Array | None:
        return self._fields[fieldname].lengths if fieldname in self._fields.names() else None
