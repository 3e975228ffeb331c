"""Our side of the comparison: the product's own index, asked through the calls that the site makes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.peers import Answer
from benchmarks.questions import Question
from indexer.archive import Archive
from indexer.sources.rows import RawRow
from search import parameters
from search.analysis import terms
from search.analysis.table import WordTable
from search.answer_json import answer_dict
from search.ask import ask
from search.engine import Engine
from search.model import AnalysedArticle, Results
from search.parse import parse
from search.query import Query, Word
from search.ranking import Ranking
from search.settings import Settings

TODAY = corpus.LAST
SAME_AS_TANTIVY = Ranking(k1=1.2, b=0.75, early=0.0, exact=0.0, bigram=0.0, coverage=0.0)
"""Plain BM25 with the numbers that Tantivy has built in."""
TELUSUR = Path(sys.executable).with_name("telusur")


def analysed(rows: Iterator[dict[str, Any]], table: WordTable) -> Iterator[AnalysedArticle]:
    """Articles with the words of one table; their tags are those of the rows, as from a site that tags by hand."""
    return (terms.analyse(corpus.article(row), table) for row in rows)


def build(settings: Settings, count: int, table: WordTable) -> float:
    """An index and its archive as a reindex leaves them. Returns the seconds from text to searchable."""
    settings.index.mkdir(parents=True, exist_ok=True)
    with closing(Archive(settings.index / "archive.sqlite3")) as archive:
        head = archive.put(RawRow("jsonl", row["id"], row) for row in corpus.corpus(count))
    backend = settings.backend()
    started = time.perf_counter()
    new = backend.create()
    new.add(analysed(corpus.corpus(count), table))
    backend.publish(new.commit(head))
    return time.perf_counter() - started


def generation(settings: Settings) -> Path:
    """The directory of the published commit."""
    published = settings.backend().published()
    assert published is not None
    return settings.index / "generations" / published.generation / f"c{published.commit:06d}"


def same_work(question: Question) -> Query:
    """What peers are asked: all words, plain BM25, no filters."""
    words = tuple(Word(term) for term in question.terms)
    return Query(clauses=words, need=1.0, ranking=SAME_AS_TANTIVY)


def as_served(question: Question) -> Query:
    """The question as the site asks it: minimum match, whole ranking, filters."""
    parsed = parse(question.text)
    return Query(clauses=parsed.clauses, need=parsed.need, agencies=question.agencies, regions=question.regions)


def whole(engine: Engine, question: Question) -> dict[str, Any]:
    """From typed text to the answer that the API gives: ten hits with passages, facets with labels."""
    given = {"q": [question.text], "instansi": question.agencies, "wilayah": question.regions}
    reading = parameters.read(given, TODAY)
    return answer_dict(ask(engine, reading.query, reading.today), reading, 0.0)


def told(results: Results) -> Answer:
    """Our answer in the words of the peers."""
    counts = {facet.name: {v.value: v.count for v in facet.values} for facet in results.facets}
    return Answer(results.total, [(hit.id, hit.score) for hit in results.hits], counts or None)


def served(settings: Settings, environment: dict[str, str]) -> AbstractContextManager[int]:
    """`telusur serve` as a process of its own, as an operator starts it; gives the port."""
    return started([TELUSUR, "serve", "--port", "0", "--index", settings.index], environment)


@contextmanager
def started(command: Sequence[str | Path], environment: dict[str, str]) -> Iterator[int]:
    """A server in a process of its own; gives the port once it answers. Raises RuntimeError where it ends before."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if "serves http://" in line:
                # What it logs is read on, or it would stop when the pipe is full.
                threading.Thread(target=process.stderr.read, daemon=True).start()
                yield int(line.rsplit(":", 1)[1])
                break
        else:
            raise RuntimeError("the server ended before it answered")
    finally:
        process.terminate()
        process.wait(timeout=20)


def address(question: Question) -> str:
    """Path and query of the API for a question."""
    from urllib.parse import urlencode

    pairs = [("q", question.text), *(("instansi", a) for a in question.agencies)]
    return "/api/v1/search?" + urlencode([*pairs, *(("wilayah", r) for r in question.regions)])


def written(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Rows as a file of JSONL."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
