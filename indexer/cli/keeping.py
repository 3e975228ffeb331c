"""Commands that keep the site going: status, check, export, serve."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

import click

from indexer import upkeep
from indexer.cli.tell import index_option, json_option, print_json
from indexer.workplace import Workplace
from search.desk import upkeep as desk_upkeep
from search.desk.pins import Desk
from search.desk.store import Store
from search.errors import BadSetting
from search.model import WIB
from search.settings import THREADS, Settings


@click.command()
@json_option
@index_option
def status(as_json: bool, settings: Settings) -> None:
    """Show how many articles readers see, in which generation, and what stands behind it.

    Example: telusur status --json
    """
    row = upkeep.status(Workplace(settings))
    kept = desk_upkeep.state(Desk(settings.desk), Store(settings.desk), datetime.now(WIB).date())
    row["desk"] = kept
    if as_json:
        print_json(row)
        return
    if row["problem"]:
        click.echo(f"PROBLEM: {row['problem']}")
    if row["generation"] is None:
        click.echo(f"nothing is published in {row['index']}. Run `telusur reindex SOURCES`.")
    else:
        click.echo(f"{row['articles']:,} articles in {row['generation']} (commit {row['commit']}, {row['made']})")
    click.echo(
        f"archive: {row['archive_articles']:,} articles, {row['changes_not_in_index']:,} changes not in the index, "
        f"{row['hidden']:,} hidden"
    )
    click.echo(f"rejects: {row['rejects']:,}")
    click.echo(f"desk: {kept['pins']:,} pins, {kept['hides']:,} hides, {kept['saved']:,} saved searches")
    for problem in kept["problems"]:
        click.echo(f"PROBLEM of the desk: {problem}")
    for g in row["generations"]:
        click.echo(f"kept: {g['generation']} with {g['articles']:,} articles, made {g['made']}")


@click.command()
@index_option
@click.pass_context
def check(context: click.Context, settings: Settings) -> None:
    """Read every byte of archive and index and tell what is not whole; exit code 1 then.

    Example: telusur check
    """
    problems = upkeep.check(Workplace(settings))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        context.exit(1)
    click.echo("all whole: archive, files of the index, counts, facets, known questions.", err=True)


@click.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File; standard output unless given.")
@click.option("--desk", is_flag=True, help="What editors keep instead: `telusur desk restore` takes it back.")
@index_option
def export(output: Path | None, desk: bool, settings: Settings) -> None:
    """Write every article as JSONL that `telusur reindex` takes back: a backup and a way out.

    Example: telusur export --output cadangan.jsonl
    """
    kept = Desk(settings.desk), Store(settings.desk)
    rows = desk_upkeep.rows(*kept) if desk else upkeep.export(Workplace(settings))
    if output is None:
        for row in rows:
            print_json(row)
        return
    count = upkeep.write_export(rows, output)
    click.echo(f"wrote {count:,} {'lines' if desk else 'articles'} to {output}.", err=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option(
    "--threads",
    type=click.IntRange(*THREADS),
    help="Answers given at the same time [default: TELUSUR_THREADS, or 8].",
)
@index_option
def serve(host: str, port: int, threads: int | None, settings: Settings) -> None:
    """Serve the site and its API until stopped (Ctrl-C or SIGTERM).

    Example: telusur serve --port 8080 --threads 4
    """
    doors = list(entry_points(group="telusur.serve"))
    if len(doors) != 1:
        raise BadSetting("the web door is not installed properly. Run `make setup` again.")
    # Where the index cannot be had the site still starts: /readyz and every page say so until it can.
    start = cast(Callable[[Settings, str, int], None], doors[0].load())
    start(settings if threads is None else replace(settings, threads=threads), host, port)
    sys.exit(0)
