"""The command line: click's only home. Every command takes --index; every error says what to do next."""

from __future__ import annotations

from typing import Any

import click

from indexer.cli import asking, keeping, writing
from indexer.cli.stopping import stop_in_order
from indexer.cli.tell import explain_faults
from search.errors import BadQuestion, TelusurError


class _Telusur(click.Group):
    """Shows Telusur's own errors as one clear message and exit code 1, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
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


for command in (*writing.COMMANDS, *asking.COMMANDS, *keeping.COMMANDS):
    main.add_command(command)
