"""An operator's own agencies and spellings, in one file beside the registry's: TELUSUR_NAMES.

One entry a line, cells parted by tabs, lists by "|", lines that begin with # are comments:

    instansi<TAB>name<TAB>region code or "-"<TAB>other spellings
    wilayah<TAB>region code<TAB>-<TAB>other spellings
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.errors import BadSetting

VARIABLE = "TELUSUR_NAMES"
_KINDS = ("instansi", "wilayah")


@dataclass(frozen=True, slots=True)
class OwnName:
    """One entry. `kind` is "instansi" or "wilayah"; `name` an agency's name or a region's code, `region` the code of an
    agency's region or None; `place` says where the entry stands."""

    kind: str
    name: str
    region: str | None
    spellings: tuple[str, ...]
    place: str


@cache
def own_names() -> tuple[OwnName, ...]:
    """The entries, in their order; none where no file is set. Raises BadSetting with the line and the cure."""
    path = os.environ.get(VARIABLE, "")
    if not path:
        return ()
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        told = e.strerror if isinstance(e, OSError) else "it is not UTF-8"
        raise BadSetting(f"{VARIABLE}={path!r} cannot be read ({told}). Name a text file, or unset it.") from e
    return tuple(
        _entry(line, f"{path}:{number}")
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    )


def _entry(line: str, place: str) -> OwnName:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != 4 or cells[0] not in _KINDS or not cells[1]:
        raise BadSetting(
            f"{place}: {line[:80]!r} is no entry. Write four cells with tabs between: {' or '.join(_KINDS)}, "
            'name or code, region code or "-", spellings with "|" between.'
        )
    kind, name, region, spellings = cells
    listed = tuple(s for item in spellings.split("|") if (s := item.strip()) and s != "-")
    if kind == "wilayah" and not listed:
        raise BadSetting(f"{place}: {name} has no spelling to add. Write one in the fourth cell.")
    return OwnName(kind, name, None if region in ("-", "") else region, listed, place)
