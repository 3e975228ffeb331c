"""Commands that keep articles from readers: hide, unhide, hidden."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import click

from indexer import changes
from indexer.archive import open_existing
from indexer.cli.tell import index_option, json_option, print_json, tell_unknown
from indexer.workplace import Workplace
from search.settings import Settings


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--why", required=True, help="The reason, for those who look at the list later.")
@index_option
@click.pass_context
def hide(context: click.Context, ids: Sequence[str], why: str, settings: Settings) -> None:
    """Keep articles from readers at once and for good: no `add` and no `reindex` brings them back.

    They leave search, suggestions, related stories, their own pages and exports. The archive keeps them; `unhide`
    brings them back, `delete` takes their text away too. An editor's hide at the desk is another thing: it may have a
    last day, takes the whole story along, needs no archive, and leaves exports as they are.

    Example: telusur hide kabar-2025-0131 --why "permintaan keluarga"
    """
    why = why.strip()
    if not why:
        raise click.BadParameter("give a reason that tells more than nothing.", param_hint="--why")
    done, unknown = changes.hide(Workplace(settings), ids, why)
    _tell(context, "hidden", done, unknown, "not there")


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@click.pass_context
def unhide(context: click.Context, ids: Sequence[str], settings: Settings) -> None:
    """Let readers find hidden articles again, as the sources have them now.

    Example: telusur unhide kabar-2025-0131
    """
    done, unknown = changes.unhide(Workplace(settings), ids)
    _tell(context, "no longer hidden", done, unknown, "was not hidden")


@click.command()
@json_option
@index_option
def hidden(as_json: bool, settings: Settings) -> None:
    """List the hidden articles with their reasons.

    Example: telusur hidden
    """
    with closing(open_existing(Workplace(settings).archive_path)) as archive:
        for decision in archive.hidden():
            if as_json:
                print_json({"id": decision.id, "why": decision.why, "at": decision.at})
            else:
                click.echo(f"{decision.id}  {decision.at}  {decision.why}")


def _tell(context: click.Context, what: str, done: Sequence[str], unknown: Sequence[str], why: str) -> None:
    click.echo(f"{len(done):,} articles are {what}.", err=True)
    tell_unknown(context, done, unknown, why)
