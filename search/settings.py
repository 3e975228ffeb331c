"""Everything that can be set, read once from the environment: which engine, where, and how the site calls itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from search.engine import Backend
from search.errors import BadSetting

ENGINES = ("whoosh", "opensearch")
THREADS = 1, 64
"""Fewest and most threads of a server."""
LOGINS = ("off", "proxy", "token")
"""Who lets editors in at /meja: nobody, the proxy in front, or Telusur itself by a token."""
TOKEN = 16
"""Characters of a token at least."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; docs/running.md has each with its environment variable.

    `index` is the directory that Telusur keeps its data in. `site_name`, `base_url` (for links in feeds and
    metadata; "" where none), `contact` (an e-mail address or link; "" where none) and `prefix` (the path below
    which a proxy serves the site, "" or "/telusur") are for the pages. `full_text` off shows a summary and a
    link to the original in place of the article. `desk` is the directory of what editors make, `desk_login` and
    `desk_token` say who may (LOGINS). `count_questions` off keeps no count of what readers look for. `cors_origins` are
    the sites whose pages may read the API. TELUSUR_NAMES is no part of them: search.names.own reads it, as the
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
    desk: Path = Path("index_data/desk")
    desk_login: str = "off"
    desk_token: str = field(default="", repr=False)
    count_questions: bool = True
    cors_origins: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ, index: Path | None = None) -> Settings:
        """The settings of the environment; `index`, where given, wins. Raises BadSetting with the cure."""
        engine = env.get("TELUSUR_ENGINE", "whoosh")
        if engine not in ENGINES:
            raise BadSetting(f"TELUSUR_ENGINE={engine!r} is not known; use one of {', '.join(ENGINES)}.")
        prefix = env.get("TELUSUR_PREFIX", "").rstrip("/")
        if prefix and not prefix.startswith("/"):
            raise BadSetting(f"TELUSUR_PREFIX={prefix!r} must begin with a slash, such as /telusur.")
        kept = index or Path(env.get("TELUSUR_INDEX", "") or "index_data")
        login, token = _desk_login(env)
        return cls(
            index=kept,
            engine=engine,
            opensearch_urls=tuple(u for u in env.get("TELUSUR_OPENSEARCH_URL", "").split(",") if u),
            site_name=env.get("TELUSUR_SITE_NAME", "") or "Telusur",
            base_url=_url("TELUSUR_BASE_URL", env).rstrip("/"),
            contact=env.get("TELUSUR_CONTACT", ""),
            prefix=prefix,
            full_text=_choice("TELUSUR_ARTICLE_TEXT", env, ("full", "link")) == "full",
            threads=_number("TELUSUR_THREADS", env, 8, *THREADS),
            trusted_proxy=env.get("TELUSUR_TRUSTED_PROXY", ""),
            desk=Path(env.get("TELUSUR_DESK", "") or kept / "desk"),
            desk_login=login,
            desk_token=token,
            count_questions=_choice("TELUSUR_COUNT_QUESTIONS", env, ("yes", "no")) == "yes",
            cors_origins=_origins("TELUSUR_CORS_ORIGINS", env),
        )

    def backend(self) -> Backend:
        """The engine that is set, ready to be asked. Raises BadSetting where it cannot be had."""
        if self.engine == "opensearch":
            raise BadSetting("TELUSUR_ENGINE=opensearch is not part of this version; use TELUSUR_ENGINE=whoosh.")
        from search.engines.whoosh import WhooshBackend

        return WhooshBackend(self.index / "generations")


def _desk_login(env: Mapping[str, str]) -> tuple[str, str]:
    login, token = _choice("TELUSUR_DESK_LOGIN", env, LOGINS), env.get("TELUSUR_DESK_TOKEN", "")
    if login == "token" and len(token) < TOKEN:
        cure = "make one: python3 -c 'import secrets; print(secrets.token_urlsafe())'"
        raise BadSetting(f"TELUSUR_DESK_LOGIN=token needs TELUSUR_DESK_TOKEN of {TOKEN} characters or more; {cure}.")
    return login, token


def _origins(name: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """Origins as browsers send them: scheme and host, no path."""
    origins = tuple(dict.fromkeys(o.strip().rstrip("/") for o in env.get(name, "").split(",") if o.strip()))
    for origin in origins:
        _sound_url(name, origin)
        if urlsplit(origin).path or urlsplit(origin).query:
            raise BadSetting(f"{name}={origin!r} must be a scheme and host alone, such as https://www.contoh.id.")
    return origins


def _url(name: str, env: Mapping[str, str]) -> str:
    value = env.get(name, "")
    if value:
        _sound_url(name, value)
    return value


def _sound_url(name: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        sound = False
    if not sound:
        raise BadSetting(f"{name}={value!r} must be a web address, such as https://cari.contoh.id.")


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
