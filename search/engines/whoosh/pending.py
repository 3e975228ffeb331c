"""Analysed articles on their way into a segment: taken one by one, given on as arrays."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from search.article_bytes import to_bytes
from search.engines.whoosh.columns import Columns, Lists, Tag
from search.engines.whoosh.layout import Array
from search.engines.whoosh.row import NO_DAY
from search.engines.whoosh.stored import ENOUGH
from search.model import WIB, AnalysedArticle, Article, Form

MOST_ARTICLES = 65_536
"""Articles of a segment: their numbers fit in 16 bits."""
MOST_WORDS = 100_000_000
"""Words of a segment: bounds the memory of writing one."""

Compress = Callable[[Sequence[bytes]], list[bytes]]
"""Stored articles -> the same, compressed, in the same order."""
CHUNK = 500
"""Articles that are compressed together, in a thread beside: it needs no interpreter."""


class Pending:
    """Articles that wait to be written; the last one of an id wins.

    `dictionary` makes the compressor once there are enough articles to learn from (ENOUGH), or at the end.
    """

    def __init__(self, dictionary: Callable[[int, Sequence[bytes]], Compress]) -> None:
        self._dictionary = dictionary
        self._thread: ThreadPoolExecutor | None = None
        self._compressor: Future[Compress] | None = None
        self._chunks: list[Future[list[bytes]]] = []
        self._place: dict[str, int] = {}
        self._words: list[tuple[array[int], array[int], Sequence[Form]]] = []
        self._stored: list[bytes] = []
        self._rows: list[tuple[int, int, list[int], list[int], list[int], int]] = []
        self._agencies: dict[str, tuple[int, str]] = {}
        self._regions: dict[str, tuple[int, str]] = {}
        self._acronyms: dict[Tag, int] = {}
        self._spelt: list[list[int]] = []
        self.words = 0

    def __len__(self) -> int:
        return len(self._place)

    @property
    def full(self) -> bool:
        """Whether it holds as much as one segment takes."""
        return len(self._stored) >= MOST_ARTICLES or self.words >= MOST_WORDS

    def add(self, analysed: AnalysedArticle) -> None:
        """Take an article."""
        article, title, body = analysed.article, analysed.title, analysed.body
        self._place[article.id] = len(self._stored)
        if title.forms is body.forms:
            self._words.append((title.numbers, body.numbers, body.forms))
        else:
            self._words.append(_in_one_table(analysed))
        self._stored.append(analysed.stored or to_bytes(article))
        if len(self._stored) % CHUNK == 0 and len(self._stored) >= ENOUGH:
            self._compress_beside()
        agencies = [_number(self._agencies, t.id, t.name) for t in article.agencies]
        regions = [_number(self._regions, t.code, t.name) for t in article.regions]
        days = article.event_days
        events = sorted({d.day.toordinal() for d in days}) if days else []
        self._rows.append((*_moment(article), events, _once(agencies), _once(regions), analysed.face))
        # Copies of one release say it once.
        pairs = dict.fromkeys(article.acronyms) if analysed.face else ()
        self._spelt.append([self._acronyms.setdefault(pair, len(self._acronyms)) for pair in pairs])
        self.words += len(title.numbers) + len(body.numbers)

    def discard(self, id_: str) -> None:
        """Forget an article, if it is here."""
        self._place.pop(id_, None)

    def _compress_beside(self) -> None:
        """Have all whole chunks compressed. What was stored stays until then, and is freed by it."""
        if self._thread is None or self._compressor is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="compress")
            self._compressor = self._thread.submit(self._dictionary, len(self._stored), list(self._stored))
        for at in range(len(self._chunks) * CHUNK, len(self._stored) - CHUNK + 1, CHUNK):
            self._chunks.append(self._thread.submit(_compressed, self._compressor, self._stored[at : at + CHUNK]))
            self._stored[at : at + CHUNK] = [b""] * CHUNK

    def _blobs(self) -> list[bytes]:
        """All articles, compressed."""
        rest = self._stored[len(self._chunks) * CHUNK :]
        if self._thread is None or self._compressor is None:
            return self._dictionary(len(rest), rest)(rest)
        blobs = [blob for chunk in self._chunks for blob in chunk.result()]
        return blobs + self._compressor.result()(rest)

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def columns(self) -> Columns:
        """Everything as arrays."""
        ids = sorted((id_.encode("utf-8", "surrogatepass"), at) for id_, at in self._place.items())
        kept = np.array([at for _, at in ids], np.int64)
        forms, words = self._flat_words()
        rows = self._rows
        stored = self._blobs()
        blobs = [stored[at] for at in kept.tolist()]
        whole = Columns(
            [b""] * len(rows),
            forms,
            words,
            np.array([len(t) for t, _, _ in self._words], np.uint32),
            np.array([r[0] for r in rows], np.int32),
            np.array([r[1] for r in rows], np.uint16),
            Lists.of([r[2] for r in rows], np.int32),
            _tags(self._agencies),
            Lists.of([r[3] for r in rows], np.uint32),
            _tags(self._regions),
            Lists.of([r[4] for r in rows], np.uint32),
            np.array([r[5] for r in rows], np.uint8),
            list(self._acronyms),
            Lists.of(self._spelt, np.uint32),
            [b""] * len(rows),
        )
        in_order = whole if np.array_equal(kept, np.arange(len(rows))) else whole.chosen(kept)
        in_order.ids[:] = [id_ for id_, _ in ids]
        in_order.blobs[:] = blobs
        return in_order

    def _flat_words(self) -> tuple[list[Form], Lists]:
        """All words as numbers of one table. Many articles share theirs: it is looked through once."""
        ptr = np.zeros(len(self._words) + 1, np.int64)
        np.cumsum([len(t) + len(b) for t, b, _ in self._words], out=ptr[1:])
        flat = np.frombuffer(b"".join(x for t, b, _ in self._words for x in (t.tobytes(), b.tobytes())), np.uint32)
        flat = flat.copy()
        forms: dict[Form, int] = {}
        # By table: the common number of each of its words that was met, one more, as 0 says that none was.
        common: dict[int, Array] = {}
        first = 0
        while first < len(self._words):
            table = self._words[first][2]
            last = first
            while last < len(self._words) and self._words[last][2] is table:
                last += 1
            part = flat[ptr[first] : ptr[last]]
            known = common.setdefault(id(table), np.zeros(len(table), np.uint32))
            met = np.zeros(len(table), bool)
            met[part] = True
            for number in np.flatnonzero(met & (known == 0)).tolist():
                known[number] = forms.setdefault(table[number], len(forms)) + 1
            part[:] = known[part] - 1
            first = last
        return list(forms), Lists(ptr, flat)


def _compressed(compressor: Future[Compress], articles: Sequence[bytes]) -> list[bytes]:
    return compressor.result()(articles)


def _in_one_table(analysed: AnalysedArticle) -> tuple[array[int], array[int], Sequence[Form]]:
    table: dict[Form, int] = {}
    title = array("I", (table.setdefault(f, len(table)) for f in analysed.title))
    body = array("I", (table.setdefault(f, len(table)) for f in analysed.body))
    return title, body, tuple(table)


def _number(table: dict[str, tuple[int, str]], value: str, label: str) -> int:
    known = table.get(value)
    if known is None:
        known = table[value] = len(table), label
    return known[0]


def _once(numbers: list[int]) -> list[int]:
    return numbers if len(numbers) < 2 else list(dict.fromkeys(numbers))


def _tags(table: dict[str, tuple[int, str]]) -> list[Tag]:
    return [(value, label) for value, (_, label) in table.items()]


def _moment(article: Article) -> tuple[int, int]:
    """The day of publication and the minute of it in WIB, 0 where only the day is known."""
    if article.published is None:
        return NO_DAY, 0
    clock = article.published_at.astimezone(WIB) if article.published_at else None
    return article.published.toordinal(), clock.hour * 60 + clock.minute if clock else 0
