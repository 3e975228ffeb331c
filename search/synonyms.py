"""The words of a question -> what else it may be written as: Pemkot for "pemerintah kota", izin for "ijin"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

from search.analysis import rules, tokens

Form = tuple[str, ...]
"""The folded words of a form, as `search.analysis.tokens.words` gives them."""
Kind = Literal["acronym", "place", "spelling", "informal", "mined"]
"""What joins the forms. "informal" ones stand for others only from a question; "mined" ones the caller brought."""
MINED: Kind = "mined"
More = Callable[[Collection[str]], Mapping[str, Iterable[Form]]]
"""Further forms of words joined by spaces, of those that have any."""
LONGEST = 12
"""Words of the longest form that is looked for."""
_SMALL = frozenset(
    {"dan", "di", "ke", "dari", "yang", "dengan", "untuk", "atas", "pada", "dalam", "of", "and", "the", "for"}
)


class Expansion(NamedTuple):
    """Words of a question, from `start` to before `end`, and the other forms of what they say.

    `shown` is for readers: "Pemkot = Pemerintah Kota", the form of the question first.
    """

    start: int
    end: int
    forms: tuple[Form, ...]
    shown: str
    kind: Kind


class Group(NamedTuple):
    """A line of the list: forms that mean the same, as they are written and folded."""

    kind: Kind
    written: tuple[str, ...]
    forms: tuple[Form, ...]


def fold(text: str) -> Form:
    """A form as it is compared."""
    return tuple(word for word, _, _ in tokens.words(text))


@cache
def groups() -> tuple[Group, ...]:
    """All groups of search/data/synonyms.tsv, in its order. Raises ValueError for a line that is none."""
    found = []
    for line in rules.read_list("synonyms.tsv"):
        kind, *written = line.split("\t")
        if kind not in get_args(Kind) or kind == MINED or len(written) < 2 or not all(map(fold, written)):
            raise ValueError(f"search/data/synonyms.tsv: {line!r} is no group. Write a kind and two forms, with tabs")
        found.append(Group(cast(Kind, kind), tuple(written), tuple(map(fold, written))))
    return tuple(found)


@cache
def _group_of() -> dict[str, Group]:
    """Groups by the words that a question may hold for them."""
    found: dict[str, Group] = {}
    for group in groups():
        for form in group.forms[:1] if group.kind == "informal" else group.forms:
            found[" ".join(form)] = group
    return found


def find(words: Sequence[str], more: More | None = None) -> list[Expansion]:
    """What a question's folded words may else be written as, in their order; no two of them share a word.

    The longest known form counts: in "tulang bawang barat" there is no "tulang bawang". Of equally long ones the
    first does. `more` is asked once, for all that the list does not know.
    """
    runs = _runs(words)
    every = [text for run in runs for text in run]
    known = _group_of()
    listed = known.keys() & every
    mined = more([text for text in every if text not in listed]) if more else {}
    if not listed and not mined:
        return []  # nearly all questions
    found: list[Expansion] = []
    taken: set[int] = set()
    for start, end, span in _known_spans(runs, listed | mined.keys()):
        if not taken.isdisjoint(range(start, end)):
            continue
        group = known.get(span)
        expansion = _expansion(words[start:end], start, group, group.forms if group else mined[span])
        if expansion:
            found.append(expansion)
            taken.update(range(start, end))
    return sorted(found)


def _runs(words: Sequence[str]) -> list[list[str]]:
    """The words one by one, then each two that follow each other, joined, and so on."""
    runs = [list(words)]
    for length in range(2, min(len(words), LONGEST) + 1):
        runs.append([f"{text} {word}" for text, word in zip(runs[-1], words[length - 1 :], strict=False)])
    return runs


def _known_spans(runs: Sequence[Sequence[str]], known: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """The runs that are known, the longest first, then in their order: from where to where, and the words joined."""
    for length in range(len(runs), 0, -1):
        yield from [(n, n + length, text) for n, text in enumerate(runs[length - 1]) if text in known]


def _expansion(asked: Sequence[str], start: int, group: Group | None, forms: Iterable[Form]) -> Expansion | None:
    written = dict(zip(group.forms, group.written, strict=True)) if group else {}
    others = _others(tuple(asked), forms)
    if not others:
        return None
    shown = " = ".join(written.get(form) or _written(form) for form in (tuple(asked), *others))
    return Expansion(start, start + len(asked), others, shown, group.kind if group else MINED)


def _others(asked: Form, forms: Iterable[Form]) -> tuple[Form, ...]:
    """The forms that are searched by other terms than the form of the question, and than each other."""
    found = {_terms(asked): asked}
    for form in forms:
        if form:
            found.setdefault(_terms(form), form)
    return tuple(found.values())[1:]


def _terms(form: Form) -> Form:
    return tuple(rules.reason(word).term for word in form)


def _written(form: Form) -> str:
    """A mined form as readers see it: as the list writes it, else "BPBD" or "Badan Pusat Statistik"."""
    known = _group_of().get(" ".join(form))
    if known:
        return known.written[known.forms.index(form)]
    if len(form) == 1:
        return form[0].upper() if len(form[0]) <= 5 else form[0].capitalize()
    return " ".join(word if word in _SMALL else word.capitalize() for word in form)
