"""Source formats: bytes to records. Nothing here knows RDF."""

from citegraph.errors import SourceError
from citegraph.ingest import bibtex, citations, ideas, inderscience, redif, ris
from citegraph.ingest.source import Document, Source

# In the order in which they are tried: what files say by their form comes before what pages say.
SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        redif.SOURCE,
        bibtex.SOURCE,
        ris.SOURCE,
        ideas.SOURCE,
        inderscience.SOURCE,
        citations.SOURCE,
    )
}


def detect(document: Document) -> Source:
    """The format of a document, told by its content.

    Raises SourceError that says what the document looks like and what to do.
    """
    if not document.data.strip():
        raise SourceError(f"{document.name}: the file is empty")
    for source in SOURCES.values():
        if source.recognises(document):
            return source
    if document.is_binary:
        raise SourceError(
            f"{document.name}: a binary file, not text: save the page as text or HTML"
        )
    shape = "an HTML page" if document.is_html else "text"
    if "ideas.repec.org" in document.head:
        shape = "a page of IDEAS, but not of a paper, article, chapter, book or software"
    names = ", ".join(SOURCES)
    raise SourceError(
        f"{document.name}: {shape} of no known source; formats read: {names}"
        " (--source NAME reads it as one of them)"
    )
