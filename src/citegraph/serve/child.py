"""A worker as the front sees it: a process, a channel, and the job that it has."""

import asyncio
import json
import multiprocessing
import os
import pickle
import signal
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, cast

from citegraph.serve import walls, worker
from citegraph.serve.errors import BusyError, HttpError
from citegraph.serve.frames import Frames, Kind, facts, frame
from citegraph.serve.job import Job
from citegraph.serve.settings import Limits
from citegraph.serve.task import Edition, Order

# So many orders wait in a worker behind the one that it has, while all are quick: it need not
# wait for the front between them.
_DEPTH = 8
_QUICK = 0.005
# After this time the orders behind another one are taken elsewhere.
_STUCK = 0.01
_AGAIN = 0.002
# How much nicer a process is whose query takes long (nice(2)).
_LOWER = 10


class Child(asyncio.Protocol):
    """One process of the pool, with the jobs that it has: the first is under way."""

    def __init__(self, process: BaseProcess, owner: "Owner") -> None:
        self.process = process
        self.began = 0.0
        self.is_retired = self._is_killed = self.is_slow = False
        self._owner = owner
        self._jobs: deque[Job | None] = deque()
        self._took = 1.0
        self._seen = self._spent = 0.0
        self._number = 0
        self._frames = Frames()
        self._unsaid: list[bytes] = []
        self._watched: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def job(self) -> Job | None:
        """What is under way."""
        return self._jobs[0] if self._jobs else None

    @property
    def is_idle(self) -> bool:
        return not self._jobs

    @property
    def is_gone(self) -> bool:
        """Whether it takes no more orders, as it has ended or is about to."""
        return self.is_retired or self._transport is None or self._transport.is_closing()

    def takes_more(self, now: float) -> bool:
        """Whether a job may wait here: those before it were quick, and the first is new."""
        few = 0 < len(self._jobs) < _DEPTH and not self.is_slow
        return few and not self.is_gone and max(self._took, now - self.began) < _QUICK

    @property
    def load(self) -> int:
        return len(self._jobs)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def begin(self, job: Job, edition: Edition) -> None:
        """Hand over a job."""
        assert self._transport is not None
        if not self._jobs:
            self.began = time.monotonic()
        elif self._watched is None:
            self._watched = asyncio.get_running_loop().call_later(_STUCK, self._watch, None)
        self._jobs.append(job)
        self._number += 1
        job.cancel = lambda: self._cancel(job)
        order = Order(job.task, edition, job.encoding, self._number)
        self._say(frame(Kind.ORDER, pickle.dumps(order)))

    def _say(self, said: bytes) -> None:
        """Write to the worker, at once what belongs to requests that arrived together."""
        if not self._unsaid:
            asyncio.get_running_loop().call_soon(self._write)
        self._unsaid.append(said)

    def _write(self) -> None:
        assert self._transport is not None
        if not self._transport.is_closing():
            self._transport.write(b"".join(self._unsaid))
        self._unsaid.clear()

    def takes_long(self, now: float, seconds: float) -> bool:
        """Whether the job has taken so many seconds, and half of them of a processor's time: where
        the machine is busy, quick jobs take their time, too."""
        if self.job is None or self.process.pid is None:
            return False
        if self._seen != self.began:
            self._seen, self._spent = self.began, walls.spent(self.process.pid)
        if now - self.began <= seconds:
            return False
        return walls.spent(self.process.pid) - self._spent > seconds / 2

    def check(self, now: float, seconds: float) -> None:
        """End what takes longer than so many seconds."""
        if self._jobs and not self.is_retired and now - self.began > seconds:
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
        self.is_retired = self._is_killed = True
        self.process.kill()
        self._leave()

    def slow_down(self) -> None:
        """Let others go first from now on, for good: the system does not give that back."""
        self.is_slow = True
        if hasattr(os, "setpriority") and self.process.pid is not None:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.process.pid, _LOWER)

    def retire(self) -> None:
        """Let the process end when it has nothing to do."""
        self.is_retired = True
        self._leave()
        if self._transport is not None:
            self._transport.close()

    def _cancel(self, job: Job) -> None:
        if self.job is job:
            self.kill()
        elif job in self._jobs:
            self._jobs[self._jobs.index(job)] = None

    def _watch(self, suspect: Job | None) -> None:
        """See that no order waits long behind another one."""
        self._watched = None
        if len(self._jobs) < 2:
            return
        if suspect is not None and suspect is self.job:
            self._leave()
            return
        # Where the front itself was late, the answer may have come meanwhile: that is seen first.
        late = time.monotonic() - self.began > _STUCK
        suspect, after = (self.job, _AGAIN) if late else (None, _STUCK)
        self._watched = asyncio.get_running_loop().call_later(after, self._watch, suspect)

    def _leave(self) -> None:
        """Give back the jobs behind the first; the worker passes over their orders."""
        waiting = [job for job in list(self._jobs)[1:] if job is not None]
        if not waiting:
            return
        self._jobs = deque([self._jobs[0], *[None] * (len(self._jobs) - 1)])
        if self._transport is not None and not self._transport.is_closing():
            first = self._number - len(self._jobs) + 1
            self._say(facts(Kind.DROP, after=first, to=self._number))
        self._owner.left(waiting)

    def data_received(self, data: bytes) -> None:
        for kind, payload in self._frames.feed(data):
            if not self._jobs:
                continue
            job = self._jobs[0]
            if job is not None:
                job.take_in(kind, payload)
            elif kind is Kind.FILE:
                Path(json.loads(payload)["path"]).unlink(missing_ok=True)
            if kind is Kind.END or kind is Kind.FAIL:
                self._jobs.popleft()
                now = time.monotonic()
                self._took, self.began = now - self.began, now
                if b'"retire": true' in payload:
                    self.retire()
                self._owner.freed(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_retired = True
        self._leave()
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._buried())
        task.add_done_callback(lambda _: self._owner.lost(self))

    async def _buried(self) -> None:
        """Learn how the process ended, and tell the job's client."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self.process.join, 5)
        job, code = self.job, self.process.exitcode
        self._jobs.clear()
        if job is None or job.is_over:
            return
        if code == -signal.SIGKILL and not (self._is_killed or job.head or job.is_retried):
            # Somebody else ended the process; it need not have to do with the query.
            job.is_retried = True
            self._owner.left([job])
        else:
            job.fail(_why(code))


class Owner(Protocol):
    """Who is told of a worker's doings: `freed` after each job, `left` of jobs that it gives back,
    `lost` when it has ended."""

    def freed(self, child: Child) -> None: ...
    def left(self, jobs: list[Job]) -> None: ...
    def lost(self, child: Child) -> None: ...


def _why(exitcode: int | None) -> HttpError:
    """What a process was asked that ended on its own."""
    if exitcode == -signal.SIGSEGV:
        return HttpError(400, "the query is nested too deep, or too long, to be read: simplify it")
    if exitcode == -signal.SIGABRT:
        return BusyError("the query needed more memory than this server allows: ask for less", 60)
    return BusyError("the process that answered the query ended: ask again")


def context() -> BaseContext:
    """How workers are started: forked from a process that has loaded what they need."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["citegraph.serve.worker"])
    return made


async def start(made: BaseContext, folder: str, limits: Limits, owner: Owner) -> Child:
    """A new process, ready for its first job."""
    ours, theirs = socket.socketpair()
    process = made.Process(  # type: ignore[attr-defined]
        target=worker.main, args=(theirs, folder, limits), daemon=True
    )
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, process.start)
    theirs.close()
    ours.setblocking(False)

    def protocol() -> Child:
        return Child(process, owner)

    if sys.platform == "win32":
        _, child = await loop.create_connection(protocol, sock=ours)
    else:
        _, child = await loop.create_unix_connection(protocol, sock=ours)
    return child


class Once:
    """The owner of a worker that is to do one job."""

    def freed(self, child: Child) -> None:
        child.retire()

    def left(self, jobs: list[Job]) -> None:
        """It is not known what became of a change: its client has to look."""
        for job in jobs:
            job.fail(BusyError("the process that made the change ended: see whether it was made"))

    def lost(self, child: Child) -> None:
        """It has done what it was for."""
