"""The access log: a line of JSON a request, on standard error.

What was asked stands there only where the administrator says so: queries can name persons.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from citegraph.serve.http import Request


def write(request: Request | None, *, with_query: bool, **facts: Any) -> None:
    """Log one request, with what is known of how it was answered."""
    line: dict[str, Any] = {"time": datetime.now(UTC).isoformat(timespec="milliseconds")}
    if request is not None:
        line |= {
            "client": request.client.address,
            "method": request.method,
            "path": request.path,
            "agent": request.client.agent,
        }
        if with_query and request.query_string:
            line["query"] = request.query_string.decode("latin-1")
    line |= facts
    sys.stderr.write(f"{json.dumps(line, ensure_ascii=False)}\n")
