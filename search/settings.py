"""Everything that can be set, read once from the environment: which engine, where, and how the site calls itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from search.engine import Backend
from search.errors import BadSetting

ENGINES = ("whoosh", "opensearch")
THREADS = 1, 64
"""Fewest and most threads of a server."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; docs/running.md has each with its environment variable.

    `index` is the directory that Telusur keeps its data in. `site_name`, `base_url` (for links in feeds and
    metadata; "" where none), `contact` (an e-mail address or link; "" where none) and `prefix` (the path below
    which a proxy serves the site, "" or "/telusur") are for the pages. `full_text` off shows a summary and a
    link to the original in place of the article. TELUSUR_NAMES is no part of them: search.names.own reads it, as the
    registry is made once a process, in the workers of a rebuild too.
    """

    index: Path = Path("index_data")
    engine: str = "whoosh"
    opensearch_urls: tuple[str, ...] = ()
    site_name: str = "Telusur"
    base_url: str = ""
    contact: str = ""
    prefix: str = ""
    full_text: bool = True
    threads: int = 8
    trusted_proxy: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ, index: Path | None = None) -> Settings:
        """The settings of the environment; `index`, where given, wins. Raises BadSetting with the cure."""
        engine = env.get("TELUSUR_ENGINE", "whoosh")
        if engine not in ENGINES:
            raise BadSetting(f"TELUSUR_ENGINE={engine!r} is not known; use one of {', '.join(ENGINES)}.")
        prefix = env.get("TELUSUR_PREFIX", "").rstrip("/")
        if prefix and not prefix.startswith("/"):
            raise BadSetting(f"TELUSUR_PREFIX={prefix!r} must begin with a slash, such as /telusur.")
        return cls(
            index=index or Path(env.get("TELUSUR_INDEX", "") or "index_data"),
            engine=engine,
            opensearch_urls=tuple(u for u in env.get("TELUSUR_OPENSEARCH_URL", "").split(",") if u),
            site_name=env.get("TELUSUR_SITE_NAME", "") or "Telusur",
            base_url=_url("TELUSUR_BASE_URL", env).rstrip("/"),
            contact=env.get("TELUSUR_CONTACT", ""),
            prefix=prefix,
            full_text=_choice("TELUSUR_ARTICLE_TEXT", env, ("full", "link")) == "full",
            threads=_number("TELUSUR_THREADS", env, 8, *THREADS),
            trusted_proxy=env.get("TELUSUR_TRUSTED_PROXY", ""),
        )

    def backend(self) -> Backend:
        """The engine that is set, ready to be asked. Raises BadSetting where it cannot be had."""
        if self.engine == "opensearch":
            raise BadSetting("TELUSUR_ENGINE=opensearch is not part of this version; use TELUSUR_ENGINE=whoosh.")
        from search.engines.whoosh import WhooshBackend

        return WhooshBackend(self.index / "generations")


def _url(name: str, env: Mapping[str, str]) -> str:
    value = env.get(name, "")
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        sound = False
    if value and not sound:
        raise BadSetting(f"{name}={value!r} must be a web address, such as https://cari.contoh.id.")
    return value


def _choice(name: str, env: Mapping[str, str], choices: tuple[str, ...]) -> str:
    value = env.get(name, "") or choices[0]
    if value not in choices:
        raise BadSetting(f"{name}={value!r} is not known; use one of {', '.join(choices)}.")
    return value


def _number(name: str, env: Mapping[str, str], usual: int, least: int, most: int) -> int:
    value = env.get(name, "")
    if not value:
        return usual
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise BadSetting(f"{name}={value!r} must be a number from {least} to {most}.")
    return int(value)
