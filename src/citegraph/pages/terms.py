"""The vocabulary, as an editor completes it: classes, properties and values with what they mean."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v

_OWL = "http://www.w3.org/2002/07/owl#"
_KINDS = {
    v.RDFS + "Class": "class",
    _OWL + "Class": "class",
    v.RDF + "Property": "property",
    _OWL + "ObjectProperty": "property",
    _OWL + "DatatypeProperty": "property",
    v.SKOS + "Concept": "value",
}


class Term(NamedTuple):
    """A term by its prefixed name; `uses` is how often the store has it, where that is known."""

    name: str
    kind: str
    label: str
    comment: str
    uses: int = 0


class Vocabulary(NamedTuple):
    """Namespaces by their prefixes, and terms by their IRIs."""

    prefixes: dict[str, str]
    terms: dict[str, Term]


@cache
def ontology() -> Vocabulary:
    """The terms of `ontology/citegraph.ttl`, and the prefixes that it and the endpoint know."""
    text = files("citegraph.ontology").joinpath("citegraph.ttl").read_bytes()
    parser = ox.parse(text, format=ox.RdfFormat.TURTLE)
    triples = [quad.triple for quad in parser]
    prefixes = dict(sorted({**parser.prefixes, **v.PREFIXES}.items()))
    labels = _texts(triples, v.LABEL)
    comments = _texts(triples, v.RDFS + "comment")
    terms = {}
    for subject, predicate, kind in triples:
        if (
            isinstance(subject, ox.NamedNode)
            and predicate.value == v.TYPE
            and isinstance(kind, ox.NamedNode)
            and kind.value in _KINDS
        ):
            iri = subject.value
            terms[iri] = Term(
                short(iri, prefixes), _KINDS[kind.value], labels.get(iri, ""), comments.get(iri, "")
            )
    return Vocabulary(prefixes, terms)


def vocabulary(counts: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    """Prefixes and terms as JSON has them, by kind and name.

    `counts` are the classes and properties of a store with their uses, which need not be the
    ontology's.
    """
    prefixes, terms = ontology()
    found = dict(terms)
    for kind, plural in (("class", "classes"), ("property", "properties")):
        for iri, uses in counts[plural].items():
            known = terms.get(iri) or Term(short(iri, prefixes), kind, "", "")
            found[iri] = known._replace(uses=uses)
    ordered = sorted(found.values(), key=lambda term: (term.kind, term.name))
    return {"prefixes": prefixes, "terms": [term._asdict() for term in ordered]}


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI with the prefix of its namespace, or in angle brackets where none is known.

    >>> short("http://purl.org/dc/terms/title", {"dcterms": "http://purl.org/dc/terms/"})
    'dcterms:title'
    >>> short("http://purl.org/dc/terms/a/b", {"dcterms": "http://purl.org/dc/terms/"})
    '<http://purl.org/dc/terms/a/b>'
    """
    for prefix, namespace in prefixes.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("-", "_").isidentifier():
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _texts(triples: list[ox.Triple], predicate: str) -> dict[str, str]:
    return {
        triple.subject.value: triple.object.value
        for triple in triples
        if triple.predicate.value == predicate
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.Literal)
    }
