"""How the command line talks: options that all commands share, progress, closing reports, faults in words."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from indexer.report import Report, place
from indexer.sources import FORMATS
from search.errors import Fault
from search.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
LOG_SECONDS = 10.0
"""Between two lines of progress where nobody watches a terminal."""
TERMINAL_SECONDS = 0.2
SOME_REJECTED = 3
LISTED = 10
"""Exit code: taken, but for rows that stand in rejects.jsonl."""


def index_option(command: Command) -> Command:
    """--index DIR, on every command; gives `settings`."""

    def read(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Settings:
        return Settings.from_env(index=value)

    option = click.option(
        "--index",
        "settings",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        callback=read,
        help="Index directory; TELUSUR_INDEX, else index_data/.",
    )
    return option(command)


def format_option(command: Command) -> Command:
    """--format, where sources are read."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        help="Format of the sources; recognised unless given.",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")


def print_json(value: Any) -> None:
    """One line of JSON on standard output; what UTF-8 cannot hold is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = json.dumps(value)
    click.echo(text)


class Progress:
    """Rows done, rate and time left: one line that changes on a terminal, plain lines now and then in a log."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._told = time.monotonic()
        self._stage = ""
        self._began = self._told
        self._shown = False

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tell how far a stage is, if it is time to."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began = stage, now
        if now - self._told < (TERMINAL_SECONDS if self._terminal else LOG_SECONDS):
            return
        self._told, seconds = now, max(now - self._began, 1e-9)
        rate = done / seconds
        text = f"{stage}: {done:,} rows, {rate:,.0f} a second"
        if total:
            text = (
                f"{stage}: {done:,} of {total:,}, {rate:,.0f} a second, {(total - done) / max(rate, 1e-9):,.0f} s left"
            )
        click.echo(f"\r\033[K{text}" if self._terminal else text, nl=not self._terminal, err=True)
        self._shown = True

    def end(self) -> None:
        """Clear the changing line."""
        if self._terminal and self._shown:
            click.echo("\r\033[K", nl=False, err=True)


def closing(report: Report, done: str, rejects: Path | None) -> None:
    """The closing report on standard error, and the exit code where rows were rejected."""
    r = report
    click.echo(
        f"{done}: read {r.read:,}, taken {r.taken:,}, rejected {r.rejected:,}, repeated {r.repeated:,}, "
        f"cleaned {r.cleaned:,}; {r.seconds:.1f} seconds, {r.rate:,.0f} articles a second."
        + (f" Generation {r.generation}." if r.generation else ""),
        err=True,
    )
    for note in r.notes:
        click.echo(f"  note: {note}", err=True)
    if r.mended > len(r.notes):
        click.echo(f"  … {r.mended:,} rows in all have such notes.", err=True)
    for reject in r.rejects:
        named = f"{reject.id}: " if reject.id else ""
        click.echo(f"  rejected: {place(reject.origin, reject.line)}: {named}{reject.reason}", err=True)
    if r.rejected and rejects:
        click.echo(f"  All {r.rejected:,} rejected rows stand in {rejects}.", err=True)


def end_with(report: Report, context: click.Context) -> None:
    """Exit 3 where rows were rejected."""
    if report.rejected:
        context.exit(SOME_REJECTED)


def tell_unknown(context: click.Context, done: Sequence[str], unknown: Sequence[str], why: str) -> None:
    """Name ids with which nothing could be done, the first LISTED; exit 3 where there were others, else 1."""
    for id_ in unknown[:LISTED]:
        click.echo(f"  {why}: {id_}", err=True)
    if len(unknown) > LISTED:
        click.echo(f"  … {len(unknown):,} ids in all: {why}.", err=True)
    if unknown:
        context.exit(SOME_REJECTED if done else 1)


_FAULTS = {
    "date": "is no date; write day-month-year such as 10/12/2025, or 2025-12",
    "order": "lies before --dari {expected}; swap the two",
    "page": "must be a number from 1 to {expected}",
    "size": "must be a number from 1 to {expected}",
    "choice": "is not known; use one of: {expected}",
    "many": "can be given {expected} times at most",
    "unknown": "is not known",
}


def explain_faults(faults: Sequence[Fault]) -> str:
    """All that is wrong with a question, in English, a line each."""
    return "\n".join(
        f"--{f.parameter.replace('_', '-')} {f.value!r} " + _FAULTS[f.code].format(expected=f.expected) for f in faults
    )
