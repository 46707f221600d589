"""`citegraph serve`: the store over HTTP."""

import os
from pathlib import Path

import click

from citegraph.cli.library import library_of, store_of
from citegraph.errors import UsageError
from citegraph.serve.settings import Bounds, Limits, Settings
from citegraph.store import Store

_TOKEN = "CITEGRAPH_TOKEN"  # noqa: S105  # the name of a variable
_MB = 2**20
_SET = Settings()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 for any."
)
@click.option(
    "--prefix", default="", metavar="PATH", help="Path that a reverse proxy puts before all others."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes that evaluate queries; one for each processor, and two at least.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    default=_SET.limits.seconds,
    show_default=True,
    metavar="SECONDS",
    help="Time that a query may take.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=_SET.limits.rows,
    show_default=True,
    help="Rows, or statements, that an answer may have.",
)
@click.option(
    "--max-size",
    type=click.IntRange(1),
    default=_SET.limits.bytes // _MB,
    show_default=True,
    metavar="MB",
    help="Size that an answer may have.",
)
@click.option(
    "--max-memory",
    type=click.IntRange(64),
    default=_SET.limits.memory // _MB,
    show_default=True,
    metavar="MB",
    help="Memory that a query may take.",
)
@click.option(
    "--max-upload",
    type=click.IntRange(1),
    default=_SET.upload // _MB,
    show_default=True,
    metavar="MB",
    help="Size of an update or of a graph that is sent.",
)
@click.option(
    "--queue",
    type=click.IntRange(1),
    default=_SET.waiting,
    show_default=True,
    help="Queries that may wait for a worker; more are turned away.",
)
@click.option("--no-cache", is_flag=True, help="Evaluate each query, whether asked before or not.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help=f"File with the token that lets its bearer change the graph (or variable {_TOKEN}).",
)
@click.option(
    "--edit",
    is_flag=True,
    help="Let pages change the graph without a token, for whoever is on this machine.",
)
@click.option(
    "--allow-service",
    "services",
    multiple=True,
    metavar="IRI",
    help="Address of an endpoint that queries may ask with SERVICE; can be repeated.",
)
@click.option(
    "--service-timeout",
    type=click.FloatRange(0.1),
    default=_SET.bounds.seconds,
    show_default=True,
    metavar="SECONDS",
    help="Time that such an endpoint may take.",
)
@click.option(
    "--service-max-size",
    type=click.IntRange(1),
    default=_SET.bounds.bytes // _MB,
    show_default=True,
    metavar="MB",
    help="Size that its answer may have.",
)
@click.option("--log-queries", is_flag=True, help="Write what is asked into the access log.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    host: str,
    port: int,
    prefix: str,
    workers: int | None,
    timeout: float,
    max_rows: int,
    max_size: int,
    max_memory: int,
    max_upload: int,
    queue: int,
    no_cache: bool,
    token_file: Path | None,
    edit: bool,
    services: tuple[str, ...],
    service_timeout: float,
    service_max_size: int,
    log_queries: bool,
) -> None:
    """Answer browsers with pages, and programs with SPARQL and saved questions.

    Open the address in a browser. The endpoint is /sparql, saved questions are at /queries, and
    each thing has its page and its data at the path of its name. Other commands can change the
    store meanwhile: a new generation is served within a second. Over HTTP nothing can be changed,
    unless there is a token, or, from pages on this machine, --edit. The access log goes to standard
    error.
    """
    from citegraph.serve.guard import is_loopback
    from citegraph.serve.outward import problem
    from citegraph.serve.server import serve

    for iri in services:
        if said := problem(iri):
            raise UsageError(f"--allow-service {iri}: {said}")
    if prefix and not prefix.startswith("/"):
        raise UsageError(f"--prefix {prefix}: a path begins with /")
    token = _token(token_file)
    if edit and token is None and (prefix or not is_loopback(host)):
        what = f"--prefix {prefix}" if prefix else f"--host {host}"
        raise UsageError(
            f"--edit with {what}: who can be reached by other machines needs a token, by"
            f" --token-file or {_TOKEN}"
        )
    opened = Store(store_of(ctx))
    if (token or edit) and not opened.exists:
        opened.create()
    with opened.snapshot():
        pass  # a missing store is an error here too
    settings = Settings(
        limits=Limits(timeout, max_rows, max_size * _MB, max_memory * _MB),
        workers=workers or _SET.workers,
        waiting=queue,
        cache=0 if no_cache else _SET.cache,
        upload=max_upload * _MB,
        token=token,
        edit=edit,
        services=services,
        bounds=Bounds(service_timeout, service_max_size * _MB),
        prefix=prefix.rstrip("/"),
        log_queries=log_queries,
    )
    serve(opened, settings, library_of(ctx), host, port)


def _token(file: Path | None) -> str | None:
    """The secret, never from an argument: other users of the machine see those."""
    if file is None:
        return os.environ.get(_TOKEN) or None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: the token cannot be read ({error})") from error
    if not token:
        raise UsageError(f"{file}: the file has no token: write one into it")
    return token
