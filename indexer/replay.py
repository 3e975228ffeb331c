"""What happened in the archive, done again to an index: changed articles, and the stories that change with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from indexer import stories
from indexer.archive import Archive
from indexer.duplicates import folded
from indexer.stories import ALONE, Stories, Told
from indexer.workplace import Run, Workplace
from search.analysis import terms
from search.analysis.shingles import Shingles
from search.analysis.table import WordTable
from search.engine import Build, Engine
from search.model import AnalysedArticle, Manifest
from search.near_copies import alike, fingerprint, fingerprints
from search.near_copies import stories as found_stories

Ready = Mapping[str, AnalysedArticle]
"""Articles by id that the run has analysed from the very rows it put into the archive."""
NOTHING: Ready = {}
Prints = Sequence[tuple[str, bytes]]
"""Ids and fingerprints of articles."""
ToldOf = Callable[[Collection[str]], Mapping[str, Told]]
"""Ids -> what an index says of the stories of those that it holds."""
_MOST = 20_000
"""Texts whose shingles are remembered while stories are looked for (some 50 MB)."""
_MOST_UNDERSTOOD = 2_000
"""Articles that are remembered whole: going back far must not fill memory."""
_AT_ONCE = 500


class _Articles:
    """Articles of the archive, understood when they are asked for."""

    def __init__(self, run: Run, archive: Archive, ready: Ready) -> None:
        self._run, self._archive, self._ready = run, archive, ready
        self._known: dict[str, AnalysedArticle | None] = {}
        self._shingles: dict[str, Shingles] = {}

    def get(self, id_: str) -> AnalysedArticle | None:
        """An article; None where there is none, or it has to be rejected."""
        if id_ in self._ready and not self._archive.is_hidden(id_):
            return self._ready[id_]
        if id_ not in self._known:
            if len(self._known) >= _MOST_UNDERSTOOD:
                self._known.clear()
            row = self._archive.row(id_)
            self._known[id_] = self._run.analysed(row, counted=False) if row else None
        return self._known[id_]

    def shingles(self, id_: str) -> Shingles:
        """Those of an article's body; none for an article that there is not."""
        if id_ not in self._shingles:
            if len(self._shingles) >= _MOST:
                self._shingles.clear()
            found, table = self.get(id_), self._run.table
            self._shingles[id_] = table.shingler.shingles(table.words(found.article.body if found else ""))
        return self._shingles[id_]

    def alike(self, one: str, other: str) -> bool:
        """Whether two articles' bodies are near-copies."""
        return alike(self.shingles(one), self.shingles(other))


def replay(
    run: Run, archive: Archive, build: Build, known: Stories, changed: Collection[str], behind: Collection[str],
    told_of: ToldOf, ready: Ready = NOTHING,
) -> None:  # fmt: skip
    """Bring a build, which lacks what happened to the `changed` articles, to what the archive holds now.

    `told_of` says what the build's base says of stories; `known` lacks what happened to the articles `behind` and is
    brought up too.
    """
    articles = _Articles(run, archive, ready)
    before = told_of(changed)
    faces = told_of({face or id_ for id_, (face, _) in before.items()})
    affected = set(changed).union(faces, *(copies for _, copies in faces.values()))
    _keep_up(known, archive, articles, behind)
    told: dict[str, Told] = {}
    for id_ in sorted(affected.union(*map(known.members, affected))):
        if id_ not in told:
            members = known.members(id_)
            there = [a for m in members if (a := articles.get(m))]
            story = folded(there, run.table) if there else []
            now = {a.article.id: (a.article.face, a.article.copies) for a in story}
            was = told_of(members)
            build.delete({id_, *members} - set(now))
            build.add(a for a in story if (i := a.article.id) in changed or now[i][1] or now[i] != was.get(i))
            told |= dict.fromkeys({id_, *members}, ALONE) | now
    known.tell(told)


@contextmanager
def told_before(place: Workplace, base: Manifest | None, known: Stories) -> Iterator[ToldOf]:
    """What a state of the index says of stories. It is what `known` has, unless that was told of another state: then
    the index itself is asked, which loads the compiler."""
    if base is None:
        yield lambda ids: {}
    elif known.watermark == base.watermark:
        yield known.told
    else:
        with place.backend.open(base) as engine:
            yield _told_by(engine)


def _told_by(engine: Engine) -> ToldOf:
    return lambda ids: {i: (a.face, a.copies) for i, a in engine.articles(sorted(ids)).items()}


def _keep_up(known: Stories, archive: Archive, articles: _Articles, behind: Collection[str]) -> None:
    gone, prints = [], []
    for id_ in sorted(behind):
        if articles.get(id_) is None:
            gone.append(id_)
        else:
            prints.append((id_, fingerprint(articles.shingles(id_))))
    known.change(prints, gone, articles.alike, archive.head())


@contextmanager
def stories_of(place: Workplace, run: Run, archive: Archive, base: Manifest | None) -> Iterator[Stories]:
    """The stories of the archive; made anew from the index `base` where the file is missing or not of this archive."""
    known = stories.opened(place.stories_path)
    if known is not None and known.watermark > archive.head():
        known.close()
        stories.remove(place.stories_path)
        known = None
    if known is None:
        known = Stories(place.stories_path)
        if base:
            with place.backend.open(base) as engine:
                prints = list(_prints(engine, run.table))
                found = look_for_stories(prints, engine, run.table)
                told = _told_by(engine)([id_ for id_, _ in prints])
                known.begin(prints, base.watermark)
                known.fold(found, told)
    try:
        yield known
    finally:
        known.close()


def _prints(engine: Engine, table: WordTable) -> Iterator[tuple[str, bytes]]:
    ids = engine.ids()
    while some := list(islice(ids, _AT_ONCE)):
        for id_, article in engine.articles(some).items():
            yield id_, fingerprint(table.shingler.shingles(table.words(article.body)))


def look_for_stories(prints: Prints, engine: Engine, table: WordTable) -> list[list[int]]:
    """The stories of more than one among articles of an index, as places in `prints`."""
    places = [n for n, (_, print_) in enumerate(prints) if print_]
    known: dict[int, Shingles] = {}

    def shingles(number: int) -> Shingles:
        if number not in known:
            if len(known) >= _MOST:
                known.clear()
            id_ = prints[places[number]][0]
            article = engine.articles([id_]).get(id_)
            known[number] = table.shingler.shingles(table.words(article.body if article else ""))
        return known[number]

    texts = fingerprints(b"".join(prints[n][1] for n in places))
    found = found_stories(texts, lambda one, other: alike(shingles(one), shingles(other)))
    return [[places[n] for n in members] for members in found]


def fold_all(
    build: Build, prints: Prints, found: Iterable[Sequence[int]], engine: Engine, table: WordTable
) -> dict[str, Told]:
    """Fold the stories of an index that holds each article by itself. Returns what it says of them then."""
    told: dict[str, Told] = {}
    for members in found:
        articles = engine.articles([prints[n][0] for n in members])
        story = folded([terms.analyse(article, table) for article in articles.values()], table)
        build.add(story)
        told |= {a.article.id: (a.article.face, a.article.copies) for a in story}
    return told


@contextmanager
def room_aside(path: Path) -> Iterator[Path]:
    """Where a file of stories is made beside that of an index, to be moved into its place."""
    aside = path.with_name(f"{path.name}.new")
    stories.remove(aside)
    try:
        yield aside
    finally:
        stories.remove(aside)


def begin_stories(path: Path, prints: Prints, watermark: int) -> None:
    """A new file of stories that holds each article by itself."""
    with closing(Stories(path)) as known:
        known.begin(prints, watermark)
