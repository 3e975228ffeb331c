"""Whoosh's table of contents in a commit: what it names, what lies beside it, and that only we write it."""

from __future__ import annotations

import ast
import gc
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from whoosh import index, query

from search.engines.whoosh import WhooshBackend, codec
from search.engines.whoosh.schema import ColumnCodec, ColumnSegment
from search.errors import TelusurError
from search.model import Manifest
from tests.small_articles import article
from tests.whoosh_questions import document


class Committed(NamedTuple):
    """A second commit, of two segments, one of them with a deletion."""

    backend: WhooshBackend
    manifest: Manifest
    directory: Path


@pytest.fixture
def committed(tmp_path: Path) -> Committed:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add([article("a", "Banjir"), article("b", "Longsor"), article("c", "Gempa")])
    build = backend.revise(build.commit(1))
    build.delete(["c"])
    build.add([article("d", "Kebakaran")])
    manifest = build.commit(2)
    backend.publish(manifest)
    return Committed(backend, manifest, tmp_path / "generations" / manifest.generation / "c000002")


GOLDEN = (
    b"\x80\x02csearch.engines.whoosh.schema\nColumnSegment\nq\x00(X\x11\x00\x00\x00MAIN_0123456789abq\x01K\x05K\x02"
    b"X\x1d\x00\x00\x00MAIN_0123456789ab-000003.goneq\x02\x88tq\x03Rq\x04."
)
"""A segment as tables of contents have held it since the first one."""


def test_the_path_of_the_pickled_class_is_a_format() -> None:
    segment = pickle.loads(GOLDEN)
    assert (segment.segment_id(), segment.segid) == ("MAIN_0123456789ab", "0123456789ab")
    assert (segment.doc_count_all(), segment.doc_count(), segment.deleted_count()) == (5, 3, 2)
    written = ColumnSegment("MAIN_0123456789ab", 5, 2, "MAIN_0123456789ab-000003.gone")
    assert pickle.dumps(written, 2) == GOLDEN


def test_a_table_of_contents_names_no_class_of_ours_but_the_segments(committed: Committed) -> None:
    path = committed.directory / codec.contents_name(committed.manifest.commit)
    contents = path.read_bytes()
    assert contents.count(b"search.") == contents.count(b"search.engines.whoosh.schema") == 1
    read = index.TOC.read(index.open_dir(str(committed.directory)).storage, "MAIN")
    assert (read.generation, [s.doc_count() for s in read.segments]) == (2, [2, 1])


def test_a_commits_directory_holds_no_file_beside_those_in_its_manifest(committed: Committed) -> None:
    told = json.loads((committed.directory / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {p.name for p in committed.directory.iterdir()} == {"manifest.json", *told}
    assert [name for name in told if name.endswith(".toc")] == [codec.contents_name(committed.manifest.commit)]


# Writing is ours alone


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves a file open then
def test_whooshs_writer_is_refused(committed: Committed) -> None:
    opened = index.open_dir(str(committed.directory))
    with pytest.raises(TelusurError, match="telusur add"):
        opened.writer(codec=ColumnCodec(), _lk=False)
    writer = opened.writer()
    with pytest.raises(TelusurError, match="telusur delete"):
        writer.delete_by_term("id", "a")
    writer.add_document(**document(article("e", "Gempa")))
    with pytest.raises(TelusurError, match="telusur add"):
        writer.commit()
    gc.collect()
    assert committed.backend.verify(committed.manifest) == []
    with opened.searcher() as searcher:
        assert {hit["id"] for hit in searcher.search(query.Every(), limit=None)} == {"a", "b", "d"}


def test_ours_never_uses_it() -> None:
    for path in Path(codec.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("writer", "create_index"), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.ImportFrom):
                assert node.module not in ("whoosh.writing", "whoosh.multiproc"), f"{path.name}:{node.lineno}"


PROGRAM = """
import sys
from pathlib import Path
from search.engines.whoosh import WhooshBackend, codec
print(*(m for m in sys.modules if m.split(".")[0] == "whoosh"))
codec.write_contents(Path(sys.argv[1]), [], 1)
print(*(m for m in sys.modules if m.split(".")[0] == "whoosh"))
"""


def test_readers_import_no_whoosh_and_writers_only_its_table_of_contents(tmp_path: Path) -> None:
    """Whoosh takes a tenth of a second to import, on the way of every page and of every article that is added."""
    run = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path)]
    reader, writer = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split("\n")[:2]
    assert reader.split() == []
    dear = {f"whoosh.{name}" for name in ("matching", "query", "reading", "scoring", "searching", "writing", "qparser")}
    assert "whoosh.index" in writer.split()
    assert dear & set(writer.split()) == set()
