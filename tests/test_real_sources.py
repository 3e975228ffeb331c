"""The real articles: every line of them is taken."""

from __future__ import annotations

import gzip
import json

import pytest

from indexer.sources import RawRow, fields, read
from tests.real_articles import SHARED


@pytest.mark.skipif(not SHARED.is_dir(), reason="real articles (../shared/data, ../shared/seed) are not here")
def test_every_line_of_the_real_articles_is_taken() -> None:
    for path in sorted((SHARED / "data").glob("*.jsonl.gz")):
        with gzip.open(path) as file:
            ids = [json.loads(line)["id"] for line in file]
        rows = [row for row in read(str(path)) if isinstance(row, RawRow)]
        assert [row.id for row in rows] == ids
        assert all(fields(row).body.strip() for row in rows)
    (seed,) = read(str(SHARED / "seed"))
    assert isinstance(seed, RawRow)
    assert fields(seed).markup == "raw"
