"""What an operator asks of an index directory: how it is, whether it is whole, what can go, all of it out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from indexer import checks
from indexer.archive import open_existing
from indexer.sources import fields
from indexer.sources.rows import BadRow, RawRow
from indexer.workplace import RESTORE, Workplace
from search.errors import NotFound, TelusurError
from search.locks import held


def status(place: Workplace) -> dict[str, Any]:
    """How it is: articles and generation that readers see, rejects, what the archive holds beyond that, and the
    generations that `publish` can go back to. `problem` says why nothing can be read, else null."""
    problem, published = None, None
    try:
        published = place.backend.published()
        if published:
            with place.backend.reader():
                pass
    except TelusurError as e:
        problem = str(e)
    kept = place.backend.generations()
    head = count = hidden = 0
    if place.archive_path.is_file():
        archive = open_existing(place.archive_path)
        head, count = archive.head(), archive.count()
        hidden = sum(1 for _ in archive.hidden())
        archive.close()
    elif published:
        problem = f"{place.archive_path} is gone. {RESTORE}"
    return {
        "articles": published.articles if published else 0,
        "rejects": place.rejects.count(),
        "generation": published.generation if published else None,
        "commit": published.commit if published else None,
        "made": published.made if published else None,
        "archive_articles": count,
        "hidden": hidden,
        "changes_not_in_index": max(0, head - published.watermark) if published else head,
        "generations": [
            {"generation": m.generation, "commit": m.commit, "articles": m.articles, "made": m.made} for m in kept
        ],
        "index": str(place.directory),
        "problem": problem,
    }


def check(place: Workplace) -> list[str]:
    """What is wrong with archive and published index, in plain words; empty when all is whole.

    Reads every byte of the index. Raises NoIndex where nothing is published.
    """
    if not place.archive_path.is_file() and place.backend.published():
        return [f"{place.archive_path} is gone, though an index made from it is published. {RESTORE}"]
    problems: list[str] = []
    archive = open_existing(place.archive_path)
    try:
        problems += archive.problems()
        with held(place.directory, "write", "check", 10.0):
            published = place.backend.published()
            head, count = archive.head(), archive.count()
        if published is not None:
            problems += place.backend.verify(published)
        if problems:
            return problems
        with place.backend.reader() as engine:
            problems += checks.unfit(engine)
            behind = head - engine.manifest.watermark
            if behind > 0:
                problems.append(f"the archive has {behind} changes that readers do not see yet: run `telusur reindex`")
            elif behind < 0:
                problems.append(f"the archive is older than the index. {RESTORE}")
            elif count != engine.manifest.articles:
                lost = count - engine.manifest.articles
                problems += _explain_difference(place, lost)
    finally:
        archive.close()
    return problems


def _explain_difference(place: Workplace, lost: int) -> list[str]:
    rejected = {row.get("id") for row in place.rejects.read()}
    if 0 < lost <= len(rejected):
        return []  # rows in the archive that a newer version of the rules rejects; rejects.jsonl lists them
    return [f"the archive holds {lost} articles that the index does not: run `telusur reindex`"]


def prune(place: Workplace) -> tuple[list[str], str | None]:
    """Remove what no reader needs: generations beyond the published one and the one before it, unfinished work,
    and the room of deleted rows. Returns the generations removed, and why the archive could not be compacted
    (that needs room for a second copy), else None."""
    if not place.directory.is_dir():
        raise NotFound(f"{place.directory} is not there: there is nothing to prune. Name the index with --index.")
    with held(place.directory, "rebuild", "prune"):
        gone = list(place.backend.tidy())
        place.staging_path.unlink(missing_ok=True)
        if place.archive_path.is_file():
            with held(place.directory, "write", "prune", 10.0), closing(open_existing(place.archive_path)) as archive:
                try:
                    archive.compact()
                except (TelusurError, OSError) as e:
                    return gone, str(e)
        return gone, None


def export(place: Workplace) -> Iterator[dict[str, Any]]:
    """Every article of the archive as a JSONL row that `telusur reindex` takes back, by id.

    A row that came as JSONL is given as it came; of other formats the fields, with `markup` saying what the body
    is. A backup and a way out.
    """
    archive = open_existing(place.archive_path)
    try:
        for row in archive.rows():
            yield _portable(row)
    finally:
        archive.close()


def write_export(rows: Iterator[dict[str, Any]], output: Path) -> int:
    """Write exported rows to a file in one step: whole, or as it was. Returns how many."""
    output = output.resolve()
    if output.exists() and not output.is_file():
        # A pipe or device takes the rows itself; it must never be replaced by a file.
        with output.open("w", encoding="utf-8") as file:
            return _written(rows, file)
    if not output.parent.is_dir():
        raise NotFound(f"{output.parent} is not there. Make that directory, or name another with --output.")
    aside = output.with_name(output.name + ".tmp")
    try:
        with aside.open("w", encoding="utf-8") as file:
            count = _written(rows, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(output)
    finally:
        aside.unlink(missing_ok=True)
    return count


def _written(rows: Iterator[dict[str, Any]], file: IO[str]) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row) + "\n")
        count += 1
    return count


def _portable(row: RawRow) -> dict[str, Any]:
    if row.format == "jsonl" and isinstance(row.payload, dict):
        return dict(row.payload)
    try:
        found = fields(row)
    except BadRow as e:
        raise TelusurError(f"article {row.id} in the archive cannot be read: {e}") from e
    moment = found.published_at or found.published
    portable = {
        "id": found.id,
        "title": found.title,
        "body": found.body,
        "markup": found.markup,
        "published": moment.isoformat() if moment else None,
        "url": found.url,
        "source": found.source,
        "category": found.category,
        "agencies": list(found.agencies),
        "regions": list(found.regions),
    }
    return {**{k: v for k, v in portable.items() if v not in (None, [])}, **found.extra}
