"""Keeps Whoosh generations: opens, makes, publishes and removes them. Readers need no lock, writers hold theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

from search.analysis import terms
from search.engines.whoosh.build import WhooshBuild
from search.engines.whoosh.generations import Generations, Stored
from search.engines.whoosh.merging import groups
from search.engines.whoosh.state import SegmentCache, SegmentEntry
from search.errors import BadSetting, DamagedIndex, NoIndex, OutdatedIndex, TelusurError
from search.model import Manifest

if TYPE_CHECKING:
    from search.engines.whoosh.engine import WhooshEngine

SCHEMA = "columns-2"
"""Raise this when the arrays or what is in them change; generations of another schema are not opened."""
OPENING_TRIES = 3
"""A reader that meets a commit being replaced looks at the pointer again; so often at most."""


def check_distribution(provided: Sequence[str] | None = None) -> None:
    """Refuse to start where not exactly one distribution provides `whoosh`: two overwrite each other silently,
    and every fork answers wrongly after changes. `provided` names those that do; the installed ones unless given."""
    names = sorted(set(_installed() if provided is None else provided))
    if [n.lower() for n in names] != ["whoosh"]:
        found = ", ".join(names) or "none"
        raise BadSetting(
            f"exactly the distribution Whoosh must provide the package whoosh, found: {found}. "
            "Make a fresh environment (`make setup`)."
        )


@cache
def _installed() -> Sequence[str]:
    # importlib.metadata.packages_distributions tells the same in .12 s: it parses the lists of all files.
    return [d.metadata["Name"] for d in distributions() if _provides_whoosh(d)]


def _provides_whoosh(distribution: Distribution) -> bool:
    declared = (distribution.read_text("top_level.txt") or "").split()
    return "whoosh" in declared or (not declared and "\nwhoosh/" in "\n" + (distribution.read_text("RECORD") or ""))


def analysis_version() -> str:
    """Names analysis and schema together; a generation of another one is not opened."""
    return f"{SCHEMA}.{terms.version()}"


class WhooshBackend:
    """See search.engine.Backend. One for a process; safe to share between threads."""

    waits = False
    alone_up_to = 50_000

    def __init__(self, root: Path) -> None:
        check_distribution()
        self._generations = Generations(root)
        self._cache = SegmentCache()
        self._verified: set[tuple[str, int, int]] = set()
        self._shown: tuple[bytes, WhooshEngine] | None = None

    def prepare(self) -> None:
        """Have every kernel that readers need compiled and loaded."""
        from search.engines.whoosh.warm import warm_up

        with suppress(OSError):  # no room for a few small files: then the first questions do it
            warm_up(WhooshBackend)

    def published(self) -> Manifest | None:
        """What readers see now; None before the first publication."""
        pointer = self._generations.pointer()
        return self._generations.load(pointer[0], pointer[1]).manifest if pointer else None

    def generations(self) -> Sequence[Manifest]:
        """Every whole generation at its newest commit, oldest first; the published one at its published commit."""
        pointer = self._pointer_if_readable()
        found = []
        for name in self._generations.names():
            stored = self._generations.newest(name)
            if pointer and name == pointer[0]:
                with suppress(DamagedIndex):
                    stored = self._generations.load(name, pointer[1])
            if stored is not None and stored.manifest.watermark >= 0:
                found.append(stored.manifest)
        return found

    def _pointer_if_readable(self) -> tuple[str, int, str | None] | None:
        try:
            return self._generations.pointer()
        except DamagedIndex:
            return None

    @contextmanager
    def reader(self) -> Iterator[WhooshEngine]:
        """The published state, as of now. Raises NoIndex, DamagedIndex or OutdatedIndex."""
        yield self._published()

    @contextmanager
    def open(self, manifest: Manifest) -> Iterator[WhooshEngine]:
        """Any state that is kept, published or not."""
        yield self._open(self._generations.find(manifest))

    def _published(self) -> WhooshEngine:
        """The engine on the published state, which lasts until the pointer is another file."""
        for attempt in range(OPENING_TRIES):
            stamp, shown = self._generations.pointer_stamp(), self._shown
            if shown and stamp == shown[0]:
                return shown[1]
            pointer = self._generations.pointer()
            if pointer is None:
                raise NoIndex(f"nothing is published in {self._generations.root}. Run `telusur reindex SOURCES`.")
            try:
                engine = self._open(self._generations.load(pointer[0], pointer[1]))
            except DamagedIndex:
                if attempt == OPENING_TRIES - 1 or self._generations.pointer() == pointer:
                    raise
            else:
                if stamp and stamp == self._generations.pointer_stamp():
                    self._shown = stamp, engine
                return engine
        raise AssertionError("unreachable")

    def _open(self, stored: Stored) -> WhooshEngine:
        """Nothing is unpickled before its bytes are known to be ours."""
        # The engine loads the compiler, most of a second: let only processes that read pay it.
        from search.engines.whoosh.engine import WhooshEngine

        self._generations.refuse_if_open_to_others()
        self._refuse_other_analysis(stored.manifest)
        problems = self._generations.problems(stored, self._verified)
        if problems:
            raise DamagedIndex(f"{'; '.join(problems)}. Publish another generation or run `telusur reindex`.")
        try:
            entries = [SegmentEntry(**row) for row in stored.segments]
            return WhooshEngine(stored.manifest, self._cache.state(stored.directory, entries))
        except TelusurError:
            raise
        except Exception as e:  # bytes that are not ours can make anything fail
            raise DamagedIndex(
                f"{stored.directory} cannot be opened ({type(e).__name__}: {e}). Run `telusur reindex`."
            ) from e

    def _refuse_other_analysis(self, manifest: Manifest) -> None:
        if manifest.analysis != analysis_version():
            raise OutdatedIndex(
                f"{manifest.name} was made by another version of the analysis ({manifest.analysis}, now "
                f"{analysis_version()}). Run `telusur reindex` to rebuild it from the archive."
            )

    def create(self) -> WhooshBuild:
        """Begin a generation aside, empty."""
        return WhooshBuild(self._generations, None, analysis_version())

    def revise(self, manifest: Manifest) -> WhooshBuild:
        """Begin a change to a generation, on top of this state of it."""
        stored = self._generations.find(manifest)
        self._refuse_other_analysis(stored.manifest)
        self._generations.refuse_if_open_to_others()
        problems = self._generations.problems(stored, self._verified)
        if problems:
            raise DamagedIndex(f"{'; '.join(problems)}. Run `telusur reindex` to rebuild from the archive.")
        return WhooshBuild(self._generations, stored, analysis_version())

    def merge(self, manifest: Manifest) -> Manifest | None:
        """A commit that holds the same in fewer segments, not yet visible; None where there is nothing to gain."""
        if not groups([SegmentEntry(**row) for row in self._generations.find(manifest).segments]):
            return None
        build = self.revise(manifest)
        try:
            build.merge()
            return build.commit(manifest.watermark)
        except BaseException:
            build.cancel()
            raise

    def publish(self, manifest: Manifest) -> None:
        """Show this state to readers, in one step. Of a generation that they do not see yet every byte is read."""
        stored, pointer = self._generations.find(manifest), self._pointer_if_readable()
        if pointer is None or pointer[0] != manifest.generation:
            problems = self._generations.problems(stored)
            if problems:
                raise DamagedIndex(f"{'; '.join(problems)}. Publish another generation or run `telusur reindex`.")
        self._generations.point_to(stored.manifest)
        self._generations.drop_old_commits(manifest.generation, manifest.commit)

    def tidy(self) -> Sequence[str]:
        """Remove all generations but the published one and the one published before it; unfinished work too."""
        pointer = self._pointer_if_readable()
        if pointer is None or not self._generations.newest(pointer[0]):
            # Where the pointer leads nowhere nobody can tell what is needed: only unfinished work goes.
            return self._generations.drop_generations([m.generation for m in self.generations()])
        return self._generations.drop_generations([n for n in (pointer[0], pointer[2]) if n])

    def verify(self, manifest: Manifest) -> Sequence[str]:
        """What is wrong with the stored bytes of this state; every file is read."""
        return self._generations.problems(self._generations.find(manifest))
