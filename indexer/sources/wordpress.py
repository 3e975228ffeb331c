"""Posts as WordPress's REST interface gives them (`/wp-json/wp/v2/posts`): arrays one after the other, or objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from indexer.sources import html, values
from indexer.sources.json_values import json_values
from indexer.sources.opening import Stream
from indexer.sources.published import publication
from indexer.sources.rows import BadRow, Fields, RawRow, Reject

NAME = "wp-json"
_NO_MOMENT = "0000-00-00"


def rows(stream: Stream, passed: Counter[str]) -> Iterator[RawRow | Reject]:
    """One row a published post; `passed` counts what else the answer held, by status or type."""
    for number, found in enumerate(json_values(stream), 1):
        name = None
        try:
            if isinstance(found, BadRow):
                raise found
            if not isinstance(found, dict):
                raise BadRow("not a post; give the answer of /wp-json/wp/v2/posts")
            if "code" in found and "message" in found and "id" not in found:
                raise BadRow(f"WordPress answered with an error ({found['message']!r:.100}); ask it again")
            if is_post(found.get("status"), found.get("type"), (found.get("content") or {}), passed):
                name = post_id(found.get("id"))
                yield RawRow(NAME, name, found, stream.origin)
        except BadRow as error:
            yield Reject(stream.origin, 0, name, f"item {number}: {error}")


def fields(row: RawRow) -> Fields:
    """The post's fields; names of categories are there where the posts were asked for with `_embed`."""
    payload = row.payload
    if not isinstance(payload, dict):
        raise BadRow("the row is not an object; give the answer of /wp-json/wp/v2/posts")
    terms = _terms(payload.get("_embedded"))
    return post(
        row.id,
        title=_rendered(payload, "title"),
        body=_rendered(payload, "content"),
        published=publication_of(payload.get("date_gmt"), payload.get("date")),
        link=payload.get("link"),
        categories=[name for taxonomy, name in terms if taxonomy == "category"],
        tags=[name for taxonomy, name in terms if taxonomy == "post_tag"],
    )


def post(
    row_id: str,
    *,
    title: object,
    body: object,
    published: tuple[date | None, datetime | None],
    link: object,
    categories: list[str],
    tags: list[str],
) -> Fields:
    """The fields of a post, wherever it came from: title and body are HTML, tags go to `extra`."""
    notes: list[str] = []
    text = values.body(body, notes)
    html.must_have_text(text)
    return Fields(
        id=row_id,
        title=values.title(html.text_of(title) if isinstance(title, str) else title, notes),
        body=text,
        markup="html",
        published=published[0],
        published_at=published[1],
        url=values.link(link, notes),
        category=values.label(", ".join(_names(categories)), "category", notes),
        extra={"tags": _names(tags)} if tags else {},
        notes=tuple(notes),
    )


def post_id(value: object) -> str:
    """ "wp-17" of 17 and "17": the same article whether exported or asked for. Raises BadRow for all else."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise BadRow(f"the post has no number ({value!r:.40}); export it again with its id")
    return f"wp-{int(text)}"


def is_post(status: object, kind: object, content: object, passed: Counter[str]) -> bool:
    """Whether it is a published post that all may read; if not, it is counted in `passed`.

    A status or type that is not told is the REST interface's default: a published post.
    """
    if kind not in (None, "", "post"):
        passed[f"type {kind!s:.20}"] += 1
    elif status not in (None, "", "publish"):
        passed[f"status {status!s:.20}"] += 1
    elif isinstance(content, dict) and content.get("protected") is True:
        passed["with password"] += 1
    else:
        return True
    return False


def publication_of(gmt: object, *local: object) -> tuple[date | None, datetime | None]:
    """Day and moment (WIB) from the first value that is told; `gmt` names no zone and is UTC."""
    if _is_told(gmt):
        return publication(gmt, UTC)
    return publication(next(filter(_is_told, local), None))


def _is_told(value: object) -> bool:
    # WordPress writes zeros for a moment that it does not know.
    return bool(value) and not (isinstance(value, str) and value.startswith(_NO_MOMENT))


def _rendered(payload: Mapping[str, Any], key: str) -> object:
    value = payload.get(key)
    if isinstance(value, dict):
        return value.get("rendered", value.get("raw"))
    return value


def _terms(embedded: object) -> list[tuple[str, str]]:
    groups = embedded.get("wp:term") if isinstance(embedded, dict) else None
    terms = [term for group in groups if isinstance(group, list) for term in group] if isinstance(groups, list) else []
    return [
        (str(term.get("taxonomy")), term["name"])
        for term in terms
        if isinstance(term, dict) and isinstance(term.get("name"), str)
    ]


def _names(found: list[str]) -> list[str]:
    names = (html.text_of(name) for name in found)
    return list(dict.fromkeys(" ".join(name.split()) for name in names if name))
