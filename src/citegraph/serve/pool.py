"""The pool of workers: who is next, who has to go, and which generation they read."""

import asyncio
import socket
import time
from collections import Counter, deque
from dataclasses import replace
from functools import partial

from citegraph.serve import log, worker
from citegraph.serve.child import Child, Owner, channel, context
from citegraph.serve.editions import Watch
from citegraph.serve.errors import BusyError
from citegraph.serve.job import Client, Job
from citegraph.serve.settings import Settings
from citegraph.serve.task import Edition, Reading, Writing
from citegraph.store import Store

_TICK = 0.1
# After this time a client that has no worker is given one, if need be another's.
_PATIENCE = 0.2
# An update of a large graph takes long, and holds no worker.
_WRITING_SECONDS = 600.0
_NOBODY = Client("", "")


class Pool:
    """Workers and the queue before them. Start it, and close it, within a running loop."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.settings = settings
        self.watch = Watch(store)
        self._folder = str(store.path)
        self._context = context()
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._waiting: dict[Client, deque[Job]] = {}
        self._starting = 0
        self._ticking: asyncio.Task[None] | None = None
        self._is_closed = False
        self._is_empty = asyncio.Event()

    @property
    def edition(self) -> Edition:
        return self.watch.edition

    @property
    def generation(self) -> int:
        return self.watch.edition.number

    @property
    def running(self) -> int:
        return len(self._children) - len(self._idle)

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def size(self) -> int:
        return len(self._children)

    async def start(self) -> None:
        await asyncio.gather(*(self._start() for _ in range(self.settings.workers)))
        self._ticking = asyncio.get_running_loop().create_task(self._tick())

    async def close(self) -> None:
        """End every worker; jobs that are under way fail."""
        log.flush()
        self._is_closed = True
        if self._ticking:
            self._ticking.cancel()
        for queue in self._waiting.values():
            for job in queue:
                job.fail(BusyError("the server is shutting down: ask again later", 30))
        self._waiting.clear()
        for child in self._children:
            child.kill()
        self._set_empty()
        await self._is_empty.wait()

    def submit(self, task: Reading, client: Client, encoding: str | None) -> Job:
        """Take on a task. Raises BusyError when too many wait."""
        job = Job(task, client, encoding)
        if not self._waiting and (child := self._free()) is not None:
            self._begin(child, job)
            return job
        waiting = self.waiting
        if waiting >= self.settings.waiting:
            raise BusyError(f"{waiting} queries are waiting already: ask again later", 2)
        own = sum(len(q) for who, q in self._waiting.items() if who.address == client.address)
        if own >= max(1, self.settings.waiting * 3 // 4):
            raise BusyError(
                f"{own} of your queries are waiting already: wait for them", 2, status=429
            )
        self._waiting.setdefault(client, deque()).append(job)
        job.cancel = partial(self._forget, job)
        self._hand_out()
        return job

    def refresh(self) -> None:
        """Look for a new generation now, and have idle workers open it."""
        if self.watch.changed():
            for child in self._idle:
                self._begin(child, Job(None, _NOBODY, None))
            self._idle.clear()

    def _begin(self, child: Child, job: Job) -> None:
        child.begin(job, self.watch.edition, self.settings.limits)

    def _forget(self, job: Job) -> None:
        queue = self._waiting.get(job.client)
        if queue and job in queue:
            queue.remove(job)
            if not queue:
                del self._waiting[job.client]

    def _free(self) -> Child | None:
        """A worker that has nothing to do, else one that will be done at once."""
        if self._idle:
            return self._idle.pop()
        now = time.monotonic()
        more = (child for child in self._children if child.takes_more(now))
        return min(more, key=lambda child: child.load, default=None)

    def _hand_out(self) -> None:
        """Give idle workers to those who wait: to whom has the fewest, then who waited longest."""
        while self._waiting and (child := self._free()) is not None:
            held = Counter(child.job.client for child in self._children if child.job)
            by_address = Counter[str]()
            for who, number in held.items():
                by_address[who.address] += number
            client = min(
                self._waiting,
                key=lambda who: (by_address[who.address], held[who], self._waiting[who][0].began),
            )
            queue = self._waiting[client]
            job = queue.popleft()
            if not queue:
                del self._waiting[client]
            self._begin(child, job)

    def freed(self, child: Child) -> None:
        """A worker has done a job."""
        if child.is_retired:
            return
        if child.is_idle:
            self._idle.append(child)
        if self._waiting:
            self._hand_out()
        elif child.is_idle and len(self._children) > self.settings.workers:
            self._idle.remove(child)
            child.retire()

    def left(self, jobs: list[Job]) -> None:
        """A worker gives jobs back, which others are to do before all that wait."""
        for job in reversed(jobs):
            self._waiting.setdefault(job.client, deque()).appendleft(job)
            job.cancel = partial(self._forget, job)
        self._hand_out()

    def lost(self, child: Child) -> None:
        """A worker has ended."""
        self._children.discard(child)
        if child in self._idle:
            self._idle.remove(child)
        self._set_empty()
        if not self._is_closed and len(self._children) + self._starting < self.settings.workers:
            asyncio.get_running_loop().create_task(self._start())

    def _set_empty(self) -> None:
        if not self._children:
            self._is_empty.set()

    async def write(self, task: Writing) -> Job:
        """Have a change made, by a process of its own, which ends with it."""
        job = Job(task, _NOBODY, None)
        child = await self._child(_Once())
        child.begin(job, self.edition, replace(self.settings.limits, seconds=_WRITING_SECONDS))
        late = asyncio.get_running_loop().call_later(_WRITING_SECONDS, child.kill)
        await job.ready
        late.cancel()
        self.refresh()
        return job

    async def _start(self) -> None:
        self._starting += 1
        try:
            child = await self._child(self)
        finally:
            self._starting -= 1
        self._children.add(child)
        if self._is_closed:
            child.kill()
            return
        # It opens the generation before there is a query for it.
        self._begin(child, Job(None, _NOBODY, None))

    async def _child(self, owner: Owner) -> Child:
        """A new process, ready for its first job."""
        ours, theirs = socket.socketpair()
        process = self._context.Process(  # type: ignore[attr-defined]
            target=worker.main,
            args=(theirs, self._folder, self.settings.limits.memory),
            daemon=True,
        )
        await asyncio.get_running_loop().run_in_executor(None, process.start)
        theirs.close()
        return await channel(lambda: Child(process, owner), ours)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            log.flush()
            self.refresh()
            now = time.monotonic()
            for child in list(self._children):
                child.check(now, self.settings.limits.seconds)
            if self._waiting:
                self._relieve(now)

    def _relieve(self, now: float) -> None:
        """Turn away whom there is no hope for, and see that nobody holds all the workers."""
        for queue in list(self._waiting.values()):
            for job in list(queue):
                if now - job.began > self.settings.limits.seconds:
                    self._forget(job)
                    job.fail(BusyError("no worker became free in time: ask again later", 5))
        held = Counter(child.job.client for child in self._children if child.job)
        by_address = Counter[str]()
        for who, number in held.items():
            by_address[who.address] += number
        for client, queue in self._waiting.items():
            if held[client] or now - queue[0].began < _PATIENCE:
                continue
            if len(self._children) + self._starting < 2 * self.settings.workers:
                asyncio.get_running_loop().create_task(self._start())
                return
            if by_address[client.address]:
                rivals = {who: n for who, n in held.items() if who.address == client.address}
                greedy = max(rivals, key=lambda who: rivals[who])
                most, theirs = rivals[greedy], {greedy}
            else:
                address, most = by_address.most_common(1)[0] if by_address else ("", 0)
                theirs = {who for who in held if who.address == address}
            if most > 1:
                self._end_longest(theirs)
                return

    def _end_longest(self, clients: set[Client]) -> None:
        oldest = min(
            (c for c in self._children if c.job and c.job.client in clients and not c.is_retired),
            key=lambda child: child.began,
            default=None,
        )
        if oldest is not None:
            oldest.end(
                BusyError("ended, as you have several long queries and others wait", 10, status=429)
            )


class _Once:
    """The owner of a worker that is to do one job."""

    def freed(self, child: Child) -> None:
        child.retire()

    def left(self, jobs: list[Job]) -> None:
        """There is nothing behind the one."""

    def lost(self, child: Child) -> None:
        """It has done what it was for."""
