"""A process of the pool: one task at a time, on one generation, read-only.

It may be ended at any moment; whatever it sent by then is known to be part of an answer only.
"""

import pickle
import signal
import socket
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
from citegraph.serve.editions import edition_of
from citegraph.serve.evaluate import NotAcceptableError, evaluate
from citegraph.serve.frames import Frames, Kind, facts
from citegraph.serve.outlet import Outlet, OverrunError
from citegraph.serve.task import Edition, Order, Writing
from citegraph.serve.write import ChangedError, write
from citegraph.store import Snapshot, Store

_RECEIVED = 1 << 16
# By how much the system's own clock lets the front be the first.
_GRACE = 2.0
_STATUS: dict[type[Exception], int] = {
    RefusedError: 403,
    QueryError: 400,
    UsageError: 400,
    NotFoundError: 404,
    StoreError: 503,
    OverrunError: 403,
    NotAcceptableError: 406,
    ChangedError: 412,
}


def main(channel: socket.socket, folder: str, memory: int) -> None:
    """Do what the front orders, until it closes the channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    walls.close_network()
    desk = Desk(Path(folder), memory)
    frames = Frames()
    start = walls.resident()
    try:
        while data := channel.recv(_RECEIVED):
            for _, payload in frames.feed(data):
                order = pickle.loads(payload)  # noqa: S301  # from the process that started this one
                desk.do(order, channel, start + order.limits.memory // 4)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the front is gone


class Desk:
    """The open generation."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._store = Store(folder)
        self._memory = memory
        self._open = ExitStack()
        self._edition: Edition | None = None
        self._snapshot: Snapshot | None = None

    def do(self, order: Order, channel: socket.socket, most: int) -> None:
        """Answer one order, or say why not; over `most` bytes in memory, ask to be replaced."""
        outlet = Outlet(channel, order.limits, order.encoding)
        walls.end_after(order.limits.seconds + _GRACE)
        try:
            if isinstance(order.task, Writing):
                write(self._store, order.task, outlet)
            else:
                snapshot = self._opened(order.edition)
                outlet.edition = str(self._edition)
                if order.task is not None:
                    evaluate(snapshot, order.task, outlet)
            outlet.end(retire=walls.resident() > most)
        except (CitegraphError, OverrunError, NotAcceptableError, ChangedError) as error:
            channel.sendall(facts(Kind.FAIL, status=_status(error), message=str(error)))
        except (ValueError, RuntimeError, OSError) as error:
            # What an evaluation meets after its first row.
            message = f"the query cannot be answered: {error}"
            channel.sendall(facts(Kind.FAIL, status=400, message=message))
        finally:
            walls.end_after(0)

    def _opened(self, edition: Edition) -> Snapshot:
        """The current generation, which is the one that the front knows or a newer one."""
        if self._snapshot is None or edition != self._edition:
            self._snapshot = None
            self._open.close()
            self._snapshot = self._open.enter_context(self._store.snapshot())
            self._edition = edition_of(self._store, self._snapshot.generation)
            walls.limit_memory(self._memory)
        return self._snapshot


def _status(error: Exception) -> int:
    return next(status for kind, status in _STATUS.items() if isinstance(error, kind))
