"""A worker as the front sees it: a process, a channel, and the job that it has."""

import asyncio
import multiprocessing
import pickle
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import cast

from citegraph.serve.errors import BusyError, HttpError
from citegraph.serve.frames import Frames, Kind, frame
from citegraph.serve.job import Job
from citegraph.serve.settings import Limits
from citegraph.serve.task import Edition, Order


class Child(asyncio.Protocol):
    """One process of the pool. `freed` is called after each job, `lost` when the process ends."""

    def __init__(
        self,
        process: BaseProcess,
        freed: "Told",
        lost: "Told",
    ) -> None:
        self.process = process
        self.job: Job | None = None
        self.began = 0.0
        self.is_retired = False
        self._freed = freed
        self._lost = lost
        self._frames = Frames()
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def begin(self, job: Job, edition: Edition, limits: Limits) -> None:
        """Hand over a job."""
        assert self._transport is not None
        self.job = job
        self.began = time.monotonic()
        job.cancel = self.kill
        # What only opens a new generation is no query, and never takes long.
        order = Order(job.task, edition, limits, job.encoding)
        self._transport.write(frame(Kind.ORDER, pickle.dumps(order)))
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(limits.seconds, self._overrun, limits.seconds)

    def _overrun(self, seconds: float) -> None:
        self.end(
            BusyError(
                f"the query took longer than the {seconds:g} seconds that this server allows:"
                " ask for less"
            )
        )

    def end(self, error: HttpError) -> None:
        """End the process because of what its job does."""
        if self.job is not None:
            self.job.fail(error)
        self.kill()

    def kill(self) -> None:
        """End the process, whatever it does."""
        self.is_retired = True
        self.process.kill()

    def retire(self) -> None:
        """Let the process end when it has nothing to do."""
        self.is_retired = True
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        for kind, payload in self._frames.feed(data):
            job = self.job
            if job is None:
                continue
            job.take_in(kind, payload)
            if kind in {Kind.END, Kind.FAIL}:
                self._clear()
                if b'"retire": true' in payload:
                    self.retire()
                self._freed(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_retired = True
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._buried())
        task.add_done_callback(lambda _: self._lost(self))

    async def _buried(self) -> None:
        """Learn how the process ended, and tell the job's client."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self.process.join, 5)
        if self.job is not None:
            self.job.fail(_why(self.process.exitcode))
        self._clear()

    def _clear(self) -> None:
        self.job = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


Told = Callable[[Child], None]


def _why(exitcode: int | None) -> HttpError:
    """What a process was asked that ended on its own."""
    if exitcode == -signal.SIGSEGV:
        return HttpError(400, "the query is nested too deep, or too long, to be read: simplify it")
    if exitcode == -signal.SIGABRT:
        return BusyError("the query needed more memory than this server allows: ask for less", 60)
    return BusyError("the process that answered the query ended: ask again")


def context() -> multiprocessing.context.BaseContext:
    """How workers are started: forked from a process that has loaded what they need."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["citegraph.serve.worker"])
    return made


async def channel(protocol: Callable[[], Child], sock: socket.socket) -> Child:
    """Attach the front's end of a worker's channel."""
    loop = asyncio.get_running_loop()
    sock.setblocking(False)
    if sys.platform == "win32":
        _, child = await loop.create_connection(protocol, sock=sock)
    else:
        _, child = await loop.create_unix_connection(protocol, sock=sock)
    return child
