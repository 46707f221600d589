"""References as people and machines write them, taken apart into fields."""

from citegraph.citation.fields import Citation, Style
from citegraph.citation.ideas_names import split_names
from citegraph.citation.reading import parse, parse_generated

__all__ = ["Citation", "Style", "parse", "parse_generated", "split_names"]
