"""The only place where names of things are made.

A work is named by its handle where it has one, else its DOI, ISBN, or a hash of its metadata; its
parts (authorships, references, files, conflicts) by fragments of the work's name. There are no
blank nodes, so that two exports can be compared line by line.
"""

import re
from urllib.parse import quote, unquote

from citegraph import identifiers
from citegraph.folding import digest, fold

DEFAULT_BASE = "https://w3id.org/citegraph/"
# What the name of a computed person begins with: no short-id has a hyphen.
COMPUTED = "computed-"
_SAFE = ":/-._~!$'()*+,;=@&"
_ALL_SAFE = re.compile(r"[A-Za-z0-9:/\-._~!$'()*+,;=@&]*")


class Iris:
    """Names under one base address, which ends in `/` or `#`."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = base

    def _name(self, space: str, local: str) -> str:
        return self.at(f"{space}/{local}")

    def at(self, path: str) -> str:
        """The name that ends in a path, which is not escaped."""
        return self.base + (path if _ALL_SAFE.fullmatch(path) else quote(path, safe=_SAFE))

    def work(self, key: str) -> str:
        """The work of a key such as `handle:repec:stp:stepre:1995r03` or `doi:10.1/x`."""
        return self._name("work", key.removeprefix("handle:"))

    def is_work(self, iri: str) -> bool:
        """Whether a name is a work's, or that of a part of one, by its form."""
        return iri.startswith(f"{self.base}work/")

    def work_of_handle(self, handle: str) -> str:
        return self._name("work", identifiers.handle_key(handle))

    def venue(self, handle: str | None, issn: str | None, name: str | None) -> str:
        """A series or journal: by handle, else by ISSN, else by its folded name."""
        if handle:
            return self._name("venue", identifiers.handle_key(handle))
        return self._name("venue", f"issn:{issn}" if issn else f"name:{digest(fold(name or ''))}")

    def archive(self, handle: str) -> str:
        return self._name("archive", identifiers.handle_key(handle))

    def person(self, person_id: str) -> str:
        return self._name("person", identifiers.handle_key(person_id))

    def computed_person(self, authorship: str) -> str:
        """The person whom no source identifies and whose first authorship, by name, is this."""
        return f"{self.base}person/{COMPUTED}{digest(authorship.removeprefix(self.base))}"

    def organization(self, handle: str) -> str:
        return self._name("organization", identifiers.handle_key(handle))

    def source(self, content_hash: str) -> str:
        return self._name("source", content_hash)

    def record(self, content_hash: str, line: int) -> str:
        return f"{self.source(content_hash)}#L{line}"

    def jel(self, code: str) -> str:
        return self._name("jel", code)

    def cluster(self, work: str) -> str:
        """The version cluster whose first member, in the order of names, is `work`."""
        return self.base + "cluster/" + work.removeprefix(self.base + "work/")

    @property
    def decisions(self) -> str:
        """The graph that says what people decided."""
        return f"{self.base}decisions"

    @property
    def lists(self) -> str:
        """The graph that says which works people keep in lists."""
        return f"{self.base}lists"

    def list_named(self, name: str) -> str:
        return self._name("lists", name)

    @property
    def additions(self) -> str:
        """The graph of what people added to the default graph by hand."""
        return f"{self.base}additions"

    def is_by_hand(self, graph: str) -> bool:
        """Whether people say what is in a named graph, and no source, decision or list."""
        own = {self.decisions, self.lists}
        return graph not in own and not graph.startswith(self.source(""))

    def decision(self, name: str) -> str:
        return self._name("decision", name)

    def generation(self, number: int) -> str:
        return self._name("generation", str(number))

    def handle_of(self, iri: str) -> str | None:
        """The handle (in lower case) in the name of a work, or None when it is named otherwise."""
        local = unquote(iri.removeprefix(self.base + "work/"))
        return local if re.match(r"(?:repec|relis|mapin):", local) else None

    def key_of(self, work: str) -> str:
        """The key that names a work, of which its name was made."""
        handle = self.handle_of(work)
        return f"handle:{handle}" if handle else unquote(work.removeprefix(self.base + "work/"))
