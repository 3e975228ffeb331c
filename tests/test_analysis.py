"""Words become the terms they are searched by: the same way in articles and questions, and no name is stemmed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import stemmer, terms
from search.analysis.tokens import fold, words
from search.names import registry

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
    assert terms.reason(word).term == root, why


def test_no_name_of_a_province_kabupaten_kota_or_lampung_kecamatan_is_stemmed() -> None:
    changed = {
        word: terms.reason(word).term
        for region in registry.regions()
        for word, *_ in words(region.name)
        if terms.reason(word).term != word and len(word) > 3
    }
    ordinary = {w for w in changed if w not in registry.protected_words()}
    assert changed == {}, f"stemmed names; of these not even protected: {sorted(ordinary)}"
    assert len(registry.regions()) > 540


def test_a_token_says_where_it_stands() -> None:
    text = "Jum'at, anak-anak di Café “Way Kanan” (DPRD-nya)"
    found = terms.tokens(text)
    assert [text[t.start : t.end] for t in found] == ["Jum'at", "anak", "anak", "di", "Café", "Way", "Kanan", "DPRD"]
    assert [t.exact for t in found] == ["jumat", "anak", "anak", "di", "cafe", "way", "kanan", "dprd"]


def test_a_table_of_known_words_is_used_and_filled() -> None:
    known = {"banjir": "bukti"}
    found = terms.tokens("Banjir melayani", known)
    assert [t.term for t in found] == ["bukti", "layan"]
    assert known == {"banjir": "bukti", "melayani": "layan"}


def test_every_override_is_needed_or_guards_a_name() -> None:
    """A line that changes nothing would only seem to matter."""
    protected = registry.protected_words()
    idle = [
        w for w, root in terms.overrides().items() if "-" not in w and w not in protected and stemmer.stem(w) == root
    ]
    shadowed = [w for w in terms.overrides() if w in protected]
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
    reason = terms.reason
    monkeypatch.setattr(terms, "reason", lambda word: (asked.append(word), reason(word))[1])
    assert len(terms.tokens("-" * 100_000)) == 0
    assert len(terms.tokens("-".join(["kata"] * 5_000))) == 5_000
    assert asked == ["kata"]


def test_the_version_changes_with_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    before = terms.version()
    monkeypatch.setattr(terms, "overrides", lambda: {"baru": "lama"})
    terms.version.cache_clear()
    changed = terms.version()
    terms.version.cache_clear()
    assert changed != before
