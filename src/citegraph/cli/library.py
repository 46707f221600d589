"""The store and the queries that the options before a command name.

They are read from the context's values, which are there also while a shell completes a line and
no command is run.
"""

from pathlib import Path

import click

from citegraph.library import Library, open_library, own_folder

_KEY = "citegraph.library"


def store_of(ctx: click.Context) -> Path:
    """The folder of the store."""
    return Path(ctx.find_root().params["store"])


def library_of(ctx: click.Context) -> Library:
    """The shipped queries and the user's own. Raises UsageError for a folder that is not there."""
    if _KEY not in ctx.meta:
        named = ctx.find_root().params
        folder = named.get("queries") or (own_folder(store_of(ctx)) if "store" in named else None)
        ctx.meta[_KEY] = open_library(Path(folder) if folder else None)
    library = ctx.meta[_KEY]
    assert isinstance(library, Library)
    return library
