"""`python -m benchmarks.lane --articles N`: answers a second at 16 clients where the reading thread answers by itself,
and where threads do, turn about. What `WhooshBackend.quick_up_to` is chosen by (docs/decisions/0013)."""

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
WAYS = {"the reading thread": sys.maxsize, "threads": 0}
"""Articles up to which the reading thread answers."""
_SERVE = """
import sys
from pathlib import Path
from search.engines.whoosh.backend import WhooshBackend
from search.settings import Settings
from web.server import serve
WhooshBackend.quick_up_to = int(sys.argv[2])
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
        ratios = []
        for _ in range(ROUNDS):
            rates = []
            for way, most in WAYS.items():
                command = [sys.executable, "-c", _SERVE, str(settings.index), str(most)]
                with ours.started(command, dict(os.environ)) as port:
                    requests = [http_load.get(ours.address(question), port) for question in questions()]
                    rates.append(http_load.rate(port, requests, CLIENTS).per_second)
                print(f"{options.articles:,} articles, {way}: {rates[-1]:,.0f} answers a second", flush=True)
            ratios.append(rates[0] / rates[1])
    print(f"the reading thread / threads: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
