"""`make bench ARTICLES=N`: speed as ratios, both sides asked in turn in one run, answers compared before times.

The peer is Whoosh's own search with its own facets over the very index that the product uses. Ends with a line of
JSON a figure: {"figure", "value", "bar", "holds"}; exit code 1 where one does not hold.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whoosh import query as whoosh_query
from whoosh import sorting
from whoosh.index import open_dir

from indexer import changes, pipeline
from indexer.workplace import Workplace
from search.engine import Engine
from search.query import Query, Word
from search.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared/data/indosum_dev.jsonl.gz"
SAMPLE = ROOT / "indexer/sample/articles.jsonl"
QUESTIONS, ROUNDS, ADDS = 60, 5, 20


def corpus(count: int) -> Iterator[dict[str, Any]]:
    """Articles of sentences recombined from real ones, or from the bundled sample: the same ones each time."""
    with gzip.open(REAL, "rt", encoding="utf-8") if REAL.exists() else SAMPLE.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    sentences = [s for row in rows for s in row["body"].replace("\n", " ").split(". ") if len(s) > 30]
    titles, chance = [row["title"] for row in rows], random.Random(1)
    for n in range(count):
        body = ". ".join(chance.sample(sentences, min(15, len(sentences))))
        day = f"{chance.randrange(2015, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        place = chance.choice(["Metro", "Pesawaran", "Way Kanan", "Bandar Lampung", "Mesuji", "Pringsewu", "Tanggamus"])
        named = {"agencies": [f"Pemkab {place}", f"Polres {place}"], "regions": [place]}
        yield {"id": f"a{n:07}", "title": chance.choice(titles), "body": body, "published": day, **named}


def questions(engine: Engine, ids: list[str]) -> list[Query]:
    """Questions of one to three words that articles hold."""
    from search.analysis import terms

    chance, found = random.Random(2), []
    for id_ in chance.sample(ids, QUESTIONS):
        tokens = list({t.term for t in terms.tokens(engine.articles([id_])[id_].title)})
        asked = tuple(Word(t) for t in chance.sample(tokens, min(len(tokens), chance.choice([1, 2, 2, 3]))))
        found.append(Query(clauses=asked, need=len(asked)))
    return found


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def searching(settings: Settings) -> float:
    """How many times faster the product answers, with three facet counts, than Whoosh with two: ratio of medians."""
    backend = settings.backend()
    published = backend.published()
    assert published is not None
    directory = settings.index / "generations" / published.generation / f"c{published.commit:06d}"
    ours: list[float] = []
    theirs: list[float] = []
    with backend.reader() as engine, open_dir(str(directory)).searcher() as searcher:
        facets = sorting.Facets()
        for name in ("instansi", "wilayah"):
            facets.add_facet(name, sorting.FieldFacet(name, allow_overlap=True))
        for asked in questions(engine, list(engine.ids())):
            peer = whoosh_query.And([whoosh_query.Term("text", c.term) for c in asked.clauses])  # type: ignore[union-attr]
            total = len(searcher.search(peer, limit=None))
            if engine.search(asked).total != total:
                sys.exit(f"the answers to {asked.clauses} differ: {engine.search(asked).total} and {total}")
            for _ in range(ROUNDS):
                ours.append(seconds(lambda asked=asked: engine.search(asked)))  # type: ignore[misc]
            theirs.append(seconds(lambda peer=peer: searcher.search(peer, limit=10, groupedby=facets)))  # type: ignore[misc]
    print(f"product p50 {statistics.median(ours) * 1000:.2f} ms, Whoosh p50 {statistics.median(theirs) * 1000:.2f} ms")
    return statistics.median(theirs) / statistics.median(ours)


def adding(settings: Settings, directory: Path) -> float:
    """Seconds until one added article is found, the slowest of some."""
    slowest = 0.0
    for n in range(ADDS):
        path = directory / "one.jsonl"
        path.write_text(json.dumps({"id": f"baru-{n}", "title": f"Kabar baru {n}", "body": f"katabaru{n} isi."}))
        took = seconds(lambda: changes.add(Workplace(settings), [str(path)]))  # noqa: B023  called at once
        with settings.backend().reader() as engine:
            assert engine.search(Query(clauses=(Word(f"katabaru{n}"),), need=1)).total == 1
        slowest = max(slowest, took)
    return slowest


def main() -> None:
    """Measure and print; exit 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source, settings = Path(name) / "articles.jsonl", Settings(index=Path(name) / "index")
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in corpus(options.articles))
        report = pipeline.reindex(Workplace(settings), [str(source)])
        print(f"reindex: {report.taken} articles in {report.seconds:.1f} s, {report.rate:.0f} a second")
        figures = [
            ("faceted_vs_whoosh", searching(settings), 1.0, True),
            ("add_visible_s", adding(settings, Path(name)), 1.0, False),
        ]
    failed = False
    for figure, value, bar, at_least in figures:
        holds = value >= bar if at_least else value <= bar
        failed |= not holds
        print(json.dumps({"figure": figure, "value": round(value, 3), "bar": bar, "holds": holds}))
    sys.exit(failed)


if __name__ == "__main__":
    main()
