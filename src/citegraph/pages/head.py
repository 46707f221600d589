"""What pages say of their things to programs: schema.org, and the tags that Google Scholar and
Zotero read (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing)."""

from typing import Any

from citegraph import vocab as v
from citegraph.pages.facts import Facts

_TYPES = {
    v.ARTICLE: "ScholarlyArticle",
    v.WORKING_PAPER: "ScholarlyArticle",
    v.CHAPTER: "Chapter",
    v.BOOK: "Book",
    v.SOFTWARE: "SoftwareSourceCode",
    v.JOURNAL: "Periodical",
    v.SERIES: "CreativeWorkSeries",
    v.PERSON: "Person",
    v.ORGANIZATION: "Organization",
}
Tag = tuple[str, str]


def work_data(facts: Facts) -> dict[str, Any]:
    """A work in the terms of schema.org."""
    authors = [
        {"@type": "Person", "name": part.one(v.NAME_AS_WRITTEN), **_id(part.one(v.PERSON_OF))}
        for part in _authors(facts)
    ]
    said = {
        "name": facts.one(v.TITLE),
        "author": authors,
        "datePublished": facts.one(v.YEAR),
        "abstract": " ".join(facts.all(v.ABSTRACT)),
        "keywords": sorted(facts.all(v.KEYWORD)),
        "identifier": facts.all(v.HANDLE, v.DOI, v.ISBN),
        "sameAs": [f"https://doi.org/{doi}" for doi in facts.all(v.DOI)],
        "isPartOf": {"@id": facts.one(v.IN_VENUE), "name": facts.one(v.PUBLICATION_NAME)}
        if facts.one(v.IN_VENUE)
        else None,
        "publisher": facts.one(v.PUBLISHER),
        "citation": [{"@id": iri} for iri in facts.all(v.CITES)],
    }
    return _thing(facts, said)


def thing_data(facts: Facts) -> dict[str, Any]:
    """Another thing in the terms of schema.org."""
    said = {
        "name": facts.name,
        "identifier": facts.all(v.SHORT_ID, v.HANDLE),
        "issn": facts.all(v.ISSN),
        "url": [link.href for link in facts.web(v.PAGE) if link.href],
    }
    return _thing(facts, said)


def list_data(iri: str, name: str, works: list[str]) -> dict[str, Any]:
    """A list of works in the terms of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "@id": iri,
        "name": name,
        "numberOfItems": len(works),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "item": {"@id": work}}
            for place, work in enumerate(works, start=1)
        ],
    }


def _thing(facts: Facts, said: dict[str, Any]) -> dict[str, Any]:
    kind = next((_TYPES[cls] for cls in facts.all(v.TYPE) if cls in _TYPES), "Thing")
    known = {name: value for name, value in said.items() if value}
    return {"@context": "https://schema.org", "@type": kind, "@id": facts.iri, **known}


def _id(iri: str) -> dict[str, str]:
    return {"@id": iri} if iri else {}


def _authors(facts: Facts) -> list[Facts]:
    parts = [part for part in facts.parts(v.HAS_AUTHORSHIP) if part.one(v.ROLE) == "author"]
    return sorted(parts, key=lambda part: part.number(v.ORDINAL))


def work_tags(facts: Facts) -> list[Tag]:
    """The Highwire Press tags of a work, by name and content."""
    kinds = facts.all(v.TYPE)
    venue = "citation_series_title"
    if v.ARTICLE in kinds:
        venue = "citation_journal_title"
    elif v.WORKING_PAPER in kinds:
        venue = "citation_technical_report_institution"
    number = "citation_technical_report_number" if v.WORKING_PAPER in kinds else "citation_number"
    tags = [
        ("citation_title", facts.one(v.TITLE)),
        *(("citation_author", part.one(v.NAME_AS_WRITTEN)) for part in _authors(facts)),
        ("citation_publication_date", facts.one(v.YEAR)),
        (venue, facts.one(v.PUBLICATION_NAME)),
        (number, facts.one(v.NUMBER)),
        ("citation_inbook_title", facts.one(v.BOOK_TITLE)),
        ("citation_publisher", facts.one(v.PUBLISHER)),
        ("citation_volume", facts.one(v.VOLUME)),
        ("citation_issue", facts.one(v.ISSUE)),
        ("citation_firstpage", facts.one(v.STARTING_PAGE)),
        ("citation_lastpage", facts.one(v.ENDING_PAGE)),
        ("citation_doi", facts.one(v.DOI)),
        *(("citation_isbn", isbn) for isbn in facts.all(v.ISBN)),
        *(("citation_issn", issn) for issn in facts.all(v.PUBLICATION_ISSN)),
        *(("citation_language", language) for language in facts.all(v.LANGUAGE)),
        *(("citation_keywords", keyword) for keyword in sorted(facts.all(v.KEYWORD))),
        *(("citation_pdf_url", address) for address in _open_pdfs(facts)),
    ]
    return [(name, content) for name, content in tags if content]


def _open_pdfs(facts: Facts) -> list[str]:
    return [
        address
        for part in facts.parts(v.HAS_FULL_TEXT)
        if part.one(v.ENCODING_FORMAT) == "application/pdf"
        and part.one(v.ACCESS_LEVEL) != "restricted"
        for address in part.all(v.CONTENT_URL)
    ]
