"""Records of sources that the store keeps, read again from their bytes."""

from citegraph.ingest import SOURCES
from citegraph.ingest.source import Document, Parsed, Source
from citegraph.resolve.identity import Located, located
from citegraph.store.catalog import Catalog

# Sources that are held open meanwhile.
_DOCUMENTS = 100


class KeptRecords:
    """Records by the hash of their source and their line there."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._read: dict[tuple[str, int], Located] = {}
        self._documents: dict[str, tuple[Source, Document]] = {}

    def at(self, content_hash: str, line: int) -> Located:
        """One record, with all others of its source where these are not parsed one by one."""
        if (content_hash, line) not in self._read:
            source, document = self._document(content_hash)
            found = source.parse_at(document, line) if source.parse_at else source.parse(document)
            for p in found:
                if isinstance(p, Parsed):
                    self._read[content_hash, p.line] = located(
                        p.record, content_hash, source.rank, p.line, p.end
                    )
        return self._read[content_hash, line]

    def _document(self, content_hash: str) -> tuple[Source, Document]:
        if content_hash not in self._documents:
            if len(self._documents) >= _DOCUMENTS:
                self._documents.clear()
            location = self._catalog.locations(content_hash=content_hash)[0]
            document = Document(location.path, self._catalog.data(content_hash))
            self._documents[content_hash] = SOURCES[location.format], document
        return self._documents[content_hash]
