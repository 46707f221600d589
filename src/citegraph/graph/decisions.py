"""Decisions as statements, in a graph of their own."""

from collections.abc import Iterable

from citegraph import vocab as v
from citegraph.decisions import Decision, in_force
from citegraph.graph.iris import Iris
from citegraph.graph.quads import Lines, text, typed


def decision_lines(decisions: Iterable[Decision], iris: Iris) -> list[str]:
    """Those that are in force; what was taken back is no part of the graph."""
    out = Lines(iris.decisions)
    for decision in in_force(decisions):
        node = iris.decision(decision.name)
        out.link(node, v.TYPE, v.DECISION)
        out.link(node, v.DECIDES, decision.subject)
        out.add(node, v.VERDICT, text(decision.verdict))
        out.link(node, v.VERDICT_ON, decision.object)
        out.add(node, v.ENDED_AT, typed(decision.time, "dateTime"))
        if decision.words:
            out.add(node, v.RAW, text(decision.words))
    return out.lines
