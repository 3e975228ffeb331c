"""`python -m benchmarks.lane --articles N`: answers a second at 16 clients where the thread that reads answers alone,
where one helps it, and where threads do. What `WhooshBackend.alone_up_to` is chosen by (docs/decisions/0013)."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import http_load, ours
from benchmarks.answers import CLIENTS
from benchmarks.questions import questions
from search.analysis.table import WordTable
from search.settings import Settings

ROUNDS = 3
WAYS = {
    "the reading thread": "alone_up_to = sys.maxsize",
    "with a helper": "alone_up_to = -1",
    "threads": "waits = True",
}
"""What the engine says of itself."""
_SERVE = """
import sys
from pathlib import Path
from search.engines.whoosh.backend import WhooshBackend
from search.settings import Settings
from web.server import serve
{0}
serve(Settings(index=Path(sys.argv[1]), count_questions=False), port=0)
"""


def main() -> None:
    """Measure and print a line a round and way, and the median of the rounds' ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="telusur-lane-") as name:
        settings = Settings(index=Path(name))
        ours.build(settings, options.articles, WordTable())
        rates: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way, said in WAYS.items():
                command = [sys.executable, "-c", _SERVE.format(f"WhooshBackend.{said}"), str(settings.index)]
                with ours.started(command, dict(os.environ)) as port:
                    requests = [http_load.get(ours.address(question), port) for question in questions()]
                    rates[way].append(http_load.rate(port, requests, CLIENTS).per_second)
                print(f"{options.articles:,} articles, {way}: {rates[way][-1]:,.0f} answers a second", flush=True)
    for way, of_way in rates.items():
        ratio = statistics.median(a / b for a, b in zip(of_way, rates["threads"], strict=True))
        print(f"{way} / threads: {ratio:.2f}")


if __name__ == "__main__":
    main()
