"""The Whoosh engine answers as the plain-Python reference does, on random questions, before and after changes."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from search import synonyms
from search.analysis import rules, terms
from search.analysis.table import WordTable
from search.engines.whoosh import WhooshBackend, question, segment_writer
from search.engines.whoosh.kernels import phrases
from search.engines.whoosh.pending import Pending
from search.engines.whoosh.question import MOST_KEPT
from search.engines.whoosh.row import Col
from search.model import AnalysedArticle, Article, Manifest
from search.query import AnyOf, Phrase, Query, Without, Word
from tests.engine_contract import hides_as_deleting_does, same_answer, same_facets, same_set
from tests.random_questions import Asker
from tests.real_articles import real_articles
from tests.reference import Reference
from tests.seeds import SEED

QUESTIONS = 1000


@pytest.fixture(scope="module")
def articles() -> list[AnalysedArticle]:
    # Every ninth is a near-copy that another article stands for.
    return [replace(a, face=n % 9 != 4) for n, a in enumerate(real_articles(1500))]


@pytest.fixture(scope="module")
def built(articles: list[AnalysedArticle], tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshBackend, Manifest]:
    backend = WhooshBackend(tmp_path_factory.mktemp("index") / "generations")
    build = backend.create()
    build.add(articles)
    manifest = build.commit(1)
    backend.publish(manifest)
    return backend, manifest


def test_random_questions(built: tuple[WhooshBackend, Manifest], articles: list[AnalysedArticle]) -> None:
    reference, asker = Reference(articles), Asker(articles, SEED)
    with built[0].reader() as engine:
        for n, query in enumerate(asker.questions(QUESTIONS)):
            same_answer(engine, reference, query)
            if n % 50 == 0:
                same_set(engine, reference, query)
                same_facets(engine, reference, query)


def test_phrases_of_the_same_few_words_over_and_over(tmp_path: Path) -> None:
    """Where words repeat, runs overlap each other and the end of the title: each is counted where it stands."""
    chance, few, table = random.Random(SEED), ["merah", "putih", "hitam"], WordTable()

    def words(most: int) -> str:
        return " ".join(chance.choices(few, weights=(3, 2, 1), k=chance.randint(1, most)))

    texts = [terms.analyse(Article(str(n), words(4), words(90)), table) for n in range(200)]
    backend, reference = WhooshBackend(tmp_path / "generations"), Reference(texts)
    build = backend.create()
    build.add(texts)
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        for _ in range(150):
            asked = tuple(chance.choices(few, k=chance.randint(2, 5)))
            phrase = Phrase(asked, asked)
            clauses = (phrase,) if chance.random() < 0.3 else (AnyOf((Word("biru", "biru"), phrase)),)
            same_answer(engine, reference, Query(clauses=clauses, per_page=50, title_only=chance.random() < 0.3))


def test_listed_phrases_are_those_that_reading_finds(
    articles: list[AnalysedArticle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known phrases are listed when a large segment is written; a question gets the same as if it read the articles."""
    monkeypatch.setattr(segment_writer, "LISTED_FROM", 1)
    backend, reference = WhooshBackend(tmp_path / "generations"), Reference(articles)
    build = backend.create()
    build.add(articles)
    backend.publish(build.commit(1))
    listed = [form for group in synonyms.groups() for form in group.forms if len(form) > 1]
    chance = random.Random(SEED)
    with backend.reader() as engine:
        segment = engine._state.segments[0]
        unlisted = segment.row.copy()
        unlisted[Col.PHRASES] = 0
        words, ptr = segment.arrays["phrase_word"].astype(np.int64), segment.arrays["phrase_word_ptr"].tolist()
        assert len(ptr) > 100
        held = 0
        for first, end in pairwise(ptr):
            assert phrases.place_of(segment.row, words[first:end]) >= 0
            for title in (0, 1):
                found = phrases.holding(segment.row, words[first:end], title)
                read = phrases.holding(unlisted, words[first:end], title)
                assert [part.tolist() for part in found] == [part.tolist() for part in read]
                held += len(found[0])
        assert held > 300
        for form in chance.sample(listed, 60):
            phrase = Phrase(form, tuple(rules.reason(word).term for word in form))
            for clauses in ((phrase,), (AnyOf((Word("polisi", "polisi"), phrase)),)):
                title = chance.random() < 0.3
                same_answer(engine, reference, Query(clauses=clauses, per_page=50, title_only=title))


@pytest.mark.parametrize("also", [Phrase, Without])
def test_a_phrase_may_be_asked_for_and_be_an_alternative_too(
    built: tuple[WhooshBackend, Manifest], articles: list[AnalysedArticle], also: type[Phrase | Without]
) -> None:
    """What is listed for one is not taken for the other."""
    reference, asker = Reference(articles), Asker(articles, SEED + 3)
    with built[0].reader() as engine:
        for article in articles[:30]:
            phrase = asker.phrase(article)
            other = phrase if also is Phrase else Without(phrase)
            for clauses in ((other, AnyOf((asker.word(), phrase))), (AnyOf((asker.word(), phrase)), other)):
                same_answer(engine, reference, Query(clauses=clauses, per_page=50))


@pytest.mark.parametrize("kept", [0, MOST_KEPT])
def test_the_same_words_may_be_asked_once_more_otherwise(
    built: tuple[WhooshBackend, Manifest],
    articles: list[AnalysedArticle],
    monkeypatch: pytest.MonkeyPatch,
    kept: int,
) -> None:
    """As a question is that is relaxed: what was made ready for its words serves, or is too large to be kept."""
    monkeypatch.setattr(question, "MOST_KEPT", kept)
    reference, asker = Reference(articles), Asker(articles, SEED + 2)
    with built[0].reader() as engine:
        for one, other in pairwise(asker.questions(40)):
            same_answer(engine, reference, one)
            same_answer(engine, reference, other.changed(clauses=one.clauses))
            same_answer(engine, reference, one.changed(need=0.0, page=1, agencies=(), title_only=not one.title_only))


def test_random_questions_after_adds_and_deletes(
    built: tuple[WhooshBackend, Manifest], articles: list[AnalysedArticle]
) -> None:
    """Many small commits, with merges between them, equal one build of what is left."""
    backend, manifest = built
    chance = random.Random(SEED)
    left = {a.article.id: a for a in articles}
    for _ in range(25):
        gone = chance.sample(sorted(left), 7)
        back = [a for a in chance.sample(articles, 9) if a.article.id not in gone]
        build = backend.revise(manifest)
        build.delete([*gone, "id-yang-tak-pernah-ada"])
        build.add(back)
        build.add(back[:1])
        manifest = build.commit(manifest.watermark + 1)
        manifest = backend.merge(manifest) or manifest
        left = {k: v for k, v in left.items() if k not in gone} | {a.article.id: a for a in back}
    reference, asker = Reference(list(left.values())), Asker(articles, SEED + 1)
    with backend.open(manifest) as engine:
        assert list(engine.ids()) == sorted(left)
        for query in asker.questions(150):
            same_answer(engine, reference, query)
        known = [t.term for t in articles[0].body[:20]]
        expected = {term: reference.df[0][term] for term in known}
        assert dict(engine.vocabulary.frequencies(known)) == expected


def test_hidden_articles_are_as_deleted_ones(built: tuple[WhooshBackend, Manifest]) -> None:
    """In a state that has deletions of its own; hiding a copy or a face hides the story."""
    chance, backend = random.Random(SEED), built[0]
    plain = [a for a in real_articles(300) if a.article.published]
    copies, faces = plain[:20], plain[20:40]
    told = plain[40:]
    for a, f in zip(copies, faces, strict=True):
        told.append(replace(a, article=replace(a.article, face=f.article.id), face=False))
        told.append(replace(f, article=replace(f.article, copies=(a.article.id,))))
    build = backend.create()
    build.add(told)
    built_with_all = build.commit(1)
    build = backend.revise(built_with_all)
    build.delete([a.article.id for a in plain[40:50]])
    build.add(told[-3:])
    manifest = build.commit(2)
    left = [a for a in told if a.article.id not in {d.article.id for d in plain[40:50]}]
    asker = Asker(left, SEED)
    with backend.open(manifest) as engine:
        for count in (1, 25):
            ids = [a.article.id for a in (copies[0], copies[1], faces[2], *chance.sample(left, count))] + ["tak-ada"]
            hides_as_deleting_does(engine, Reference(left), ids, asker.questions(40))
            assert engine.without(ids) is engine.without(tuple(reversed(ids))), "made once"
        assert list(engine.without(()).ids()) == list(engine.ids())
        everything = [a.article.id for a in left]
        hides_as_deleting_does(engine, Reference(left), everything, asker.questions(20))


@pytest.fixture
def empty(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "generations")
    backend.publish(backend.create().commit(0))
    return backend


def test_an_empty_index_answers_every_question(empty: WhooshBackend, articles: list[AnalysedArticle]) -> None:
    reference = Reference([])
    with empty.reader() as engine:
        for query in [Query(), *Asker(articles, SEED).questions(50)]:
            same_answer(engine, reference, query)
            same_facets(engine, reference, query)


def edits(one: str, other: str) -> int:
    """Slips between two words: letters added, left out or changed, neighbours swapped (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def test_neighbours_and_prefixes_are_those_of_a_plain_walk(
    built: tuple[WhooshBackend, Manifest], articles: list[AnalysedArticle]
) -> None:
    counts = Counter(word for a in articles for word in {t.exact for t in (*a.title, *a.body)})
    chance = random.Random(SEED)
    with built[0].reader() as engine:
        words = sorted(w for w in counts if len(w) > 4)
        odd = [w for w in words if not w.isascii()]
        for word in [*chance.sample(words, 6), *chance.sample(odd, min(2, len(odd))), "kafé"]:
            asked = chance.choice(
                (
                    word[:2] + chance.choice("aiueoné") + word[3:],
                    word[:2] + word[3:],
                    word[:3] + chance.choice("aiueo7") + word[3:],
                    word[:1] + word[2] + word[1] + word[3:],
                )
            )
            for distance in (1, 2):
                near = [
                    (w, n)
                    for w, n in counts.items()
                    if abs(len(w) - len(asked)) <= distance and edits(asked, w) <= distance
                ]
                expected = sorted(near, key=lambda c: (-c[1], c[0]))[:20]
                assert list(engine.vocabulary.near(asked, distance)) == expected, (asked, distance)
            starting = [(w, n) for w, n in counts.items() if w.startswith(word[:3])]
            assert list(engine.vocabulary.starting(word[:3], 10)) == sorted(starting, key=lambda c: (-c[1], c[0]))[:10]


def test_articles_whose_tables_of_words_take_turns_keep_their_words() -> None:
    """As worker processes give them: each has a table that grows, and their articles come in turn."""
    tables = WordTable(), WordTable()
    given = [
        terms.analyse(Article(str(n), f"Kabar tanda{n}", f"Isi tanda{n - 4} tanda{n}"), tables[n % 5 > 2])
        for n in range(10)
    ]
    pending = Pending(lambda _count, _samples: list)
    for analysed in given:
        pending.add(analysed)
    columns = pending.columns()
    ptr, numbers = columns.words.ptr, columns.words.numbers
    found = [[columns.forms[n] for n in numbers[ptr[at] : ptr[at + 1]]] for at in range(10)]
    assert found == [[*a.title, *a.body] for a in given]
    assert len(columns.forms) == len(set(columns.forms))
