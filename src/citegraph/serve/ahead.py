"""Questions about the whole graph, answered before anybody asks.

In a large graph some take long. Once a generation is there, each is asked in its turn by a process
that lets all others go first; what took long is kept beside the generation, for whoever asks.
"""

import asyncio
from dataclasses import replace

from citegraph.library import Library
from citegraph.saved import SavedQuery
from citegraph.serve.job import Client, Job
from citegraph.serve.pool import Pool
from citegraph.serve.task import Edition, Saved

# Seconds that a generation is there before: many that follow one another need no answers.
_AFTER = 30.0
# What each may take, being alone: seconds, and so many times the memory of a query.
_LONGEST = 3600.0
_MEMORY = 4
# Rows that are asked for; of what takes long, more are kept.
_ROWS = 100
_ITSELF = Client("", "")


class Ahead:
    """Asks whatever needs no values, again for each generation."""

    def __init__(self, pool: Pool, library: Library, after: float = _AFTER) -> None:
        self._pool = pool
        self._after = after
        self._end = asyncio.get_running_loop().create_future()
        self._questions = [
            query
            for query in library.queries.values()
            if not any(parameter.required for parameter in query.parameters)
        ]

    async def run(self) -> None:
        """Go on until it is to end."""
        seen = done = Edition(0, "")
        while not self._end.done():
            await asyncio.wait([self._end], timeout=self._after)
            edition = self._pool.edition
            if edition == seen and edition != done:
                for query in self._questions:
                    await self._ask(query, edition)
                done = edition
            seen = edition

    def end(self) -> None:
        """Let it end, with what it is asking."""
        if not self._end.done():
            self._end.set_result(None)

    def _is_wanted(self, edition: Edition) -> bool:
        return self._pool.edition == edition and not self._end.done()

    async def _ask(self, query: SavedQuery, edition: Edition) -> None:
        """One question, unless there is a newer generation; whether it can be answered or not."""
        if not self._is_wanted(edition):
            return
        limits = self._pool.settings.limits
        child = await self._pool.apart(
            replace(limits, seconds=_LONGEST, memory=_MEMORY * limits.memory)
        )
        child.slow_down()
        job = Job(Saved(query, (), _ROWS, 0, "json"), _ITSELF, None)
        child.begin(job, edition)
        try:
            while not job.ready.done() and self._is_wanted(edition):
                either = [job.ready, self._end]
                await asyncio.wait(either, timeout=self._after, return_when=asyncio.FIRST_COMPLETED)
        finally:
            job.close()
            child.retire()
