"""Arrays of a batch -> the files of one segment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from search.engines.whoosh import invert
from search.engines.whoosh.columns import Columns, Lists, Tag
from search.engines.whoosh.layout import Array, packed, write_arrays
from search.engines.whoosh.row import ESCAPE, NO_DAY
from search.ranking import LEAD, LEAD_WEIGHT, MOST_LENGTH, TITLE_WEIGHT

ARRAYS, STORED = ".cols", ".text"
"""Endings of a segment's two files: what is searched, and the articles as they are shown."""
DENSE_SHARE = 4
"""A term that stands in at least one of so many articles gets a row of counts: one byte an article then costs less
than three a posting, or little more, and is looked up without searching."""
DENSE_LEAST = 256
"""Articles below which no term gets a row."""
MOST_WIDTH = 4
"""Facet values of an article that stand in its row; further ones stand in a list beside."""
LISTED_FROM = 5_000
"""Articles from which on a segment lists those of known phrases, and has tables of its words' hashes; of fewer they are
soon read, and its words soon found."""
NARROW_SHARE = 0.02
"""Articles that may have more values than the row is wide."""


def write_segment(directory: Path, name: str, columns: Columns, dictionary: str) -> None:
    """Write a segment's files. `dictionary` names the file that its stored articles were compressed with, or ""."""
    vocabulary, words = _vocabulary(columns)
    ptr = columns.words.ptr
    arrays = {
        **vocabulary,
        **_postings(columns, words, vocabulary),
        **_sequences(words, ptr, columns.title),
        **_facet("agency", columns.agency_tags, columns.agencies),
        **_facet("region", columns.region_tags, columns.regions),
        **_days(columns),
    }
    arrays["id_blob"], arrays["id_start"] = packed(columns.ids)
    arrays["face"] = columns.face
    arrays["spelt_ptr"], arrays["spelt"] = columns.spelt.ptr.astype(np.uint32), columns.spelt.numbers.astype(np.uint32)
    pairs = [f"{short}\t{long}".encode("utf-8", "surrogatepass") for short, long in columns.acronyms]
    arrays["acronym_blob"], arrays["acronym_start"] = packed(pairs)
    if len(columns) >= LISTED_FROM:
        # Loads the compiler, which small segments are written without.
        from search.engines.whoosh.kernels.lookup import slots_of
        from search.engines.whoosh.phrase_lists import phrase_lists

        arrays |= phrase_lists(len(columns), arrays, columns.acronyms)
        arrays["term_slot"] = slots_of(arrays["term_blob"], arrays["term_start"])
        arrays["exact_slot"] = slots_of(arrays["exact_blob"], arrays["exact_start"])
    lengths = np.array([len(b) for b in columns.blobs], np.int64)
    arrays["stored_ptr"] = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    with (directory / (name + STORED)).open("wb") as file:
        file.writelines(columns.blobs)
    length = arrays["length"].astype(np.int64)
    facts = {
        "docs": len(columns),
        "dictionary": dictionary,
        "stored_bytes": int(lengths.sum()),
        "length": int(length.sum()),
        "title_length": int(columns.title.sum(dtype=np.int64)),
        "hidden": int((columns.face == 0).sum()),
        "months": _span(np.concatenate([arrays["month"], arrays["event_month"]])),
    }
    write_arrays(directory / (name + ARRAYS), arrays, facts)


def _vocabulary(columns: Columns) -> tuple[dict[str, Array], Array]:
    """The dictionaries of terms and of surface words, and the articles' words renumbered.

    Terms are numbered by how many articles hold them, most first, and the forms of a term follow each other: so a
    term is a range of forms, and common ones have small numbers.
    """
    words, ptr = columns.words.numbers, columns.words.ptr
    counts = invert.occurrences(words, max(len(columns.forms), 1))
    used = np.flatnonzero(counts).tolist() if len(words) else []
    forms = [columns.forms[n] for n in used]
    compact = np.zeros(max(len(columns.forms), 1), np.uint32)
    compact[used] = np.arange(len(used), dtype=np.uint32)
    terms, term = _distinct([f.term for f in forms])
    exacts, exact = _distinct([f.exact for f in forms])
    df = invert.document_frequencies(words, ptr, term[compact] if forms else compact, len(terms))
    by_df = np.lexsort((np.arange(len(terms)), -df.astype(np.int64)))
    number = np.empty(len(terms), np.uint32)
    number[by_df] = np.arange(len(terms), dtype=np.uint32)
    in_order = np.lexsort((exact, -counts[used].astype(np.int64), number[term])) if forms else np.zeros(0, np.int64)
    new = np.empty(len(forms), np.uint32)
    new[in_order] = np.arange(len(forms), dtype=np.uint32)
    renumbered = words.astype(np.uint32)
    if forms:
        invert.renumber(renumbered, new[compact])
    pair_term, pair_exact = number[term][in_order], exact[in_order]
    by_exact = Lists.of([[] for _ in exacts], np.uint32) if not forms else _grouped(pair_exact, len(exacts))
    arrays = {
        "term_number": number,
        "df": df[by_df],
        "pair_ptr": _starts(np.bincount(pair_term, minlength=len(terms))),
        "pair_term": pair_term.astype(np.uint32),
        "pair_exact": pair_exact.astype(np.uint32),
        "exact_df": invert.document_frequencies(renumbered, ptr, pair_exact.astype(np.uint32), len(exacts)),
        "exact_pair_ptr": by_exact.ptr.astype(np.uint32),
        "exact_pair": by_exact.numbers,
    }
    arrays["term_blob"], arrays["term_start"] = packed(terms)
    arrays["exact_blob"], arrays["exact_start"] = packed(exacts)
    return arrays, renumbered


def _distinct(texts: list[str]) -> tuple[list[bytes], Array]:
    """The different ones, sorted, and for each text which one it is."""
    encoded = [t.encode("utf-8", "surrogatepass") for t in texts]
    table = sorted(set(encoded))
    number = {text: n for n, text in enumerate(table)}
    return table, np.array([number[t] for t in encoded], np.uint32)


def _grouped(group: Array, count: int) -> Lists:
    """The places at which each of `count` groups stands."""
    return Lists(
        _starts(np.bincount(group, minlength=count)).astype(np.int64),
        np.argsort(group, kind="stable").astype(np.uint32),
    )


def _starts(counts: Array) -> Array:
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    return starts


def _postings(columns: Columns, words: Array, vocabulary: dict[str, Array]) -> dict[str, Array]:
    docs, ptr, title = len(columns), columns.words.ptr, columns.title
    df, term = vocabulary["df"], vocabulary["pair_term"]
    dense = int((df.astype(np.int64) * DENSE_SHARE >= docs).sum()) if docs >= DENSE_LEAST else 0
    listed = df.astype(np.int64)
    listed[:dense] = 0
    post_ptr = _starts(listed)
    doc_of, tf_of = np.empty(int(post_ptr[-1]), np.uint16), np.empty(int(post_ptr[-1]), np.uint8)
    rows = np.zeros((dense, docs), np.uint8)
    invert.invert(words, ptr, title, term, dense, post_ptr, doc_of, tf_of, rows)
    title_ptr = _starts(invert.title_frequencies(words, ptr, title, term, len(df)))
    title_doc, title_tf = np.empty(int(title_ptr[-1]), np.uint16), np.empty(int(title_ptr[-1]), np.uint8)
    invert.invert_titles(words, ptr, title, term, title_ptr, title_doc, title_tf)
    in_title, words_of = title.astype(np.int64), (ptr[1:] - ptr[:-1]).astype(np.int64)
    length = words_of + (TITLE_WEIGHT - 1) * in_title + (LEAD_WEIGHT - 1) * np.minimum(words_of - in_title, LEAD)
    return {
        "post_ptr": post_ptr,
        "post_doc": doc_of,
        "post_tf": tf_of,
        "dense_tf": rows,
        "title_ptr": title_ptr,
        "title_doc": title_doc,
        "title_tf": title_tf,
        "length": np.minimum(length, MOST_LENGTH).astype(np.uint16),
        "title_length": np.minimum(title, MOST_LENGTH).astype(np.uint16),
        "title_words": title.astype(np.uint32),
    }


def _sequences(words: Array, ptr: Array, title: Array) -> dict[str, Array]:
    short, rare_ptr = np.empty(len(words), np.uint16), np.empty(len(ptr), np.uint32)
    rare = np.empty(int((words >= ESCAPE).sum()), np.uint32)
    invert.shorten(words, ptr, ESCAPE, short, rare_ptr, rare)
    return {"seq": short, "seq_ptr": ptr.astype(np.uint32), "rare_ptr": rare_ptr, "rare": rare}


def _facet(name: str, tags: list[Tag], lists: Lists) -> dict[str, Array]:
    """A facet's values: a row of equal width for each article, and a list for the few that have more.

    In a row `n` (the number of values) says none, n + 1 that the place is empty, n + 2 that more stand in the list.
    """
    used = np.flatnonzero(np.bincount(lists.numbers, minlength=len(tags))) if len(tags) else np.zeros(0, np.int64)
    new = np.zeros(len(tags) + 1, np.uint32)
    new[used] = np.arange(len(used), dtype=np.uint32)
    numbers, count = new[lists.numbers], len(used)
    sizes = lists.ptr[1:] - lists.ptr[:-1]
    width = 1
    while width < MOST_WIDTH and (sizes > width).mean() > NARROW_SHARE if len(sizes) else False:
        width += 1
    rows = np.full((len(sizes), width), count + 1, np.uint16)
    rows[sizes == 0, 0] = count
    for column in range(width):
        has = np.flatnonzero(sizes > column)
        rows[has, column] = numbers[lists.ptr[:-1][has] + column]
    more = np.flatnonzero(sizes > width)
    rows[more, width - 1] = count + 2
    over = Lists(lists.ptr, numbers).chosen(more)
    kept = np.ones(len(over.numbers), bool)
    for column in range(width - 1):
        kept[over.ptr[:-1] + column] = False
    values, labels = packed([tags[n][0].encode() for n in used]), packed([tags[n][1].encode() for n in used])
    return {
        name: rows,
        f"{name}_over_doc": more.astype(np.uint16),
        f"{name}_over_ptr": (over.ptr - np.arange(len(over.ptr)) * (width - 1)).astype(np.uint32),
        f"{name}_over_value": over.numbers[kept].astype(np.uint16),
        f"{name}_value_blob": values[0],
        f"{name}_value_start": values[1],
        f"{name}_label_blob": labels[0],
        f"{name}_label_start": labels[1],
    }


def _days(columns: Columns) -> dict[str, Array]:
    """Days as ordinals and months as year x 12 + month - 1; the different months of all event days."""
    events = columns.events
    months = month_of(events.numbers)
    article = np.repeat(np.arange(len(events)), events.ptr[1:] - events.ptr[:-1])
    # Event days ascend, so equal months of an article stand side by side.
    first = np.ones(len(months), bool)
    first[1:] = (months[1:] != months[:-1]) | (article[1:] != article[:-1])
    month_ptr = _starts(np.bincount(article[first], minlength=len(events)))
    return {
        "day": columns.day,
        "minute": columns.minute,
        "month": month_of(columns.day),
        "event_ptr": events.ptr.astype(np.uint32),
        "event_day": events.numbers,
        "event_month_ptr": month_ptr,
        "event_month": months[first],
    }


def _span(months: Array) -> list[int]:
    """The first month of any day, and the one after the last; both 0 where there is none."""
    known = months[months != NO_DAY]
    return [int(known.min()), int(known.max()) + 1] if len(known) else [0, 0]


def month_of(days: Array) -> Array:
    """The month of each ordinal as year x 12 + month - 1; NO_DAY stays."""
    different, place = np.unique(days, return_inverse=True)
    months = [_month(day) for day in different.tolist()]
    return np.array(months, np.int32)[place] if months else np.zeros(0, np.int32)


def _month(day: int) -> int:
    if day == NO_DAY:
        return NO_DAY
    known = date.fromordinal(day)
    return known.year * 12 + known.month - 1
