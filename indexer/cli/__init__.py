"""The command line: click's only home. Every command takes --index; every error says what to do next."""

from __future__ import annotations

import atexit
import gc
import os
from importlib import import_module
from typing import Any

import click

from indexer.cli.stopping import stop_in_order
from indexer.cli.tell import explain_faults
from search.errors import BadQuestion, TelusurError

MODULES = {
    "asking": ("analyze", "inspect", "related", "search"),
    "desk": ("alerts", "desk"),
    "hiding": ("hidden", "hide", "unhide"),
    "keeping": ("check", "export", "serve", "status"),
    "writing": ("add", "delete", "prune", "publish", "reindex"),
}
"""Where each command stands, so that a run imports what its own command needs and nothing more."""

SELDOM = 50_000
"""Objects made between two searches for circles of them; there are few circles."""


class _Telusur(click.Group):
    """Shows Telusur's own errors as one clear message and exit code 1, never as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which help shows them."""
        return sorted(name for names in MODULES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; None where there is none."""
        module = next((module for module, names in MODULES.items() if cmd_name in names), None)
        found: click.Command | None = getattr(import_module(f"indexer.cli.{module}"), cmd_name) if module else None
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """What the command gives."""
        # Imports and tables stay for as long as the process: looking for circles among them takes a sixth of an add.
        gc.set_threshold(SELDOM)
        # Nor at the end, when all of it goes: that took some tenths of a second.
        atexit.register(gc.freeze)
        # NumPy would start threads for linear algebra, of which there is none here, and let them wait busily.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        try:
            return super().invoke(ctx)
        except BadQuestion as e:
            raise click.ClickException(explain_faults(e.faults)) from e
        except TelusurError as e:
            raise click.ClickException(str(e)) from e
        except OSError as e:
            if isinstance(e, BrokenPipeError):
                raise
            place = f"{e.filename}: " if e.filename else ""
            cure = "Free room, or mend the rights or the name of that place, and run it again."
            raise click.ClickException(f"{place}{e.strerror or e}. {cure}") from e


@click.group(cls=_Telusur, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="telusur", message="telusur %(version)s")
def main() -> None:
    """Search of an Indonesian local-news site: index its articles, ask them, serve them.

    Exit codes: 0 all well, 1 failed and nothing changed, 3 some rows were rejected (see rejects.jsonl).
    """
    stop_in_order()
