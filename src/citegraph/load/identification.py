"""What the graph says of the person behind an authorship on which people decided."""

from collections.abc import Iterable

from citegraph import vocab as v
from citegraph.graph.iris import Iris
from citegraph.graph.quads import Lines, decimal, text
from citegraph.load.authorships import Node
from citegraph.load.decisions import Said
from citegraph.resolve.persons import DECISION


def decided_lines(
    node: Node,
    said: Said,
    person: str,
    why: tuple[Iterable[str], float],
    resting: Iterable[str],
    iris: Iris,
) -> list[str]:
    """The statements on an authorship that is a person's, or nobody's, after decisions.

    `why` is the basis and the score of what was computed, `resting` the decisions by name. What a
    record of the work states is said, too, so that it is there when a decision is withdrawn.
    """
    out, iri = Lines(), node.authorship.iri
    stated = node.person if node.basis == "stated" else ""
    is_confirmed = bool(said.target and person)
    if is_confirmed:
        out.add(iri, v.IDENTIFICATION, text("confirmed"))
        out.texts(iri, v.IDENTIFICATION_BASIS, [DECISION, *(["stated"] * (stated == person))])
        out.add(iri, v.SCORE, decimal(1.0))
    elif person and person == node.person and not node.is_doubtful:
        out.add(iri, v.IDENTIFICATION, text("claimed"))
        out.add(iri, v.IDENTIFICATION_BASIS, text(node.basis))
    elif person:
        basis, score = why
        out.add(iri, v.IDENTIFICATION, text("computed"))
        out.texts(iri, v.IDENTIFICATION_BASIS, basis)
        out.add(iri, v.SCORE, decimal(score))
    else:
        out.add(iri, v.IDENTIFICATION, text("rejected" if said.rejected else "none"))
    if person:
        out.link(iri, v.PERSON_OF, person)
    if stated and (stated != person or (node.is_doubtful and not is_confirmed)):
        out.link(iri, v.DOUBTFUL_PERSON, stated)
    for name in resting:
        out.link(iri, v.DECIDED_BY, iris.decision(name))
    return out.lines
