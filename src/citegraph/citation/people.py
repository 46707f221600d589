"""The names at the head of a reference, in whichever order and with whichever separators.

Forms, after the style manuals: `Ikeda S` (Vancouver: NLM, Citing Medicine), `Astroth, K.` (APA),
`H. Habazettl` or `HC Evans` (initials first), `Smith, John, and Jane Doe` (Chicago).
"""

import re
from typing import NamedTuple

from citegraph.citation.fields import Part
from citegraph.citation.venue import is_journal

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽΑ-Ω"
_LETTER = r"[^\W\d_]"
_PARTICLE = (
    r"(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Dd]es|[Ll]a|[Ll]e|[Tt]er"
    r"|[Tt]en|zu|zur|[Aa]l|[Ee]l|[Bb]in|[Bb]en|[Ss]t\.?|'t|d')"
)
_WORD = rf"(?:{_PARTICLE}[\s'’])*(?:[dlO][’'])?(?:al-|el-)?[{_UPPER}](?:{_LETTER}|['’´`-]){{0,40}}+"
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
_GIVEN_NAMES = (
    rf"[{_UPPER}]{_LETTER}+(?:[ -](?:[{_UPPER}]{_LETTER}+|[{_UPPER}]\.?)){{0,2}}(?: [{_UPPER}]\.)?"
)
_GIVEN = re.compile(rf"{_GIVEN_NAMES}\.?$")
_ONE_WORD = re.compile(rf"(?:{_PARTICLE}\s)*[^\s,]{{2,}}$")
_NATURAL = rf"{_GIVEN_NAMES}(?:\s(?:{_PARTICLE}\s)*[{_UPPER}](?:{_LETTER}|['’-])+)"
_FULL_LIST = re.compile(
    rf"(?P<names>(?:{_PARTICLE}\s)*[{_UPPER}](?:{_LETTER}|['’-])+,\s{_GIVEN_NAMES}"
    rf"(?>,?\s(?:and|&)\s{_NATURAL}|,\s{_NATURAL}){{0,12}})(?:\.\s|(?<=\.)\s)"
)
_BETWEEN = re.compile(r",?\s(?:&|and|und|et|y)\s|,\s")
# Words that names have not: the text names an organisation.
_PROSE = re.compile(r"\b(?:of|for|on|the|in|für|pour)\b", re.IGNORECASE)
_ANY = re.compile(rf"(?P<family>[{_UPPER}][^,.:;()]{{1,40}})")
_ODD = re.compile(rf"{_ANY.pattern}[,;]\s(?:and\s|&\s)?")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\s|&\s?)?|\sand\s|\s?&\s?|/|\s[-–]\s)\s*(?:\.{3}\s?)?")
_OTHERS = re.compile(r"[\s,;]*(?:\bet\.? ?al\b\.?|and others\b)")
_EDITORS = re.compile(r"[\s,]{0,3}\(?\b(?:[Ee]ds?\b|editors?\b|\(?Hrsg\b)\.?\)?[.,]?")


class Names(NamedTuple):
    """Names, the text after them, whether they are editors', and whether each had a known form."""

    names: tuple[tuple[Part, str], ...]
    rest: Part
    editors: bool = False
    sure: bool = True


def leading(text: Part) -> Names:
    """The names with initials that the text begins with."""
    names: list[tuple[Part, str]] = []
    position, words, sure = 0, text.text, True
    while (match := _name(words, position)) and not is_journal(match[0]):
        names.append((text.cut(match.start(), match.end()), _written(match)))
        position, sure = match.end(), sure and match.re is not _ANY
        separator = _SEPARATOR.match(words, position)
        if not separator or not _name(words, separator.end()):
            break
        position = separator.end()
    if names and (others := _OTHERS.match(words, position)):
        position = others.end()
    editors = _EDITORS.match(words, position) if names else None
    if editors:
        position = editors.end()
    return Names(tuple(names), text.cut(position), editors is not None, sure)


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


def full(text: Part) -> Names:
    """Names with full given names that the text begins with, up to a full stop."""
    found = _FULL_LIST.match(text.text)
    if not found:
        return Names((), text)
    return whole(text.cut(0, found.end("names")))._replace(rest=text.cut(found.end()))


def whole(text: Part) -> Names:
    """The names that make up the text, in any form; what is no list of names is one name."""
    text = text.strip(" ,:;")
    found = leading(text)
    if found.names and found.sure:
        # A group may follow the persons.
        group = [(part, part.text) for part in _people(found.rest.strip(" ,.:;"))]
        return found._replace(names=(*found.names, *group), rest=text.cut(len(text.text)))
    editors = _EDITORS.search(text.text)
    if editors:
        text = text.cut(0, editors.start()).strip(" ,:;")
    if others := _OTHERS.search(text.text):
        text = text.cut(0, others.start())
    names = [(part, part.text) for part in _people(text)]
    return Names(tuple(names), text.cut(len(text.text)), editors is not None)


def _people(text: Part) -> list[Part]:
    """People between semicolons or, failing them, between `&`, `and` and commas."""
    if ";" in text.text:
        return [part for piece in text.split(";") if (part := _without_stop(piece))]
    if _PROSE.search(text.text):
        return [part for part in [_without_stop(text)] if part]
    pieces: list[Part] = []
    position, joined = 0, False
    for match in _BETWEEN.finditer(text.text + ", "):
        piece = text.cut(position, match.start())
        if joined and pieces and _ONE_WORD.match(pieces[-1].text) and _GIVEN.match(piece.text):
            begin = pieces.pop().start - text.start
            pieces.append(text.cut(begin, match.start()))
            joined = False
        else:
            pieces.append(piece)
            joined = match[0] == ", "
        position = match.end()
    return [part for piece in pieces if (part := _without_stop(piece))]


def _without_stop(part: Part) -> Part:
    """A name without the full stop of a sentence; that of an initial is kept."""
    part = part.strip(" ,")
    return part.strip(" .") if re.search(r"[^\W\d_]{3,}\.$", part.text) else part
