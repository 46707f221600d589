"""`citegraph search`: the quickest way to a work."""

from pathlib import Path
from typing import Any

import click

from citegraph import saved
from citegraph.ask import Question
from citegraph.cli.answers import answer_options
from citegraph.cli.query import answer
from citegraph.formats import fitting

_QUERY = "works-by-text"
_KINDS = saved.get(_QUERY).parameter("kind").choices


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(_KINDS), help="Only works of this kind.")
@click.option("--from", metavar="YEAR", help="Only works of this year or later.")
@click.option("--to", metavar="YEAR", help="Only works of this year or earlier.")
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="At most this many rows."
)
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out this many.")
@answer_options(fitting(saved.get(_QUERY).columns))
@click.pass_obj
def command(
    store: Path,
    /,
    text: tuple[str, ...],
    limit: int,
    offset: int,
    kind: str | None,
    to: str | None,
    **shown: Any,
) -> None:
    """Find works by their words, the best first.

    All of the words must occur in title, authors, keywords or abstract; words in double quotes
    stand together ('"regional innovation"'), and a star ends the start of a word ('cluster*'). The
    same as `citegraph query works-by-text --text TEXT`.
    """
    narrowing = {"kind": kind, "from": shown.pop("from"), "to": to}
    given = {name: value for name, value in narrowing.items() if value is not None}
    question = Question(saved.get(_QUERY), {"text": " ".join(text), **given}, limit, offset)
    answer(store, question, **shown)
