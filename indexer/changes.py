"""Changes to the published index: add, delete, going back. Each is "replay the archive from the watermark".

The archive is committed first: that is what is acknowledged. Then the index, then the pointer. A change that is
killed on the way is made good by the next one, which replays from the watermark of what is published.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from functools import partial
from itertools import islice

from indexer.archive import Archive
from indexer.replay import NOTHING, Ready, replay, stories_of, told_before
from indexer.report import Report
from indexer.sources.rows import RawRow
from indexer.workplace import RESTORE, Progress, Run, Workplace, silent
from search.errors import DamagedIndex, NotFound, TelusurError
from search.locks import WRITE_WAIT, held
from search.model import WIB, Manifest

CHUNK = 500
"""Rows of one commit when many are added: bounds memory, and how long the write lock is held."""


def add(
    place: Workplace,
    sources: Sequence[str],
    format_: str | None = None,
    progress: Progress = silent,
    dry_run: bool = False,
) -> Report:
    """Add the sources' articles to the published index, a chunk at a time; an id that is there is replaced.

    When it returns, all that was taken is durable and found by readers. Raises TelusurError: chunks committed
    before it are kept, and adding the same again does no harm.
    """
    run = Run(place, progress, datetime.now(WIB).date())
    rows = run.rows(sources, format_)
    taken: set[str] = set()
    try:
        while chunk := list(islice(rows, CHUNK)):
            _add_chunk(place, run, chunk, taken, dry_run)
    except (TelusurError, OSError) as e:
        if not taken or dry_run:
            raise
        with suppress(TelusurError, OSError):
            run.finish()
        raise TelusurError(
            f"{e} Before that {len(taken)} articles were taken, and readers find them; add the same again."
        ) from e
    if not dry_run:
        run.finish()
    run.report.finished = time.monotonic()
    return run.report


def _add_chunk(place: Workplace, run: Run, chunk: Sequence[RawRow], taken: set[str], dry_run: bool) -> None:
    """Commit some rows. The last one of an id wins, in the chunk and after it; earlier ones are told."""
    latest: dict[str, RawRow] = {}
    for row in chunk:
        if row.id in latest or row.id in taken:
            run.report.repeated += 1
            run.report.taken -= row.id in taken and row.id not in latest
            run.report.note(row, ["the id came before in this run; this later row is taken"])
        latest[row.id] = row
    ready = {id_: analysed for id_, row in latest.items() if (analysed := run.analysed(row))}
    if ready and not dry_run:
        manifest = _change(place, run, partial(_put, [latest[id_] for id_ in ready]), ready)
        run.report.generation = manifest.generation
        run.rejects.taken(ready)
    run.report.taken += len(ready)
    taken.update(ready)


def _put(rows: Sequence[RawRow], archive: Archive) -> None:
    archive.put(rows)


def delete(place: Workplace, ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Delete articles from archive and published index. Returns the ids deleted and those that were not there."""
    return _decided(place, ids, Archive.has, lambda archive: archive.delete(ids))


def hide(place: Workplace, ids: Sequence[str], why: str) -> tuple[list[str], list[str]]:
    """Keep articles from readers for good. Returns the ids hidden and those that are no articles."""
    return _decided(place, ids, Archive.has, lambda archive: archive.hide(ids, why))


def unhide(place: Workplace, ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Let readers find articles again. Returns the ids of those that were hidden, and of those that were not."""
    return _decided(place, ids, Archive.is_hidden, lambda archive: archive.unhide(ids))


def _decided(
    place: Workplace,
    ids: Sequence[str],
    concerns: Callable[[Archive, str], bool],
    decide: Callable[[Archive], list[str]],
) -> tuple[list[str], list[str]]:
    """Decide over articles of the archive where it `concerns` any. Returns the ids that it was about, and others."""
    done, wanted = list[str](), list(dict.fromkeys(ids))
    if place.backend.published() is None and not place.archive_path.is_file():
        return [], wanted
    with closing(place.archive()) as archive:
        if not any(concerns(archive, id_) for id_ in wanted):
            return [], wanted
    _change(place, Run(place), lambda archive: done.extend(decide(archive)))
    there = set(done)
    return done, [id_ for id_ in wanted if id_ not in there]


def go_back(place: Workplace, name: str) -> Manifest:
    """Publish a generation that is kept, with all that the archive has since. `name` as in `telusur status`."""
    with (
        held(place.directory, "rebuild", f"publish {name}"),
        held(place.directory, "write", f"publish {name}", WRITE_WAIT),
    ):
        kept = {m.generation: m for m in place.backend.generations()}
        number = name.removeprefix("g").lstrip("0")
        found = next((m for g, m in kept.items() if g == name or (number and g.lstrip("g0") == number)), None)
        if found is None:
            raise NotFound(f"no generation {name!r} is kept; there is {', '.join(kept) or 'none'}.")
        archive = place.archive()
        try:
            manifest = _caught_up(place, Run(place), archive, found, lambda _: None)
        finally:
            archive.close()
        place.backend.publish(manifest)
        return manifest


def _change(place: Workplace, run: Run, change: Callable[[Archive], object], ready: Ready = NOTHING) -> Manifest:
    """Commit one change to the archive and to the published generation, and show it to readers."""
    with ExitStack() as stack:
        if place.backend.published() is None:
            # The first article of all makes a generation; a rebuild that is under way would tidy it away.
            stack.enter_context(held(place.directory, "rebuild", "add", WRITE_WAIT))
        stack.enter_context(held(place.directory, "write", "add or delete", WRITE_WAIT))
        archive = place.archive()
        stack.callback(archive.close)
        manifest = _caught_up(place, run, archive, place.backend.published(), change, ready)
        place.backend.publish(manifest)
        return _merged(place, manifest)


def _merged(place: Workplace, manifest: Manifest) -> Manifest:
    """What readers see in the end: the change is visible already, and what it left is put together beside it."""
    try:
        merged = place.backend.merge(manifest)
    except OSError:  # no room for it now: the next change tries again, and nothing is lost
        return manifest
    if merged is not None:
        place.backend.publish(merged)
    return merged or manifest


def _caught_up(
    place: Workplace,
    run: Run,
    archive: Archive,
    base: Manifest | None,
    change: Callable[[Archive], object],
    ready: Ready = NOTHING,
) -> Manifest:
    """A commit on top of `base` that holds all that the archive has, `change` included."""
    # The index is opened first: where that is not possible, the archive is left as it is.
    watermark = base.watermark if base else 0
    if watermark > archive.head():
        raise DamagedIndex(
            f"{archive.path} is older than the index: it ends at change {archive.head()}, {base and base.name} holds "
            f"{watermark}. {RESTORE} Where it is an older backup on purpose, run `telusur reindex --yes`."
        )
    build = place.backend.revise(base) if base else place.backend.create()
    try:
        change(archive)
        with stories_of(place, run, archive, base) as known, told_before(place, base, known) as told_of:
            changed, behind = archive.changed(watermark), archive.changed(known.watermark)
            replay(run, archive, build, known, changed, behind, told_of, ready)
        return build.commit(archive.head())
    except BaseException:
        build.cancel()
        raise
