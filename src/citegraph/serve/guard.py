"""Whether a change from a page is let through: who sends it, and from which page.

A visitor proves who he is by a session, which the token opens; without a token, by being on this
machine, where `--edit` says that this is enough. That the visitor means it, and no other site that
he looks at, is proved three times: by the browser (`Origin`, `Sec-Fetch-Site`), by a cookie that
browsers send along from these pages only, and by a key that stands in each form.
"""

import hmac
from ipaddress import ip_address
from secrets import token_urlsafe
from urllib.parse import urlsplit

from citegraph.pages.access import NOBODY, Access
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Request
from citegraph.serve.sessions import LASTS, Session, Sessions
from citegraph.serve.settings import Settings

_COOKIE = "citegraph_session"


class Guard:
    """The guard of one server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sessions = Sessions()
        # Of forms that are not for one session.
        self.key = token_urlsafe(32)

    def access(self, request: Request) -> Access:
        """What may be offered to whoever asks for a page."""
        if self._settings.token is not None:
            session = self._session(request)
            is_own = session is not None and not _foreign(request)
            return Access(session.key if session and is_own else "", by_sign_in=True)
        if self._settings.edit and not _elsewhere(request) and not _foreign(request):
            return Access(self.key)
        return NOBODY

    def admit(self, request: Request) -> Access:
        """Raise HttpError unless the request may make a change, if its form has the key."""
        if self._settings.token is None:
            if not self._settings.edit:
                raise HttpError(
                    403,
                    "nothing can be changed from these pages: start the server with --edit, or with"
                    " a token",
                )
            if problem := _elsewhere(request):
                raise HttpError(403, problem)
        elif self._session(request) is None:
            raise HttpError(
                403, f"nobody is signed in here: sign in at {request.prefix}/sign-in with the token"
            )
        self.refuse_foreign(request)
        return self.access(request)

    def refuse_foreign(self, request: Request) -> None:
        """Raise HttpError for a form that another site sends."""
        if problem := _foreign(request):
            raise HttpError(403, problem)

    def sign_in(self, request: Request, token: str) -> str | None:
        """The cookie to set for who knows the token; None for who does not."""
        right = self._settings.token
        if right is None or not hmac.compare_digest(token.strip().encode(), right.encode()):
            return None
        return _cookie(request, self._sessions.begin(), LASTS)

    def sign_out(self, request: Request) -> str:
        """End the session of a request; returns the cookie to set."""
        self._sessions.end(_secret(request))
        return _cookie(request, "", 0)

    def _session(self, request: Request) -> Session | None:
        return self._sessions.find(_secret(request))


def is_same(given: str, key: str) -> bool:
    """Whether a form has the key, in a time that tells nothing of it."""
    return bool(key) and hmac.compare_digest(given.encode(), key.encode())


def is_loopback(host: str) -> bool:
    """Whether an address or a name, without a port, is one of this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _foreign(request: Request) -> str:
    """Why a request seems to come from another site's page; empty if it does not."""
    here = f"{request.scheme}://{request.header('host')}"
    origin = request.header("origin")
    # Not by `address`: an origin has no path.
    if origin and origin.lower() != here.lower():
        return (
            f"this was sent from a page of {origin}, and not from one of {here}: open the form"
            " here (a proxy must hand on Host and X-Forwarded-Proto)"
        )
    if request.header("sec-fetch-site") not in {"", "none", "same-origin"} and (
        request.method == "POST" or request.header("sec-fetch-mode") != "navigate"
    ):
        return f"this was sent from a page of another site: open the form at {here}"
    return ""


def _elsewhere(request: Request) -> str:
    """Why a request seems not to be made on this machine, for this machine; empty if it does.

    Another name in `Host` may be that of a site which lets its name lead here (DNS rebinding).
    """
    try:
        host = urlsplit(f"//{request.header('host')}").hostname or ""
    except ValueError:
        host = ""
    if not is_loopback(host):
        return (
            f"without a token, changes are made on this machine only, at http://127.0.0.1 or"
            f" http://localhost, and not at {host or 'no'} address"
        )
    if not is_loopback(request.client.address):
        return "without a token, changes are made on this machine only: start the server with one"
    return ""


def _secret(request: Request) -> str:
    for part in request.header("cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == _COOKIE:
            return value
    return ""


def _cookie(request: Request, value: str, seconds: int) -> str:
    secure = "; Secure" if request.scheme == "https" else ""
    return (
        f"{_COOKIE}={value}; Path={request.prefix or '/'}; Max-Age={seconds}; HttpOnly;"
        f" SameSite=Strict{secure}"
    )
