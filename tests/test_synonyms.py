"""A question is understood in other words too: acronyms, joined places, old spellings, short forms of typing."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import synonyms
from search.analysis import rules
from search.synonyms import Expansion, Form, More, find, fold, groups

FOUND = [
    # question, what its spans may also be written as, why it is here
    ("pemkot metro", {"pemkot": ["pemerintah kota"]}, "short to long"),
    ("pemerintah kota metro", {"pemerintah kota": ["pemkot"]}, "and long to short"),
    ("bpbd lamsel", {"bpbd": ["badan penanggulangan bencana daerah"], "lamsel": ["lampung selatan"]}, "two spans"),
    ("lampung selatan", {"lampung selatan": ["lamsel"]}, "a place, long to short"),
    ("bandarlampung", {"bandarlampung": ["balam", "bandar lampung"]}, "all other forms"),
    ("tulang bawang", {"tulang bawang": ["tuba", "tulangbawang"]}, "the kabupaten"),
    ("tulang bawang barat", {"tulang bawang barat": ["tubaba", "tulangbawang barat"]}, "is not in the longer name"),
    ("tulang bawang tengah", {"tulang bawang tengah": ["tulangbawang tengah"]}, "nor in a kecamatan's"),
    ("umroh lampung", {"umroh": ["umrah"]}, "a common spelling"),
    ("propinsi lampung", {}, "an old spelling that analysis knows: one term already"),
    ("upah minimum provinsi", {"upah minimum provinsi": ["ump"]}, "in a longer form a spelling is none by itself"),
    ("badan pemeriksa keuangan", {"badan pemeriksa keuangan": ["bpk"]}, "three words"),
    ("umk 2026", {"umk": ["upah minimum kabupaten", "upah minimum kota"]}, "two long forms"),
    ("usaha mikro kecil menengah", {"usaha mikro kecil menengah": ["umkm", "usaha mikro kecil dan menengah"]}, "dan"),
    ("al qur an", {}, "an apostrophe joins a word: these are three"),
    ("alquran", {"alquran": ["al quran", "quran"]}, "hyphens part words"),
    ("covid 19", {"covid 19": ["covid"]}, "numbers too"),
    ("yg baru dgn sd", {"yg": ["yang"], "dgn": ["dengan"], "sd": ["sekolah dasar"]}, "as people type"),
    ("jln rusak kab mesuji", {"jln": ["jalan"], "kab": ["kabupaten"]}, "as people type"),
    ("jalan rusak di kabupaten yang baru", {}, "written words never become typed ones"),
    ("dinas kepemudaan dan olahraga", {"dinas kepemudaan dan olahraga": ["dispora"]}, "forms of one stem are one"),
    ("dispora", {"dispora": ["dinas pemuda dan olahraga"]}, "and one of them is enough"),
    ("gajah liar", {}, "nothing is known of these"),
    ("", {}, "an empty question"),
]


def words_of(question: str) -> list[str]:
    return list(fold(question))


@pytest.mark.parametrize(("question", "wanted"), [row[:2] for row in FOUND], ids=[row[0] for row in FOUND])
def test_spans_of_a_question_and_their_other_forms(question: str, wanted: dict[str, list[str]]) -> None:
    words = words_of(question)
    found = {" ".join(words[e.start : e.end]): [" ".join(form) for form in e.forms] for e in find(words)}
    assert found == wanted


@pytest.mark.parametrize(
    ("question", "shown", "kind"),
    [
        ("pemkot", "Pemkot = Pemerintah Kota", "acronym"),
        ("pemerintah kota", "Pemerintah Kota = Pemkot", "acronym"),
        ("lampung utara", "Lampung Utara = Lampura = Lamut", "place"),
        ("umroh", "umroh = umrah", "spelling"),
        ("utk", "utk = untuk", "informal"),
        ("tks", "TKS = Tim Kerja dan Siaga", "mined"),
    ],
)
def test_readers_are_shown_what_was_read_as_what(question: str, shown: str, kind: str) -> None:
    mined = {"tks": [("tim", "kerja", "dan", "siaga")]}
    [found] = find(words_of(question), spelt_out(mined))
    assert (found.shown, found.kind) == (shown, kind)


def spelt_out(mined: dict[str, list[Form]]) -> More:
    """What articles spell out, as `find` asks for it."""
    return lambda spans: {span: mined[span] for span in spans if span in mined}


def test_mined_forms_join_where_the_list_knows_nothing() -> None:
    mined = {
        "bunga rampai": [("br",)],
        "pmk": [("peraturan", "menteri", "keuangan")],
        "pemerintah kota metro": [("pkm",)],
        "metro": [("metro",), ()],
    }
    found = find(words_of("pmk bunga rampai metro"), spelt_out(mined))
    assert [(e.start, e.end, e.kind) for e in found] == [(0, 1, "acronym"), (1, 3, "mined")]
    assert found[0].forms == (("penyakit", "mulut", "dan", "kuku"),)
    assert found[1].forms == (("br",),)
    # A longer mined form counts before a shorter one of the list.
    assert find(words_of("pemerintah kota metro"), spelt_out(mined)) == [
        Expansion(0, 3, (("pkm",),), "Pemerintah Kota Metro = PKM", "mined")
    ]


def test_no_form_stands_in_two_groups() -> None:
    lines = defaultdict(list)
    for group in groups():
        for form in group.forms[:1] if group.kind == "informal" else group.forms:
            lines[form].append(group.written)
    assert {form: written for form, written in lines.items() if len(written) > 1} == {}


def test_every_form_is_what_the_analysis_makes_of_it() -> None:
    for group in groups():
        for form in group.forms:
            assert fold(" ".join(form)) == form
            assert 0 < len(form) <= synonyms.LONGEST


def test_a_group_has_no_two_words_that_one_term_finds_already() -> None:
    for group in groups():
        found = [rules.reason(form[0]).term for form in group.forms if len(form) == 1]
        assert len(set(found)) == len(found), group.written


def test_the_list_is_as_large_as_promised() -> None:
    kinds = [group.kind for group in groups()]
    assert kinds.count("acronym") >= 150
    assert kinds.count("spelling") >= 60
    assert kinds.count("place") >= 100


def test_informal_forms_stand_for_words_and_nothing_stands_for_them() -> None:
    typed = {group.forms[0] for group in groups() if group.kind == "informal"}
    for group in groups():
        assert not typed & set(group.forms[1:] if group.kind == "informal" else group.forms), group.written
        for form in group.forms:
            assert not typed & {other for e in find(form) for other in e.forms}


@given(
    st.lists(st.sampled_from(["tulang", "bawang", "barat", "pemerintah", "kota", "agung", "dinas", "yg"]), max_size=14)
)
def test_expansions_share_no_word_and_stand_in_order(words: list[str]) -> None:
    found = find(words)
    assert all(e.start < e.end <= len(words) and e.forms for e in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
