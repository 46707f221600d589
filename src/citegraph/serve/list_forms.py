"""Forms that put works into lists and take them out."""

from citegraph.serve.errors import HttpError
from citegraph.serve.form import Form, commit, made, see
from citegraph.serve.http import Reply, Request
from citegraph.serve.service import Service
from citegraph.serve.task import Listing


async def add(form: Form, request: Request, service: Service) -> Reply:
    """Put the works of a form into the list that it names."""
    works = _chosen(form)
    if not works:
        raise HttpError(400, "no work is chosen: go back, choose one or more, and save them then")
    return await _change(form, request, service, Listing(form.text("list"), works, is_wanted=True))


async def remove(form: Form, request: Request, service: Service) -> Reply:
    """Take the works of a form out of its list, or the whole list away."""
    works = () if form.text("all") == "yes" else _chosen(form)
    if not works and form.text("all") != "yes":
        raise HttpError(400, "no work is chosen: go back, choose one or more, and send it then")
    return await _change(form, request, service, Listing(form.text("list"), works, is_wanted=False))


def _chosen(form: Form) -> tuple[str, ...]:
    return tuple(filter(str.strip, form.all("work")))


async def _change(form: Form, request: Request, service: Service, task: Listing) -> Reply:
    head = await commit(service, task)
    iris = service.store.iris
    # A list goes with its last work, and what is left is the page of all lists.
    page = iris.list_named(head["list"]) if head["left"] else iris.lists
    given = {"changed": made(head), "back": form.place("then", "")}
    return see(request, f"/{page.removeprefix(iris.base)}", given)
