"""Articles for tests: real ones from ../shared/data where they are, else the bundled sample."""

from __future__ import annotations

import random
from pathlib import Path

from indexer.sources import read
from indexer.sources.rows import BadRow, RawRow
from indexer.understand import understand
from search.analysis import terms
from search.analysis.table import WordTable
from search.model import AnalysedArticle

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLE = ROOT / "indexer" / "sample"


def real_articles(count: int) -> list[AnalysedArticle]:
    """So many articles, the same ones each time, from every file there is."""
    files = sorted((SHARED / "data").glob("*.jsonl.gz"))
    if not files:
        print(f"real articles are not at {SHARED / 'data'}: the bundled sample stands in for them")
    rows = [row for f in files or [SAMPLE] for row in read(str(f)) if isinstance(row, RawRow)]
    random.Random(1).shuffle(rows)
    table = WordTable()
    articles: list[AnalysedArticle] = []
    for row in rows:
        try:
            articles.append(terms.analyse(understand(row).article, table))
        except BadRow:
            continue
        if len(articles) == count:
            break
    return articles
