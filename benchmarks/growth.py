"""From a hundred thousand articles to a million: how much slower, and how much memory."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks import ours
from benchmarks.answers import ms
from benchmarks.figures import Report
from benchmarks.questions import questions
from benchmarks.timing import interleaved
from search.analysis.table import WordTable
from search.settings import Settings

SMALL = 100_000


def growth(report: Report, directory: Path, count: int) -> Settings:
    """Build both, ask both in turn, and look at the memory of a server that has answered all questions."""
    table = WordTable()
    small, large = Settings(index=directory / "small"), Settings(index=directory / "large")
    for settings, size in ((small, SMALL), (large, count)):
        taken = ours.build(settings, size, table)
        report.told(f"{size:,} articles, text to searchable", f"{size / taken:,.0f} articles a second")
    asked = {q: ours.as_served(q) for q in questions()}
    with small.backend().reader() as few, large.backend().reader() as many:
        times = interleaved(
            {
                f"{SMALL:,} articles": lambda q: few.search(asked[q]),
                f"{count:,} articles": lambda q: many.search(asked[q]),
            },
            list(asked),
            5,
        )
    for name, of_side in times.items():
        report.told(f"ours as served, {name}", ms(of_side))
    one, other = times.values()
    report.add("growth_p50", other.p50 / one.p50)
    report.add("growth_memory_gib", _memory(large))
    return large


def _memory(settings: Settings) -> float:
    """GiB that a server holds after all questions, beside the pages of the index that it shares with the cache."""
    from benchmarks import http_load

    with ours.served(settings, dict(os.environ)) as port:
        connection = http_load.Connection(port)
        for question in questions():
            http_load.body_of(connection.ask(http_load.get(ours.address(question), port)))
        process = next(p for p in _children(os.getpid()) if "serve" in Path(f"/proc/{p}/cmdline").read_text())
        status = dict(
            line.split(":\t", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines() if ":\t" in line
        )
        connection.close()
    # RssFile are pages of files: the index, and the program itself.
    return sum(int(status[name].split()[0]) for name in ("RssAnon", "RssShmem")) / 2**20


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found
