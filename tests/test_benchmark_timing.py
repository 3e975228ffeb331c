"""How `make bench` measures: turns, medians, threads, and the client that asks servers."""

from __future__ import annotations

import gc
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from benchmarks.http_load import Connection, body_of, get, load, post
from benchmarks.timing import BLOCK, Times, interleaved, percentile, throughput


def test_percentiles_lie_between_their_neighbours() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([1.0, 2.0], 50) == 1.5
    assert percentile([5.0], 99) == 5.0
    assert Times([float(n) for n in range(101)]).p99 == 99.0


def test_sides_take_turns_and_none_always_comes_first() -> None:
    calls: list[tuple[str, int]] = []
    questions = list(range(BLOCK + 1))
    sides = {name: lambda q, name=name: calls.append((name, q)) for name in ("ours", "theirs")}
    times = interleaved(sides, questions, rounds=3, warm=2)
    assert Counter(calls) == {(name, q): 5 for name in sides for q in questions}
    assert {name: len(found.seconds) for name, found in times.items()} == dict.fromkeys(sides, len(questions))
    order = [name for name, q in calls if q == 0]
    assert {tuple(order[i : i + 2]) for i in range(0, len(order), 2)} <= {("ours", "theirs"), ("theirs", "ours")}
    firsts = [name for i, (name, q) in enumerate(calls) if q in (0, BLOCK) and (i == 0 or calls[i - 1][1] != q)]
    assert {"ours", "theirs"} <= set(firsts)


def test_a_question_counts_with_its_median_and_warm_rounds_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = iter([100.0, 1.0, 9.0, 2.0])
    clock = [0.0]

    def answer(_: str) -> None:
        clock[0] += next(costs)

    monkeypatch.setattr("benchmarks.timing.time.perf_counter", lambda: clock[0])
    assert interleaved({"ours": answer}, ["a"], rounds=3)["ours"].seconds == [2.0]


def test_nothing_is_collected_while_it_is_timed_and_everything_after() -> None:
    seen: list[bool] = []
    interleaved({"ours": lambda _: seen.append(gc.isenabled())}, ["a"], rounds=1)
    assert seen == [False, False]
    assert gc.isenabled()


def test_each_thread_has_an_answerer_of_its_own() -> None:
    made: set[int] = set()
    asked: set[tuple[int, str]] = set()

    def side() -> Callable[[str], object]:
        me = threading.get_ident()
        made.add(me)
        return lambda q: asked.add((me, q))

    assert throughput(side, ["a", "b"], threads=2, seconds=0.05) > 0
    assert len(made) == 2
    assert asked == {(me, q) for me in made for q in "ab"}


def test_what_a_thread_raises_is_raised() -> None:
    def side() -> Callable[[str], object]:
        raise LookupError("no index")

    with pytest.raises(LookupError, match="no index"):
        throughput(side, ["a"], threads=2, seconds=0.05)


@contextmanager
def server(answer: Callable[[bytes], list[bytes]]) -> Iterator[int]:
    """A server that answers each request with these pieces; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connection: socket.socket) -> None:
            with connection, suppress(ConnectionError):
                while request := connection.recv(65_536):
                    for piece in answer(request):
                        connection.sendall(piece)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_connection_is_kept_for_the_next_question() -> None:
    got: list[bytes] = []

    def answer(request: bytes) -> list[bytes]:
        got.append(request)
        return [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"]

    with server(answer) as port:
        connection = Connection(port)
        assert body_of(connection.ask(get("/cari?q=a", port))) == b"{}"
        assert body_of(connection.ask(post("/_search", port, {"a": 1}))) == b"{}"
        connection.close()
    assert got[0].startswith(b"GET /cari?q=a HTTP/1.1\r\n")
    assert got[1].endswith(b'Content-Length: 8\r\n\r\n{"a": 1}')


def test_an_answer_in_pieces_is_whole_before_it_is_given() -> None:
    with server(lambda _: [b"HTTP/1.1 200 OK\r\ncontent-", b"length: 4\r\n\r\n{", b"   "]) as port:
        connection = Connection(port)
        assert body_of(connection.ask(get("/", port))) == b"{   "
        connection.close()


def test_refusals_are_counted_and_never_taken_for_answers() -> None:
    busy = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    with server(lambda _: [busy]) as port:
        rate = load(port, [get("/", port)], clients=2, seconds=0.1, warm=0.0)
    assert rate.per_second > 0
    assert rate.refused == pytest.approx(rate.per_second * 0.1)
    with pytest.raises(ValueError, match="503"):
        body_of(busy)


def test_a_server_that_hangs_up_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connection = Connection(listener.getsockname()[1])
        listener.accept()[0].close()
        with pytest.raises(ConnectionError):
            connection.receive()
        connection.close()
