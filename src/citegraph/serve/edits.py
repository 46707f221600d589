"""Changes from pages: the forms that they send, and who takes which.

To add one: a task of `Writing` in `task`, done in `write`; a handler here, by the address that its
form is sent to. The handler is called with a form whose sender may make the change.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from citegraph.serve import browser, list_forms, pastes, review_form
from citegraph.serve.errors import HttpError
from citegraph.serve.form import Form, commit, read_form, see
from citegraph.serve.guard import is_same
from citegraph.serve.http import Reply, Request
from citegraph.serve.service import Service
from citegraph.serve.task import Undo

Handler = Callable[[Request, Service], Awaitable[Reply]]
FormHandler = Callable[[Form, Request, Service], Awaitable[Reply]]


def handlers(path: str) -> dict[str, Handler]:
    """Who answers at an address of forms, by method; empty where there is none."""
    if path == "/sign-in":
        return {"GET": _ask_to_sign_in, "POST": _sign_in}
    found: dict[str, Handler] = {"GET": pastes.show} if path == "/paste" else {}
    if path in _POSTED:
        found["POST"] = partial(_posted, _POSTED[path])
    return found


async def _posted(handler: FormHandler, request: Request, service: Service) -> Reply:
    """Have a form handled whose sender may change the store, and means to."""
    access = service.guard.admit(request)
    form = await read_form(request, service.settings.body, service.settings.upload)
    _check(form, access.key)
    return await handler(form, request, service)


def _check(form: Form, key: str) -> None:
    if not is_same(form.text("key"), key):
        raise HttpError(
            403,
            "the form is not one that this server gave to you, or it is from before you signed in"
            " or the server was started: go back, load the page again, and send it then",
        )


async def _ask_to_sign_in(request: Request, service: Service) -> Reply:
    if service.settings.token is None:
        raise HttpError(404, "there is nothing to sign in to: this server has no token")
    then = dict(request.parameters()).get("then", "")
    return _sign_in_page(request, service, then, "")


async def _sign_in(request: Request, service: Service) -> Reply:
    guard = service.guard
    guard.refuse_foreign(request)
    form = await read_form(request, service.settings.body, service.settings.body)
    _check(form, guard.key)
    then = form.place("then", "/")
    cookie = guard.sign_in(request, form.text("token"))
    if cookie is None:
        return _sign_in_page(request, service, then, "This is not the token of this server.")
    return see(request, then, set_cookie=cookie)


def _sign_in_page(request: Request, service: Service, then: str, problem: str) -> Reply:
    return browser.shown(
        request,
        service.guard.access(request),
        "sign_in",
        403 if problem else 200,
        key=service.guard.key,
        then=then,
        problem=problem,
    )


async def _sign_out(_form: Form, request: Request, service: Service) -> Reply:
    return see(request, "/", set_cookie=service.guard.sign_out(request))


async def _undo(form: Form, request: Request, service: Service) -> Reply:
    generation = form.number("generation")
    await commit(service, Undo(generation))
    return see(request, form.place("then", "/history"), {"undone": str(generation)})


_POSTED: dict[str, FormHandler] = {
    "/sign-out": _sign_out,
    "/undo": _undo,
    "/paste": pastes.preview,
    "/paste/add": pastes.add,
    "/enlist": list_forms.add,
    "/strike": list_forms.remove,
    "/decide": review_form.decide,
}
