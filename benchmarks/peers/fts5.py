"""SQLite's own full-text index, with the facets' values in a table beside it.

Its BM25 has k1 = 1.2 and b = .75 and an idf of its own (log((N - n + .5) / (n + .5)), at least 1e-6), so that its
best ten may be others than ours; totals and counts are the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.peers import TOP, Answer, Indexed, facet_values
from search.facets import FACETS

Raw = list[tuple[Any, ...]]
"""Rows (0, total, None), (1, article, rank) for hits and (2, value, count) for counts."""

# Stems are folded letters and digits, and a few have a hyphen (undang-undang), which must belong to the word.
_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize="ascii tokenchars '-'", detail='full');
CREATE TABLE articles(number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE facet_values(number INTEGER PRIMARY KEY, facet INTEGER NOT NULL, value TEXT NOT NULL);
CREATE TABLE tags(article INTEGER, value INTEGER, PRIMARY KEY (article, value)) WITHOUT ROWID;
"""
_SETTINGS = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA mmap_size = 8000000000;
PRAGMA cache_size = -500000;
"""
# The matches are found and scored once, for everything that is asked of them: 20,000 articles, p50 of search and
# counts .95 ms, mean 4.2. Tried beside it: two or three statements that each match anew 1.6 to 2.0, a table a facet
# 1.2, the matches in a temporary table .95 to 1.1, tags counted in Python 1.0 (packed as bytes: 1.1, mean 15 % less).
_PLAIN = f"""
WITH found AS MATERIALIZED (SELECT rowid AS article, rank AS score FROM words WHERE words MATCH ?)
SELECT 0, count(*), NULL FROM found
UNION ALL SELECT * FROM (SELECT 1, article, score FROM found ORDER BY score, article LIMIT {TOP})
"""
# CROSS JOIN: SQLite must not begin with all the tags there are.
_FACETED = f"""{_PLAIN}
UNION ALL SELECT 2, value, count(*) FROM found CROSS JOIN tags ON tags.article = found.article GROUP BY value
"""


class Fts5:
    """FTS5 in one SQLite file."""

    name = "SQLite FTS5"
    version = sqlite3.sqlite_version

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript(_SETTINGS)

    @classmethod
    def missing(cls) -> str | None:
        with closing(sqlite3.connect(":memory:")) as connection:
            try:
                connection.executescript(_TABLES)
            except sqlite3.OperationalError as e:
                return f"SQLite {cls.version} of this Python has no FTS5 ({e}); use a Python whose SQLite has it."
        return None

    def build(self, articles: Iterable[Indexed]) -> None:
        values: dict[tuple[int, str], int] = {}
        execute = self._connection.execute
        self._connection.executescript(_TABLES)
        with self._connection:
            for number, article in enumerate(articles, 1):
                execute("INSERT INTO words(rowid, text) VALUES (?, ?)", (number, article.text))
                execute("INSERT INTO articles VALUES (?, ?)", (number, article.id))
                pairs = ((facet, v) for facet, (_, found) in enumerate(facet_values(article)) for v in found)
                tags = sorted({values.setdefault(pair, len(values)) for pair in pairs})
                self._connection.executemany("INSERT INTO tags VALUES (?, ?)", ((number, tag) for tag in tags))
            rows = ((number, facet, value) for (facet, value), number in values.items())
            self._connection.executemany("INSERT INTO facet_values VALUES (?, ?, ?)", rows)
            # One b-tree in place of several is what is asked fastest.
            execute("INSERT INTO words(words) VALUES ('optimize')")
        execute("ANALYZE")

    def plain(self, terms: Sequence[str]) -> Raw:
        return self._connection.execute(_PLAIN, (_match(terms),)).fetchall()

    def faceted(self, terms: Sequence[str]) -> Raw:
        return self._connection.execute(_FACETED, (_match(terms),)).fetchall()

    def told(self, raw: Raw) -> Answer:
        total, top = 0, []
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for kind, first, second in raw:
            if kind == 0:
                total = first
            elif kind == 1:
                row = self._connection.execute("SELECT id FROM articles WHERE number = ?", (first,)).fetchone()
                top.append((row[0], -second))
            else:
                row = self._connection.execute("SELECT facet, value FROM facet_values WHERE number = ?", (first,))
                facet, value = row.fetchone()
                counts[FACETS[facet]][value] = second
        return Answer(total, top, counts if any(row[0] == 2 for row in raw) or not total else None)

    def size(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        self._connection.close()


def _match(terms: Sequence[str]) -> str:
    """FTS5's own query: quoted words one after the other must all stand in the text."""
    return " ".join([f'"{term}"' for term in terms])
