"""What a value of each kind must be: one check a kind, each saying what is wrong and what to do.

The kinds are those of `citegraph.ingest.redif_spec`. A check returns nothing for a good value, or
the rule that is broken and a message. No message repeats an e-mail address.
"""

import re

from citegraph import identifiers
from citegraph.ingest.redif_handles import HANDLES, Broken, Check, quoted
from citegraph.ingest.redif_spec import LIMITS

_URL = re.compile(
    r"(?:https?|ftp)://(?:[^\s/@?#]++@)?(?:\w[\w-]*\.)+\w[\w-]*\.?(?::\d+)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[&+a-z\d\-.=_']+@[a-z\d\-=_]+(?:\.[a-z\d\-=_]+)+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-?(?:0[1-9]|1[0-2])(?:-?(?:0[1-9]|[12]\d|3[01]))?)?")
_MSC = re.compile(r"\d\d(?:[A-Z-](?:\d\d|XX))", re.IGNORECASE)
_FORMAT = re.compile(
    r"(?:application|audio|chemical|font|image|message|model|multipart|text|video)/[\w.+-]+"
    r"(?:/.*|\s*;.*)?",
    re.IGNORECASE,
)
_MEANT = {
    "pdf": "application/pdf",
    "ps": "application/postscript",
    "html": "text/html",
    "doc": "application/msword",
    "epub": "application/epub+zip",
    "mobi": "application/x-mobipocket-ebook",
    "azw": "application/vnd.amazon.ebook",
    "application/binary": "application/octet-stream",
    "application/ms-word": "application/msword",
}
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
    " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu"
    " hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb"
    " lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om"
    " or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw"
    " ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za"
    " zh zu".split()
)
_STATUS = re.compile(r"published|forthcoming", re.IGNORECASE)
_SERIES_TYPE = re.compile(
    r"redif-(?:paper|article|software|book|chapter|person|institution)\b", re.IGNORECASE
)
_PROGRAMMING = frozenset(
    "c,c++,dos executable,executable,fortran,gauss,gretl,java,mathematica,matlab,octave,ox,perl"
    ",python,r,rats,shazam,s-plus,stata,tsp international".split(",")
)
# Letters that head no class of JEL.
_NO_JEL = frozenset("STUVWX")
_AND = re.compile(r"\s+(?:and|und|et|&)\s+|\s*;\s+", re.IGNORECASE)
_PERSON_WORDS = re.compile(r"(?:[^\W\d_][\w.'’-]*,?\s+){1,4}[^\W\d_][\w.'’-]*")
_BODY = re.compile(
    r"\b(?:of|for|the|institute?|centre|center|university|ministry|bank|department|office|group"
    r"|research|committee|council|association|society|company|inc|ltd|staff|team|project|trade"
    r"|statistics|agency|national|international|european|federal|economics?|policy)\b",
    re.IGNORECASE,
)


def broken(kind: str, name: str, value: str) -> list[Broken]:
    """What is wrong with a value of this kind in the field of this name."""
    found = [CHECKS[kind](value)] if kind in CHECKS else []
    if name in _BY_NAME:
        found.append(_BY_NAME[name](value))
    wrong = [said for said in found if said]
    return wrong or _measured(kind, value)


def _measured(kind: str, value: str) -> list[Broken]:
    limits = LIMITS.get(kind)
    if limits is None:
        return []
    length = len(value)
    said = f"a length of {length}"
    if length > limits.top:
        return [("value-too-long", f"{said}, where {limits.top} is the most: shorten it")]
    if length < limits.bottom:
        return [("value-too-short", f"{said}, where {limits.bottom} is the least: complete it")]
    if length > limits.max:
        return [("long-value", f"{said}, where up to {limits.max} is advised")]
    if length < limits.min:
        return [("short-value", f"{said}, where {limits.min} or more is advised")]
    return []


def _doi(value: str) -> Broken | None:
    canonical = identifiers.doi(value)
    if canonical and value.startswith("10.") and not re.search(r"\s", value):
        return None
    advice = (
        f"write {canonical[:80]}"
        if canonical
        else "write it as 10.xxxx/..., or leave the field out"
    )
    return "malformed-doi", f"{quoted(value)} is no bare DOI: {advice}"


def _url(value: str) -> Broken | None:
    joined = "".join(value.split())
    if _URL.fullmatch(value):
        return None
    if len(value.split()) > 2 or (joined != value and not _URL.fullmatch(joined)):
        return (
            "prose-in-url",
            f"{quoted(value)} is not one address: put the rest in a Note",
        )
    if _URL.fullmatch(joined):
        return "space-in-url", f"the address is read as {quoted(joined)}: write a space as %20"
    if _URL.fullmatch(f"http://{value}"):
        return "malformed-url", f"{quoted(value)} has no scheme: write http:// or https:// before"
    return "malformed-url", f"{quoted(value)} is no address: write https://host/path"


def _email(value: str) -> Broken | None:
    if _EMAIL.fullmatch(value):
        return None
    count = value.count("@")
    said = f"{count} addresses in one field" if count > 1 else "this is no e-mail address"
    return "malformed-email", f"{said}: write one address, and nothing else"


def _date(value: str) -> Broken | None:
    if _DATE.fullmatch(value):
        return None
    return "malformed-date", f"{quoted(value)} is no date: write YYYY, YYYY-MM or YYYY-MM-DD"


def _jel(value: str) -> Broken | None:
    codes, prose = identifiers.jel_codes(value)
    # Beside a word, single letters count as words, too: the word is what is wrong.
    odd = [word for word in prose if len(word) > 1] or prose
    odd += [code for code in codes if code[0] in _NO_JEL]
    if not odd:
        return None
    said = f"{quoted(' '.join(odd))} is no JEL code"
    return "prose-in-jel", f"{said}: write codes such as O31, separated by spaces"


def _msc(value: str) -> Broken | None:
    odd = [word for word in re.split(r"[,;:\s.]+", value) if word and not _MSC.fullmatch(word)]
    if not odd:
        return None
    return "malformed-msc", f"{quoted(' '.join(odd))} is no MSC code: write codes such as 90A60"


def _format(value: str) -> Broken | None:
    meant = _MEANT.get(value.lower().lstrip("."))
    if _FORMAT.fullmatch(value) and not meant:
        return None
    example = meant or "a media type such as application/pdf"
    return "malformed-format", f"{quoted(value)} is no media type: write {example}"


def _language(value: str) -> Broken | None:
    if value.lower() in _LANGUAGES:
        return None
    return (
        "unknown-language",
        f"{quoted(value)} is no language: write two letters, such as en",
    )


def _share(value: str) -> Broken | None:
    if re.fullmatch(r"\d?\d|100", value, re.ASCII):
        return None
    return "malformed-share", f"{quoted(value)} is no percentage: write a number up to 100"


def _status(value: str) -> Broken | None:
    if _STATUS.match(value):
        return None
    advice = "begin with Published or Forthcoming, or put this in a Note"
    return "malformed-status", f"{quoted(value)} says neither: {advice}"


def _series_type(value: str) -> Broken | None:
    if _SERIES_TYPE.match(value):
        return None
    return "unknown-series-type", f"{quoted(value)} is no type of template: write ReDIF-Paper"


def _programming(value: str) -> Broken | None:
    if " ".join(value.lower().split()) in _PROGRAMMING:
        return None
    return (
        "unknown-programming-language",
        f"{quoted(value)} is not listed by ReDIF: RePEc leaves it out",
    )


def _name(value: str) -> Broken | None:
    parts = _AND.split(value)
    people = len(parts) > 1 and all(_PERSON_WORDS.fullmatch(part) for part in parts)
    if not people or _BODY.search(value):
        return None
    said = f"{quoted(value)} seems to be {len(parts)} people"
    return "several-people-in-one-name", f"{said}: begin a Name field for each"


def _isbn(value: str) -> Broken | None:
    if identifiers.isbn(value):
        return None
    return "malformed-isbn", f"{quoted(value)} is no ISBN: check its digits"


def _issn(value: str) -> Broken | None:
    if identifiers.issn(value):
        return None
    return "malformed-issn", f"{quoted(value)} is no ISSN: check its digits"


def _year(value: str) -> Broken | None:
    if identifiers.year_in(value):
        return None
    return "malformed-year", f"no single year in {quoted(value)}: write four digits"


CHECKS: dict[str, Check] = {
    **HANDLES,
    "doi": _doi,
    "url": _url,
    "email": _email,
    "date": _date,
    "jel": _jel,
    "msc": _msc,
    "format": _format,
    "language": _language,
    "share": _share,
    "status": _status,
    "type": _series_type,
    "programming": _programming,
    "name": _name,
}
# The specification takes these for any text.
_BY_NAME: dict[str, Check] = {"isbn": _isbn, "issn": _issn, "year": _year}
