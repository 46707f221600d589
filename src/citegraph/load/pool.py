"""Files prepared in other processes when there are enough of them; their order stays."""

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path

from citegraph.errors import SourceError
from citegraph.graph.iris import Iris
from citegraph.load.prepare import Job, Prepared, prepare

# One task for a process: big enough to make its start and its way back cheap.
_TASK_FILES = 200
_TASK_BYTES = 2 * 2**20
# With less than this many tasks, other processes would start when the work is done.
_WORTH_WHILE = 3
_PROCESSES = 4


def prepare_all(jobs: Iterator[Job], iris: Iris, folder: Path) -> Iterator[Prepared]:
    """`prepare` for each job, in the order of the jobs; few are ahead of what is asked for.

    What other processes have prepared comes through files in the folder. Raises SourceError when
    such a process is ended from outside, as for lack of memory.
    """
    tasks = _tasks(jobs)
    first = list(islice(tasks, _WORTH_WHILE))
    if len(first) < _WORTH_WHILE:
        for job in chain.from_iterable(first):
            yield prepare(job, iris)
        return
    processes = max(1, min(_PROCESSES, (os.cpu_count() or 1) - 1))
    # A fork would copy the store's threads in the middle of what they do.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start) as pool:
        pending: deque[Future[Path]] = deque()
        try:
            for number, task in enumerate(chain(first, tasks)):
                file = folder / f"prepared-{number}"
                pending.append(pool.submit(_prepare_task, task, iris.base, file))
                if len(pending) > 2 * processes:
                    yield from _taken(pending.popleft().result())
            while pending:
                yield from _taken(pending.popleft().result())
        except BrokenProcessPool as error:
            raise SourceError(
                "a process that read files was ended from outside, perhaps for lack of memory:"
                " what came before is in the store; run the same command to go on"
            ) from error
        finally:
            for future in pending:
                future.cancel()


def _tasks(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    task: list[Job] = []
    size = 0
    for job in jobs:
        task.append(job)
        size += job.found.size
        if len(task) >= _TASK_FILES or size >= _TASK_BYTES:
            yield task
            task, size = [], 0
    if task:
        yield task


def _start() -> None:
    """Leave interrupts to the process that writes, and end when it does, even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # records hold no cycles, and looking for some takes a tenth of the time
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _prepare_task(task: list[Job], base: str, file: Path) -> Path:
    # Through the pipe goes a name alone, in one piece: for the rest of a longer message, of which a
    # process that is ended has sent a part, the other side would wait for ever.
    iris = Iris(base)
    file.write_bytes(pickle.dumps([prepare(job, iris) for job in task]))
    return file


def _taken(file: Path) -> list[Prepared]:
    prepared: list[Prepared] = pickle.loads(file.read_bytes())  # noqa: S301  # made by `_prepare_task`
    file.unlink()
    return prepared
