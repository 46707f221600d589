"""Handles across files: given once only, and within the archive and series of their folders."""

import re
from collections.abc import Iterator

from citegraph.ingest.redif_handles import quoted
from citegraph.ingest.redif_rules import RULES, Finding
from citegraph.ingest.redif_template import Template

_COLLECTION = re.compile(r"([a-z]{3})(?:arch|seri)\.(?:rdf|redif)")
_ELSEWHERE = frozenset(["redif-person", "redif-institution"])


class Handles:
    """All handles of a run, each with the first place it was given at."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int]] = {}

    def check(self, template: Template, path: str) -> Iterator[Finding]:
        own = template.first("handle")
        if own is None:
            return
        key, text = own.text.casefold(), quoted(own.text)
        first = self._first.setdefault(key, (path, own.line))
        if first != (path, own.line):
            where = f"line {first[1]}" if first[0] == path else f"{first[0]}:{first[1]}"
            said = f"{text} stands at {where}, too, and RePEc keeps one of the templates"
            yield _at("duplicate-handle", own.line, f"{said}: give each a handle of its own")
        parts = key.split(":")
        if len(parts) < 2 or template.type in _ELSEWHERE:
            return
        archive, series = folders(path)
        if archive and parts[1] != archive:
            said = f"{text} is not of the archive {archive!r}, for which the file stands"
            yield _at("handle-outside-archive", own.line, f"{said}: mend it, or move the template")
        elif series and len(parts) > 3 and parts[2] != series:
            said = f"{text} is not of the series {series!r}, in whose folder the file lies"
            yield _at("handle-outside-series", own.line, f"{said}: mend it, or move the template")


def folders(path: str) -> tuple[str, str]:
    """The archive and the series that a file's place stands for, as far as it says.

    >>> folders("mirror/RePEc/abc/wpaper/1.rdf"), folders("x/abcseri.rdf"), folders("x/1.rdf")
    (('abc', 'wpaper'), ('abc', ''), ('', ''))
    """
    parts = path.replace("!", "/").casefold().split("/")
    if collection := _COLLECTION.fullmatch(parts[-1]):
        return collection[1], ""
    if "repec" not in parts[:-1]:
        return "", ""
    inside = parts[len(parts) - parts[::-1].index("repec") : -1]
    archive, series = (*inside, "", "")[:2]
    return (archive, series if len(series) == 6 else "") if len(archive) == 3 else ("", "")


def _at(rule: str, line: int, message: str) -> Finding:
    return Finding(rule, RULES[rule].severity, line, line, "Handle", message)
