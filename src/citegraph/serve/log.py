"""The access log: a line of JSON a request, on standard error.

What was asked stands there only where the administrator says so: queries can name persons.
"""

import json
import sys
import time
from functools import lru_cache

_QUEUED: list[str] = []
_MAX_REMEMBERED = 512


def write(**facts: str | float) -> None:
    """Note one line; `flush` writes all."""
    now = time.time()
    stamp = f"{_second(int(now))}.{int(now % 1 * 1000):03d}Z"
    said = [f', "{name}": {_value(value)}' for name, value in facts.items()]
    _QUEUED.append(f'{{"time": "{stamp}"{"".join(said)}}}')


def flush() -> None:
    """Write what was noted. One call to the system for many lines costs what it does for one."""
    if _QUEUED:
        sys.stderr.write("\n".join(_QUEUED) + "\n")
        sys.stderr.flush()
        _QUEUED.clear()


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value) if isinstance(value, bool) else repr(value)


@lru_cache(_MAX_REMEMBERED)
def _text(text: str) -> str:
    # Most lines have the same addresses, paths and programs.
    return json.dumps(text, ensure_ascii=False)


@lru_cache(1)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
