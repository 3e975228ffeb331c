"""`make eval-near-copies`: how well near-copies are told from other stories, on pairs labelled by hand, and how fast.

Texts are those that a reindex compares: cleaned bodies. The labels spread evenly over similarity, which articles do
not: precision and recall say where the threshold cuts, not what share of an archive is folded wrongly. Prints pairs
judged otherwise than by hand, then a line of JSON a figure.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import article, corpus
from indexer.sources import read
from indexer.sources.rows import RawRow
from indexer.understand import understand
from search.analysis.shingles import Shingles, jaccard
from search.analysis.table import WordTable
from search.near_copies import SIMILAR, alike, band_keys, fingerprint, fingerprints, stories, worth_comparing

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
LABELS = ROOT / "tests" / "labels" / "near_copies.tsv"
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
Pair = dict[str, str]


def bodies(wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Ids and cleaned bodies of the labelled articles."""
    for path in sorted(DATA.glob("*.jsonl.gz")):
        for row in read(str(path)):
            if isinstance(row, RawRow) and row.id in wanted:
                yield row.id, understand(row).article.body


def judged(pairs: Sequence[Pair], texts: dict[str, Shingles], show: bool) -> list[dict[str, object]]:
    """Precision and recall of the product, and of similarity alone at other thresholds."""
    lines: list[dict[str, object]] = []
    for kind, some in (("clear pairs", [p for p in pairs if not p["note"].startswith("doubtful")]), ("all", pairs)):
        by_hand = [p["same"] == "1" for p in some]
        sets = [(texts[p["id_a"]], texts[p["id_b"]]) for p in some]
        told = [folded(*two) for two in sets]
        lines.append({"figure": f"{kind}, {len(some)}", **scores(by_hand, told)})
        likeness = [jaccard(*two) for two in sets]
        for threshold in THRESHOLDS:
            lines.append(
                {
                    "figure": f"{kind}, similarity from {threshold}",
                    **scores(by_hand, [j >= threshold for j in likeness]),
                }
            )
        if show and kind == "all":
            for pair, yes, j in zip(some, told, likeness, strict=True):
                if yes != (pair["same"] == "1"):
                    print(f"{j:.2f} {'folded' if yes else 'apart'}: {pair['id_a']} {pair['id_b']} {pair['note']}")
    return lines


def folded(one: Shingles, other: Shingles) -> bool:
    """Whether a reindex makes one story of two articles."""
    a, b = fingerprint(one), fingerprint(other)
    near = bool(a and b) and not set(band_keys(a)).isdisjoint(band_keys(b)) and worth_comparing(a, [b])[0]
    return near and alike(one, other)


def scores(by_hand: Sequence[bool], told: Sequence[bool]) -> dict[str, float]:
    """Precision and recall."""
    right = sum(h and t for h, t in zip(by_hand, told, strict=True))
    return {"precision": round(right / max(1, sum(told)), 3), "recall": round(right / max(1, sum(by_hand)), 3)}


def speed(count: int) -> dict[str, object]:
    """Seconds that one process takes to fingerprint so many analysed articles and to find their stories."""
    table = WordTable()
    words = [table.words(article(row).body) for row in corpus(count)]
    started = time.perf_counter()
    prints = b"".join(fingerprint(table.shingler.shingles(text)) for text in words)
    made = time.perf_counter()

    def near(one: int, other: int) -> bool:
        return alike(table.shingler.shingles(words[one]), table.shingler.shingles(words[other]))

    found = stories(fingerprints(prints), near)
    done = time.perf_counter()
    return {
        "figure": f"{count:,} articles, one process: seconds",
        "fingerprints": round(made - started, 1),
        "stories": round(done - made, 1),
        "of_several": len(found),
        "bar": 60,
        "holds": done - started < 60,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, help="to measure speed with; 0 leaves that out")
    parser.add_argument("--quiet", action="store_true", help="figures alone")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The labelled articles are not at {DATA}: nothing can be measured.")
    with LABELS.open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    table = WordTable()
    wanted = {p[side] for p in pairs for side in ("id_a", "id_b")}
    texts = {id_: table.shingler.shingles(table.words(body)) for id_, body in bodies(wanted)}
    lines = judged(pairs, texts, not options.quiet)
    lines.insert(0, {"figure": "threshold of the product", "value": SIMILAR})
    if options.articles:
        lines.append(speed(options.articles))
    for line in lines:
        print(json.dumps(line))


if __name__ == "__main__":
    main()
