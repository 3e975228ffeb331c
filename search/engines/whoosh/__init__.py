"""The Whoosh engine: the only place that imports whoosh."""

from search.engines.whoosh.backend import WhooshBackend

__all__ = ["WhooshBackend"]
