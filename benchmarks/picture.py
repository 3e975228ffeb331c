"""A picture of one report of `make bench`: `python -m benchmarks.picture REPORT.json PICTURE.svg`."""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

SHOWN = (
    ("ours, all words", True),
    ("tantivy-py, all words", False),
    ("ours, all words, three facets", True),
    ("tantivy-py, all words, three facets", False),
    ("ours as served, three facets", True),
    ("ours, typed text to ten passages", True),
    ("tantivy-py, with snippets", False),
    ("ours over HTTP", True),
    ("OpenSearch over HTTP", False),
    ("SQLite FTS5", False),
    ("Whoosh", False),
)
"""What is drawn, by how its line in the report begins, and whether it is ours."""
LABEL, WIDTH, ROW = 270, 760, 26
LEAST_MS = 0.01


def rows(report: dict[str, dict[str, str]]) -> list[tuple[str, float, bool]]:
    """Name, p50 in milliseconds, whether it is ours."""
    found = []
    for begins, ours in SHOWN:
        names = [n for n in report["behind"] if n == begins or (begins[0].isupper() and n.startswith(begins))]
        for name in names[:1]:
            if match := re.match(r"p50 ([0-9.]+) ms", report["behind"][name]):
                found.append((name, float(match[1]), ours))
    return found


def drawn(report: dict[str, dict[str, str]]) -> str:
    """The picture: a bar a side, as long as the logarithm of its time."""
    bars = rows(report)
    scale = (WIDTH - LABEL - 90) / math.log10(max(ms for _, ms, _ in bars) / LEAST_MS)
    height = ROW * len(bars) + 46
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="20" font-weight="bold">Half of the questions are answered within (ms, logarithmic), '
        f"{report['articles']:,} articles</text>",
    ]
    for n, (name, ms, ours) in enumerate(bars):
        y, length = 36 + ROW * n, max(2.0, scale * math.log10(ms / LEAST_MS))
        lines += [
            f'<text x="{LABEL - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LABEL}" y="{y}" width="{length:.0f}" height="18" fill="{"#0b6e4f" if ours else "#9aa5ad"}"/>',
            f'<text x="{LABEL + length + 6:.0f}" y="{y + 14}">{ms:.3g}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(drawn(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
