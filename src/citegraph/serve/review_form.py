"""The form by which people decide on what is uncertain."""

from citegraph.decisions import Verdict
from citegraph.serve.errors import HttpError
from citegraph.serve.form import Form, commit, made, see
from citegraph.serve.http import Reply, Request
from citegraph.serve.service import Service
from citegraph.serve.task import Judgement


async def decide(form: Form, request: Request, service: Service) -> Reply:
    """Take the decision of a form, and go on to what comes next.

    The button that was pressed says what is confirmed or rejected; to reject nothing in particular
    is to reject all that is offered.
    """
    pressed = {name: value for name, value in form.fields if name in {*Verdict}}
    if len(pressed) != 1:
        raise HttpError(400, f"one of {', '.join(Verdict)} must be given, with what it is about")
    ((verdict, thing),) = pressed.items()
    if not thing and verdict == Verdict.CONFIRM:
        raise HttpError(400, "confirm needs what is to be confirmed")
    subject = form.text("subject")
    head = await commit(service, Judgement(subject, Verdict(verdict), thing or None))
    # Undone, what was decided on is shown again.
    given = {
        "after" if verdict != Verdict.WITHDRAW else "at": subject,
        "changed": made(head),
        "persons": form.text("persons"),
        "work": form.text("of"),
    }
    return see(request, "/review", given)
