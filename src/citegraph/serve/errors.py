"""What a request is refused with. `app` turns it into a reply; nothing else does."""


class HttpError(Exception):
    """A status with a message that says what was wrong, where, and what to do."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class BusyError(HttpError):
    """Too much is asked at once; worth asking again after some seconds."""

    def __init__(self, message: str, seconds: int = 1, status: int = 503) -> None:
        super().__init__(status, message, Retry_After=str(seconds))
