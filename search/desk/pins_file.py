"""The file of pins and hides: TOML of one shape, written by hand or by the desk, each entry read for itself."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from search.parse import normal

MOST_TOLD = 20
"""Faults of a file that are told at most."""
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Pin:
    """An article that stands first for a question. `until` is the last day (WIB), None where it has no end."""

    question: str
    article: str
    why: str
    until: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Hide:
    """An article that no reader sees, its whole story with it. `until` as with pins."""

    article: str
    why: str
    until: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong with the file: the line (from 1) and what to mend there."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Entries:
    """What the file holds, in its order. `head` are the comments that it begins with, `faults` what could not be
    read."""

    pins: tuple[Pin, ...] = ()
    hides: tuple[Hide, ...] = ()
    faults: tuple[FileFault, ...] = ()
    head: str = ""


_KINDS: Mapping[str, type[Pin | Hide]] = {"pin": Pin, "hide": Hide}


def parsed(data: bytes) -> Entries:
    """The entries of a file, each read for itself: a fault takes away its own entry and no other. Never raises."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        return Entries(faults=(FileFault(line, "is no UTF-8; save the file as UTF-8."),))
    found: dict[type, list[Any]] = {Pin: [], Hide: []}
    faults: list[FileFault] = []
    head, *blocks = _blocks(text)
    if _content(head[1]):
        faults.append(FileFault(_content(head[1]), "stands before the first entry; put it below [[pin]] or [[hide]]."))
    for start, block in blocks:
        entry = _entry(start, block)
        if isinstance(entry, FileFault):
            faults.append(entry)
        else:
            found[type(entry)].append(entry)
    comments = "\n".join(line for line in head[1].split("\n") if line.lstrip().startswith("#"))
    return Entries(tuple(found[Pin]), tuple(found[Hide]), tuple(faults[:MOST_TOLD]), comments)


def text_of(entries: Entries) -> str:
    """The entries as a file that `parsed` reads back; of comments the head alone is kept."""
    blocks = [entries.head] if entries.head else []
    for kind, rows in (("pin", entries.pins), ("hide", entries.hides)):
        blocks += ["\n".join([f"[[{kind}]]", *_lines(row)]) for row in rows]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _lines(row: Pin | Hide) -> Iterator[str]:
    for field in fields(row):
        value = getattr(row, field.name)
        if value not in (None, ""):
            yield f"{field.name} = {value.isoformat() if isinstance(value, date) else _quoted(value)}"


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's too; it leaves one character as it is that TOML does not.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _blocks(text: str) -> Iterable[tuple[int, str]]:
    """The head and each entry, with the lines before it."""
    blocks: list[tuple[int, list[str]]] = [(0, [])]
    for number, line in enumerate(text.split("\n")):
        if line.lstrip().startswith("["):
            blocks.append((number, []))
        blocks[-1][1].append(line)
    return [(start, "\n".join(lines)) for start, lines in blocks]


def _content(head: str) -> int:
    """The first line of the head that is no comment; 0 where there is none."""
    lines = enumerate(head.split("\n"), 1)
    return next((n for n, line in lines if line.strip() and not line.lstrip().startswith("#")), 0)


def _entry(start: int, block: str) -> Pin | Hide | FileFault:
    try:
        tables = tomllib.loads(block)
    except tomllib.TOMLDecodeError as e:
        place = _PLACE.search(str(e))
        line = int(place[1]) if place and place[1] else block.rstrip().count("\n") + 1
        what = _PLACE.sub("", str(e))
        return FileFault(start + line, f"cannot be read ({what}); write each value on one line, texts in quotes.")
    ((kind, rows),) = tables.items()
    if kind not in _KINDS or not isinstance(rows, list):
        return FileFault(start + 1, "is neither [[pin]] nor [[hide]]; entries are of these two kinds.")
    wrong = _wrong(_KINDS[kind], rows[0])
    return FileFault(start + 1, f"this {kind} {wrong}") if wrong else _KINDS[kind](**rows[0])


def _wrong(kind: type[Pin | Hide], row: Mapping[str, Any]) -> str:
    """What is wrong with an entry, "" where nothing is."""
    known = {field.name for field in fields(kind)}
    for name, value in row.items():
        if name not in known:
            return f"has {name!r}, which means nothing here; known are {', '.join(sorted(known))}."
        if name == "until":
            if type(value) is not date:
                return "has an `until` that is no day; write it as 2026-12-31, without quotes."
        elif not isinstance(value, str):
            return f"has a {name!r} that is no text; put it in quotes."
    for name in [field.name for field in fields(kind)][:-2]:
        if not row.get(name, "").strip():
            return f"has no {name!r}; add it."
    return "" if kind is Hide or normal(row["question"]) else "has a question without any word; add one."
