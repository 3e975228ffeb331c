"""How much of the noise that was marked by hand cleaning takes out, and how much of the report goes with it.

`tests/labels/noise.jsonl` marks, in 100 raw articles, lines that are noise and noise inside other lines ("spans").
The articles run through the source and the cleaning of a reindex; their texts are third parties' and lie outside the
project. What the figures mean:

* The words of the raw body (its characters set right as for reading) are laid beside the words of the cleaned
  body in their order (difflib, longest common runs first), so each raw word is known to be kept *in its place* or
  gone; the same word elsewhere in the article does not count. Where the title was read from the body it is laid
  before the cleaned body.
* A marked line or span is **gone** when no run of four neighbouring words of it is kept; of fewer than four words,
  when not all of them are kept. One that has no words ("(*)") is judged by its signs instead.
* A line that is not marked is **harmed** when it lost a word that is in no marked span and no marked dateline of it.
* Datelines are neither noise nor report here. Empty lines do not count.

The articles fall into two halves by a hash of their ids: rules were written by reading the errors of the first
("tuned on") alone; `--errors` shows no others unless `--held-out` is given. Prints a line of JSON a figure.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from indexer.clean import clean, paragraphs
from indexer.sources import fields
from indexer.sources.characters import readable
from indexer.sources.rows import RawRow

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared/data"
LABELS = ROOT / "tests/labels/noise.jsonl"
GONE, HARMED = 0.98, 0.005
"""The bars: at least this share of the noise gone, at most this share of the report's lines harmed."""
RUN = 4
"""Neighbouring words that must be kept for a passage to count as still there."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_Range = tuple[int, int]


class Passage(NamedTuple):
    """A marked line or span, or a line of the report (`kind` "body"), and which tokens of the article are its own."""

    kind: str
    text: str
    tokens: list[int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage, the article and half it is of, and whether cleaning was wrong about it."""

    id: str
    tuned_on: bool
    passage: Passage
    wrong: bool
    lost: str


def judged(label: dict[str, Any], row: dict[str, Any]) -> Iterator[Judged]:
    """Each marked passage and each line of the report of an article, judged."""
    tokens: list[str] = []
    passages = list(_passages(label, row["body"], tokens))
    text = clean(fields(RawRow("jsonl", row["id"], row)))
    title = "" if row["title"] else text.title
    after = _TOKEN.findall(f"{title} {text.body}".casefold())
    kept = [False] * len(tokens)
    for block in SequenceMatcher(None, tokens, after, autojunk=False).get_matching_blocks():
        kept[block.a : block.a + block.size] = [True] * block.size
    tuned_on = in_first_half(row["id"])
    for passage in passages:
        words = [at for at in passage.tokens if tokens[at][0].isalnum()]
        if passage.kind == "body":
            lost = [tokens[at] for at in words if not kept[at]]
            yield Judged(row["id"], tuned_on, passage, bool(lost), " ".join(lost))
        else:
            yield Judged(row["id"], tuned_on, passage, _is_left(words or passage.tokens, kept), "")


def in_first_half(id_: str) -> bool:
    """Whether an article belongs to the half that rules were tuned on."""
    return hashlib.sha256(id_.encode()).digest()[0] % 2 == 0


def _passages(label: dict[str, Any], body: str, tokens: list[str]) -> Iterator[Passage]:
    """The passages of an article; the tokens of its body are added to `tokens`."""
    for number, line in enumerate(body.split("\n")):
        spans = [(a, b) for a, b in label["mixed"].get(str(number), ())]
        datelines = [(a, b) for a, b in label["dateline"].get(str(number), ())]
        own: dict[_Range | None, list[int]] = {None: [], **{span: [] for span in spans + datelines}}
        for piece, start in _pieces(line, spans + datelines):
            found = _TOKEN.findall(" ".join(paragraphs.lines(readable(piece)[0])).casefold())
            within = next((s for s in spans + datelines if s[0] <= start < s[1]), None)
            own[within].extend(range(len(tokens), len(tokens) + len(found)))
            tokens.extend(found)
        if number in label["noise"]:
            yield Passage("line", line, sorted(chain.from_iterable(own.values())))
            continue
        yield from (Passage("span", line[a:b], own[a, b]) for a, b in spans)
        if own[None]:
            yield Passage("body", line, own[None])


def _pieces(line: str, spans: Iterable[_Range]) -> Iterator[tuple[str, int]]:
    """The line cut at the edges of its spans, each piece with where it begins."""
    edges = sorted({0, len(line), *(edge for span in spans for edge in span)})
    for start, end in pairwise(edges):
        yield line[start:end], start


def _is_left(words: list[int], kept: list[bool]) -> bool:
    """Whether a run of four of these words, or all of fewer, is kept."""
    size = min(RUN, len(words))
    return size > 0 and any(all(kept[at] for at in words[n : n + size]) for n in range(len(words) - size + 1))


def figures(name: str, of: list[Judged]) -> Iterator[dict[str, Any]]:
    """The figures of some passages; those that have a bar say whether they hold it."""
    for what, kinds in (("noise lines", {"line"}), ("noise spans", {"span"}), ("noise", {"line", "span"})):
        noise = [not one.wrong for one in of if one.passage.kind in kinds]
        share = sum(noise) / len(noise)
        row = {"figure": f"{name}: {what} gone, of {len(noise)}", "value": round(share, 4)}
        yield row | ({"bar": GONE, "holds": share >= GONE} if kinds == {"line"} else {"bar": None, "holds": None})
    body = [one.wrong for one in of if one.passage.kind == "body"]
    share = sum(body) / len(body)
    row = {"figure": f"{name}: lines of the report harmed, of {len(body)}", "value": round(share, 4)}
    yield row | {"bar": HARMED, "holds": share <= HARMED}


def articles(ids: set[str]) -> dict[str, dict[str, Any]]:
    """The rows of these ids, from the files beside the project."""
    found = {}
    for path in sorted(DATA.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                if (row := json.loads(line)).get("id") in ids:
                    found[row["id"]] = row
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="show each error of the half that rules were tuned on")
    parser.add_argument("--held-out", action="store_true", help="with --errors: those of the other half")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The articles that were marked are not at {DATA}: nothing can be measured.")
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    rows = articles({label["id"] for label in labels})
    of = [one for label in labels for one in judged(label, rows[label["id"]])]
    if options.errors:
        for one in of:
            if one.wrong and one.tuned_on is not options.held_out:
                error = {"id": one.id, "kind": one.passage.kind, "text": one.passage.text}
                print(json.dumps(error | ({"lost": one.lost} if one.lost else {}), ensure_ascii=False))
    for name, chosen in (("tuned on", [True]), ("held out", [False]), ("all", [True, False])):
        for figure in figures(name, [one for one in of if one.tuned_on in chosen]):
            print(json.dumps(figure))


if __name__ == "__main__":
    main()
