"""The desk as an operator sees it: how it is, whether it is whole, all of it out as lines of JSON and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from search.desk.news import question_of
from search.desk.pinned import ask_with_pins
from search.desk.pins import Desk, Rules
from search.desk.pins_file import Hide, Pin
from search.desk.store import Marker, Saved, Seen, Store, Whole
from search.engine import Engine
from search.errors import BadSource, DeskFailure, TelusurError
from search.parameters import read

FORMAT = 1
"""Raise this when the lines of an export change."""
Row = Mapping[str, Any]


def state(desk: Desk, store: Store, today: date) -> dict[str, Any]:
    """Numbers of what is in force, and `problems` in plain words."""
    rules, problems, saved = desk.rules(today), [f"{desk.path}: {f}" for f in desk.entries().faults], 0
    try:
        saved = len(store.saved())
    except TelusurError as e:
        problems.append(str(e))
    pins = sum(map(len, rules.pins.values()))
    return {"pins": pins, "hides": len(rules.hidden), "saved": saved, "problems": problems}


def check(desk: Desk, store: Store, engine: Engine, today: date) -> tuple[list[str], list[str]]:
    """What is wrong, and what can be taken out, in plain words. `engine` is the published state as it is."""
    entries, rules = desk.entries(), desk.rules(today)
    problems = [f"{desk.path}: {fault}" for fault in entries.faults]
    rows: list[Pin | Hide] = [*entries.pins, *entries.hides]
    known = engine.articles([row.article for row in rows])
    problems += [f"{_told(row)}: there is no such article." for row in rows if row.article not in known]
    problems += _left_out(engine.without(rules.hidden), rules, today)
    try:
        problems += store.problems()
        for saved in store.saved():
            with suppress(TelusurError):
                question_of(saved, today)
                continue
            problems.append(f"saved search {saved.name!r} cannot be read: {saved.query}")
    except TelusurError as e:
        problems.append(str(e))
    ended = [f"{_told(row)}: ended on {row.until}." for row in rows if row.until and row.until < today]
    return problems, ended


def _told(row: Pin | Hide) -> str:
    return f"pin of {row.article} for {row.question!r}" if isinstance(row, Pin) else f"hide of {row.article}"


def _left_out(engine: Engine, rules: Rules, today: date) -> Iterator[str]:
    """Pins of articles that readers may see, but that their own question does not show."""
    for pins in rules.pins.values():
        shown = ask_with_pins(engine, read({"q": [pins[0].question]}, today).query, today, rules).pinned
        there = engine.articles([pin.article for pin in pins])
        for pin in pins:
            if (
                pin.article in there
                and pin not in shown.values()
                and (there[pin.article].face or pin.article) not in shown
            ):
                yield f"{_told(pin)}: its question does not show it: its words are read as a filter that leaves it out."


def rows(desk: Desk, store: Store) -> Iterator[dict[str, Any]]:
    """Everything that editors keep, as lines that `restore` takes back. Raises DeskFailure where the file of pins is at
    fault: half a backup would look like a whole one. Questions that were asked too seldom stay out."""
    entries = desk.entries()
    if entries.faults:
        raise DeskFailure(f"{desk.path}: {entries.faults[0]}")
    whole = store.whole()
    yield {"kind": "desk", "format": FORMAT}
    for kind, given in (("pin", entries.pins), ("hide", entries.hides)):
        for row in given:
            values = {name: getattr(row, name) for name in row.__slots__}
            yield {"kind": kind} | values | {"until": row.until.isoformat() if row.until else None}
    for saved, markers in whole.saved:
        seen = {m.value: {"ids": sorted(s.ids), "last": s.last, "at": s.at} for m, s in markers.items()}
        told = {"id": saved.id, "name": saved.name, "query": saved.query, "made": saved.made, "by": saved.by}
        yield {"kind": "saved"} | told | {"seen": seen}
    for day, searches, unanswered in whole.days:
        yield {"kind": "day", "day": day, "searches": searches, "unanswered": unanswered}
    for day, question, asked, unanswered in whole.questions:
        yield {"kind": "question", "day": day, "question": question, "asked": asked, "unanswered": unanswered}


def restore(desk: Desk, store: Store, lines: Iterable[str]) -> dict[str, int]:
    """Put an export in the place of all that is there. Returns how many lines of each kind. Every line is read before
    anything is changed. Raises BadSource, and what Desk and Store raise."""
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            found[row["kind"]].append(_KINDS[row["kind"]](row))
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            raise BadSource(f"line {number} is no line of `telusur export --desk` ({e!r}); nothing was changed.") from e
    if len(found["desk"]) != 1:
        raise BadSource("this is no file of `telusur export --desk`: its first line is missing; nothing was changed.")
    store.restore(Whole(tuple(found["saved"]), tuple(found["day"]), tuple(found["question"])))
    desk.restore(found["pin"], found["hide"])
    return {kind: len(rows) for kind, rows in found.items() if kind != "desk"}


def _head(row: Row) -> int:
    if row["format"] != FORMAT:
        raise ValueError(f"format {row['format']!r}; this version reads {FORMAT}")
    return FORMAT


def _until(row: Row) -> date | None:
    return date.fromisoformat(row["until"]) if row["until"] else None


def _pin(row: Row) -> Pin:
    return Pin(_text(row, "question"), _text(row, "article"), _text(row, "why"), _until(row), _text(row, "by"))


def _hide(row: Row) -> Hide:
    return Hide(_text(row, "article"), _text(row, "why"), _until(row), _text(row, "by"))


def _saved(row: Row) -> tuple[Saved, dict[Marker, Seen]]:
    saved = Saved(int(row["id"]), _text(row, "name"), _text(row, "query"), _text(row, "made"), _text(row, "by"))
    markers = {
        Marker(name): Seen(frozenset(map(str, seen["ids"])), _place(seen["last"]), _text(seen, "at"))
        for name, seen in row["seen"].items()
    }
    return saved, markers


def _place(last: Any) -> tuple[int, int, str] | None:
    return (int(last[0]), int(last[1]), str(last[2])) if last else None


def _text(row: Row, name: str) -> str:
    if not isinstance(row[name], str):
        raise TypeError(f"{name} is no text")
    row[name].encode()  # raises for what no file can hold
    return str(row[name])


def _day(row: Row) -> tuple[str, int, int]:
    return date.fromisoformat(row["day"]).isoformat(), int(row["searches"]), int(row["unanswered"])


def _question(row: Row) -> tuple[str, str, int, int]:
    day = date.fromisoformat(row["day"]).isoformat()
    return day, _text(row, "question"), int(row["asked"]), int(row["unanswered"])


_KINDS: Mapping[str, Callable[[Row], Any]] = {
    "desk": _head,
    "pin": _pin,
    "hide": _hide,
    "saved": _saved,
    "day": _day,
    "question": _question,
}
