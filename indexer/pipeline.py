"""The full rebuild: read, clean, extract, analyse, build aside, check, publish.

A crash at any of these leaves the published index as it was. See docs/decisions/0004-archive-and-generations.md.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from datetime import datetime

from indexer import checks, workers
from indexer.archive import Archive, open_existing
from indexer.replay import begin_stories, fold_all, look_for_stories, replay, room_aside
from indexer.report import Report
from indexer.report import place as at
from indexer.sources import size_of_file
from indexer.staging import Staging, StoredRow
from indexer.stories import Stories, Told
from indexer.workplace import Progress, Run, Workplace, silent
from search.engine import Engine
from search.errors import DamagedIndex, Refused, TelusurError, UnfitGeneration
from search.locks import held
from search.model import WIB, Manifest

REMOVAL_SHARE = 0.1
"""A rebuild from sources that would remove more than this share of the articles needs the operator's word."""
UNADOPTED = -1
"""Watermark of a generation whose rows the archive does not hold yet: it is never offered for publication."""
PUBLISH_WAIT = 60.0
"""Seconds that a finished rebuild waits for a change that is being committed."""

Confirm = Callable[[int, int], bool]
"""(articles that would go, articles there are now) -> whether to go on."""


def refuse(gone: int, total: int) -> bool:
    """The answer where nobody can be asked."""
    return False


def reindex(
    place: Workplace,
    sources: Sequence[str] = (),
    format_: str | None = None,
    confirm: Confirm = refuse,
    progress: Progress = silent,
    dry_run: bool = False,
) -> Report:
    """Rebuild from the sources, or without any from the archive, and publish what passes its checks.

    With sources, the archive then holds exactly their articles, and what was added or deleted while the run
    went on. Raises TelusurError or OSError; what readers see has not changed then, nor has the archive, unless
    the disk failed after it had taken the sources: the next change then brings readers what it holds.
    """
    with held(place.directory, "rebuild", "reindex"), ExitStack() as stack:
        stack.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(workers.SELDOM)
        run = Run(place, progress, datetime.now(WIB).date() if sources else None, anew=bool(sources))
        stack.callback(run.close)
        # Before anything else: workers load what they need while the backend is loaded and rows are read.
        run.expect(0, sum(map(size_of_file, sources)))
        if not dry_run:
            place.backend.tidy()
            # Whatever the end: what was built and not published goes, and what readers had before the last one.
            stack.callback(place.backend.tidy)
        # With sources a lost archive may begin anew: what readers have stands guard in its place.
        archive = Archive(place.archive_path) if sources else open_existing(place.archive_path)
        stack.callback(archive.close)
        try:
            _read_and_rebuild(place, run, archive, sources, format_, confirm, dry_run)
        except TelusurError:
            if not dry_run:
                run.finish()  # why the run came to nothing is worth reading
            raise
        if not dry_run:
            try:
                run.finish(anew=bool(sources))
            except (TelusurError, OSError) as e:
                told = f"{run.report.generation} is published, but its rejects could not be kept: {e}."
                raise TelusurError(f"{told} Mend that and run it again.") from e
        run.report.finished = time.monotonic()
        return run.report


def _read_and_rebuild(
    place: Workplace,
    run: Run,
    archive: Archive,
    sources: Sequence[str],
    format_: str | None,
    confirm: Confirm,
    dry_run: bool,
) -> None:
    since = archive.head()
    try:
        with closing(Staging(place.staging_path)) as staging:
            if sources:
                _gather(run, sources, format_, staging)
                if not staging.count():
                    raise TelusurError(
                        f"none of the {run.report.read} rows could be taken; nothing was changed.{_why(run)}"
                    )
            else:
                run.report.read = archive.count()
            _refuse_to_lose(place, archive, staging if sources else None, run, confirm, dry_run)
            if dry_run:
                rows, total = (staging.stored(), staging.count()) if sources else (archive.stored(), archive.count())
                for _ in run.all_analysed(rows, total, lambda _: None):
                    pass
            else:
                place.need_room(staging.size() if sources else archive.size())
                _rebuild(place, run, archive, staging if sources else None, since)
    finally:
        # A stop may come when the file is there and nobody has it yet.
        place.staging_path.unlink(missing_ok=True)


def _gather(run: Run, sources: Sequence[str], format_: str | None, staging: Staging) -> None:
    """Bring the rows of all sources together on disk; of one id the last one stays. Workers begin with the first."""
    for number, row in enumerate(run.rows(sources, format_), 1):
        if number == workers.WORTH:
            run.expect(number)
        stored = StoredRow.of(row)
        earlier = staging.put(stored)
        run.begin(stored)
        if earlier:
            run.report.repeated += 1
            run.report.note(row, [f"the id came before ({earlier.origin}:{earlier.line}); this later row is taken"])
    staging.finished()


def _refuse_to_lose(
    place: Workplace, archive: Archive, staging: Staging | None, run: Run, confirm: Confirm, dry_run: bool
) -> None:
    """Both what the archive holds and what readers have count: either may have been lost."""
    there, gone = archive.count(), archive.missing_from(staging) if staging else 0
    with suppress(DamagedIndex):
        shown = place.backend.published()
        left = staging.count() if staging else there
        if shown and shown.articles - left > gone:
            there, gone = shown.articles, shown.articles - left
    run.report.removed = gone
    if gone > REMOVAL_SHARE * there and not dry_run and not confirm(gone, there):
        where = "these sources" if staging else f"the archive ({place.archive_path})"
        raise Refused(
            f"{gone} of the {there} articles are not in {where} and would be removed; nothing was changed. "
            "Use `telusur add` to add to what is there, restore a lost archive from its backup, or say --yes."
        )


def _why(run: Run) -> str:
    return "".join(f"\n  {at(r.origin, r.line)}: {r.reason}" for r in run.report.rejects)


def _rebuild(place: Workplace, run: Run, archive: Archive, staging: Staging | None, since: int) -> None:
    rows, total = (staging.stored(), staging.count()) if staging else (archive.stored(), archive.count())
    hidden = {decision.id for decision in archive.hidden()} if staging else set()
    drop = staging.drop if staging else lambda _: None
    with room_aside(place.stories_path) as aside:
        build = place.backend.create()
        try:
            with ThreadPoolExecutor(1) as beside:
                if run.expect(total):
                    # While workers work this process waits: time for what commit and checks would wait for at the end.
                    beside.submit(place.backend.prepare)
                build.add(run.all_analysed(rows, total, drop, hidden))
                begun = beside.submit(begin_stories, aside, run.prints, since)
                manifest = build.commit(UNADOPTED if staging else since)
        except BaseException:
            build.cancel()
            raise
        begun.result()
        with place.backend.open(manifest) as engine:
            found = look_for_stories(run.prints, engine, run.table)
            told: Mapping[str, Told] = {}
            if found:
                manifest, told = _folded(place, run, engine, manifest, found)
        with place.backend.open(manifest) as engine:
            problems = checks.unfit(engine, run.report.taken)
        if problems:
            raise UnfitGeneration(f"the new index failed its checks and was not published: {'; '.join(problems)}")
        with closing(Stories(aside)) as known, held(place.directory, "write", "reindex", PUBLISH_WAIT):
            known.fold(found, told)
            manifest = _adopt_and_replay(place, run, archive, staging, since, manifest, known)
            known.move(place.stories_path)
            place.backend.publish(manifest)
    run.report.generation = manifest.generation


def _folded(
    place: Workplace, run: Run, engine: Engine, manifest: Manifest, found: Sequence[Sequence[int]]
) -> tuple[Manifest, Mapping[str, Told]]:
    """The same generation, with one face a story; and what it says of stories."""
    build = place.backend.revise(manifest)
    try:
        told = fold_all(build, run.prints, found, engine, run.table)
        return build.commit(manifest.watermark), told
    except BaseException:
        build.cancel()
        raise


def _adopt_and_replay(
    place: Workplace,
    run: Run,
    archive: Archive,
    staging: Staging | None,
    since: int,
    manifest: Manifest,
    known: Stories,
) -> Manifest:
    """Make archive and new generation agree: the archive takes the staged rows, the generation what was added
    and deleted while it was built."""
    if staging is None and archive.head() == since:
        return manifest
    build = place.backend.revise(manifest)
    try:
        meanwhile = archive.changed(since)
        if staging:
            # First, as what came meanwhile may be near-copies of what the archive has only now.
            archive.adopt(staging, since)
        replay(run, archive, build, known, meanwhile, meanwhile, known.told)
        return build.commit(archive.head())
    except BaseException:
        build.cancel()
        raise
