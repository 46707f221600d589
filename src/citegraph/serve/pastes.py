"""Pages pasted into the store: the form, the preview, and the commit."""

from citegraph.ingest import SOURCES
from citegraph.load.paste import Piece, pieces
from citegraph.serve import browser
from citegraph.serve.errors import HttpError
from citegraph.serve.form import Form, commit, generation_of, see
from citegraph.serve.http import Reply, Request
from citegraph.serve.pending import new_number
from citegraph.serve.service import Service
from citegraph.serve.task import Paste, Preview

_MB = 2**20


async def show(request: Request, service: Service) -> Reply:
    """The form, for who may send it."""
    access = service.guard.access(request)
    if access.by_sign_in and not access.may_change:
        return see(request, "/sign-in?then=/paste")
    service.guard.admit(request)
    return _form(request, service, "", "")


async def preview(form: Form, request: Request, service: Service) -> Reply:
    """What the contents of a form would make of the store."""
    source = form.text("source")
    if source and source not in SOURCES:
        raise HttpError(400, f"source={source[:40]}: the formats are {', '.join(SOURCES)}, or none")
    contents = [(upload.name, upload.data) for upload in form.files]
    # Browsers end the lines of a field as in HTTP, whatever the ends were.
    text = form.text("text").replace("\r\n", "\n")
    if text.strip():
        contents.insert(0, (form.text("name"), text.encode()))
    if not contents:
        problem = "There is nothing to look at: paste a text, or choose a file."
        return _form(request, service, problem, source)
    return await _preview(request, service, pieces(contents), source or None)


async def add(form: Form, request: Request, service: Service) -> Reply:
    """Commit what was looked at."""
    key = service.guard.access(request).key
    waiting = service.pending.take(key, form.text("paste"))
    if waiting is None:
        raise HttpError(
            410,
            "this preview is not kept any longer: it was added already (see /history), or it is"
            " older than an hour, or too much was pasted since: paste it again",
        )
    try:
        task = Paste(waiting.pieces, waiting.source, waiting.edition)
        head = await commit(service, task)
    except HttpError as error:
        if error.status == 412:
            notice = (
                "The store has changed since you looked. This is what would become of it now: look"
                " again, then add it."
            )
            return await _preview(request, service, waiting.pieces, waiting.source, notice)
        service.pending.put(*waiting[:-1], form.text("paste"))
        raise
    return see(request, f"/history/{generation_of(head)}", {"added": "1"})


def _form(request: Request, service: Service, problem: str, chosen: str) -> Reply:
    return browser.shown(
        request,
        service.guard.access(request),
        "paste",
        400 if problem else 200,
        problem=problem,
        chosen=chosen,
        sources=SOURCES.values(),
        most=service.settings.upload // _MB,
    )


async def _preview(
    request: Request,
    service: Service,
    given: tuple[Piece, ...],
    source: str | None,
    notice: str = "",
) -> Reply:
    access = service.guard.access(request)
    number = new_number()
    task = Preview(given, source, number, request.prefix, access, notice)
    job = await service.write(task, service.settings.limits.seconds)
    edition, body = job.head["edition"], job.whole()
    job.close()
    service.pending.put(access.key, given, source, edition, number)
    return browser.document(body, 409 if notice else 200)
