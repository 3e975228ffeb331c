"""The words of one state: how many articles hold them, which are near a word, which begin so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.engines.whoosh import invert
from search.engines.whoosh.kernels import answering, lookup, spelling, titles
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import Col
from search.engines.whoosh.state import State
from search.strings import end_to_end

_FIRST_LOOK = 256
"""Words of a segment that are looked at first, the most frequent; twice as many as often as these do not suffice."""


class WhooshVocabulary:
    """See search.engine.Vocabulary. Safe to share between threads."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._gone_from: dict[int, Array] = {}

    def frequencies(self, terms: Sequence[str], in_titles: bool = False) -> Mapping[str, int]:
        """In how many articles (or titles) each term stands; 0 for unknown ones."""
        wanted = list(dict.fromkeys(terms))
        if not (wanted and self._state.segments):
            return dict.fromkeys(wanted, 0)
        data, starts = end_to_end(wanted)
        text, df = np.frombuffer(data or b"\0", np.uint8), np.empty(len(wanted), np.int64)
        found = np.empty((len(self._state.segments), len(wanted)), np.int64)
        answering.frequencies(
            self._state.table, text, np.array(starts, np.int64), len(wanted), int(in_titles), found, df
        )
        return dict(zip(wanted, df.tolist(), strict=True))

    def mean_length(self, in_titles: bool = False) -> float:
        """Words of an article, or of a title, on average."""
        return self._state.mean_title if in_titles else self._state.mean_length

    def spelt_out(self, words: Collection[str]) -> Mapping[str, Sequence[tuple[str, int]]]:
        """What acronyms stand for and the other way round, by words joined by spaces; unknown ones are left out."""
        known = self._state.other_forms
        return {w: known[w] for w in words if w in known}

    def near(self, word: str, distance: int = 1, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words at most `distance` slips away, with article counts, most frequent first."""
        typed, counts = word.encode("utf-8", "surrogatepass"), Counter[str]()
        whole = np.array([0, len(typed)], np.uint32)
        mask = int(spelling.letters(np.frombuffer(typed or b"\0", np.uint8), whole)[0])
        for number, segment in enumerate(self._state.segments):
            starts = segment.arrays["exact_start"]
            places = spelling.alike(starts, segment.letters, len(typed), mask, distance)
            text: bytes = spelling.gathered(segment.arrays["exact_blob"], starts, places).tobytes()
            alike = text.decode("utf-8", "surrogatepass").split(" ")
            found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=distance, limit=None)
            # Behind the last word stands a space too: it is no word.
            near = [(other, at) for other, _, at in found if other]
            held: list[int] = self._held(number, places[[at for _, at in near]]).tolist() if near else []
            for (other, _), count in zip(near, held, strict=True):
                counts[other] += count
        return _most_frequent(counts.items())[:limit]

    def starting(self, prefix: str, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words that begin so, with article counts, most frequent first.

        Looks at the most frequent words of each segment, and at more of them until no other word can be among the
        first: a short prefix has tens of thousands.
        """
        ranges = [self._range(n, prefix) for n in range(len(self._state.segments))]
        look = max(_FIRST_LOOK, 4 * limit)
        while True:
            words: set[bytes] = set()
            most_left = 0
            for segment, (a, b) in zip(self._state.segments, ranges, strict=True):
                df = segment.arrays["exact_df"][a:b]
                places = np.arange(len(df))
                if len(df) > look:
                    places = np.argpartition(df, len(df) - look)
                    most_left += int(df[places[: len(df) - look]].max())
                    places = places[len(df) - look :]
                blob, starts = segment.arrays["exact_blob"], segment.arrays["exact_start"]
                words.update(bytes(blob[starts[a + n] : starts[a + n + 1]]) for n in places.tolist())
            best = self._counted(words)[:limit]
            if not most_left or (len(best) == limit and best[-1][1] > most_left):
                return best
            look *= 8

    def following(self, words: Sequence[str], prefix: str = "", limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words that begin so and follow the last two of these in titles, with how many, most first."""
        counts: Counter[bytes] = Counter()
        for number, segment in enumerate(self._state.segments):
            asked = [self._place(number, word) for word in words[-2:]]
            if not asked or -1 in asked:
                continue
            before = asked[0] if len(asked) == 2 else -1
            low, high = self._range(number, prefix) if prefix else (0, len(segment.arrays["exact_df"]))
            found = titles.following(self._state.table[number], before, asked[-1], low, high)
            blob, starts = segment.arrays["exact_blob"], segment.arrays["exact_start"]
            for n in np.flatnonzero(found).tolist():
                counts[bytes(blob[starts[low + n] : starts[low + n + 1]])] += int(found[n])
        rows = [(word.decode("utf-8", "surrogatepass"), n) for word, n in counts.items()]
        return sorted(rows, key=lambda row: (-row[1], row[0]))[:limit]

    def names_starting(self, prefix: str, limit: int = 20) -> Sequence[tuple[str, str, str]]:
        """Facet, value and label of the agencies and regions whose folded label begins so, shortest first."""
        found = [name for folded, name in self._state.folded_names if folded.startswith(prefix)]
        return sorted(found, key=lambda name: (len(name[2]), name[2]))[:limit]

    def _place(self, segment: int, word: str) -> int:
        """The number of a surface word in a segment, -1 where it is not there."""
        arrays, text = self._state.segments[segment].arrays, word.encode("utf-8", "surrogatepass")
        first, after = spelling.prefix_range(arrays["exact_blob"], arrays["exact_start"], np.frombuffer(text, np.uint8))
        whole = first < after and arrays["exact_start"][first + 1] - arrays["exact_start"][first] == len(text)
        return int(first) if whole else -1

    def _range(self, segment: int, prefix: str) -> tuple[int, int]:
        arrays, text = self._state.segments[segment].arrays, prefix.encode("utf-8", "surrogatepass")
        return spelling.prefix_range(arrays["exact_blob"], arrays["exact_start"], np.frombuffer(text, np.uint8))

    def _counted(self, words: Iterable[bytes]) -> list[tuple[str, int]]:
        """The words that live articles hold, most frequent first."""
        texts = list(words)
        if not texts:
            return []
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(t) for t in texts], out=starts[1:])
        blob, state = np.frombuffer(b"".join(texts), np.uint8), self._state
        counts = np.zeros(len(texts), np.int64)
        found = np.empty((len(state.segments), len(texts)), np.int64)
        lookup.numbers_of(state.table, blob, starts, 0, found)
        for n in range(len(state.segments)):
            here = found[n] >= 0
            places = found[n][here]
            counts[here] += self._held(n, places)
        return _most_frequent(
            (t.decode("utf-8", "surrogatepass"), c) for t, c in zip(texts, counts.tolist(), strict=True)
        )

    def _held(self, segment: int, places: Array) -> Array:
        """How many live articles of a segment hold each of some surface words."""
        held: Array = self._state.segments[segment].arrays["exact_df"][places].astype(np.int64)
        if self._state.table[segment, Col.LIVE]:
            held -= self._gone(segment)[places]
        return held

    def _gone(self, segment: int) -> Array:
        """How many deleted articles of a segment hold each surface word."""
        if segment in self._gone_from:
            return self._gone_from[segment]
        deleted, where = self._state.deletions[segment], self._state.segments[segment]
        assert deleted is not None
        words = where.words_of(deleted.docs)
        exacts = where.arrays["pair_exact"]
        gone = invert.document_frequencies(words.numbers, words.ptr, exacts, len(where.arrays["exact_df"]))
        self._gone_from[segment] = gone
        return gone


def _most_frequent(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The words that anything holds, most frequent first."""
    return sorted((row for row in counted if row[1]), key=lambda row: (-row[1], row[0]))
