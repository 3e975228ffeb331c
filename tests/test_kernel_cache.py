"""Compiled kernels are found again, and a service that may not write beside the sources has its own copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh import kernels


def test_compiled_kernels_lie_under_a_name_made_of_all_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = kernels._name()
    for path in kernels._HERE.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(kernels, "_HERE", tmp_path)
    assert kernels._name() == before
    (tmp_path / "counting.py").write_text("# changed\n")
    assert kernels._name() != before, "numba itself looks at one file alone and would use an old kernel"


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
