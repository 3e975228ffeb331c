"""Which articles of a segment hold enough of a question's words, and what their terms score (BM25).

Writes ascending article numbers (or, of a union, in runs), the sum of their terms' scores, and how much of the
question they cover, into the work arrays; returns how many.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from search.engines.whoosh.kernels.intersection import all_of
from search.engines.whoosh.kernels.union import enough_of, everything
from search.engines.whoosh.layout import Array


@njit(cache=True, nogil=True)
def match(
    row: Array,
    source: Array,
    scale: Array,
    cover: Array,
    part: Array,
    need: int,
    fixed: float,
    slope: float,
    title: int,
    list_doc: Array,
    list_score: Array,
    work: Array,
) -> int:
    """The articles whose clauses make up at least `need` parts. `scale` multiplies each term's saturation, `cover` is
    what each clause counts for in coverage, `fixed + slope x length` is BM25's K."""
    order = np.empty(len(source), np.int64)
    present, held, least = 0, 0, 256
    for c in range(len(source)):
        if source[c, 3] > 0:
            at = present
            while at > 0 and source[order[at - 1], 3] > source[c, 3]:
                order[at] = order[at - 1]
                at -= 1
            order[at] = c
            present += 1
            held += part[c]
            least = min(least, part[c])
    if need <= 0 or len(source) == 0:
        return everything(row, source, order[:present], scale, cover, fixed, slope, title, list_doc, list_score, work)
    if held < need:
        return 0
    if held - least < need:
        return all_of(row, source, order[:present], scale, cover, fixed, slope, title, list_doc, list_score, work)
    return enough_of(
        row, source, order[:present], scale, cover, part, need, fixed, slope, title, list_doc, list_score, work
    )  # fmt: skip
