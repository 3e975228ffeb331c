"""One seed for all random tests of a run: TELUSUR_TEST_SEED, else a new one; told at the end of every run."""

from __future__ import annotations

import os
import random

SEED = int(os.environ.get("TELUSUR_TEST_SEED", "") or random.SystemRandom().randrange(10**6))


def chance() -> random.Random:
    """Random numbers of that seed; told where the test fails, too."""
    print(f"TELUSUR_TEST_SEED={SEED}")
    return random.Random(SEED)
