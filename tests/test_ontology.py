"""The ontology says what the data use, no more and no less; its shapes catch what is wrong."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

from citegraph import vocab

ONTOLOGY = URIRef("https://w3id.org/citegraph/ontology")
# The scheme that holds the match statuses; data name the statuses, never the scheme.
SCHEME = URIRef(vocab.CG + "MatchStatus")
SDO = Namespace(vocab.SCHEMA)
NAMESPACES = frozenset(vocab.PREFIXES.values())
TERMS = {
    name: URIRef(iri)
    for name, iri in vars(vocab).items()
    if name.isupper() and isinstance(iri, str) and iri not in NAMESPACES
}
OWN = sorted(iri for iri in TERMS.values() if iri.startswith(vocab.CG))
ALIGNMENTS = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso, SKOS.closeMatch)
NO_MATCH = "No term of a well-known vocabulary says this"
# What belongs to a thing and so is always in a slice with it.
PARTS = {
    URIRef(vocab.CG + name)
    for name in ("Authorship", "Reference", "FullText", "Comparison", "Conflict")
}


def resource(name: str) -> Path:
    return Path(str(files("citegraph.ontology").joinpath(name)))


@cache
def ontology() -> Graph:
    return Graph().parse(resource("citegraph.ttl"), format="turtle")


@cache
def shapes() -> Graph:
    return Graph().parse(resource("shapes.ttl"), format="turtle")


@cache
def context() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("context.jsonld").read_text("utf-8"))
    assert list(loaded) == ["@context"]
    inner: dict[str, Any] = loaded["@context"]
    return inner


def types_of(term: URIRef) -> set[Node]:
    return set(ontology().objects(term, RDF.type))


def is_property(term: URIRef) -> bool:
    return bool(types_of(term) & {RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty})


def is_class(term: URIRef) -> bool:
    return bool(types_of(term) & {RDFS.Class, OWL.Class})


# The ontology


def test_the_ontology_says_what_it_is() -> None:
    header = dict(ontology().predicate_objects(ONTOLOGY))
    assert header[RDF.type] == OWL.Ontology
    assert header[OWL.versionInfo] == Literal("0.1.0")
    license_iri = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    assert header[URIRef(vocab.DCTERMS + "license")] == license_iri


def test_a_term_has_one_name_in_vocab() -> None:
    assert [iri for iri, count in Counter(TERMS.values()).items() if count > 1] == []


@pytest.mark.parametrize("name", sorted(TERMS))
def test_each_term_of_the_data_is_declared(name: str) -> None:
    term, graph = TERMS[name], ontology()
    assert types_of(term), f"{term} is not declared"
    (label,) = graph.objects(term, RDFS.label)
    (comment,) = map(str, graph.objects(term, RDFS.comment))
    assert str(label)
    assert comment.endswith((".", '"'))
    (vocabulary,) = graph.objects(term, RDFS.isDefinedBy)
    if term in OWN:
        assert vocabulary == ONTOLOGY
        assert "Example: " in comment
    else:
        assert str(vocabulary) in NAMESPACES
        assert term.startswith(str(vocabulary))


def test_each_declared_term_is_a_term_of_the_data() -> None:
    declared = set(ontology().subjects()) - {ONTOLOGY, SCHEME}
    assert declared == set(TERMS.values())


@pytest.mark.parametrize("term", [iri for iri in OWN if is_property(iri)])
def test_each_own_property_notes_its_domain_and_range(term: URIRef) -> None:
    graph = ontology()
    domains = set(graph.objects(term, SDO.domainIncludes))
    ranges = set(graph.objects(term, SDO.rangeIncludes))
    classes = {iri for iri in TERMS.values() if is_class(iri)}
    assert domains
    assert domains <= classes | {URIRef(vocab.PROV + "Entity")}
    if OWL.DatatypeProperty in types_of(term):
        (datatype,) = ranges
        assert str(datatype).startswith(str(XSD))
    else:
        assert ranges
        assert ranges <= classes
    # Notes only: a stated domain or range would make reasoners infer classes.
    assert not set(graph.predicates(term)) & {RDFS.domain, RDFS.range}


@pytest.mark.parametrize("term", [*OWN, SCHEME])
def test_each_own_term_is_aligned_or_says_that_it_cannot_be(term: URIRef) -> None:
    graph = ontology()
    elsewhere = {
        other
        for relation in ALIGNMENTS
        for other in graph.objects(term, relation)
        if not str(other).startswith(vocab.CG)
    }
    notes = [str(note) for note in graph.objects(term, SKOS.editorialNote)]
    assert elsewhere or any(note.startswith(NO_MATCH) for note in notes)


def test_each_status_is_a_concept_of_the_scheme() -> None:
    statuses = {
        URIRef(vocab.CG + name)
        for name in ("matched", "uncertain", "unmatched", "confirmed", "rejected")
    }
    graph = ontology()
    assert types_of(SCHEME) == {SKOS.ConceptScheme}
    assert set(graph.objects(SCHEME, SKOS.hasTopConcept)) == statuses
    assert set(graph.subjects(SKOS.inScheme, SCHEME)) == statuses
    assert all(SKOS.Concept in types_of(status) for status in statuses)


# The JSON-LD context


def definitions() -> Iterator[tuple[str, str, str | None]]:
    """Each term of the context, the compact IRI that it stands for, and the type it coerces to."""
    for name, value in context().items():
        if name.startswith("@") or name in vocab.PREFIXES or str(value).startswith("@"):
            continue
        definition = value if isinstance(value, dict) else {"@id": value}
        yield name, definition["@id"], definition.get("@type")


SAMPLES = {
    None: ("some words", Literal("some words")),
    "@id": ("https://example.org/thing", URIRef("https://example.org/thing")),
    "xsd:integer": ("3", Literal("3", datatype=XSD.integer)),
    "xsd:decimal": ("0.9", Literal("0.9", datatype=XSD.decimal)),
    "xsd:gYear": ("1995", Literal("1995", datatype=XSD.gYear)),
    "xsd:date": ("2007-03-21", Literal("2007-03-21", datatype=XSD.date)),
    "xsd:dateTime": (
        "2025-05-03T10:00:00+00:00",
        Literal("2025-05-03T10:00:00+00:00", datatype=XSD.dateTime),
    ),
}


def expanded(**node: str) -> tuple[Node, Node]:
    """The predicate and object of the one statement that a node in the context makes."""
    document = {"@context": context(), "id": "https://example.org/node", **node}
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    ((subject, predicate, value),) = graph
    assert subject == URIRef("https://example.org/node")
    return predicate, value


def test_the_context_has_the_prefixes_and_aliases() -> None:
    found = {name: value for name, value in context().items() if name in vocab.PREFIXES}
    assert found == vocab.PREFIXES
    assert context()["id"] == "@id"
    assert context()["type"] == "@type"
    assert "@language" not in context()


def test_the_context_has_no_term_twice() -> None:
    pairs = json.loads(resource("context.jsonld").read_text("utf-8"), object_pairs_hook=list)
    ((_, inner),) = pairs
    assert [name for name, count in Counter(name for name, _ in inner).items() if count > 1] == []


# rdflib's own JSON-LD parser still makes a class that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_context_has_one_term_for_each_property_and_class() -> None:
    counts = Counter[Node]()
    for name, _, coerced in definitions():
        if name[0].isupper():
            predicate, value = expanded(type=name)
            assert predicate == RDF.type
            counts[value] += 1
        else:
            predicate, value = expanded(**{name: SAMPLES[coerced][0]})
            assert value == SAMPLES[coerced][1]
            counts[predicate] += 1
    wanted = {iri for iri in TERMS.values() if is_class(iri) or is_property(iri)} - {RDF.type}
    assert counts == Counter(wanted)


@pytest.mark.parametrize("name, compact, coerced", list(definitions()))
def test_a_term_of_the_context_has_the_type_that_the_ontology_notes(
    name: str, compact: str, coerced: str | None
) -> None:
    prefix, _, local = compact.partition(":")
    term = URIRef(vocab.PREFIXES[prefix] + local)
    if OWL.ObjectProperty in types_of(term):
        assert coerced == "@id"
    elif OWL.DatatypeProperty in types_of(term):
        (datatype,) = ontology().objects(term, SDO.rangeIncludes)
        expected = None if datatype == XSD.string else f"xsd:{str(datatype).removeprefix(str(XSD))}"
        assert coerced == expected
    elif is_class(term):
        assert name == local


# The shapes


def paths() -> Iterator[Node]:
    """Every property in a path; a path is a property or a list of them."""
    for path in shapes().objects(None, SH.path):
        yield from [path] if isinstance(path, URIRef) else Collection(shapes(), path)


def test_the_shapes_name_only_declared_terms() -> None:
    graph = shapes()
    named = set(paths())
    for relation in (SH.targetClass, SH.targetSubjectsOf, SH["class"], SH.hasValue, SH.equals):
        named |= set(graph.objects(None, relation))
    for members in graph.objects(None, SH["in"]):
        named |= set(Collection(graph, members))
    terms = {node for node in named if isinstance(node, URIRef)}
    assert terms - set(TERMS.values()) == set()


def test_each_shape_has_a_name_and_a_message_that_is_a_sentence() -> None:
    graph = shapes()
    targeted = {*graph.subjects(SH.targetClass), *graph.subjects(SH.targetSubjectsOf)}
    properties = {part for shape in targeted for part in graph.objects(shape, SH.property)}
    assert set(graph.subjects(RDF.type, SH.NodeShape)) == targeted
    assert set(graph.subjects(RDF.type, SH.PropertyShape)) <= properties
    for shape in targeted | properties:
        (name,) = graph.objects(shape, SH.name)
        (message,) = graph.objects(shape, SH.message)
        assert str(name)
        assert str(message)[0].isupper()
        assert str(message).endswith(".")


def test_the_shapes_are_core_and_ask_a_class_only_of_parts() -> None:
    graph = shapes()
    assert not {SH.sparql, SH.select, SH.js} & set(graph.predicates())
    assert set(graph.objects(None, SH["class"])) == PARTS


PREFIXES = "\n".join(f"@prefix {name}: <{iri}> ." for name, iri in vocab.PREFIXES.items())
GOOD = """
@base <https://w3id.org/citegraph/> .

<work/w> a cg:Work, cg:WorkingPaper ;
    dcterms:title "Interactive learning" ;
    cg:handle "RePEc:stp:stepre:1995r03" ;
    bibo:doi "10.1504/ijeim.2007.012889" ;
    bibo:isbn13 "9780262011136" ;
    cg:matchKey "handle:repec:stp:stepre:1995r03", "metadata:ac508529bfe6f378d5e9" ;
    cg:blockingKey "title:interactivelearnin" ;
    cg:year "1995"^^xsd:gYear ;
    cg:yearBasis "stated" ;
    dcterms:available "2007-03-21"^^xsd:date ;
    dcterms:language "en" ;
    dcterms:subject <jel/O31> ;
    dcterms:creator <person/pas123> ;
    cg:inVenue <venue/v> ;
    prism:startingPage "23" ;
    prism:endingPage "42" ;
    prism:issn "0048-7333" ;
    cg:hasAuthorship <work/w#author-1> ;
    cg:fullText <work/w#file-1>, <work/w#file-2> ;
    cg:hasConflict <work/w#conflict-1> ;
    cg:referenceListCoverage "full" ;
    cg:hasReference <work/w#ref-1>, <work/w#ref-2>, <work/w#ref-3>, <work/w#ref-4> ;
    cito:cites <work/cited> ;
    cg:citedByCount 3 ;
    cg:versionOf <cluster/w> ;
    cg:versionBasis "stated" ;
    cg:computedVersion <work/x> ;
    cg:possibleVersion <work/y> ;
    cg:hasComparison <work/w#version-1>, <work/w#version-2> ;
    prov:wasDerivedFrom <source/s> .

<work/w#author-1> a cg:Authorship ;
    cg:ordinal 1 ;
    cg:role "author" ;
    cg:nameAsWritten "Asheim, Bjørn" ;
    cg:identification "claimed" ;
    cg:person <person/pas123> .

<work/w#version-1> a cg:Comparison ;
    cg:comparedWith <work/x> ;
    cg:score 1.0 ;
    cg:titleSimilarity 1.0 ;
    cg:agreesIn "authors", "title" .

<work/w#version-2> a cg:Comparison ;
    cg:comparedWith <work/y> ;
    cg:score 0.7 ;
    cg:titleSimilarity 0.91 ;
    cg:differsIn "title" .

<work/w#ref-1> a cg:Reference ;
    cg:position 1 ;
    cg:raw "Smith, 1994. First" ;
    cg:status cg:matched ;
    cg:score 0.9 ;
    cg:matchMethod "metadata" ;
    cg:soughtKey "title:first" ;
    cg:hasComparison <work/w#ref-1-comparison-1> ;
    cg:target <work/cited> .

<work/w#ref-1-comparison-1> a cg:Comparison ;
    cg:ordinal 1 ;
    cg:comparedWith <work/cited> ;
    cg:score 0.8 ;
    cg:agreesIn "title", "authors" ;
    cg:differsIn "year" ;
    cg:veto "the years differ, and nothing else tells" .

<work/w#ref-2> a cg:Reference ;
    cg:position 2 ;
    cg:raw "Smith, 1994. Second" ;
    cg:status cg:uncertain ;
    cg:candidate <work/a>, <work/b> .

<work/w#ref-3> a cg:Reference ;
    cg:position 3 ;
    cg:raw "Smith, undated. Third" ;
    cg:modelVersion 1 ;
    cg:status cg:unmatched ;
    cg:yearStated "undated" .

<work/w#ref-4> a cg:Reference ;
    cg:position 4 ;
    cg:raw "Smith, 1994. Fourth" ;
    cg:status cg:confirmed ;
    cg:matchMethod "decision" ;
    cg:decidedBy <decision/1> ;
    cg:target <work/cited> .

<decision/1> a cg:Decision ;
    cg:decides <work/w#ref-4> ;
    cg:verdict "confirm" ;
    cg:verdictOn <work/cited> ;
    cg:raw "Smith, 1994. Fourth" ;
    prov:endedAtTime "2025-05-03T10:00:00Z"^^xsd:dateTime .

<work/w#file-1> a cg:FullText ;
    schema:contentUrl <https://example.org/w.pdf> ;
    cg:restriction "no" ;
    cg:accessLevel "open" .

<work/w#file-2> a cg:FullText ;
    schema:contentUrl <https://example.org/w.ps> ;
    cg:accessLevel "unknown" .

<work/w#conflict-1> a cg:Conflict ;
    cg:field "year" ;
    cg:keptValue "1995" ;
    cg:keptSource <source/s> ;
    cg:keptLine 4 ;
    cg:otherValue "1996" ;
    cg:otherSource <source/t> ;
    cg:otherLine 7 .

<cluster/w> a cg:VersionCluster ;
    cg:clusterCitedByCount 2 .

<venue/v> a cg:Venue, cg:Series ;
    dcterms:title "STEP Report series" ;
    cg:handle "RePEc:stp:stepre" ;
    bibo:issn "0048-7333" ;
    dcterms:isPartOf <archive/repec:stp> .

<archive/repec:stp> a cg:Archive ;
    cg:handle "RePEc:stp" .

<person/pas123> a cg:Person ;
    cg:shortId "pas123" ;
    foaf:name "Bjørn Asheim" .

<organization/o> a cg:Organization ;
    cg:handle "RePEc:edi:zefbnde" ;
    foaf:page <https://example.org/> ;
    rdfs:label "Center for Development Research"@en .

<jel/O31> a skos:Concept ;
    skos:broader <jel/O3> ;
    skos:notation "O31" .

<jel/O> a skos:Concept ;
    skos:notation "O" .

<source/s> a cg:SourceDocument ;
    cg:contentHash "220d9076b54de24d9d3ceeca5f091ce3c309db096461f0c069046a4eb2850718" ;
    cg:sourceFormat "ideas" ;
    cg:parserVersion 1 ;
    cg:encoding "utf-8" ;
    cg:fileName "ideas-paper.txt" .

<source/s#L1> cg:describes <work/w> ;
    cg:line 1 .

<lists/reading> a bibo:Collection ;
    dcterms:title "reading" ;
    dcterms:hasPart <work/w>, <work/gone> .

<generation/2> a cg:Ingest ;
    rdfs:label "ingest pages" ;
    prov:wasInformedBy <generation/1> ;
    prov:endedAtTime "2025-05-03T10:00:00+00:00"^^xsd:dateTime ;
    cg:generation 2 .
"""

MUTATIONS = [
    # Works
    ("cg:Work, cg:WorkingPaper", "cg:Work", "A work is exactly one of these: "),
    ("cg:Work, cg:WorkingPaper", "cg:Work, cg:Book, cg:Article", "A work is exactly one of these"),
    ('title "Inter', 'title "Another title", "Inter', "There is at most one title, "),
    ('title "Interactive learning"', 'title "Title"@en', "There is at most one title, "),
    ('"1995"^^xsd:gYear', '"1995"^^xsd:gYear, "1996"^^xsd:gYear', "There is at most one year, "),
    ('"1995"^^xsd:gYear', '"March 1995"', "There is at most one year, "),
    ('yearBasis "stated"', 'yearBasis "guessed"', "The basis of the year is one of these: "),
    ('cg:yearBasis "stated" ;', "", "A work that has a year says what the year rests on."),
    ('"RePEc:stp:stepre:1995r03"', '"RePEc:stp:stepre"', "There is at most one handle, "),
    ('"10.1504/ij', '"https://doi.org/10.1504/ij', "There is at most one DOI, "),
    ('"10.1504/ij', '"10.1504/x", "10.1504/ij', "There is at most one DOI, "),
    ('"9780262011136"', '"0-262-01113-1"', "An ISBN is 13 digits "),
    ('"metadata:ac', '"title:ac', "A match key begins with handle:, doi:, isbn: or metadata:."),
    ('"2007-03-21"^^xsd:date', '"21 Mar 2007"', "There is at most one day on which "),
    ('language "en"', 'language "English"', "A language is a code of two or three small letters"),
    ("dcterms:subject <jel/O31>", 'dcterms:subject "O31"', "A subject is a JEL concept, "),
    ("creator <person/pas123>", 'creator "Asheim"', "A creator is a known person, "),
    ("inVenue <venue/v>", "inVenue <venue/v>, <venue/u>", "A work appeared in at most one "),
    ('prism:startingPage "23" ;', "", "Where there is a last page, there is a first page."),
    ('prism:issn "0048-7333"', 'prism:issn "00487333"', "The ISSN of a work's journal is "),
    ('Coverage "full"', 'Coverage "complete"', "The coverage of a reference list is one of "),
    ("cito:cites <work/cited> ;", "", "A work cites exactly those works that its matched "),
    ("cites <work/cited>", "cites <work/cited>, <work/a>", "A work cites exactly those works "),
    ('cg:versionBasis "stated" ;', "", "A work that is in a version cluster says why."),
    (
        'Basis "stated" ;\n    cg:comp',
        'Basis "guessed" ;\n    cg:comp',
        "A work is in a version clus",
    ),
    ("cg:computedVersion <work/x>", 'cg:computedVersion "x"', "A computed version is a work, "),
    ("cg:possibleVersion <work/y>", 'cg:possibleVersion "y"', "A possible version is a work, "),
    ("cg:possibleVersion <work/y>", "cg:possibleVersion <work/x>", "A computed version is a work"),
    (
        'cg:versionOf <cluster/w> ;\n    cg:versionBasis "stated" ;',
        "",
        "A work that has a computed version is in a version cluster.",
    ),
    (
        "cg:hasComparison <work/w#version-1>, <work/w#version-2> ;",
        "",
        "A work that has a computed or possible version says why.",
    ),
    ("<work/w#version-1>, ", "<work/w#v>, ", "A comparison of two works is described as one."),
    ("cg:titleSimilarity 1.0", "cg:titleSimilarity 1.5", "A comparison says at most once how "),
    ("cg:titleSimilarity 1.0 ;", "", "A comparison with a reference has a rank, and one of two "),
    ("prov:wasDerivedFrom <source/s>", 'dcterms:rights ""', "A work names at least one source "),
    ("cg:hasAuthorship <work/w#author-1>", "cg:hasAuthorship <work/w#x>", "Each entry in a list"),
    ("a cg:VersionCluster ;", "a cg:VersionCluster ; cg:versionOf <x> ;", "A version cluster is "),
    ("cg:citedByCount 3", "cg:citedByCount 0", "There is at most one number of works that cite a "),
    ("ByCount 2", "ByCount 2, 3", "There is at most one number of works, versions counted once, "),
    # Authorships
    ("cg:ordinal 1", "cg:ordinal 0", "An authorship has exactly one place in its list: "),
    ('cg:role "author" ;', "", "An authorship has exactly one role: author or editor."),
    ('Written "Asheim, Bjørn"', 'Written "Asheim", "B. Asheim"', "An authorship has exactly one n"),
    (
        "cg:person <person/pas123> .",
        ".",
        "An authorship whose person is claimed, computed or confirmed names the person.",
    ),
    (
        'cg:identification "claimed"',
        'cg:identification "computed" ; cg:identificationBasis "looks"',
        "A person is known because",
    ),
    (
        'cg:identification "claimed"',
        'cg:identification "claimed" ; cg:nameBlock "Asheim, Bj"',
        "A name block is",
    ),
    (
        'cg:identification "claimed"',
        'cg:identification "computed" ; cg:score 2.0',
        "An authorship has at most one score",
    ),
    (
        'cg:identification "claimed"',
        'cg:identification "confirmed"',
        "An authorship whose person is confirmed names the decision",
    ),
    (
        'cg:identification "claimed"',
        'cg:identification "claimed" ; cg:decidedBy "me"',
        "Who is behind a name is decided by",
    ),
    # References
    ("cg:position 1", "cg:position 1.5", "A reference has exactly one position in its list"),
    ("cg:position 2 ;", "", "A reference has exactly one position in its list"),
    ('cg:raw "Smith, 1994. Second" ;', "", "A reference has its words exactly once, "),
    ("cg:modelVersion 1", "cg:modelVersion 0", "A reference was read by at most one version of a "),
    ("cg:status cg:unmatched", "cg:status cg:perhaps", "A reference has exactly one status: "),
    ("cg:status cg:unmatched ;", "", "A reference has exactly one status: "),
    ("cg:status cg:unmatched", "cg:status cg:matched", "A matched reference names the work that "),
    ("cg:status cg:unmatched", "cg:status cg:uncertain", "An uncertain reference names the works"),
    (
        "cg:status cg:unmatched",
        "cg:status cg:unmatched ; cg:candidate <work/a>",
        "Only an uncertain reference names works that it may mean.",
    ),
    (
        "cg:status cg:unmatched",
        "cg:status cg:unmatched ; cg:target <work/cited>",
        "Only a matched or confirmed reference names the work that it means.",
    ),
    ("cg:score 0.9", "cg:score 1.5", "A reference has at most one score, "),
    ("cg:score 0.9", "cg:score 0.9e0", "A reference has at most one score, "),
    ('Method "metadata"', 'Method "guess"', "The match method is one of these: "),
    ("<work/a>, <work/b>", '<work/a>, "A title"', "A candidate is a work, not text."),
    ('cg:soughtKey "title:first"', 'cg:soughtKey "first"', "A sought key begins with "),
    ('Key "title:interactivelearnin"', 'Key "interactive"', "A blocking key begins with "),
    (
        "hasComparison <work/w#ref-1-comparison-1>",
        "hasComparison <work/w#x>",
        "A comparison of a reference is described as one.",
    ),
    ("cg:comparedWith <work/cited> ;", "", "A comparison is with exactly one work."),
    ("cg:score 0.8", "cg:score 8.0", "A comparison has exactly one score, "),
    ('agreesIn "title"', 'agreesIn "colour"', "What agrees is one of the fields that are "),
    ('differsIn "year"', 'differsIn "mood"', "What differs is one of the fields that are "),
    ("cg:decidedBy <decision/1> ;", "", "A confirmed or rejected reference names the decision "),
    (
        "cg:decidedBy <decision/1>",
        'cg:decidedBy <decision/1>, "me"',
        "A reference is decided by a ",
    ),
    # Decisions
    ("cg:decides <work/w#ref-4> ;", "", "A decision is about exactly one thing."),
    ('verdict "confirm"', 'verdict "perhaps"', "A decision has exactly one verdict: "),
    ("cg:verdictOn <work/cited> ;", "", "A decision confirms or rejects exactly one thing."),
    ('"2025-05-03T10:00:00Z"^^xsd:dateTime', '"May"', "A decision was taken at exactly one time."),
    (
        'Fourth" ;\n    prov',
        'Fourth", "4" ;\n    prov',
        "A decision keeps the words of what it is ",
    ),
    # Full texts and conflicts
    ('Level "open"', 'Level "open", "restricted"', "A full text has exactly one access level: "),
    ('Level "open"', 'Level "free"', "A full text has exactly one access level: "),
    ('cg:restriction "no" ;', "", "A full text is open or restricted only where a source says so."),
    ("<https://example.org/w.pdf>", '"w.pdf"', "A full text has at most one address, "),
    ("schema:contentUrl <https://example.org/w.ps> ;", "", "A full text has an address or a "),
    ('cg:otherValue "1996" ;', "", "A conflict has exactly one other value, "),
    ("cg:keptLine 4", "cg:keptLine 0", "A conflict gives exactly one line for the kept value"),
    # Venues, archives, persons, organizations
    ("cg:Venue, cg:Series", "cg:Venue, cg:Series, cg:Journal", "A venue is either a series or a "),
    ("cg:Venue, cg:Series", "cg:Venue", "A venue is either a series or a journal."),
    ('"STEP Report series"', '"STEP", "STEP Report series"', "There is at most one title, "),
    ('bibo:issn "0048-7333"', 'bibo:issn "0048"', "An ISSN is written as NNNN-NNNC, "),
    ('"RePEc:stp:stepre" ;', '"RePEc:stp:stepre:1995r03" ;', "A venue has at most one handle, "),
    ('"RePEc:stp" .', '"RePEc:stp:stepre" .', "An archive has exactly one handle, "),
    ('cg:shortId "pas123" ;', "", "A person has a short-id or a handle; "),
    ('cg:shortId "pas123"', 'cg:shortId "PAS123"', "A person has at most one RePEc short-id, "),
    ('cg:handle "RePEc:edi:zefbnde" ;', "", "An organization has exactly one handle, "),
    ('Research"@en', 'Research"@de', "An organization has at most one label, "),
    ("foaf:page <https://example.org/>", 'foaf:page "www.x.org"', "A homepage is a web "),
    # JEL codes
    ('notation "O31"', 'notation "O312"', "A JEL concept has one code: "),
    ('skos:notation "O31" .', ".", "A JEL concept has a code."),
    ("skos:broader <jel/O3> ;", "", "A JEL code of two or three characters has a wider code."),
    # Sources and their log
    ('Hash "220d', 'Hash "', "A source document has exactly one content hash, "),
    ('cg:fileName "ideas-paper.txt"', 'dcterms:rights ""', "A source document has at least one f"),
    ("cg:describes <work/w>", "cg:describes <work/w>, <work/a>", "A record describes exactly one "),
    ("cg:line 1 .", ".", "A record begins at exactly one line: "),
    ("cg:generation 2 .", ".", "An ingest made exactly one generation: "),
    ('"2025-05-03T10:00:00+00:00"^^xsd:dateTime', '"May"', "An ingest ended at exactly one time."),
    # Lists
    ('title "reading" ;', 'language "en" ;', "A list of works has a name."),
    ("hasPart <work/w>, <work/gone>", 'hasPart "w"', "A list names at least one work, by its IRI."),
    # Names
    ("<work/w#conflict-1>", "_:conflict", "A conflict has an IRI of its own and is no blank node."),
]


def messages(turtle: str, *, check_shapes: bool = False) -> list[str]:
    """What the shapes say of a graph, one message a violation."""
    data = Graph().parse(data=f"{PREFIXES}\n{turtle}", format="turtle")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes(), meta_shacl=check_shapes)
    assert isinstance(report, Graph)
    found = [str(report.value(r, SH.resultMessage)) for r in report.objects(None, SH.result)]
    assert conforms == (not found)
    return found


def test_a_good_graph_conforms_to_well_formed_shapes() -> None:
    assert messages(GOOD, check_shapes=True) == []


def test_the_ontology_itself_conforms() -> None:
    assert messages(GOOD + ontology().serialize(format="turtle")) == []


@pytest.mark.parametrize("old, new, message", MUTATIONS)
def test_a_bad_statement_gives_one_message(old: str, new: str, message: str) -> None:
    assert old in GOOD
    (found,) = messages(GOOD.replace(old, new))
    assert found.startswith(message)
