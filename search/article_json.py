"""The one JSON shape of an article: what engines store, `telusur inspect` prints and the API gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from search.model import WIB, AgencyTag, Article, EventDay, Evidence, RegionTag, Removed


def to_dict(article: Article) -> dict[str, Any]:
    """A JSON object: id, title, body, published (ISO day or null), published_at (ISO moment or null), source,
    url, category, agencies, regions, main_region, event_dates, removed, copies, face, acronyms
    and extra (the row's other keys).
    """
    main = article.main_region
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "published": article.published.isoformat() if article.published else None,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "source": article.source,
        "url": article.url,
        "category": article.category,
        "agencies": [{"id": t.id, "name": t.name, "evidence": _evidence(t.evidence)} for t in article.agencies],
        "regions": [{"code": t.code, "name": t.name, "evidence": _evidence(t.evidence)} for t in article.regions],
        "main_region": {"code": main.code, "name": main.name} if main else None,
        "event_dates": [{"date": d.day.isoformat(), "evidence": _evidence(d.evidence)} for d in article.event_days],
        "removed": [{"kind": r.kind, "text": r.text} for r in article.removed],
        "copies": list(article.copies),
        "face": article.face,
        "acronyms": [{"short": short, "long": long} for short, long in article.acronyms],
        "extra": dict(article.extra),
    }


def from_dict(row: Mapping[str, Any]) -> Article:
    """The article that `to_dict` wrote. Raises KeyError or ValueError where it did not."""
    main = row["main_region"]
    moment = row["published_at"]
    return Article(
        id=row["id"],
        title=row["title"],
        body=row["body"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        published_at=datetime.fromisoformat(moment).astimezone(WIB) if moment else None,
        source=row["source"],
        url=row["url"],
        category=row["category"],
        agencies=tuple(AgencyTag(t["id"], t["name"], _evidences(t["evidence"])) for t in row["agencies"]),
        regions=tuple(RegionTag(t["code"], t["name"], _evidences(t["evidence"])) for t in row["regions"]),
        main_region=RegionTag(main["code"], main["name"]) if main else None,
        event_days=tuple(
            EventDay(date.fromisoformat(d["date"]), _evidences(d["evidence"])) for d in row["event_dates"]
        ),
        removed=tuple(Removed(r["kind"], r["text"]) for r in row["removed"]),
        copies=tuple(row["copies"]),
        face=row["face"],
        acronyms=tuple((pair["short"], pair["long"]) for pair in row["acronyms"]),
        extra=row["extra"],
    )


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"text": e.text, "start": e.start, "end": e.end, "field": e.field} for e in evidence]


def _evidences(rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(r["text"], r["start"], r["end"], r["field"]) for r in rows)
