"""How `make eval` measures: scores against sums by hand, intervals, questions put otherwise, floors."""

from __future__ import annotations

import json
import random
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers.opensearch_node import Unavailable
from benchmarks.relevance import __main__ as command
from benchmarks.relevance import floors, spellings, tries
from benchmarks.relevance.baselines import K1, B, Bm25, unstemmed, words
from benchmarks.relevance.floors import Figure
from benchmarks.relevance.measure import SASTRAWI, SetResult, Variant, put_otherwise
from benchmarks.relevance.metrics import bootstrap, graded, mrr, ndcg, recall
from benchmarks.relevance.report import figures, harmed, share
from benchmarks.relevance.sets import Question
from benchmarks.relevance.spellings import PLACES, Swap, both_ways, clear
from benchmarks.relevance.typos import NEIGHBOURS, edits, typo
from search.query import Query, Word

RANKS = np.array([1, 3, 10, 11, 100, 101, 0])


def test_scores_are_those_of_sums_by_hand() -> None:
    # 1 / log2(rank + 1): rank 1 -> 1, rank 3 -> 1/2, rank 10 -> 1 / 3.4594.
    assert ndcg(RANKS).tolist() == pytest.approx([1, 0.5, 0.28906, 0, 0, 0, 0], abs=1e-5)
    assert mrr(RANKS).tolist() == pytest.approx([1, 1 / 3, 0.1, 0, 0, 0, 0])
    assert recall(RANKS).tolist() == [1, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("relevant", "of", "value"),
    [
        ([True] * 10, 50, 1.0),
        ([True, False], 1, 1.0),
        ([False, True], 1, 0.63093),
        ([True, False, True], 2, 1.5 / 1.63093),
        ([], 3, 0.0),
        ([False], 0, 0.0),
    ],
)
def test_lists_with_several_relevant_articles(relevant: list[bool], of: int, value: float) -> None:
    assert graded(relevant, of) == pytest.approx(value, abs=1e-5)


def test_intervals_are_the_same_each_time_and_hold_the_ratio() -> None:
    drawn = np.random.default_rng(7)
    ours, theirs = drawn.random(200) + 0.2, drawn.random(200) + 0.1
    first, again = bootstrap([(ours, theirs)], 300), bootstrap([(ours, theirs)], 300)
    assert first == again
    ((found,), mean) = first
    assert found == mean
    assert found.ratio == pytest.approx(ours.mean() / theirs.mean())
    assert 1 < found.low < found.ratio < found.high < 1.4


def test_a_constant_ratio_has_no_width_and_each_set_weighs_the_same() -> None:
    small, large = np.array([0.5, 1.0]), np.full(100, 0.2)
    of_sets, mean = bootstrap([(2 * small, small), (large, large)], 50)
    assert of_sets[0] == pytest.approx((2, 2, 2))
    assert of_sets[1] == pytest.approx((1, 1, 1))
    assert mean.ratio == pytest.approx((1.5 + 0.2) / (0.75 + 0.2))


def test_plain_bm25_is_lucenes_formula() -> None:
    index = Bm25([words("Banjir di Metro"), words("banjir banjir"), words("jalan")], unstemmed)
    assert index.ask(words("BANJIR"), 10) == [1, 0]
    assert index.ask(words("jalan banjir"), 1) == [2]
    assert index.ask(["tak"], 10) == []
    at, impacts = index._postings["banjir"]
    idf = np.log(1 + 1.5 / 2.5)
    assert at.tolist() == [0, 1]
    assert impacts.tolist() == pytest.approx([idf / (1 + K1 * (1 - B + B * 3 / 2)), idf * 2 / (2 + K1)])


def distance(one: str, other: str) -> int:
    """Edits between two words; two neighbours swapped are one."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            best = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                best = min(best, table[i - 2, j - 2] + 1)
            table[i, j] = best
    return table[len(one), len(other)]


def test_an_edit_is_one_slip_of_every_kind() -> None:
    found = set(edits("banjir", random.Random(1)))
    assert {distance("banjir", other) for other in found} == {1}
    assert {"abnjir", "banjr", "bannjir", "banjhir", "vanjir"} <= found
    assert NEIGHBOURS["s"] == "weadzx"
    assert set(NEIGHBOURS["q"]) == {"w", "a"}


@pytest.mark.parametrize("seed", range(20))
def test_a_typo_changes_exactly_one_word_by_one_edit(seed: int) -> None:
    text = "Banjir, 2.500 warga di Pringsewu mengungsi ke balai desa"
    other = typo(text, {"warga"}, {"pringsewu"}, random.Random(seed))
    assert other is not None
    changed = [(a, b) for a, b in zip(text.split(), other.split(), strict=True) if a != b]
    assert len(changed) == 1
    assert distance(*changed[0]) == 1
    assert changed[0][0] in {"Banjir,", "warga", "mengungsi", "balai"}
    assert typo(text, {"warga"}, {"pringsewu"}, random.Random(seed)) == other


def test_no_typo_makes_another_word_or_touches_numbers_names_and_short_words() -> None:
    every = set(edits("banjir", random.Random(1)))
    assert typo("di pringsewu 123456 ada", set(), {"pringsewu"}, random.Random(1)) is None
    assert typo("banjir", every, set(), random.Random(1)) is None
    assert typo("banjir", every - {"banjr"}, set(), random.Random(1)) == "banjr"


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Banjir di Bandar Lampung", {"Banjir di bandarlampung", "Banjir di balam"}),
        ("bupati lampung  selatan", {"bupati lamsel"}),
        ("Tulang Bawang Barat", {"tubaba", "tulangbawang barat"}),
        ("polres way kanan lampung", {"polres waykanan lampung"}),
        ("lampung raya", {None}),
        ("sway kanan", {None}),
    ],
)
def test_places_are_joined_or_shortened(text: str, others: set[str | None]) -> None:
    assert {Swap(PLACES)(text, random.Random(seed)) for seed in range(20)} == others


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Anggaran DPRD naik", "Anggaran dewan perwakilan rakyat daerah naik"),
        ("rapat Dewan Perwakilan Rakyat Daerah Metro", "rapat dprd Metro"),
        ("rapat dewan perwakilan rakyat", "rapat dpr"),
        ("dprdku", None),
    ],
)
def test_acronyms_and_long_forms_change_places(text: str, other: str | None) -> None:
    swap = Swap(both_ways({"dpr": "dewan perwakilan rakyat", "dprd": "dewan perwakilan rakyat daerah"}))
    assert swap(text, random.Random(1)) == other


def test_acronyms_of_two_meanings_few_findings_and_ordinary_words_are_left_out() -> None:
    mined = [
        ("kpk", "komisi pemberantasan korupsi", 149),
        ("kpk", "kantor pelayanan kota", 1),
        ("bpn", "badan pemenangan nasional", 24),
        ("bpn", "badan pertanahan nasional", 13),
        ("umkm", "usaha mikro kecil menengah", 11),
        ("umkm", "usaha mikro kecil dan menengah", 12),
        ("pan", "partai amanat nasional", 23),
        ("as", "amerika serikat", 99),
        ("lamsel", "lampung selatan", 50),
        ("xyz", "xanadu yang zamrud", 9),
    ]
    assert clear(mined) == {"kpk": "komisi pemberantasan korupsi", "umkm": "usaha mikro kecil dan menengah"}


def test_questions_are_put_otherwise_the_same_way_each_time() -> None:
    asked = [Question(f"q{n}", text, "a") for n, text in enumerate(["banjir bandar lampung", "banjir"])]
    first = put_otherwise(asked, Swap(spellings.PLACES), "place")
    assert list(first) == [0]
    assert first == put_otherwise(asked, Swap(spellings.PLACES), "place")


def result(product: list[int], literal: list[int], at: list[int], otherwise: list[int]) -> SetResult:
    asked = [Question(str(n), "", "") for n in product]
    found = SetResult("a set", asked, 0, {"product": np.array(product)}, np.array(literal))
    found.variants["typo"] = Variant(np.array(at, dtype=int), np.array(otherwise, dtype=int))
    return found


def test_a_share_compares_the_same_questions_and_harm_is_a_lower_score() -> None:
    found = result([1, 3, 1], [1, 1, 3], at=[0, 1], otherwise=[3, 0])
    assert share([found], "typo") == pytest.approx(0.5 / 1.5)
    assert share([result([0], [0], [], [])], "typo") is None
    assert harmed(found).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("name", "value", "floor", "holds"),
    [
        ("typo_share", 0.97, None, True),
        ("typo_share", 0.95, None, False),
        ("typo_share", None, None, False),
        ("typo_share", 0.97, 0.973, True),
        ("typo_share", 0.97, 0.9731, False),
        ("harmed", 0.004, 0.001, True),
        ("harmed", 0.0041, 0.001, False),
        ("harmed", 0.006, 0.006, False),
        ("ndcg facqa", 0.5, None, True),
        ("ndcg facqa", 0.5, 0.51, False),
    ],
)
def test_a_figure_holds_at_its_bar_and_near_its_floor(
    name: str, value: float | None, floor: float | None, holds: bool
) -> None:
    assert Figure(name, value, floor).holds is holds


def test_an_accepted_report_becomes_the_floors_and_keeps_every_reason(tmp_path: Path) -> None:
    path = tmp_path / "relevancy.json"
    assert floors.committed(path) == {}
    for value, reason in ((0.98, "first"), (0.979, "names are protected now")):
        rows = [figure.row() for figure in floors.figures({"typo_share": value}, floors.committed(path))]
        floors.accept({"figures": rows}, reason, path)
    assert floors.committed(path) == {"typo_share": 0.979}
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["reasons"] == ["first", "names are protected now"]
    assert told["figures"] == [{"figure": "typo_share", "value": 0.979, "bar": 0.96, "holds": True}]
    assert floors.figures({"typo_share": 0.9755}, floors.committed(path))[0].fallen


def test_a_report_with_something_unmeasured_is_not_accepted(tmp_path: Path) -> None:
    rows = [figure.row() for figure in floors.figures({"ndcg_vs_lucene": None}, {})]
    with pytest.raises(ValueError, match="ndcg_vs_lucene"):
        floors.accept({"figures": rows}, "no Java here", tmp_path / "relevancy.json")


def test_what_is_tried_changes_the_ranking_or_what_matches() -> None:
    query = Query(clauses=(Word("banjir"), Word("metro"), Word("warga")), need=2)
    tried = tries.read("exact=.1,coverage=0.5")(query)
    assert (tried.ranking.exact, tried.ranking.coverage, tried.need) == (0.1, 0.5, 2)
    assert tries.read("need=all")(query).need == 3
    assert tries.read("need=any")(query).need == 1
    for wrong in ("exakt=1", "need=few", "exact=viel"):
        with pytest.raises(ValueError):
            tries.read(wrong)


def test_without_the_judged_data_the_run_ends_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["relevance"])
    monkeypatch.setattr(command, "DATA", tmp_path / "data")
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert str(tmp_path / "data") in str(ended.value)


def test_a_sample_is_never_accepted_nor_a_run_without_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in (["--accept"], ["--accept", "--reason", " "], ["--accept", "--reason", "x", "--questions", "5"]):
        monkeypatch.setattr("sys.argv", ["relevance", *wrong])
        with pytest.raises(SystemExit) as ended:
            command.options()
        assert ended.value.code == 2


def test_without_opensearch_its_figures_do_not_hold_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def none_here(directory: Path) -> None:
        raise Unavailable("no Java")

    monkeypatch.setattr(command, "Lucene", none_here)
    with ExitStack() as stack:
        assert command.opensearch(tmp_path, stack) is None
    assert "no Java" in capsys.readouterr().out
    found = result([1, 3], [1, 3], at=[0], otherwise=[1])
    found.sides[SASTRAWI] = np.array([1, 0])
    told = {figure.name: figure for figure in floors.figures(figures([found], None), {})}
    assert told["ndcg_vs_sastrawi"].value == 1.5
    assert told["recall_vs_sastrawi"].value == 2
    assert [name for name, figure in told.items() if figure.value is None] == [
        "ndcg_vs_lucene",
        "ndcg_vs_lucene_lampung_low",
        "related_vs_more_like_this",
    ]
    assert not told["ndcg_vs_lucene"].holds
