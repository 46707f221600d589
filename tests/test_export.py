"""Exports: sorted, stable, and the same graph in each format."""

import gzip
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from citegraph.formats import RDF_FORMATS, Shape
from citegraph.store import Store
from tests.conftest import SAMPLES, Command, dump

RDFLIB_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
GRAPHS = [f.name for f in RDF_FORMATS.values() if f.shape is Shape.GRAPH]


@pytest.fixture(scope="session")
def triples(sample_store: Store) -> set[tuple[str, ...]]:
    """The merged view of the samples, as rdflib reads the plainest of formats."""
    graph = rdflib.Graph().parse(data=dump(sample_store, "nt"), format="nt")
    return {tuple(term.n3() for term in triple) for triple in graph}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_each_graph_format_back_to_the_same_graph(
    sample_store: Store, triples: set[tuple[str, ...]], name: str
) -> None:
    graph = rdflib.Graph().parse(data=dump(sample_store, name), format=RDFLIB_NAMES[name])
    assert {tuple(term.n3() for term in triple) for triple in graph} == triples


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_trig_and_nquads_back_to_the_same_dataset(sample_store: Store) -> None:
    found = []
    for name, rdflib_name in (("trig", "trig"), ("nq", "nquads")):
        dataset = rdflib.Dataset()
        dataset.parse(data=dump(sample_store, name), format=rdflib_name)
        found.append({tuple(str(term) for term in quad) for quad in dataset.quads()})
    assert found[0] == found[1]
    assert len(found[0]) == len(dump(sample_store).splitlines())


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_equal_sources_give_equal_bytes(
    sample_store: Store, run: Command, tmp_path: Path, name: str
) -> None:
    for folder in ("redif", "pages"):
        run("ingest", SAMPLES / folder)
    assert dump(Store(tmp_path / "store"), name) == dump(sample_store, name)


def test_no_blank_nodes(sample_store: Store) -> None:
    for quad in ox.parse(dump(sample_store).encode(), format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)


def test_nquads_are_sorted_within_each_graph(sample_store: Store) -> None:
    lines = dump(sample_store, "nt").splitlines()
    assert lines == sorted(lines, key=lambda line: line.removesuffix(" ."))


def test_files_are_named_by_suffix_and_packed_the_same(
    sample_store: Store, run: Command, tmp_path: Path
) -> None:
    packed = tmp_path / "graph.ttl.gz"
    for name in ("graph.ttl.gz", "again.ttl.gz"):
        assert run("-s", sample_store.path, "export", "-o", tmp_path / name).code == 0
    assert packed.read_bytes() == (tmp_path / "again.ttl.gz").read_bytes()
    assert gzip.decompress(packed.read_bytes()).decode() == dump(sample_store, "ttl")
    assert run("-s", sample_store.path, "export").out == dump(sample_store, "ttl")


def test_history_stands_in_the_export_only_when_asked_for(
    sample_store: Store, run: Command
) -> None:
    plain = run("-s", sample_store.path, "export", "-f", "nt").out
    told = run("-s", sample_store.path, "export", "-f", "nt", "--history").out
    extra = set(told.splitlines()) - set(plain.splitlines())
    assert "endedAtTime" not in plain
    assert sum("endedAtTime" in line for line in extra) == 1
    assert all("/generation/1>" in line.split(" ")[0] for line in extra)


def test_jsonld_uses_the_context_throughout(sample_store: Store) -> None:
    nodes = json.loads(dump(sample_store, "jsonld"))["@graph"]
    keys = {key for node in nodes for key in node}
    assert not {key for key in keys if ":" in key}
    kinds = {kind for node in nodes for kind in node.get("type", []) if isinstance(kind, str)}
    assert not {kind for kind in kinds if ":" in kind}


def test_large_graphs_are_sorted_on_the_disk(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = dump(sample_store)
    monkeypatch.setattr("citegraph.export._CHUNK", 50)
    assert dump(sample_store) == whole
