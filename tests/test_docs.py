"""What the documents say is there: commands, settings, routes, parameters, answer fields, files, links.

`.venv/bin/python -m tests.test_docs` puts the commands' help of today into docs/cli.md.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from indexer import changes
from indexer.cli import main
from indexer.workplace import Workplace
from search.parameters import NAMES
from search.settings import Settings
from web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
CLI, API, RUNNING, TOUR = (ROOT / "docs" / f"{name}.md" for name in ("cli", "api", "running", "tour"))
READMES = (ROOT / "README.md", ROOT / "README.id.md")
CONTEXT = click.Context(main)
COMMANDS = main.list_commands(CONTEXT)
HELP = re.compile(r"```text\n(telusur ?[\w-]*)\n(.*?)```", re.S)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.S | re.M)


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project: those in version control, and new ones that it would take."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in told.splitlines() if (path := ROOT / name).is_file())


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def help_of(command: str) -> str:
    """The help of "telusur add", as wide as the pages are."""
    shown = CliRunner().invoke(main, [*command.split()[1:], "--help"], prog_name="telusur", terminal_width=100)
    return shown.output


def with_help(page: str) -> str:
    return HELP.sub(lambda m: f"```text\n{m[1]}\n\n{help_of(m[1])}```", page)


# The command line


def test_the_page_has_the_help_of_every_command() -> None:
    page = text_of(CLI)
    assert [m[1] for m in HELP.finditer(page)] == ["telusur", *(f"telusur {name}" for name in headings(page))]
    assert sorted(headings(page)) == COMMANDS
    for command, shown in HELP.findall(page):
        cure = "run `.venv/bin/python -m tests.test_docs`"
        assert shown.strip() == help_of(command).strip(), f"docs/cli.md is behind `{command} --help`: {cure}"


def headings(page: str) -> list[str]:
    return re.findall(r"^## ([\w-]+)$", page, re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_in_the_page_and_in_its_help(command: str) -> None:
    section = text_of(CLI).split(f"\n## {command}\n")[1].split("\n## ")[0]
    examples = [body for kind, body in FENCE.findall(section) if kind == "sh"]
    assert f"telusur {command}" in "".join(examples)
    assert "Example: telusur " in " ".join(help_of(f"telusur {command}").split())


def calls() -> Iterator[tuple[str, list[str]]]:
    """Every call of telusur in the documents' text, blocks of shell and units, as its words; comments left out."""
    for path in pages():
        blocks = [body for kind, body in FENCE.findall(text_of(path)) if kind in ("sh", "ini")]
        lines = [line for body in blocks for line in body.replace("\\\n", " ").splitlines()]
        spans = re.findall(r"`([^`\n]+)`", FENCE.sub("", text_of(path)))
        for line in (*lines, *(span.replace("\\|", "|") for span in spans)):
            for found in re.findall(r"(?:^|bin/|[|&] )telusur ([a-z]+\b[^|&;<>#]*)", line):
                yield f"{path.relative_to(ROOT)}: {line}", shlex.split(found)


def test_commands_that_are_shown_are_commands_that_there_are() -> None:
    found = list(calls())
    assert len(found) > 40
    for where, words in found:
        assert words[0] in COMMANDS, where
        command = main.get_command(CONTEXT, words[0])
        assert command is not None
        known = {name for option in command.params for name in option.opts} | {"--help", "-h"}
        used = {word.split("=")[0] for word in words[1:] if word.startswith("--")}
        assert used <= known, where
        if words[1:]:  # else the command is only named
            command.make_context(words[0], words[1:]).close()


# Settings


def test_every_setting_stands_in_the_page_with_its_usual_value() -> None:
    read = set(re.findall(r"TELUSUR_[A-Z_]+", text_of(ROOT / "search" / "settings.py")))
    table = dict(re.findall(r"^\| `(TELUSUR_[A-Z_]+)` \| (?:`([^`]*)`)? ?\|", text_of(RUNNING), re.M))
    assert table.keys() == read
    assert len(read) >= 10
    usual = {name: value for name, value in table.items() if value}
    assert Settings.from_env(usual) == Settings.from_env({})


def test_no_page_names_a_setting_that_is_not_there() -> None:
    read = set(re.findall(r"TELUSUR_[A-Z_]+", text_of(ROOT / "search" / "settings.py"))) | {"TELUSUR_NO_SKIPS"}
    for path in pages():
        assert set(re.findall(r"TELUSUR_[A-Z_]+", text_of(path))) - {"TELUSUR_DESK"} <= read, path


# The API

ROW = {
    "id": "kabar-1",
    "title": "BPBD Pesawaran bagikan bantuan banjir",
    "body": "METRO, MFH,-- BPBD Kabupaten Pesawaran membagikan bantuan banjir, Rabu (10/12/2025).\nWarga menerima.",
    "published": "2025-12-10T08:53:00+07:00",
    "penulis": "Redaksi",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    directory = tmp_path_factory.mktemp("docs")
    rows = [ROW, {**ROW, "id": "kabar-2", "title": "Bantuan banjir Pesawaran tiba", "body": "Lain: banjir."}]
    source = directory / "berita.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = Settings(index=directory / "index")
    assert changes.add(Workplace(settings), [str(source)]).taken == 2
    return create_app(settings)


def test_every_route_stands_in_the_page_and_every_address_of_the_page_is_a_route(app: Flask) -> None:
    names = {r"<path:\w+>": "FILE", r"<\w+:\w+>": "ID"}
    routes = [rule.rule for rule in app.url_map.iter_rules()]
    for pattern, name in names.items():
        routes = [re.sub(pattern, name, route) for route in routes]
    routes = [re.sub(r"<(\w+?)_?>", lambda m: m[1].upper(), route) for route in routes]
    told = re.findall(r"^\| `(/[^`]*)` \|", text_of(API), re.M)
    assert sorted(told) == sorted(set(routes))


def test_every_parameter_stands_in_the_page() -> None:
    table = text_of(API).split("\n## Search\n")[1].split("\n## ")[0].split("The answer:")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.M)) == NAMES


def test_the_choices_of_parameters_are_told() -> None:
    words = set(re.findall(r"`([^`\n]+)`", FENCE.sub("", text_of(API))))
    assert {"relevan", "terbaru", "terlama", "terbit", "kejadian", "semua"} <= words


def keys(value: Any, free: tuple[str, ...] = ("extra", "frequencies")) -> set[str]:
    """Every key in an answer; inside `free` the keys are data."""
    if isinstance(value, list):
        return set().union(*map(keys, value)) if value else set()
    if isinstance(value, dict):
        return set(value).union(*(keys(v) for k, v in value.items() if k not in free))
    return set()


ASKED = {
    "search?q=banjir+pesawaran&explain=1": "Search",
    "articles/kabar-1": "One article",
    "suggest?q=banj": "Completion",
    "search?dari=31/02/2025": "Errors",
}
INSIDE_CLAUSES = {"kind", "text", "term", "weight", "words", "clause"}
"""What stands inside `explain.clauses` is for people and may change."""


@pytest.mark.parametrize(("asked", "section"), ASKED.items(), ids=ASKED.values())
def test_every_field_of_an_answer_stands_in_its_section(app: Flask, asked: str, section: str) -> None:
    answer = app.test_client().get(f"/api/v1/{asked}").get_json()
    told = text_of(API).split(f"\n## {section}\n")[1].split("\n## ")[0]
    given = keys(answer)
    assert len(given) >= 4
    assert given - (INSIDE_CLAUSES if section == "Search" else set()) <= set(re.findall(r"`(\w+)`", told))


def test_related_stories_and_health_answer_as_the_page_says(app: Flask) -> None:
    client, page = app.test_client(), text_of(API)
    related = client.get("/api/v1/articles/kabar-1/related").get_json()
    assert {"hits", "reasons"} <= keys(related)
    assert "reasons" in related["hits"][0]
    ready = client.get("/readyz").get_json()
    assert {"ready", "generation"} <= keys(ready)
    assert keys(ready) <= set(re.findall(r"`(\w+)`", page.split("## Health and numbers")[1]))
    names = set(re.findall(r"^(telusur_\w+)", client.get("/metrics").get_data(as_text=True), re.M))
    assert names <= set(re.findall(r"`(telusur_\w+)`", page))


def test_every_code_of_a_fault_stands_in_the_page() -> None:
    source = text_of(ROOT / "web" / "wording" / "__init__.py").split("by_code = {")[1].split("}\n")[0]
    codes = set(re.findall(r'^\s*"(\w+)": f', source, re.M))
    assert len(codes) >= 7
    assert codes <= set(re.findall(r"`(\w+)`", text_of(API).split("\n## Errors\n")[1]))


# The tour, links, targets


def test_the_tour_names_what_there_is_and_every_folder() -> None:
    page = text_of(TOUR)
    named = set(re.findall(r"`([\w.-]+/[\w./-]*)`", page))
    assert [name for name in named if not (ROOT / name).exists()] == []
    packages = {path.parent.relative_to(ROOT).as_posix() for path in tracked() if path.name == "__init__.py"}
    top = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    wanted = packages | {name for name in top if not name.startswith(".")}
    assert [name for name in sorted(wanted) if f"{name}/" not in page] == []


def test_the_tour_names_every_module_of_the_core_and_the_doors() -> None:
    page = text_of(TOUR)
    modules = [path.relative_to(ROOT).as_posix() for room in ("search", "indexer", "web") for path in modules_of(room)]
    assert [name for name in modules if f"`{name}`" not in page] == []


def modules_of(room: str) -> list[Path]:
    return sorted(path for path in (ROOT / room).glob("*.py") if path.name != "__init__.py")


def slug(heading: str) -> str:
    """The anchor that a heading gets: small letters, spaces to dashes, punctuation gone."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_relative_link_leads_somewhere() -> None:
    broken, links = [], 0
    for path in pages():
        prose = FENCE.sub("", text_of(path))
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            name, _, anchor = target.partition("#")
            page = (path.parent / name) if name else path
            anchors = map(slug, re.findall(r"^#+ (.+)$", text_of(page), re.M)) if page.suffix == ".md" else ()
            if not page.exists() or (anchor and anchor not in anchors):
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert links > 20
    assert broken == []


def test_make_targets_that_are_shown_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.M))
    for path in pages():
        shown = re.findall(r"(?:`|^)make (?:-C \S+ )?([a-z-]+)", text_of(path), re.M)
        assert set(shown) <= targets, path
    for path in READMES:
        assert {"make demo", "make test"} <= set(re.findall(r"make \w+", text_of(path)))


# What must not stand in any file


FOREIGN = re.compile(r"/(?:home|Users)/\w|/root/|(?<![\w.])/work/|\bissues? #?\d|\bGH-\d|\bpyenv\b", re.IGNORECASE)


def test_no_file_names_a_developers_machine_or_the_number_of_an_issue() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix == ".lock":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if match := FOREIGN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


def test_pages_that_messages_name_are_there() -> None:
    rooms = ("search", "indexer", "web")
    told = "\n".join(text_of(p) for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in rooms)
    named = set(re.findall(r'f?"[^"\n]*\b(docs/[\w/.-]+\.md)\b[^"\n]*"(?!"")', told))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


if __name__ == "__main__":
    CLI.write_text(with_help(text_of(CLI)), encoding="utf-8")
