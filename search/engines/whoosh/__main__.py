"""`python -m search.engines.whoosh`: compile the search kernels for this machine, once."""

from __future__ import annotations

import sys
import time

from search.compiling import compiled
from search.engines.whoosh import WhooshBackend
from search.engines.whoosh.warm import warm_up


def main() -> None:
    """Compile what is not compiled yet, and say so."""
    known = compiled()
    if known is None or not any(known.rglob("*.nbc")):
        print("Compiling the search kernels, once; this takes about a minute.", file=sys.stderr, flush=True)
    started = time.monotonic()
    warm_up(WhooshBackend, writing=True)
    print(f"The search kernels are ready ({time.monotonic() - started:.1f} s).", file=sys.stderr)


if __name__ == "__main__":
    main()
