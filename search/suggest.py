"""What a reader may be about to type: names, and words as titles and articles spell them; never stems.

Everything comes from the live articles of the index: what is withdrawn is suggested no more from that moment on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from search.analysis import terms
from search.engine import Engine
from search.names import registry
from search.parse import being_typed
from search.query import Query

PREFIX = 2
"""Letters that a word must have to be completed; after other words one is enough."""
INITIALS = 3
"""Letters that a word may have to stand for a person's name."""
NAMES = 3
"""Names of agencies and regions that are suggested at most."""
EXTENDED = 4
"""Completions that are looked at for words that nearly always follow."""
LONGER = 2
"""Words that are added to a completion at most."""
NEARLY_ALWAYS = 0.5


class Suggestion(NamedTuple):
    """A question that may be meant, and how many articles (for words), titles (for words after others) or articles of
    that name (for names) there are. kind "word", "phrase", "instansi" or "wilayah"."""

    text: str
    articles: int
    kind: str


def suggest(engine: Engine, typed: str, limit: int = 8) -> list[Suggestion]:
    """Completions of what is typed, the likeliest first; none where no word is being typed."""
    before, word = being_typed(typed)
    words = [token.exact for token in terms.tokens(before)]
    if len(word) < (1 if words else PREFIX):
        return []
    names = list(islice(_names(engine, before, word), NAMES))
    found = _after(engine, before, words, word, limit) if words else []
    if not found and len(word) >= PREFIX:
        found = _alone(engine, before, word, limit)
    # Words first where one is begun: a reader who types "pol" may mean anything; after two words a name is likely.
    ordered = [*names, *found] if words else [*found[:3], *names, *found[3:]]
    shown = {s.text.lower(): s for s in reversed(ordered)}
    return list(dict.fromkeys(shown[s.text.lower()] for s in ordered))[:limit]


def _names(engine: Engine, before: str, word: str) -> Iterator[Suggestion]:
    """Names that begin with all that was typed and that articles have."""
    prefix = " ".join(token.exact for token in terms.tokens(before))
    for facet, value, label in engine.vocabulary.names_starting(f"{prefix} {word}".strip(), 4 * NAMES):
        chosen = Query(agencies=(value,)) if facet == "instansi" else Query(regions=(value,))
        if count := engine.search(chosen, facets=False).total:
            yield Suggestion(label, count, facet)


def _after(engine: Engine, before: str, words: list[str], word: str, limit: int) -> list[Suggestion]:
    """Words that follow those typed before in titles, and what nearly always follows them."""
    follow = engine.vocabulary.following
    context = words if len(words) < 2 or follow(words, word, 1) else words[-1:]
    found = [(next_, n) for next_, n in follow(context, word, 3 * limit) if _may_be_suggested(next_)][:limit]
    rows = []
    for at, (next_, count) in enumerate(found):
        longer = _extended(engine, [*context, next_], count) if at < EXTENDED else ()
        rows.append(Suggestion(before + " ".join((next_, *longer)), count, "phrase"))
    return rows


def _alone(engine: Engine, before: str, word: str, limit: int) -> list[Suggestion]:
    words = [(w, n) for w, n in engine.vocabulary.starting(word, 2 * limit) if _may_be_suggested(w)][:limit]
    found = []
    for at, (whole, count) in enumerate(words):
        found.append(Suggestion(before + whole, count, "word"))
        if at < EXTENDED:
            found += [
                Suggestion(f"{before}{whole} {next_}", n, "phrase")
                for next_, n in engine.vocabulary.following([whole], "", 2)
                if n > 1 and _may_be_suggested(next_) and next_ not in terms.function_words()
            ][:1]
    return sorted(found, key=lambda s: -s.articles)[:limit]


def _extended(engine: Engine, words: list[str], count: int) -> tuple[str, ...]:
    """The words that nearly always follow."""
    added: list[str] = []
    while len(added) < LONGER:
        best = engine.vocabulary.following([*words, *added], "", 1)
        if not best or best[0][1] < max(2, NEARLY_ALWAYS * count) or not _may_be_suggested(best[0][0]):
            break
        added.append(best[0][0])
        count = best[0][1]
    while added and added[-1] in terms.function_words():
        added.pop()
    return tuple(added)


def _may_be_suggested(word: str) -> bool:
    """Initials of suspects and of children ("MDP (24)") are never suggested: of words that short only known names and
    words of the language that lead on."""
    return len(word) > INITIALS or word in registry.protected_words() or word in terms.function_words()
