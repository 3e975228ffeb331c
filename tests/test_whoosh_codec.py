"""Whoosh itself opens what we write: its own searcher finds in our segments what it finds in an index of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from whoosh import index, query
from whoosh.filedb.filestore import RamStorage
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from search.article_json import to_dict
from search.engines.whoosh import WhooshBackend
from search.engines.whoosh.schema import ColumnSegment, schema
from search.engines.whoosh.segment_writer import DENSE_LEAST
from search.model import AnalysedArticle, Manifest
from tests.real_articles import real_articles
from tests.seeds import chance
from tests.small_articles import article
from tests.whoosh_questions import FIELDS, WORDS, Asker, document

QUESTIONS = 300


class Change(NamedTuple):
    """What one commit does."""

    add: Sequence[AnalysedArticle]
    delete: Sequence[str] = ()


class Built(NamedTuple):
    """The same articles in an index of ours and in one that Whoosh wrote."""

    manifest: Manifest
    directory: Path
    whooshs: index.Index
    live: dict[str, AnalysedArticle]


@cache
def changes() -> list[Change]:
    """Three segments, the first with rows of counts; articles of the first two are replaced or deleted later."""
    many = tuple(f"dinas-{n}" for n in range(7))
    odd = [
        article("tanpa-kata", "", ""),
        article("tanpa-isi", "Banjir besar", ""),
        article("tanpa-hari", "Judul", "banjir di kota", published=None),
        *(article(f"umum-{n:03}", f"Kabar {n}", "banjir besar di kota " * (n % 5)) for n in range(200)),
        *(article(f"dinas-{n}", "Rapat", "rapat besar", agencies=many[: n + 1], regions=("18.71",)) for n in range(7)),
        article("panjang", "Panjang", "banjir kota " * 200),
    ]
    real = real_articles(130)
    first, rest = [*odd[:200], *real[:70]], [*odd[200:], *real[70:]]
    ids = [a.article.id for a in first]
    again = [article(a.article.id, "Ralat", f"banjir baru {n}") for n, a in enumerate(first[195:205])]
    return [Change(first), Change([*again, *rest[:50]], [*ids[:15], *ids[210:220]]), Change(rest[50:], [ids[200]])]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("index") / "generations"
    backend, whooshs = WhooshBackend(root), RamStorage().create_index(schema())
    live: dict[str, AnalysedArticle] = {}
    manifest: Manifest | None = None
    for change in changes():
        build = backend.create() if manifest is None else backend.revise(manifest)
        build.delete(change.delete)
        build.add(change.add)
        manifest = build.commit(1)
        writer = whooshs.writer()
        for id_ in [*change.delete, *(a.article.id for a in change.add if a.article.id in live)]:
            writer.delete_by_term("id", id_)
        for analysed in change.add:
            writer.add_document(**document(analysed))
        writer.commit(merge=False)
        live = {k: v for k, v in live.items() if k not in change.delete} | {a.article.id: a for a in change.add}
    assert manifest is not None
    backend.publish(manifest)
    return Built(manifest, root / manifest.generation / f"c{manifest.commit:06d}", whooshs, live)


@pytest.fixture
def ours(built: Built) -> Iterator[Searcher]:
    with index.open_dir(str(built.directory)).searcher() as searcher:
        yield searcher


@pytest.fixture
def theirs(built: Built) -> Iterator[Searcher]:
    """Whoosh's own codec keeps the length of a field in one byte, 4 % off in the title of a dozen words: its scores
    are compared with the true lengths put in its place."""

    def length(reader: Any) -> Callable[..., int]:
        return lambda docnum, field, default=0: len(documents[reader.stored_fields(docnum)["id"]][field])

    documents = {id_: document(a) for id_, a in built.live.items()}
    with built.whooshs.searcher() as searcher:
        for reader, _ in searcher.reader().leaf_readers():
            reader._perdoc.doc_field_length = length(reader)
        yield searcher


def lexicon(searcher: Searcher) -> dict[str, list[str]]:
    return {field: list(searcher.reader().field_terms(field)) for field in FIELDS}


def scores(searcher: Searcher, asked: query.Query) -> dict[str, float]:
    return {hit["id"]: hit.score for hit in searcher.search(asked, limit=None)}


def test_random_questions_find_the_same_with_the_same_scores(built: Built, ours: Searcher, theirs: Searcher) -> None:
    asker = Asker(list(built.live.values()), lexicon(theirs), chance())
    found = 0
    for _ in range(QUESTIONS):
        asked = asker.question()
        mine, expected = scores(ours, asked), scores(theirs, asked)
        assert mine.keys() == expected.keys(), asked
        assert mine == pytest.approx(expected, rel=1e-9), asked
        found += bool(mine)
    assert found > QUESTIONS / 2


def test_the_first_ten_are_those_of_the_whole_answer(built: Built, ours: Searcher) -> None:
    """With a limit, Whoosh passes over what its upper bounds of a term's scores say cannot come among the first."""
    asker = Asker(list(built.live.values()), lexicon(ours), chance())
    for n in range(QUESTIONS):
        terms = [asker.term(0) for _ in range(1 + n % 3)]
        asked = query.Or(terms) if n % 2 else query.And(terms)
        best = sorted(scores(ours, asked).values(), reverse=True)[:10]
        assert [hit.score for hit in ours.search(asked, limit=10)] == pytest.approx(best), asked


def test_whoosh_sees_the_segments_as_they_are(built: Built, ours: Searcher) -> None:
    segments = [reader.segment() for reader, _ in ours.reader().leaf_readers()]
    assert len(segments) == len(changes())
    assert [type(s) for s in segments] == [ColumnSegment] * len(segments)
    assert all((built.directory / s.make_filename(".cols")).is_file() for s in segments)
    assert not any(s.is_compound() or s.should_assemble() for s in segments)
    assert [s.has_deletions() for s in segments] == [True, True, False]
    assert segments[0].doc_count_all() >= DENSE_LEAST, "so that common terms lie in rows, and others in lists"


def test_terms_and_their_numbers_are_those_of_whooshs_own_index(ours: Searcher, theirs: Searcher) -> None:
    one, other = ours.reader(), theirs.reader()
    terms = list(other.all_terms())
    assert list(one.all_terms()) == terms
    values = [t for t in terms if t[0] in ("instansi", "wilayah")]
    assert ("instansi", b"dinas-6") in values, "of an article with more values than its row is wide"
    for field, text in [*values, *chance().sample(terms, 200), ("exact_body", b"banjir"), ("text", b"banjir")]:
        assert one.frequency(field, text) == other.frequency(field, text), (field, text)
        assert one.doc_frequency(field, text) == other.doc_frequency(field, text), (field, text)
    for field in FIELDS:
        assert one.field_length(field) == other.field_length(field), field


@pytest.mark.parametrize("kind", ["frequency", "positions"])
def test_postings_tell_how_often_and_where(ours: Searcher, theirs: Searcher, kind: str) -> None:
    fields = ("exact_title", "exact_body") if kind == "positions" else WORDS
    for field in fields:
        for text in chance().sample(lexicon(theirs)[field], 40):
            one, other = (dict(postings(s, field, text, kind)) for s in (ours, theirs))
            assert one == other, (field, text)


def postings(searcher: Searcher, field: str, text: str, kind: str) -> Iterator[tuple[str, Any]]:
    matcher = searcher.reader().postings(field, text)
    decode = schema()[field].format.decoder(kind)
    while matcher.is_active():
        value = matcher.value_as(kind)
        assert decode(matcher.value()) == value, "what is encoded is what is told"
        yield searcher.stored_fields(matcher.id())["id"], value
        matcher.next()


def test_stored_articles_are_whole_and_deleted_ones_are_not_told(built: Built, ours: Searcher) -> None:
    stored = {fields["id"]: json.loads(fields["article"]) for fields in ours.reader().all_stored_fields()}
    assert stored == {id_: json.loads(json.dumps(to_dict(a.article))) for id_, a in built.live.items()}
    assert ours.doc_count() == len(built.live) == built.manifest.articles


def test_deleted_and_replaced_articles_are_not_found(built: Built, ours: Searcher) -> None:
    everything = [*changes()[0].add, *changes()[1].add]
    gone = {a.article.id for a in everything} - built.live.keys()
    assert len(gone) > 20
    for id_ in gone:
        assert len(ours.search(query.Term("id", id_))) == 0, id_
    assert set(scores(ours, query.Every())) == built.live.keys()
    replaced = next(a for a in changes()[0].add if built.live.get(a.article.id, a).article.title == "Ralat")
    (hit,) = ours.search(query.Term("id", replaced.article.id))
    assert json.loads(hit["article"])["title"] == "Ralat"


@pytest.mark.parametrize("reverse", [False, True])
def test_answers_can_be_sorted_and_grouped_by_day(built: Built, ours: Searcher, reverse: bool) -> None:
    found = ours.search(
        query.Term("text", "banjir"), limit=None, sortedby=FieldFacet("day", reverse=reverse), groupedby="day"
    )
    days = [published.toordinal() if published else -1 for published in (day_of(built, hit["id"]) for hit in found)]
    assert len(set(days)) > 1
    assert days == sorted(days, reverse=reverse)
    assert {day: len(docs) for day, docs in found.groups("day").items()} == {day: days.count(day) for day in set(days)}


def day_of(built: Built, id_: str) -> Any:
    return built.live[id_].article.published


def test_fuzzy_words_are_those_of_whooshs_own_index(ours: Searcher, theirs: Searcher) -> None:
    for (one, _), (other, _) in zip(ours.reader().leaf_readers(), theirs.reader().leaf_readers(), strict=True):
        for word in ("banjer", "kota", "xzqyw"):
            assert set(one.terms_within("exact_body", word, 1)) == set(other.terms_within("exact_body", word, 1))


def test_an_empty_index_is_one_for_whoosh_too(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    manifest = backend.create().commit(0)
    with index.open_dir(str(tmp_path / "generations" / manifest.generation / "c000001")).searcher() as searcher:
        assert len(searcher.search(query.Term("text", "banjir"))) == 0
