"""Which articles tell one story: a face and the near-copies that it stands for."""

from __future__ import annotations

from collections.abc import Iterable

from search.engine import Engine


def whole_stories(engine: Engine, ids: Iterable[str]) -> frozenset[str]:
    """These articles and all others of their stories. Unknown ids are left out."""
    named = engine.articles(list(ids))
    faces = engine.articles([article.face or id_ for id_, article in named.items()])
    return frozenset([*named, *faces, *(id_ for face in faces.values() for id_ in face.copies)])
