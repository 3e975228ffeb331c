"""How an article ends: initials and outlets in brackets below the last sentence."""

from __future__ import annotations

import re

from search.model import Removed

# "[MFH/Diskominfo Metro]", "(dai/dai)", "(*)": after the end of a sentence or on a line of its own.
_SIGNOFF = re.compile(r"(?:^|(?<=[.!?…\"”’)\]])) ?(?:\((?:[^\W\d_]|\*)[^()\n]{0,60}\)|\[[^\W\d_][^\[\]\n]{0,60}\])\.?$")
_LONGEST = 70
MOST_WORDS = 5
"""Words of a sign-off: two reporters' full names."""


def without_signoff(paragraphs: list[str], removed: list[Removed]) -> list[str]:
    """The paragraphs without a sign-off at the end; one, or two in a row ("(rls) [Diskominfo]")."""
    kept = list(paragraphs)
    for _ in range(2):
        if not kept:
            break
        tail = max(0, len(kept[-1]) - _LONGEST)
        if not (found := _SIGNOFF.search(kept[-1], tail)):
            break
        if len(found[0].split()) > MOST_WORDS and "/" not in found[0]:
            break  # a remark of the report: "(sesuai Instruksi Mendagri Nomor 22 Tahun 2021)"
        removed.append(Removed("signoff", found[0].strip()))
        kept[-1] = kept[-1][: found.start()].rstrip()
        if not kept[-1]:
            kept.pop()
    return kept
