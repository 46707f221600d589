"""`citegraph stats`: what the store holds."""

from pathlib import Path

import click

from citegraph.cli.answers import format_option, print_solutions
from citegraph.store import Store

_QUERY = """
SELECT ?what ?count WHERE {
  { SELECT ?class (COUNT(?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class }
  VALUES (?place ?class ?what) {
    (1 cg:Work "works") (2 cg:WorkingPaper "  working papers") (3 cg:Article "  articles")
    (4 cg:Chapter "  chapters") (5 cg:Book "  books") (6 cg:Software "  software")
    (7 cg:Reference "references") (8 cg:Series "series") (9 cg:Journal "journals")
    (10 cg:Archive "archives") (11 cg:Person "persons") (12 cg:Organization "organizations")
    (13 cg:Conflict "conflicts") (14 cg:VersionCluster "version clusters")
  }
}
ORDER BY ?place
"""
_STATUSES = """
SELECT ?what ?count WHERE {
  { SELECT ?status (COUNT(*) AS ?count) WHERE { ?reference cg:status ?status } GROUP BY ?status }
  BIND(CONCAT("  ", STRAFTER(STR(?status), "#"), " references") AS ?what)
}
ORDER BY ?what
"""


@click.command("stats")
@format_option()
@click.pass_obj
def command(store: Path, format_name: str) -> None:
    """Count what the store holds."""
    import pyoxigraph as ox

    from citegraph.ask import run

    with Store(store).snapshot() as snapshot:
        if format_name == "table":
            sources = len({at.hash for at in snapshot.catalog.locations()})
            click.echo(f"Generation {snapshot.generation} of {store}: {sources} sources")
        for text in (_QUERY, _STATUSES) if format_name == "table" else (_QUERY,):
            solutions = run(snapshot, text)
            assert isinstance(solutions, ox.QuerySolutions)
            print_solutions(solutions, snapshot, format_name)
