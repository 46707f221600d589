"""What an administrator sets, with the limits that hold where nothing is set."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost. Seconds are wall time from its start to its last byte."""

    seconds: float = 30.0
    rows: int = 1_000_000
    bytes: int = 512 * 2**20
    memory: int = 2**30


@dataclass(frozen=True, slots=True)
class Bounds:
    """What asking another service may cost: seconds from looking up its name to its last byte, and
    bytes of its answer."""

    seconds: float = 10.0
    bytes: int = 10 * 2**20


@dataclass(frozen=True, slots=True)
class Settings:
    """How the endpoint runs.

    `waiting` bounds the queue, `cache` the bytes of remembered answers (0 remembers none), `body`
    the bytes of a query's request and `upload` those of an update's. Without a `token` nothing can
    be changed, except, where `edit` is set, from pages on this machine. `services` are the
    addresses that queries may ask, each within `bounds`. `prefix` is the path that a reverse proxy
    puts before all others.
    """

    limits: Limits = field(default_factory=Limits)
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    waiting: int = 256
    cache: int = 128 * 2**20
    body: int = 4 * 2**20
    upload: int = 256 * 2**20
    token: str | None = None
    edit: bool = False
    services: tuple[str, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    prefix: str = ""
    log_queries: bool = False
