"""The ontology and the data are equal: nothing undeclared in the data, nothing idle declared."""

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from citegraph import vocab as v
from citegraph.check import check
from citegraph.decisions import Decision, Verdict
from citegraph.export import export
from citegraph.load import enlist, ingest, take_in
from citegraph.store import Store
from tests.conftest import SAMPLES

CASES = Path(__file__).parent / "cases"
# Declared to describe the ontology's own individuals; no data points to the scheme.
ABOUT_THE_ONTOLOGY = {v.CG.rstrip("#"), v.CG + "MatchStatus"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Everything that the project holds to test with, in one store."""
    store = Store(tmp_path_factory.mktemp("terms") / "store")
    store.create(references="learned")
    ingest(store, (str(SAMPLES),))
    ingest(store, (str(CASES),))
    with store.snapshot() as snapshot:
        unmatched = sorted(snapshot.subjects(v.STATUS, ox.NamedNode(v.UNMATCHED)))[:2]
        work = snapshot.iris.work_of_handle("RePEc:stp:stepre:1995r03")
    verdicts = zip(unmatched, (Verdict.CONFIRM, Verdict.REJECT), strict=True)
    decisions = [
        Decision(iri, said, work, "2025-05-03T10:00:00Z", "Words") for iri, said in verdicts
    ]
    take_in(store, decisions, "decisions import decided.csv")
    enlist(store, "reading", [work], "lists add reading")
    return store


def terms(store: Store) -> Iterator[str]:
    out = BytesIO()
    with store.snapshot() as snapshot:
        export(snapshot, "nq", out, store.history())
    for quad in ox.parse(out.getvalue(), format=ox.RdfFormat.N_QUADS):
        yield quad.predicate.value
        is_type = quad.predicate.value == v.TYPE
        if isinstance(quad.object, ox.NamedNode) and (is_type or v.CG in quad.object.value):
            yield quad.object.value


def test_data_and_ontology_are_equal(store: Store) -> None:
    text = files("citegraph.ontology").joinpath("citegraph.ttl").read_text(encoding="utf-8")
    ontology = rdflib.Graph().parse(data=text, format="turtle")
    declared = {
        str(subject)
        for subject in ontology.subjects(RDF.type, None)
        if isinstance(subject, rdflib.URIRef)
    } - ABOUT_THE_ONTOLOGY
    used = set(terms(store))
    superclasses = {str(cls) for cls in ontology.objects(None, RDFS.subClassOf)}
    assert used - declared == set()
    assert declared - used - superclasses == set()
    assert {OWL.Ontology, SKOS.ConceptScheme} <= set(ontology.objects(None, RDF.type))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, within pySHACL
def test_all_of_it_passes_the_check(store: Store) -> None:
    with store.snapshot() as snapshot:
        report = check(snapshot)
    assert dict(report.findings) == {}
    assert report.things > 100
