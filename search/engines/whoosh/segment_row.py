"""A segment's arrays -> the row that kernels take it as."""

from __future__ import annotations

import numpy as np

from search.engines.whoosh.layout import Array, Arrays, address
from search.engines.whoosh.row import COLUMNS, Col

_PLACES = {
    Col.TERM_BLOB: "term_blob",
    Col.TERM_START: "term_start",
    Col.TERM_NUMBER: "term_number",
    Col.DF: "df",
    Col.POST_PTR: "post_ptr",
    Col.POST_DOC: "post_doc",
    Col.POST_TF: "post_tf",
    Col.DENSE_TF: "dense_tf",
    Col.TITLE_PTR: "title_ptr",
    Col.TITLE_DOC: "title_doc",
    Col.TITLE_TF: "title_tf",
    Col.LENGTH: "length",
    Col.TITLE_LENGTH: "title_length",
    Col.SEQ_PTR: "seq_ptr",
    Col.SEQ: "seq",
    Col.RARE_PTR: "rare_ptr",
    Col.RARE: "rare",
    Col.PAIR_PTR: "pair_ptr",
    Col.PAIR_EXACT: "pair_exact",
    Col.PAIR_TERM: "pair_term",
    Col.EXACT_BLOB: "exact_blob",
    Col.EXACT_START: "exact_start",
    Col.EXACT_DF: "exact_df",
    Col.EXACT_PAIR_PTR: "exact_pair_ptr",
    Col.EXACT_PAIR: "exact_pair",
    Col.AGENCY: "agency",
    Col.AGENCY_OVER_DOC: "agency_over_doc",
    Col.AGENCY_OVER_PTR: "agency_over_ptr",
    Col.AGENCY_OVER_VALUE: "agency_over_value",
    Col.REGION: "region",
    Col.REGION_OVER_DOC: "region_over_doc",
    Col.REGION_OVER_PTR: "region_over_ptr",
    Col.REGION_OVER_VALUE: "region_over_value",
    Col.DAY: "day",
    Col.MINUTE: "minute",
    Col.MONTH: "month",
    Col.EVENT_PTR: "event_ptr",
    Col.EVENT_DAY: "event_day",
    Col.EVENT_MONTH_PTR: "event_month_ptr",
    Col.EVENT_MONTH: "event_month",
    Col.TITLE_WORDS: "title_words",
    Col.ID_BLOB: "id_blob",
    Col.ID_START: "id_start",
    Col.PHRASE_KEY: "phrase_key",
    Col.PHRASE_WORD_PTR: "phrase_word_ptr",
    Col.PHRASE_WORD: "phrase_word",
    Col.PHRASE_PTR: "phrase_ptr",
    Col.PHRASE_DOC: "phrase_doc",
    Col.PHRASE_TF: "phrase_tf",
    Col.TERM_SLOT: "term_slot",
    Col.EXACT_SLOT: "exact_slot",
}


def row_of(docs: int, arrays: Arrays) -> Array:
    """The row of a segment of so many articles; deletions, faces and facet numbers are the state's to add."""
    row = np.zeros(COLUMNS, np.int64)
    for column, name in _PLACES.items():
        if name in arrays:  # a small segment has neither lists of phrases nor slots, nor has one of an earlier version
            row[column] = address(arrays[name])
    row[Col.DOCS], row[Col.TERMS], row[Col.EXACTS] = docs, len(arrays["df"]), len(arrays["exact_df"])
    row[Col.DENSE], row[Col.PHRASES] = len(arrays["dense_tf"]), len(arrays.get("phrase_key", ()))
    row[Col.TERM_SLOTS], row[Col.EXACT_SLOTS] = len(arrays.get("term_slot", ())), len(arrays.get("exact_slot", ()))
    for width, values, over, name in (
        (Col.AGENCY_WIDTH, Col.AGENCY_VALUES, Col.AGENCY_OVER, "agency"),
        (Col.REGION_WIDTH, Col.REGION_VALUES, Col.REGION_OVER, "region"),
    ):
        row[width] = arrays[name].shape[1]
        row[values] = len(arrays[f"{name}_value_start"]) - 1
        row[over] = len(arrays[f"{name}_over_doc"])
    return row
