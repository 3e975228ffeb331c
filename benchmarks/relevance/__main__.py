"""`make eval`: measure, print, and hold the figures against their bars and the committed floors.

Prints a table, then a line of JSON a figure: {"figure", "value", "bar", "holds"}; exit 1 if one does not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.peers.opensearch_node import Unavailable
from benchmarks.relevance import floors, recent, report, topics, tries
from benchmarks.relevance.lucene import Lucene
from benchmarks.relevance.measure import measured, tell
from benchmarks.relevance.metrics import Interval
from benchmarks.relevance.product import product
from benchmarks.relevance.sets import DATA, DETIK, NOTES, documents


def options() -> argparse.Namespace:
    """What was asked for; ends the program where that makes no sense."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--questions", type=int, help="a sample of so many of each set; all without")
    parser.add_argument("--report", type=Path, help="a file that everything measured is written to as JSON")
    parser.add_argument("--accept", action="store_true", help=f"make this run the floors, {floors.COMMITTED.name}")
    parser.add_argument("--reason", default="", help="why a run is accepted; kept beside the floors")
    parser.add_argument("--try", action="append", default=[], type=_tried, dest="tries", metavar="NAME=NUMBER")
    given = parser.parse_args()
    if given.accept and (not given.reason.strip() or given.questions or given.tries):
        parser.error("--accept wants a --reason, and all questions: no --questions, no --try.")
    return given


def _tried(text: str) -> tries.Try:
    try:
        return tries.read(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def opensearch(directory: Path, stack: ExitStack) -> Lucene | None:
    """A node, ended with the stack; None where none can be had, which is said."""
    try:
        lucene = Lucene(directory)
    except (Unavailable, OSError) as e:
        print(f"OpenSearch cannot be had, so its figures do not hold: {e}", flush=True)
        return None
    stack.callback(lucene.close)
    return lucene


def related(directory: Path) -> tuple[Interval, Mapping[str, float]]:
    """The figure of related stories, and its numbers for the report."""
    found = documents(DETIK)
    with product(found, directory / "related") as made:
        interval, ours, theirs = topics.compare(made, found)
    told = {"articles": ours.size, "product": ours.mean(), "more_like_this": theirs.mean()}
    told |= {"ratio": interval.ratio, "low": interval.low, "high": interval.high}
    return interval, {name: round(float(value), 4) for name, value in told.items()}


def subjects(directory: Path) -> float:
    """The figure of standing subjects."""
    with product(documents(NOTES), directory / "subjects") as made:
        return recent.recent(made)


def run(given: argparse.Namespace, directory: Path) -> bool:
    """Measure and print everything; whether all figures hold."""
    with ExitStack() as stack:
        results = list(measured(directory, opensearch(directory / "opensearch", stack), given.questions))
    started = time.perf_counter()
    ratio, of_related = related(directory)
    new = subjects(directory)
    tell(f"related stories of {of_related['articles']:.0f} articles", started)
    # A sample is too small for a slack of so little; and what is being accepted becomes the floor.
    known = {} if given.questions or given.accept else floors.committed()
    rows = floors.figures(report.figures(results, ratio) | {"recent_subjects": new}, known)
    told = report.report(results, of_related, [row.row() for row in rows])
    print(report.table(told), f"\nrelated stories: {json.dumps(of_related)}", sep="\n")
    for row in rows:
        if row.fallen:
            print(f"{row.name} fell from {row.floor} to {row.value}: --accept --reason TEXT if that is to be.")
    for row in rows:
        print(json.dumps(row.row()))
    if given.report:
        given.report.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.accept:
        floors.accept(told, given.reason.strip())
    return all(row.holds for row in rows)


def main() -> None:
    """Measure and print."""
    given = options()
    if not DATA.is_dir():
        sys.exit(f"The judged articles and questions are not at {DATA}: nothing can be measured.")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        if given.tries:
            for row in tries.compare(given.tries, Path(name), given.questions):
                print(json.dumps(row), flush=True)
            return
        holds = run(given, Path(name))
    tell("the whole run", started)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
