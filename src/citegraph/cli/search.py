"""`citegraph search`: the quickest way to a work."""

from pathlib import Path
from typing import Any

import click

from citegraph import saved
from citegraph.ask import Question
from citegraph.cli.answers import answer_options
from citegraph.cli.output import window_options
from citegraph.cli.query import answer
from citegraph.formats import fitting


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@window_options
@answer_options(fitting(saved.get("works-by-text").columns))
@click.pass_obj
def command(
    store: Path, /, text: tuple[str, ...], limit: int | None, offset: int, **shown: Any
) -> None:
    """Find works by words in title, abstract or keywords.

    The same as `citegraph query works-by-text --text TEXT`, which has more options.
    """
    question = Question(saved.get("works-by-text"), {"text": " ".join(text)}, limit, offset)
    answer(store, question, **shown)
