"""The names at the head of a reference, in whichever order and with whichever separators.

Forms, after the style manuals: `Ikeda S` (Vancouver: NLM, Citing Medicine), `Astroth, K.` (APA),
`H. Habazettl` or `HC Evans` (initials first), `Smith, John, and Jane Doe` (Chicago).
"""

import re
from typing import NamedTuple

from citegraph.citation.fields import Part

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽΑ-Ω"
_LETTER = r"[^\W\d_]"
_PARTICLE = (
    r"(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Dd]es|[Ll]a|[Ll]e|[Tt]er"
    r"|[Tt]en|zu|zur|[Aa]l|[Ee]l|[Bb]in|[Bb]en|[Ss]t\.?|'t|d')"
)
_WORD = rf"(?:{_PARTICLE}[\s'’])*(?:[dlO][’'])?(?:al-|el-)?[{_UPPER}](?:{_LETTER}|['’´`-])*"
_FAMILY = rf"{_WORD}(?:[ -]{_WORD}){{0,2}}"
_DOTTED = rf"[{_UPPER}]{_LETTER}?\.(?:[ -]{{0,2}}(?:[{_UPPER}]{_LETTER}?\.|[{_UPPER}]\b)){{0,4}}"
_BARE = rf"[{_UPPER}](?:[ -]?[{_UPPER}]){{0,5}}"
_SUFFIX = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_STOP = r"(?=\s*(?:[,;:.(&/]|and\b|et\b|$))"
# The order is from what is told apart best.
_NAMES = tuple(
    re.compile(form)
    for form in (
        rf"(?P<family>{_FAMILY}),\s?(?P<given>{_DOTTED}(?:\s(?:van|von|de|der|den|da|dos)\b)*){_SUFFIX}",
        rf"(?P<family>{_FAMILY})\s(?P<given>{_DOTTED}){_SUFFIX}{_STOP}",
        rf"(?P<family>{_FAMILY})\s(?P<given>{_BARE}){_SUFFIX}{_STOP}",
        rf"(?P<given>{_DOTTED})\s?(?P<family>{_FAMILY}){_SUFFIX}{_STOP}",
        rf"(?P<family>{_FAMILY}),\s(?P<given>{_BARE}){_SUFFIX}{_STOP}",
        rf"(?P<given>[{_UPPER}]{{1,3}})\s(?P<family>{_FAMILY}){_SUFFIX}{_STOP}",
    )
)
_FULL = re.compile(
    rf"(?P<family>{_FAMILY}),\s(?P<given>[{_UPPER}]{_LETTER}+"
    rf"(?:[ -](?:[{_UPPER}]{_LETTER}+|[{_UPPER}]\.?)){{0,3}}){_SUFFIX}{_STOP}"
)
_ANY = re.compile(rf"(?P<family>[{_UPPER}][^,.:;()]{{1,40}})")
_ODD = re.compile(rf"{_ANY.pattern}[,;]\s(?:and\s|&\s)?")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\s|&\s?)?|\sand\s|\s?&\s?|/)\s*(?:\.{3}\s?)?")
_OTHERS = re.compile(r"[\s,;]*(?:\bet\.? ?al\b\.?|and others\b)")
_EDITORS = re.compile(r"[\s,]{0,3}\(?\b(?:[Ee]ds?\b|editors?\b|\(?Hrsg\b)\.?\)?[.,]?")


class Names(NamedTuple):
    """Names, the text after them, and whether they are editors'."""

    names: tuple[tuple[Part, str], ...]
    rest: Part
    editors: bool
    open: bool


def leading(text: Part) -> Names:
    """The names that the text begins with.

    `open` says that there is more than a separator after them: the list ends there.
    """
    names: list[tuple[Part, str]] = []
    position, words = 0, text.text
    while match := _name(words, position):
        value = _written(match)
        names.append((text.cut(match.start(), match.end()), value))
        position = match.end()
        separator = _SEPARATOR.match(words, position)
        if not separator or not _name(words, separator.end()):
            break
        position = separator.end()
    if names and (others := _OTHERS.match(words, position)):
        position = others.end()
    editors = _EDITORS.match(words, position) if names else None
    if editors:
        position = editors.end()
    rest = text.cut(position)
    return Names(tuple(names), rest, editors is not None, bool(rest.strip(" ,.:;")))


def _name(words: str, position: int) -> re.Match[str] | None:
    for form in _NAMES:
        if match := form.match(words, position):
            return match
    # A name of another shape, such as `Coutinho Tde A`, before one that is clear.
    odd = _ODD.match(words, position)
    if odd and any(form.match(words, odd.end()) for form in _NAMES):
        return _ANY.match(words, position)
    return None


def _written(match: re.Match[str]) -> str:
    """`Family, Given`, or the name as it stands where the given name comes first."""
    if match.re is _ANY or match.start("given") < match.start("family"):
        return match[0]
    tail = match[0][match.end("given") - match.start() :].strip(" ,")
    name = f"{match['family']}, {match['given']}"
    return f"{name}, {tail}" if tail else name


def whole(text: Part) -> Names:
    """The names that make up the text, in any form; what is no list of names is one name."""
    text = text.strip(" ,.:;")
    found = leading(text)
    if found.names and not found.open:
        return found
    editors = _EDITORS.search(text.text)
    if editors:
        text = text.cut(0, editors.start()).strip(" ,.:;")
    names = found.names or _full(text) or _pieces(text)
    return Names(tuple(names), text.cut(len(text.text)), editors is not None, open=False)


def _full(text: Part) -> list[tuple[Part, str]]:
    """`Smith, John, Jane Doe, and Richard Roe`, to the end of the text."""
    first = _FULL.match(text.text)
    if not first:
        return []
    names = [(text.cut(0, first.end()), first[0])]
    names.extend(_pieces(text.cut(first.end()).strip(" ,;")))
    return names


def _pieces(text: Part) -> list[tuple[Part, str]]:
    """What stands between semicolons or, failing them, `&`, `and` and commas."""
    pieces, position = [], 0
    separator = r"\s*;\s*" if ";" in text.text else r"\s*,?\s(?:&|and)\s|,\s"
    for match in re.finditer(separator, text.text):
        pieces.append(text.cut(position, match.start()))
        position = match.end()
    pieces.append(text.cut(position))
    return [(piece, piece.text) for part in pieces if (piece := part.strip(" ,;"))]
