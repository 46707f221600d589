"""References as people and machines write them, taken apart into fields."""

from citegraph.citation.fields import Citation, Style
from citegraph.citation.ideas_names import split_names
from citegraph.citation.reading import READERS, parse, parse_generated, parse_learned, reader

__all__ = [
    "READERS",
    "Citation",
    "Style",
    "parse",
    "parse_generated",
    "parse_learned",
    "reader",
    "split_names",
]
