"""Stories of near-copies in an index that changes: the same as those of an index built at once; hidden articles."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from indexer import changes, pipeline
from indexer.archive import open_existing
from indexer.duplicates import folded
from indexer.sources import read
from indexer.sources.rows import RawRow
from indexer.understand import understand
from search.analysis import terms
from search.analysis.table import WordTable
from search.model import AnalysedArticle, Article, Facet
from search.near_copies import SIMILAR, Groups, band_keys, fingerprint
from search.query import Query, Word
from tests.engine_contract import same_answer
from tests.random_questions import Asker
from tests.real_articles import SAMPLE
from tests.reference import Reference
from tests.seeds import SEED
from tests.site_under_test import Site
from tests.test_near_copies import changed, plain, text

AGENCIES = ["Pemkot Metro", "Polres Metro", "Kejari Metro", "BPBD Lampung Barat"]


def family(r: random.Random, name: str, size: int) -> list[dict[str, Any]]:
    """Versions of one press release; some are near each other through another one alone."""
    base = text(r, 140)
    rows = []
    for n in range(size):
        start = r.choice((0, 0, 0, 20, 40))
        words = changed(r, base[start : start + 100], 0.02)
        body = ". ".join(" ".join(words[at : at + 10]) for at in range(0, len(words), 10))
        day = r.randint(1, 28)
        rows.append(
            {
                "id": f"{name}-{n}",
                "title": f"judul {name} {n}",
                "body": body,
                "published": f"2025-03-{day:02}",
                "agencies": r.sample(AGENCIES, r.randint(0, 2)),
            }
        )
    return rows


def told(site: Site) -> dict[str, Any]:
    """All that readers can see of stories."""
    with site.place().backend.reader() as engine:
        articles = engine.articles(list(engine.ids()))
        every = engine.search(Query(per_page=50, all_copies=True))
        folded = engine.search(Query(per_page=50))
        return {
            "articles": {i: (a.copies, a.face, [t.id for t in a.agencies]) for i, a in articles.items()},
            "totals": (every.total, folded.total),
            "faces": sorted(hit.id for hit in folded.hits),
            "facets": counts(folded.facets),
        }


def counts(facets: tuple[Facet, ...]) -> dict[str, Any]:
    return {f.name: ({v.value: v.count for v in f.values}, f.missing) for f in facets}


def stories_of(rows: Mapping[str, dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Face -> its copies, by sets of words; that two fingerprints share a band is left to chance, one in thirty."""
    ids, table = sorted(rows), WordTable()
    prints = [fingerprint(table.shingler.shingles(table.words(rows[i]["body"]))) for i in ids]
    keys = [set(band_keys(print_)) for print_ in prints]
    sets, groups = [plain(rows[i]["body"].replace(".", "").split()) for i in ids], Groups(len(ids))
    for a in range(len(ids)):
        for b in range(a):
            if len(sets[a] & sets[b]) >= SIMILAR * len(sets[a] | sets[b]) and not keys[a].isdisjoint(keys[b]):
                groups.join(a, b)
    members: dict[int, list[str]] = {}
    for n, id_ in enumerate(ids):
        members.setdefault(groups.of(n), []).append(id_)
    ordered = [sorted(m, key=lambda i: (rows[i]["published"], i)) for m in members.values()]
    return {face: tuple(copies) for face, *copies in ordered}


@pytest.mark.parametrize("seed", range(3))
def test_adds_and_deletes_in_any_order_equal_a_rebuild(tmp_path: Path, seed: int) -> None:
    r, site, there = random.Random(SEED + seed), Site(tmp_path / "index"), dict[str, dict[str, Any]]()
    pool = [row for n in range(6) for row in family(r, f"rilis{n}", r.randint(1, 7))]
    for _ in range(9):
        if there and r.random() < 0.4:
            gone = r.sample(sorted(there), min(len(there), r.randint(1, 4)))
            site.delete(*gone)
            for id_ in gone:
                del there[id_]
        else:
            some = r.sample(pool, r.randint(1, 8))
            if there and r.random() < 0.5:  # an article that is written anew becomes another story's
                some[0] = {**some[0], "body": r.choice(pool)["body"]}
            site.add(*some)
            there |= {row["id"]: row for row in some}
    incremental = told(site)
    expected = stories_of(there)
    assert {i: c for i, (c, face, _) in incremental["articles"].items() if not face} == expected
    assert incremental["faces"] == sorted(expected)
    assert incremental["totals"] == (len(there), len(expected))
    for face, copies in expected.items():
        tags = set(incremental["articles"][face][2])
        own = {tag.lower().replace(" ", "-") for id_ in (face, *copies) for tag in there[id_]["agencies"]}
        assert tags >= own, "a face has the tags of all"
    site.rebuild()
    assert told(site) == incremental
    site.place().stories_path.unlink()
    added = {**pool[0], "id": "tambahan"}
    site.add(added)
    there["tambahan"] = added
    assert {i: c for i, (c, face, _) in told(site)["articles"].items() if not face} == stories_of(there)
    assert site.holds(there.values())


@pytest.fixture
def release() -> list[dict[str, Any]]:
    base = text(random.Random(1), 90)
    sentences = [" ".join(base[at : at + 10]) for at in range(0, 90, 10)]
    common = {"title": "Rilis bersama", "agencies": []}
    return [
        {**common, "id": "b-kedua", "body": ". ".join(sentences), "published": "2025-03-02T09:00:00+07:00"},
        {
            **common,
            "id": "c-ketiga",
            "title": "Judul lain untuk rilis bersama itu",
            "body": ". ".join([*sentences, "Kalimat tambahan tentang jembatan gantung di desa"]),
            "published": "2025-03-02T10:00:00+07:00",
            "agencies": ["Kejari Metro"],
        },
        {**common, "id": "a-tanpa-jam", "body": ". ".join(sentences[:8]), "published": "2025-03-02"},
    ]


def found(site: Site, word: str, **more: Any) -> list[str]:
    (token,) = terms.tokens(word)
    with site.place().backend.reader() as engine:
        return sorted(hit.id for hit in engine.search(Query((), (Word(token.term),), 1, **more)).hits)


def article(site: Site, id_: str) -> Article | None:
    with site.place().backend.reader() as engine:
        return engine.articles([id_]).get(id_)


def test_a_face_is_the_first_published_and_is_found_by_what_copies_add(
    tmp_path: Path, release: list[dict[str, Any]]
) -> None:
    site = Site(tmp_path / "index")
    site.reindex(release)
    face = article(site, "b-kedua")
    assert face is not None
    assert face.copies == ("c-ketiga", "a-tanpa-jam"), "a day without a time comes after those with one"
    assert [(t.id, t.evidence) for t in face.agencies] == [("kejari-metro", ())]
    assert found(site, "gantung") == ["b-kedua"], "the sentence stands in the third one alone"
    assert found(site, "gantung", all_copies=True) == ["b-kedua", "c-ketiga"]
    assert found(site, "gantung", agencies=("kejari-metro",)) == ["b-kedua"]
    assert "jembatan" not in face.body, "its own text stays its own"


def test_a_later_copy_does_not_rename_the_story(tmp_path: Path, release: list[dict[str, Any]]) -> None:
    site = Site(tmp_path / "index")
    site.reindex(release)
    for n in range(4, 11):
        site.add({**release[0], "id": f"{n}-kali", "published": f"2025-03-{n:02}"})
    assert told(site)["faces"] == ["b-kedua"]


def test_hiding_elects_another_face_and_lasts(tmp_path: Path, release: list[dict[str, Any]]) -> None:
    site = Site(tmp_path / "index")
    site.reindex(release)
    assert changes.hide(site.place(), ["b-kedua", "tidak-ada"], "salah kutip") == (["b-kedua"], ["tidak-ada"])
    assert told(site)["faces"] == ["c-ketiga"]
    assert article(site, "b-kedua") is None
    assert "b-kedua" not in site.exported()
    for again in (site.rebuild, lambda: site.add(release[0]), lambda: site.reindex(release)):
        again()
        assert told(site)["faces"] == ["c-ketiga"], "nothing but unhide brings it back"
        assert article(site, "b-kedua") is None
    with_reason = [(h.id, h.why) for h in open_existing(site.place().archive_path).hidden()]
    assert with_reason == [("b-kedua", "salah kutip")]
    assert changes.unhide(site.place(), ["b-kedua", "c-ketiga"]) == (["b-kedua"], ["c-ketiga"])
    assert told(site)["faces"] == ["b-kedua"]


def test_what_a_hidden_copy_added_is_gone_from_the_face(tmp_path: Path, release: list[dict[str, Any]]) -> None:
    site = Site(tmp_path / "index")
    site.reindex(release)
    changes.hide(site.place(), ["c-ketiga"], "ditarik")
    face = article(site, "b-kedua")
    assert face is not None
    assert face.agencies == ()
    assert face.copies == ("a-tanpa-jam",)
    assert found(site, "gantung", all_copies=True) == []


def test_the_commands_tell_what_was_done(tmp_path: Path, release: list[dict[str, Any]]) -> None:
    site = Site(tmp_path / "index")
    site.reindex(release)
    assert site.run("hide", "b-kedua").returncode == 2, "a reason is asked for"
    assert site.run("hide", "b-kedua", "--why", "  ").returncode == 2
    assert site.run("hide", "b-kedua", "--why", "permintaan keluarga").returncode == 0
    assert "permintaan keluarga" in site.run("hidden").stdout
    assert '"id": "b-kedua"' in site.run("hidden", "--json").stdout
    assert site.run("hide", "entah", "--why", "x").returncode == 1
    assert site.run("unhide", "b-kedua").returncode == 0
    assert site.run("hidden").stdout == ""


def test_counts_of_stories_and_of_articles_agree_everywhere_with_the_reference(tmp_path: Path) -> None:
    """Totals, hits, facets, months and dates, with and without copies, on random questions."""
    place = Site(tmp_path / "index").place()
    pipeline.reindex(place, [str(SAMPLE)])
    table, analysed = WordTable(), dict[str, AnalysedArticle]()
    for row in read(str(SAMPLE)):
        assert isinstance(row, RawRow)
        analysed[row.id] = terms.analyse(understand(row).article, table)
    with place.backend.reader() as engine:
        stored = engine.articles(list(engine.ids()))
        faces = [a for a in stored.values() if not a.face]
        assert sum(bool(a.copies) for a in faces) > 5, "the sample has stories on several sites"
        stories = [folded([analysed[i] for i in (face.id, *face.copies)], table) for face in faces]
        articles = sorted((a for story in stories for a in story), key=lambda a: a.article.id)
        assert len(articles) == len(analysed)
        reference = Reference(articles)
        for query in Asker(articles, SEED).questions(150):
            same_answer(engine, reference, query)
            same_answer(engine, reference, query.changed(all_copies=not query.all_copies))


def test_a_copy_added_while_sources_are_rebuilt_is_folded_with_what_they_bring(
    tmp_path: Path, release: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive holds nothing of one staged article then, and an older text of the other."""
    site = Site(tmp_path / "index")
    other = family(random.Random(4), "lain", 1)[0]
    site.reindex([{**release[0], "body": "Isi lama yang lain sama sekali."}, other])
    copies = [{**release[2], "id": "salinan"}, {**other, "id": "salinan-lain"}]
    new = {**other, "id": "baru"}
    unfit = pipeline.checks.unfit

    def then(*given: Any) -> list[str]:
        monkeypatch.setattr(pipeline.checks, "unfit", unfit)
        site.add(*copies)
        return unfit(*given)

    monkeypatch.setattr(pipeline.checks, "unfit", then)
    site.reindex([release[0], new])
    there = {row["id"]: row for row in (release[0], new, *copies)}
    assert site.holds(there.values())
    now = told(site)
    assert sorted(now["faces"]) == ["b-kedua", "baru"]
    assert now["articles"]["b-kedua"][0] == ("salinan",)
    site.rebuild()
    assert told(site) == now


DAMAGES = {"text": b"rubbish" * 2000, "empty": b"", "zeroed": b"SQLite format 3\0" + b"\0" * 5000}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_stories_that_are_none_are_made_anew(tmp_path: Path, release: list[dict[str, Any]], damage: bytes) -> None:
    site = Site(tmp_path / "index")
    site.reindex(release[:2])
    site.place().stories_path.write_bytes(damage)
    site.add(release[2])
    assert told(site)["faces"] == ["b-kedua"]
    assert site.holds(release)


def test_an_index_that_lost_its_last_article_counts_nothing(tmp_path: Path, release: list[dict[str, Any]]) -> None:
    site = Site(tmp_path / "index")
    site.reindex([{**row, "published": None} for row in release])
    assert told(site)["facets"]["bulan"][1] == 1, "asked before, by the same thread"
    site.delete(*(row["id"] for row in release))
    site.rebuild()
    assert told(site)["facets"] == {"instansi": ({}, 0), "wilayah": ({}, 0), "bulan": ({}, 0)}
