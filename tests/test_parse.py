"""What readers type, and the clauses it becomes. Whatever it is, it never raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.terms import MAX_WORD
from search.parse import MAX_SHOWN, being_typed, normal, parse, tidy
from search.query import MAX_PHRASE, MAX_TEXT, MAX_WORDS, Clause, Phrase, Without, Word, needed
from tests.seeds import chance


def plain(clause: Clause) -> str:
    """A clause as one would write it: word, "a phrase", -without."""
    if isinstance(clause, Without):
        return "-" + plain(clause.clause)
    return f'"{" ".join(clause.words)}"' if isinstance(clause, Phrase) else getattr(clause, "text", "")


TABLE = [
    # typed, clauses, how many words count in how much must match, why
    ("banjir", ["banjir"], 1, "one word"),
    ("Banjir RAJABASA", ["banjir", "rajabasa"], 2, "case does not matter; two words must both match"),
    ("banjir di rajabasa", ["banjir", "rajabasa"], 2, "function words say nothing"),
    ("di", ["di"], 1, "unless nothing else was asked"),
    ("siapa yang di", ["siapa", "yang", "di"], 3, "the same for several"),
    ("banjir banjir membanjiri", ["banjir"], 1, "one term counts once"),
    ("a b c d e f", list("abcdef"), 6, "many words"),
    ('"dana desa"', ['"dana desa"'], 0, "quotes: the words one after the other"),
    ("“dana desa”", ['"dana desa"'], 0, "typographic quotes too"),
    ('"dana desa', ["dana", "desa"], 2, "an open quote is no phrase"),
    ('banjir "dana desa"', ["banjir", '"dana desa"'], 1, "words and phrase"),
    ('"banjir"', ['"banjir"'], 0, "one word in quotes: exactly this form"),
    ('yang "dana desa"', ['"dana desa"'], 0, "function words go where a phrase is asked"),
    ('""', [], 0, "nothing in quotes"),
    ("banjir -metro", ["banjir", "-metro"], 1, "a minus before a word"),
    ('banjir -"dana desa"', ["banjir", '-"dana desa"'], 1, "a minus before a phrase"),
    ("-metro", ["-metro"], 0, "a minus alone asks for all the rest"),
    ("banjir - metro", ["banjir", "metro"], 2, "a minus by itself is punctuation"),
    ("covid-19", ["covid", "19"], 2, "a hyphen inside a word is no minus"),
    ("anak-anak", ["anak"], 1, "a doubled word is one"),
    ("-anak-anak", ['-"anak anak"'], 0, "a minus takes what hangs together"),
    ("DPRD-nya", ["dprd"], 1, "a clitic after a hyphen is no word"),
    ("se-Lampung", ["lampung"], 1, "nor is a prefix before one"),
    ("undang-undang", ["undang"], 1, "both parts have one term"),
    ("jum'at", ["jumat"], 1, "an apostrophe inside a word does not part it"),
    ("10/12/2025", ["10", "12", "2025"], 3, "numbers are words"),
    ("!!! ??? ...", [], 0, "nothing to search for"),
    ("", [], 0, "nothing at all"),
    ("AND OR NOT (", ["and", "or", "not"], 3, "no engine's syntax is known"),
    ("title:banjir", ["title", "banjir"], 2, "no fields"),
    ("ban*ir", ["ban", "ir"], 2, "no wildcards"),
    ("kata~9 kata^1e309", ["kata", "9", "1e309"], 3, "no fuzzy, no boost"),
    ("\x00banjir\x00", ["banjir"], 1, "control characters go"),
    ("ban\u202ejir", ["banjir"], 1, "so do marks of direction"),
    ("\ud800banjir", ["banjir"], 1, "and lone surrogates"),
    ("ｂａｎｊｉｒ", ["banjir"], 1, "wide letters are letters"),
    ("Café", ["cafe"], 1, "accents do not matter"),
]


@pytest.mark.parametrize(("typed", "clauses", "words", "why"), TABLE, ids=[row[3] for row in TABLE])
def test_what_is_typed_becomes(typed: str, clauses: list[str], words: int, why: str) -> None:
    parsed = parse(typed)
    assert [plain(c) for c in parsed.clauses] == clauses, why
    assert parsed.need == needed(words), why
    assert parsed.ignored == ()


def test_undang_undang_does_not_meet_undangan() -> None:
    (law,), (invitation,) = parse("undang-undang").clauses, parse("undangan").clauses
    assert isinstance(law, Word)
    assert isinstance(invitation, Word)
    assert law.term != invitation.term


def test_words_beyond_the_limit_are_left_out_and_told() -> None:
    typed = [f"kata{n}" for n in range(MAX_WORDS + 3)]
    parsed = parse(" ".join(typed))
    assert [c.text for c in parsed.clauses if isinstance(c, Word)] == typed[:MAX_WORDS]
    assert list(parsed.ignored) == typed[MAX_WORDS:]


LONG = [
    (f"banjir {'x' * MAX_WORD}", [], "just short enough to be a word"),
    (f"banjir {'x' * (MAX_WORD + 1)}", ["x" * MAX_SHOWN], "too long: told, cut"),
    (f'"dana {"y" * 90}" -{"z" * 90}', ["y" * MAX_SHOWN, "z" * MAX_SHOWN], "in a phrase and behind a minus too"),
]


@pytest.mark.parametrize(("typed", "ignored", "why"), LONG)
def test_words_too_long_to_be_searched_for_are_told(typed: str, ignored: list[str], why: str) -> None:
    assert list(parse(typed).ignored) == ignored, why


TYPING = [
    ("ban", ("", "ban"), "the only word"),
    ("Warga BAN", ("Warga ", "ban"), "the last of two, as it is compared"),
    ("  warga   ban", ("warga ", "ban"), "spaces made single"),
    ("se-lam", ("se-", "lam"), "a hyphen inside a word is no minus"),
    ('"dana desa" pes', ('"dana desa" ', "pes"), "after a phrase that is closed"),
    ("ban ", ("", ""), "the word is finished"),
    ("ban\t", ("", ""), "by any white space"),
    ("ban!", ("", ""), "or by a sign"),
    ('"dana des', ("", ""), "a quote is open"),
    ("“dana des", ("", ""), "a typographic one too"),
    ("banjir -met", ("", ""), "nobody needs help with what is not wanted"),
    ("-met", ("", ""), "the same at the beginning"),
    ("banjir -", ("", ""), "nothing behind the minus yet"),
    ("", ("", ""), "nothing typed"),
]


@pytest.mark.parametrize(("typed", "expected", "why"), TYPING)
def test_the_word_that_is_being_typed(typed: str, expected: tuple[str, str], why: str) -> None:
    assert being_typed(typed) == expected, why


@pytest.mark.parametrize(("words", "share"), [(0, 0), (1, 1), (2, 1), (3, 0.6), (5, 0.4), (6, 0.35), (10, 0.25)])
def test_how_much_of_a_question_must_match(words: int, share: float) -> None:
    assert needed(words) == pytest.approx(share)


HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet='"-*?~^:()[]{}\\/ abc\u201c\u00ad', max_size=400),
    st.lists(st.sampled_from(['"', "-", "- ", "NOT ", "(", "kata ", '-"', "anak-anak "]), max_size=300).map("".join),
)


@given(HOSTILE)
def test_nothing_that_is_typed_raises_and_the_work_is_bounded(typed: str) -> None:
    parsed = parse(typed)
    assert len(tidy(typed)) <= MAX_TEXT
    inner = [c.clause if isinstance(c, Without) else c for c in parsed.clauses]
    words = sum(len(c.words) if isinstance(c, Phrase) else 1 for c in inner)
    assert words <= MAX_WORDS
    assert all(len(c.words) <= MAX_PHRASE for c in inner if isinstance(c, Phrase))
    assert 0 <= parsed.need <= 1


@given(HOSTILE)
def test_tidy_text_stays_as_it_is(typed: str) -> None:
    """So that a link made from a question leads to the same question."""
    assert tidy(tidy(typed)) == tidy(typed)


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Banjir  METRO", "banjir metro"),
        ("“Way Kanan” banjir", '"way kanan" banjir'),
        ("banjir -pilkada", "banjir -pilkada"),
        ("-anak-anak banjir", '-"anak anak" banjir'),
        ('-"dana desa"', '-"dana desa"'),
        ("Jum'at, 10/12", "jumat 10 12"),
        ("banjir -", "banjir"),
        ('"banjir', "banjir"),
        ("！？", ""),
        ("", ""),
    ],
)
def test_a_question_as_it_is_compared(typed: str, compared: str) -> None:
    assert normal(typed) == compared


def test_what_is_compared_is_compared_as_itself() -> None:
    random = chance()
    for _ in range(500):
        typed = "".join(random.choice("ab \"-“”'’é１K日/\u200b\ud800") for _ in range(random.randrange(20)))
        assert normal(normal(typed)) == normal(typed), typed
