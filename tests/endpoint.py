"""A server started as a process of its own, and a client that sends what it is told to."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TOKEN = "open-sesame"  # noqa: S105  # of the tests


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The bindings of results in JSON."""
        found: list[dict[str, Any]] = json.loads(self.body)["results"]["bindings"]
        return found

    @property
    def detail(self) -> str:
        """The message of an error."""
        said = json.loads(self.body)
        assert said["status"] == self.status
        return str(said["detail"])


class Endpoint:
    """A running server."""

    def __init__(self, process: subprocess.Popen[str], address: str, log: Path) -> None:
        self.process = process
        self.address = address.removesuffix("/sparql")
        self.log = log
        match = re.fullmatch(r"http://([\d.]+):(\d+)(.*)", self.address)
        assert match
        self.host, self.port, self.prefix = match[1], int(match[2]), match[3]

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        **headers: str,
    ) -> Answer:
        """One request on a connection of its own; `content_type=` is the header Content-Type."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, self.prefix + path, data, named)
            response = connection.getresponse()
            said = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, said, response.read())
        finally:
            connection.close()

    def get(self, path: str, parameters: Mapping[str, str] | None = None, **headers: str) -> Answer:
        query = f"?{urlencode(parameters)}" if parameters else ""
        return self.ask("GET", path + query, **headers)

    def query(self, text: str, **headers: str) -> Answer:
        return self.get("/sparql", {"query": text}, **headers)

    def update(self, text: str, **headers: str) -> Answer:
        return self.ask(
            "POST",
            "/update",
            text,
            content_type="application/sparql-update",
            authorization=f"Bearer {TOKEN}",
            **headers,
        )

    def processes(self) -> list[int]:
        """The ids of the processes that came of this server and evaluate, or did."""
        pids = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())
        return [pid for pid in pids if pid != self.process.pid and self._is_ours(pid)]

    def workers(self) -> list[int]:
        """Those of them that have the graph open."""
        return [pid for pid in self.processes() if self._reads(pid)]

    def _is_ours(self, pid: int) -> bool:
        mark = f"CITEGRAPH_TEST_RUN={self.log}".encode()
        with suppress(OSError):
            return mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        return False

    def _reads(self, pid: int) -> bool:
        with suppress(OSError):
            opened = [str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()]
            return any("/generations/" in name for name in opened)
        return False


@contextmanager
def serving(store: Path, log: Path, *options: str, token: bool = False) -> Iterator[Endpoint]:
    """A server of a store, at a free port, until the end of the block."""
    environment = {**os.environ, "CITEGRAPH_TEST_RUN": str(log)}
    if token:
        environment["CITEGRAPH_TOKEN"] = TOKEN
    command = [sys.executable, "-m", "citegraph", "-s", str(store), "serve", "--port", "0"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
        )
    try:
        assert process.stdout
        line = process.stdout.readline()
        match = re.search(r"at (\S+);", line)
        assert match, log.read_text()
        yield Endpoint(process, match[1], log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        assert process.stdout
        process.stdout.close()
