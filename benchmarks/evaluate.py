"""`make eval`: how well articles are found, measured on questions judged by hand.

Everything runs through the code that users run: the sources, cleaning and extraction of a reindex, the index,
`parameters.read` and `ask`. The judged data is third parties' and lies outside the project; without it nothing can
be measured, which is said. Prints a line of JSON a figure.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from indexer import pipeline
from indexer.workplace import Workplace
from search import parameters
from search.ask import ask
from search.engine import Engine
from search.query import ANY, Query
from search.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
SETS = {  # questions, and the articles that they are asked of ("" = the set's own)
    "facqa": "",
    "tydiqa_id": "",
    "lampung_bps_ki": "lampung_notes",
    "lampung_bps_title_ki": "lampung_notes",
    "detik_title_ki": "detik_1000",
}
TODAY = date(2025, 12, 31)

Change = Callable[[Query], Query]
MATCHING: dict[str, Change] = {
    "all words": lambda query: replace(query, need=1.0),
    "any word": lambda query: replace(query, need=ANY),
}


def ranked(**numbers: float) -> Change:
    """The question with other numbers in its ranking."""
    return lambda query: replace(query, ranking=replace(query.ranking, **numbers))


RANKING: dict[str, Change] = {
    "product": lambda query: query,
    "terms alone": ranked(exact=0.0, bigram=0.0, coverage=0.0),
    "exact forms alone": ranked(bigram=0.0, coverage=0.0),
    "neighbours alone": ranked(exact=0.0, coverage=0.0),
    "coverage alone": ranked(exact=0.0, bigram=0.0),
    **{f"{name} {value}": ranked(**{name: value}) for name, value in (("exact", 0.1), ("exact", 0.4))},
    **{f"{name} {value}": ranked(**{name: value}) for name, value in (("bigram", 0.1), ("bigram", 0.5))},
    **{f"{name} {value}": ranked(**{name: value}) for name, value in (("coverage", 0.15), ("coverage", 0.5))},
    "k1 1.2": ranked(k1=1.2),
}
RULES = MATCHING | RANKING


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def questions(name: str, most: int) -> list[tuple[str, str]]:
    """Pairs of a question and the id of its one relevant article; the same ones each time."""
    relevant = {}
    for line in (SHARED / f"data/retrieval/{name}.qrels.tsv").read_text().splitlines():
        question, _, id_, _ = line.split()
        relevant[question] = id_
    found = [
        (q["text"], relevant[q["qid"]])
        for q in rows(SHARED / f"data/retrieval/{name}.queries.jsonl.gz")
        if q["qid"] in relevant
    ]
    return found if len(found) <= most else random.Random(1).sample(found, most)


def index(name: str, directory: Path) -> Settings:
    """An index of the articles that a set is asked of, their titles left out: they are the questions."""
    source = SETS[name]
    path = SHARED / f"data/{source}.jsonl.gz" if source else SHARED / f"data/retrieval/{name}.docs.jsonl.gz"
    untitled = directory / "articles.jsonl"
    with untitled.open("w", encoding="utf-8") as file:
        for row in rows(path):
            # A full stop is no word: the article keeps a title as the source requires, and says nothing in it.
            file.write(json.dumps({**row, "title": "."}) + "\n")
    settings = Settings(index=directory / "index")
    pipeline.reindex(Workplace(settings), [str(untitled)])
    return settings


def scores(engine: Engine, asked: list[tuple[str, str]], rule: Callable[[Query], Query]) -> dict[str, float]:
    """Mean nDCG@10 and MRR@10, the share of questions without their article in ten, and of those without any hit."""
    total = {"ndcg@10": 0.0, "mrr@10": 0.0, "not in ten": 0.0, "no hit": 0.0}
    for text, relevant in asked:
        query = rule(parameters.read({"q": [text]}, TODAY).query)
        results = engine.search(query) if rule in MATCHING.values() else ask(engine, query, TODAY).results
        ids = [hit.id for hit in results.hits[:10]]
        rank = ids.index(relevant) + 1 if relevant in ids else None
        total["ndcg@10"] += 1 / math.log2(rank + 1) if rank else 0.0
        total["mrr@10"] += 1 / rank if rank else 0.0
        total["not in ten"] += rank is None
        total["no hit"] += not ids
    return {name: round(value / len(asked), 4) for name, value in total.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=400, help="of each set, at most")
    options = parser.parse_args()
    if not (SHARED / "data").is_dir():
        sys.exit(f"The judged articles and questions are not at {SHARED / 'data'}: nothing can be measured.")
    of_rule: dict[str, list[float]] = {rule: [] for rule in RULES}
    for set_name in SETS:
        asked = questions(set_name, options.questions)
        with tempfile.TemporaryDirectory() as name, index(set_name, Path(name)).backend().reader() as engine:
            for rule, change in RULES.items():
                row = {"figure": f"{set_name}, {len(asked)} questions, {rule}", "value": scores(engine, asked, change)}
                of_rule[rule].append(row["value"]["ndcg@10"])  # type: ignore[index]
                print(json.dumps(row), flush=True)
    for rule, values in of_rule.items():
        print(json.dumps({"figure": f"mean nDCG@10 of all sets, {rule}", "value": round(sum(values) / len(values), 4)}))


if __name__ == "__main__":
    main()
