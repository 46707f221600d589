"""Validating a generation: shapes, declared terms, and whether everything fits together.

pySHACL works on rdflib graphs in memory, so things are validated in slices of whole things with
their parts; the shapes ask nothing of what lies outside a slice.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from citegraph.graph.decisions import decision_lines
from citegraph.graph.lists import list_lines
from citegraph.graph.quads import linked, value_of
from citegraph.store import Snapshot

_SLICE = 20_000
_WHOLE = (
    (
        "A matched or confirmed reference must lead to a work in the store",
        "?place cg:target ?work . FILTER NOT EXISTS { ?work a cg:Work }",
    ),
    (
        "A work cites another only by a matched or confirmed reference",
        """?place cito:cites ?work . FILTER NOT EXISTS {
             ?place cg:hasReference ?r . ?r cg:target ?work ; cg:status ?status
             FILTER(?status IN (cg:matched, cg:confirmed))
           }""",
    ),
    (
        "The work of a matched or confirmed reference must be among those cited",
        """?place cg:hasReference ?r . ?r cg:target ?work .
           FILTER NOT EXISTS { ?place cito:cites ?work }""",
    ),
    (
        "A record must describe something that is in the graph",
        "GRAPH ?g { ?place cg:describes ?thing } FILTER NOT EXISTS { ?thing a ?class }",
    ),
    (
        "What a reference was decided by must be known",
        """?place cg:decidedBy ?decision .
           FILTER NOT EXISTS { GRAPH ?g { ?decision a cg:Decision } }""",
    ),
    (
        "A thing must come from a source that the store knows",
        "?place prov:wasDerivedFrom ?g . FILTER NOT EXISTS { GRAPH ?g { ?g a cg:SourceDocument } }",
    ),
)


@dataclass
class Report:
    """What was checked, and the places where each finding occurs."""

    things: int = 0
    statements: int = 0
    findings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def check(snapshot: Snapshot) -> Report:
    """Validate a whole generation."""
    report = Report(statements=len(snapshot.graph))
    shapes = _ontology("shapes.ttl")
    by_people = chain.from_iterable(
        _kept(snapshot, name, lines, message, report)
        for name, lines, message in (
            (
                snapshot.iris.decisions,
                decision_lines(snapshot.catalog.decisions(), snapshot.iris),
                "What people decided must stand in the graph, and nothing else",
            ),
            (
                snapshot.iris.lists,
                list_lines(snapshot.listed(), snapshot.iris),
                "What people listed must stand in the graph, and nothing else",
            ),
        )
    )
    for things, lines in chain(_slices(snapshot), by_people):
        report.things += things
        _validate(lines, shapes, report)
    _check_terms(snapshot, report)
    _check_whole(snapshot, report)
    _check_sources(snapshot, report)
    return report


def _slices(snapshot: Snapshot) -> Iterator[tuple[int, list[str]]]:
    """Whole things with their parts, as N-Triples, a bounded number of statements at a time."""
    lines: list[str] = []
    count = 0
    seen: str | None = None
    for quad in snapshot.graph.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        # Statements come grouped by subject; a part is fetched with the thing that it is part of.
        subject = value_of(quad.subject)
        if subject == seen or "#" in subject:
            continue
        seen = subject
        lines += [f"{part.triple} ." for part in snapshot.about(subject)]
        count += 1
        if len(lines) >= _SLICE:
            yield count, lines
            lines, count = [], 0
    if lines:
        yield count, lines


def _kept(
    snapshot: Snapshot, name: str, kept: list[str], message: str, report: Report
) -> Iterator[tuple[int, list[str]]]:
    """What a graph says of decisions or lists, which must be what the catalog keeps."""
    graph = ox.NamedNode(name)
    quads = list(snapshot.graph.quads_for_pattern(None, None, None, graph))
    stated = {f"{quad.triple} {graph} ." for quad in quads}
    for line in stated ^ set(kept):
        report.findings[message].append(linked(line)[0])
    if quads:
        things = len({value_of(quad.subject) for quad in quads})
        yield things, [f"{quad.triple} ." for quad in quads]


def _validate(lines: list[str], shapes: rdflib.Graph, report: Report) -> None:
    import pyshacl

    data = rdflib.Graph()
    data.parse(data="\n".join(lines), format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        message = results.value(result, SH.resultMessage)
        focus = results.value(result, SH.focusNode)
        report.findings[str(message)].append(str(focus))


def _check_terms(snapshot: Snapshot, report: Report) -> None:
    ontology = _ontology("citegraph.ttl")
    declared = {str(subject) for subject in ontology.subjects()}
    for text in ("SELECT DISTINCT ?t { ?s ?t ?o }", "SELECT DISTINCT ?t { ?s a ?t }"):
        rows = snapshot.graph.query(text)
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            if row[0].value not in declared:
                report.findings["A term is not declared in the ontology"].append(row[0].value)


def _check_whole(snapshot: Snapshot, report: Report) -> None:
    from citegraph.ask import run

    for message, pattern in _WHOLE:
        rows = run(snapshot, f"SELECT DISTINCT ?place WHERE {{ {pattern} }}")
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            report.findings[message].append(row[0].value)


def _check_sources(snapshot: Snapshot, report: Report) -> None:
    import hashlib

    known = {location.hash for location in snapshot.catalog.locations()}
    in_graph = {
        graph.value.removeprefix(snapshot.iris.source(""))
        for graph in snapshot.graph.named_graphs()
        if graph.value.startswith(snapshot.iris.source(""))
    }
    for content_hash in known | in_graph:
        place = snapshot.iris.source(content_hash)
        if content_hash not in in_graph:
            report.findings["A kept source is not in the graph"].append(place)
        elif content_hash not in known:
            report.findings["The graph names a source whose file is unknown"].append(place)
        elif hashlib.sha256(snapshot.catalog.data(content_hash)).hexdigest() != content_hash:
            report.findings["The kept bytes of a source are damaged"].append(place)


def _ontology(name: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    text = files("citegraph.ontology").joinpath(name).read_text(encoding="utf-8")
    return graph.parse(data=text, format="turtle")
