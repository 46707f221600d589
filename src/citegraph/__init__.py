"""citegraph: bibliographic pages and archives as a citation knowledge graph."""

__version__ = "0.1.0"
