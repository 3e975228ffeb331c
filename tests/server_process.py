"""The real server in a process of its own, for tests that ask it and end it."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 60
"""Seconds after which a server that neither speaks nor ends has hung."""
_PROGRAM = """
import os, sys, threading, web.views
from pathlib import Path
from search.settings import Settings
from web.server import serve
real = web.views.ask_with_pins
def slowly(engine, query, *args):
    if "banjir" in repr(query):
        print("asked in", threading.current_thread().name.partition("-")[0], file=sys.stderr, flush=True)
        os.read(0, len("go on."))
    return real(engine, query, *args)
if sys.argv[2] == "slow":
    web.views.ask_with_pins = slowly
serve(Settings(index=Path(sys.argv[1]), desk=Path(sys.argv[1], "desk"), base_url=sys.argv[3]), port=0)
"""
"""What it is run with: an index, "slow" where questions for floods wait for a line of input, and its own address."""


class Server:
    """A server process and the port it told."""

    def __init__(self, index: Path, kind: str = "plain", base: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(index), kind, base],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.guard = threading.Timer(LIMIT, self.process.kill)
        self.guard.start()
        match = re.fullmatch(r"Telusur serves http://127\.0\.0\.1:(\d+)\n", self.line())
        assert match
        self.port = int(match[1])

    def go_on(self) -> None:
        """Let a question that waits be answered."""
        assert self.process.stdin
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()

    def line(self) -> str:
        assert self.process.stderr
        return self.process.stderr.readline()

    def get(self, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def raw(self, sent: bytes) -> http.client.HTTPResponse:
        """The answer to these bytes, still to be read."""
        with socket.create_connection(("127.0.0.1", self.port), LIMIT) as connection:
            connection.sendall(sent)
            response = http.client.HTTPResponse(connection)
            response.begin()
            return response

    def accepts(self) -> bool:
        """Whether anybody new is let in."""
        try:
            socket.create_connection(("127.0.0.1", self.port), LIMIT).close()
        except ConnectionError:
            return False
        return True

    def end(self) -> int:
        try:
            return self.process.wait(LIMIT)
        finally:
            self.guard.cancel()
            self.process.kill()
            for pipe in (self.process.stdin, self.process.stderr):
                assert pipe
                pipe.close()
