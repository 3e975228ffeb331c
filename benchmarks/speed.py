"""`make bench ARTICLES=N`: the product beside stock Whoosh, SQLite FTS5, Tantivy and OpenSearch, all in one run.

Every side indexes the same analysed articles and is asked the same questions; answers must agree before times are
compared. Ours is asked through the calls that the site makes. Ends with a line of JSON a figure: {"figure", "value",
"bar", "holds"}; exit code 1 where one does not hold. From a million articles on, growth alone is measured.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks import answers, building, corpus, ours
from benchmarks.answers import Fts5, OpenSearch, StockWhoosh, Tantivy, peer_of
from benchmarks.cores import Pairs
from benchmarks.figures import Report
from benchmarks.growth import growth
from benchmarks.peers import Indexed, indexed
from benchmarks.questions import questions
from search.analysis.table import WordTable
from search.settings import Settings

MILLION = 1_000_000
WHOOSH_MOST = 20_000
"""Articles up to which stock Whoosh is built: it needs minutes for more."""


def all_indexed(count: int, table: WordTable) -> Iterator[Indexed]:
    """The corpus as peers take it."""
    return (indexed(article) for article in ours.analysed(corpus.corpus(count), table))


def compare(report: Report, directory: Path, count: int) -> None:
    """Every figure but growth."""
    table, asked = WordTable(), questions()
    settings = Settings(index=directory / "index")
    building.index_rates(report, directory, count)
    ours.build(settings, count, table)
    texts = {article.id: article for article in all_indexed(count, table)}
    pairs = Pairs(settings, asked)
    raw = sum(len(article.title.encode()) + len(article.body.encode()) for article in texts.values())
    with closing(Tantivy(directory / "tantivy")) as tantivy, settings.backend().reader() as engine:
        tantivy.build(texts.values())
        building.sizes(report, settings, tantivy, raw)
        answers.agree(engine, tantivy, asked, texts, formulas=True)
        answers.in_process(report, engine, tantivy, asked)
    pairs.take()
    with closing(Tantivy(directory / "tantivy-shown", shown=True)) as tantivy, settings.backend().reader() as engine:
        tantivy.build(texts.values())
        answers.whole(report, engine, tantivy, asked)
    pairs.take()
    _slower(report, settings, directory, count, texts)
    pairs.take()
    _served(report, settings, directory, texts)
    pairs.take()
    building.pipeline(report, directory, count)
    pairs.take()
    pairs.tell(report)
    building.adding(report, settings, directory)


def _slower(report: Report, settings: Settings, directory: Path, count: int, texts: answers.Texts) -> None:
    asked = questions()
    with settings.backend().reader() as engine:
        fts5 = peer_of(report, Fts5, ["faceted_vs_fts5"], directory / "fts5.sqlite3")
        if fts5:
            with closing(fts5):
                fts5.build(texts.values())
                answers.agree(engine, fts5, asked, texts, formulas=False)
                answers.against_slower(report, "faceted_vs_fts5", engine, fts5, asked, named=False)
        if count > WHOOSH_MOST:
            report.not_asked("faceted_vs_whoosh")
            report.not_asked("index_vs_whoosh")
            return
        whoosh = peer_of(report, StockWhoosh, ["faceted_vs_whoosh", "index_vs_whoosh"], directory / "whoosh")
        if whoosh:
            with closing(whoosh):
                building.whoosh_rate(report, whoosh, texts.values())
                few = list(itertools.islice(asked, 0, None, 6))
                answers.agree(engine, whoosh, few, texts, formulas=False)
                answers.against_slower(report, "faceted_vs_whoosh", engine, whoosh, few, named=True)


def _served(report: Report, settings: Settings, directory: Path, texts: answers.Texts) -> None:
    figures = ["http_p50_vs_opensearch", "http_p99_vs_opensearch", "http_rate_vs_opensearch"]
    peer = peer_of(report, OpenSearch, figures, directory / "opensearch")
    if not peer:
        return
    with closing(peer), settings.backend().reader() as engine:
        peer.build(texts.values())
        answers.agree(engine, peer, questions(), texts, formulas=False)
        answers.over_http(report, settings, peer, questions())


def main() -> None:
    """Measure and print; exit 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--report", type=Path, help="a file that the figures are written to as JSON")
    options = parser.parse_args()
    os.environ.pop("TELUSUR_INDEX", None)
    report = Report()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{options.articles:,} articles of sentences from {corpus.source().name}; {machine}", flush=True)
    with tempfile.TemporaryDirectory(prefix="telusur-bench-") as name:
        if options.articles >= MILLION:
            large = growth(report, Path(name), options.articles)
            building.adding(report, large, Path(name))
        else:
            compare(report, Path(name), options.articles)
    if options.report:
        told = {"articles": options.articles, "machine": machine, "figures": report.rows, "behind": report.behind}
        options.report.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(report.table())
    print(report.lines())
    sys.exit(not report.holds)


if __name__ == "__main__":
    main()
