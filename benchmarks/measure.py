"""Commands measured as processes of their own: seconds of CPU and wall time, bytes of memory."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.2
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command and all processes below it used.

    `cpu` and `wall` are seconds, `peak` bytes: the highest sum over the processes that was seen, or
    the largest resident set of any one, whichever is more. `failure` says why there is
    no result.
    """

    cpu: float = 0.0
    wall: float = 0.0
    peak: int = 0
    failure: str = ""


def run(
    command: list[str], memory: int = 18 * 2**30, seconds: float = 3600, cwd: Path | None = None
) -> Usage:
    """Run a command to its end, or end it where it passes the limits of memory or time."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, start_new_session=True)
    peak, failure, status = 0, "", 0
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        peak = max(peak, memory_of(process.pid))
        if not failure and peak > memory:
            failure = f"over {memory / 2**30:.0f} GiB of memory"
        elif not failure and time.perf_counter() - started > seconds:
            failure = f"over {seconds / 60:.0f} minutes"
        if failure:
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(_INTERVAL if time.perf_counter() - started > 5 else 0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and not failure:
        failure = f"exit code {process.returncode}"
    return Usage(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=time.perf_counter() - started,
        peak=max(peak, usage.ru_maxrss * 1024),
        failure=failure,
    )


def memory_of(process: int) -> int:
    """Memory of a process and all below it, in bytes; 0 once it has ended.

    One process alone counts by its resident set, which costs little to read; several by their
    proportional sets, so that what they share counts once.
    """
    tree = _tree(process)
    return sum(map(_resident if len(tree) == 1 else _proportional, tree))


def _tree(process: int) -> list[int]:
    """A process and those below it."""
    found = [process]
    for number in found:
        with suppress(OSError):
            for task in Path(f"/proc/{number}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _resident(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    return 0


def _proportional(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def size_on_disk(path: Path) -> int:
    """Bytes of a file or a folder's files; what several hard links share counts once."""
    found = [path, *path.rglob("*")] if path.is_dir() else [path]
    stats = (file.stat() for file in found if file.is_file())
    return sum({(stat.st_dev, stat.st_ino): stat.st_size for stat in stats}.values())


def lines_of(path: Path) -> int:
    """How many lines a file has."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(2**22), b""))
