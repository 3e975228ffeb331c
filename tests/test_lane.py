"""Short answers are given by the thread that reads the requests, and still nobody waits for a long one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from waitress import wasyncore

from search.engines.whoosh import WhooshBackend
from search.settings import Settings
from tests.server_process import LIMIT, Server
from tests.web_site import published, stories
from web.lane import PATIENCE, Lane
from web.site import Site

TRIES = 50


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lane")
    published(root, stories())
    return root


class Asking(threading.Thread):
    """A question for floods, which waits until the server is told to go on."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self.status, self.body = 0, b""
        self.start()

    def run(self) -> None:
        self.status, _, self.body = self._server.get("/cari?q=banjir")

    def is_whole(self) -> bool:
        self.join(LIMIT)
        return self.status == 200 and self.body.rstrip().endswith(b"</html>")


def of_reader(server: Server) -> Asking:
    """A question that the reading thread has taken and waits in. On a busy machine what was asked before may have been
    late, and for a moment others take what comes: then it is asked again."""
    for _ in range(TRIES):
        asking = Asking(server)
        if server.line() == "asked in reader\n":
            return asking
        server.go_on()
        assert asking.is_whole()
        time.sleep(PATIENCE)
    raise AssertionError("the reading thread takes no question any more")


@pytest.fixture
def server(index: Path) -> Iterator[Server]:
    """One that knows how large its index is, so that it expects short answers."""
    running = Server(index, "slow")
    while running.get("/readyz")[0] != 200:
        time.sleep(0.05)
    running.get("/cari?q=jalan")
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.end()


def test_an_answer_that_takes_long_keeps_nobody_waiting(server: Server) -> None:
    for _ in range(2):
        asking = of_reader(server)
        assert server.get("/healthz")[2] == b"ok"
        assert [server.get(path)[0] for path in ("/cari?q=jalan", "/api/v1/search?q=jalan")] == [200, 200]
        server.go_on()
        assert asking.is_whole()


def test_questions_asked_while_one_takes_long_are_short_no_more(server: Server) -> None:
    first = of_reader(server)
    second = Asking(server)
    assert server.line() == "asked in waitress\n"
    server.go_on()
    server.go_on()
    assert first.is_whole()
    assert second.is_whole()


def test_a_long_answer_is_finished_before_the_end_and_nobody_new_is_let_in(server: Server) -> None:
    asking = of_reader(server)
    server.process.terminate()
    while server.accepts():
        pass
    assert server.process.poll() is None, "it waits for the answer"
    server.go_on()
    assert asking.is_whole()
    assert server.end() == 0


# The lane by itself


class Ear(wasyncore.dispatcher):  # type: ignore[misc]
    """One end of a pair of sockets; notes how much had been answered when it was read."""

    def __init__(self, end: socket.socket, sockets: dict[int, object], answered: list[int]) -> None:
        super().__init__(end, map=sockets)
        self.answered = answered
        self.heard = threading.Event()
        self.at = -1

    def handle_read(self) -> None:
        if self.recv(1):
            self.at = len(self.answered)
            self.heard.set()

    def writable(self) -> bool:
        return False


def test_who_asks_without_end_does_not_keep_others_from_being_read() -> None:
    class Endless:
        requests = (None,)

        def service(self) -> None:
            answered.append(1)
            if len(answered) == 5:
                mouth.send(b"x")
            if not ear.heard.is_set():
                lane.add_task(self)

    answered, sockets = list[int](), dict[int, object]()
    mouth, end = socket.socketpair()
    ear = Ear(end, sockets, answered)
    lane = Lane(1, sockets, lambda request: True, lambda: False)
    lane.add_task(Endless())
    lane.start()
    assert ear.heard.wait(LIMIT)
    lane.shutdown(timeout=LIMIT)
    ear.close()
    mouth.close()
    assert ear.at == 5


def test_what_ends_the_reading_thread_is_raised_where_the_server_sees_it() -> None:
    class Broken:
        def readable(self) -> bool:
            raise ValueError("rusak")

    lane = Lane(1, {0: Broken()}, lambda request: True, lambda: False)
    lane.start()
    with pytest.raises(ValueError, match="rusak"):
        while True:
            lane.stand_by()
    lane.shutdown(timeout=LIMIT)


@pytest.mark.parametrize(("shared", "names"), [(True, {"reader", "helper"}), (False, {"reader"})])
def test_of_several_answers_some_are_given_by_the_helper(shared: bool, names: set[str]) -> None:
    class Task:
        requests = (None,)

        def service(self) -> None:
            given.append(threading.current_thread().name)
            if shared:
                both.wait(LIMIT)  # neither can take all of them
            if len(given) == 4:
                done.set()

    given, done, both = list[str](), threading.Event(), threading.Barrier(2)
    mouth, end = socket.socketpair()
    sockets: dict[int, object] = {}
    ear = Ear(end, sockets, [])
    lane = Lane(1, sockets, lambda request: True, lambda: shared)
    for _ in range(4):
        lane.add_task(Task())
    lane.start()
    assert done.wait(LIMIT)
    lane.shutdown(timeout=LIMIT)
    ear.close()
    mouth.close()
    assert set(given) == names


@pytest.mark.parametrize(
    ("ready", "asked", "waits", "expected", "why"),
    [
        (True, True, False, True, "it was asked before"),
        (True, True, True, False, "answers come from other machines"),
        (True, False, False, False, "the first question opens the index"),
        (False, True, False, False, "the first answers wait for what is compiled"),
    ],
)
def test_answers_are_expected_to_be_short(
    index: Path, ready: bool, asked: bool, waits: bool, expected: bool, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WhooshBackend, "waits", waits)
    site = _site(index, asked)
    if not ready:
        site.warm.clear()
    assert site.answers_quickly is expected, why


@pytest.mark.parametrize(("asked", "most", "expected"), [(True, 50_000, False), (True, 3, True), (False, 3, False)])
def test_a_large_index_is_asked_by_two(
    index: Path, asked: bool, most: int, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WhooshBackend, "alone_up_to", most)
    assert _site(index, asked).is_large is expected


def _site(index: Path, asked: bool) -> Site:
    settings = Settings(index=index)
    site = Site(settings, settings.backend(), lambda: datetime.now(UTC))
    if asked:
        with site.engine():
            pass
    return site
