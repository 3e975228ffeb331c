"""`make eval-understanding`: how well agencies, regions and days are read, on articles labelled by hand.

Everything runs through the code that `telusur inspect` runs. The articles are third parties' and lie outside the
project; without them nothing can be measured, which is said. Prints every error with its words, then a line of JSON a
figure: {"figure", "value", "bar", "holds"}; exit 1 if one does not hold.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.figures import Bar
from indexer.sources import read
from indexer.sources.rows import RawRow
from indexer.understand import understand
from search.model import Article
from search.understanding.event_days import event_days

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"
LABELS = {"labels_dev": DATA / "labels_dev.jsonl", "second set": ROOT / "tests/labels/understanding.jsonl"}
BARS = {"agencies": 0.85, "regions": 0.84, "event_dates": 0.78, "main_region": 0.90}
"""Least F1 (main_region: accuracy) on labels that no rule was tuned to before they were made."""
NATIONAL = ("detik_1000", "misc_news", "indosum_dev")
NAMED = {"own", "own+others"}
"""Notes whose text names the region that they were filed under."""
METRO = "18.72"


def articles(name: str, wanted: Collection[str] | None = None) -> Iterator[Article]:
    """The articles of a set, understood; `wanted` are ids, None means all."""
    for row in read(str(DATA / f"{name}.jsonl.gz")):
        if isinstance(row, RawRow) and (wanted is None or row.id in wanted):
            yield understand(row).article


def labelled(labels: Path, show: bool) -> dict[str, Any]:
    """The scores of the labels in a file, as ../shared/tools/score_labels.py gives them."""
    wanted = {json.loads(line)["id"] for line in labels.read_text(encoding="utf-8").splitlines()}
    with tempfile.TemporaryDirectory() as name:
        chosen, answers = Path(name) / "rows.jsonl", Path(name) / "understood.jsonl"
        with chosen.open("w", encoding="utf-8") as file:
            for path in sorted(DATA.glob("*.jsonl.gz")):
                with gzip.open(path, "rt", encoding="utf-8") as lines:
                    file.writelines(line for line in lines if json.loads(line)["id"] in wanted)
        telusur = Path(sys.executable).with_name("telusur")
        understood = subprocess.run([telusur, "inspect", "--json", chosen], capture_output=True, check=True, text=True)
        answers.write_text(understood.stdout, encoding="utf-8")
        scorer = [sys.executable, SHARED / "tools/score_labels.py", labels, answers, *(["--show"] if show else [])]
        told = subprocess.run(scorer, capture_output=True, check=True, text=True).stdout
    if show:
        print(told, end="")
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def regions(show: bool) -> tuple[float, float, float]:
    """Precision, recall and F1 of the main region on notes whose text names the place."""
    with (DATA / "lampung_region_gold.tsv").open(encoding="utf-8") as file:
        gold = {r["id"]: r["region_code"] for r in csv.DictReader(file, delimiter="\t") if r["mention"] in NAMED}
    right = given = 0
    for article in articles("lampung_notes", gold):
        main = article.main_region
        given += main is not None
        right += main is not None and main.code == gold[article.id]
        if show and (main is None or main.code != gold[article.id]):
            print(f"{article.id} filed {gold[article.id]}, read {main and main.code}: {article.title[:90]}")
    return right / given, right / len(gold), 2 * right / (given + len(gold))


def first_days(show: bool) -> float:
    """Share of articles whose first date with a weekday in the text is read as it was by hand."""
    with (DATA / "date_gold.tsv").open(encoding="utf-8") as file:
        gold = {r["id"]: r for r in csv.DictReader(file, delimiter="\t") if r["text_date_iso"]}
    right = 0
    for name in ("lampung_notes", "lampung_portals", "detik_1000", "misc_news", "kambojafind", "indosum_dev"):
        for article in articles(name, gold):
            row = gold[article.id]
            published = date.fromisoformat(row["meta_date"]) if row["meta_date"] else article.published
            days = event_days(article.title, article.body, published)
            same = bool(days) and days[0].day.isoformat() == row["text_date_iso"]
            right += same
            if show and not same:
                read_as = [str(day.day) for day in days]
                print(f"{article.id} by hand {row['text_date_iso']} ({row['text_date_raw']}), read {read_as}")
    return right / len(gold)


def placed_in_metro(show: bool) -> int:
    """National articles that are placed in the city of Metro."""
    found = 0
    for name in NATIONAL:
        for article in articles(name):
            tag = next((tag for tag in article.regions if tag.code == METRO), None)
            found += tag is not None
            if show and tag:
                print(f"{article.id} placed in Metro: {[e.text for e in tag.evidence]} {article.title[:80]}")
    return found


def speed() -> float:
    """Articles of lampung_portals a second that one process reads, cleans and understands, the best of five rounds."""
    rows = [row for row in read(str(DATA / "lampung_portals.jsonl.gz")) if isinstance(row, RawRow)]
    best = 0.0
    for _ in range(5):
        started = time.perf_counter()
        for row in rows:
            understand(row)
        best = max(best, len(rows) / (time.perf_counter() - started))
    return best


def _figure(name: str, value: float, bar: Bar | None) -> dict[str, Any]:
    holds = bar is None or (value <= bar.value if bar.most else value >= bar.value)
    return {"figure": name, "value": round(value, 4), "bar": bar and bar.value, "holds": holds}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="figures alone, no errors")
    show = not parser.parse_args().quiet
    if not DATA.is_dir():
        sys.exit(f"The labelled articles are not at {DATA}: nothing can be measured.")
    lines = []
    for name, path in LABELS.items():
        scores = labelled(path, show)
        for kind in BARS:
            value = scores[kind] if kind == "main_region" else scores[kind]["f1"]
            what = "accuracy" if kind == "main_region" else "F1"
            bar = None if name == "labels_dev" else Bar(BARS[kind], most=False)
            lines.append(_figure(f"{name}: {kind} {what}", value, bar))
    precision, _, f1 = regions(show)
    lines.append(_figure("notes: main region precision", precision, Bar(0.98, most=False)))
    lines.append(_figure("notes: main region F1", f1, Bar(0.94, most=False)))
    lines.append(_figure("first date in the text", first_days(show), Bar(0.995, most=False)))
    lines.append(_figure("national articles placed in Metro", placed_in_metro(show), Bar(0)))
    lines.append(_figure("inspect, articles a second", speed(), Bar(600, most=False)))
    for line in lines:
        print(json.dumps(line))
    sys.exit(not all(line["holds"] for line in lines))


if __name__ == "__main__":
    main()
