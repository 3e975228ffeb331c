"""An article as bytes and back, whole and fast: what engines store and worker processes hand over."""

from __future__ import annotations

import msgspec

from search.model import WIB, Article

_decoder = msgspec.msgpack.Decoder(Article)
_encoder = msgspec.msgpack.Encoder()


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
