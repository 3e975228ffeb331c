"""Completion: names and words as titles spell them, from live articles alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh import WhooshBackend
from search.suggest import suggest
from tests.small_articles import article


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add(
        [
            article("1", "Dana desa Mesuji cair", "Dana desa.", ("kejari-metro",), ("18.11",)),
            article("2", "Dana desa untuk jalan", "Dana desa."),
            article("3", "Dana darurat banjir", "Dana darurat. MDP (24) ditangkap."),
            article("4", "Rahasia desa terungkap", "Rahasia."),
        ]
    )
    backend.publish(build.commit(1))
    return backend


@pytest.mark.parametrize(
    ("typed", "first", "why"),
    [
        ("dana d", "dana desa", "what follows in titles, the most frequent first"),
        ("dana desa m", "dana desa mesuji", "after two words"),
        ("Dana D", "Dana desa", "what was typed stays as it is"),
        ("raha", "rahasia", "one word"),
        ("kejari", "kejari-metro", "an agency by its name"),
    ],
)
def test_completions(backend: WhooshBackend, typed: str, first: str, why: str) -> None:
    with backend.reader() as engine:
        assert suggest(engine, typed)[0].text.startswith(first), why


@pytest.mark.parametrize("typed", ["", "d", "dana ", '"dana d', "dana -d", "md", "zzz"])
def test_nothing_is_suggested(backend: WhooshBackend, typed: str) -> None:
    with backend.reader() as engine:
        assert suggest(engine, typed) == []


def test_a_withdrawn_article_suggests_nothing_from_then_on(backend: WhooshBackend) -> None:
    with backend.reader() as engine:
        assert suggest(engine, "rahasia d")[0].text.startswith("rahasia desa")
        manifest = engine.manifest
    build = backend.revise(manifest)
    build.delete(["4"])
    backend.publish(build.commit(2))
    with backend.reader() as engine:
        assert suggest(engine, "rahasia d") == suggest(engine, "raha") == []


def test_surface_words_and_no_stems_are_suggested(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add([article("1", "Penyelidikan dimulai", "Penyelidikan dimulai.")])
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        texts = {s.text for typed in ("peny", "dimu", "sel", "mul") for s in suggest(engine, typed)}
    assert texts == {"penyelidikan", "dimulai"}
