"""The house as docs/decisions/0001 and 0002 have it: import flow, no circles, one home for each library."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"search": {"search"}, "indexer": {"search", "indexer"}, "web": {"search", "web"}}
FILES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
PROVIDES = {"pysastrawi": "Sastrawi", "werkzeug": "werkzeug"}


def homes() -> dict[str, str]:
    """Import name -> home, from the table of the decision page."""
    table = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ((?:search|indexer|web)[\w/]*) \|", table, re.M)
    names = [(n.split()[0].lower(), home) for names, home in rows for n in names.split(",")]
    return {PROVIDES.get(name, name): home for name, home in names}


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the flow"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_flow_and_libraries_stay_at_home(path: Path) -> None:
    room, known = path.relative_to(ROOT).parts[0], homes()
    for name in imports(path):
        top = name.split(".")[0]
        if top in (*ROOMS, "tests", "benchmarks"):
            assert top in ROOMS[room], f"{room} must not import {name}"
        elif top not in sys.stdlib_module_names:
            assert top in known, f"{top} has no line in docs/decisions/0002-dependencies.md"
            assert str(path.relative_to(ROOT)).startswith(known[top] + "/"), f"{top} belongs in {known[top]}"


def uses(path: Path, modules: dict[str, Path]) -> set[str]:
    """The project's modules that a file imports; `from package import module` means the module."""
    names = imports(path)
    packages = {n.rpartition(".")[0] for n in names if n in modules}
    return {n for n in names if n in modules and (n not in packages or modules[n].name != "__init__.py")}


def test_modules_import_in_no_circle() -> None:
    modules = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in FILES}
    graph = {m: uses(p, modules) - {m} for m, p in modules.items()}
    while leaves := [m for m, used in graph.items() if not used & graph.keys()]:
        for leaf in leaves:
            del graph[leaf]
    # What is left uses only what is left: a circle, or something that leads into one.
    assert not graph, f"import circle among {sorted(graph)}"


def test_every_dependency_is_declared_and_decided() -> None:
    declared = re.findall(r'^  "([\w.-]+)[>=]=', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    table = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8").lower()
    assert len(declared) >= 9
    assert [name for name in declared if name.lower() not in table] == []


def test_only_the_readme_of_index_data_is_in_the_tree() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/index_data/*" in ignored
    assert "!/index_data/README.md" in ignored
