"""Commands for what editors keep: alerts, desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from indexer.cli.tell import index_option, print_json
from search.answer_json import page_path
from search.desk import upkeep
from search.desk.news import news
from search.desk.pins import Desk
from search.desk.store import Marker, Store
from search.errors import BadQuestion, NotFound, Refused
from search.model import WIB, Hit
from search.settings import Settings


@click.command()
@click.option("--peek", is_flag=True, help="Do not mark them as told: the next run prints them again.")
@index_option
@click.pass_context
def alerts(context: click.Context, peek: bool, settings: Settings) -> None:
    """Print what is new in the saved searches since the last run: a line of JSON for each new story.

    Made for a timer that sends each line on. A run that is stopped prints again what it had not marked. A search that
    cannot be asked is told, the others go on, and the exit code is 1.

    Example: telusur alerts --peek
    """
    store, today = Store(settings.desk), datetime.now(WIB).date()
    rules = Desk(settings.desk).rules(today)
    failed = 0
    with settings.backend().reader() as published:
        engine = published.without(rules.hidden)
        for saved in store.saved():
            try:
                found = news(store, engine, saved, today, Marker.ALERTS)
            except BadQuestion as e:
                click.echo(f"saved search {saved.name!r} cannot be asked: {e}. Save it anew.", err=True)
                failed = 1
                continue
            for hit in found.hits:
                print_json({"search": saved.name} | _told(hit, settings))
            if not peek:
                store.mark(saved.id, Marker.ALERTS, found.seen)
    context.exit(failed)


def _told(hit: Hit, settings: Settings) -> dict[str, Any]:
    article = hit.article
    moment = article.published_at or article.published
    return {
        "id": article.id,
        "title": article.title,
        "page": (settings.base_url or settings.prefix) + page_path(article.id),
        "url": article.url,
        "published": moment.isoformat() if moment else None,
    }


@click.command()
@click.argument("what", type=click.Choice(["check", "restore"]), metavar="check|restore")
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--yes", is_flag=True, help="Restore over what is there.")
@index_option
@click.pass_context
def desk(context: click.Context, what: str, file: str | None, yes: bool, settings: Settings) -> None:
    """Check what editors keep, or restore it from FILE, which `telusur export --desk` wrote.

    The check tells of a file of pins that cannot be read, of pins and hides of unknown articles, of pins that their own
    question leaves out, of a damaged database (exit code 1), and of entries that have ended.

    Example: telusur desk check
    """
    pins, store, today = Desk(settings.desk), Store(settings.desk), datetime.now(WIB).date()
    if what == "restore":
        _restore(pins, store, file, yes)
        return
    with settings.backend().reader() as engine:
        problems, ended = upkeep.check(pins, store, engine, today)
    for line in (*problems, *ended):
        click.echo(line, err=True)
    if problems:
        context.exit(1)
    click.echo("all whole: pins, hides, saved searches, counts.", err=True)


def _restore(pins: Desk, store: Store, file: str | None, yes: bool) -> None:
    if file is None:
        raise NotFound("name the FILE to restore from, - for standard input.")
    if file != "-" and not Path(file).is_file():
        raise NotFound(f"{file} is not there; check the path.")
    if not yes and (pins.path.exists() or store.path.exists()):
        raise Refused(f"{pins.path.parent} holds something already, which would go. Add --yes to restore over it.")
    with click.open_file(file, encoding="utf-8", errors="surrogateescape") as lines:
        found = upkeep.restore(pins, store, lines)
    click.echo("restored " + ", ".join(f"{n:,} {kind} lines" for kind, n in found.items()) + ".", err=True)
