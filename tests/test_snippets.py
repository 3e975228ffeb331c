"""Passages of the original text with the words found marked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import parameters, snippets
from search.analysis import finder, rules, scanning, terms
from search.analysis.finder import WordFinder
from search.analysis.tokens import fold
from search.article_bytes import body_of, shown_of
from search.model import Article, Span, Token
from search.query import AnyOf, Clause, Phrase, Query, Word
from search.snippets import LEAD, LENGTH, Finder
from search.strings import end_to_end
from tests.random_questions import Asker
from tests.real_articles import real_articles
from tests.seeds import SEED, chance
from tests.test_analysis import PARTS, TEXTS


def asked(text: str) -> Query:
    return parameters.read({"q": [text]}, date(2025, 12, 10)).query


def shown(spans: tuple[Span, ...]) -> str:
    return "".join(f"[{s.text}]" if s.marked else s.text for s in spans)


def passage(finder: Finder, body: str) -> str:
    return shown(finder.snippets([body.encode("utf-8", "surrogatepass")])[0])


@pytest.mark.parametrize(
    ("title", "question", "expected", "why"),
    [
        ("Pelayanan publik", "melayani", "[Pelayanan] publik", "the surface word of the same stem"),
        ("Jembatan Way Kanan", '"way kanan"', "Jembatan [Way] [Kanan]", "the words of a phrase"),
        ("Banjir Metro", "banjir -metro", "[Banjir] Metro", "nothing that was not wanted"),
        ("Anak-anak Café", "anak cafe", "[Anak]-[anak] [Café]", "original letters and hyphens"),
        ("<b>Banjir</b> & 'lumpur'", "banjir", "<b>[Banjir]</b> & 'lumpur'", "text stays text; the page escapes it"),
        ("Tanpa kata itu", "banjir", "Tanpa kata itu", "nothing found"),
        ("Mengecat dan menyapu", "cat sapu", "[Mengecat] dan [menyapu]", "a root of which the first letter is gone"),
        ("Pekerjaan DPRD-nya", "kerja dprd", "[Pekerjaan] [DPRD]-nya", "clitics at a hyphen"),
        ("Salat Jum'at, Jum’at, Jum`at", "jumat", "Salat [Jum'at], [Jum’at], [Jum`at]", "with any apostrophe"),
        ("Ma'ruf “Café” ﬁnal", "maruf cafe final", "[Ma'ruf] “[Café]” [ﬁnal]", "letters that are folded"),
        ("Undang-Undang, berhati-hati", '"undang" hati-hati', "[Undang]-[Undang], [berhati]-[hati]", "doubled words"),
        ("Berikan keyakinan", "beri", "[Berikan] keyakinan", "roots set by hand"),
        ("日本 Lampung", "日本", "[日本] Lampung", "other scripts"),
    ],
)
def test_marks(title: str, question: str, expected: str, why: str) -> None:
    assert shown(Finder(asked(question)).marked([title])[0]) == expected, why


BODY = "Kalimat pembuka tentang cuaca. " * 20 + "Banjir merendam Rajabasa pada malam hari. " + "Penutup biasa. " * 20


def test_the_passage_is_where_most_words_are() -> None:
    text = passage(Finder(asked("banjir rajabasa")), "Banjir pernah ada. " + BODY)
    assert "[Banjir] merendam [Rajabasa]" in text
    assert text.startswith("…\xa0")
    assert text.endswith("\xa0…")


def test_words_of_a_phrase_are_two_where_they_share_a_root() -> None:
    body = "Petugas melayani warga. " + BODY + "Mereka melayani pelayanan umum. " + BODY
    assert "[melayani] [pelayanan] umum" in passage(Finder(asked('"melayani pelayanan"')), body)


def test_without_words_the_beginning_is_shown() -> None:
    text = snippets.beginning(BODY)
    assert BODY.startswith(text.removesuffix("\xa0…"))
    assert len(text) <= LENGTH + 2


@given(st.text(max_size=600), st.text(alphabet="abk jri", max_size=20), st.integers(0, 5))
def test_a_passage_is_the_original_text_and_marks_are_in_it(noise: str, question: str, at: int) -> None:
    body = f"{noise[: at * 10]} banjir {noise}"
    text, marks = Finder(asked(f"banjir {question}")).passages([body.encode("utf-8", "surrogatepass")])[0]
    assert text.removeprefix("…\xa0").removesuffix("\xa0…") in body.replace("\n", " ")
    for start, end in marks:
        assert text[start:end].strip()
    assert len(text) <= LENGTH + 2 * LEAD + 64


# The same as a plain reading of the whole text, for every question and text


class Plain:
    """What marks and passages are, said as plainly as possible: every word of a text is analysed and looked at."""

    def __init__(self, query: Query) -> None:
        self.terms: set[str] = set()
        self.exact: set[str] = set()
        for clause in query.clauses:
            self.take(clause)

    def take(self, clause: Clause) -> None:
        if isinstance(clause, Word):
            self.terms.add(clause.term)
        elif isinstance(clause, Phrase):
            self.exact.update(clause.words)
        elif isinstance(clause, AnyOf):
            for part in clause.clauses:
                self.take(part)

    def found(self, text: str) -> list[Token]:
        return [t for t in terms.tokens(text) if t.term in self.terms or t.exact in self.exact]

    def marked(self, text: str) -> tuple[Span, ...]:
        return self.spans(text, 0, len(text), self.found(text))

    def snippet(self, body: str) -> tuple[Span, ...]:
        found = self.found(body)
        start, end = self.window(body, found)
        inside = [t for t in found if start <= t.start and t.end <= end]
        before = (Span("…\xa0"),) if start > 0 else ()
        after = (Span("\xa0…"),) if end < len(body) else ()
        return (*before, *self.spans(body, start, end, inside), *after)

    def window(self, body: str, found: Sequence[Token]) -> tuple[int, int]:
        if not found:
            return 0, self.cut(body, LENGTH)
        best, best_kinds, last = 0, 0, 0
        for first, token in enumerate(found):
            last = max(last, first)
            while last + 1 < len(found) and found[last + 1].end <= token.start + LENGTH - LEAD:
                last += 1
            kinds = len({self.wanted(t) for t in found[first : first + 50] if t.end <= found[last].end})
            if kinds > best_kinds:
                best, best_kinds = first, kinds
        start = self.sentence_start(body, found[best].start)
        return start, self.cut(body, start + LENGTH) if start + LENGTH < len(body) else len(body)

    def wanted(self, token: Token) -> str:
        """Which of the wanted words it is: words of a phrase are two where they share a root, too."""
        return f"term {token.term}" if token.term in self.terms else f"word {token.exact}"

    def sentence_start(self, body: str, at: int) -> int:
        near = body[max(0, at - LEAD * 2) : at]
        for mark in ("\n", ". ", "? ", "! "):
            cut = near.rfind(mark)
            if cut >= 0:
                near = near[cut + len(mark) :]
        if len(near) <= LEAD or at - len(near) == 0:
            return at - len(near)
        near = near[-LEAD:]
        return at - len(near) + near.find(" ") + 1

    def cut(self, body: str, at: int) -> int:
        if at >= len(body):
            return len(body)
        space = max(body.rfind(" ", 0, at + 1), body.rfind("\n", 0, at + 1))
        return space if space > at // 2 else at

    def spans(self, text: str, start: int, end: int, found: Sequence[Token]) -> tuple[Span, ...]:
        spans, at = [], start
        for token in found:
            if token.start > at:
                spans.append(Span(text[at : token.start].replace("\n", " ")))
            spans.append(Span(text[token.start : token.end], True))
            at = token.end
        if at < end:
            spans.append(Span(text[at:end].replace("\n", " ")))
        return tuple(spans)


ASKED = sorted({fold(part) for part in PARTS} | {"ada", "ku", "a", "i", "jum", "7"})


@given(
    st.lists(TEXTS, max_size=12).map(" ".join),
    st.lists(st.sampled_from(ASKED), max_size=4),
    st.lists(st.sampled_from(ASKED), max_size=3),
)
def test_any_text_is_marked_as_a_plain_reading_of_it_marks_it(text: str, words: list[str], phrase: list[str]) -> None:
    clauses = (*(Word(rules.reason(w).term, w) for w in words if w), Phrase(tuple(phrase), tuple(phrase)))
    query = Query(clauses=clauses)
    assert Finder(query).marked([text])[0] == Plain(query).marked(text)
    assert passage(Finder(query), text) == shown(Plain(query).snippet(text))


def test_real_articles_are_marked_as_a_plain_reading_of_them_marks_them() -> None:
    articles, random = real_articles(400), chance()
    for query in Asker(articles, SEED).questions(100):
        finder, plain = Finder(query), Plain(query)
        for analysed in random.sample(articles, 8):
            title, body = analysed.article.title, analysed.article.body
            assert finder.marked([title])[0] == plain.marked(title)
            assert passage(finder, body) == shown(plain.snippet(body)), (query.clauses, analysed.article.id)


def test_several_texts_are_marked_as_each_by_itself() -> None:
    texts, finder = ["Banjir", "", "Tanpa kata itu", "banjir “banjir”", "é banjir"], Finder(asked("banjir"))
    assert finder.marked(texts) == [finder.marked([text])[0] for text in texts]
    assert [shown(spans) for spans in finder.marked(texts)][3:] == ["[banjir] “[banjir]”", "é [banjir]"]


def test_all_words_of_real_articles_are_found_by_their_terms() -> None:
    """Each article is asked for words that it holds; no rule of the analysis hides one from the finder."""
    for analysed in real_articles(400):
        body = analysed.article.body
        wanted = {form.term for form in analysed.body[::7]}
        exact = {form.exact for form in analysed.body[3::50]}
        expected = [t for t in terms.tokens(body) if t.term in wanted or t.exact in exact]
        assert WordFinder(wanted, exact).tokens([body])[0] == expected


@pytest.mark.parametrize("text", ["a" * 100_000, "banjir " * 20_000, "banjir-" * 20_000, "'" * 100_000, "é " * 20_000])
def test_a_text_that_is_nothing_but_matches_is_read_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its pieces is analysed at most once, however often they come."""
    finder, read = Finder(asked("banjir a é")), list[str]()
    tokens = rules.tokens
    monkeypatch.setattr(rules, "tokens", lambda piece, known: (read.append(piece), tokens(piece, known))[1])
    passage(finder, text)
    assert len(read) == len(set(read))
    assert sum(map(len, read)) <= len(text)


# Words that were met before are known to the loop


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> type[finder.KnownWords]:
    """A table that is full after eight words or terms."""
    monkeypatch.setattr(finder.KnownWords, "MOST", 8)
    monkeypatch.setattr(finder, "_known", finder.KnownWords())
    return finder.KnownWords


def test_a_full_table_gives_way_to_a_new_one_and_hides_nothing(few: type[finder.KnownWords]) -> None:
    before = finder._known
    for n in range(30):
        question = asked(f"banjir kata{n}")
        body = " ".join(f"Banjirnya kata{m}." for m in range(30))
        assert shown(Finder(question).marked([body])[0]) == shown(Plain(question).marked(body))
        assert passage(Finder(question), body) == shown(Plain(question).snippet(body))
    assert finder._known is not before
    assert np.count_nonzero(finder._known.table) <= few.MOST


def test_a_word_is_known_by_all_its_letters_and_in_capitals_too() -> None:
    words = ["banjir", "banjar", "banji", "1banjir", "BANJIR"]
    hashes = scanning.hashes(np.frombuffer("".join(words).encode(), np.uint8), np.array(end_to_end(words)[1]))
    assert len(set(hashes.tolist())) == 4
    assert hashes[0] == hashes[4]
    odd = ["ban-jir", "jum'at", "café"]
    assert not scanning.hashes(np.frombuffer("".join(odd).encode(), np.uint8), np.array(end_to_end(odd)[1])).any()


class _Slow(str):
    """A word at which another thread takes over just when it is looked up."""

    __slots__ = ()

    def __hash__(self) -> int:
        time.sleep(0)
        return str.__hash__(self)


def test_terms_that_two_threads_meet_at_once_share_no_number() -> None:
    known, texts = finder.KnownWords(), [_Slow(f"kata{n}") for n in range(400)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda k: known.numbers(texts[50 * k :] + texts[: 50 * k]), range(8)))
    assert sorted(known.numbers(texts)) == list(range(len(texts)))


@pytest.mark.parametrize("length", [0, 1, 31, 32, 255, 256, 65_535, 65_536])
@pytest.mark.parametrize("letter", ["a", "é", "“"])
def test_a_stored_body_is_read_whatever_its_length(length: int, letter: str) -> None:
    article = Article("a", "Judul", letter * length)
    assert body_of(shown_of(article)).decode() == article.body
    assert body_of(article).decode() == article.body
