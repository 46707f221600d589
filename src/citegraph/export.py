"""A generation as RDF in a file: sorted, so that equal sources give equal bytes.

The order is that of the statements' N-Quads text, found by an external merge sort, so memory stays
bounded whatever the size of the graph.
"""

import gzip
import heapq
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.errors import CitegraphError
from citegraph.formats import RDF_FORMATS, Shape
from citegraph.graph.iris import Iris
from citegraph.graph.quads import Lines, integer, text, typed, value_of
from citegraph.store import Generation, Snapshot

_CHUNK = 500_000
_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}


def export(
    snapshot: Snapshot,
    format_name: str,
    out: IO[bytes],
    history: Iterable[Generation] = (),
) -> None:
    """Write a generation: graph formats get the merged view, dataset formats also the sources.

    `history` adds what happened when, which the graph itself does not hold.
    """
    dataset = RDF_FORMATS[format_name].shape is Shape.DATASET
    graph = None if dataset else ox.DefaultGraph()
    quads = snapshot.graph.quads_for_pattern(None, None, None, graph)
    # The graph comes first in the sorted text, so that TriG has one block a graph.
    keyed = (f"{'' if _is_default(q) else q.graph_name}\t{q.triple}\n" for q in quads)
    log = (f"\t{line.removesuffix(' .')}\n" for line in history_lines(history, snapshot.iris))
    with tempfile.TemporaryDirectory(prefix="citegraph-") as folder:
        ordered = _sorted(_chain(keyed, log), Path(folder))
        if format_name == "jsonld":
            _write_jsonld(ordered, out)
        elif format_name in {"nq", "nt"}:
            for key in ordered:
                name, _, triple = key.rstrip("\n").partition("\t")
                out.write(f"{triple} {name} .\n".encode() if name else f"{triple} .\n".encode())
        else:
            statements = _parsed(ordered)
            rows = statements if dataset else (quad.triple for quad in statements)
            ox.serialize(cast("Any", rows), out, format=_FORMATS[format_name], prefixes=v.PREFIXES)


def write_statements(statements: Iterable[ox.Triple], format_name: str, out: IO[bytes]) -> None:
    """Write some statements in a graph format, in the order and the words of an export."""
    ordered = sorted(f"\t{triple}\n" for triple in statements)
    if format_name == "jsonld":
        _write_jsonld(iter(ordered), out)
        return
    quads = _parsed(iter(ordered))
    rows = (quad.triple for quad in quads)
    ox.serialize(cast("Any", rows), out, format=_FORMATS[format_name], prefixes=v.PREFIXES)


def history_lines(history: Iterable[Generation], iris: Iris) -> list[str]:
    """The log of generations as PROV-O activities."""
    out = Lines()
    for generation in history:
        iri = iris.generation(generation.number)
        out.link(iri, v.TYPE, v.INGEST)
        out.add(iri, v.GENERATION, integer(generation.number))
        out.add(iri, v.ENDED_AT, typed(generation.time, "dateTime"))
        out.add(iri, v.LABEL, text(generation.command))
        if generation.parent:
            out.link(iri, v.INFORMED_BY, iris.generation(generation.parent))
    return out.lines


@contextmanager
def destination(path: str) -> Iterator[IO[bytes]]:
    """Where to write: `-` is standard output, `.gz` compresses, and a file appears whole or not."""
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with unfinished.open("wb") as raw:
            if target.suffix == ".gz":
                # No name and no time inside: equal exports are equal files.
                with gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield raw
        unfinished.replace(target)
    except OSError as error:
        raise CitegraphError(f"{path} cannot be written ({error.strerror or error})") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _is_default(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.DefaultGraph)


def _chain(*parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        yield from part


def _sorted(lines: Iterator[str], folder: Path) -> Iterator[str]:
    """Lines in order: sorted pieces on the disk, merged."""
    pieces: list[IO[str]] = []
    try:
        while chunk := sorted(islice(lines, _CHUNK)):
            if len(chunk) < _CHUNK and not pieces:
                yield from chunk
                return
            piece: IO[str] = (folder / str(len(pieces))).open("w+", encoding="utf-8", newline="\n")
            pieces.append(piece)
            piece.writelines(chunk)
            piece.seek(0)
        yield from heapq.merge(*pieces)
    finally:
        for piece in pieces:
            piece.close()


def _parsed(ordered: Iterator[str]) -> Iterator[ox.Quad]:
    while chunk := list(islice(ordered, 10_000)):
        lines = []
        for key in chunk:
            name, _, triple = key.rstrip("\n").partition("\t")
            lines.append(f"{triple} {name} .")
        yield from ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)


def _write_jsonld(ordered: Iterator[str], out: IO[bytes]) -> None:
    """JSON-LD with the project's context, one node a line: pyoxigraph's writer takes no context."""
    context = json.loads(files("citegraph.ontology").joinpath("context.jsonld").read_text("utf-8"))
    terms = _Terms(context["@context"])
    out.write(b'{"@context": ' + json.dumps(context["@context"], ensure_ascii=False).encode())
    out.write(b', "@graph": [')
    separator = b"\n"
    for subject, quads in groupby(_parsed(ordered), key=lambda quad: _name(quad.subject)):
        out.write(separator + json.dumps(terms.node(subject, quads), ensure_ascii=False).encode())
        separator = b",\n"
    out.write(b"\n]}\n")


def _name(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else value_of(term)


class _Terms:
    """The short names of a context, by IRI, with the type that each gives its values."""

    def __init__(self, context: dict[str, Any]) -> None:
        self._prefixes = {
            key: value
            for key, value in context.items()
            if isinstance(value, str) and value.endswith(("#", "/"))
        }
        self._names: dict[str, tuple[str, str | None]] = {}
        for name, value in context.items():
            if name.startswith("@") or name in self._prefixes:
                continue
            definition = value if isinstance(value, dict) else {"@id": value}
            coerced = definition.get("@type")
            kind = self._expand(coerced) if coerced else None
            self._names[self._expand(definition["@id"])] = (name, kind)

    def _expand(self, compact: str) -> str:
        prefix, _, local = compact.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else compact

    def node(self, subject: str, quads: Iterable[ox.Quad]) -> dict[str, Any]:
        properties: dict[str, list[Any]] = {}
        for quad in quads:
            if quad.predicate.value == v.TYPE:
                cls = value_of(quad.object)
                properties.setdefault("type", []).append(self._names.get(cls, (cls, None))[0])
                continue
            name, kind = self._names.get(quad.predicate.value, (quad.predicate.value, None))
            properties.setdefault(name, []).append(self._value(quad.object, kind))
        single = {name: vs[0] if len(vs) == 1 else vs for name, vs in properties.items()}
        return {"id": subject, **single}

    def _value(self, term: object, kind: str | None) -> Any:
        if isinstance(term, ox.NamedNode):
            return term.value if kind == "@id" else {"id": term.value}
        if isinstance(term, ox.BlankNode):
            return str(term) if kind == "@id" else {"id": str(term)}
        assert isinstance(term, ox.Literal)
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if term.datatype.value == kind:
            return term.value
        if kind is None and term.datatype.value == v.XSD + "string":
            return term.value
        return {"@value": term.value, "@type": term.datatype.value}
