"""Keywords that works have together."""

from collections.abc import Collection, Iterator
from itertools import combinations

import pyoxigraph as ox

from citegraph.computed.citations import unit_of
from citegraph.computed.columns import WORKS, given, select, total
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.computed.pairs import Pair, ranked, together
from citegraph.store import Snapshot


def _keywords(snapshot: Snapshot, terms: Terms) -> dict[str, set[str]]:
    """The keywords, in lower case, of each work, or of its versions together, that has any."""
    found: dict[str, set[str]] = {}
    unit = unit_of(snapshot, terms)
    text = "SELECT ?work (LCASE(?keyword) AS ?lower) WHERE { ?work cg:keyword ?keyword }"
    for work, keyword in select(snapshot, text):
        found.setdefault(unit(work), set()).add(keyword)
    return found


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    keywords, wanted = _keywords(snapshot, terms), given(terms, "keyword").lower()
    groups = {work: its for work, its in keywords.items() if not wanted or wanted in its}
    counted = together(groups.values(), int(terms["min"].value))
    pairs = {pair: n for pair, n in counted.items() if not wanted or wanted in pair}
    since = _first_years(snapshot, terms, groups, pairs.keys())
    having, works = ox.Literal(len(keywords)), ox.Literal(total(snapshot, WORKS))
    for pair, n in ranked({_turned(pair, wanted): n for pair, n in pairs.items()}):
        year = since.get((min(pair), max(pair)))
        yield (
            *map(ox.Literal, pair),
            ox.Literal(n),
            None if year is None else ox.Literal(year),
            having,
            works,
        )


def _turned(pair: Pair, first: str) -> Pair:
    """The pair with the keyword that was asked for in front."""
    return (pair[1], pair[0]) if first == pair[1] else pair


def _first_years(
    snapshot: Snapshot, terms: Terms, groups: dict[str, set[str]], pairs: Collection[Pair]
) -> dict[Pair, int]:
    """The first year of a work that has both keywords."""
    since: dict[Pair, int] = {}
    unit = unit_of(snapshot, terms)
    shown = {keyword for pair in pairs for keyword in pair}
    text = "SELECT DISTINCT ?work ?year WHERE { ?work cg:keyword ?keyword ; cg:year ?year }"
    for work, year in select(snapshot, text) if pairs else ():
        for pair in combinations(sorted(shown & groups.get(unit(work), set())), 2):
            if pair in pairs:
                since[pair] = min(int(year), since.get(pair, int(year)))
    return since


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    keywords = _keywords(snapshot, terms)
    of = f"{len(keywords)} of {total(snapshot, WORKS)} works have keywords"
    if wanted := given(terms, "keyword"):
        return f"no work has the keyword {wanted!r} and another; {of}"
    return f"no two keywords occur together in {terms['min'].value} works; {of}"


CO_OCCURRENCE = Computation(_rows, _why_empty)
