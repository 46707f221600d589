"""Questions about the whole graph, answered before anybody asks.

In a large graph some take long. Once a generation is there, each is asked in its turn by a process
that lets all others go first; what took long is kept beside the generation, for whoever asks.
"""

import asyncio

from citegraph.library import Library
from citegraph.saved import SavedQuery
from citegraph.serve.job import Client, Job
from citegraph.serve.pool import Pool
from citegraph.serve.task import Edition, Saved

# Seconds that a generation is there before: many that follow one another need no answers.
_AFTER = 30.0
_LONGEST = 3600.0
# Rows that are asked for; of what takes long, more are kept.
_ROWS = 100
_ITSELF = Client("", "")


class Ahead:
    """Asks whatever needs no values, again for each generation."""

    def __init__(self, pool: Pool, library: Library, after: float = _AFTER) -> None:
        self._pool = pool
        self._after = after
        self._questions = [
            query
            for query in library.queries.values()
            if not any(parameter.required for parameter in query.parameters)
        ]

    async def run(self) -> None:
        """Go on until it is cancelled."""
        seen = done = Edition(0, "")
        while True:
            await asyncio.sleep(self._after)
            edition = self._pool.edition
            if edition == seen and edition != done:
                for query in self._questions:
                    await self._ask(query, edition)
                done = edition
            seen = edition

    async def _ask(self, query: SavedQuery, edition: Edition) -> None:
        """One question, unless there is a newer generation; whether it can be answered or not."""
        if self._pool.edition != edition:
            return
        child = await self._pool.apart(_LONGEST)
        child.slow_down()
        job = Job(Saved(query, (), _ROWS, 0, "json"), _ITSELF, None)
        child.begin(job, edition)
        try:
            while not job.ready.done() and self._pool.edition == edition:
                await asyncio.wait([job.ready], timeout=self._after)
        finally:
            job.close()
