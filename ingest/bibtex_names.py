"""Names of people in BibTeX: `von Last, Jr, First`, `First von Last`, `{An Organisation}`.

https://ctan.org/pkg/btxdoc, "Names"; for `family=..., given=...`, BibLaTeX's manual, "Name lists".
"""

import re
from collections.abc import Iterator

from bibtexparser.middlewares.names import split_multiple_persons_names

from citegraph.ingest.bibtex_entries import Field
from citegraph.ingest.latex import decode
from citegraph.ingest.source import Remark
from citegraph.ingest.text import plain
from citegraph.records import Contributor, Words

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]*){1,4}")
_PART = re.compile(r"(family|given|prefix|suffix)(?:-i)?\s*=\s*(.*)", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+")
_OTHERS = re.compile(r"(?:others|et\.?\s+al\.?)", re.IGNORECASE)


def people(field: Field | None, remarks: list[Remark]) -> tuple[Contributor, ...]:
    """The people of an author's or editor's field."""
    if field is None:
        return ()
    found = []
    for latex in _names(field, remarks):
        text = _text(latex)
        if _OTHERS.fullmatch(text):
            remarks.append(Remark(field.line, field.name, "the list is cut short: others follow"))
        elif _ADDRESS.fullmatch(text):
            remarks.append(Remark(field.line, field.name, "an e-mail address is nobody's name"))
        elif person := _person(latex, field.words):
            found.append(person)
    return tuple(found)


def _names(field: Field, remarks: list[Remark]) -> Iterator[str]:
    latex = field.latex
    inner = _braced(latex)
    if inner is not None:
        # Programs that guard a title by a second pair of braces do it to names, too.
        parts = split_multiple_persons_names(inner)
        if len(parts) > 1 and all("," in part for part in parts):
            latex = inner
    for name in split_multiple_persons_names(latex):
        sections = _sections(name, ",")
        if any(_PART.match(section) for section in sections):
            yield name
        elif "&" not in name and len(several := _sections(name, ";")) > 1:
            remarks.append(Remark(field.line, field.name, "names are joined by `and`, not by `;`"))
            yield from several
        elif len(sections) > 3 and not len(sections) % 2 and _are_initials(sections[1::2]):
            remarks.append(Remark(field.line, field.name, "names are joined by `and`, not by `,`"))
            yield from (f"{a}, {b}" for a, b in zip(sections[::2], sections[1::2], strict=True))
        else:
            if len(sections) > 3:
                said = f"too many commas in one name: {_text(name)[:60]!r}"
                remarks.append(Remark(field.line, field.name, said))
            yield name


def _are_initials(given: list[str]) -> bool:
    return all(_INITIALS.fullmatch(_text(name)) for name in given)


def _person(latex: str, place: Words) -> Contributor | None:
    inner = _braced(latex)
    if inner is not None:
        # No person's, or not to be taken apart: the braces say that all of it is one name.
        name = place.with_text(_text(inner))
        return Contributor(name, family=name) if name.text else None
    sections = [section for section in _sections(latex, ",") if _text(section)]
    if len(sections) > 3:
        return Contributor(place.with_text(_text(latex)))
    parts = {m[1].lower(): m[2] for section in sections if (m := _PART.fullmatch(section))}
    if len(sections) < 2 and not parts:
        return _in_natural_order(latex, place)
    if parts:
        family = _text(f"{parts.get('prefix', '')} {parts.get('family', '')}")
        given, suffix = _text(parts.get("given", "")), _text(parts.get("suffix", ""))
    else:
        family, *suffixes, given = (_text(section) for section in sections)
        suffix = suffixes[0] if suffixes else ""
        if _SUFFIX.fullmatch(given):
            if not suffix:
                # `Martin King, Jr.`: the comma parts no family name.
                return Contributor(place.with_text(f"{family}, {given}"))
            given, suffix = suffix, given
    if not given or not family:
        alone = given or family
        return Contributor(place.with_text(alone)) if alone else None
    whole = ", ".join(part for part in (family, given, suffix) if part)
    return Contributor(
        place.with_text(whole), given=place.with_text(given), family=place.with_text(family)
    )


def _in_natural_order(latex: str, place: Words) -> Contributor | None:
    """`Jo {De Vries}`: the braces say what the family name is; else its words leave it open."""
    name = place.with_text(_text(latex))
    before, brace, last = latex.strip().rpartition("{")
    family = _text(last[:-1]) if brace and last.endswith("}") else ""
    given = _text(before)
    if " " in family and given and before[-1].isspace() and before.count("{") == before.count("}"):
        return Contributor(name, given=place.with_text(given), family=place.with_text(family))
    return Contributor(name) if name.text else None


def _braced(latex: str) -> str | None:
    """What one pair of braces around everything encloses, unless it is there for an accent."""
    text = latex.strip()
    if not text.startswith("{") or not text.endswith("}") or text.startswith("{\\"):
        return None
    depth = 0
    for position, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if not depth and position < len(text) - 1:
            return None
    return text[1:-1]


def _sections(latex: str, separator: str) -> list[str]:
    """The parts between separators that stand outside of braces."""
    depth, start, found = 0, 0, []
    for position, char in enumerate(latex):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == separator and depth <= 0:
            found.append(latex[start:position].strip())
            start = position + 1
    return [*found, latex[start:].strip()]


def _text(latex: str) -> str:
    return plain(decode(latex))
