"""What the server did and holds, for Prometheus (https://prometheus.io/docs/concepts/)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import Protocol

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.utils import floatToGoString

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
        self._answered = _Answered()
        self._registry.register(self._answered)
        self._registry.register(_State(pool, cache))

    def record(self, route: str, status: int, seconds: float, size: int) -> None:
        """Count one request. `route` is one of few names: what a client wrote is no label."""
        self._answered.record(route, status, seconds, size)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Answered:
    """What was answered: plain numbers, as counting is a part of each answer."""

    def __init__(self) -> None:
        self._requests: defaultdict[tuple[str, int], int] = defaultdict(int)
        # By route: the sum of seconds, and how many took up to each bound, or more than all.
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._within: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(_SECONDS) + 1))
        self._bytes = 0

    def record(self, route: str, status: int, seconds: float, size: int) -> None:
        self._requests[route, status] += 1
        self._seconds[route] += seconds
        self._within[route][bisect_left(_SECONDS, seconds)] += 1
        self._bytes += size

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "citegraph_requests",
            "Requests answered, by address and status.",
            labels=["route", "status"],
        )
        for (route, status), number in self._requests.items():
            requests.add_metric([route, str(status)], number)
        yield requests
        times = HistogramMetricFamily(
            "citegraph_request_seconds",
            "Time from the request to the last byte of its answer.",
            labels=["route"],
        )
        bounds = [*map(floatToGoString, _SECONDS), "+Inf"]
        for route, numbers in self._within.items():
            buckets = list(zip(bounds, accumulate(numbers), strict=True))
            times.add_metric([route], buckets, self._seconds[route])
        yield times
        yield CounterMetricFamily(
            "citegraph_response_bytes", "Bytes of bodies sent.", value=self._bytes
        )


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
