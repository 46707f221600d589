"""`citegraph sparql`: any query, on the current generation."""

import sys
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from citegraph.ask import run
from citegraph.cli.answers import answer_options, print_solutions
from citegraph.errors import UsageError
from citegraph.formats import ANSWER_FORMATS
from citegraph.store import Store


@click.command("sparql")
@click.argument("query")
@answer_options(ANSWER_FORMATS)
@click.pass_obj
def command(store: Path, /, query: str, **shown: Any) -> None:
    """Answer a SPARQL query given as text, as a file, or as -.

    The prefixes of the ontology need not be declared. SELECT and ASK answer in --format,
    which must fit its columns; CONSTRUCT and DESCRIBE in N-Triples. SERVICE is refused, and
    nothing can be changed.
    """
    text = _text(query)
    with Store(store).snapshot() as snapshot:
        result = run(snapshot, text)
        if isinstance(result, ox.QuerySolutions):
            if not print_solutions(result, snapshot, **shown):
                click.echo("No rows.", err=True)
        elif isinstance(result, ox.QueryBoolean):
            click.echo("true" if result else "false")
        else:
            data = result.serialize(format=ox.RdfFormat.N_TRIPLES)
            sys.stdout.buffer.write(b"".join(sorted((data or b"").splitlines(keepends=True))))


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    if query.endswith((".rq", ".sparql")) and "\n" not in query:
        try:
            return Path(query).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{query}: cannot be read ({error})") from error
    return query
