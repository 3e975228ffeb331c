"""Every error a caller may catch. Each message names the thing, the place and the next step."""

from __future__ import annotations

from dataclasses import dataclass


class TelusurError(Exception):
    """Base of all errors that Telusur raises on purpose; its text is fit to be shown to the operator."""


class NoIndex(TelusurError):
    """Nothing has been published yet in the index directory."""


class DamagedIndex(TelusurError):
    """A file of a generation is missing, cut or changed; it was not read."""


class OutdatedIndex(TelusurError):
    """The generation was made by another analysis or schema and would answer wrongly; rebuild it."""


class Busy(TelusurError):
    """Another process holds a lock; the text says who and since when."""


class UnfitGeneration(TelusurError):
    """A finished generation failed its checks and was not published."""


class BadSource(TelusurError):
    """A source as a whole cannot be read (not there, not allowed, of no known format)."""


class NotFound(TelusurError):
    """No article, generation or file of that name."""


class Refused(TelusurError):
    """What was asked needs the operator's word (`--yes`) first; nothing was changed."""


class BadSetting(TelusurError):
    """A setting from the environment or the command line has a value that cannot be used."""


class DeskFailure(TelusurError):
    """What editors keep cannot be read or written: a broken file, a full disk, rights."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a question: which parameter, the value as typed, and what kind of fault.

    `code` is one of "date", "order", "page", "size", "sort", "choice" (see `expected`), "unknown", "many"; of what an
    editor enters "empty", "long" (`expected`: characters), "many" (`expected`: how many there may be) or "taken".
    The doors put it into words: Indonesian on the page and in the API, English in the command line.
    """

    parameter: str
    value: str
    code: str
    expected: str = ""


class BadQuestion(TelusurError):
    """A question cannot be asked as it stands; `faults` has all that is wrong with it, at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{f.parameter}: {f.value!r} ({f.code} {f.expected})".strip() for f in faults))
        self.faults = faults


class BadEntry(BadQuestion):
    """What an editor entered cannot be kept as it stands; `faults` has all that is wrong with it, at once."""
