"""Tasks done: what a worker reads from its generation, written to its outlet."""

import json
from collections.abc import Iterable

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.answers import Answer
from citegraph.answers import write as write_answer
from citegraph.answers.rows import RESULT_FORMATS
from citegraph.ask import Dataset, Question, inspect, run, solutions
from citegraph.errors import NotFoundError, QueryError
from citegraph.formats import ANSWER_FORMATS
from citegraph.pages import site
from citegraph.serve import clauses
from citegraph.serve.figures import figures
from citegraph.serve.media import GRAPHS, ROWS
from citegraph.serve.outlet import Outlet
from citegraph.serve.task import Clauses, Figures, Graph, Page, Query, Reading, Saved, Suggestions
from citegraph.store import Snapshot


class NotAcceptableError(Exception):
    """The result is of a kind for which the client accepts no format."""


def evaluate(snapshot: Snapshot, task: Reading, outlet: Outlet) -> None:
    """Do one task. Raises CitegraphError, NotAcceptableError, or what the outlet raises."""
    match task:
        case Query():
            _query(snapshot, task, outlet)
        case Clauses():
            _clauses(task, outlet)
        case Saved():
            _saved(snapshot, task, outlet)
        case Graph():
            _graph(snapshot, task, outlet)
        case Page():
            _page(snapshot, task, outlet)
        case Suggestions():
            outlet.begin("application/json")
            outlet.write(site.suggestions(snapshot, dict(task.given)))
        case Figures():
            outlet.begin("application/json")
            outlet.write(json.dumps(figures(snapshot)).encode())


def _query(snapshot: Snapshot, task: Query, outlet: Outlet) -> None:
    text, functions = task.text, None
    if task.services:
        text = clauses.filled(text, clauses.clauses(text, task.base), task.services)
        functions = clauses.FUNCTIONS
    result = run(snapshot, text, _dataset(task), task.base, functions)
    if isinstance(result, ox.QueryTriples):
        media_type = _accepted(task.graph, GRAPHS, "a graph")
        outlet.begin(media_type)
        result.serialize(outlet.file, format=GRAPHS[media_type])
    else:
        media_type = _accepted(task.rows, ROWS, "a table of results")
        outlet.begin(media_type)
        result.serialize(outlet.file, format=ROWS[media_type])


def _clauses(task: Clauses, outlet: Outlet) -> None:
    found = clauses.clauses(task.text, task.base)
    inspect(clauses.without(task.text, found), task.base)
    outlet.begin("application/json")
    outlet.write(json.dumps([(one.iri, one.is_silent, one.query) for one in found]).encode())


def _dataset(task: Query) -> Dataset | None:
    if task.default_graphs is None and task.named_graphs is None:
        return None
    # Where the protocol names any graph, the dataset has no others.
    default, named = task.default_graphs or (), task.named_graphs or ()
    return Dataset(tuple(map(_name, default)), tuple(map(_name, named)))


def _name(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} cannot name a graph: {error}") from error


def _accepted(media_type: str | None, formats: Iterable[str], kind: str) -> str:
    if media_type is None:
        raise NotAcceptableError(
            f"the answer is {kind}, and none of its formats is accepted: accept one of"
            f" {', '.join(formats)}"
        )
    return media_type


def _graph(snapshot: Snapshot, task: Graph, outlet: Outlet) -> None:
    graph: ox.NamedNode | ox.DefaultGraph = ox.DefaultGraph()
    if task.name is not None:
        graph = _name(task.name)
        if not snapshot.graph.contains_named_graph(graph):
            raise NotFoundError(f"there is no graph <{task.name}>")
    outlet.begin(task.media_type)
    snapshot.graph.dump(
        outlet.file, format=GRAPHS[task.media_type], from_graph=graph, prefixes=v.PREFIXES
    )


def _saved(snapshot: Snapshot, task: Saved, outlet: Outlet) -> None:
    rows, more = _window(snapshot, task)
    media_type = ANSWER_FORMATS[task.format].media_type
    if task.format in RESULT_FORMATS:
        outlet.begin(media_type, more=more)
        rows.serialize(outlet.file, format=RESULT_FORMATS[task.format])
        return
    pieces = write_answer(Answer.of(rows), task.format, snapshot)
    outlet.begin(media_type, more=more)
    for piece in pieces:
        outlet.write(piece)


def _window(snapshot: Snapshot, task: Saved) -> tuple[ox.QuerySolutions, bool]:
    """The rows that are asked for, and whether there are more behind them."""
    given = dict(task.given)
    if task.limit is None:
        return Question(task.query, given, None, task.offset).answer(snapshot), False
    # One more than is asked for tells it.
    question = Question(task.query, given, task.limit + 1, task.offset)
    found = Answer.of(question.answer(snapshot))
    return solutions(found.columns, found.rows[: task.limit]), len(found.rows) > task.limit


def _page(snapshot: Snapshot, task: Page, outlet: Outlet) -> None:
    media_type = task.media_type
    if site.is_thing(task.path):
        thing = site.thing(snapshot, task.path)
        media_type = thing.media_type or media_type
        if media_type != site.HTML:
            outlet.begin(media_type)
            site.describe(snapshot, thing.iri, media_type, outlet.file)
            return
    visit = site.Visit(task.path, dict(task.given), task.prefix, task.queries, task.access)
    page = site.page(snapshot, visit)
    outlet.begin(site.HTML)
    outlet.write(page.encode())
