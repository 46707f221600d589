"""One task on its way: waiting, in the hands of a worker, or done."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

from citegraph.serve.errors import HttpError
from citegraph.serve.frames import Kind, facts_of
from citegraph.serve.spool import Spool
from citegraph.serve.task import Task

# An answer up to this size is known whole before its first byte is sent, so that whatever befalls
# it is told by the status; of a larger one, a broken stream tells it.
WHOLE = 1 << 18
LARGEST_KEPT = 1 << 25


class Client(NamedTuple):
    """Whom a job is for: programs at one address share what the address may use."""

    address: str
    agent: str


class Job:
    """What the front waits for. `ready` is set when the answer is whole, large, or none."""

    def __init__(self, task: Task | None, client: Client, encoding: str | None) -> None:
        self.task = task
        self.client = client
        self.encoding = encoding
        self.began = time.monotonic()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.head: dict[str, Any] = {}
        self.failure: HttpError | None = None
        self.is_whole = False
        self.is_patient = False
        self.is_retried = False
        self.keep: Callable[[bytes], None] | None = None
        self.cancel: Callable[[], None] = lambda: None
        self.watching: asyncio.Task[None] | None = None
        self._spool = Spool()
        self._more: asyncio.Future[None] | None = None

    @property
    def size(self) -> int:
        """How many bytes there are so far."""
        return self._spool.size

    @property
    def is_over(self) -> bool:
        return self.is_whole or self.failure is not None

    def take_in(self, kind: Kind, payload: bytes) -> None:
        """What the worker says."""
        match kind:
            case Kind.HEAD:
                self.head = facts_of(payload)
            case Kind.DATA:
                self._spool.put(payload)
            case Kind.FILE:
                self._spool.open(Path(json.loads(payload)["path"]))
            case Kind.GREW:
                self._spool.grow(json.loads(payload)["size"])
                if self._spool.size >= WHOLE and not self.is_patient:
                    self._tell()
            case Kind.END:
                self.is_whole = True
                self._tell()
            case _:
                said = json.loads(payload)
                self.fail(HttpError(said["status"], said["message"]))

    def fail(self, error: HttpError) -> None:
        """End it without an answer, or with a part that breaks off."""
        if not self.is_over:
            self.failure = error
            self._tell()

    def whole(self) -> bytes:
        """The answer, when it is whole."""
        assert self.is_whole
        return self._spool.take_all()

    async def pieces(self) -> AsyncIterator[bytes]:
        """The answer as it comes. Raises HttpError where it breaks off.

        A whole one is handed to `keep`, if there is one, unless it is too large to be kept.
        """
        taken: list[bytes] = []
        try:
            while True:
                if data := self._spool.take():
                    if self.keep and self._spool.size <= LARGEST_KEPT:
                        taken.append(data)
                    else:
                        taken.clear()
                    yield data
                elif self.failure is not None:
                    raise self.failure
                elif self.is_whole:
                    if self.keep and self._spool.size <= LARGEST_KEPT:
                        self.keep(b"".join(taken))
                    return
                else:
                    self._more = asyncio.get_running_loop().create_future()
                    await self._more
        finally:
            self.close()

    def close(self) -> None:
        """The client is served or gone: whatever is still made is in vain."""
        if not self.is_over:
            self.cancel()
        self._spool.close()

    def _tell(self) -> None:
        if not self.ready.done():
            self.ready.set_result(None)
        if self._more is not None and not self._more.done():
            self._more.set_result(None)
