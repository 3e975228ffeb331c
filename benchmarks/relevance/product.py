"""The product under measurement: an index that a reindex made of a set's articles, asked as the site asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.relevance.metrics import DEEP, Ranks
from benchmarks.relevance.sets import Document
from indexer import pipeline
from indexer.workplace import Workplace
from search import parameters
from search.ask import ask
from search.engine import Engine
from search.model import Article, Results
from search.query import Help, Query
from search.settings import Settings

TODAY = date(2025, 12, 31)
DEEPER = 2 * DEEP
"""Articles that baselines are asked for: folding near-copies leaves enough of them."""

Change = Callable[[Query], Query]


def literal(text: str) -> dict[str, Sequence[str]]:
    """The parameters of a question that is to be taken as it was typed: nothing repaired, widened or understood."""
    return {"q": [text], "tanpa": [help_.value for help_ in Help]}


class Product:
    """One published index.

    Near-copies are one story, and its face stands for all of them: `faces` leads from every article that is not its
    own face to it. Every side is judged by stories: whoever shows one copy has shown the others.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.articles: Mapping[str, Article] = engine.articles(list(engine.ids()))
        self.faces = {id_: article.face for id_, article in self.articles.items() if article.face}

    def ask(self, given: Mapping[str, Sequence[str]], change: Change | None = None) -> Results:
        """The first hundred of the answer that a reader would get; `change` alters the question before it is asked."""
        query = parameters.read(given, TODAY).query.changed(per_page=DEEP)
        return ask(self.engine, change(query) if change else query, TODAY).results

    def strictly(self, given: Mapping[str, Sequence[str]], change: Change) -> Results:
        """The same of a changed question that is not relaxed, whatever it finds."""
        return self.engine.search(change(parameters.read(given, TODAY).query.changed(per_page=DEEP)))

    def rank(self, ids: Iterable[str], relevant: str) -> int:
        """The rank of the story that the relevant article belongs to, 0 where it is not there."""
        wanted = self.faces.get(relevant, relevant)
        stories = dict.fromkeys(self.faces.get(id_, id_) for id_ in ids)
        return next((rank for rank, story in enumerate(stories, 1) if story == wanted), 0)

    def ranks(self, answers: Iterable[Iterable[str]], relevant: Iterable[str]) -> Ranks:
        """The ranks of many questions."""
        pairs = zip(answers, relevant, strict=True)
        return np.array([self.rank(ids, wanted) for ids, wanted in pairs], dtype=np.int64)


def ids(results: Results) -> list[str]:
    """The ids of an answer's hits."""
    return [hit.id for hit in results.hits]


def all_words(query: Query) -> Query:
    """Every word must match: Whoosh's default."""
    return query.changed(need=1.0)


@contextmanager
def product(documents: Iterable[Document], directory: Path) -> Iterator[Product]:
    """A product whose index is made of these articles, below a directory of its own."""
    directory.mkdir()
    source = directory / "articles.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for document in documents:
            # A full stop is no word: the article keeps a title as the source requires, and says nothing in it.
            file.write(json.dumps({**document.row, "title": document.title or "."}) + "\n")
    settings = Settings(index=directory / "index")
    pipeline.reindex(Workplace(settings), [str(source)])
    with settings.backend().reader() as engine:
        yield Product(engine)
