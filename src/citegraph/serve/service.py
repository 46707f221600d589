"""What all addresses share: the pool, the cache, and how a task becomes a reply."""

import asyncio
from hashlib import blake2s
from typing import NamedTuple

from citegraph.library import Library
from citegraph.serve import negotiate
from citegraph.serve.cache import Cache
from citegraph.serve.errors import BusyError, HttpError
from citegraph.serve.guard import Guard
from citegraph.serve.http import ClientGoneError, Reply, Request
from citegraph.serve.job import WHOLE, Job
from citegraph.serve.media import content_type
from citegraph.serve.metrics import Metrics
from citegraph.serve.outward import Outward
from citegraph.serve.pending import Pending
from citegraph.serve.pool import WRITING_SECONDS, Pool
from citegraph.serve.settings import Settings
from citegraph.serve.swift import Swift
from citegraph.serve.task import Reading, Writing
from citegraph.store import Store

_MAX_WRITERS = 32
_VARY = "accept, accept-encoding"
# After this time it is worth knowing whether the client still waits.
_WATCHED_AFTER = 0.05


class Service:
    """One store, served."""

    def __init__(self, store: Store, settings: Settings, library: Library) -> None:
        self.store = store
        self.library = library
        self.settings = settings
        self.pool = Pool(store, settings)
        self.cache = Cache(settings.cache)
        self.swift = Swift()
        self.outward = Outward(settings.services, settings.bounds)
        self.metrics = Metrics(self.pool, self.cache)
        self.guard = Guard(settings)
        self.pending = Pending(settings.upload)
        self._read = ("", b"")
        # Changes are made one after the other; so many are under way or wait.
        self.writing = asyncio.Lock()
        self.writers = 0

    def tag(self, task: Reading, encoding: str | None) -> str:
        """The strong ETag (RFC 9110, section 8.8.3) of a task's answer from a generation."""
        return _tag(str(self.pool.edition), _digest(task, encoding))

    async def answer(self, request: Request, task: Reading, *, steady: bool = True) -> Reply:
        """Have a task done, or find it done. `steady` ones answer alike until there is a new
        generation: they get an ETag, and are kept. Raises HttpError."""
        encoding = negotiate.encoding(request.header("accept-encoding"))
        digest = _digest(task, encoding) if steady else ""
        if digest and request.job is None:
            tag = _tag(str(self.pool.edition), digest)
            if tag in request.header("if-none-match"):
                return Reply(304, {"etag": tag, "vary": _VARY})
            if kept := self.cache.get(tag):
                return Reply(200, dict(kept.headers), kept.body, kept.facts, str(self.pool.edition))
        job = await self._done(request, task, encoding)
        return self.reply(job, digest)

    def begin(self, request: Request, task: Reading, *, steady: bool) -> "Begun | None":
        """Have a task begun whose answer is not known yet. Raises BusyError."""
        encoding = negotiate.encoding(request.header("accept-encoding"))
        digest = _digest(task, encoding) if steady else ""
        if digest:
            tag = _tag(str(self.pool.edition), digest)
            if tag in request.header("if-none-match") or tag in self.cache:
                return None
        job = self.pool.submit(task, request.client, encoding)
        self.cache.misses += bool(digest)
        return Begun(request, job, digest)

    def reply(self, job: Job, digest: str) -> Reply:
        """The answer of a job that is done, or has a large one. With a digest of what it depends
        on, beside the generation, it is kept."""
        headers = self._headers(job, digest)
        tag = headers.get("etag", "")
        if not job.is_whole or job.size > WHOLE:
            if tag:
                job.keep = lambda body: self.cache.put(tag, headers, body, job.head)
            known = {"content-length": str(job.size)} if job.is_whole else {}
            return Reply(200, headers | known, job, job.head)
        body = job.whole()
        job.close()
        if tag:
            self.cache.put(tag, headers, body, job.head)
        return Reply(200, headers, body, job.head)

    async def read(self, request: Request, task: Reading) -> bytes:
        """A small answer that a reply is made of. It is found again while the generation lasts."""
        tag = self.tag(task, None)
        if self._read[0] != tag:
            self._read = (tag, await self.made(request, task))
        return self._read[1]

    async def write(self, task: Writing, seconds: float = WRITING_SECONDS) -> Job:
        """Have a change made, after those that came before. Raises HttpError where it was not."""
        if self.writers >= _MAX_WRITERS:
            raise BusyError(f"{_MAX_WRITERS} changes are waiting already: ask again later", 5)
        self.writers += 1
        try:
            async with self.writing:
                job = await self.pool.write(task, seconds)
        finally:
            self.writers -= 1
        if job.failure is not None:
            if job.failure.status == 503:
                job.failure.headers.setdefault("Retry-After", "5")
            raise job.failure
        return job

    async def made(self, request: Request, task: Reading) -> bytes:
        """An answer that is for the server itself. Raises HttpError."""
        job = await self._done(request, task, None, is_patient=True)
        try:
            return job.whole()
        finally:
            job.close()

    async def _done(
        self, request: Request, task: Reading, encoding: str | None, *, is_patient: bool = False
    ) -> Job:
        """A job whose answer is whole, or large. Raises HttpError where there is none."""
        job = request.job or self.pool.submit(task, request.client, encoding)
        # In HTTP/1.0 nothing but its length tells whether an answer is whole.
        job.is_patient = is_patient or request.http_version == "1.0"
        await self._ready(job, request)
        if job.failure is not None:
            job.close()
            raise job.failure
        return job

    def _headers(self, job: Job, digest: str) -> dict[str, str]:
        edition = job.head["edition"]
        if edition != str(self.pool.edition):
            self.pool.refresh()
        headers = {
            "content-type": content_type(job.head["media_type"]),
            "citegraph-generation": edition.partition("-")[0],
            "vary": _VARY,
        }
        if job.head["encoding"]:
            headers["content-encoding"] = job.head["encoding"]
        if digest:
            # The answer may be of a newer generation than the front knew when it was asked.
            headers["etag"] = _tag(edition, digest)
            headers["cache-control"] = "no-cache"
        else:
            headers["cache-control"] = "no-store"
        return headers

    async def _ready(self, job: Job, request: Request) -> None:
        """Wait for the answer; end it when the client goes."""
        watch = asyncio.get_running_loop().call_later(_WATCHED_AFTER, _follow, job, request)
        try:
            await job.ready
            if not job.is_over and job.watching is None:
                _follow(job, request)
        except asyncio.CancelledError:
            job.close()
            raise
        finally:
            watch.cancel()


class Begun(NamedTuple):
    """A request whose answer is being made. Only a steady one has a digest."""

    request: Request
    job: Job
    digest: str


def _digest(task: Reading, encoding: str | None) -> str:
    """What an answer depends on, beside the generation."""
    return blake2s(f"{task!r} {encoding}".encode(), digest_size=12).hexdigest()


def _tag(edition: str, digest: str) -> str:
    return f'"{edition}-{digest}"'


def _follow(job: Job, request: Request) -> None:
    async def until_gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        if not job.is_over:
            job.cancel()
            job.fail(_GoneError(499, "the client has gone"))

    watching = asyncio.get_running_loop().create_task(until_gone())
    job.watching = watching


class _GoneError(HttpError, ClientGoneError):
    """Nobody waits for the answer."""
