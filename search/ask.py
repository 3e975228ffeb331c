"""One question asked, whoever asks: search, and where nothing has most of the words, relax and say so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.engine import Engine
from search.model import Results
from search.query import ANY, Query


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got. `query` is the question as it was answered; `relaxed` where fewer of its words had
    to do than the rule asks for."""

    query: Query
    results: Results
    relaxed: bool = False


def ask(engine: Engine, query: Query) -> Answer:
    """The answer to a question. Where no article holds as many of its words as the rule asks, any of them do.

    Filters have no say in that: a number on a page is what its link shows, whichever filters stand beside it.
    """
    results = engine.search(query)
    if results.total == 0 and query.need > ANY and not (query.filtered and _found_anywhere(engine, query)):
        easier = replace(query, need=ANY)
        relaxed = engine.search(easier)
        if relaxed.total:
            return Answer(easier, relaxed, relaxed=True)
    return Answer(query, results)


def _found_anywhere(engine: Engine, query: Query) -> bool:
    everywhere = replace(query, agencies=(), regions=(), since=None, until=None, page=1, per_page=1)
    return engine.search(everywhere).total > 0
