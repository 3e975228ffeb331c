"""`make eval-threads`: which stories are told as one matter, on invented articles and on pairs judged by hand.

Invented (tests/labels/threads.jsonl): every article is asked for its thread in an index of these and the bundled
sample; precision and recall over all pairs. Real (tests/labels/threads.tsv): the threads of the judged articles in an
index of ../shared/data's Lampung articles; precision over judged pairs, where stories of the same matter stand among
related ones, and how long a thread takes. `--errors` shows the pairs of the tuned half that are told wrongly.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from indexer import pipeline
from indexer.workplace import Workplace
from search.engine import Engine
from search.related import related
from search.settings import Settings
from search.threads import thread

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
INVENTED, JUDGED = ROOT / "tests/labels/threads.jsonl", ROOT / "tests/labels/threads.tsv"
SAMPLE = ROOT / "indexer" / "sample"
LAMPUNG = ("lampung_notes.jsonl.gz", "lampung_portals.jsonl.gz")
TODAY = date(2025, 12, 31)
HALVES = ("tuned", "fresh")
SEED, TIMED, WARMING = 1, 200, 30
SIX = 6
"""Related stories that an article shows."""


@contextmanager
def indexed(*sources: str) -> Iterator[Engine]:
    """An index that a reindex made of these sources."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(index=Path(name) / "index")
        pipeline.reindex(Workplace(settings), sources)
        with settings.backend().reader() as engine:
            yield engine


def found(engine: Engine, id_: str) -> set[str]:
    """The ids of an article's thread, without itself."""
    article = engine.articles([id_])[id_]
    return {story.hit.id for story in thread(engine, article, TODAY).stories if story.hit}


def share(part: int, whole: int) -> float | None:
    """A share of a count; None of nothing."""
    return round(part / whole, 3) if whole else None


def invented(engine: Engine, errors: bool) -> Iterator[Mapping[str, object]]:
    """Precision and recall of each half."""
    rows = {row["id"]: row for row in map(json.loads, INVENTED.read_text(encoding="utf-8").splitlines())}
    of_matter = defaultdict(set)
    for id_, row in rows.items():
        of_matter[row["matter"]].add(id_)
    for half in HALVES:
        right = told = wanted = 0
        for id_, row in rows.items():
            if row["half"] != half:
                continue
            ours, theirs = found(engine, id_), of_matter[row["matter"]] - {id_}
            right, told, wanted = right + len(ours & theirs), told + len(ours), wanted + len(theirs)
            if errors and half == HALVES[0]:
                print(*(f"wrong: {id_} {other}" for other in sorted(ours - theirs)), sep="\n")
                print(*(f"missed: {id_} {other}" for other in sorted(theirs - ours)), sep="\n")
        yield {
            "figure": f"invented, {half}",
            "precision": share(right, told),
            "recall": share(right, wanted),
            "told": told,
            "of": wanted,
        }


def judged(engine: Engine, errors: bool) -> Iterator[Mapping[str, object]]:
    """Precision over the judged pairs of each half."""
    with JUDGED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    seeds: dict[str, str] = {row["asked"]: row["half"] for row in rows}
    verdicts = {(row["asked"], row["other"]): row["same"] for row in rows}
    for half in HALVES:
        counts: dict[str, int] = defaultdict(int)
        for id_ in (id_ for id_, of in seeds.items() if of == half):
            for other in sorted(found(engine, id_)):
                verdict = verdicts.get((id_, other), "unjudged")
                counts[verdict] += 1
                if errors and half == HALVES[0] and verdict != "1":
                    print(f"{verdict}: {id_} {other}")
        told = counts["1"] + counts["0"]
        yield {
            "figure": f"judged, {half}",
            "precision": share(counts["1"], told),
            "doubtful": counts["?"],
            "unjudged": counts["unjudged"],
            "told": told + counts["?"],
            "asked": sum(of == half for of in seeds.values()),
        }


def first_related(engine: Engine) -> Mapping[str, object]:
    """Where stories of the same matter stand among related ones (near-copies first): the share of them among the first
    six, and the mean of the reciprocal rank of the first one. Over the judged pairs, asked from either side."""
    with JUDGED.open(encoding="utf-8") as file:
        pairs = [(row["asked"], row["other"]) for row in csv.DictReader(file, delimiter="\t") if row["same"] == "1"]
    same = defaultdict(set)
    for one, other in pairs:
        same[one].add(other)
        same[other].add(one)
    shares, reciprocals = [], []
    for article in engine.articles(sorted(same)).values():
        found = related(engine, article, count=10)
        ids, wanted = [hit.id for hit in (*found.copies, *(story.hit for story in found.stories))], same[article.id]
        ranks = [rank for rank, id_ in enumerate(ids, 1) if id_ in wanted]
        shares.append(sum(rank <= SIX for rank in ranks) / min(SIX, len(wanted)))
        reciprocals.append(1 / ranks[0] if ranks else 0.0)
    means = {"among_first_six": statistics.mean(shares), "reciprocal_rank": statistics.mean(reciprocals)}
    return {"figure": "judged, related", **{k: round(v, 3) for k, v in means.items()}, "asked": len(shares)}


def speed(engine: Engine) -> Mapping[str, object]:
    """Milliseconds of a thread of any article in a process that has answered before: of the processor, and waited."""
    chosen = list(engine.articles(random.Random(SEED).sample(list(engine.ids()), TIMED)).values())
    for article in chosen[:WARMING]:
        thread(engine, article, TODAY)
    busy, waited = [], []
    for article in chosen:
        before = time.thread_time(), time.perf_counter()
        thread(engine, article, TODAY)
        busy.append(1000 * (time.thread_time() - before[0]))
        waited.append(1000 * (time.perf_counter() - before[1]))
    told = {
        f"{name}_{what}": round(value, 1)
        for name, of in (("busy", busy), ("waited", waited))
        for what, value in (("p50", statistics.median(of)), ("p95", statistics.quantiles(of, n=20)[18]))
    }
    return {"figure": f"milliseconds of a thread, {engine.manifest.articles:,} articles", **told}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="show the pairs of the tuned half that are told wrongly")
    options = parser.parse_args()
    with indexed(str(SAMPLE), str(INVENTED)) as engine:
        for line in invented(engine, options.errors):
            print(json.dumps(line), flush=True)
    if not DATA.is_dir():
        print(f"The judged articles are not at {DATA}: only invented ones were measured.")
        return
    with indexed(*(str(DATA / name) for name in LAMPUNG)) as engine:
        for line in judged(engine, options.errors):
            print(json.dumps(line), flush=True)
        print(json.dumps(first_related(engine)))
        print(json.dumps(speed(engine)))


if __name__ == "__main__":
    main()
