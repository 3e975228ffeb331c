"""The table of words stemmed before, kept with the index: a run stems each distinct word once, ever."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from search.analysis import terms

MOST = 1_000_000
"""Words that are kept; beyond it the table begins anew, so that rubbish cannot fill memory for ever."""


def load(path: Path) -> dict[str, str]:
    """The table, empty where it is missing, damaged or of another version of the analysis."""
    try:
        header, _, lines = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = [line.split("\t") for line in lines.split("\n")] if lines else []
    whole = header == _header(len(pairs)) and all(len(pair) == 2 for pair in pairs)
    return dict(pairs) if whole else {}


def save(path: Path, known: dict[str, str]) -> None:
    """Put the table in place; it can be rebuilt at any time, so it need not outlive a power cut.
    The caller holds the write lock."""
    # It saves time and nothing else: a full disk must not make a failure of a run that is done.
    with suppress(OSError):
        if len(known) > MOST:
            path.unlink(missing_ok=True)
            return
        aside = path.with_name(f"{path.name}.tmp")
        lines = [_header(len(known)), *(f"{word}\t{term}" for word, term in known.items())]
        try:
            aside.write_text("\n".join(lines), encoding="utf-8")
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def _header(count: int) -> str:
    # The count tells a table that was cut short.
    return f"# {terms.version()} {count}"
