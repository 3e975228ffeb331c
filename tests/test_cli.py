"""The command line: exit codes, JSON a line each, dry runs, and words that say what to do next."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from indexer.cli import main, tell
from tests.site_under_test import Site, row, rows

CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}
BAD = {"id": "buruk", "title": "Judul", "body": ""}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "situs")
    site.reindex(rows(30, "mula"))
    return site


def telusur(site: Site, *words: str, typed: str = "") -> Result:
    result = CliRunner().invoke(main, [*words, "--index", str(site.directory)], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def state(site: Site) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in site.directory.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_index_and_shows_one_example_that_is_valid(name: str, tmp_path: Path) -> None:
    command = COMMANDS[name]
    assert command is not None
    assert "--index" in {option for p in command.params for option in p.opts}
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    examples = re.findall(r"Example: telusur (\S+) ?(.*)", shown.output)
    assert [found[0] for found in examples] == [name]
    first = (command.help or "").split("\n\n")[0]
    assert first.endswith(".")
    # Parsed as it stands, nothing is done: an example to paste must not name an option that is not there.
    command.make_context(name, [*shlex.split(examples[0][1]), "--index", str(tmp_path)])


def test_help_of_the_whole_names_every_command_and_the_exit_codes() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    assert [name for name in COMMANDS if f"  {name} " not in shown] == []
    assert "Exit codes: 0 all well, 1 failed" in shown
    assert "telusur 0." in CliRunner().invoke(main, ["--version"]).output


ENDS: list[tuple[list[str], int, str]] = [
    (["search", "banjir"], 0, ""),
    (["search", "katayangtakada"], 0, ""),
    (["search", "--dari", "31-02-2025", "--hal", "0"], 1, "--dari '31-02-2025' is no date"),
    (["search", "--urut", "asal"], 1, "use one of: relevan, terbaru"),
    (["related", "k-001"], 0, ""),
    (["related", "tidak-ada"], 1, "neither the id of an article in the index nor a file"),
    (["analyze", "menyelidiki kerusakan"], 0, ""),
    (["inspect", "tidak-ada.txt"], 1, "tidak-ada.txt is not there; check the path"),
    (["add", "tidak-ada.jsonl"], 1, "tidak-ada.jsonl is not there; check the path"),
    (["reindex", "tidak-ada.jsonl"], 1, "tidak-ada.jsonl is not there; check the path"),
    (["delete", "tidak-ada"], 1, "not there: tidak-ada"),
    (["delete", "k-001", "tidak-ada"], 3, "not there: tidak-ada"),
    (["delete", "k-001"], 0, "deleted 1 articles"),
    (["hide", "k-002", "tidak-ada", "--why", "salah kutip"], 3, "not there: tidak-ada"),
    (["hidden"], 0, ""),
    (["unhide", "k-003"], 1, "was not hidden: k-003"),
    (["publish", "g000077"], 1, "no generation 'g000077' is kept; there is g000001"),
    (["publish", "g000001"], 0, "published g000001 with 30 articles"),
    (["reindex"], 0, "taken 30, rejected 0"),
    (["prune"], 0, "removed 0 generations"),
    (["check"], 0, "all whole"),
    (["status"], 0, ""),
    (["export"], 0, ""),
    (["export", "--desk"], 0, ""),
    (["alerts"], 0, ""),
    (["desk", "check"], 0, "all whole"),
    (["desk", "restore", "tidak-ada.jsonl"], 1, "tidak-ada.jsonl is not there; check the path"),
    (["desk", "restore"], 1, "name the FILE"),
]


@pytest.mark.parametrize(("words", "code", "said"), ENDS, ids=[" ".join(e[0]) for e in ENDS])
def test_how_commands_end(site: Site, words: list[str], code: int, said: str) -> None:
    result = telusur(site, *words)
    assert result.exit_code == code, result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_all_commands_are_tried() -> None:
    assert {words[0] for words, _, _ in ENDS} | {"serve"} == set(COMMANDS)


@pytest.mark.parametrize(
    ("command", "given", "code"),
    [
        ("add", rows(30), 0),
        ("add", [*rows(30), BAD], 3),
        ("add", [BAD], 3),
        ("reindex", rows(30), 0),
        ("reindex", [*rows(30), BAD], 3),
        ("reindex", [BAD], 1),  # a site without any article is nobody's wish
    ],
)
def test_exit_codes_of_rows(site: Site, command: str, given: list[dict[str, Any]], code: int) -> None:
    source = site.source(given)
    before = state(site)
    dry = telusur(site, command, source, "--dry-run")
    assert dry.exit_code == code
    assert state(site) == before, "--dry-run changes nothing"
    result = telusur(site, command, source)
    assert result.exit_code == code
    good = sum(r["body"] != "" for r in given)
    if good:
        assert f"read {len(given)}, taken {good}, rejected {len(given) - good}" in result.stderr
    if good < len(given):
        assert re.search(r":\d+: (buruk: )?body missing or empty; give the article's text", result.stderr)
        assert json.loads((site.directory / "rejects.jsonl").read_text())["id"] == "buruk"
    assert len(site.found()) == 30


def test_json_is_one_line_each(site: Site) -> None:
    site.add(row("tunggal", title="Judul \ud800 aneh"))
    source = site.source(rows(3))
    for words, lines in (
        (["search", "banjir", "--json", "--explain"], 1),
        (["related", "k-001", "--json"], 1),
        (["analyze", "menyelidiki kerusakan", "--json"], 1),
        (["inspect", source, "--json"], 3),
        (["status", "--json"], 1),
        (["export"], 31),
    ):
        result = telusur(site, *words)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert (result.exit_code, len(found)) == (0, lines), words
    told = json.loads(telusur(site, "status", "--json").stdout)
    assert (told["articles"], told["archive_articles"], told["generation"]) == (31, 31, "g000001")
    assert (told["changes_not_in_index"], told["problem"], told["index"]) == (0, None, str(site.directory))


def test_facets_are_told_where_there_is_something_to_count(site: Site) -> None:
    site.add(row("tunggal", word="langka", agencies=[], regions=[]))
    assert telusur(site, "search", "katayangtakada").stdout.splitlines()[0] == "0 articles"
    assert "instansi:" not in telusur(site, "search", "katayangtakada").stdout
    assert "\ninstansi: without 1\n" in telusur(site, "search", "langka").stdout


def test_ids_to_delete_come_from_standard_input_too(site: Site) -> None:
    result = telusur(site, "delete", "-", "k-005", typed="k-001\n\n  k-002 \n")
    assert (result.exit_code, result.stderr) == (0, "deleted 3 articles.\n")
    assert telusur(site, "delete", "-", typed="\n").exit_code == 0
    assert len(site.found()) == 27


def test_rows_come_from_standard_input_too(site: Site) -> None:
    ended = site.run("add", "-", input=json.dumps(row("pipa", "pipa")) + "\n")
    assert ended.returncode == 0, ended.stderr
    assert site.finds("pipa") == ["pipa"]


def test_many_articles_go_only_with_a_word(site: Site) -> None:
    source = site.source(rows(3))
    refused = telusur(site, "reindex", source)
    assert refused.exit_code == 1
    assert "27 of the 30 articles" in refused.stderr
    assert site.holds(rows(30, "mula"))
    told = telusur(site, "reindex", source, "--dry-run")
    assert (told.exit_code, "27 articles would be removed" in told.stderr) == (0, True)
    assert telusur(site, "reindex", source, "--yes").exit_code == 0
    assert site.holds(rows(3))


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 1, 30), ("y\n", 0, 3)])
def test_on_a_terminal_it_asks(site: Site, answer: str, code: int, left: int) -> None:
    try:
        ours, theirs = os.openpty()
    except OSError as e:
        pytest.skip(f"this machine gives no pseudo-terminal ({e}); mount /dev/pts")
    try:
        process = subprocess.Popen(site.command("reindex", site.source(rows(3))), stdin=theirs, stderr=subprocess.PIPE)
        os.write(ours, answer.encode())
        said = process.communicate(timeout=60)[1].decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "27 of the 30 articles would be removed. Go on?" in said
    assert process.returncode == code
    assert len(site.found()) == left


def test_a_log_gets_plain_lines_of_progress(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tell, "LOG_SECONDS", -1.0)
    lines = telusur(site, "reindex", site.source(rows(30))).stderr.splitlines()
    assert any(re.fullmatch(r"read: 3 rows, [\d,]+ a second", line) for line in lines)
    assert any(re.fullmatch(r"index: 12 of 30, [\d,]+ a second, \d+ s left", line) for line in lines)
    assert not any("\r" in line or "\033" in line for line in lines)
    assert re.search(r"cleaned \d+; [\d.]+ seconds, [\d,]+ articles a second\. Generation g000002\.$", lines[-1])


def test_a_reader_that_stops_reading_gets_no_traceback(site: Site) -> None:
    site.reindex([row(f"k-{n}", body="Banjir melanda. " * 2000) for n in range(30)])
    reader = subprocess.Popen(site.command("export"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert reader.stdout is not None
    assert reader.stderr is not None
    assert json.loads(reader.stdout.readline())["id"] == "k-0"
    reader.stdout.close()
    said = reader.stderr.read()
    reader.stderr.close()
    reader.wait(60)
    assert said == b""


def test_damage_is_told_and_is_exit_1(site: Site) -> None:
    files = [p for p in (site.directory / "generations").rglob("c*/*") if p.name != "manifest.json"]
    damaged = max(files, key=lambda p: p.stat().st_size)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    for words in (["check"], ["search", "banjir"], ["add", site.source([row("baru")])]):
        result = telusur(site, *words)
        assert result.exit_code == 1
        assert damaged.name in result.stderr
        assert "is damaged" in result.stderr
    assert telusur(site, "reindex").exit_code == 0
    assert site.holds(rows(30, "mula"))


def test_an_archive_that_is_no_database_is_told(site: Site) -> None:
    (site.directory / "archive.sqlite3").write_bytes(b"bukan basis data " * 500)
    for words in (["add", site.source([row("baru")])], ["export"], ["check"], ["status"], ["delete", "k-001"]):
        result = telusur(site, *words)
        assert result.exit_code == 1
        assert "docs/running.md" in result.stderr, words
    assert telusur(site, "search", "banjir").exit_code == 0, "readers go on"


def test_an_export_to_a_file(site: Site, tmp_path: Path) -> None:
    output = tmp_path / "cadangan.jsonl"
    result = telusur(site, "export", "--output", str(output))
    assert (result.exit_code, result.stderr) == (0, f"wrote 30 articles to {output}.\n")
    assert telusur(site, "reindex", str(output)).exit_code == 0
    assert site.holds(rows(30, "mula"))
    refused = telusur(site, "export", "--output", str(tmp_path / "tidak" / "ada.jsonl"))
    assert refused.exit_code == 1
    assert "is not there. Make that directory" in refused.stderr
