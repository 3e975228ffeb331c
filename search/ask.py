"""One question asked, whoever asks: search, and where nothing has most of the words, relax and say so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.engine import Engine
from search.model import Results
from search.query import Query


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got. `query` is the question as it was answered; `relaxed` where fewer of its words had
    to do than the rule asks for."""

    query: Query
    results: Results
    relaxed: bool = False


def ask(engine: Engine, query: Query) -> Answer:
    """The answer to a question. Where no article holds as many of its words as the rule asks, any of them do."""
    results = engine.search(query)
    if results.total == 0 and query.need > 1:
        easier = replace(query, need=1)
        relaxed = engine.search(easier)
        if relaxed.total:
            return Answer(easier, relaxed, relaxed=True)
    return Answer(query, results)
