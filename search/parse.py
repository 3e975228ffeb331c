"""What a reader typed -> clauses. Never raises: whatever cannot be understood is searched for as words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from search.analysis import terms, tokens
from search.model import Token
from search.query import MAX_PHRASE, MAX_TEXT, MAX_WORDS, Clause, Phrase, Without, Word, needed

# A quoted passage with its closing quote, or a run of what stands between spaces. A minus counts only in
# front of a word or quote, never inside ("COVID-19") or alone.
_PIECES = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<quoted>[^"]*)"|(?P<not>(?<!\S)-)?(?P<plain>[^\s"]+)')
MAX_SHOWN = 40
"""Characters of a word too long to be searched for that are told."""
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


class Parsed(msgspec.Struct, frozen=True, gc=False):
    """The clauses of a typed question, how many optional ones must match, and what was left out of it."""

    clauses: tuple[Clause, ...]
    need: float
    ignored: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """The typed text made comparable: NFKC, no control characters or lone surrogates, single spaces, cut to
    MAX_TEXT characters."""
    text = text[: 4 * MAX_TEXT]
    if text.isascii() and text.isprintable():  # nothing to normalise or take out: nearly all questions
        return " ".join(text.split())[:MAX_TEXT].strip()
    text = unicodedata.normalize("NFKC", text)
    kept = (" " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else c for c in text)
    text = "".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(text.split())[:MAX_TEXT].strip()


def parse(text: str) -> Parsed:
    """Plain words, "phrases" and -without. `text` as typed; any string is allowed."""
    pieces = tidy(text).translate(QUOTES)
    words: dict[str, Token] = {}
    others: list[Clause] = []
    seen = 0
    ignored: list[str] = []
    for minus, quoted, piece in _parts(pieces):
        found = terms.tokens(piece)
        if _may_be_too_long(piece):
            ignored.extend(w[:MAX_SHOWN] for w, *_ in tokens.words(piece) if len(w) > terms.MAX_WORD)
        room = MAX_WORDS - seen
        if len(found) > room:
            ignored.extend(t.exact for t in found[max(room, 0) :])
            found = found[: max(room, 0)]
        if not found:
            continue
        seen += len(found)
        if minus:
            others.append(Without(_together(found, quoted)))
        elif quoted:
            others.append(_together(found, quoted))
        else:
            for token in found:
                words.setdefault(token.term, token)
    # Function words are searched for where nothing else was asked.
    about = terms.telling(words.values()) or ([] if _positive(others) else list(words.values()))
    clauses = tuple(Word(t.term, t.exact) for t in about)
    return Parsed((*clauses, *dict.fromkeys(others)), needed(len(clauses)), tuple(ignored))


def normal(text: str) -> str:
    """A question as it is compared: its folded words in their order, quotes and minus kept; "" without any word."""
    found = []
    for minus, quoted, piece in _parts(tidy(text).translate(QUOTES)):
        words = [word for word, *_ in tokens.words(piece)]
        if words:
            told = " ".join(words)
            whole = quoted or (minus and len(words) > 1)
            found.append(("-" if minus else "") + (f'"{told}"' if whole else told))
    return " ".join(found)


def _parts(text: str) -> Iterator[tuple[bool, bool, str]]:
    """What stands between spaces or in quotes: whether refused, whether quoted, the text. Plain words come in one part:
    pieces between white space have no influence on each other."""
    if '"' not in text and " -" not in text and not text.startswith("-"):
        yield False, False, text
        return
    for match in _PIECES.finditer(text):
        quoted = match["quoted"]
        yield bool(match["minus"] or match["not"]), quoted is not None, match["plain"] if quoted is None else quoted


def _may_be_too_long(text: str) -> bool:
    """Whether a word of a text may be too long to be searched for; what is not ASCII may become longer when folded."""
    if len(text) <= terms.MAX_WORD:
        return False
    return not text.isascii() or max(map(len, text.split())) > terms.MAX_WORD


def being_typed(text: str) -> tuple[str, str]:
    """The word that a reader is in the middle of, folded, and what stands before it; two empty texts where there
    is none: after white space or a sign, in an open quote, in what a minus refuses."""
    typed = tidy(text)
    last = next(reversed(list(tokens.words(typed))), None)
    if last is None or last[2] < len(typed) or text[-1:].isspace():
        return "", ""
    if typed.translate(QUOTES).count('"') % 2 or typed.split(" ")[-1].startswith("-"):
        return "", ""
    return typed[: last[1]], last[0]


def _positive(clauses: list[Clause]) -> bool:
    return any(not isinstance(c, Without) for c in clauses)


def _together(found: tuple[Token, ...], quoted: bool) -> Word | Phrase:
    """What stands in quotes, or hangs together without spaces behind a minus (-anak-anak), as one clause."""
    if len(found) == 1 and not quoted:
        return Word(found[0].term, found[0].exact)
    used = found[:MAX_PHRASE]
    exact = tuple(t.exact for t in used)
    return Phrase(exact, tuple(t.term for t in used), " ".join(exact))
