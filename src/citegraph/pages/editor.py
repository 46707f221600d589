"""The page of the SPARQL editor: a query to begin with, in a form that needs no script."""

from citegraph.ask import Question
from citegraph.errors import NotFoundError, QueryError, UsageError
from citegraph.pages import render
from citegraph.pages.addresses import SPACES, Addresses
from citegraph.saved import SavedQuery, without_header
from citegraph.store import Snapshot

# As `browser/build.js` names them.
_SCRIPT, _STYLE = "built/editor.js", "built/editor.css"
# Works that the index of words may put into a text; more would be read by nobody.
_FOUND = 1000
_FIRST = """\
PREFIX cg: <https://w3id.org/citegraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?work ?title ?year WHERE {
  ?work a cg:Work ;
        dcterms:title ?title .
  OPTIONAL { ?work cg:year ?year }
}
ORDER BY DESC(?year) ?title
LIMIT 50
"""


def page(
    snapshot: Snapshot,
    addresses: Addresses,
    queries: tuple[SavedQuery, ...],
    name: str,
    given: dict[str, str],
) -> str:
    """The editor with the saved query of a name and the values given for it, with the text given as
    `query`, or with a query to begin with. Raises NotFoundError for a name that no query has.
    """
    text, problem = given.get("query") or _FIRST, ""
    example = _named(queries, name or given.get("example", ""))
    if example:
        text, problem = _filled(snapshot, example, given)
    return render.html(
        "editor",
        site=addresses,
        text=text,
        problem=problem,
        example=example,
        given=_values(example, given) if example else {},
        groups=_grouped(queries),
        spaces=SPACES,
        script=_SCRIPT,
        style=_STYLE,
        is_built=all(map(render.asset, (_SCRIPT, _STYLE))),
    )


def _named(queries: tuple[SavedQuery, ...], name: str) -> SavedQuery | None:
    if not name:
        return None
    for query in queries:
        if query.name == name:
            return query
    raise NotFoundError(f"there is no saved query {name}: /queries lists them")


def _values(query: SavedQuery, given: dict[str, str]) -> dict[str, str]:
    return {p.name: given[p.name].strip() for p in query.parameters if given.get(p.name)}


def _filled(snapshot: Snapshot, query: SavedQuery, given: dict[str, str]) -> tuple[str, str]:
    """The SPARQL that is run with the values, and what is wrong with them.

    Without the values that it needs, it is the query with variables in their places.
    """
    values = _values(query, given)
    if any(p.required and p.name not in values for p in query.parameters):
        return query.body.strip(), ""
    limit = _FOUND if query.finds_words else None
    try:
        return without_header(Question(query, values, limit).text(snapshot)).strip(), ""
    except (UsageError, NotFoundError, QueryError) as error:
        return query.body.strip(), str(error)


def _grouped(queries: tuple[SavedQuery, ...]) -> dict[str, list[SavedQuery]]:
    groups: dict[str, list[SavedQuery]] = {}
    for query in queries:
        groups.setdefault(query.group, []).append(query)
    return groups
