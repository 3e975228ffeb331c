"""The site on waitress, set up to stand behind a proxy, and ended without cutting answers off."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask, WSGITask

from search.errors import BadSetting
from search.settings import Settings
from web import security, wording
from web.app import create_app
from web.desk.pages import MAX_DRAFT
from web.direct import PATH
from web.lane import Lane, Sockets
from web.site import Site

CONNECTIONS = 1000
"""Open connections at most. The usual 100 are filled by a hundred slow clients, and then nobody is answered."""
SILENCE = 30
"""Seconds without a byte after which a connection is closed."""
MAX_HEADERS = 8192
"""Bytes of a request's line and headers."""
READ_BODY = 2 * MAX_DRAFT
"""Bytes of a request's body that are read, so that the site's own page refuses what is not far too large."""
SHORT = (PATH, "/api/v1/suggest", "/cari")
"""Paths of what is asked with every question and while it is typed."""
GRACE = 10.0
"""Seconds that answers under way have to finish once the server is told to stop."""


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return. Port 0 takes any free one.

    Raises BadSetting where the address cannot be had.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # It would write a line for every request that waits a moment for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(settings)
    listening = _listen(host, port)
    sockets: Sockets = {}
    site: Site = app.extensions["telusur"]
    lane = Lane(settings.threads, sockets, _short_answers(site), lambda: site.is_large)
    server = _waitress(app, listening, settings, sockets, lane)
    with _told_to_stop() as stop:
        shown = f"[{host}]" if ":" in host else host
        site.warm_up()
        lane.start()
        print(f"Telusur serves http://{shown}:{server.effective_port}", file=sys.stderr, flush=True)
        while not stop:
            lane.stand_by()
        _finish(server, sockets, lane)
    lane.shutdown(timeout=1)
    wasyncore.close_all(sockets, ignore_all=True)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that is bound already, so that an address that cannot be had leaves nothing half open."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as e:
        raise BadSetting(_cannot_listen(host, port, e)) from e


def _waitress(app: Flask, listening: socket.socket, settings: Settings, sockets: Sockets, lane: Lane) -> Any:
    proxy = {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }
    server = create_server(
        app,
        map=sockets,
        _dispatcher=lane,
        sockets=[listening],
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        channel_timeout=SILENCE,
        max_request_header_size=MAX_HEADERS,
        max_request_body_size=READ_BODY,
        channel_request_lookahead=0,
        clear_untrusted_proxy_headers=True,
        expose_tracebacks=False,
        ident=None,
        **(proxy if settings.trusted_proxy else {}),
    )
    server.channel_class = _channel(security.headers(settings))
    return server


def _short_answers(site: Site) -> Callable[[Any], bool]:
    """Which requests are answered in less time than handing them to another thread and back takes."""
    paths = {below + path for path in SHORT for below in ("", site.settings.prefix)}
    return lambda request: not request.error and request.path in paths and site.answers_quickly


class _Whole(WSGITask):  # type: ignore[misc]
    """An answer whose head and body leave together: one packet and one call to the system in place of two."""

    wrote_header: bool
    content_bytes_written: int

    def write(self, data: bytes) -> None:
        """Send a piece of the body."""
        if data and self.has_body and not self.wrote_header and self.content_length == len(data):
            self.wrote_header = True
            self.content_bytes_written = len(data)
            self.channel.write_soon(self.build_response_header() + data)
        else:
            super().write(data)


def _channel(headers: dict[str, str]) -> type[HTTPChannel]:
    """Connections on which what the server refuses by itself is answered as safely as by the site."""

    class Refusal(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            error = self.request.error
            title, detail = wording.problem(error.code)
            body = f"{title}. {detail}\n".encode()
            self.status = f"{error.code} {error.reason}"
            plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
            self.response_headers.extend((headers | plain).items())
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    class Channel(HTTPChannel):  # type: ignore[misc]
        task_class = _Whole
        error_task_class = Refusal

    return Channel


def _cannot_listen(host: str, port: int, e: OSError) -> str:
    if e.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use by another program. Stop that one or use another: --port {port + 1}."
    if e.errno == errno.EACCES:
        return f"port {port} may not be opened by this user. Use one above 1023, such as --port 8080."
    return f"cannot listen on {host}:{port}: {e.strerror or e}. Use --host 127.0.0.1."


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """A list that is empty until a signal asks for the end; the handlers before are put back."""
    told: list[int] = []
    before = {s: signal.signal(s, lambda number, _: told.append(number)) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _finish(server: Any, sockets: Sockets, lane: Lane) -> None:
    """Take no new connections and serve the open ones until every answer under way is sent, GRACE at most."""
    # Its own close() would also take the trigger that working threads wake the reading one with.
    lane.soon(partial(wasyncore.dispatcher.close, server))
    server.pull_trigger()
    end = time.monotonic() + GRACE
    while time.monotonic() < end and any(_under_way(s) for s in list(sockets.values())):
        lane.stand_by()


def _under_way(channel: Any) -> bool:
    return bool(getattr(channel, "requests", None) or getattr(channel, "total_outbufs_len", 0))
