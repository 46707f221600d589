"""`citegraph queries`: the saved queries themselves, for other tools."""

import click
import pyoxigraph as ox

from citegraph.cli.library import library_of
from citegraph.cli.output import output_option, written_to
from citegraph.errors import UsageError
from citegraph.examples import examples
from citegraph.graph.iris import DEFAULT_BASE


@click.group("queries")
def command() -> None:
    """Write the saved queries as data for other tools."""


@command.command("export")
@output_option
@click.option("--endpoint", metavar="IRI", help="The SPARQL endpoint that answers the queries.")
@click.pass_context
def export(ctx: click.Context, output: str, endpoint: str | None) -> None:
    """Write the saved queries as RDF (Turtle), in the form of sparql-examples.

    Each is a sh:SPARQLSelectExecutable with its text, summary, keywords and parameters. Your own
    queries are among them.
    """
    if endpoint is not None:
        try:
            ox.NamedNode(endpoint)
        except ValueError as error:
            raise UsageError(f"--endpoint {endpoint!r}: is no IRI") from error
    data = examples(library_of(ctx).queries.values(), DEFAULT_BASE, endpoint)
    with written_to(output) as out:
        out.write(data)
