"""An article as bytes and back, whole and fast: what engines store and worker processes hand over."""

from __future__ import annotations

import msgspec

from search.model import WIB, Article
from search.shown import Shown

_decoder = msgspec.msgpack.Decoder(Article)
_shown = msgspec.msgpack.Decoder(Shown)
_encoder = msgspec.msgpack.Encoder()


_STR_8 = 0xD9
"""The first byte of a MessagePack string whose length is one byte; two and four bytes come next."""


def to_bytes(article: Article) -> bytes:
    """The article in MessagePack."""
    return _encoder.encode(article)


def from_bytes(stored: bytes) -> Article:
    """The article that `to_bytes` gave. Raises ValueError where the bytes are not one."""
    try:
        article = _decoder.decode(stored)
    except msgspec.DecodeError as e:
        raise ValueError(f"not an article: {e}") from e
    moment = article.published_at
    if moment is not None:
        # Nobody else has it yet; `replace` would take as long as decoding does.
        object.__setattr__(article, "published_at", moment.astimezone(WIB))
    return article


def shown_from(stored: bytes) -> Shown:
    """What a list of hits shows of the article that `to_bytes` gave. Raises ValueError where the bytes are not one."""
    try:
        return _shown.decode(stored)
    except msgspec.DecodeError as e:
        raise ValueError(f"not an article: {e}") from e


def shown_of(article: Article) -> Shown:
    """What a list of hits shows of an article that is at hand."""
    return _shown.decode(to_bytes(article))


def body_of(article: Article | Shown) -> bytes:
    """The body of an article in UTF-8."""
    if isinstance(article, Article):
        return article.body.encode("utf-8", "surrogatepass")
    stored = bytes(article.body)
    kind = stored[0]
    if kind < _STR_8:  # the length stands in the first byte
        return stored[1:]
    return stored[1 + (1 << (kind - _STR_8)) :]
