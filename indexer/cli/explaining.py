"""What was done to a question, and why its hits stand where they do, in words and one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import click

from search.ask import Answer
from search.meant import Meant

SHOWN = 5
"""Hits that the table has columns for."""
LEAST = 0.01
"""A smaller difference is not told."""


def tell_understood(answer: Answer) -> None:
    """A line for each thing that was done to the words; `--tanpa` declines it."""
    told, text = answer.told, answer.asked.text
    lines = [f"repaired: {typed} -> {used} (--tanpa ejaan)" for typed, used in told.repairs]
    lines += [f"included: {w.shown} (--tanpa perluasan)" for w in told.widenings]
    lines += [f"filter: {_filter(m, text)} (--tanpa {m.kind})" for m in told.filters]
    lines += [f"no filter, it would leave nothing: {_filter(m, text)}" for m in told.unfit]
    lines += [f"no filter, good articles lie outside: {_filter(m, text)}" for m in told.offered]
    lines += [f"no article holds: {', '.join(told.unknown)}"] if told.unknown else []
    lines += [f'read as words: "{phrase}" (--tanpa frasa)' for phrase in told.unquoted]
    lines += ["new articles first: very many hold these words"] if told.newest_first else []
    for line in lines:
        click.echo(f"  {line}")


def _filter(m: Meant, text: str) -> str:
    days = f"{m.since or '…'} to {m.until or '…'}"
    return f"{m.kind} {m.label or days} from {text[m.start : m.end]!r}"


def _remark(part: Mapping[str, Any]) -> str:
    """How often a part's words stand in the article; of "early" behind how many others."""
    if part["kind"] == "early":
        return f"after {part['times']}"
    return f"{part['times']}x" if part["times"] else str(part["name"])


def tell_explained(row: Mapping[str, Any]) -> None:
    """The terms, then a table: a line a part of the score, a column a hit; the parts add up to the last line."""
    click.echo(f"\nan article must hold {row['parts_needed']} of {sum(t['parts'] for t in row['terms'])} parts:")
    for term in row["terms"]:
        told = f"{term['parts']:4} {term['text']:24} in {term['frequency']:,} articles, says {term['rarity']:.2f}"
        click.echo(f"{told} ({', '.join(term['terms'])})")
    click.echo(f"hidden by the desk: {row['hidden']}")
    hits = row["hits"][:SHOWN]
    if not hits:
        return
    click.echo()
    for line in _table(hits):
        click.echo(line)
    for place, (before, hit) in enumerate(pairwise(hits), 2):
        why = [f"{kind} {name}".strip() + f" {d:+.2f}" for kind, name, d in hit["below"] if d <= -LEAST][:4]
        distance = before["score"] - hit["score"]
        click.echo(
            f"{place} stands {distance:.2f} below {place - 1}: " + (", ".join(why) or "equal, in the order of ids")
        )


def _table(hits: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names: dict[tuple[str, str], list[str]] = {}
    for column, hit in enumerate(hits):
        for part in hit["parts"]:
            # How much is covered and how old an article is are different in each column.
            name = "" if part["kind"] in ("coverage", "age") else part["name"]
            cells = names.setdefault((part["kind"], name), [""] * len(hits))
            cells[column] = f"{part['score']:.3f} ({_remark(part)})"
    order = ("word", "early", "phrase", "exact form", "neighbours", "other form", "coverage", "age")
    rows = sorted(names.items(), key=lambda row: order.index(row[0][0]))
    yield f"{'':36}" + "".join(f"{n:>18}" for n in range(1, len(hits) + 1))
    for (kind, name), cells in rows:
        yield f"{kind:12} {name[:22]:23}" + "".join(f"{cell:>18}" for cell in cells)
    yield f"{'score':36}" + "".join(f"{hit['score']:>18.3f}" for hit in hits)
