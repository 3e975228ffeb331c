"""Passages of the original text with the words found marked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import parameters, snippets
from search.model import Span
from search.query import Query


def asked(text: str) -> Query:
    return parameters.read({"q": [text]}, date(2025, 12, 10)).query


def shown(spans: tuple[Span, ...]) -> str:
    return "".join(f"[{s.text}]" if s.marked else s.text for s in spans)


@pytest.mark.parametrize(
    ("title", "question", "expected", "why"),
    [
        ("Pelayanan publik", "melayani", "[Pelayanan] publik", "the surface word of the same stem"),
        ("Jembatan Way Kanan", '"way kanan"', "Jembatan [Way] [Kanan]", "the words of a phrase"),
        ("Banjir Metro", "banjir -metro", "[Banjir] Metro", "nothing that was not wanted"),
        ("Anak-anak Café", "anak cafe", "[Anak]-[anak] [Café]", "original letters and hyphens"),
        ("<b>Banjir</b> & 'lumpur'", "banjir", "<b>[Banjir]</b> & 'lumpur'", "text stays text; the page escapes it"),
        ("Tanpa kata itu", "banjir", "Tanpa kata itu", "nothing found"),
    ],
)
def test_marks(title: str, question: str, expected: str, why: str) -> None:
    assert shown(snippets.marked(title, asked(question))) == expected, why


BODY = "Kalimat pembuka tentang cuaca. " * 20 + "Banjir merendam Rajabasa pada malam hari. " + "Penutup biasa. " * 20


def test_the_passage_is_where_most_words_are() -> None:
    text = shown(snippets.snippet("Banjir pernah ada. " + BODY, asked("banjir rajabasa")))
    assert "[Banjir] merendam [Rajabasa]" in text
    assert text.startswith("…\xa0")
    assert text.endswith("\xa0…")


def test_without_words_the_beginning_is_shown() -> None:
    text = snippets.text_of(snippets.snippet(BODY, Query()))
    assert BODY.startswith(text.removesuffix("\xa0…"))
    assert len(text) <= snippets.LENGTH + 2


@given(st.text(max_size=600), st.text(alphabet="abk jri", max_size=20), st.integers(0, 5))
def test_a_passage_is_the_original_text_and_marks_are_in_it(noise: str, question: str, at: int) -> None:
    body = f"{noise[: at * 10]} banjir {noise}"
    spans = snippets.snippet(body, asked(f"banjir {question}"))
    text = snippets.text_of(spans)
    assert text.removeprefix("…\xa0").removesuffix("\xa0…") in body.replace("\n", " ")
    for start, end in snippets.offsets(spans):
        assert text[start:end].strip()
    assert len(text) <= snippets.LENGTH + 2 * snippets.LEAD + 64
