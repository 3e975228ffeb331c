"""The judged sets: questions with their one relevant article each, and the collections that they are asked of."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared"
DATA = SHARED / "data"
SEED = 1
"""Of everything that is drawn: the same questions, variants and resamples in each run."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles of one file below shared/data, with or without their titles."""

    file: str
    titled: bool

    @property
    def name(self) -> str:
        """Unique, fit for a file's name."""
        return f"{Path(self.file).name.split('.')[0]}-{'titled' if self.titled else 'untitled'}".lower()


NOTES = Collection("lampung_notes.jsonl.gz", titled=True)
DETIK = Collection("detik_1000.jsonl.gz", titled=True)
SETS = {  # the headlines are the questions: their articles are indexed without
    "facqa": Collection("retrieval/facqa.docs.jsonl.gz", titled=True),
    "tydiqa_id": Collection("retrieval/tydiqa_id.docs.jsonl.gz", titled=True),
    "lampung_bps_ki": NOTES,
    "lampung_bps_title_ki": Collection(NOTES.file, titled=False),
    "detik_title_ki": Collection(DETIK.file, titled=False),
}
LAMPUNG = ("lampung_bps_ki", "lampung_bps_title_ki")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the id of its relevant article."""

    id: str
    text: str
    relevant: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article as its set has it; `title` is empty where it has none or it is left out. `row` is the whole row."""

    id: str
    title: str
    body: str
    row: dict[str, Any] = field(repr=False)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def documents(collection: Collection) -> list[Document]:
    """The articles of a collection."""
    return [
        Document(row["id"], (row["title"] or "") if collection.titled else "", row["body"], row)
        for row in rows(DATA / collection.file)
    ]


def questions(name: str, there: set[str], most: int | None) -> tuple[list[Question], int]:
    """The questions of a set, at most so many (None: all; the same ones each time), and how many were left out
    because the collection (its ids are `there`) lacks their article: no side can find it."""
    relevant = {}
    for line in (DATA / f"retrieval/{name}.qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, _, id_, _ = line.split()
        relevant[question] = id_
    found = [
        Question(q["qid"], q["text"], relevant[q["qid"]]) for q in rows(DATA / f"retrieval/{name}.queries.jsonl.gz")
    ]
    kept = [question for question in found if question.relevant in there]
    if most is not None and most < len(kept):
        return random.Random(SEED).sample(kept, most), len(found) - len(kept)
    return kept, len(found) - len(kept)
