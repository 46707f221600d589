"""What the server did and holds, for Prometheus (https://prometheus.io/docs/concepts/)."""

from collections.abc import Iterator
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Sized(Protocol):
    """The pool, as far as it is counted."""

    @property
    def size(self) -> int: ...
    @property
    def running(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def generation(self) -> int: ...


class Remembering(Protocol):
    """The cache, as far as it is counted."""

    hits: int
    misses: int

    @property
    def size(self) -> int: ...


class Metrics:
    """The numbers of one server."""

    def __init__(self, pool: Sized, cache: Remembering) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_State(pool, cache))
        self._counted: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._requests = Counter(
            "citegraph_requests",
            "Requests answered, by address and status.",
            ["route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "citegraph_request_seconds",
            "Time from the request to the last byte of its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._bytes = Counter(
            "citegraph_response_bytes",
            "Bytes of bodies sent.",
            registry=self._registry,
        )

    def record(self, route: str, status: int, seconds: float, size: int) -> None:
        """Count one request. `route` is one of few names: what a client wrote is no label."""
        key = (route, status)
        counted = self._counted.get(key)
        if counted is None:
            counted = (self._requests.labels(route, str(status)), self._seconds.labels(route))
            self._counted[key] = counted
        counted[0].inc()
        counted[1].observe(seconds)
        self._bytes.inc(size)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _State:
    """What is asked for when the numbers are."""

    def __init__(self, pool: Sized, cache: Remembering) -> None:
        self._pool = pool
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        for name, told, value in (
            ("citegraph_workers", "Processes that evaluate queries.", self._pool.size),
            ("citegraph_queries_running", "Queries that have a worker.", self._pool.running),
            ("citegraph_queries_waiting", "Queries that wait for one.", self._pool.waiting),
            ("citegraph_generation", "The generation that is served.", self._pool.generation),
            ("citegraph_cache_bytes", "Bytes of remembered answers.", self._cache.size),
            ("citegraph_cache_hits", "Answers that were remembered.", self._cache.hits),
            ("citegraph_cache_misses", "Answers that were not.", self._cache.misses),
        ):
            yield GaugeMetricFamily(name, told, value=value)
