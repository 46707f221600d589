"""A SPARQL update taken apart into its operations, and these written anew.

Grammar as in SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/). The text must be one that
a parser took: here only keywords, braces and semicolons are told apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from citegraph import sparql_tokens
from citegraph.errors import QueryError


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `verb` is its first keyword, in capitals.

    `delete`, `insert` and `where` are what stands in the braces; `data` says that there is no
    pattern, `graph` what follows WITH, `using` the clauses between the templates and the pattern.
    `rest` is what operations on whole graphs have after the verb.
    """

    prologue: str
    verb: str
    rest: str = ""
    data: bool = False
    graph: str = ""
    delete: str | None = None
    insert: str | None = None
    using: str = ""
    where: str = ""

    def __str__(self) -> str:
        if self.rest:
            return f"{self.prologue} {self.verb} {self.rest}"
        if self.data:
            return f"{self.prologue} {self.verb} DATA {{{self.delete or self.insert or ''}\n}}"
        parts = [self.prologue, f"WITH {self.graph}" if self.graph else ""]
        parts += [f"DELETE {{{self.delete}\n}}"] if self.delete is not None else []
        parts += [f"INSERT {{{self.insert}\n}}"] if self.insert is not None else []
        return "\n".join([*parts, self.using, f"WHERE {{{self.where}\n}}"])

    def using_graphs(self, default: list[str], named: list[str]) -> "Operation":
        """With the dataset that the protocol names. Raises QueryError if it has one of its own."""
        if not self.where or not (default or named):
            return self
        if self.using or self.graph:
            raise QueryError(
                "using-graph-uri and using-named-graph-uri cannot stand beside USING or WITH in the"
                " update (SPARQL 1.1 Protocol, section 2.2.3)"
            )
        clauses = [f"USING <{iri}>" for iri in default]
        clauses += [f"USING NAMED <{iri}>" for iri in named]
        return replace(self, using="\n".join(clauses))

    def within(self, graph: str) -> "Operation":
        """With a named graph in the place of the default graph."""
        if self.data:
            return replace(
                self,
                delete=None if self.delete is None else _moved(self.delete, graph),
                insert=None if self.insert is None else _moved(self.insert, graph),
            )
        return replace(self, graph=self.graph or f"<{graph}>") if self.where else self

    def noted_in(self, graph: str) -> "Operation":
        """With what goes into the default graph put into another, and what leaves it taken from
        both."""
        if self.graph:
            return self
        taken = None if self.delete is None else f"{self.delete} {_only(self.delete, graph)}"
        added = None if self.insert is None else _moved(self.insert, graph)
        return replace(self, delete=taken, insert=added)


def operations(update: str) -> list[Operation]:
    """The operations of an update, each with the prologue that holds for it."""
    prologue = ""
    found = []
    for part in _split(update):
        at = _verb(part)
        if at is None:
            prologue += f"\n{part}"
            continue
        prologue += f"\n{part[: at.start]}"
        found.append(_operation(prologue, part[at.start :]))
    return found


def _split(text: str) -> Iterator[str]:
    """The text between semicolons that stand in no braces."""
    start = depth = 0
    for token in sparql_tokens.tokens(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text == ";" and not depth:
            yield text[start : token.start]
            start = token.end
    yield text[start:]


_VERBS = frozenset("load clear drop create add move copy insert delete with".split())


def _verb(part: str) -> sparql_tokens.Token | None:
    return next((t for t in sparql_tokens.tokens(part) if t.text.lower() in _VERBS), None)


def _operation(prologue: str, text: str) -> Operation:
    tokens = list(sparql_tokens.tokens(text))
    verb = tokens[0].text.upper()
    if verb not in {"INSERT", "DELETE", "WITH"}:
        return Operation(prologue, verb, rest=text[tokens[0].end :].strip() or " ")
    groups = list(_groups(text))
    words = [token for token in tokens if not any(a <= token.start < b for a, b in groups)]
    second = tokens[1].text.upper()
    inside = [text[start + 1 : end - 1] for start, end in groups]
    if second == "DATA" and verb == "DELETE":
        return Operation(prologue, verb, data=True, delete=inside[0])
    if second == "DATA":
        return Operation(prologue, verb, data=True, insert=inside[0])
    if second == "WHERE":
        return Operation(prologue, verb, delete=inside[0], where=inside[0] or " ")
    templates: dict[str, str] = {}
    for (start, _), content in zip(groups[:-1], inside[:-1], strict=True):
        keyword = max((w for w in words if w.start < start), key=lambda w: w.start)
        templates[keyword.text.upper()] = content
    after_templates = groups[-2][1]
    until = groups[-1][0]
    using = re.sub(r"(?i)\bwhere\s*$", "", text[after_templates:until].rstrip())
    return Operation(
        prologue,
        verb,
        graph=words[1].text if verb == "WITH" else "",
        delete=templates.get("DELETE"),
        insert=templates.get("INSERT"),
        using=using.strip(),
        where=inside[-1] or " ",
    )


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where the outermost braces begin and end."""
    depth = start = 0
    for token in sparql_tokens.tokens(text):
        if token.text == "{":
            start = start if depth else token.start
            depth += 1
        elif token.text == "}":
            depth -= 1
            if not depth:
                yield start, token.end


def _parted(template: str) -> tuple[str, str]:
    """What of a template is for the default graph, and what for graphs that it names."""
    default, named = "", ""
    done = 0
    graph: int | None = None
    groups = iter(_groups(template))
    inside = next(groups, None)
    for token in sparql_tokens.tokens(template):
        if inside and token.start >= inside[1]:
            inside = next(groups, None)
        if inside and inside[0] < token.start < inside[1] - 1:
            continue
        if token.text.lower() == "graph" and graph is None:
            default += template[done : token.start] + "\n"
            graph = token.start
        elif token.text == "}" and graph is not None:
            named += template[graph : token.end] + "\n"
            done, graph = token.end, None
    rest = template[done:].lstrip()
    return default + (rest.removeprefix(".") if done else template[done:]), named


def _only(template: str, graph: str) -> str:
    """The default graph's part of a template, in a named graph."""
    default, _ = _parted(template)
    return f"GRAPH <{graph}> {{{default}\n}}" if any(sparql_tokens.tokens(default)) else ""


def _moved(template: str, graph: str) -> str:
    """A template with its default graph's part in a named graph."""
    return f"{_only(template, graph)} {_parted(template)[1]}"
