"""A process of the pool: one task at a time, on one generation, read-only.

It may be ended at any moment; whatever it sent by then is known to be part of an answer only.
"""

import json
import os
import pickle
import select
import signal
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from citegraph.errors import (
    CitegraphError,
    NotFoundError,
    QueryError,
    RefusedError,
    StoreError,
    UsageError,
)
from citegraph.serve import walls
from citegraph.serve.clauses import AnswerError
from citegraph.serve.editions import edition_of
from citegraph.serve.evaluate import NotAcceptableError, evaluate
from citegraph.serve.frames import Frames, Kind, facts
from citegraph.serve.outlet import Outlet, OverrunError
from citegraph.serve.settings import Limits
from citegraph.serve.task import Edition, Order, Writing
from citegraph.serve.write import ChangedError, write
from citegraph.store import Snapshot, Store

_RECEIVED = 1 << 16
# By how much the system's own clock lets the front be the first.
_GRACE = 2.0
_STATUS: dict[type[Exception], int] = {
    AnswerError: 502,
    RefusedError: 403,
    QueryError: 400,
    UsageError: 400,
    NotFoundError: 404,
    StoreError: 503,
    OverrunError: 403,
    NotAcceptableError: 406,
    ChangedError: 412,
}


def main(channel: socket.socket, folder: str, limits: Limits) -> None:
    """Do what the front orders, until it closes the channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # What libraries say when they end the process; the front knows why it ended.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    walls.close_network()
    desk = Desk(Path(folder), limits)
    most = walls.resident() + limits.memory // 4
    try:
        for order, is_dropped in _orders(channel):
            if is_dropped:
                channel.sendall(facts(Kind.FAIL, status=503, message="given to another worker"))
            else:
                desk.do(order, channel, most)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the front is gone


def _orders(channel: socket.socket) -> Iterator[tuple[Order, bool]]:
    """The orders as they come, with whether they were dropped before they were begun."""
    frames = Frames()
    waiting: deque[Order] = deque()
    dropped = range(0)
    while True:
        # Before an order that has waited: was it dropped meanwhile?
        while not waiting or select.select([channel], [], [], 0)[0]:
            data = channel.recv(_RECEIVED)
            if not data:
                return
            for kind, payload in frames.feed(data):
                if kind is Kind.DROP:
                    said = json.loads(payload)
                    dropped = range(said["after"] + 1, said["to"] + 1)
                else:
                    waiting.append(pickle.loads(payload))  # noqa: S301  # from the front alone
        order = waiting.popleft()
        yield order, order.number in dropped


class Desk:
    """The open generation."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._store = Store(folder)
        self._limits = limits
        self._open = ExitStack()
        self._edition: Edition | None = None
        self._snapshot: Snapshot | None = None

    def do(self, order: Order, channel: socket.socket, most: int) -> None:
        """Answer one order, or say why not; over `most` bytes in memory, ask to be replaced."""
        outlet = Outlet(channel, self._limits, order.encoding)
        walls.end_after(self._limits.seconds + _GRACE)
        try:
            try:
                self._answer(order, outlet)
            except (CitegraphError, ValueError, RuntimeError, OSError):
                if outlet.is_begun or not self._is_gone():
                    raise
                # Others dropped what was being read: the generation that is there now answers.
                outlet = Outlet(channel, self._limits, order.encoding)
                self._answer(order, outlet)
            outlet.end(retire=walls.resident() > most)
        except (CitegraphError, OverrunError, NotAcceptableError, ChangedError) as error:
            self._refuse(channel, _status(error), str(error), most)
        except (ValueError, RuntimeError, OSError) as error:
            # What an evaluation meets after its first row.
            self._refuse(channel, 400, f"the query cannot be answered: {error}", most)
        except Exception as error:  # noqa: BLE001  # the front says it; a trace would tell nobody
            message = f"this is a bug in citegraph: {type(error).__name__}: {error}"
            self._refuse(channel, 500, message, most)
        finally:
            walls.end_after(0)
            outlet.close()

    def _answer(self, order: Order, outlet: Outlet) -> None:
        if isinstance(order.task, Writing):
            write(self._store, order.task, outlet)
            return
        snapshot = self._opened(order.edition)
        outlet.edition = str(self._edition)
        if order.task is not None:
            evaluate(snapshot, order.task, outlet)

    def _is_gone(self) -> bool:
        """Whether the open generation was dropped; it is open no longer then."""
        if self._snapshot is None:
            return False
        number = self._snapshot.generation
        if self._store.keeps(number) and edition_of(self._store, number) == self._edition:
            return False
        self._edition = None
        return True

    def _refuse(self, channel: socket.socket, status: int, message: str, most: int) -> None:
        retire = walls.resident() > most
        channel.sendall(facts(Kind.FAIL, status=status, message=message, retire=retire))

    def _opened(self, edition: Edition) -> Snapshot:
        """The current generation, which is the one that the front knows or a newer one."""
        if self._snapshot is None or edition != self._edition:
            self._snapshot = None
            self._open.close()
            self._snapshot = self._open.enter_context(self._store.snapshot())
            self._edition = edition_of(self._store, self._snapshot.generation)
            walls.limit_memory(self._limits.memory)
        return self._snapshot


def _status(error: Exception) -> int:
    return next(status for kind, status in _STATUS.items() if isinstance(error, kind))
