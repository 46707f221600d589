"""Where things stand: the store's names as addresses of this server."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from citegraph.graph.iris import Iris
from citegraph.pages.access import NOBODY, Access

# The kinds of things that have pages, as their names begin.
SPACES = (
    "work",
    "person",
    "venue",
    "archive",
    "organization",
    "jel",
    "source",
    "cluster",
    "decision",
    "generation",
    "lists",
)


def is_of_site(path: str) -> bool:
    """Whether an address is a path of this site, where no proxy puts another before it."""
    return path.startswith("/") and not path.startswith(("//", "/\\"))


class Addresses:
    """Links of one store's pages. `prefix` is the path that a proxy puts before all others, and
    `access` says which forms a page may have."""

    def __init__(self, iris: Iris, prefix: str, access: Access = NOBODY) -> None:
        self.iris = iris
        self.prefix = prefix
        self.access = access

    def of(self, iri: str) -> str:
        """A thing's page, or its address on the web; empty for what is no address to follow.

        Names that begin otherwise, such as `javascript:`, come from sources and must not be links.
        """
        if iri.startswith(self.iris.base):
            local = iri.removeprefix(self.iris.base)
            return f"{self.prefix}/{local}" if local.partition("/")[0] in SPACES else ""
        return iri if iri.startswith(("http://", "https://")) else ""

    def at(self, path: str, /, **parameters: str) -> str:
        """A page of the site with parameters; those that are empty are left out."""
        given = {name: value for name, value in parameters.items() if value}
        return f"{self.prefix}{path}" + (f"?{urlencode(given)}" if given else "")

    def ask(self, query: str, given: Mapping[str, str], **more: str) -> str:
        """A saved query with values, as a page, or with `format` in another format."""
        return self.at(f"/queries/{query}", **{**given, **more})

    def why(self, iri: str) -> str:
        """The page that says where the statements about a thing come from."""
        return f"{self.prefix}/why/{iri.removeprefix(self.iris.base)}"

    def keyword(self, keyword: str) -> str:
        return f"{self.prefix}/keyword/{quote(keyword, safe='')}"

    def line(self, content_hash: str, line: int) -> str:
        """A line of a source, on the page of its document that shows it."""
        return f"{self.prefix}/source/{content_hash}?line={line}#L{line}"
