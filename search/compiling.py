"""Where compiled loops (kernels) are kept on disk between processes; imported by every module that has some.

Their directory is named by a hash of all their sources: numba by itself looks at one file alone and would go on with
an old kernel after a change in another.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from numba.core import config

_HERE = Path(__file__).parent


def _sources() -> list[Path]:
    """Every file that compiled code is made of: the loops, and whose numbers they use."""
    engine = _HERE / "engines" / "whoosh"
    analysis = _HERE / "analysis"
    others = (engine / "invert.py", engine / "row.py", _HERE / "ranking.py")
    return [*sorted((engine / "kernels").glob("*.py")), *others, analysis / "scanning.py", analysis / "windows.py"]


def _name() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return f"kernels-{digest.hexdigest()[:16]}"


def compiled() -> Path | None:
    """The directory of kernels compiled before, beside the sources or in the user's cache; None where there is none."""
    return next((path for path in _places() if path.is_dir()), None)


def _places() -> tuple[Path, Path]:
    name, home = _name(), os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  no home: no error
    return _HERE / "__pycache__" / name, Path(home) / "telusur" / name


def cache_directory() -> Path:
    """Where this process keeps compiled kernels. The compiler insists on a directory that it may write to: a service
    that may not works on a copy of its own, which goes when it ends."""
    known = compiled()
    for path in (known, *_places()):
        if path is not None and _writable(path):
            return path
    copy = Path(tempfile.mkdtemp(prefix="telusur-kernels-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    if known is not None:
        shutil.copytree(known, copy, dirs_exist_ok=True)
    return copy


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(path, os.W_OK | os.X_OK) and all(os.access(p, os.W_OK) for p in path.iterdir() if p.is_dir())


if not getattr(config, "CACHE_DIR", ""):
    config.CACHE_DIR = str(cache_directory())  # type: ignore[attr-defined]
