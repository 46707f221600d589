"""The one place that finds the writer of a format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.answers.answer import Answer
from citegraph.answers.bibliography import OWN_STYLE, write_bibliography
from citegraph.answers.bibtex import write_bibtex
from citegraph.answers.chart import write_chart
from citegraph.answers.csl import write_csl
from citegraph.answers.item import Item, cited_work, read_item
from citegraph.answers.keys import Keys
from citegraph.answers.network import read_network
from citegraph.answers.network_files import write_network
from citegraph.answers.ris import write_ris
from citegraph.answers.rows import write_markdown, write_results
from citegraph.errors import UsageError
from citegraph.formats import ANSWER_FORMATS, Shape
from citegraph.store import Snapshot

# The modules without which a format cannot be written.
_MODULES = {
    "bibliography": "citeproc",
    "graphml": "networkx",
    "gexf": "networkx",
    "pajek": "networkx",
    "svg": "matplotlib",
    "png": "matplotlib",
}
# More works are read twice, for their keys and for the file: an export may be of a million.
_HELD = 20_000
WRITTEN = frozenset(ANSWER_FORMATS) - {"table"}


@dataclass(frozen=True, slots=True)
class Options:
    """What a format leaves open: the CSL style, and the width of a plot in characters."""

    style: str = OWN_STYLE
    width: int = 100


_DEFAULT = Options()


def write(
    answer: Answer, format_name: str, snapshot: Snapshot, options: Options = _DEFAULT
) -> Iterator[bytes]:
    """An answer in any of ANSWER_FORMATS but `table`, which is a terminal's.

    Raises UsageError where the answer does not fit or the format's library is not installed.
    """
    answer.require(format_name)
    require_extra(format_name)
    match ANSWER_FORMATS[format_name].shape:
        case Shape.WORKS:
            yield from write_works(answer.works(), format_name, snapshot, options)
        case Shape.NETWORK:
            yield from write_network(read_network(answer, snapshot), format_name)
        case Shape.SERIES:
            yield from write_chart(answer, format_name, options.width)
        case _ if format_name == "md":
            yield from write_markdown(answer, snapshot)
        case _:
            yield from write_results(answer, format_name)


def write_works(
    iris: Iterable[str], format_name: str, snapshot: Snapshot, options: Options = _DEFAULT
) -> Iterator[bytes]:
    """Works and references by their IRIs, each work once.

    Those of which the graph says nothing are left out.
    """
    cited = dict.fromkeys(cited_work(snapshot, iri) for iri in iris)
    known = [iri for iri in cited if snapshot.objects(iri, v.TYPE)]

    held = [read_item(snapshot, iri) for iri in known] if len(known) <= _HELD else None

    def items() -> Iterable[Item]:
        return held or (read_item(snapshot, iri) for iri in known)

    keys = Keys(items())
    match format_name:
        case "bibtex" | "biblatex":
            return write_bibtex(items(), keys, format_name)
        case "ris":
            return write_ris(items(), keys)
        case "csl":
            return write_csl(items(), keys)
        case _:
            return write_bibliography(items(), keys, options.style)


def all_works(snapshot: Snapshot) -> list[str]:
    """The IRIs of all works, sorted."""
    return sorted(snapshot.subjects(v.TYPE, ox.NamedNode(v.WORK)))


def require_extra(format_name: str) -> None:
    """Raise UsageError where the library that a format needs is not installed."""
    module = _MODULES.get(format_name)
    if module and find_spec(module) is None:
        extra = ANSWER_FORMATS[format_name].extra
        raise UsageError(
            f"{format_name} needs the package {module}, which is not installed:"
            f" `pip install 'citegraph[{extra}]'`"
        )
