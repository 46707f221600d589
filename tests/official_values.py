"""Where the official parser writes a value otherwise than we do: steps from our text to its own.

A step says what the official parser does to a value. It is applied to the value as the file has
it and must arrive, alone or with others, at exactly the official one: it explains no more than it
computes.
"""

import html
import re
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from citegraph.ingest.text import plain

_AUTHORITIES = {"repec": "RePEc", "relis": "ReLIS"}
_UNDEFINED = "\x81\x8d\x8f\x90\x9d"
_WINDOWS_1252 = {
    code: " " if chr(code) in _UNDEFINED else bytes([code]).decode("windows-1252")
    for code in range(128, 256)
}


class Value(NamedTuple):
    """A value on its way, with what the steps go by."""

    text: str
    type: str  # its type by the specification
    report: str  # what the official parser reported of the template
    after: str  # the lines after the field that look like `Field-Name :`


def _misread(text: str) -> str:
    return text.encode().decode("latin-1").translate(_WINDOWS_1252)


def _encoded_again(text: str) -> str:
    """Text as it was before its second decoding, if only so it can hold C1 controls."""
    before = re.sub(r"[^\x00-\x7f]", lambda m: m[0].encode().decode("latin-1"), text)
    return before if re.search("[\x80-\x9f]", before) else text


def _handle(text: str) -> str:
    authority, colon, rest = "".join(text.split()).lower().partition(":")
    return _AUTHORITIES.get(authority, authority) + colon + rest


def _person(text: str) -> str:
    joined = "".join(text.split())
    if re.fullmatch(r"[Pp][A-Za-z]+\d+", joined):
        return joined.lower()
    authority, _, rest = joined.partition(":")
    person, _, name = rest.partition(":")
    return f"{_AUTHORITIES.get(authority.lower(), authority)}:{person}:{name.upper()}"


def _date(text: str) -> str:
    return re.sub(r"^(\d{4})(\d\d)(\d\d)?$", lambda m: "-".join(filter(None, m.groups())), text)


def _jel(value: Value) -> str:
    if value.type != "jel":
        return value.text
    if re.fullmatch(r"\d{3}(?:[,;:\s.]+\d{3})*", value.text):
        return ""  # codes of before 1991
    refused = set(re.findall(r"An invalid JEL code used '([^']*)'", value.report))
    codes = (
        re.sub(r"^([A-Z]\d\d)0$", r"\1", c) for c in re.split(r"[,;:\s.]+", value.text.upper())
    )
    return " ".join(code for code in codes if code and code not in refused)


def _url(text: str) -> str:
    return re.sub(r"^[A-Za-z]+:", lambda m: m[0].lower(), "".join(text.split()))


def _document_type(text: str) -> str:
    said = re.match(r"redif-(\w+)", text, re.IGNORECASE)
    return f"ReDIF-{said[1].capitalize()}" if said else text or "ReDIF-Paper"


def _template_type(text: str) -> str:
    said = re.fullmatch(r"redif-(\w+)(?:\s+1\.0)?", text, re.IGNORECASE)
    return f"ReDIF-{said[1].capitalize()} 1.0" if said else text


def _of_type(normalise: Callable[[str], str], *types: str) -> Callable[[Value], str]:
    return lambda value: normalise(value.text) if value.type in types else value.text


class Step(NamedTuple):
    reason: str
    apply: Callable[[Value], str]
    raw: bool = False  # works on the value before mark-up is taken out


HANDLES = ("documenthandle", "serieshandle", "archivehandle", "institutionhandle")
# In the order in which they work.
STEPS: dict[str, Step] = {
    "field-with-space": Step(
        "takes `Field-Name : value` for a continuation of the value above; we read the field",
        lambda value: value.text + "\n" + value.after if value.after else value.text,
        raw=True,
    ),
    "encoded-twice": Step(
        "leaves text that was encoded twice as it is; we decode it again",
        lambda value: _encoded_again(value.text),
        raw=True,
    ),
    "utf-8-as-windows-1252": Step(
        "reads every file without a mark as Windows-1252, and garbles UTF-8; we read UTF-8",
        lambda value: _misread(value.text),
        raw=True,
    ),
    "tag-as-space": Step(
        "puts a space for every tag, in words, too; we keep words whole, and unknown tags",
        lambda value: re.sub(r"<[^>]*>", " ", value.text),
        raw=True,
    ),
    "cut-at-less-than": Step(
        "cuts the rest of a value at a less-than sign that opens no tag; we keep it",
        lambda value: re.sub(r"<[^>]*\Z", "", value.text),
        raw=True,
    ),
    "entities-once": Step(
        "decodes entities once; we decode those that were escaped twice, too",
        lambda value: html.unescape(value.text),
    ),
    "leading-space": Step(
        "keeps a space before a value that starts on the next line",
        lambda value: " " + value.text,
    ),
    "handle": Step(
        "writes handles in lower case; we keep their letters and compare them folded",
        _of_type(_handle, *HANDLES),
    ),
    "person": Step(
        "writes the name in a person's handle in capitals", _of_type(_person, "personhandle")
    ),
    "date": Step("puts hyphens into dates", _of_type(_date, "date")),
    "jel": Step("writes JEL codes that are on its list, with single spaces", _jel),
    "url": Step("takes white space out of addresses", _of_type(_url, "url")),
    "media-type": Step("writes media types in lower case", _of_type(str.lower, "mime_type")),
    "document-type": Step(
        "writes a series' type without version", _of_type(_document_type, "doctype")
    ),
    "template-type": Step(
        "spells template types its own way", _of_type(_template_type, "template")
    ),
}


def steps_between(raw: str, official: str, value: Value) -> tuple[str, ...] | None:
    """The fewest steps that lead from a raw value to the official one, or None."""
    for count in (1, 2, 3, 4):
        for names in combinations(STEPS, count):
            if _walk(raw, names, value) == official:
                return names
    return None


def _walk(raw: str, names: tuple[str, ...], value: Value) -> str | None:
    text, is_raw = raw, True
    for name in names:
        step = STEPS[name]
        if is_raw and not step.raw:
            text, is_raw = " ".join(text.split()) if name == "entities-once" else plain(text), False
        changed = step.apply(value._replace(text=text))
        if changed == text:
            return None
        text = changed
    return plain(text) if is_raw else text
