"""The real server in a process of its own: starts, answers, stops when told without cutting answers off."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.errors import BadSetting
from search.settings import Settings
from tests.server_process import LIMIT, Server
from tests.web_site import published, stories
from web.direct import MAX_BODY
from web.security import HEADERS
from web.server import serve
from web.wording import problem


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("server")
    published(root, stories())
    return root


@pytest.fixture
def server(index: Path) -> Iterator[Server]:
    running = Server(index)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.end()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_answers_and_ends_cleanly(server: Server, told: signal.Signals) -> None:
    status, headers, body = server.get("/cari?q=banjir")
    assert status == 200
    assert b"Banjir" in body
    assert "Server" not in headers
    assert server.get("/healthz")[2] == b"ok"
    server.process.send_signal(told)
    assert server.end() == 0


def test_an_answer_under_way_is_finished_before_the_end(index: Path) -> None:
    server = Server(index, "slow")
    answers: list[tuple[int, bytes]] = []

    def ask() -> None:
        status, _, body = server.get("/cari?q=banjir")
        answers.append((status, body))

    asking = threading.Thread(target=ask)
    asking.start()
    assert server.line() == "asked in waitress\n"
    server.process.terminate()
    while server.accepts():
        pass
    assert server.process.poll() is None, "it waits for the answer"
    server.go_on()
    asking.join(LIMIT)
    assert server.end() == 0
    assert [(status, body.rstrip().endswith(b"</html>")) for status, body in answers] == [(200, True)]


def test_requests_that_wait_for_a_thread_fill_no_log(server: Server) -> None:
    statuses: list[int] = []

    def ask() -> None:
        statuses.extend(server.get("/cari?q=banjir")[0] for _ in range(10))

    asking = [threading.Thread(target=ask) for _ in range(4 * Settings().threads)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(LIMIT)
    server.process.terminate()
    assert server.process.stderr
    told = server.process.stderr.readlines()
    assert server.end() == 0
    assert len(statuses) == 10 * len(asking)
    assert {200} <= set(statuses) <= {200, 503}, "a busy machine may send some away"
    assert [line for line in told if "queue" in line] == []


def test_requests_sent_without_waiting_for_answers_are_all_answered(server: Server) -> None:
    asked = b"GET /cari?q=banjir HTTP/1.1\r\nHost: telusur\r\n\r\n"
    last = asked.replace(b"Host", b"Connection: close\r\nHost")
    with socket.create_connection(("127.0.0.1", server.port), LIMIT) as connection:
        connection.sendall(asked * 6 + last)
        answers = connection.makefile("rb").read()
    assert answers.count(b"HTTP/1.1 200 OK") == 7
    assert answers.count(b"</html>") == 7


def test_an_answer_larger_than_its_asker_takes_at_once_arrives_whole(server: Server) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(LIMIT)
        connection.connect(("127.0.0.1", server.port))
        # So much that the system's own buffers do not hold it.
        asked = b"GET /cari?q=banjir HTTP/1.1\r\nHost: telusur\r\n\r\n"
        connection.sendall(asked * 400)
        connection.shutdown(socket.SHUT_WR)
        answers = connection.makefile("rb", 1_024).read()
    assert answers.count(b"</html>") == 400


def test_who_has_asked_all_gets_the_answer_before_the_connection_is_closed(index: Path) -> None:
    """As `printf … | nc` does: it ends its half of the connection and reads on."""
    server = Server(index, "slow")
    with socket.create_connection(("127.0.0.1", server.port), LIMIT) as connection:
        connection.sendall(b"GET /cari?q=banjir HTTP/1.1\r\nHost: telusur\r\n\r\n")
        assert server.line() == "asked in waitress\n"
        connection.shutdown(socket.SHUT_WR)
        assert server.get("/healthz")[2] == b"ok", "by now the server has seen the end"
        server.go_on()
        answer = connection.makefile("rb").read()
    assert answer.count(b"</html>") == 1
    server.process.terminate()
    assert server.end() == 0


def test_headers_and_bodies_beyond_the_limits_are_refused_and_the_server_lives(server: Server) -> None:
    assert server.get("/cari?q=" + "a" * 20_000)[0] == 431
    with socket.create_connection(("127.0.0.1", server.port), LIMIT) as raw:
        raw.sendall(b"GET /cari HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 413")
    assert server.get("/healthz")[0] == 200


REFUSED = [
    (b"GET /cari HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 20_000 + b"\r\n\r\n", 431, "headers too long"),
    (b"POST /cari HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", 413, "a body far too large"),
    (b"GET /cari HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "no length that exists"),
]


@pytest.mark.parametrize(("sent", "status", "why"), REFUSED, ids=[row[2] for row in REFUSED])
@pytest.mark.parametrize("base", ["", "https://cari.contoh.id"])
def test_what_the_server_itself_refuses_is_as_safe_as_any_answer(
    index: Path, sent: bytes, status: int, why: str, base: str
) -> None:
    server = Server(index, "plain", base)
    response = server.raw(sent)
    body = response.read().decode()
    server.process.terminate()
    assert server.end() == 0
    assert response.status == status, why
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert ("Strict-Transport-Security" in response.headers) is bool(base)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers.get_content_type() == "text/plain"
    assert body == ". ".join(problem(status)) + "\n"


def test_a_body_that_is_only_somewhat_too_large_gets_the_sites_own_page(server: Server) -> None:
    sent = b"GET /cari HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (2 * MAX_BODY)
    response = server.raw(sent + b"x" * (2 * MAX_BODY))
    assert (response.status, response.headers.get_content_type()) == (413, "text/html")


def test_without_an_index_it_serves_and_says_so(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert [server.get(path)[0] for path in ("/healthz", "/readyz", "/cari")] == [200, 503, 503]
    server.process.terminate()
    assert server.end() == 0


def test_a_port_in_use_is_told_with_the_cure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=rf"port {port} .*in use.*--port {port + 1}"):
            serve(Settings(index=tmp_path), port=port)


def test_a_host_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"--host 127\.0\.0\.1"):
        serve(Settings(index=tmp_path), host="203.0.113.7", port=0)
