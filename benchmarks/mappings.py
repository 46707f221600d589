"""What the rows of the generated CSV files say: statements of the same kind as citegraph's.

Peers read this as JSON, so that they need nothing of citegraph.
"""

from dataclasses import dataclass

from citegraph import vocab as v

IRI = "iri"
TEXT = "text"


@dataclass(frozen=True)
class Mapping:
    """What each row of a file says of the thing named in its column `subject`.

    `classes` are the same in every row. `values` are (predicate, column, kind); an empty cell says
    nothing. A kind is IRI, TEXT, or the IRI of a datatype.
    """

    file: str
    subject: str
    classes: tuple[str, ...]
    values: tuple[tuple[str, str, str], ...]


_YEAR = v.XSD + "gYear"
_INTEGER = v.XSD + "integer"
MAPPINGS = (
    Mapping(
        "works",
        "work",
        (v.WORK,),
        (
            (v.TYPE, "class", IRI),
            (v.TITLE, "title", TEXT),
            (v.HANDLE, "handle", TEXT),
            (v.MATCH_KEY, "handle_key", TEXT),
            (v.MATCH_KEY, "metadata_key", TEXT),
            (v.ABSTRACT, "abstract", TEXT),
            (v.YEAR, "year", _YEAR),
            (v.YEAR_STATED, "year_stated", TEXT),
            (v.YEAR_BASIS, "year_basis", TEXT),
            (v.NUMBER, "number", TEXT),
            (v.VOLUME, "volume", TEXT),
            (v.ISSUE, "issue", TEXT),
            (v.STARTING_PAGE, "first_page", TEXT),
            (v.ENDING_PAGE, "last_page", TEXT),
            (v.IN_VENUE, "venue", IRI),
            (v.PUBLICATION_NAME, "venue_name", TEXT),
            (v.AUTHOR_LIST, "author_list", TEXT),
            (v.COVERAGE, "coverage", TEXT),
            (v.HAS_FULL_TEXT, "file", IRI),
            (v.DERIVED_FROM, "source", IRI),
        ),
    ),
    Mapping(
        "works",
        "file",
        (v.FULL_TEXT,),
        (
            (v.CONTENT_URL, "address", v.XSD + "anyURI"),
            (v.ENCODING_FORMAT, "format", TEXT),
            (v.ACCESS_LEVEL, "access", TEXT),
            (v.RESTRICTION, "restriction", TEXT),
        ),
    ),
    Mapping("works", "record", (), ((v.DESCRIBES, "work", IRI), (v.LINE, "line", _INTEGER))),
    Mapping("authors", "work", (), ((v.HAS_AUTHORSHIP, "author", IRI), (v.CREATOR, "person", IRI))),
    Mapping(
        "authors",
        "author",
        (v.AUTHORSHIP,),
        (
            (v.ORDINAL, "ordinal", _INTEGER),
            (v.ROLE, "role", TEXT),
            (v.NAME_AS_WRITTEN, "name", TEXT),
            (v.NAME_KEY, "key", TEXT),
            (v.GIVEN_AS_WRITTEN, "given", TEXT),
            (v.FAMILY_AS_WRITTEN, "family", TEXT),
            (v.IDENTIFICATION, "identification", TEXT),
            (v.PERSON_OF, "person", IRI),
            (v.AFFILIATION, "affiliation", TEXT),
            (v.ORGANIZATION_OF, "organization", IRI),
        ),
    ),
    Mapping("keywords", "work", (), ((v.KEYWORD, "keyword", TEXT),)),
    Mapping("subjects", "work", (), ((v.SUBJECT, "code", IRI),)),
    Mapping(
        "references", "work", (), ((v.HAS_REFERENCE, "reference", IRI), (v.CITES, "target", IRI))
    ),
    Mapping(
        "references",
        "reference",
        (v.REFERENCE,),
        (
            (v.POSITION, "position", _INTEGER),
            (v.RAW, "raw", TEXT),
            (v.TITLE, "title", TEXT),
            (v.AUTHOR_LIST, "author_list", TEXT),
            (v.YEAR, "year", _YEAR),
            (v.YEAR_STATED, "year_stated", TEXT),
            (v.PUBLICATION_NAME, "container", TEXT),
            (v.PUBLISHER, "publisher", TEXT),
            (v.NUMBER, "number", TEXT),
            (v.VOLUME, "volume", TEXT),
            (v.ISSUE, "issue", TEXT),
            (v.STARTING_PAGE, "first_page", TEXT),
            (v.ENDING_PAGE, "last_page", TEXT),
            (v.MATCH_KEY, "key", TEXT),
            (v.STATUS, "status", IRI),
            (v.MATCH_METHOD, "method", TEXT),
            (v.SCORE, "score", v.XSD + "decimal"),
            (v.TARGET, "target", IRI),
        ),
    ),
    Mapping("cited_authors", "reference", (), ((v.HAS_AUTHORSHIP, "author", IRI),)),
    Mapping(
        "cited_authors",
        "author",
        (v.AUTHORSHIP,),
        (
            (v.ORDINAL, "ordinal", _INTEGER),
            (v.ROLE, "role", TEXT),
            (v.NAME_AS_WRITTEN, "name", TEXT),
        ),
    ),
    Mapping(
        "persons", "person", (v.PERSON,), ((v.SHORT_ID, "short_id", TEXT), (v.NAME, "name", TEXT))
    ),
    Mapping(
        "organizations",
        "organization",
        (v.ORGANIZATION,),
        ((v.HANDLE, "handle", TEXT), (v.EDIRC_ID, "edirc", TEXT)),
    ),
    Mapping(
        "venues",
        "venue",
        (v.VENUE,),
        (
            (v.TYPE, "class", IRI),
            (v.TITLE, "name", TEXT),
            (v.HANDLE, "handle", TEXT),
            (v.PUBLISHER, "publisher", TEXT),
            (v.IS_PART_OF, "archive", IRI),
        ),
    ),
)


def columns(file: str) -> list[str]:
    """The columns of a file, in the order in which the mappings name them."""
    found = [
        column
        for mapping in MAPPINGS
        if mapping.file == file
        for column in (mapping.subject, *(column for _, column, _ in mapping.values))
    ]
    return list(dict.fromkeys(found))
