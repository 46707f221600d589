"""Answers of queries, and their writers: one module a family of formats.

No writer knows a terminal or a server. A writer takes an answer and the generation that it is
about, and yields bytes.
"""

from citegraph.answers.answer import Answer
from citegraph.answers.bibliography import OWN_STYLE
from citegraph.answers.writers import Options, all_works, require_extra, write, write_works

__all__ = ["OWN_STYLE", "Answer", "Options", "all_works", "require_extra", "write", "write_works"]
