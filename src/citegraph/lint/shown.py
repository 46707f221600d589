"""Lines of a source for the eye: nobody's address in them, nothing that a terminal obeys."""

import re

from citegraph.graph.quads import EMAIL_LEFT_OUT, without_emails
from citegraph.ingest.text import escaped

_WIDTH = 120
_EMAIL_FIELD = re.compile(r"([\w-]*email\s?:)\s*\S.*", re.IGNORECASE)
# Wider than an address is, and without need of a domain: rather too little than half an address.
_AT = re.compile(r"(?<![^\s<>/@:,;()\"'])[^\s<>/@:,;()\"']++\s?@\s?[^\s<>/,;()\"']+")


def shown(line: str, column: int = 0) -> str:
    """A line as it stands in the file, masked, escaped, and cut to what is around the column.

    >>> shown("Author-Email: who@example.org"), shown("Title: a\\x07b")
    ('Author-Email: [e-mail address left out]', 'Title: a\\\\x07b')
    """
    start = max(column - _WIDTH // 2, 0) if column > _WIDTH - 20 else 0
    if start:
        # An address that begins before the cut must be seen whole to be masked.
        start = line.rfind(" ", 0, start) + 1
    text = masked(line[start : start + 4 * _WIDTH].replace("\t", " ").rstrip())
    cut = text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
    return escaped(f"…{cut}" if start else cut)


def masked(text: str) -> str:
    """The text without addresses, and without the value of a field for them."""
    text = _EMAIL_FIELD.sub(rf"\1 {EMAIL_LEFT_OUT}", text)
    return _AT.sub(EMAIL_LEFT_OUT, without_emails(text)) if "@" in text else text
