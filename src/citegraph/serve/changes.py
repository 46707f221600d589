"""Updates and graphs over HTTP (SPARQL 1.1 Protocol, section 2.2; SPARQL 1.1 Graph Store HTTP
Protocol, https://www.w3.org/TR/sparql11-http-rdf-update/)."""

import hmac
from uuid import uuid4

from citegraph.load.by_hand import Payload, Update
from citegraph.serve import media
from citegraph.serve.errors import HttpError
from citegraph.serve.form import MULTIPART, commit, generation_of, parts
from citegraph.serve.http import Pairs, Reply, Request, decode
from citegraph.serve.protocol import UPDATE, one, posted, values
from citegraph.serve.service import Service
from citegraph.serve.task import Change, Graph, GraphChange, Writing

STORE = "/store"
_SUFFIXES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "owl": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "n3": "text/n3",
}


def authorize(request: Request, service: Service) -> None:
    """Raise HttpError unless the request bears the token (RFC 6750)."""
    token = service.settings.token
    if token is None:
        raise HttpError(403, "nothing can be changed here: the server was started without a token")
    scheme, _, given = request.header("authorization").partition(" ")
    right = hmac.compare_digest(given.strip().encode("latin-1"), token.encode())
    if scheme.lower() != "bearer" or not right:
        raise HttpError(
            401,
            "a change needs the header `Authorization: Bearer TOKEN`, with this server's token",
            WWW_Authenticate="Bearer",
        )


async def update(request: Request, service: Service) -> Reply:
    """Commit an update, sent as a form or as it is."""
    authorize(request, service)
    texts, fields = await posted(request, "update", service.settings.upload)
    parameters = request.parameters() + fields
    asked = Update(
        one(texts, "update"),
        request.address + request.path,
        tuple(values(parameters, "using-graph-uri")),
        tuple(values(parameters, "using-named-graph-uri")),
    )
    return await _commit(service, Change(asked, _expected(request, service)))


async def read_graph(request: Request, service: Service) -> Reply:
    """A graph whole."""
    name, _ = graph_of(request)
    return await service.answer(request, _reading(request, name))


async def put_graph(request: Request, service: Service) -> Reply:
    """Set a graph."""
    authorize(request, service)
    name, _ = graph_of(request)
    payload = Payload(await request.body(service.settings.upload), _sent_type(request))
    return await _change(request, service, "PUT", name, (payload,))


async def post_graph(request: Request, service: Service) -> Reply:
    """Add to a graph; one that is not named gets a name."""
    authorize(request, service)
    name, is_named = graph_of(request, may_be_new=True)
    body = await request.body(service.settings.upload)
    payloads = (
        _files(request.header("content-type"), body)
        if request.media_type == MULTIPART
        else (Payload(body, _sent_type(request)),)
    )
    reply = await _change(request, service, "POST", name, payloads)
    if not is_named:
        assert name is not None
        reply.status, reply.headers["location"] = 201, name
    return reply


async def delete_graph(request: Request, service: Service) -> Reply:
    """Drop a graph, or empty the default graph."""
    authorize(request, service)
    name, _ = graph_of(request)
    return await _change(request, service, "DELETE", name, ())


async def patch_graph(request: Request, service: Service) -> Reply:
    """Commit an update for which a graph is the default graph."""
    authorize(request, service)
    name, _ = graph_of(request)
    if request.media_type != UPDATE:
        raise HttpError(415, f"a graph is patched with {UPDATE}", Accept_Patch=UPDATE)
    text = decode(await request.body(service.settings.upload), "the update")
    asked = Update(text, name or request.address + request.path, within=name)
    return await _commit(service, Change(asked, _expected(request, service, name)))


def graph_of(request: Request, *, may_be_new: bool = False) -> tuple[str | None, bool]:
    """The graph that a request is about, None for the default graph, and whether it names one."""
    parameters = request.parameters()
    graphs = values(parameters, "graph")
    is_default = bool(values(parameters, "default"))
    here = request.path.removeprefix(STORE).strip("/")
    if len(graphs) + is_default + bool(here) > 1:
        raise HttpError(400, "name one graph: ?default, ?graph=IRI, or a path below /store/")
    if graphs:
        if ":" not in graphs[0]:
            raise HttpError(400, f"graph={graphs[0]}: a graph is named by an absolute IRI")
        return graphs[0], True
    if here:
        return request.address + request.raw_path.decode("ascii").removeprefix(request.prefix), True
    if is_default:
        return None, True
    if may_be_new:
        return f"{request.address}{STORE}/{uuid4().hex}", False
    raise HttpError(400, "name a graph: ?default, ?graph=IRI, or a path below /store/")


def _reading(request: Request, name: str | None) -> Graph:
    parameters: Pairs = request.parameters()
    asked = next((v for k, v in parameters if k == "format" and v in media.NAMES), "")
    named = next((t for t in media.NAMES.get(asked, ()) if t in media.GRAPHS), None)
    return Graph(name, named or request.accept(tuple(media.GRAPHS)))


async def _change(
    request: Request,
    service: Service,
    method: str,
    name: str | None,
    payloads: tuple[Payload, ...],
) -> Reply:
    base = name or request.address + request.path
    expected = _expected(request, service, name)
    return await _commit(service, GraphChange(method, name, payloads, base, expected))


async def _commit(service: Service, task: Writing) -> Reply:
    head = await commit(service, task)
    return Reply(201 if head["is_new"] else 204, {"citegraph-generation": generation_of(head)})


def _expected(request: Request, service: Service, name: str | None = "") -> str | None:
    """The edition that a change is meant for, by If-Match (RFC 9110, section 13.1.1)."""
    tags = [tag.strip() for tag in request.header("if-match").split(",") if tag.strip()]
    if not tags or tags == ["*"]:
        return None
    if name != "":
        offered = (Graph(name, form) for form in media.GRAPHS)
        current = {
            service.tag(graph, packed) for graph in offered for packed in (None, "gzip", "zstd")
        }
        if current & set(tags):
            return str(service.pool.edition)
    raise HttpError(412, "the graph is not as it was when this ETag was given: read it again")


def _sent_type(request: Request) -> str:
    # "In the absence of the header, RDF/XML is assumed" (Graph Store Protocol, section 5.1).
    sent = request.media_type or "application/rdf+xml"
    if sent not in media.GRAPHS:
        raise HttpError(
            415,
            f"{sent} is no format of RDF: send {', '.join(media.GRAPHS)}",
            Accept_Post=", ".join(media.GRAPHS),
        )
    return sent


def _files(content_type: str, body: bytes) -> tuple[Payload, ...]:
    """The files of RDF in a form."""
    found = []
    for part in parts(content_type, body):
        sent = part.content_type
        if sent in {"application/octet-stream", "text/plain"}:
            sent = _SUFFIXES.get((part.filename or "").rpartition(".")[2].lower(), sent)
        if sent not in media.GRAPHS:
            raise HttpError(415, f"a part of the form is {sent}: send files of RDF")
        found.append(Payload(part.raw, sent))
    if not found:
        raise HttpError(400, "the form has no file")
    return tuple(found)
