"""Everything that ReDIF templates say of things and works arrives in the graph; no e-mail does."""

import pytest

from citegraph.load import ingest
from citegraph.store import Store
from tests.conftest import dump

TEMPLATES = """\
Template-Type: ReDIF-Archive 1.0
Handle: RePEc:abc
Name: An Archive
Maintainer-Email: archive@example.org
URL: ftp://ftp.example.org/RePEc/abc/

Template-Type: ReDIF-Series 1.0
Name: Regional Papers
Provider-Name: Department of Regions
Provider-Institution: RePEc:edi:deabcno
Provider-Email: provider@example.org
Maintainer-Email: series@example.org
ISSN: 0048-7333
Classification-JEL: R11
Keywords: regions
Predecessor: RePEc:abc:oldpap
Followup: RePEc:abc:newpap
Type: ReDIF-Paper
Handle: RePEc:abc:regpap

Template-Type: ReDIF-Person 1.0
Name-Full: Ann Reed
Name-First: Ann
Name-Last: Reed
Email: ann@example.org
Workplace-Name: Department of Regions
Workplace-Institution: RePEc:edi:deabcno
Short-ID: PRE1
Handle: RePEc:per:1970-01-02:Ann_Reed
Author-Paper: RePEc:abc:regpap:7
Editor-Series: RePEc:abc:regpap

Template-Type: ReDIF-Institution 1.0
Primary-Name: Universitetet
Primary-Name-English: The University
Secondary-Name: Instituttet
Secondary-Name-English: The Department
Secondary-Email: department@example.org
Handle: RePEc:edi:deabcno

Template-Type: ReDIF-Paper 1.0
Title: Of Regions
Author-Name: Reed, Ann
Author-Email: ann@example.org
Author-Person: PRE1
Author-Workplace-Name: Department of Regions
Author-Workplace-Institution: RePEc:edi:deabcno
Author-Name: Bo Berg
Abstract: Write to ann@example.org for it.
Classification-JEL: O31, see the list
Keywords: regions; networks
Language: en
Publication-Status: Published in Regions, 2002
Article-Handle: RePEc:xyz:region:v:1:y:2002:i:1:p:1-9
File-URL: http://www.example.org/7.pdf
File-Format: Application/PDF
File-Function: First version
File-Restriction: Subscribers only
Handle: RePEc:abc:regpap:7
"""
WORK, SERIES = "work/repec:abc:regpap:7", "venue/repec:abc:regpap"
DEPARTMENT, PERSON = "organization/repec:edi:deabcno", "person/pre1"
SAID = f"""\
archive/repec:abc title "An Archive"
archive/repec:abc contentUrl ftp://ftp.example.org/RePEc/abc/
{SERIES} title "Regional Papers"
{SERIES} isPartOf archive/repec:abc
{SERIES} publisher "Department of Regions"
{SERIES} provider {DEPARTMENT}
{SERIES} issn "0048-7333"
{SERIES} subject jel/R11
{SERIES} keyword "regions"
{SERIES} replaces venue/repec:abc:oldpap
{SERIES} isReplacedBy venue/repec:abc:newpap
{PERSON} name "Ann Reed"
{PERSON} givenName "Ann"
{PERSON} familyName "Reed"
{PERSON} shortId "pre1"
{PERSON} handle "RePEc:per:1970-01-02:ann_reed"
{PERSON} affiliationAsWritten "Department of Regions"
{PERSON} organization {DEPARTMENT}
{PERSON} claims {WORK}
{PERSON} claims {SERIES}
{DEPARTMENT} name "Instituttet, Universitetet"
{DEPARTMENT} label "The Department, The University"@en
{DEPARTMENT} handle "RePEc:edi:deabcno"
{DEPARTMENT} edircId "deabcno"
{WORK} inVenue {SERIES}
{WORK} creator {PERSON}
{WORK}#author-1 nameAsWritten "Reed, Ann"
{WORK}#author-1 person {PERSON}
{WORK}#author-1 identification "claimed"
{WORK}#author-1 affiliationAsWritten "Department of Regions"
{WORK}#author-1 organization {DEPARTMENT}
{WORK}#author-2 nameAsWritten "Bo Berg"
{WORK}#author-2 identification "none"
{WORK} subject jel/O31
{WORK} keyword "regions"
{WORK} keyword "networks"
{WORK} language "en"
{WORK} publicationStatus "Published in Regions, 2002"
{WORK} statedVersion work/repec:xyz:region:v:1:y:2002:i:1:p:1-9
{WORK}#file-1 contentUrl http://www.example.org/7.pdf
{WORK}#file-1 encodingFormat "application/pdf"
{WORK}#file-1 description "First version"
{WORK}#file-1 restriction "Subscribers only"
{WORK}#file-1 accessLevel "restricted"
""".splitlines()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The graph of the templates, a line a triple, shortened to what distinguishes it."""
    folder = tmp_path_factory.mktemp("redif")
    (folder / "abc.rdf").write_text(TEMPLATES, encoding="utf-8")
    store = Store(folder / "store")
    ingest(store, (str(folder / "abc.rdf"),))
    return [_short(line) for line in dump(store, "nt").splitlines()]


def _short(line: str) -> str:
    subject, predicate, value = line.removesuffix(" .").split(" ", 2)
    base = "https://w3id.org/citegraph/"
    local = predicate.strip("<>").replace("#", "/").rsplit("/", 1)[-1]
    plain = value[1:-1] if value.startswith("<") else value
    return f"{subject[1:-1].removeprefix(base)} {local} {plain.removeprefix(base)}"


@pytest.mark.parametrize("line", SAID)
def test_it_is_in_the_graph(exported: list[str], line: str) -> None:
    assert line in exported


def test_no_email_address_is(exported: list[str]) -> None:
    assert [line for line in exported if "@example.org" in line] == []


def test_prose_among_jel_codes_is_no_subject(exported: list[str]) -> None:
    subjects = [line for line in exported if line.startswith(f"{WORK} subject ")]
    assert subjects == [f"{WORK} subject jel/O31"]
