"""What is done to a question: misspelt words, other forms, filters, newness; told, and left undone if declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from search import parameters
from search.answer_json import answer_dict, plain
from search.ask import Answer, ask
from search.engine import Engine
from search.engines.whoosh import WhooshBackend
from search.explain import explained
from search.leaning import LIVELY, MANY
from search.widen import SUPPORT
from tests.small_articles import article

TODAY = date(2025, 12, 15)
WEEK = timedelta(weeks=1)
SPELT = (("dtps", "dinas tanaman pangan sejahtera"),)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    backend = WhooshBackend(tmp_path_factory.mktemp("index") / "generations")
    build = backend.create()
    build.add(
        [
            *(article(f"banjir-{n}", f"Banjir pesawaran {n}", "Banjir.", regions=("18.09",)) for n in range(60)),
            article("pemkot", "Pemkot Metro rapat", "Rapat anggaran.", regions=("18.72",)),
            article("panjang", "Rapat di balai", "Pemerintah Kota Metro membahas anggaran.", regions=("18.72",)),
            article("kebakaran", "Kebakaran gudang", "Gudang terbakar di Natar."),
            article("orang", "Pelatih baru", "Klub menunjuk Banjirr sebagai pelatih."),
            article("luar", "Beras Pesawaran laku", "Beras Pesawaran laku di Jakarta.", regions=("31.71",)),
            article("dalam", "Panen beras", "Beras dipanen.", regions=("18.09",)),
            *(article(f"mekar-{n}", "Panen", f"Dinas itu panen {n}.", acronyms=SPELT) for n in range(SUPPORT)),
            article("tanaman", "Bantuan", "Dinas Tanaman Pangan Sejahtera memberi bibit."),
            article("sekali", "Nama", "Ditulis sekali.", acronyms=(("xyzq", "yayasan zaman baru"),)),
            article("lama", "Lomba perahu", "Lomba perahu.", published=date(2019, 1, 1)),
            *(article(f"tani-{n}", f"Petani {n}", "Petani tanam.") for n in range(50)),
            article("keduanya", "Banjir petani", "Banjir di sawah petani."),
        ]
    )
    backend.publish(build.commit(1))
    with backend.reader() as opened:
        yield opened


def asked(engine: Engine, text: str, **given: str) -> Answer:
    reading = parameters.read({"q": [text], **{name: value.split(",") for name, value in given.items()}}, TODAY)
    return ask(engine, reading.query, reading.today)


def ids(answer: Answer) -> set[str]:
    return {hit.id for hit in answer.results.hits}


@pytest.mark.parametrize(
    ("typed", "used", "why"),
    [
        ("kebakarn", "kebakaran", "a letter left out"),
        ("kebakraan", "kebakaran", "two swapped"),
        ("banjjir", "banjir", "one doubled"),
        ("kebakaran", "", "nothing wrong"),
        ("pesawarn", "pesawaran", "a name misspelt is no name"),
        ("pesisir", "", "a name that no article holds"),
        ("gudan", "gudang", "the last letter left out"),
        ("metr", "", "too short"),
        ("banj1r", "", "a digit"),
        ("banjirr", "", "rare beside its neighbour, but the articles write it with a capital: a person"),
        ("lintah", "", "a word of the language that nobody wrote about"),
    ],
    ids=lambda value: value or "-",
)
def test_misspelt_words_are_repaired_by_what_articles_write(engine: Engine, typed: str, used: str, why: str) -> None:
    assert dict(asked(engine, typed).told.repairs) == ({typed: used} if used else {}), why


def test_repair_is_declined(engine: Engine) -> None:
    assert asked(engine, "kebakarn").results.total == 1
    answer = asked(engine, "kebakarn", tanpa="ejaan")
    assert (answer.results.total, answer.told.repairs) == (0, ())


@pytest.mark.parametrize("text", ["pemkot metro anggaran", "pemerintah kota metro anggaran"])
def test_acronym_and_long_form_find_the_same(engine: Engine, text: str) -> None:
    answer = asked(engine, text, tanpa="instansi,wilayah")
    assert {"pemkot", "panjang"} <= ids(answer)
    assert [w.shown for w in answer.told.widenings], "it is told"
    declined = asked(engine, text, tanpa="instansi,wilayah,perluasan")
    assert declined.told.widenings == ()


def test_repair_and_other_forms_are_both_told(engine: Engine) -> None:
    told = asked(engine, "pemkot kebakarn", tanpa="instansi").told
    assert [w.words for w in told.widenings] == ["pemkot"]
    assert told.repairs == (("kebakarn", "kebakaran"),)


def test_what_articles_spell_out_counts_from_enough_of_them(engine: Engine) -> None:
    assert "tanaman" in ids(asked(engine, "dtps"))
    assert asked(engine, "dtps").told.widenings[0].kind == "mined"
    assert asked(engine, "xyzq").told.widenings == (), "one article says so"


def test_places_and_days_are_filters_and_can_be_declined(engine: Engine) -> None:
    answer = asked(engine, "banjir pesawaran")
    assert (answer.query.regions, answer.results.total) == (("18.09",), 60)
    assert answer.asked.regions == (), "the question itself stays as it was typed"
    declined = asked(engine, "banjir pesawaran", tanpa="wilayah")
    assert declined.query.regions == ()
    dated = asked(engine, "banjir desember 2025")
    assert (dated.query.since, dated.query.until) == (date(2025, 12, 1), date(2025, 12, 31))


def test_a_filter_that_would_hide_the_best_is_only_offered(engine: Engine) -> None:
    answer = asked(engine, "beras pesawaran")
    assert answer.query.regions == ()
    assert [m.value for m in answer.told.offered] == ["18.09"]
    assert "luar" in ids(answer)
    assert ids(asked(engine, "beras pesawaran", wilayah="18.09")) == {"dalam"}, "chosen, it is a filter"


def test_one_word_typed_right_and_wrong_counts_once(engine: Engine) -> None:
    assert len(asked(engine, "kebakaran kebakarn").query.optional) == 1


def test_a_filter_that_would_leave_nothing_stays_words(engine: Engine) -> None:
    answer = asked(engine, "kebakaran gudang 2019")
    assert (answer.query.since, [m.kind for m in answer.told.unfit]) == (None, ["tanggal"])
    assert "kebakaran" in ids(answer)


def test_what_is_chosen_and_what_is_typed_add_up(engine: Engine) -> None:
    assert asked(engine, "banjir pesawaran", wilayah="18.72").query.regions == ("18.72", "18.09")
    chosen = asked(engine, "banjir desember 2025", dari="2025-01-01")
    assert (chosen.query.since, chosen.query.until) == (date(2025, 1, 1), None), "chosen days stand for typed ones"


def test_words_that_nobody_wrote_are_left_out_and_told(engine: Engine) -> None:
    answer = asked(engine, "banjir blablablabla")
    assert (answer.told.unknown, answer.results.total) == (("blablablabla",), 61)


def test_new_articles_come_first_where_very_many_hold_one_word(engine: Engine) -> None:
    assert MANY <= 60
    assert asked(engine, "banjir").told.newest_first
    assert not asked(engine, "kebakaran").told.newest_first
    assert not asked(engine, "banjir", urut="terlama").told.newest_first
    apart = asked(engine, "banjir petani")
    assert not apart.told.newest_first, "very many hold either word, but few both"
    assert apart.results.hits[0].id == "keduanya"


def test_of_a_quiet_subject_what_was_news_comes_before_passing_mentions(tmp_path: Path) -> None:
    """Three lines of this year name it; it was last written about in March 2021."""
    day, this_year = date(2020, 3, 1), date(2025, 11, 1)
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add([article(f"dulu-{n}", "Wabah flu burung", f"Wabah {n}.", published=day + n * WEEK) for n in range(56)])
    passing = "Warga merayakan panen raya yang lama tertunda sejak wabah itu di balai desa bersama para tetua."
    build.add([article(f"kini-{n}", "Pesta panen", passing, published=this_year) for n in range(LIVELY - 2)])
    backend.publish(build.commit(1))
    with backend.reader() as engine:
        answer = asked(engine, "wabah")
        assert answer.told.newest_first
        assert answer.query.today == date(2021, 3, 31), "ages count from its last month with articles"
        assert [hit.id for hit in answer.results.hits][:5] == [f"dulu-{n}" for n in range(55, 50, -1)]
        assert answer.results.total == 56 + LIVELY - 2
        for row in explained(engine, answer):
            assert sum(part.score for part in row.parts) == pytest.approx(row.score, abs=1e-4)


def test_a_phrase_that_nobody_wrote_is_told_and_may_be_asked_for_all_the_same(engine: Engine) -> None:
    answer = asked(engine, '"gudang kebakaran"')
    assert (answer.told.unquoted, ids(answer)) == (("gudang kebakaran",), {"kebakaran"})
    assert asked(engine, '"gudang kebakaran"', tanpa="frasa").results.total == 0
    row = plain(answer_dict(answer, parameters.read({"q": ['"gudang kebakaran"']}, TODAY), 0.0))
    assert row["understood"]["unquoted"] == ["gudang kebakaran"]


def test_the_answer_tells_all_of_it(engine: Engine) -> None:
    reading = parameters.read({"q": ["kebakarn pesawaran 2025"]}, TODAY)
    row = plain(answer_dict(ask(engine, reading.query, reading.today), reading, 0.0))["understood"]
    assert row["repairs"] == [{"typed": "kebakarn", "used": "kebakaran"}]
    kinds = {m["kind"] for m in (*row["filters"], *row["unfit"], *row["offered"])}
    assert kinds == {"wilayah", "tanggal"}
