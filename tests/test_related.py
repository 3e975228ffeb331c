"""Related stories: what an article or a draft is like, with reasons that a reader knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from search.analysis import terms
from search.engines.whoosh import WhooshBackend
from search.likeness import TERMS, cosine, shared
from search.model import AgencyTag, Article, Hit, RegionTag, Results, Words
from search.query import MAX_WORDS, Query
from search.ranking import MOST_CLAUSES, PLAIN, parts
from search.related import REASONS, Limits, Same, When, related
from tests.real_articles import SAMPLE
from tests.small_articles import article


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    from indexer.sources import read
    from indexer.sources.rows import RawRow
    from indexer.understand import understand

    backend = WhooshBackend(tmp_path_factory.mktemp("index") / "generations")
    rows = [row for row in read(str(SAMPLE)) if isinstance(row, RawRow)]
    build = backend.create()
    build.add(terms.analyse(understand(row).article) for row in rows)
    backend.publish(build.commit(1))
    return backend


def test_the_story_goes_on_and_says_what_it_shares(backend: WhooshBackend) -> None:
    with backend.reader() as engine:
        flood = engine.articles(["kabar-2025-0131"])["kabar-2025-0131"]
        found = related(engine, flood).stories
    assert len(found) == 6
    assert all("Pesawaran" in r.reasons for r in found[:3])
    assert flood.id not in [r.hit.article.id for r in found]
    assert all(0 < len(r.reasons) <= REASONS for r in found)


def test_a_draft_that_is_in_no_index_has_related_stories(backend: WhooshBackend) -> None:
    draft = Article("naskah", "Gajah liar masuk kebun", "Kawanan gajah dari Way Kambas merusak kebun singkong warga.")
    with backend.reader() as engine:
        found = related(engine, draft).stories
    assert any("gajah" in r.hit.article.title.lower() for r in found[:3])


@pytest.mark.parametrize(
    ("title", "body"),
    [("", ""), ("Xyzzyq", "plughq fnordq"), ("Banjir", "Banjir"), ("Judul", "kata " * 5000 + "banjir pesawaran")],
)
def test_any_draft_gets_an_answer(backend: WhooshBackend, title: str, body: str) -> None:
    with backend.reader() as engine:
        found = related(engine, Article("naskah", title, body)).stories
    assert len(found) == len({r.hit.article.id for r in found}) <= 6


def test_reasons_are_words_that_a_reader_knows(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add([article("lain", "BANJIR Pesawaran", "BPBD Pesawaran: COVID19, air 2025, api, Warga mengungsi.")])
    backend.publish(build.commit(1))
    draft = Article("naskah", "Warga Pesawaran", "Banjir, api, air dan COVID19 pada 2025: BPBD dan warga Pesawaran.")
    with backend.reader() as engine:
        (found,) = related(engine, draft).stories
    assert set(found.reasons) == {"banjir Pesawaran", "BPBD"}, "words that stand side by side are one"


LONG = "Pameran mobil listrik dibuka: varian, baterai, dealer, pabrik, promosi, kredit, suku cadang, bengkel, garansi."


@pytest.mark.parametrize(
    ("title", "body", "reasons", "why"),
    [
        ("Mobil listrik", LONG, [], "one word of a long text is chance"),
        ("Mobil listrik", f"{LONG} Pajak.", [("mobil", "pajak")], "two are something in common"),
        ("Pameran", LONG.replace("mobil ", "") + " BPBD.", [("BPBD",)], "a name is more than a word"),
        ("Mobil", "Mobil", [("mobil",)], "of a short text one word is much"),
        ("Sebanyak miliar", f"{LONG} Tersebut, sebanyak, miliar, Rabu.", [], "words of any news are no reasons"),
    ],
)
def test_what_is_reason_enough(tmp_path: Path, title: str, body: str, reasons: list[tuple[str, ...]], why: str) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    other = article("lain", "Mobil dinas", "Mobil tersebut sebanyak satu miliar, Rabu. Pajak, BPBD.")
    # What no article holds is no term of a draft.
    build.add([other, article("kata", "Kata", LONG.replace("mobil", ""))])
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        found = related(engine, Article("naskah", title, body)).stories
    assert [story.reasons for story in found if story.hit.id == "lain"] == reasons, why


def test_an_article_alone_has_none(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add([article("satu", "Banjir Pesawaran", "Banjir merendam desa.")])
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        assert related(engine, engine.articles(["satu"])["satu"]).stories == ()


class Noting:
    """An engine that finds the same articles for every question and notes what is asked and read."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.found = articles
        self.manifest = SimpleNamespace(articles=100)
        self.vocabulary = self
        self.asked: list[Query] = []
        self.read: list[str] = []

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        return dict.fromkeys(terms, 1)

    def search(self, query: Query, facets: bool = True) -> Results:
        self.asked.append(query)
        hits = tuple(Hit(self, place, 1.0) for place in range(len(self.found[: query.per_page])))
        return Results(len(self.found), hits, (), self.manifest)  # type: ignore[arg-type]

    def words(self, ids: Sequence[str]) -> Mapping[str, tuple[Words, Words]]:
        analysed = [terms.analyse(one) for one in self.found if one.id in ids]
        return {one.article.id: (one.title, one.body) for one in analysed}

    def id_at(self, place: int) -> str:
        return self.found[place].id

    def article_at(self, place: int) -> Article:
        self.read.append(self.id_at(place))
        return self.found[place]


@pytest.mark.parametrize(("id_", "shown"), [("b", ["a", "c", "d"]), ("naskah", ["a", "b", "c"])])
def test_five_questions_are_enough_and_the_article_itself_is_no_story(id_: str, shown: list[str]) -> None:
    engine = Noting([Article(name, "Banjir Metro", "Banjir di Metro.") for name in "abcdefgh"])
    found = related(engine, Article(id_, "Banjir Metro", "Banjir."), 3).stories  # type: ignore[arg-type]
    assert [r.hit.id for r in found] == shown
    assert [query.title_only for query in engine.asked] == [False, True, True, False, True]


TOLD = (
    "Bupati Pesawaran meresmikan pasar tapis di Gedong Tataan. Pasar itu menampung delapan puluh perajin dari sebelas "
    "kecamatan dan buka setiap akhir pekan. Para perajin berharap pembeli dari luar daerah datang lebih banyak."
)


def test_near_copies_of_a_draft_stand_apart(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    other = article("lain", "Perajin tapis belajar menjual", "Perajin tapis Pesawaran belajar menjual lewat internet.")
    build.add([article("siaran", "Pasar tapis diresmikan", TOLD), other])
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        found = related(engine, Article("naskah", "Pesawaran punya pasar tapis", TOLD))
    assert [hit.id for hit in found.copies] == ["siaran"]
    assert [r.hit.id for r in found.stories] == ["lain"]


@pytest.mark.parametrize(
    ("limits", "ids", "why"),
    [
        (Limits(), {"dulu", "nanti", "lain"}, "all"),
        (Limits(When.BEFORE), {"dulu"}, "before it"),
        (Limits(When.AFTER), {"nanti", "lain"}, "after it"),
        (Limits(same=(Same.REGION,)), {"dulu", "nanti"}, "the same place"),
        (Limits(same=(Same.AGENCY,)), {"dulu"}, "the same agency"),
        (Limits(When.AFTER, (Same.REGION,)), {"nanti"}, "both at once"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_limits_are_kept(tmp_path: Path, limits: Limits, ids: set[str], why: str) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    text = "Banjir merendam sawah dan rumah warga."
    build.add(
        [
            article(
                "dulu", "Banjir besar", text + " Jembatan putus.", ("bpbd",), ("18.72",), published=date(2025, 1, 1)
            ),
            article("nanti", "Banjir surut", text + " Bantuan datang.", (), ("18.72",), published=date(2025, 3, 1)),
            article("lain", "Banjir lagi", text + " Warga lelah.", (), ("18.71",), published=date(2025, 4, 1)),
        ]
    )
    backend.publish(build.commit(1))
    tags = (AgencyTag("bpbd", "BPBD"),), (RegionTag("18.72", "Metro"),)
    asked = Article("ini", "Banjir", text, published=date(2025, 2, 1), agencies=tags[0], regions=tags[1])
    with backend.reader() as engine:
        assert {r.hit.id for r in related(engine, asked, limits=limits).stories} == ids, why


def test_key_terms_are_ranked_without_regard_to_their_order() -> None:
    """They stand by weight: that two of them are neighbours in the question says nothing."""
    engine = Noting([])
    assert related(engine, Article("a", "Banjir Metro", "Banjir di Metro.")).stories == ()  # type: ignore[arg-type]
    assert engine.asked[0].ranking == PLAIN


def test_the_parts_of_the_longest_question_fit_into_a_byte() -> None:
    """Engines add them up in one byte an article."""
    assert max(TERMS, MAX_WORDS) <= MOST_CLAUSES
    for common in range(MOST_CLAUSES + 1):
        of = parts([0.001] * common + [9.0] * (MOST_CLAUSES - common))
        assert min(of) >= 1
        assert sum(of) < 256


def test_how_alike_texts_are_is_from_nothing_to_one() -> None:
    flood, damage, goal = {"banjir": 1.0, "metro": 0.5}, {"banjir": 0.8, "rusak": 0.4}, {"gol": 1.0}
    assert cosine(flood, flood) == pytest.approx(1.0)
    assert cosine(flood, damage) == cosine(damage, flood) == pytest.approx(0.8)
    assert cosine(flood, goal) == cosine(flood, {}) == 0.0


def test_what_texts_are_about_is_what_most_of_them_say() -> None:
    texts = [{"banjir": 1.0, "metro": 0.1}, {"banjir": 1.0, "bantu": 1.0}, {"banjir": 0.2, "bantu": 0.2}]
    assert list(shared(texts)) == ["banjir", "bantu", "metro"]
    assert shared(texts)["banjir"] == 1.0
    assert shared([]) == {}


def test_what_the_first_stories_are_about_leads_to_one_that_tells_it_in_other_words(tmp_path: Path) -> None:
    """ "lahar" shares one common word with what is asked, as "pasar" does; but it shares much with the eruptions."""
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    eruptions = [
        article(f"erupsi{n}", f"Gunung api erupsi lagi {n}", f"Abu vulkanik dan lava pijar dari kawah sampai {n} km.")
        for n in range(8)
    ]
    other = [
        article("lahar", "Lahar dari kawah", "Lava pijar dan abu vulkanik menjadi lahar di kawah; posko pindah."),
        article("pasar", "Pasar pindah", "Pedagang sayur dan ikan memakai kios baru di terminal; posko senang."),
    ]
    markets = [article(f"kios{n}", "Kios", "Pedagang sayur dan ikan di terminal memakai kios baru.") for n in range(8)]
    build.add([*eruptions, *markets, *other])
    backend.publish(build.commit(1))
    draft = Article("naskah", "Gunung api erupsi", "Gunung api itu erupsi lagi. Posko berjaga.")
    with backend.reader() as engine:
        stories = [r.hit.id for r in related(engine, draft, 10).stories]
    assert {*stories[:8]} == {one.article.id for one in eruptions}
    assert stories[8:] == ["lahar", "pasar"]


def test_stories_of_the_same_matter_stand_before_those_of_the_subject(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add(
        [
            article("perkara", "Tersangka baru", "Kejari menahan Suparman dalam perkara jembatan Way Seputih."),
            *(article(f"sidang{n}", f"Perkara dana desa {n}", f"Kejari menahan kepala desa {n}.") for n in range(8)),
        ]
    )
    backend.publish(build.commit(1))
    draft = Article("naskah", "Perkara jembatan", "Kejari memeriksa Suparman soal jembatan Way Seputih.")
    with backend.reader() as engine:
        assert related(engine, draft).stories[0].hit.id == "perkara"
