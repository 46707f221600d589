"""BibTeX and BibLaTeX: https://ctan.org/pkg/bibtex, https://ctan.org/pkg/biblatex.

An entry with errors is kept, and each error becomes a remark with its line; only one that does not
end, or has neither a title nor an identifier, is set aside.
"""

import re
from collections.abc import Iterator

from citegraph.ingest.bibtex_types import TYPES
from citegraph.ingest.source import Document, Result, Source

# Without `^`, the search goes from one @ to the next, and costs other formats next to nothing.
_ENTRY = re.compile(
    rf"@(?:(?:{'|'.join(TYPES)})[^\S\n]*[{{(]\s*[^\s,={{}}()\"]*\s*,|string[^\S\n]*[{{(])",
    re.IGNORECASE,
)


def recognises(document: Document) -> bool:
    """An entry of a known type begins a line."""
    text = document.text
    starts = (match.start() for match in _ENTRY.finditer(text))
    return any(not text[text.rfind("\n", 0, start) + 1 : start].strip() for start in starts)


def parse(document: Document) -> Iterator[Result]:
    """One result an entry, and remarks on those that were kept."""
    from citegraph.ingest.bibtex_works import read  # brings libraries, and waits for a file

    return read(document)


def parse_at(document: Document, line: int) -> Iterator[Result]:
    """What `parse` says of the entry that begins at a line."""
    from citegraph.ingest.bibtex_works import read

    return read(document, line)


SOURCE = Source(
    name="bibtex",
    summary="a BibTeX or BibLaTeX file",
    rank=3,
    version=1,
    recognises=recognises,
    parse=parse,
    parse_at=parse_at,
)
