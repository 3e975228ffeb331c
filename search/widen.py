"""Other forms of a question's words taken in: acronyms and what they stand for, joined names, other spellings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from search.engine import Engine
from search.query import Clause


class Widening(NamedTuple):
    """Words of a question, folded, and the other forms that were taken in, as a reader knows them."""

    words: str
    forms: tuple[str, ...]


def widened(engine: Engine, clauses: Sequence[Clause]) -> tuple[list[Clause], tuple[Widening, ...]]:
    """The clauses with alternatives, and what was taken in."""
    return list(clauses), ()
