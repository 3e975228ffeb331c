"""What a question is to the kernels: places in arrays of numbers, and the arrays they work in."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from search.engines.whoosh.layout import Array, address
from search.engines.whoosh.row import ESCAPE

MOST_DOCS = 65_536
MOST_RANK = 10_000
"""Hits that are kept at most: search.query.MAX_EXPORT, told to the loops as a number."""


class Plan(IntEnum):
    """Places in a question's whole numbers. Days are ordinals; addresses are 0 where there is nothing."""

    FIRST = 0  # segments from here
    LAST = 1  # to before here
    TODAY = 2  # the day that ages count from
    ORDER = 3  # RELEVANCE, NEWEST or OLDEST below
    KEEP = 4  # hits to keep
    TITLE = 5  # titles alone
    FACETS = 6
    EVENTS = 7  # days are those of events
    DATED = 8  # a range of days is asked for
    SINCE = 9
    UNTIL = 10
    AGENCIES = 11  # address of a flag for each agency, one more for "none"; 0 where none is chosen
    REGIONS = 12
    MASK = 13  # address of a flag for each article of the segment: may it match?
    BONUS = 14  # address of what its phrases add to each article's score
    COPIES = 15  # near-copies match too
    MONTH_FIRST = 16
    MONTHS = 17
    AGENCY_VALUES = 18
    REGION_VALUES = 19
    LIVE = 20  # live articles of the state
    CLAUSES = 21  # how many
    STRINGS = 22
    TERMS = 23  # how many of the strings are terms; surface words follow
    LISTED = 24  # facet values to name at most


class Told(IntEnum):
    """Places in the answer's whole numbers. From LISTS to END stand the values to name, the agencies first, then the
    regions, then the months: for each its number and its count."""

    FOUND = 0  # hits kept
    TOTAL = 1  # articles that match
    AGENCIES_FOUND = 2  # different values, values named, articles without any
    REGIONS_FOUND = 5
    NO_MONTH = 8  # articles without any
    END = 9
    LISTS = 10


PLAN = len(Plan)
MOST_LISTED = 32
"""Agencies that are named at most, and regions; months all are."""
TOLD = int(Told.LISTS)
_TOTAL, _END = int(Told.TOTAL), int(Told.END)
RELEVANCE, NEWEST, OLDEST = 0, 1, 2


class Weight(IntEnum):
    """Places in a question's numbers with a fraction."""

    FIXED = 0  # k1 (1 - b)
    LENGTH = 1  # k1 b / mean length
    SCALE = 2  # k1 + 1
    EXACT = 3
    BIGRAM = 4
    COVERAGE = 5
    SHARE = 6  # of the question that an article must hold
    RECENCY = 7
    DECAY = 8  # what a day of age takes off the logarithm of newness
    EARLY = 9
    NUMBERS = 10


class Clause(IntEnum):
    """Columns of the optional clauses, in the order of the question."""

    TERM = 0  # which string; -1: no word of its own
    EXACT = 1  # which string; -1: none
    NEXT = 2  # 1 where the word after it in the question is the next clause
    LIST = 3  # which list of articles made before, those of its own word among them; -1: none
    NUMBER = 4  # 1 where its word has a digit


CLAUSE_COLUMNS = len(Clause)
WEIGHTS = len(Weight)
"""A question of words alone is one run of bytes: its plan and where its strings begin (whole numbers), its weights
and one a word (double precision), its strings."""


class Work(IntEnum):
    """Places in the table of work arrays."""

    DOCS = 0
    SCORE = 1
    COVER = 2
    SEEN = 3
    SUM = 4
    K = 5  # of BM25, for each article found
    DOCS2 = 6
    TF2 = 7
    TALLY = 8
    KEY = 9
    KEY_PLACE = 10  # segment << 32 | article
    TOLD = 11
    AGENCY_COUNTS = 12
    REGION_COUNTS = 13
    MONTH_COUNTS = 14
    MASK = 15
    BONUS = 16
    PLACE = 17  # by article, where it stands among those found
    MARKS = 18  # by form, whether the question has it; all 0 but while a segment is ranked


class WorkArrays:
    """The arrays that one thread's questions are worked out in; kept, because making them costs more than asking."""

    def __init__(self) -> None:
        self.key = np.zeros(MOST_RANK + 1, np.float64)
        self.key_place = np.zeros(MOST_RANK + 1, np.int64)
        self.told = np.zeros(0, np.int64)
        self.mask = np.zeros(MOST_DOCS, np.uint8)
        self.bonus = np.zeros(MOST_DOCS, np.float64)
        self._arrays: dict[Work, Array] = {
            Work.DOCS: np.zeros(MOST_DOCS + 1, np.int32),
            Work.SCORE: np.zeros(MOST_DOCS + 1, np.float32),
            Work.COVER: np.zeros(MOST_DOCS + 1, np.float32),
            Work.SEEN: np.zeros(MOST_DOCS, np.uint8),
            Work.SUM: np.zeros(MOST_DOCS, np.float32),
            Work.K: np.zeros(MOST_DOCS, np.float32),
            Work.PLACE: np.zeros(MOST_DOCS, np.uint16),
            Work.MARKS: np.zeros(ESCAPE + 1, np.uint8),
            Work.DOCS2: np.zeros(MOST_DOCS + 1, np.int32),
            Work.TF2: np.zeros(MOST_DOCS + 1, np.uint8),
            Work.TALLY: np.zeros(MOST_DOCS + 3, np.int32),
            Work.KEY: self.key,
            Work.KEY_PLACE: self.key_place,
            Work.MASK: self.mask,
            Work.BONUS: self.bonus,
        }
        self.places = np.zeros(len(Work), np.int64)
        for place, array in self._arrays.items():
            self.places[place] = address(array)
        self.sizes = (-1, -1, -1)
        self.room(0, 0, 0)

    def room(self, agencies: int, regions: int, months: int) -> None:
        """Have counters for so many facet values (one more of each for articles without)."""
        self.sizes = agencies, regions, months
        if len(self.told) < (most := TOLD + 4 * MOST_LISTED + 2 * months):
            self.told = np.zeros(most, np.int64)
            self.places[Work.TOLD] = address(self.told)
        sizes = ((Work.AGENCY_COUNTS, agencies), (Work.REGION_COUNTS, regions), (Work.MONTH_COUNTS, months))
        for place, count in sizes:
            known = self._arrays.get(place)
            if known is None or len(known) < count + 1:
                self._arrays[place] = array = np.zeros(2 * count + 1, np.int64)
                self.places[place] = address(array)

    def forget(self) -> None:
        """Set the counters to zero."""
        for place in (Work.AGENCY_COUNTS, Work.REGION_COUNTS, Work.MONTH_COUNTS):
            self._arrays[place][:] = 0

    def numbers(self, facets: bool) -> list[int]:
        """What the loops told, as Told has it; up to TOTAL where no facets were asked for."""
        found: list[int] = self.told[: self.told.item(_END) if facets else _TOTAL + 1].tolist()
        return found

    def counts(self, place: Work, count: int) -> Array:
        """The counters of a facet: its values, then the articles without."""
        return self._arrays[place][: count + 1]
