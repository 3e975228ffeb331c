"""Texts -> numbers of words: each distinct piece of text is analysed once, then looked up."""

from __future__ import annotations

from array import array
from collections.abc import MutableMapping
from functools import cached_property

from search.analysis import rules
from search.analysis.shingles import Shingler
from search.analysis.tokens import pieces, plain_word
from search.model import Form, Words

MOST = 2_000_000
"""Pieces that are remembered at once (some 200 MB); then it begins anew, so that rubbish cannot fill memory."""
LONGEST = 80
"""Characters of a piece that is remembered: longer ones are addresses and rubbish, which seldom come again."""
EDGES = ".,:;!?()[]{}\"'“”„‘’«»`´…–—-/*_|<>&%+=~#"
"""Signs around a word. They are of no word themselves, so a piece has the words of what stands between them."""


class WordTable:
    """Words met so far, each analysed once: what turns a text into numbers at C speed.

    `forms` are the distinct words by number; the list grows and no number ever changes. For one thread.
    """

    def __init__(self, known: MutableMapping[str, str] | None = None) -> None:
        """`known` is a table of folded word -> term that is used and filled: what an indexing run keeps on disk, to
        stem each distinct word once ever."""
        self._pieces = _Pieces({} if known is None else known)
        self.forms: list[Form] = self._pieces.forms

    def words(self, text: str) -> Words:
        """The words of a text, the same as `terms.tokens` gives, without offsets. All texts share `forms`."""
        # No token reaches over white space: what stands between is looked up whole, punctuation and all.
        return Words(array("I", b"".join(map(self._pieces.__getitem__, pieces(text)))), self.forms)

    @cached_property
    def shingler(self) -> Shingler:
        """What makes shingles of the words."""
        return Shingler(self.forms)


class _Pieces(dict[str, bytes]):
    """Piece of text -> the numbers of its words, as the bytes of an array("I")."""

    def __init__(self, known: MutableMapping[str, str]) -> None:
        self.forms: list[Form] = []
        self._known = known
        self._numbers: dict[Form, bytes] = {}

    def __missing__(self, piece: str) -> bytes:
        core = piece.strip(EDGES)
        if core != piece:
            numbers = self[core]
        elif (word := plain_word(piece)) is not None and (term := self._known.get(word)) is not None:
            numbers = self._number(Form(word, term))
        else:
            numbers = b"".join([self._number(Form(t.exact, t.term)) for t in rules.tokens(piece, self._known)])
        if len(piece) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[piece] = numbers
        return numbers

    def _number(self, form: Form) -> bytes:
        number = self._numbers.get(form)
        if number is None:
            number = self._numbers[form] = array("I", [len(self.forms)]).tobytes()
            self.forms.append(form)
        return number
