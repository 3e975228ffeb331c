"""The protocols between what Telusur means and the engine that does it.

An engine receives terms, never text: articles come analysed, questions come as `Query`. Nothing here may be
called once a word or once an article where a server over the network would answer: every call takes or
gives a batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from search.facets import FACET_SIZE
from search.model import AnalysedArticle, Article, Manifest, Results, Words
from search.query import Query


class Vocabulary(Protocol):
    """The words of a published generation: what repair, minimum match, completion and related stories need."""

    def frequencies(self, terms: Sequence[str], in_titles: bool = False) -> Mapping[str, int]:
        """In how many articles (or titles) each term (as `Token.term`) stands; 0 for unknown ones."""
        ...

    def mean_length(self, in_titles: bool = False) -> float:
        """Words of an article on average, a title's counted as the ranking counts them; or words of a title."""
        ...

    def spelt_out(self, words: Collection[str]) -> Mapping[str, Sequence[tuple[str, int]]]:
        """What acronyms stand for, and the acronyms of long forms, as articles spell them out ("Dinas Kesehatan
        (Dinkes)"), with how many do, most first. All are folded words joined by spaces; unknown ones are left out."""
        ...

    def near(self, word: str, distance: int = 1, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words at most `distance` (1 or 2) slips away, with their article counts, most frequent first.

        A slip is a letter added, left out or changed, or two neighbours swapped (optimal string alignment).
        """
        ...

    def following(self, words: Sequence[str], prefix: str = "", limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words that begin so and stand right after these (the last two count) in titles, with how many titles
        have them, most first. Deleted articles and copies do not count."""
        ...

    def names_starting(self, prefix: str, limit: int = 20) -> Sequence[tuple[str, str, str]]:
        """Facet ("instansi" or "wilayah"), value and label of names whose folded label begins so, shortest first."""
        ...

    def starting(self, prefix: str, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Surface words that begin so, with their article counts, most frequent first. Prefix: 1+ letters."""
        ...


class Engine(Protocol):
    """Reads one published state, which never changes. Ask the backend for one per request; safe between threads."""

    @property
    def manifest(self) -> Manifest:
        """The state that is read."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of this state."""
        ...

    def search(self, query: Query, facets: bool = True, facet_size: int = FACET_SIZE) -> Results:
        """Total, one page of hits, and the facets instansi, wilayah and bulan (none with `facets` off), all from one
        state. Of instansi and wilayah the `facet_size` most frequent values are listed (0 to facets.MOST_VALUES) and
        those chosen; all months are.

        Hits of equal score or day stand by id. Raises nothing for any Query within the limits of query.py.
        """
        ...

    def articles(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """The articles of these ids; unknown ids are left out."""
        ...

    def words(self, ids: Sequence[str]) -> Mapping[str, tuple[Words, Words]]:
        """Title and body of these articles as they are indexed: a face has more words than its text."""
        ...

    def ids(self) -> Iterator[str]:
        """Every article's id, ascending."""
        ...

    def without(self, ids: Collection[str]) -> Engine:
        """The same state as if these articles were deleted, each with its whole story (`search.stories`): for search,
        facets, articles, words, ids and the vocabulary. Unknown ids are ignored.

        How rare words are and how long articles are is counted without them too, so that scores and explanations are
        those of an index that never had them. Asking again for the same ids of the same state costs nothing.
        """
        ...


class Build(Protocol):
    """Writes one generation. After any exception, `cancel` it whole: half a change is never committed."""

    def add(self, articles: Iterable[AnalysedArticle]) -> None:
        """Add articles; an id that is there already is replaced. The last one of an id wins."""
        ...

    def delete(self, ids: Iterable[str]) -> None:
        """Delete articles; unknown ids are ignored."""
        ...

    def commit(self, watermark: int) -> Manifest:
        """Make all of it durable, not yet visible. The build is then finished."""
        ...

    def cancel(self) -> None:
        """Forget everything since the build was opened; safe to call at any time, twice too."""
        ...


class Backend(Protocol):
    """Keeps generations: opens, makes, publishes and removes them."""

    waits: bool
    """Whether an answer comes from other machines: threads of their own wait for it then."""
    alone_up_to: int
    """Articles up to which two threads of a process answer no more questions than one."""

    def prepare(self) -> None:
        """Do what would make the first question slower than later ones; may take a minute, once on a machine."""
        ...

    def published(self) -> Manifest | None:
        """What readers see now; None before the first publication."""
        ...

    def generations(self) -> Sequence[Manifest]:
        """Every whole generation at its newest commit, oldest first."""
        ...

    def reader(self) -> AbstractContextManager[Engine]:
        """The published state, as of now. Raises NoIndex, DamagedIndex or OutdatedIndex."""
        ...

    def open(self, manifest: Manifest) -> AbstractContextManager[Engine]:
        """Any state that is kept, published or not: for checks."""
        ...

    def create(self) -> Build:
        """Begin a generation aside, empty."""
        ...

    def revise(self, manifest: Manifest) -> Build:
        """Begin a change to a generation, on top of this state of it."""
        ...

    def publish(self, manifest: Manifest) -> None:
        """Show this state to readers, in one step that lasts through a power cut.

        Raises DamagedIndex where it is of another generation than what readers see and its bytes are not whole.
        """
        ...

    def merge(self, manifest: Manifest) -> Manifest | None:
        """A commit on top of this state that holds the same and costs readers less; not yet visible. None where there
        is nothing to gain, which is known without reading articles. Raises what `revise` raises."""
        ...

    def tidy(self) -> Sequence[str]:
        """Remove unfinished work and all generations but the published one and the one published before it.
        Returns the names of those removed. The caller holds the rebuild lock."""
        ...

    def verify(self, manifest: Manifest) -> Sequence[str]:
        """What is wrong with the stored bytes of this state, in plain words; empty when whole."""
        ...
