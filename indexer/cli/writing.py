"""Commands that change what readers find: reindex, add, delete, publish, prune."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from indexer import changes, pipeline, upkeep
from indexer.cli.tell import Progress, closing, end_with, format_option, index_option, tell_unknown
from indexer.workplace import Workplace
from search.settings import Settings

dry_run_option = click.option("--dry-run", is_flag=True, help="Read and report; change nothing.")


@click.command()
@click.argument("sources", nargs=-1)
@format_option
@click.option("--yes", is_flag=True, help="Go on even where more than a tenth of the articles would be removed.")
@dry_run_option
@index_option
@click.pass_context
def reindex(
    context: click.Context,
    sources: Sequence[str],
    format_: str | None,
    yes: bool,
    dry_run: bool,
    settings: Settings,
) -> None:
    """Rebuild the index from SOURCES (files, folders, - for standard input), or from the archive without any.

    With SOURCES the site then holds exactly their articles. Readers go on with the old index until the new one
    is checked.

    Example: telusur reindex export.jsonl.gz berita/
    """
    place, progress = Workplace(settings), Progress()

    def confirm(gone: int, total: int) -> bool:
        if yes or not sys.stdin.isatty():
            return yes
        progress.end()
        return click.confirm(f"{gone:,} of the {total:,} articles would be removed. Go on?", err=True)

    report = pipeline.reindex(place, sources, format_, confirm, progress, dry_run)
    progress.end()
    closing(report, "would be indexed" if dry_run else "indexed", None if dry_run else place.rejects.path)
    if dry_run and sources and report.removed:
        click.echo(f"  {report.removed:,} articles would be removed.", err=True)
    end_with(report, context)


@click.command()
@click.argument("sources", nargs=-1, required=True)
@format_option
@dry_run_option
@index_option
@click.pass_context
def add(context: click.Context, sources: Sequence[str], format_: str | None, dry_run: bool, settings: Settings) -> None:
    """Add the articles of SOURCES (files, folders, - for standard input); an id that is there is replaced.

    Readers find them when the command ends.

    Example: telusur add berita-hari-ini.jsonl
    """
    place, progress = Workplace(settings), Progress()
    report = changes.add(place, sources, format_, progress, dry_run)
    progress.end()
    closing(report, "would be added" if dry_run else "added", None if dry_run else place.rejects.path)
    end_with(report, context)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@click.pass_context
def delete(context: click.Context, ids: Sequence[str], settings: Settings) -> None:
    """Delete articles by ID (- reads ids from standard input, one a line), their text in the archive included.

    Example: telusur delete kabar-2025-0131
    """
    wanted = [line.strip() for i in ids for line in (sys.stdin if i == "-" else [i])]
    wanted = [i for i in wanted if i]
    if not wanted:
        click.echo("deleted 0 articles: no id was given.", err=True)
        return
    deleted, unknown = changes.delete(Workplace(settings), wanted)
    click.echo(f"deleted {len(deleted):,} articles.", err=True)
    tell_unknown(context, deleted, unknown, "not there")


@click.command()
@click.argument("generation")
@index_option
def publish(generation: str, settings: Settings) -> None:
    """Go back (or forth) to a GENERATION that is kept, with everything added and deleted since.

    Example: telusur publish g000006
    """
    manifest = changes.go_back(Workplace(settings), generation)
    click.echo(f"published {manifest.generation} with {manifest.articles:,} articles.", err=True)


@click.command()
@index_option
def prune(settings: Settings) -> None:
    """Remove what no reader needs: older generations, unfinished work, the room of deleted articles.

    Example: telusur prune
    """
    gone, note = upkeep.prune(Workplace(settings))
    click.echo(f"removed {len(gone)} generations{': ' + ', '.join(gone) if gone else ''}.", err=True)
    if note:
        click.echo(f"  The room of deleted articles stays for now: {note}", err=True)
