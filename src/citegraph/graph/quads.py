"""N-Quads as text: building lines is many times cheaper than building term objects.

Every literal that leaves through here is free of e-mail addresses.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from citegraph.vocab import XSD

_ESCAPED = re.compile(r'[\\"\n\r\t]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Possessive, and only from the start of a run: linear in whatever text.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++\s?@\s?(?:[\w-]+\.)+[A-Za-z]{2,}")
_IRI_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`\[\]]")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# A loader takes no line of more than 16 MB. Longer values are damage, and the source keeps them.
_LONGEST_TEXT = 1_000_000
_LONGEST_ADDRESS = 8_000
EMAIL_LEFT_OUT = "[e-mail address left out]"


def without_emails(text: str) -> str:
    """The text with each e-mail address replaced by a note that there was one."""
    return _EMAIL.sub(EMAIL_LEFT_OUT, text) if "@" in text else text


@lru_cache(maxsize=65536)
def iri(value: str) -> str:
    """An IRI that this package made or knows, as a token."""
    return f"<{value}>"


def address(value: str) -> str:
    """A web address from a source, as an IRI token: what an IRI cannot hold is escaped.

    An e-mail address in it is left out, so that it may lead nowhere.
    """
    if "@" in value:
        value = _EMAIL.sub("e-mail-address-left-out", value)
    safe = _IRI_UNSAFE.sub(lambda m: f"%{ord(m[0]):02X}", value[:_LONGEST_ADDRESS])
    return f"<{_BAD_PERCENT.sub('%25', safe)}>"


def plain(value: str) -> str:
    """A value as the graph holds it: what is longer than a million characters is cut."""
    if len(value) > _LONGEST_TEXT:
        value = f"{value[:_LONGEST_TEXT]}…"
    return without_emails(value)


def text(value: str) -> str:
    """A plain literal as a token."""
    value = plain(value)
    # Looking for each sign by itself is many times as fast as looking for all at once.
    if '"' in value or "\\" in value or "\n" in value or "\r" in value or "\t" in value:
        value = _ESCAPED.sub(lambda m: _ESCAPES[m[0]], value)
    return f'"{value}"'


def typed(value: str, datatype: str) -> str:
    """A literal of an XML Schema type, such as `gYear`; the value needs no escapes."""
    return f'"{value}"^^<{XSD}{datatype}>'


def integer(value: int) -> str:
    return typed(str(value), "integer")


def decimal(value: float) -> str:
    """A score, rounded to six digits so that it is the same on every machine."""
    rounded = f"{value:.6f}".rstrip("0")
    return typed(rounded + "0" if rounded.endswith(".") else rounded, "decimal")


def value_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The IRI or the lexical form of a term. Stored data have no quoted triples (RDF 1.1)."""
    if isinstance(term, ox.Triple):
        raise TypeError("a quoted triple has no value")
    return term.value


def exchange(stated: Iterable[ox.Quad], lines: Iterable[str]) -> tuple[list[ox.Quad], list[str]]:
    """What to remove of the statements of a graph, then which lines to add, to say `lines`.

    They are compared as text, which takes a fraction of the time of reading the lines. Where the
    store writes an equal statement otherwise, it is removed and added again.
    """
    said = {f"{quad} .": quad for quad in stated}
    wanted = dict.fromkeys(lines)
    removed = [quad for line, quad in said.items() if line not in wanted]
    return removed, [line for line in wanted if line not in said]


def linked(line: str) -> tuple[str, str, str]:
    """The IRIs of a line's subject, predicate and object; the last empty for a literal."""
    subject, predicate, rest = line.split(" ", 2)
    target = rest[1 : rest.index(">")] if rest.startswith("<") else ""
    return subject[1:-1], predicate[1:-1], target


class Lines:
    """A growing set of lines about things in one graph (None: the default graph).

    `mentions` are the things that others may mention, too, such as venues, each with what is said
    of it here.
    """

    def __init__(self, graph: str | None = None) -> None:
        self.lines: list[str] = []
        self.mentions: list[tuple[str, str]] = []
        self._end = f" <{graph}> ." if graph else " ."

    def add(self, subject: str, predicate: str, token: str) -> None:
        self.lines.append(f"<{subject}> <{predicate}> {token}{self._end}")

    def link(self, subject: str, predicate: str, target: str) -> None:
        self.lines.append(f"<{subject}> <{predicate}> <{target}>{self._end}")

    def mention(self, subject: str, predicate: str, target: str, said: str = "") -> None:
        """A link to a thing that exists because it is mentioned."""
        self.mentions.append((target, said))
        self.link(subject, predicate, target)

    def texts(self, subject: str, predicate: str, values: Iterable[str]) -> None:
        for value in values:
            self.add(subject, predicate, text(value))
