"""A segment as one row of numbers: counts, and where its arrays lie. Kernels take a table of such rows.

Handing numba some forty arrays a segment would cost more than answering most questions does. Those that write use the
numbers here as well, and need no compiler for it.
"""

from __future__ import annotations

from enum import IntEnum


class Col(IntEnum):
    """The columns of a segment's row. Counts first, then addresses (0: not there)."""

    DOCS = 0
    TERMS = 1
    DENSE = 2
    EXACTS = 3
    AGENCY_WIDTH = 4
    AGENCY_VALUES = 5
    AGENCY_OVER = 6
    REGION_WIDTH = 7
    REGION_VALUES = 8
    REGION_OVER = 9
    LIVE = 10
    FACE = 11
    TERM_BLOB = 12
    TERM_START = 13
    TERM_NUMBER = 14
    DF = 15
    POST_PTR = 16
    POST_DOC = 17
    POST_TF = 18
    DENSE_TF = 19
    TITLE_PTR = 20
    TITLE_DOC = 21
    TITLE_TF = 22
    LENGTH = 23
    TITLE_LENGTH = 24
    SEQ_PTR = 25
    SEQ = 26
    RARE_PTR = 27
    RARE = 28
    PAIR_PTR = 29
    PAIR_EXACT = 30
    EXACT_BLOB = 31
    EXACT_START = 32
    EXACT_DF = 33
    AGENCY = 34
    AGENCY_OVER_DOC = 35
    AGENCY_OVER_PTR = 36
    AGENCY_OVER_VALUE = 37
    AGENCY_GLOBAL = 38
    REGION = 39
    REGION_OVER_DOC = 40
    REGION_OVER_PTR = 41
    REGION_OVER_VALUE = 42
    REGION_GLOBAL = 43
    DAY = 44
    MINUTE = 45
    MONTH = 46
    EVENT_PTR = 47
    EVENT_DAY = 48
    EVENT_MONTH_PTR = 49
    EVENT_MONTH = 50
    GONE = 51
    TITLE_GONE = 52
    EXACT_PAIR_PTR = 53
    EXACT_PAIR = 54
    PAIR_TERM = 55
    TITLE_WORDS = 56
    ID_BLOB = 57
    ID_START = 58
    PHRASES = 59
    PHRASE_KEY = 60
    PHRASE_WORD_PTR = 61
    PHRASE_WORD = 62
    PHRASE_PTR = 63
    PHRASE_DOC = 64
    PHRASE_TF = 65
    TERM_SLOTS = 66
    TERM_SLOT = 67
    EXACT_SLOTS = 68
    EXACT_SLOT = 69


COLUMNS = len(Col)
ESCAPE = 65_535
"""In a sequence of words: the word's number is larger and stands in the list of rare ones."""
NO_DAY = -1
