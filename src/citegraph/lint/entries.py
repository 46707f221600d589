"""Files of BibTeX and RIS: what reading them sets aside or doubts, as findings."""

from collections import Counter

from citegraph.ingest import SOURCES
from citegraph.ingest.redif_rules import RULES, Finding
from citegraph.ingest.source import Document, Parsed, Rejected, Source

_SUFFIXES = (".bib", ".ris")
_READ = {"bibtex": "BibTeX entry", "ris": "RIS record"}


def format_of(document: Document, *, named: bool) -> Source | None:
    """The one of the two formats that a file is in, if it was named or has such a suffix."""
    if not named and not document.name.lower().endswith(_SUFFIXES):
        return None
    return next((SOURCES[name] for name in _READ if SOURCES[name].recognises(document)), None)


def check_entries(document: Document, source: Source, counted: Counter[str]) -> list[Finding]:
    """What is wrong in a file; counts its entries on the way."""
    found = []
    for result in source.parse(document):
        if isinstance(result, Parsed):
            counted[_READ[source.name]] += 1
        elif isinstance(result, Rejected):
            counted[f"{_READ[source.name]} set aside"] += 1
            found.append(_finding("unread-entry", result.line, result.end, "", result.reason))
        else:
            message, field = result.message, result.field
            found.append(_finding("doubtful-entry", result.line, result.line, field, message))
    return found


def _finding(rule: str, line: int, end: int, field: str, message: str) -> Finding:
    return Finding(rule, RULES[rule].severity, line, end, field, message)
