"""The bars of `make bench`, and what a measured value is held against."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure's bar: `value` must be reached from below (`most`) or from above."""

    value: float
    most: bool = True


BARS = {
    "faceted_vs_tantivy": Bar(0.3),
    "plain_vs_tantivy": Bar(1.1),
    "faceted_p99_vs_tantivy": Bar(0.35),
    "served_vs_tantivy": Bar(0.8),
    "served_p99_vs_tantivy": Bar(0.8),
    "threads": Bar(1.7, most=False),
    "faceted_vs_whoosh": Bar(2000, most=False),
    "faceted_vs_fts5": Bar(25, most=False),
    "whole_question_vs_tantivy": Bar(1.5),
    "whole_question_p99_vs_tantivy": Bar(1.0),
    "http_p50_vs_opensearch": Bar(0.5),
    "http_p99_vs_opensearch": Bar(0.5),
    "http_rate_vs_opensearch": Bar(1, most=False),
    "index_vs_tantivy": Bar(1, most=False),
    "index_vs_whoosh": Bar(15, most=False),
    "pipeline": Bar(1.3, most=False),
    "size_vs_text": Bar(1.2),
    "search_part_vs_tantivy": Bar(2.5),
    "add_visible_s": Bar(1),
    "growth_p50": Bar(12),
    "growth_memory_gib": Bar(1),
    "suggest_p99_ms": Bar(20),
    "repair_p99_ms": Bar(2),
    "page_kb": Bar(60),
    "page_requests": Bar(3),
    "page_lcp_s": Bar(1.5),
    "page_lcp_devtools_s": Bar(1.5),
    "page_cls": Bar(0),
}


@dataclass
class Report:
    """What one run measured: a row of ratios a figure, and the absolute numbers behind them for the table."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    behind: dict[str, str] = field(default_factory=dict)

    def add(self, figure: str, value: float) -> None:
        """A figure was measured."""
        bar = BARS[figure]
        holds = value <= bar.value if bar.most else value >= bar.value
        self._row(figure, value, holds)

    def not_asked(self, figure: str) -> None:
        """A figure that is not asked for at this size: it holds, without a value."""
        self._row(figure, None, True)

    def missing(self, figure: str, why: str) -> None:
        """A figure whose peer cannot be had here: it does not hold, and the reason is told."""
        self.behind[figure] = why
        self._row(figure, None, False)

    def told(self, what: str, how_much: str) -> None:
        """An absolute number, for people."""
        self.behind[what] = how_much
        print(f"{what}: {how_much}", flush=True)

    def _row(self, figure: str, value: float | None, holds: bool) -> None:
        rounded = None if value is None else float(f"{value:.4g}")
        self.rows.append({"figure": figure, "value": rounded, "bar": BARS[figure].value, "holds": holds})
        print(f"  {figure}: {rounded} (bar {BARS[figure].value}){'' if holds else '  DOES NOT HOLD'}", flush=True)

    @property
    def holds(self) -> bool:
        """Whether every bar holds."""
        return all(row["holds"] for row in self.rows)

    def lines(self) -> str:
        """The rows as lines of JSON."""
        return "\n".join(json.dumps(row) for row in self.rows)

    def table(self) -> str:
        """Everything as Markdown, for docs/performance.md."""
        head = "| figure | value | bar | holds |\n|---|---|---|---|\n"
        rows = "".join(
            f"| {r['figure']} | {r['value']} | {r['bar']} | {'yes' if r['holds'] else 'no'} |\n" for r in self.rows
        )
        return (
            head + rows + "\n| behind it | |\n|---|---|\n" + "".join(f"| {k} | {v} |\n" for k, v in self.behind.items())
        )
