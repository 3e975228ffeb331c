"""Pins and hides as they are in force, read again whenever their file changes, and changed by one process at a time.

Searching never fails because of them: what cannot be read is told, and what was in force stays.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from search.desk.files import have, on_one_line, replace_whole
from search.desk.pins_file import Entries, FileFault, Hide, Pin, parsed, text_of
from search.errors import BadEntry, DeskFailure, Fault, NotFound
from search.locks import held
from search.parse import normal
from search.query import MAX_TEXT

MOST_PINS = 5
"""Pins of one question."""
MOST_LONG = 500
"""Characters of a reason, an id, a name."""
WAIT = 5.0
"""Seconds that a change waits for the one before it."""
log = logging.getLogger("telusur")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force on a day: pins by question (`search.parse.normal`), ids of hidden articles. `version` changes
    whenever they do; "" where there are none."""

    version: str = ""
    pins: Mapping[str, tuple[Pin, ...]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def pinned(self, text: str) -> tuple[Pin, ...]:
        """The pins of a question as it was typed, in the order of the file, MOST_PINS at most."""
        return self.pins.get(normal(text), ()) if self.pins else ()


@dataclass(frozen=True, slots=True)
class _Read:
    """The file as it was read last: what it was told apart by, what is taken from it, and the last sound state."""

    stamp: tuple[int, ...] | None
    entries: Entries
    sound: Entries | None


class Desk:
    """The pins and hides in a directory. One for a process, safe between threads; other processes' changes are seen at
    the next question."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "pins.toml"
        self._directory = directory
        self._read = _Read(None, Entries(), None)
        self._rules: tuple[Entries, date, Rules] = (self._read.entries, date.min, Rules())

    def entries(self) -> Entries:
        """What is in force or has ended, and what is wrong with the file. With faults, a process that has read a sound
        file before keeps to that one; another takes the entries that can be read. Never raises."""
        stamp, before = _stamp(self.path), self._read
        if stamp == before.stamp:
            return before.entries
        found = _on_disk(self.path)
        sound = before.sound if found.faults else found
        if found.faults:
            log.warning("%s is at fault: %s", self.path, "; ".join(map(str, found.faults)))
            found = replace(sound, faults=found.faults) if sound else found
        self._read = _Read(stamp, found, sound)
        return found

    def rules(self, today: date) -> Rules:
        """What is in force on a WIB day. Costs one look at the file's directory entry. Never raises."""
        entries, (known, day, rules) = self.entries(), self._rules
        if entries is not known or today != day:
            rules = _in_force(entries, today)
            self._rules = entries, today, rules
        return rules

    def pin(self, question: str, article: str, why: str, until: date | None = None, by: str = "") -> None:
        """Let an article stand first for a question, after its other pins; a pin that is there already is changed.

        That the article exists is the caller's to look at. Raises BadEntry (with codes "empty", "long", "many"),
        DeskFailure or Busy.
        """
        _refuse({"q": question, "article": article, "why": why}, by)
        key, new = (
            normal(question),
            Pin(on_one_line(question)[:MAX_TEXT], article, on_one_line(why), until, on_one_line(by)),
        )

        def change(entries: Entries) -> Entries:
            pins = list(entries.pins)
            same = [n for n, p in enumerate(pins) if normal(p.question) == key and p.article == article]
            if same:
                pins[same[0]] = new
            elif sum(normal(p.question) == key for p in pins) >= MOST_PINS:
                raise BadEntry((Fault("q", question, "many", str(MOST_PINS)),))
            else:
                pins.append(new)
            return replace(entries, pins=tuple(pins))

        self._change(change)

    def unpin(self, question: str, article: str) -> None:
        """Take a pin away. Raises NotFound, DeskFailure or Busy."""
        key = normal(question)

        def change(entries: Entries) -> Entries:
            kept = tuple(p for p in entries.pins if normal(p.question) != key or p.article != article)
            if len(kept) == len(entries.pins):
                raise NotFound(f"{article} is not pinned for {question!r}.")
            return replace(entries, pins=kept)

        self._change(change)

    def hide(self, article: str, why: str, until: date | None = None, by: str = "") -> None:
        """Hide an article and its whole story from readers; a hide that is there already is changed. Raises BadEntry,
        DeskFailure or Busy."""
        _refuse({"article": article, "why": why}, by)
        new = Hide(article, on_one_line(why), until, on_one_line(by))

        def change(entries: Entries) -> Entries:
            others = tuple(h for h in entries.hides if h.article != article)
            return replace(entries, hides=(*others, new))

        self._change(change)

    def unhide(self, article: str) -> None:
        """Let readers find an article again. Raises NotFound, DeskFailure or Busy."""

        def change(entries: Entries) -> Entries:
            kept = tuple(h for h in entries.hides if h.article != article)
            if len(kept) == len(entries.hides):
                raise NotFound(f"{article} is not hidden by the desk.")
            return replace(entries, hides=kept)

        self._change(change)

    def restore(self, pins: Iterable[Pin], hides: Iterable[Hide]) -> None:
        """Put these in the place of all that is there, a broken file's too. Raises DeskFailure or Busy."""
        self._change(lambda entries: Entries(tuple(pins), tuple(hides), head=entries.head), mend=True)

    def _change(self, change: Callable[[Entries], Entries], mend: bool = False) -> None:
        """Change the file in one step: it is whole before and after, whatever happens in between."""
        try:
            have(self._directory / "pins.lock")
            with held(self._directory, "pins", "desk", WAIT):
                entries = _on_disk(self.path)
                if entries.faults and not mend:
                    raise DeskFailure(f"{self.path} is at fault and was not changed: {entries.faults[0]}")
                replace_whole(self.path, text_of(change(entries)).encode())
        except OSError as e:
            raise DeskFailure(
                f"{self.path} cannot be written ({e.strerror or e}). Free room, or mend the rights of that place."
            ) from e


def _refuse(needed: Mapping[str, str], by: str) -> None:
    """Raise BadEntry with every fault of an entry."""
    texts = {**needed, "by": by}
    faults = [Fault(name, "", "empty") for name, text in needed.items() if not text.strip()]
    faults += [Fault(n, t[:MAX_TEXT], "long", str(MOST_LONG)) for n, t in texts.items() if len(t) > MOST_LONG]
    if needed["article"] != needed["article"].encode("utf-8", "replace").decode():
        faults.append(Fault("article", "", "unknown"))  # half a character: no file can hold it
    if needed.get("q", "").strip() and not normal(needed["q"]):
        faults.append(Fault("q", needed["q"][:MAX_TEXT], "empty"))
    if faults:
        raise BadEntry(tuple(faults))


def _in_force(entries: Entries, today: date) -> Rules:
    pins: dict[str, tuple[Pin, ...]] = {}
    for pin in entries.pins:
        if pin.until is None or pin.until >= today:
            key = normal(pin.question)
            pins[key] = (*pins.get(key, ()), pin)[:MOST_PINS]
    hides = [hide for hide in entries.hides if hide.until is None or hide.until >= today]
    if not pins and not hides:
        return Rules()
    version = hashlib.sha256(repr((pins, hides)).encode("utf-8", "replace")).hexdigest()[:12]
    return Rules(version, pins, frozenset(hide.article for hide in hides))


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What tells that a file is another than before; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as e:
        return (e.errno or 0,)
    return found.st_mtime_ns, found.st_size, found.st_ino


def _on_disk(path: Path) -> Entries:
    try:
        return parsed(path.read_bytes())
    except FileNotFoundError:
        return Entries()
    except OSError as e:
        return Entries(faults=(FileFault(1, f"cannot be read ({e.strerror or e}); mend the rights of the file."),))
