"""Which articles of the archive tell the same story: index_data/stories.sqlite3, kept up with the archive.

All of it is made from the archive: where it is missing, damaged or of another version it is made anew. One row an
article with its fingerprint, one row a band of it; `story` is the number of one of the story's articles, NULL where
an article stands alone. `told` is what the newest index says of an article: its face, or the copies of one that is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from pathlib import Path

from search.analysis import terms
from search.database import Database
from search.errors import DamagedIndex
from search.near_copies import Groups, all_band_keys, band_keys, worth_comparing

VERSION = 1
_AT_ONCE = 100
"""Bands that one statement takes: one by one they take longer."""
_TABLES = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, story INTEGER, fingerprint BLOB NOT NULL,
    told TEXT NOT NULL DEFAULT '');
CREATE INDEX members ON articles (story) WHERE story IS NOT NULL;
CREATE TABLE bands (band INTEGER, number INTEGER, PRIMARY KEY (band, number)) WITHOUT ROWID;
CREATE TABLE state (watermark INTEGER NOT NULL, analysis TEXT NOT NULL);
"""
Told = tuple[str | None, tuple[str, ...]]
"""What an index says of an article's story: the id of its face, None where it is one itself; the ids of its copies."""
ALONE: Told = (None, ())
Alike = Callable[[str, str], bool]
"""(id, id) -> whether two articles' texts are near-copies."""


class Stories:
    """The file. Every method that writes is one transaction, `watermark` included."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = Database(path, wait=10, cure="Remove it: the next change makes it anew.")
        try:
            self._db.run("PRAGMA journal_mode=WAL")
            self._db.run("PRAGMA synchronous=NORMAL")
            self._db.run("PRAGMA secure_delete=ON")
            version = int(self._db.row("PRAGMA user_version")[0])
            if version == 0:
                with self._db.transaction():
                    for statement in _TABLES.strip().split(";\n"):
                        self._db.run(statement)
                    self._db.run("INSERT INTO state VALUES (0, ?)", (terms.version(),))
                    self._db.run(f"PRAGMA user_version={VERSION}")
            elif version != VERSION or self._db.row("SELECT analysis FROM state")[0] != terms.version():
                raise DamagedIndex(f"{path} is of another version.")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @property
    def watermark(self) -> int:
        """The last change of the archive that it knows of."""
        return int(self._db.row("SELECT watermark FROM state")[0])

    def begin(self, rows: Sequence[tuple[str, bytes]], watermark: int) -> None:
        """Hold exactly these articles (id, fingerprint), each by itself."""
        with self._db.transaction():
            for table in ("articles", "bands"):
                self._db.run(f"DELETE FROM {table}")  # noqa: S608
            articles = ((n, id_, print_) for n, (id_, print_) in enumerate(rows, 1))
            self._db.many("INSERT INTO articles (number, id, fingerprint) VALUES (?, ?, ?)", articles)
            bands = all_band_keys([print_ for _, print_ in rows])
            bands[:, 1] += 1  # numbers count from 1
            whole = len(bands) - len(bands) % _AT_ONCE
            many = bands[:whole].reshape(-1, 2 * _AT_ONCE).tolist()
            self._db.many(f"INSERT INTO bands VALUES {', '.join(['(?, ?)'] * _AT_ONCE)}", many)  # noqa: S608
            self._db.many("INSERT INTO bands VALUES (?, ?)", bands[whole:].tolist())
            self._db.run("UPDATE state SET watermark = ?", (watermark,))

    def fold(self, stories: Iterable[Sequence[int]], told: Mapping[str, Told]) -> None:
        """Take the stories among what it began with (places in `rows`), and what an index says of its articles."""
        with self._db.transaction():
            for members in stories:
                numbers = [(members[0] + 1, member + 1) for member in members]
                self._db.many("UPDATE articles SET story = ? WHERE number = ?", numbers)
            self._tell(told)

    def change(self, articles: Iterable[tuple[str, bytes]], gone: Iterable[str], alike: Alike, watermark: int) -> None:
        """Take changed and new articles (id, fingerprint), take out others, and see which stories there are now."""
        with self._db.transaction():
            for id_ in gone:
                self._remove(id_, alike)
            for id_, print_ in articles:
                self._remove(id_, alike)
                self._add(id_, print_, alike)
            self._db.run("UPDATE state SET watermark = ?", (watermark,))

    def members(self, id_: str) -> list[str]:
        """The ids of an article's story, itself included; empty for an unknown one."""
        row = self._db.row("SELECT story FROM articles WHERE id = ?", (id_,))
        if row is None:
            return []
        if row[0] is None:
            return [id_]
        return [r[0] for r in self._db.rows("SELECT id FROM articles WHERE story = ? ORDER BY id", row)]

    def told(self, ids: Iterable[str]) -> dict[str, Told]:
        """What the newest index says of articles; unknown ones are left out."""
        found = ((id_, self._db.row("SELECT told FROM articles WHERE id = ?", (id_,))) for id_ in ids)
        return {id_: _read(row[0]) for id_, row in found if row}

    def tell(self, told: Mapping[str, Told]) -> None:
        """Keep what an index says now."""
        with self._db.transaction():
            self._tell(told)

    def move(self, path: Path) -> None:
        """Close the file and put it in the place of another one. Stopped on the way, none is there: it is made anew."""
        self.close()
        remove(path)  # whole, before its log could be taken for one of the new file
        self.path.replace(path)

    def _tell(self, told: Mapping[str, Told]) -> None:
        rows = ((_written(what), id_) for id_, what in told.items())
        self._db.many("UPDATE articles SET told = ? WHERE id = ?", rows)

    def _add(self, id_: str, print_: bytes, alike: Alike) -> None:
        keys = band_keys(print_)
        near = self._near(keys)
        self._db.run("INSERT INTO articles (id, fingerprint) VALUES (?, ?)", (id_, print_))
        number = int(self._db.row("SELECT number FROM articles WHERE id = ?", (id_,))[0])
        self._db.many("INSERT INTO bands VALUES (?, ?)", ((key, number) for key in keys))
        told, own = set[int](), number
        compare = worth_comparing(print_, [n[3] for n in near])
        for (other, other_id, story, _), worth in zip(near, compare, strict=True):
            name = story or other
            if worth and name not in told and alike(id_, other_id):
                told.add(name)
                own = min(own, name)
        for name in told:
            self._db.run("UPDATE articles SET story = ? WHERE story = ? OR number = ?", (own, name, name))
        if told:
            self._db.run("UPDATE articles SET story = ? WHERE number = ?", (own, number))

    def _near(self, keys: Sequence[int]) -> list[tuple[int, str, int | None, bytes]]:
        """Articles that share a band."""
        if not keys:
            return []
        marks = ",".join("?" * len(keys))
        query = (
            "SELECT number, id, story, fingerprint FROM articles WHERE number IN "  # noqa: S608
            f"(SELECT number FROM bands WHERE band IN ({marks})) ORDER BY number"
        )
        return list(self._db.rows(query, keys))

    def _remove(self, id_: str, alike: Alike) -> None:
        row = self._db.row("SELECT number, story, fingerprint FROM articles WHERE id = ?", (id_,))
        if row is None:
            return
        number, story, print_ = row
        self._db.many("DELETE FROM bands WHERE band = ? AND number = ?", ((key, number) for key in band_keys(print_)))
        self._db.run("DELETE FROM articles WHERE number = ?", (number,))
        if story is not None:
            self._part(story, alike)

    def _part(self, story: int, alike: Alike) -> None:
        """Look anew at what is left of a story: without the one that went it may be several."""
        query = "SELECT number, id, fingerprint FROM articles WHERE story = ? ORDER BY number"
        left = list(self._db.rows(query, (story,)))
        keys, groups = [set(band_keys(print_)) for *_, print_ in left], Groups(len(left))
        for a, b in combinations(range(len(left)), 2):
            if groups.of(a) != groups.of(b) and not keys[a].isdisjoint(keys[b]):
                worth = worth_comparing(left[a][2], [left[b][2]])[0]
                if worth and alike(left[a][1], left[b][1]):
                    groups.join(a, b)
        self._db.run("UPDATE articles SET story = NULL WHERE story = ?", (story,))
        for members in groups.lists():
            name = left[members[0]][0]
            self._db.many("UPDATE articles SET story = ? WHERE number = ?", ((name, left[m][0]) for m in members))


def _written(told: Told) -> str:
    return "" if told == ALONE else json.dumps(told)


def _read(text: str) -> Told:
    if not text:
        return ALONE
    face, copies = json.loads(text)
    return face, tuple(copies)


def opened(path: Path) -> Stories | None:
    """The file of an index; None where it has to be made anew, and then nothing is in its place."""
    if path.is_file():
        with suppress(DamagedIndex):
            return Stories(path)
        remove(path)
    return None


def remove(path: Path) -> None:
    """Take the file away, with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
