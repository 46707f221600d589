"""Files held to their formats, without a store: paths to findings, file by file."""

from citegraph.lint.run import Report, Summary, lint

__all__ = ["Report", "Summary", "lint"]
