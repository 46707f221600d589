"""The jobs that wait for a worker: each client's in their order."""

from collections import deque
from functools import partial

from citegraph.serve.job import Client, Job


class Queue:
    """Jobs by the clients who wait for them. A job that is cancelled leaves it."""

    def __init__(self) -> None:
        self._jobs: dict[Client, deque[Job]] = {}

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def __len__(self) -> int:
        return sum(map(len, self._jobs.values()))

    @property
    def clients(self) -> list[Client]:
        return list(self._jobs)

    @property
    def jobs(self) -> list[Job]:
        return [job for own in self._jobs.values() for job in own]

    def of(self, address: str) -> int:
        """How many jobs wait for clients at an address."""
        return sum(len(own) for client, own in self._jobs.items() if client.address == address)

    def since(self, client: Client) -> float:
        """When the first job of a client that waits began to."""
        return self._jobs[client][0].began

    def add(self, job: Job) -> None:
        self._of(job).append(job)

    def put_back(self, jobs: list[Job]) -> None:
        """Have jobs done before all others of their clients."""
        for job in reversed(jobs):
            self._of(job).appendleft(job)

    def pop(self, client: Client) -> Job:
        """The first job of a client that waits; it leaves the queue."""
        job = self._jobs[client][0]
        self.forget(job)
        return job

    def forget(self, job: Job) -> None:
        own = self._jobs.get(job.client)
        if own and job in own:
            own.remove(job)
            if not own:
                del self._jobs[job.client]

    def _of(self, job: Job) -> deque[Job]:
        job.cancel = partial(self.forget, job)
        return self._jobs.setdefault(job.client, deque())
