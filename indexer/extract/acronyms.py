"""A clean article -> the acronyms that it spells out: "Dinas Kesehatan (Dinkes)".

Initials are never joined to a person: a name counts only where its words show that it is none of somebody. What
that costs is some true pairs of names that no word tells from a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from search.analysis import rules, stemmer, terms
from search.analysis.tokens import fold
from search.names import registry


class Pair(NamedTuple):
    """An acronym and what it is short for, folded: ("dinkes", "dinas kesehatan")."""

    short: str
    long: str


class _Word(NamedTuple):
    folded: str
    written: str
    comma: bool
    """Whether a comma stands before it."""


# Words of a long form, small ones ("dan", "yang") not counted.
_FEWEST, _MOST = 2, 8
_MOST_SMALL = 3
_LONGEST = 16
# "Dinas Kesehatan (Dinkes)"; the long form is sought in what stands before.
_SHORT_INSIDE = re.compile(r"\(\s*(?:atau |disingkat )?([^\W_]{2,16})\s*\)")
# "BPJS (Badan Penyelenggara Jaminan Sosial)".
_LONG_INSIDE = re.compile(r"\(\s*([^\W\d_][\w'’-]*[\s,/&][\w\s,&'’/-]{4,100})\)")
_SHORT_BEFORE = re.compile(r"([^\W_]{2,16})\s?$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BEFORE = 140
# No long form reaches over the end of a sentence or out of a bracket; quotes may stand around it.
_STOP = re.compile(r"[.:;!?()\[\]\n|]|\s[–—-]\s")
# Of "kabupaten/kota" only the first is read: the letters stand for one of them.
_OTHERWISE = re.compile(r"(?<=\w)/\w+")
# "(BS), 24 tahun", "(MDP) (24)", "(BS) berusia 24": initials of somebody whose age follows.
_AGE = re.compile(r"[\s,]*\(?\s*(?:ber)?(?:usia|umur)?\s*\d{1,3}(?:\s*\)|\s*,|\s*(?:tahun|thn|th)\b)", re.IGNORECASE)
# What an Indonesian word wears and no first name does ("di" is not among it: Dimas).
_AFFIXES = ("pe", "ke", "me", "ber", "ter")
_COMPANY = ("tbk", "persero")


@cache
def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in (files("indexer.extract") / "acronym_words.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, listed = line.split("\t")
            found.setdefault(kind, set()).update(listed.split("|"))
    return {kind: frozenset(listed) for kind, listed in found.items()}


def acronyms(text: str) -> list[Pair]:
    """The acronyms that a clean text spells out, each pair once, in the order of the text.

    A long form has 2 to 8 words besides small ones and holds the letters of the short form in order. A person's
    name or initials are never in it.
    """
    if "(" not in text:
        return []
    found = dict.fromkeys((*_named_before(text), *_named_inside(text)))
    return list(found)


def _named_before(text: str) -> Iterator[Pair]:
    for match in _SHORT_INSIDE.finditer(text):
        short = match[1]
        if not _may_be_short(short) or _AGE.match(text, match.end()):
            continue
        before = _words_before(text, match.start())
        count = _words_spelt(fold(short), before)
        if count and (long := _believed(before[-count:], before[:-count])):
            yield from _harmless(Pair(fold(short), long))


def _named_inside(text: str) -> Iterator[Pair]:
    for match in _LONG_INSIDE.finditer(text):
        before = _SHORT_BEFORE.search(text, max(0, match.start() - _LONGEST - 2), match.start())
        if not before or not _may_be_short(before[1]):
            continue
        letters = _letters(fold(before[1]))
        if letters[0] != match[1][0].lower() or _AGE.match(text, match.end()):
            continue
        inside = _split(_OTHERWISE.sub("", match[1]))
        if inside and _fits(letters, [w.folded for w in inside]):
            ahead = _words_before(text, before.start())
            if long := _believed(inside, ahead):
                yield from _harmless(Pair(fold(before[1]), long))


def _may_be_short(short: str) -> bool:
    """Two capital letters or more, or a capital and a blend ("Pemkot"), of three letters or more ("Plt")."""
    capitals = sum(c.isupper() for c in short)
    return capitals > 1 or (capitals == 1 and (len(short) > 2 if short[0].isupper() else short[0].isdigit()))


def _harmless(pair: Pair) -> Iterator[Pair]:
    """The pair, unless its short form is an ordinary word, which would then stand for a name ("BERKAT")."""
    short, long = pair
    ordinary = short in terms.function_words() or (len(short) > 3 and stemmer.is_root(short))
    if not ordinary or registry.resolve_region(long):
        yield pair


def _words_before(text: str, end: int) -> list[_Word]:
    """The words of the sentence before a bracket, as many as a long form could have, and a few for what they tell."""
    start = max(0, end - _BEFORE)
    part = text[start:end].rstrip(" \"”'’*")
    stops = [stop.end() for stop in _STOP.finditer(part)]
    if stops:
        part = part[stops[-1] :]
    elif start:
        part = part.partition(" ")[2]
    return _split(_OTHERWISE.sub("", part))


def _split(part: str) -> list[_Word]:
    found, last = [], 0
    for match in _WORD.finditer(part):
        if folded := fold(match.group()):
            found.append(_Word(folded, match.group(), "," in part[last : match.start()]))
        last = match.end()
    while found and found[-1].folded in _COMPANY:
        found.pop()
    return found


def _words_spelt(short: str, before: Sequence[_Word]) -> int:
    """How many of the words right before a bracket its letters stand for, the fewest that fit; 0 where none do.

    Initials go before other letters: SSGI begins at "Survei", though "Status" has two s.
    """
    letters, small = _letters(short), _lists()["small"]
    names = [w.folded for w in before]
    counts = [
        count
        for count in range(_FEWEST, min(len(names), _MOST + _MOST_SMALL) + 1)
        if names[-count][0] == letters[0] and names[-count] not in small and not _begins_before(before[-count:])
    ]
    initials = (count for count in counts if _is_initials(letters, names[-count:]))
    return next(initials, 0) or next((count for count in counts if _fits(letters, names[-count:])), 0)


def _begins_before(long: Sequence[_Word]) -> bool:
    """Whether a name with capitals begins after the first of these words: "diketahui Komandan Satuan Siber"."""
    return long[0].written.islower() and all(w.written[0].isupper() or w.folded in _lists()["small"] for w in long[1:])


def _is_initials(letters: str, names: Sequence[str]) -> bool:
    small = _lists()["small"]
    return letters == "".join(name[0] for name in names if name not in small) and names[-1] not in small


@cache
def _digits() -> re.Pattern[str]:
    return re.compile(r"([a-z])([2-9])|^([2-9])([a-z])")


def _letters(short: str) -> str:
    """The letters that a short form stands for: P3AP2KB is PPPAPPKB, 3T is TTT."""
    return _digits().sub(lambda m: m[1] * int(m[2]) if m[1] else m[4] * int(m[3]), short)


def _fits(letters: str, names: Sequence[str]) -> bool:
    """Whether the letters can be dealt out in order to the words so that each gets one, small words if need be."""
    small = _lists()["small"]
    content = [n for at, n in enumerate(names) if n not in small and not _is_spare(names, at)]
    if not _FEWEST <= len(content) <= _MOST or names[-1] in small or len(content) > len(letters):
        return False
    # Few letters stand at the beginnings of words; more may be a blend, which enters "pengawas" at "was".
    blend = len(letters) > 4

    def deal(at: int, place: int) -> bool:
        if place == len(names):
            return at == len(letters)
        name = names[place]
        if (name in small or _is_spare(names, place)) and deal(at, place + 1):
            return True
        return any(
            _gives(name, letters[at : at + size], blend and place > 0) and deal(at + size, place + 1)
            for size in range(1, len(letters) - at + 1)
        )

    return deal(0, 0)


def _is_spare(names: Sequence[str], place: int) -> bool:
    """Whether a word may go without a letter: the second "undang", and "negeri" in "luar negeri" (Kemlu)."""
    return place > 0 and (names[place] == names[place - 1] or names[place - 1 : place + 1] == ["luar", "negeri"])


def _gives(name: str, part: str, inner: bool) -> bool:
    """Whether a word gives these letters: its first and some after it, or some from within it.

    From within: two neighbours ("lu" of pemilu), three in order ("gri" of negeri), or what comes after "ke".
    """
    if name[0] == part[0] and _in_order(part[1:], name[1:]):
        return True
    if not inner:
        return False
    if name.startswith("ke" + part[0]) and _in_order(part[1:], name[3:]):
        return True
    return part in name if len(part) == 2 else len(part) > 2 and _in_order(part, name)


def _in_order(part: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in part)


def _believed(long: Sequence[_Word], before: Sequence[_Word]) -> str | None:
    """The folded long form where its words show that it is no person's name; else None."""
    lists = _lists()
    name = " ".join(w.folded for w in long)
    ahead = [w.folded for w in before[-2:]]
    plain = all(w.written.islower() for w in long if w.folded not in lists["small"])
    if any(w.folded in lists["title"] for w in long):
        return None
    if registry.resolve_region(name):
        return name
    content = [w for w in long if w.folded not in lists["small"]]
    unknown = sum(not _known(w.folded) for w in content)
    if unknown + (not plain) and any(word in lists[kind] for kind in ("person", "title") for word in ahead):
        return None
    if any(w.folded in lists["body"] for w in content):
        # "Kepala Badan Suryadi (BS)": the name after an office may be its holder's.
        held = unknown and any(word in lists["office"] for word in ahead[-1:])
        apart = unknown and any(w.comma and not _known(w.folded) for w in long[1:])
        return None if held or apart else name
    affixed = sum(_is_affixed(w.folded) for w in content)
    shown = affixed + sum(w.folded in lists["matter"] for w in content)
    somebody = any(w.folded in lists["given"] or (unknown and w.folded in lists["office"]) for w in content)
    # One foreign word may stand in it ("Mall Pelayanan Publik"), where much else speaks for it.
    spared = len(content) > 2 and bool(affixed or shown > 1)
    return name if shown and not somebody and unknown <= spared else None


def _is_affixed(word: str) -> bool:
    root = rules.reason(word).term
    return root != word and len(root) > 3 and word.startswith(_AFFIXES) and stemmer.is_root(root)


def _known(word: str) -> bool:
    """Whether a word is one of the language, or of a place's name. First names that are words too are not."""
    lists = _lists()
    if word in lists["given"]:
        return False
    if any(word in lists[kind] for kind in ("known", "matter", "body")) or word in registry.protected_words():
        return True
    return stemmer.is_root(rules.reason(word).term) or word in rules.overrides()
