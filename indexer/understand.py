"""One raw row -> one article, clean and understood. Deterministic: a rebuild makes the same of the same row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indexer.clean import clean
from indexer.extract.acronyms import acronyms
from indexer.sources import fields
from indexer.sources.rows import BadRow, Fields, RawRow
from search.analysis import terms
from search.analysis.table import WordTable
from search.model import AgencyTag, AnalysedArticle, Article, RegionTag
from search.names import registry
from search.near_copies import fingerprint
from search.understanding.event_days import event_days
from search.understanding.who_where import understand as who_where


@dataclass(frozen=True, slots=True)
class Understood:
    """An article, and what was mended on the way in plain words."""

    article: Article
    notes: tuple[str, ...]


def understand(row: RawRow, today: date | None = None) -> Understood:
    """The article of a row. With `today`, a publication date after it is refused. Raises BadRow."""
    found = fields(row, today)
    text = clean(found)
    named = who_where(text.title, text.body, text.dateline)
    main = named.main_region
    published = found.published or text.published
    article = Article(
        id=found.id,
        title=text.title,
        body=text.body,
        published=published,
        published_at=found.published_at,
        source=found.source or text.source,
        url=found.url,
        category=found.category,
        agencies=_agencies(found, named.agencies),
        regions=_regions(found, named.regions),
        main_region=RegionTag(main.code, main.name) if main else None,
        event_days=event_days(text.title, text.body, published),
        removed=text.removed,
        acronyms=tuple(acronyms(text.body)),
        extra=found.extra,
    )
    return Understood(article, (*found.notes, *text.notes))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row: its article with its words and what was mended, or the reason why it is rejected."""

    analysed: AnalysedArticle | None
    notes: tuple[str, ...] = ()
    reason: str | None = None
    fingerprint: bytes = b""


def outcome(row: RawRow, today: date | None, table: WordTable) -> Outcome:
    """Understand and analyse a row. Raises nothing: whatever one row does, its neighbours are taken."""
    try:
        understood = understand(row, today)
        analysed = terms.analyse(understood.article, table)
        print_ = fingerprint(table.shingler.shingles(analysed.body))
        return Outcome(analysed, understood.notes, fingerprint=print_)
    except BadRow as e:
        return Outcome(None, reason=str(e))
    except Exception as e:  # noqa: BLE001
        return Outcome(
            None, reason=f"not understood ({type(e).__name__}: {e}). Please report it together with the row."
        )


def _agencies(found: Fields, read: Iterable[AgencyTag]) -> tuple[AgencyTag, ...]:
    """What the row itself names comes first; what was read from the text adds to it and gives evidence."""
    tags = {tag.id: tag for tag in read}
    for name in found.agencies:
        id_ = registry.resolve_agency(name) or _slug(name)
        tags.setdefault(id_, AgencyTag(id_, registry.agency_name(id_) or name))
    return tuple(tags.values())


def _regions(found: Fields, read: Iterable[RegionTag]) -> tuple[RegionTag, ...]:
    tags = {tag.code: tag for tag in read}
    for name in found.regions:
        code = registry.resolve_region(name) or _slug(name)
        tags.setdefault(code, RegionTag(code, registry.region_name(code) or name))
    return tuple(tags.values())


def _slug(name: str) -> str:
    return "-".join(token.exact for token in terms.tokens(name)) or "lain"
