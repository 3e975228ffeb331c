"""Compiled kernels are found again, and a service that may not write beside the sources has its own copy."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from search import compiling as kernels

ROOT = Path(__file__).resolve().parent.parent


def test_compiled_kernels_lie_under_a_name_made_of_all_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before, copies = kernels._name(), []
    for number, path in enumerate(kernels._sources()):
        copies.append(tmp_path / str(number))
        copies[-1].write_bytes(path.read_bytes())
    monkeypatch.setattr(kernels, "_sources", lambda: copies)
    assert kernels._name() == before
    for copy in copies:
        whole = copy.read_bytes()
        copy.write_bytes(whole + b"# changed\n")
        assert kernels._name() != before, "numba itself looks at one file alone and would use an old kernel"
        copy.write_bytes(whole)


def test_every_module_that_kernels_take_something_from_counts_as_a_source() -> None:
    sources = set(kernels._sources())
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("search."):
                # A type, a function of the Python around kernels, and where compiled code is kept.
                names = {alias.name for alias in node.names} - {"Array", "address", "compiling"}
                assert not names or ROOT / (str(node.module).replace(".", "/") + ".py") in sources, f"{path}: {names}"


def test_who_may_not_write_there_works_on_a_copy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    beside = tmp_path / "__pycache__" / kernels._name()
    (beside / "kernels_1").mkdir(parents=True)
    (beside / "kernels_1" / "ask.nbc").write_bytes(b"code")
    monkeypatch.setattr(kernels, "_places", lambda: (beside, tmp_path / "home"))
    assert kernels.cache_directory() == beside
    monkeypatch.setattr(kernels, "_writable", lambda path: False)
    copy = kernels.cache_directory()
    assert copy != beside
    assert (copy / "kernels_1" / "ask.nbc").read_bytes() == b"code"


def test_without_any_place_a_directory_of_its_own_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Path("/proc/nowhere")
    monkeypatch.setattr(kernels, "_places", lambda: (nowhere, nowhere))
    assert kernels.cache_directory().is_dir()
