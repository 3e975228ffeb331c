"""Every kernel compiled and used once: `python -m search.engines.whoosh` at set-up, and before a server is ready.

Compiling takes most of a minute, and is kept on disk; using what is kept takes a fraction of a second. The loops of
writing (invert.py) are compiled where numba is loaded before, as at set-up; a server leaves them to those that write.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from search.article_bytes import body_of
from search.engine import Backend
from search.engines.whoosh.kernels import lookup, phrases
from search.model import AgencyTag, AnalysedArticle, Article, EventDay, Form, RegionTag, Words
from search.query import AnyOf, DateBasis, Phrase, Query, Sort, Without, Word

_FORMS = tuple(Form(word, word) for word in ("satu", "dua", "tiga", "empat"))
_SATU, _DUA, _TIGA = Word("satu", "satu"), Word("dua", "dua"), Word("tiga", "tiga")
_PHRASE = Phrase(("satu", "dua"), ("satu", "dua"))
_QUESTIONS = (
    Query(clauses=(_SATU, _DUA), need=1),
    Query(clauses=(_SATU, _DUA, _TIGA), need=0.5, agencies=("a",), since=date(2025, 1, 1)),
    Query(clauses=(_SATU, _PHRASE, Without(Word("empat"))), need=1, title_only=True),
    Query(clauses=(AnyOf((_TIGA, _PHRASE)), Without(_PHRASE)), need=1, sort=Sort.OLDEST, basis=DateBasis.EVENT),
)


def warm_up(opened: Callable[[Path], Backend], writing: bool = False) -> None:
    """Build, change, merge and ask a small index in a temporary directory. `opened` gives the backend of one. With
    `writing` the loops are used too that large segments alone are written with."""
    from search import snippets  # compiled too, and no part of a change to an index

    with tempfile.TemporaryDirectory(prefix="telusur-") as name:
        backend = opened(Path(name) / "generations")
        build = backend.create()
        build.add(_article(n) for n in range(12))
        manifest = build.commit(1)
        build = backend.revise(manifest)
        build.delete(["3"])
        build.add([_article(4)])
        manifest = build.commit(2)
        backend.publish(manifest)
        build = backend.revise(manifest)
        build.delete([str(n) for n in range(4, 9)])
        with backend.open(backend.merge(build.commit(3)) or manifest) as engine:
            for query in _QUESTIONS:
                snippets.Finder(query).passages([body_of(hit.shown) for hit in engine.search(query).hits])
            engine.vocabulary.near("dua")
        with backend.reader() as engine:
            engine.vocabulary.frequencies(["satu"])
            engine.vocabulary.starting("s")
            if writing:
                _as_large_segments(engine)


def _as_large_segments(engine: Any) -> None:
    """What they alone are written with, see segment_writer.LISTED_FROM."""
    words, segment = np.array([0, 1], np.int64), engine._state.segments[0]
    phrases.hashed(words)
    phrases.holding(segment.row, words, 0)
    lookup.slots_of(segment.arrays["term_blob"], segment.arrays["term_start"])


def _article(number: int) -> AnalysedArticle:
    day = date(2025, 1, 1 + number)
    article = Article(
        str(number),
        "satu dua",
        "dua tiga satu empat",
        published=day,
        agencies=(AgencyTag("a", "A"),),
        regions=(RegionTag("18", "Lampung"),),
        event_days=(EventDay(day),),
    )
    return AnalysedArticle(article, Words(array("I", (0, 1)), _FORMS), Words(array("I", (1, 2, 0, 3)), _FORMS))
