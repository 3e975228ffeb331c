"""What is left out for speed finds nothing: each shortcut gives what the long way gives, on random texts too."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence

import pytest

from indexer.clean import inline
from indexer.sources import characters
from search import date_words
from search.analysis.tokens import words
from search.model import Removed
from search.names.haystack import Haystack, pattern
from tests.seeds import chance

TEXTS = 4_000
GAPS = [" ", " ", " ", "  ", "\n", "\n\n", "\n \n", "\n- ", "\n* ", " - ", " – ", "-", ". ", ".\n", ".\n\n", ".\n \n"]
GAPS += [", ", " (", ") ", '"', ": ", "/", "'", "’", " ʼ ", "_", "…", "\t", "\r\n", ". (", ".ʼ ", " & ", "\u00a0"]
GAPS += ["\u2028", "..", "'.", "•", "(", ".", "é", "\u0130", "ſ", "１", "K"]


def text_of(chance: random.Random, words_: Sequence[str]) -> str:
    return "".join(chance.choice(words_) + chance.choice(GAPS) for _ in range(chance.randrange(1, 14)))


DATE_WORDS = ["Senin", "selasa", "Rabu", "KAMIS", "Jum'at", "jum’at", "Sabtu-Minggu", "ahad", "jumlah", "beberapa"]
DATE_WORDS += ["setiap", "hari", "12", "10/12/2025", "10-12 Maret", "Maret 2025", "Mei. 2025", "September 2021", "1999"]
DATE_WORDS += ["s/d", "26-27/7", "tgl.", "pagi", "dini hari", "lalu", "ini", "depan", "2025-03-04", "ke-2", "yang lalu"]


def matched(found: object) -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    return [(match.span(), match.groups()) for match in found]  # type: ignore[attr-defined]


def test_date_words_are_found_where_their_patterns_find_them() -> None:
    random, count = chance(), 0
    for _ in range(TEXTS):
        text = text_of(random, DATE_WORDS)
        places = date_words.Places(text)
        for long_way, shortcut in (
            (date_words.DATE, places.dates()),
            (date_words.MONTH_AND_YEAR, places.months()),
            (date_words.BARE_WEEKDAY, places.bare_weekdays()),
        ):
            expected = matched(long_way.finditer(text))
            assert matched(shortcut) == expected, text
            count += len(expected)
    assert count > TEXTS / 2


NAME_WORDS = ["Kab", "kec", "H", "Dr", "Metro", "Lampung", "Bandar", "Kota", "Polres", "KPK", "di", "ʼʼ", "(Kejari)"]
SHORT = {"kab", "kec", "prov", "kel", "kep", "ds", "jl", "jln", "gg", "no", "dr", "drs", "ir", "hj", "st"}
BREAK = re.compile(r"[.!?:;…•|\"“”]|\n\s*(?:\n|[-–—*])|\s[-–—]+\s")


def read_word_by_word(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The haystack by its rules, one word after the other, and where the words stand."""
    hay, spans = "", list[tuple[int, int]]()
    before = ""
    for word, start, end in words(text):
        gap = text[spans[-1][1] : start] if spans else ""
        if len(gap) > 1:
            if gap[0] == "." and gap[1:].isspace() and "\n\n" not in gap:
                hay += "|" if before not in SHORT and len(before) > 1 else ""
            elif BREAK.search(gap):
                hay += "|"
        hay += f" {word};"
        spans.append((start, end))
        before = word
    return hay, spans


def test_a_haystack_holds_the_words_and_breaks_of_its_text() -> None:
    random = chance()
    for _ in range(TEXTS):
        text = text_of(random, NAME_WORDS)
        expected, spans = read_word_by_word(text)
        haystack = Haystack(text)
        hay = haystack.hay
        assert re.sub(r"[^ ;\w]+", "|", hay).strip("|") == expected, text
        places = [match.span() for match in re.finditer(r" [^ ;]+;", hay)]
        assert list(haystack.spans(places)) == spans, text
        pairs = [(a[0], b[1]) for a, b in zip(places[::3], places[1::3], strict=False)]
        of_text = [(a[0], b[1]) for a, b in zip(spans[::3], spans[1::3], strict=False)]
        assert list(haystack.spans(pairs)) == of_text, text
        for (start, end), word in zip(places, expected.replace("|", "").split(";"), strict=False):
            assert hay[start:end] == pattern(word.strip())


def test_words_beside_a_name_end_where_no_name_reaches_over() -> None:
    hay = Haystack("warga Kota Metro. Senin di Kab. Mesuji")
    at = hay.hay.index(" metro;")
    assert (hay.before(at), hay.after(at + len(" metro;"))) == ("kota", "")
    at = hay.hay.index(" mesuji;")
    assert (hay.before(at), hay.after(at + len(" mesuji;"))) == ("kab", "")
    assert hay.before(0) == ""


def test_nothing_unreadable_is_printable() -> None:
    """`printable` stands for the search for characters that nobody can read."""
    every = map(chr, range(sys.maxunicode + 1))
    unreadable = [c for c in every if characters._UNREADABLE.match(c)]
    assert len(unreadable) > 2_000, "surrogates included"
    assert not any(characters.printable(c) for c in [*unreadable, "\r", "\u00a0", "\u2028", "\x85", "\t"])
    assert characters.printable("Baris satu\nbaris “dua” – Ñé")


NOISE = ["Baca Juga : Banjir Besar di Kota Metro", "[Baca Juga: X]", "(Baca: Y z)", "ADVERTISEMENT", "Isi kalimat."]
NOISE += [
    "SCROLL TO CONTINUE WITH CONTENT",
    "Scroll untuk membaca artikel",
    "Advertisement. Scroll to continue reading.",
]
NOISE += ["Share this article", "Halaman Selanjutnya", "Ujar dia. Selengkapnya di sini.", "Pewarta: Adi", "Kata dia."]
NOISE += [
    "Editor : Budi",
    "Copyright © ANTARA 2024",
    "Berita ini telah tayang di X",
    "Simak Video 'Apa'",
    "Tonton video",
]
NOISE += ["[Gambas:Video X]", "Share this ADVERTISEMENT article", "Pilihan Editor: X y z", "Lihat juga video Y"]


def test_words_that_a_pattern_needs_are_in_all_that_it_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    random = chance()
    texts = [[text_of(random, NOISE) for _ in range(random.randrange(1, 4))] for _ in range(TEXTS // 4)]

    def all_cleaned() -> list[tuple[list[str], list[Removed]]]:
        removed = [list[Removed]() for _ in texts]
        return [(inline.without_noise(text, gone), gone) for text, gone in zip(texts, removed, strict=True)]

    shortcut = all_cleaned()
    monkeypatch.setattr(inline, "_has", lambda text, needed: True)
    assert all_cleaned() == shortcut
    assert sum(len(removed) for _, removed in shortcut) > TEXTS / 4
