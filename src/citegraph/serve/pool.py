"""The pool of workers: who is next, who has to go, and which generation they read."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from citegraph.errors import CitegraphError
from citegraph.serve import log
from citegraph.serve.child import Child, Once, context, start
from citegraph.serve.editions import Watch
from citegraph.serve.errors import BusyError
from citegraph.serve.job import Client, Job
from citegraph.serve.lanes import Lanes
from citegraph.serve.queue import Queue
from citegraph.serve.settings import Limits, Settings
from citegraph.serve.task import Edition, Reading, Writing
from citegraph.store import Store

_TICK = 0.1
# After this time a client that has no worker is given one, if need be another's.
_PATIENCE = 0.2
# An update of a large graph takes long, and holds no worker.
WRITING_SECONDS = 600.0
# A query that takes longer leaves the fast lane, where it can be ended for the sake of others; in
# the slow one it has its turn before.
_LONG = 0.5
_TURN = 3.0
# So many times as long it has on a busy machine, whose processors work for others.
_STRETCHED = 4
_REMEMBERED = 0.99
_NOBODY = Client("", "")


class Pool:
    """Workers and the queue before them. Start it, and close it, within a running loop."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.settings = settings
        self.watch = Watch(store)
        self._folder = str(store.path)
        self._context = context()
        self._children: set[Child] = set()
        # The workers of the slow lane have a low priority, and stay there.
        self._idle: list[Child] = []
        self._idle_slow: list[Child] = []
        self._lanes = Lanes()
        self._waiting = Queue()
        # Ticks in which a client had a worker.
        self._used: defaultdict[Client, float] = defaultdict(float)
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
        return len(self._children) - len(self._idle) - len(self._idle_slow)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def size(self) -> int:
        return len(self._children)

    async def start(self) -> None:
        self._starting = self.settings.workers
        await asyncio.gather(*(self._start() for _ in range(self.settings.workers)))
        self._ticking = asyncio.get_running_loop().create_task(self._tick())

    async def close(self) -> None:
        """End every worker; jobs that are under way fail."""
        log.flush()
        self._is_closed = True
        if self._ticking:
            self._ticking.cancel()
        for child in self._children:
            child.kill()
        for job in self._waiting.jobs:
            self._waiting.forget(job)
            job.fail(BusyError("the server is shutting down: ask again later", 30))
        self._set_empty()
        await self._is_empty.wait()

    def submit(self, task: Reading, client: Client, encoding: str | None) -> Job:
        """Take on a task. Raises BusyError when too many wait."""
        job = Job(task, client, encoding)
        if not self._waiting and (child := self._free(client)) is not None:
            self._begin(child, job)
            return job
        waiting = self.waiting
        if waiting >= self.settings.waiting:
            raise BusyError(f"{waiting} queries are waiting already: ask again later", 2)
        own = self._waiting.of(client.address)
        if own >= max(1, self.settings.waiting * 3 // 4):
            raise BusyError(
                f"{own} of your queries are waiting already: wait for them", 2, status=429
            )
        self._waiting.add(job)
        self._hand_out()
        return job

    def refresh(self) -> None:
        """Look for a new generation now, and have idle workers open it."""
        if self.watch.changed():
            for child in [*self._idle, *self._idle_slow]:
                if not child.is_gone:
                    self._begin(child, Job(None, _NOBODY, None))
            self._idle.clear()
            self._idle_slow.clear()

    def _begin(self, child: Child, job: Job) -> None:
        child.begin(job, self.watch.edition)

    def _free(self, client: Client) -> Child | None:
        """A worker that has nothing to do, else one that will be done at once."""
        is_slow = self._lanes.is_slow(client)
        if is_slow and self._is_slow_full():
            return None
        for idle in (self._idle_slow, self._idle) if is_slow else (self._idle,):
            while idle:
                if not (child := idle.pop()).is_gone:
                    return child
        if is_slow:
            return None
        now = time.monotonic()
        more = (child for child in self._children if child.takes_more(now))
        return min(more, key=lambda child: child.load, default=None)

    def _is_slow_full(self) -> bool:
        """Whether queries of the slow lane have as many workers as they may."""
        slow = self._lanes.is_slow
        held = sum(1 for c in self._children if c.job and (c.is_slow or slow(c.job.client)))
        return held >= self.settings.workers

    def _hand_out(self) -> None:
        """Give idle workers to those who wait."""
        while (found := self._next()) is not None:
            client, child = found
            self._begin(child, self._waiting.pop(client))

    def _next(self) -> tuple[Client, Child] | None:
        """Who of those who wait gets which worker: of each lane, who has, or had, the fewest."""
        firsts = clients = self._waiting.clients
        if len(clients) > 1:
            lanes = [[who for who in clients if not self._lanes.is_slow(who)]]
            lanes.append([who for who in clients if self._lanes.is_slow(who)])
            firsts = [self._first(lane) for lane in lanes if lane]
        for client in firsts:
            if (child := self._free(client)) is not None:
                return client, child
        return None

    def _first(self, clients: list[Client]) -> Client:
        if len(clients) == 1:
            return clients[0]
        held = Counter(child.job.client for child in self._children if child.job)
        by_address = Counter[str]()
        for who, number in held.items():
            by_address[who.address] += number
        return min(
            clients,
            key=lambda who: (
                by_address[who.address],
                held[who],
                self._used[who],
                self._waiting.since(who),
            ),
        )

    def freed(self, child: Child) -> None:
        """A worker has done a job."""
        if child.is_retired:
            return
        idle = self._idle_slow if child.is_slow else self._idle
        if child.is_idle:
            idle.append(child)
        if self._waiting:
            self._hand_out()
        elif child.is_idle and self._number(is_slow=child.is_slow) > self.settings.workers:
            idle.remove(child)
            child.retire()

    def _number(self, *, is_slow: bool) -> int:
        """How many workers there are in a lane, with those of the fast one that are starting."""
        there = sum(1 for c in self._children if c.is_slow == is_slow and not c.is_gone)
        return there if is_slow else there + self._starting

    def left(self, jobs: list[Job]) -> None:
        """A worker gives jobs back, which others are to do before all that wait."""
        self._waiting.put_back(jobs)
        self._hand_out()

    def lost(self, child: Child) -> None:
        """A worker has ended."""
        self._children.discard(child)
        for idle in (self._idle, self._idle_slow):
            if child in idle:
                idle.remove(child)
        self._set_empty()
        self._fill()

    def _fill(self) -> None:
        """See that the fast lane has its workers, as far as there is room for them."""
        fast = self._number(is_slow=False)
        room = 2 * self.settings.workers - fast - self._number(is_slow=True)
        for _ in range(0 if self._is_closed else min(self.settings.workers - fast, room)):
            self._start_one()

    def _start_one(self) -> None:
        self._starting += 1
        asyncio.get_running_loop().create_task(self._start())

    def _set_empty(self) -> None:
        if not self._children:
            self._is_empty.set()

    async def apart(self, limits: Limits) -> Child:
        """A process for one job, with limits of its own; no query waits for it."""
        return await start(self._context, self._folder, limits, Once())

    async def write(self, task: Writing, seconds: float) -> Job:
        """Have a change made, by a process of its own, which ends with it or after some seconds."""
        job = Job(task, _NOBODY, None)
        job.is_patient = True
        child = await self.apart(replace(self.settings.limits, seconds=seconds))
        child.begin(job, self.edition)
        late = asyncio.get_running_loop().call_later(seconds, child.end, _late(seconds))
        await job.ready
        late.cancel()
        self.refresh()
        return job

    async def _start(self) -> None:
        try:
            child = await start(self._context, self._folder, self.settings.limits, self)
        finally:
            self._starting -= 1
        self._children.add(child)
        if self._is_closed:
            child.kill()
            return
        # It opens the generation before there is a query for it.
        self._begin(child, Job(None, _NOBODY, None))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            log.flush()
            try:
                self.refresh()
            except CitegraphError as error:
                log.write(problem=str(error))
            now = time.monotonic()
            for child in list(self._children):
                child.check(now, self.settings.limits.seconds)
            self._account()
            self._part(now)
            if self._waiting:
                self._relieve(now)

    def _relieve(self, now: float) -> None:
        """Turn away whom there is no hope for, and see that nobody holds all the workers."""
        for job in self._waiting.jobs:
            if now - job.began > self.settings.limits.seconds:
                self._waiting.forget(job)
                job.fail(BusyError("no worker became free in time: ask again later", 5))
        held = {child.job.client for child in self._children if child.job}
        for client in sorted(self._waiting.clients, key=self._lanes.is_slow):
            if client in held or now - self._waiting.since(client) < _PATIENCE:
                continue
            is_slow = self._lanes.is_slow(client)
            if not is_slow and len(self._children) + self._starting < 2 * self.settings.workers:
                self._start_one()
            else:
                self._make_room(client, now, _TURN if is_slow else _LONG)
            return

    def _part(self, now: float) -> None:
        """Keep the lanes apart: what takes long leaves the fast one, with its worker and for its
        client's next queries, too."""
        for child in self._children:
            if child.takes_long(now, _LONG) and child.job and child.job.client is not _NOBODY:
                self._lanes.note(child.job.client, now)
                if not child.is_slow:
                    child.slow_down()
        self._lanes.forget(now)
        if self._waiting and self._number(is_slow=True) > self.settings.workers:
            self._end_oldest(child for child in self._children if child.is_slow)
        if self._lanes.is_one:
            for child in self._idle_slow:
                child.retire()
            self._idle_slow.clear()
        self._fill()

    def _make_room(self, client: Client, now: float, turn: float) -> None:
        """End the longest query, of those that had their turn, of those who have used more than a
        client that waits."""
        self._end_oldest(
            child
            for child in self._children
            if child.job
            and (child.takes_long(now, turn) or now - child.began > _STRETCHED * turn)
            and self._used[child.job.client] > self._used[client]
        )

    def _end_oldest(self, children: Iterable[Child]) -> None:
        busy = (child for child in children if child.job and not child.is_gone)
        oldest = min(busy, key=lambda child: child.began, default=None)
        if oldest is not None:
            told = "ended, as it took long and others wait who have had less: ask again later"
            oldest.end(BusyError(told, 10, status=429))

    def _account(self) -> None:
        """Note who has a worker now; what was long ago counts for little."""
        for client in list(self._used):
            self._used[client] *= _REMEMBERED
            if self._used[client] < 0.1:
                del self._used[client]
        for child in self._children:
            if child.job:
                self._used[child.job.client] += 1


def _late(seconds: float) -> BusyError:
    return BusyError(
        f"this took longer than {seconds:g} seconds and was ended: see whether a change was made,"
        " and send less at once"
    )
