"""Compiled loops over a segment's arrays: match, score, count. They hold no interpreter lock.

Compiled code is kept on disk between processes. Its directory is named by a hash of all sources here: numba by
itself looks at one file alone and would go on with an old kernel after a change in another.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from numba.core import config

_HERE = Path(__file__).parent


def cache_directory() -> Path:
    """Where compiled kernels are kept: beside the sources, else in the user's cache."""
    digest = hashlib.sha256()
    for path in sorted(_HERE.glob("*.py")):
        digest.update(path.read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    beside = _HERE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        if os.access(beside, os.W_OK | os.X_OK) or (beside / name).is_dir():
            return beside / name
    except OSError:
        pass
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "telusur" / name


if not getattr(config, "CACHE_DIR", ""):
    config.CACHE_DIR = str(cache_directory())  # type: ignore[attr-defined]
