"""Queries that ask other services: their clauses found, asked, and answered in their place."""

import asyncio
import json
import time
from typing import NamedTuple

from citegraph.serve import log
from citegraph.serve.http import Request
from citegraph.serve.outward import ServiceError
from citegraph.serve.service import Service
from citegraph.serve.task import Clauses, Query


class Asked(NamedTuple):
    """What a clause asks a service."""

    iri: str
    is_silent: bool
    query: str


async def federated(request: Request, service: Service, task: Query) -> Query:
    """The query with the answers of the services that it asks. Raises HttpError.

    A worker looks for the clauses, so that nothing leaves for a query that cannot be answered.
    """
    found = await service.made(request, Clauses(task.text, task.base))
    asked = [Asked(*clause) for clause in json.loads(found)]
    for clause in asked:
        service.outward.check(clause.iri)
    tasks = [asyncio.ensure_future(_answered(service, clause)) for clause in asked]
    try:
        answers = await asyncio.gather(*tasks)
    finally:
        for one in tasks:
            one.cancel()
    return task._replace(services=tuple(answers))


async def _answered(service: Service, clause: Asked) -> bytes | None:
    """An answer; None where there is none, and the query goes on without."""
    began = time.perf_counter()
    status, answer = 200, None
    try:
        answer = await service.outward.ask(clause.iri, clause.query)
    except ServiceError as error:
        status = error.status
        if not clause.is_silent:
            raise
    finally:
        seconds = round(time.perf_counter() - began, 4)
        log.write(service=clause.iri, status=status, bytes=len(answer or b""), seconds=seconds)
    return answer
