"""The access log: a line of JSON a request, on standard error.

What was asked stands there only where the administrator says so: queries can name persons.
"""

import json
import sys
import time
from functools import lru_cache
from typing import Any

_QUEUED: list[str] = []
_TEXT = json.JSONEncoder(ensure_ascii=False)


def write(**facts: Any) -> None:
    """Note one line; `flush` writes all."""
    now = time.time()
    stamp = f"{_second(int(now))}.{int(now % 1 * 1000):03d}Z"
    _QUEUED.append(_TEXT.encode({"time": stamp, **facts}))


def flush() -> None:
    """Write what was noted. One call to the system for many lines costs what it does for one."""
    if _QUEUED:
        sys.stderr.write("\n".join(_QUEUED) + "\n")
        sys.stderr.flush()
        _QUEUED.clear()


@lru_cache(1)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
