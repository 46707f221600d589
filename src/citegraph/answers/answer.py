"""An answer: named columns, and rows of terms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from citegraph.errors import QueryError, UsageError
from citegraph.formats import ANSWER_FORMATS, NEEDED, fitting, work_column

Term = ox.NamedNode | ox.Literal | ox.BlankNode
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found. A row has one term, or None, for each column."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, solutions: ox.QuerySolutions) -> "Answer":
        """The solutions of a SELECT query, read to their end."""
        columns = tuple(variable.value for variable in solutions.variables)
        return cls(columns, tuple(tuple(_term(value) for value in row) for row in solutions))

    def require(self, format_name: str) -> None:
        """Raise UsageError where the format cannot hold this answer."""
        form = ANSWER_FORMATS[format_name]
        if form.name not in fitting(self.columns):
            raise UsageError(
                f"{format_name} needs {NEEDED[form.shape]}; the answer has"
                f" {', '.join(self.columns)}, which fit {', '.join(fitting(self.columns))}"
            )

    def column(self, name: str) -> Iterator[Term | None]:
        at = self.columns.index(name)
        return (row[at] for row in self.rows)

    def works(self) -> list[str]:
        """The IRIs of the works or references that the answer lists, each once, in its order."""
        name = work_column(self.columns)
        assert name is not None
        found = (term.value for term in self.column(name) if isinstance(term, ox.NamedNode))
        return list(dict.fromkeys(found))


def _term(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None) -> Term | None:
    if isinstance(value, ox.Triple):
        raise QueryError("the answer has a triple for a value: select its parts instead")
    return value


def texts(row: Iterable[Term | None], base: str) -> list[str]:
    """A row for reading: IRIs of this store lose their base."""
    return [
        ""
        if term is None
        else term.value.removeprefix(base)
        if isinstance(term, ox.NamedNode)
        else term.value
        for term in row
    ]


def one_line(text: str) -> str:
    """One line of text without the control characters that XML forbids."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
