"""Directories, manifests and the one pointer: how generations lie on disk and how one of them is published.

    generations/CURRENT                    which commit readers see: one small JSON file, replaced whole
    generations/g000007/c000003/           the third commit of the seventh build: files and manifest.json

A commit never changes a file of an earlier one: its directory holds hard links to the files that live on, and
new files beside them. So a reader's directory stays as it was for as long as it is open.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from search.errors import DamagedIndex, NotFound
from search.model import Manifest

_GENERATION = re.compile(r"g(\d{6,})")
_COMMIT = re.compile(r"c(\d{6,})")
HASHED = 1 << 20
"""A file of more bytes is taken for what was written when its size and time of writing say so: opening must not cost
more as the index grows. Every byte is read by `telusur check` and when a generation is published by name."""
GRACE = 60.0
"""Seconds that an old commit's directory is kept for readers that are just opening it."""


class StoredFile(NamedTuple):
    """A file as it was written: SHA-256 in hex, bytes, and when it was written last (nanoseconds)."""

    sha256: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A manifest as it lies on disk: the state it describes, its directory, each live file, and its segments as
    the engine described them."""

    manifest: Manifest
    directory: Path
    files: dict[str, StoredFile]
    segments: tuple[dict[str, Any], ...]


def sync_directory(path: Path) -> None:
    """Make names in a directory last through a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's bytes last through a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum(row: dict[str, Any]) -> str:
    """SHA-256 of a JSON object, in hex."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def write_durably(path: Path, text: str) -> None:
    """Put a small file in place of another in one step that lasts through a power cut."""
    aside = path.with_name(path.name + ".tmp")
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync_directory(path.parent)


class Generations:
    """The generations below one directory. Writers hold the locks of search/locks.py; readers need none."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "CURRENT"

    def refuse_if_open_to_others(self) -> None:
        """Whoosh unpickles what lies here, so whoever can write here can run code as the reader: refuse then."""
        with suppress(FileNotFoundError):
            if self.root.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise DamagedIndex(
                    f"{self.root} can be written by group or others, so it is not opened: index files are code. "
                    f"Take that right away (chmod -R go-w {self.root}) and rebuild if you do not know who wrote there."
                )

    def pointer(self) -> tuple[str, int, str | None] | None:
        """Generation and commit that are published, and the generation published before; None if never."""
        path = self._pointer
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
            return str(row["generation"]), int(row["commit"]), row.get("before")
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as e:
            raise DamagedIndex(
                f"{path} cannot be read ({e}). Run `telusur publish ID` with one of generations/, or `telusur reindex`."
            ) from e

    def pointer_stamp(self) -> bytes:
        """What the pointer says, unread: another text at each publication. Empty before the first."""
        try:
            handle = os.open(self._pointer, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return b""
        try:
            return os.read(handle, 4096)
        finally:
            os.close(handle)

    def point_to(self, manifest: Manifest) -> None:
        """Publish: readers see this commit from now on."""
        try:
            now = self.pointer()
        except DamagedIndex:
            now = None
        before = now[2] if now and now[0] == manifest.generation else now[0] if now else None
        # The token tells apart two builds that were given the same name, the first having come to nothing.
        row = {"generation": manifest.generation, "commit": manifest.commit, "before": before, "token": token_hex(8)}
        write_durably(self._pointer, json.dumps(row) + "\n")

    def load(self, generation: str, commit: int) -> Stored:
        """One commit's manifest. Raises DamagedIndex where it is missing or cannot be read."""
        directory = self.root / generation / f"c{commit:06d}"
        path = directory / "manifest.json"
        try:
            row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if row.pop("sum") != checksum(row):
                raise ValueError("its contents are not those that were written")
            names = ("generation", "commit", "articles", "watermark", "analysis", "made")
            files = {name: StoredFile(*file) for name, file in row["files"].items()}
            manifest = Manifest(**{name: row[name] for name in names})
            stored = Stored(manifest, directory, files, tuple(row["segments"]))
        except FileNotFoundError as e:
            raise DamagedIndex(f"{path} is missing. Run `telusur status` to see what can be published.") from e
        except (ValueError, KeyError, TypeError) as e:
            raise DamagedIndex(f"{path} is damaged ({e}). Publish another generation or run `telusur reindex`.") from e
        if (stored.manifest.generation, stored.manifest.commit) != (generation, commit):
            raise DamagedIndex(f"{path} belongs to {stored.manifest.name}. Run `telusur reindex`.")
        return stored

    def commits(self, generation: str) -> list[int]:
        """The finished commits of a generation, oldest first."""
        names = (p.name for p in (self.root / generation).iterdir()) if (self.root / generation).is_dir() else ()
        return sorted(int(m[1]) for n in names if (m := _COMMIT.fullmatch(n)))

    def names(self) -> list[str]:
        """Every generation's name, unfinished ones too, oldest first."""
        found = (p.name for p in self.root.iterdir()) if self.root.is_dir() else ()
        return sorted((n for n in found if _GENERATION.fullmatch(n)), key=lambda n: int(n[1:]))

    def newest(self, generation: str) -> Stored | None:
        """The newest readable commit of a generation; None where it has none."""
        for commit in reversed(self.commits(generation)):
            with suppress(DamagedIndex):
                return self.load(generation, commit)
        return None

    def begin(self, base: Stored | None) -> tuple[str, int, Path]:
        """Make the directory of a new commit: of a new generation, or on top of `base` with its files linked."""
        self.root.mkdir(mode=0o750, parents=True, exist_ok=True)
        if base is None:
            number = max((int(n[1:]) for n in self.names()), default=0) + 1
            generation, commit = f"g{number:06d}", 1
        else:
            generation = base.manifest.generation
            commit = max(self.commits(generation)) + 1
        aside = self.root / generation / f"c{commit:06d}.tmp"
        try:
            aside.parent.mkdir(mode=0o750, exist_ok=base is not None)
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(mode=0o750)
            for name in base.files if base else ():
                os.link(base.directory / name, aside / name)  # type: ignore[union-attr]
        except BaseException:
            self.forget(aside)
            raise
        return generation, commit, aside

    def forget(self, aside: Path) -> None:
        """Remove an unfinished commit, and its generation where it was to be the first one."""
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(OSError):  # not empty: the generation has finished commits
            aside.parent.rmdir()

    def finish(
        self,
        aside: Path,
        manifest: Manifest,
        base: Stored | None,
        versions: dict[str, str],
        segments: Sequence[dict[str, Any]],
    ) -> Manifest:
        """Make a commit durable: hash and sync its new files, write its manifest, give it its name.

        Files linked from `base` are known already: only new ones are hashed.
        """
        files = {}
        for path in sorted(aside.iterdir()):
            if base and path.name in base.files:
                files[path.name] = base.files[path.name]
            else:
                sync_file(path)
                status = path.stat()
                files[path.name] = StoredFile(file_hash(path), status.st_size, status.st_mtime_ns)
        state = {name: getattr(manifest, name) for name in Manifest.__slots__}
        row = {**state, "versions": versions, "segments": list(segments), "files": files}
        write_durably(aside / "manifest.json", json.dumps({**row, "sum": checksum(row)}, indent=1) + "\n")
        aside.rename(aside.with_name(aside.name.removesuffix(".tmp")))
        sync_directory(aside.parent)
        if manifest.commit == 1:
            sync_directory(self.root)
        return manifest

    def problems(self, stored: Stored, verified: set[tuple[str, int, int]] | None = None) -> list[str]:
        """Files of a commit that are missing or not what was written. With `verified`, which remembers files found
        whole, large files are believed when they look untouched; without, every byte is read."""
        wrong = []
        for name, expected in stored.files.items():
            path = stored.directory / name
            try:
                status = path.stat()
            except FileNotFoundError:
                wrong.append(f"{path} is missing")
                continue
            key = (expected.sha256, status.st_ino, status.st_mtime_ns)
            untouched = (status.st_size, status.st_mtime_ns) == (expected.size, expected.mtime)
            if verified is not None and (key in verified or (untouched and expected.size > HASHED)):
                continue
            if status.st_size != expected.size or file_hash(path) != expected.sha256:
                wrong.append(f"{path} is damaged: its bytes are not those that were written")
            elif verified is not None:
                verified.add(key)
        return wrong

    def drop_old_commits(self, generation: str, current: int) -> None:
        """Remove commits below the current one, but for the last before it and those younger than GRACE, and
        unfinished ones. The caller holds the write lock: nobody is writing one."""
        for aside in (self.root / generation).glob("c*.tmp"):
            shutil.rmtree(aside, ignore_errors=True)
        for commit in self.commits(generation):
            path = self.root / generation / f"c{commit:06d}"
            with suppress(FileNotFoundError):
                if commit < current - 1 and time.time() - path.stat().st_mtime > GRACE:
                    shutil.rmtree(path, ignore_errors=True)

    def drop_generations(self, keep: Sequence[str]) -> list[str]:
        """Remove every generation that is not named, and unfinished commits of those that are; not those of the
        first, the published one: a change may be on its way there."""
        gone = [name for name in self.names() if name not in keep]
        for name in gone:
            shutil.rmtree(self.root / name, ignore_errors=True)
        for name in set(keep[1:]) & set(self.names()):
            for aside in (self.root / name).glob("c*.tmp"):
                shutil.rmtree(aside, ignore_errors=True)
        return gone

    def find(self, manifest: Manifest) -> Stored:
        """The stored form of a state. Raises NotFound where it is no longer kept."""
        if not (self.root / manifest.generation / f"c{manifest.commit:06d}").is_dir():
            raise NotFound(f"{manifest.name} is no longer kept. `telusur status` lists what is.")
        return self.load(manifest.generation, manifest.commit)
