"""Words become the terms they are searched by: the same way in articles and questions, and no name is stemmed."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import rules, stemmer, table, terms
from search.analysis.finder import WordFinder
from search.analysis.table import WordTable
from search.analysis.tokens import fold, words
from search.model import Article, Words
from search.names import registry
from tests.real_articles import real_articles

ROOTS = [
    # word, root, why it is here
    ("melayani", "layan", "prefix and suffix"),
    ("pelayanan", "layan", "meets melayani"),
    ("dilayani", "layan", "and the passive"),
    ("menangkap", "tangkap", "OpenSearch's own analyser says angkap"),
    ("ditangkap", "tangkap", "and must meet it"),
    ("penyelidikan", "selidik", "Sastrawi: lidi"),
    ("kerusakan", "rusak", "Sastrawi: rusa"),
    ("pergerakan", "gerak", "Sastrawi: gera"),
    ("berikan", "beri", "Sastrawi: ikan, and so every donation met the fisheries office"),
    ("perikanan", "ikan", "which keeps its fish"),
    ("pengadaan", "pengadaan", "Sastrawi: ada"),
    ("menangis", "tangis", "Sastrawi: menang"),
    ("senilai", "nilai", "Sastrawi: nila"),
    ("perbankan", "bank", "Sastrawi: perban"),
    ("mengunjungi", "kunjung", "Sastrawi: unjung"),
    ("memasuki", "masuk", "Sastrawi: pasuk"),
    ("dikurangi", "kurang", "Sastrawi: rang"),
    ("berbasis", "basis", "Sastrawi: bas"),
    ("pemilu", "pemilu", "Sastrawi: milu"),
    ("peternakan", "ternak", "Sastrawi: terna"),
    ("penegakan", "tegak", "Sastrawi: tega"),
    ("pemerintah", "pemerintah", "must not meet perintah"),
    ("perintah", "perintah", "an order"),
    ("mempertanggungjawabkan", "tanggungjawab", "Sastrawi leaves it whole"),
    ("relawan", "relawan", "Sastrawi: rawan"),
    ("pesawaran", "pesawaran", "name; Sastrawi: sawar"),
    ("kejari", "kejari", "name; Sastrawi: kejar"),
    ("kejati", "kejati", "name; Sastrawi: jati"),
    ("krui", "krui", "name; Sastrawi: kru"),
    ("labuhan", "labuhan", "name; Sastrawi: labuh"),
    ("sekampung", "sekampung", "name; Sastrawi: kampung"),
    ("pemalang", "pemalang", "name; Sastrawi: malang"),
    ("bekasi", "bekasi", "name; Sastrawi: bekas"),
    ("bali", "bali", "name; Sastrawi: bal"),
    ("kediri", "kediri", "name; Sastrawi: diri"),
    ("maluku", "maluku", "name; Sastrawi: malu"),
    ("lampungnya", "lampung", "name with a clitic"),
    ("2025", "2025", "numbers stay"),
    ("p3ap2kb", "p3ap2kb", "acronyms stay"),
]


@pytest.mark.parametrize(("word", "root", "why"), ROOTS, ids=[row[0] for row in ROOTS])
def test_the_root_of_a_word(word: str, root: str, why: str) -> None:
    assert rules.reason(word).term == root, why


def test_no_name_of_a_province_kabupaten_kota_or_lampung_kecamatan_is_stemmed() -> None:
    changed = {
        word: rules.reason(word).term
        for region in registry.regions()
        for word, *_ in words(region.name)
        if rules.reason(word).term != word and len(word) > 3
    }
    ordinary = {w for w in changed if w not in registry.protected_words()}
    assert changed == {}, f"stemmed names; of these not even protected: {sorted(ordinary)}"
    assert len(registry.regions()) > 540


def test_a_token_says_where_it_stands() -> None:
    text = "Jum'at, anak-anak di Café “Way Kanan” (DPRD-nya)"
    found = terms.tokens(text)
    assert [text[t.start : t.end] for t in found] == ["Jum'at", "anak", "anak", "di", "Café", "Way", "Kanan", "DPRD"]
    assert [t.exact for t in found] == ["jumat", "anak", "anak", "di", "cafe", "way", "kanan", "dprd"]


def test_every_override_is_needed_or_guards_a_name() -> None:
    """A line that changes nothing would only seem to matter."""
    protected = registry.protected_words()
    idle = [
        w
        for w, root in rules.overrides().items()
        if "-" not in w and w not in protected and rules.unlisted(w).term == root
    ]
    shadowed = [w for w in rules.overrides() if w in protected]
    assert (idle, shadowed) == ([], [])


@given(st.text(max_size=60))
def test_no_text_raises_and_no_term_is_empty_or_holds_a_space(text: str) -> None:
    for token in terms.tokens(text):
        assert token.term
        assert token.exact
        assert not any(c.isspace() for c in token.term + token.exact)
        assert fold(text[token.start : token.end]) == token.exact


@given(st.from_regex(r"[a-z]{2,40}", fullmatch=True))
def test_any_word_has_one_stem_that_is_a_word(word: str) -> None:
    root = stemmer.stem(word)
    assert root
    assert root.isalnum()


@pytest.mark.parametrize("word", ["*kan", "[kan", "a(kan", "-" * 1000, "日本", "", "a" * 100_000, "1" * 50])
def test_what_sastrawi_cannot_take_never_reaches_it(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("Sastrawi was asked")

    stemmer.stem.cache_clear()
    monkeypatch.setattr(stemmer, "_sastrawi", refuse)
    assert stemmer.stem(word) == word


def test_a_run_of_hyphens_costs_no_more_than_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sastrawi needs two minutes for 100,000 hyphens; here each word is asked for once."""
    asked: list[str] = []
    reason = rules.reason
    monkeypatch.setattr(rules, "reason", lambda word: (asked.append(word), reason(word))[1])
    finder = WordFinder(["kata"], [])
    for analysed in (terms.tokens, WordTable().words, lambda text: finder.tokens([text])[0]):
        assert len(analysed("-" * 100_000)) == 0
        assert len(analysed("-".join(["kata"] * 5_000))) == 5_000
    assert asked == ["kata"] * 3


def test_the_version_changes_with_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    before = terms.version()
    monkeypatch.setattr(rules, "overrides", lambda: {"baru": "lama"})
    terms.version.cache_clear()
    changed = terms.version()
    terms.version.cache_clear()
    assert changed != before


# Words, joints and signs that the rules of tokens are about, and some that only look like them.
PLAIN = ["undang", "Undang", "MATA", "hati", "berhati", "oleh", "se", "Lampung", "DPRD", "nya", "kinerja", "anak", "25"]
PARTS = [*PLAIN, "menyapu", "Jum'at", "Café", "日本", "ʼ", "ﬁnal", "²", "İ", "ß"]
JOINTS = (*" -–\n\xa0’'`._\t\u2028\x1c“?ʼ\u0301", "--", ", ", "")
TEXTS = st.lists(
    st.sampled_from([*PARTS, "a" * 65, "b" * 300]) | st.sampled_from(JOINTS) | st.text(max_size=4), max_size=30
).map("".join)
ONE_TABLE = WordTable()


def forms(found: Words) -> list[tuple[str, str]]:
    return [(form.exact, form.term) for form in found]


def tokens(text: str) -> list[tuple[str, str]]:
    return [(token.exact, token.term) for token in terms.tokens(text)]


@given(TEXTS)
def test_a_table_gives_the_words_of_any_text(text: str) -> None:
    assert forms(WordTable().words(text)) == tokens(text)
    assert forms(ONE_TABLE.words(text)) == tokens(text), "whatever it has met before"


def test_a_table_gives_the_words_of_real_articles() -> None:
    for analysed in real_articles(500):
        assert forms(analysed.title) == tokens(analysed.article.title)
        assert forms(analysed.body) == tokens(analysed.article.body)
        assert analysed.title.forms is analysed.body.forms


def test_a_table_of_known_words_is_used_and_filled() -> None:
    known = {"banjir": "bukti"}
    found = WordTable(known).words("Banjir melayani")
    assert [form.term for form in found] == ["bukti", "layan"]
    assert known == {"banjir": "bukti", "melayani": "layan"}


def test_words_of_an_earlier_run_are_the_same_words() -> None:
    """The way of a plain word that is known is shorter, and leads to the same place."""
    text = "BANJIR Melayani 2025 a_b Jum'at undang-undang (DPRD-nya) pakaiAN, été " + "x" * 65
    known: dict[str, str] = {}
    assert forms(WordTable(known).words(text)) == tokens(text)
    again = WordTable(dict(known))
    assert forms(again.words(text)) == tokens(text)


def test_numbers_that_were_handed_out_keep_their_words_when_a_table_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An index run that meets endless rubbish stays in memory, and its articles stay what they are."""
    monkeypatch.setattr(table, "MOST", 10)
    small = WordTable()
    text = " ".join(f"kata{n} (kata{n})" for n in range(50))
    first, again = small.words(text), small.words(text)
    assert forms(first) == forms(again) == tokens(text)
    assert first.numbers == again.numbers
    assert len(small._pieces) <= table.MOST
    assert len(small.forms) == len(set(small.forms)) == 50


def test_title_and_body_share_one_table() -> None:
    article = Article("a", "Banjir Metro", "Banjir di Metro")
    alone, shared = terms.analyse(article), WordTable()
    assert alone.title.forms is alone.body.forms
    assert list(alone.body.numbers) == [0, 2, 1]
    assert terms.analyse(article, shared).body.forms is shared.forms


# What a text is searched for in place of a term


def test_every_word_set_by_hand_holds_a_needle_of_its_root() -> None:
    for word, root in rules.overrides().items():
        for part in word.split("-"):
            assert any(needle in part for needle in rules.needles(root)), word


LONG_ROOTS = ["kerja", "kata", "sapu", "sama", "pakai", "tunjuk", "getar", "air", "proses", "uji", "beri"]
# Of roots this short the rest alone says too little: each way to write it is a needle.
SHORT_ROOTS = ["cat", "sah", "pel", "tim", "kas"]


@pytest.mark.parametrize("root", LONG_ROOTS + SHORT_ROOTS)
def test_sastrawi_gives_no_root_whose_needles_a_word_does_not_hold(root: str) -> None:
    """If it did, `stem` would not take the root, and what a word becomes would change with the finder."""
    for before, infix, begin, after in product(
        ["", "me", "mem", "men", "meng", "meny", "penge", "ber", "memper", "dike"],
        ["", "er", "el", "em", "in"],
        ["", root[0]],
        ["", "kan", "annya"],
    ):
        word = before + begin + infix + root[1:] + after
        said = stemmer._sastrawi().stem_word(word)
        assert stemmer.stem(word) == said
        assert any(needle in word for needle in stemmer.needles(said)), word


def test_no_root_has_a_single_letter() -> None:
    """What the finder of words relies on: a word whose term is one letter is that letter, or it with a clitic."""
    assert [root for root in stemmer._sastrawi().dictionary.words if len(root) < 2] == []
    assert [root for root in rules.overrides().values() if len(root) < 2] == []


def test_roots_are_known_without_those_taken_out() -> None:
    assert stemmer.is_root("sekolah")
    assert not stemmer.is_root("persekolahan")
    assert not stemmer.is_root(stemmer.JUNK_ROOTS[0])
