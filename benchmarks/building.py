"""Times of writing: text to searchable, a whole reindex, one added article; and what it all takes on disk."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks import corpus, http_load, ours
from benchmarks.figures import Report
from benchmarks.peers import Indexed, Peer, indexed
from benchmarks.peers.tantivy_peer import Tantivy
from benchmarks.timing import percentile
from search.analysis import terms
from search.analysis.table import WordTable
from search.model import Article
from search.settings import Settings

INDEXED = 20_000
"""Articles of which indexing and a whole reindex are timed; a larger corpus is built at the same rate."""
TURNS, REBUILDS = 3, 5
ADDS = 100


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def index_rates(report: Report, directory: Path, count: int) -> None:
    """From text to searchable, in turn: analysis with a warm table of words, then the engine's own work."""
    articles = [corpus.article(row) for row in corpus.corpus(min(count, INDEXED))]
    table = WordTable()
    for article in articles:
        terms.analyse(article, table)
    rates: dict[str, list[float]] = {"ours": [], "tantivy-py": []}
    for turn in range(TURNS):
        own = Settings(index=directory / f"ours-{turn}")
        rates["ours"].append(len(articles) / seconds(lambda own=own: _ours(own, articles, table)))  # type: ignore[misc]
        peer = Tantivy(directory / f"tantivy-{turn}")
        rates["tantivy-py"].append(len(articles) / seconds(lambda peer=peer: _theirs(peer, articles, table)))  # type: ignore[misc]
        peer.close()
    ratio = sorted(a / b for a, b in zip(*rates.values(), strict=True))[TURNS // 2]
    for name, values in rates.items():
        report.told(f"{name}, text to searchable", f"{sorted(values)[TURNS // 2]:,.0f} articles a second")
    report.add("index_vs_tantivy", ratio)
    report.behind["index rate"] = str(sorted(rates["ours"])[TURNS // 2])


def _ours(settings: Settings, articles: Iterable[Article], table: WordTable) -> None:
    settings.index.mkdir(parents=True)
    backend = settings.backend()
    build = backend.create()
    build.add(terms.analyse(article, table) for article in articles)
    backend.publish(build.commit(1))


def _theirs(peer: Peer[Any], articles: Iterable[Article], table: WordTable) -> None:
    peer.build(indexed(terms.analyse(article, table)) for article in articles)


def whoosh_rate(report: Report, peer: Peer[Any], articles: Iterable[Indexed]) -> None:
    """How many times more articles a second than stock Whoosh takes, which is also built here to be asked."""
    rows = list(articles)
    rate = len(rows) / seconds(lambda: peer.build(rows))
    report.told("stock Whoosh, analysed text to searchable", f"{rate:,.0f} articles a second")
    report.add("index_vs_whoosh", float(report.behind.pop("index rate")) / rate)


def pipeline(report: Report, directory: Path, count: int) -> None:
    """A full `telusur reindex` against `telusur inspect` of the same file, each a process as an operator runs it.

    The index is rebuilt: its table of words stemmed before is there, as in every run but the first.
    """
    rows = list(itertools.islice(corpus.corpus(count), INDEXED))
    source = ours.written(directory / "pipeline.jsonl", rows)
    index = directory / "pipeline"
    looking, building = [ours.TELUSUR, "inspect", "--json", source], [ours.TELUSUR, "reindex", source, "--index", index]

    def taken(command: list[str | Path]) -> float:
        return seconds(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True))

    taken(building)
    # Each rebuild stands between two looks: the machine's speed drifts.
    inspect, reindex = [taken(looking)], []
    for _ in range(REBUILDS):
        reindex.append(taken(building))
        inspect.append(taken(looking))
    looks = itertools.pairwise(inspect)
    ratios = [(before + after) / 2 / own for (before, after), own in zip(looks, reindex, strict=True)]
    report.told("inspect, one process", f"{len(rows) / statistics.median(inspect):,.0f} articles a second")
    report.told("reindex, two cores", f"{len(rows) / statistics.median(reindex):,.0f} articles a second")
    report.told("reindex against inspect, each time", " ".join(f"{ratio:.2f}" for ratio in sorted(ratios)))
    report.add("pipeline", statistics.median(ratios))


def sizes(report: Report, settings: Settings, tantivy: Tantivy, text: int) -> None:
    """All files of a generation against the raw text; and what is searched against Tantivy's."""
    files = {path.name: path.stat().st_size for path in ours.generation(settings).iterdir()}
    stored = sum(size for name, size in files.items() if name.endswith((".text", ".zdict")))
    whole = sum(files.values())
    report.told(
        "raw text, the whole generation, its part that is searched",
        ", ".join(f"{n / 1e6:,.1f} MB" for n in (text, whole, whole - stored)),
    )
    report.told("tantivy-py with positions, nothing stored", f"{tantivy.size() / 1e6:,.1f} MB")
    report.add("size_vs_text", whole / text)
    report.add("search_part_vs_tantivy", (whole - stored) / tantivy.size())


def adding(report: Report, settings: Settings, directory: Path) -> None:
    """One article added by `telusur add`, until a running server finds it: the command's start is in it."""
    waits = []
    with ours.served(settings, dict(os.environ)) as port:
        connection = http_load.Connection(port)
        http_load.body_of(connection.ask(http_load.get("/api/v1/search?q=banjir", port)))
        for n in range(ADDS):
            word = f"katabaru{n}"
            row = {
                "id": f"baru-{n}",
                "title": f"Kabar {word}",
                "body": f"Isi berita {word} dari Metro.",
                "published": "2025-12-01",
            }
            path = ours.written(directory / "one.jsonl", [row])
            started = time.perf_counter()
            adding = subprocess.Popen([ours.TELUSUR, "add", path, "--index", settings.index], stderr=subprocess.DEVNULL)
            while not _found(connection, port, word):
                time.sleep(0.005)
            waits.append(time.perf_counter() - started)
            if adding.wait() != 0:
                raise RuntimeError(f"telusur add ended with {adding.returncode}")
        connection.close()
    report.told(
        "telusur add until found over HTTP", f"p50 {percentile(waits, 50):.3f} s, p99 {percentile(waits, 99):.3f} s"
    )
    report.add("add_visible_s", percentile(waits, 99))


def _found(connection: http_load.Connection, port: int, word: str) -> bool:
    answer = http_load.body_of(connection.ask(http_load.get(f"/api/v1/search?q={word}", port)))
    return bool(json.loads(answer)["total"] == 1)
