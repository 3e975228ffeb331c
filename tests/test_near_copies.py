"""Near-copies: what the numbers promise, against plain sets of words."""

from __future__ import annotations

import random

import numpy as np
import pytest

from search.analysis.shingles import BANDS, PLACES, WIDTH, Shingler, bands, jaccard, sketch
from search.analysis.table import WordTable
from search.near_copies import (
    SHORT,
    SIMILAR,
    Groups,
    alike,
    band_keys,
    fingerprint,
    fingerprints,
    stories,
    worth_comparing,
)

SYLLABLES = [a + b for a in "bdgklmnprst" for b in "aeiou"]


def text(r: random.Random, words: int) -> list[str]:
    return ["".join(r.choices(SYLLABLES, k=3)) for _ in range(words)]


def plain(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + WIDTH]) for n in range(len(words) - WIDTH + 1)}


def changed(r: random.Random, words: list[str], share: float) -> list[str]:
    return [r.choice(text(r, 1)) if r.random() < share else word for word in words]


def test_similarity_is_that_of_the_sets_of_four_words() -> None:
    r, table = random.Random(5), WordTable()
    for _ in range(200):
        one = text(r, r.randint(0, 60))
        other = changed(r, one, r.random() * 0.2) if r.random() < 0.8 else text(r, r.randint(0, 60))
        a, b = plain(one), plain(other)
        made = [table.shingler.shingles(table.words(" ".join(words))) for words in (one, other)]
        assert [len(s) for s in made] == [len(a), len(b)]
        assert jaccard(*made) == pytest.approx(len(a & b) / len(a | b) if a and b else 0.0)


def test_letter_case_and_signs_make_no_difference() -> None:
    table = WordTable()
    one, other = "Wali Kota Metro, hari ini: membuka pasar!", "wali kota metro hari ini membuka PASAR"
    assert np.array_equal(*(table.shingler.shingles(table.words(t)) for t in (one, other)))


def test_a_table_of_its_own_gives_the_same_numbers() -> None:
    words = text(random.Random(2), 50)
    first, second = WordTable(), WordTable()
    second.words("kata lain yang datang lebih dahulu")
    made = [t.shingler.shingles(t.words(" ".join(words))) for t in (first, second)]
    assert np.array_equal(*made), "numbers of words differ between runs, shingles must not"
    assert np.array_equal(made[0], Shingler(second.forms).shingles(second.words(" ".join(words))))


def test_two_sketches_agree_as_often_as_texts_are_similar() -> None:
    r, table, told, true = random.Random(11), WordTable(), 0.0, 0.0
    for _ in range(150):
        one = text(r, 200)
        made = [table.shingler.shingles(table.words(" ".join(w))) for w in (one, changed(r, one, r.random() * 0.3))]
        true += jaccard(*made)
        told += float((sketch(made[0]) == sketch(made[1])).mean())
    assert told / 150 == pytest.approx(true / 150, abs=0.02), f"{PLACES} places a text tell its similarity"


def test_similar_texts_share_a_band_and_others_seldom_do() -> None:
    r, table, found, missed, false = random.Random(3), WordTable(), 0, 0, 0
    for _ in range(300):
        one = text(r, 150)
        a, b, c = (
            table.shingler.shingles(table.words(" ".join(w))) for w in (one, changed(r, one, 0.08), text(r, 150))
        )
        shared = set(bands(sketch(a)).tolist()) & set(bands(sketch(b)).tolist())
        found += jaccard(a, b) >= 0.55
        missed += jaccard(a, b) >= 0.55 and not shared
        false += bool(set(bands(sketch(a)).tolist()) & set(bands(sketch(c)).tolist()))
    assert found > 50
    assert missed <= 0.05 * found
    assert false == 0


def test_short_texts_are_copies_of_their_own_words_alone() -> None:
    r, table = random.Random(8), WordTable()
    short = text(r, SHORT + WIDTH - 2)
    one, same, other = (
        table.shingler.shingles(table.words(" ".join(w))) for w in (short, short, [*short[:-1], "duapuluh"])
    )
    assert alike(one, same)
    assert not alike(one, other), f"similar by {jaccard(one, other):.2f}, but a note made from a form"
    nothing = table.shingler.shingles(table.words("dua kata"))
    assert not alike(nothing, nothing)
    assert fingerprint(nothing) == b""
    assert band_keys(b"") == []


def test_stories_are_what_pairs_connect() -> None:
    r, table = random.Random(21), WordTable()
    texts: list[list[str]] = []
    for _ in range(40):
        first = text(r, 120)
        texts += [first, *(changed(r, first, 0.03) for _ in range(r.randint(0, 4)))]
    r.shuffle(texts)
    made = [table.shingler.shingles(table.words(" ".join(words))) for words in texts]
    sets, groups = [plain(words) for words in texts], Groups(len(texts))
    for a in range(len(texts)):
        for b in range(a):
            if len(sets[a] & sets[b]) >= SIMILAR * len(sets[a] | sets[b]):
                groups.join(a, b)
    prints = b"".join(map(fingerprint, made))
    found = stories(fingerprints(prints), lambda a, b: alike(made[a], made[b]))
    assert sorted(found) == sorted(groups.lists())
    assert 20 < len(found) < 40


def test_what_is_worth_comparing_is_told_before_texts_are_read() -> None:
    r, table = random.Random(4), WordTable()
    one = text(r, 100)
    near, far = changed(r, one, 0.02), text(r, 100)
    a, b, c = (fingerprint(table.shingler.shingles(table.words(" ".join(w)))) for w in (one, near, far))
    assert worth_comparing(a, [b, c]) == [True, False]
    assert worth_comparing(a, []) == []
    assert len(set(band_keys(a))) == BANDS
