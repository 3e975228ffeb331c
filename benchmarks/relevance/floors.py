"""The figures of a run, their bars, and the committed floors that they may not fall below."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Bar

COMMITTED = Path(__file__).resolve().parents[2] / "docs/relevancy.json"
"""The last report that was accepted."""
SLACK = 0.003
"""What a figure may lose without anybody's leave: less than a change of the articles' order by chance can do."""
BARS = {
    "ndcg_vs_sastrawi": Bar(1.01, most=False),
    "ndcg_vs_sastrawi_least_set": Bar(0.99, most=False),
    "ndcg_vs_lucene": Bar(1.03, most=False),
    "ndcg_vs_lucene_lampung_low": Bar(1, most=False),
    "recall_vs_sastrawi": Bar(0.99, most=False),
    "typo_share": Bar(0.96, most=False),
    "acronym_share": Bar(0.98, most=False),
    "place_share": Bar(0.98, most=False),
    "related_vs_more_like_this": Bar(1.15, most=False),
    "harmed": Bar(0.005),
    "no_hit": Bar(0.005),
    "recent_subjects": Bar(1, most=False),
}
"""Figures that are not here have a floor alone, and more of them is better."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `value` is None where it could not be measured, `floor` where none is committed."""

    name: str
    value: float | None
    floor: float | None = None

    @property
    def bar(self) -> Bar | None:
        """What it is held against."""
        return BARS.get(self.name)

    @property
    def fallen(self) -> bool:
        """Whether it is worse than its floor by more than the slack."""
        if self.value is None or self.floor is None:
            return False
        lost = self.value - self.floor if self.bar and self.bar.most else self.floor - self.value
        return lost > SLACK + 1e-9

    @property
    def holds(self) -> bool:
        """Whether it reaches its bar and has not fallen."""
        if self.value is None or self.fallen:
            return False
        return self.bar is None or (self.value <= self.bar.value if self.bar.most else self.value >= self.bar.value)

    def row(self) -> dict[str, Any]:
        """As a line of the report."""
        told = {"figure": self.name, "value": self.value, "bar": self.bar and self.bar.value, "holds": self.holds}
        return told if self.floor is None else {**told, "floor": self.floor}


def figures(measured: Mapping[str, float | None], floors: Mapping[str, float]) -> list[Figure]:
    """The figures of a run, rounded as they are told, beside the floors."""
    return [
        Figure(name, None if value is None else round(float(value), 4), floors.get(name))
        for name, value in measured.items()
    ]


def committed(path: Path = COMMITTED) -> dict[str, float]:
    """The floors; none where no report was ever accepted."""
    if not path.is_file():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {row["figure"]: row["value"] for row in rows if row["value"] is not None}


def accept(report: Mapping[str, Any], reason: str, path: Path = COMMITTED) -> None:
    """Make this report the committed one. The reasons of all that were are kept, the newest last. Raises ValueError
    where a figure of it was not measured: it would lose its floor."""
    missing = [row["figure"] for row in report["figures"] if row["value"] is None]
    if missing:
        raise ValueError(f"A report without {', '.join(missing)} cannot be accepted.")
    before: Sequence[str] = json.loads(path.read_text(encoding="utf-8"))["reasons"] if path.is_file() else []
    kept = [{key: value for key, value in row.items() if key != "floor"} for row in report["figures"]]
    told = {"reasons": [*before, reason], **report, "figures": kept}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
