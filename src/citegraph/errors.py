"""What can go wrong, as a tree. The library raises; the command line and the server report.

    CitegraphError            exit 1: a problem in the data or on this machine
    ├── SourceError           a file cannot be read as any known source
    ├── StoreError            the store cannot be opened, written or understood
    │   └── StoreLockedError  another process is writing
    ├── QueryError            a saved query's file, or SPARQL text, is wrong
    │   └── RefusedError       a query asks for what no query may do
    ├── NotFoundError         a value names nothing, or several things
    └── UsageError            exit 2: the call itself is wrong

Each message says what is wrong, where, and what to do. Bad records are not errors: parsers
return them as `citegraph.ingest.source.Rejected`, and the rest goes on.
"""


class CitegraphError(Exception):
    """The base of all errors that a user sees as one message."""

    exit_code = 1


class SourceError(CitegraphError):
    """A file is no source that citegraph can read."""


class StoreError(CitegraphError):
    """A store is missing, damaged, full, or of another version."""


class StoreLockedError(StoreError):
    """Another process holds the store's write lock."""


class QueryError(CitegraphError):
    """A saved query or a SPARQL text is wrong."""


class RefusedError(QueryError):
    """A query would reach out of this machine."""


class NotFoundError(CitegraphError):
    """A name given by the user fits nothing, or several things."""


class UsageError(CitegraphError):
    """The call is wrong: an unknown name, a missing or ill-typed value."""

    exit_code = 2
