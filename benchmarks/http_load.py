"""Asking a server over loopback: one question at a time, or from many connections at once.

The same plain client for every server. As a program (`python -m benchmarks.http_load`) it puts a load on one from a
process of its own, so that its work takes nothing from the server's interpreter.
"""

from __future__ import annotations

import argparse
import base64
import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_CHUNK = 1 << 18
_END = b"\r\n\r\n"


class Rate(NamedTuple):
    """How a load went: answers a second, and how many answers were other than 200."""

    per_second: float
    refused: int


class Connection:
    """One kept-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._got = b""

    def send(self, request: bytes) -> None:
        """Send a whole request; its answer is not waited for."""
        self._got = b""
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """What has come of the answer, once it is whole; None before. Raises ConnectionError where it is cut off."""
        chunk = self.socket.recv(_CHUNK)
        if not chunk:
            raise ConnectionError(f"the server hung up after {len(self._got)} bytes of an answer")
        self._got = self._got + chunk if self._got else chunk
        head = self._got.find(_END)
        if head < 0 or len(self._got) < head + len(_END) + _length(self._got[:head]):
            return None
        return self._got

    def ask(self, request: bytes) -> bytes:
        """The whole answer, status line first."""
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def get(path: str, port: int) -> bytes:
    """A GET request for a path, for a connection that is kept."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n\r\n".encode("ascii")


def post(path: str, port: int, body: object) -> bytes:
    """A POST request with a JSON body."""
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode("ascii") + data


def body_of(answer: bytes) -> bytes:
    """The body of an answer. Raises ValueError, with the beginning of the answer, for a status other than 200."""
    if not answer.startswith(b"HTTP/1.1 200"):
        raise ValueError(f"the server answered {answer[:300]!r}")
    return answer.partition(_END)[2]


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"an answer without Content-Length cannot be measured: {head[:300]!r}")


def rate(port: int, requests: Sequence[bytes], clients: int, seconds: float = 5.0) -> Rate:
    """What the server answers to so many clients at once, each asking its next question when it has its answer.

    Runs in a process of its own. The first second, in which caches fill, is not counted.
    """
    command = [sys.executable, "-m", "benchmarks.http_load", str(port), str(clients), str(seconds)]
    told = subprocess.run(
        command,
        input="\n".join(base64.b64encode(request).decode() for request in requests),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    return Rate(*json.loads(told.stdout))


def load(port: int, requests: Sequence[bytes], clients: int, seconds: float, warm: float = 1.0) -> Rate:
    """The load itself, in this process."""
    connections = [Connection(port) for _ in range(clients)]
    asked = 0
    answered = refused = 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(requests[asked % len(requests)])
            asked += 1
        begins = time.perf_counter() + warm
        ends = begins + seconds
        while (now := time.perf_counter()) < ends:
            for key, _ in selector.select(timeout=1.0):
                connection = key.data
                answer = connection.receive()
                if answer is None:
                    continue
                if now >= begins:
                    answered += 1
                    refused += not answer.startswith(b"HTTP/1.1 200")
                connection.send(requests[asked % len(requests)])
                asked += 1
    for connection in connections:
        connection.close()
    return Rate(answered / seconds, refused)


def main() -> None:
    """Read requests, base64, one a line; print the rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("clients", type=int)
    parser.add_argument("seconds", type=float)
    options = parser.parse_args()
    requests = [base64.b64decode(line) for line in sys.stdin.read().split()]
    print(json.dumps(load(options.port, requests, options.clients, options.seconds)))


if __name__ == "__main__":
    main()
