"""Identifiers of the field: raw text -> canonical form, or None when it is no such identifier.

Each normaliser is idempotent, and says what it strips. None of them looks anything up.
"""

import re
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ARXIV = re.compile(
    r"(?:^|[\s/:])(\d{4}\.\d{4,5}|[a-z][a-z-]{1,9}(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?!\d)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"([A-Za-z]+):([A-Za-z0-9]{3})(?::([^\s:]+)(?::(\S+))?)?")
_EMAIL = re.compile(r"[\w+-]@(?:[\w-]+\.)+[A-Za-z]{2,}")
# Of an identifier, in characters.
_LONGEST = 255
# White space that a handle may have in it by mistake.
_MOST_PARTS = 6
AUTHORITIES = {"repec": "RePEc", "relis": "ReLIS", "mapin": "mapin"}
_SHORT_ID = re.compile(r"p[a-z]+\d+")
_PERSON = re.compile(r"([a-z]+):per:(\d{4}-\d\d-\d\d:\S+)", re.IGNORECASE)
_JEL_BREAKS = re.compile(r"[,;:\s.]+")
_JEL = re.compile(r"[A-Z]\d{0,2}")
_IDEAS_PATH = re.compile(
    r"/([apbhc])/([a-z0-9]{3})/([a-z0-9]+)/([^?#]+?)\.html?(?:[?#]|$)", re.IGNORECASE
)
_ARTICLE_ID = re.compile(r"v(\w*?)y(\d{4})i(.+?)p([^p]+)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


def handle(raw: str) -> str | None:
    """A RePEc-style handle, white space removed and the authority's name spelled as usual.

    The rest keeps its letters: handles are compared by `handle_key`. Handles of archives
    (`RePEc:aaa`), series (`RePEc:aaa:ssssss`) and items are all accepted.

    >>> handle(" repec:stp:stepre: 1995r03 ")
    'RePEc:stp:stepre:1995r03'
    """
    parts = raw.split()
    if len(parts) <= _MOST_PARTS and (found := _handle("".join(parts))):
        return found
    # It has swallowed the line that follows.
    return _handle(parts[0]) if parts else None


def _handle(raw: str) -> str | None:
    text = raw.rstrip(".,;")
    match = _HANDLE.fullmatch(text)
    if not match or len(text) > _LONGEST or _EMAIL.search(text):
        return None
    authority = AUTHORITIES.get(match[1].lower())
    return authority + text[len(match[1]) :] if authority else None


def handle_key(canonical: str) -> str:
    """The form in which handles are compared: they do not distinguish case (RePEc's rule)."""
    return canonical.casefold()


def series_of(item_handle: str) -> str | None:
    """The handle of the series that an item's handle stands in.

    >>> series_of("RePEc:stp:stepre:1995r03")
    'RePEc:stp:stepre'
    """
    parts = item_handle.split(":")
    return ":".join(parts[:3]) if len(parts) > 3 else None


def archive_of(series_handle: str) -> str | None:
    """The handle of the archive that a series' handle stands in."""
    parts = series_handle.split(":")
    return ":".join(parts[:2]) if len(parts) > 2 else None


def handle_of_address(address: str) -> str | None:
    """The handle behind an IDEAS or EconPapers address.

    IDEAS shortens article identifiers (`v18y2009i1p1-23` for `v:18:y:2009:i:1:p:1-23`) and
    EconPapers escapes signs (`_3a` is a colon): both are undone.
    """
    econpapers = re.search(r"econpapers\.repec\.org/(RePEc[^?#\s]+)", address, re.IGNORECASE)
    if econpapers:
        decoded = re.sub(
            r"_([0-9a-f]{2})",
            lambda m: chr(int(m[1], 16)),
            unquote(econpapers[1]),
            flags=re.IGNORECASE,
        )
        return handle(decoded.removesuffix(".htm").removesuffix(".html"))
    match = _IDEAS_PATH.search(address)
    if not match:
        return None
    item = unquote(match[4])
    if match[1].lower() == "a" and (article := _ARTICLE_ID.fullmatch(item)):
        item = f"v:{article[1]}:y:{article[2]}:i:{article[3]}:p:{article[4]}"
    return handle(f"RePEc:{match[2]}:{match[3]}:{item}")


def person_id(raw: str) -> str | None:
    """A RePEc short-id (`pas123`) in lower case, or a person handle with its name folded.

    >>> person_id("PKR1"), person_id("repec:per:1984-08-19:Wouter_Ryckbosch")
    ('pkr1', 'RePEc:per:1984-08-19:wouter_ryckbosch')
    """
    text = "".join(raw.split()).rstrip(".,;")
    if len(text) > _LONGEST:
        return None
    if _SHORT_ID.fullmatch(text.lower()):
        return text.lower()
    match = _PERSON.fullmatch(text)
    if match and match[1].lower() in AUTHORITIES:
        return f"{AUTHORITIES[match[1].lower()]}:per:{match[2].lower()}"
    return None


def doi(raw: str) -> str | None:
    """A DOI in lower case, without resolver address, `doi:`, or closing punctuation.

    >>> doi("https://doi.org/10.1504/IJEIM.2007.012889.")
    '10.1504/ijeim.2007.012889'
    """
    match = _DOI.search(unquote(raw) if "%" in raw else raw)
    if not match:
        return None
    text = match[0].rstrip(".,;:'\"”’>")
    while text.endswith(")") and text.count("(") < text.count(")"):
        text = text[:-1]
    return text.lower() if re.search(r"/.", text) and len(text) <= _LONGEST else None


def arxiv(raw: str) -> str | None:
    """An arXiv identifier without address, prefix or version.

    >>> arxiv("arXiv:1502.01234v2 [econ.TH]"), arxiv("https://arxiv.org/abs/hep-th/9901001")
    ('1502.01234', 'hep-th/9901001')
    """
    match = _ARXIV.search(raw)
    return match[1].lower() if match else None


def isbn(raw: str) -> str | None:
    """An ISBN as 13 digits; ISBN-10 is converted (ISO 2108). Wrong check digits give None.

    >>> isbn("0-262-01113-1"), isbn("0262011131")
    ('9780262011136', '9780262011136')
    """
    text = re.sub(r"[\s\-–]", "", raw).upper().removeprefix("ISBN").lstrip(":")
    if re.fullmatch(r"\d{9}[\dX]", text):
        check = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(text))
        if check % 11:
            return None
        text = "978" + text[:9]
        return text + _ean_check(text)
    if re.fullmatch(r"97[89]\d{10}", text) and _ean_check(text[:12]) == text[12]:
        return text
    return None


def _ean_check(twelve: str) -> str:
    return str(-sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(twelve)) % 10)


def issn(raw: str) -> str | None:
    """An ISSN as `NNNN-NNNC`; a wrong check digit gives None (ISO 3297).

    >>> issn("00487333")
    '0048-7333'
    """
    match = re.search(r"(?<!\d)(\d{4})\s*[-–—‐:]?\s*(\d{3}[\dXx])(?!\d)", raw)
    if not match:
        return None
    digits = (match[1] + match[2]).upper()
    total = sum((8 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
    return f"{digits[:4]}-{digits[4:]}" if total % 11 == 0 else None


def jel_codes(raw: str) -> tuple[list[str], list[str]]:
    """The JEL codes of a field, and the words in it that are none.

    Codes are separated by any of `, ; : .` or white space; a trailing zero of a four-character
    code is cut, as RePEc does. In prose a single letter is a word, not a code.

    >>> jel_codes("o31, R110; see a list below")
    (['O31', 'R11'], ['see', 'a', 'list', 'below'])
    """
    words = [word for word in _JEL_BREAKS.split(raw) if word]
    upper = [w.upper()[:3] if len(w) == 4 and w.endswith("0") else w.upper() for w in words]
    is_prose = any(not _JEL.fullmatch(code) for code in upper)
    codes: list[str] = []
    prose: list[str] = []
    for word, code in zip(words, upper, strict=True):
        if not _JEL.fullmatch(code) or (is_prose and len(code) == 1):
            prose.append(word)
        elif code not in codes:
            codes.append(code)
    return codes, prose


def year_in(raw: str) -> int | None:
    """The year that a text names, when it names exactly one between 1500 and 2099.

    >>> year_in("March 1985"), year_in("1985-87"), year_in("1985/1986"), year_in("undated")
    (1985, 1985, None, None)
    """
    years = set(_YEAR.findall(raw))
    return int(years.pop()) if len(years) == 1 else None


def year_of_handle(item_handle: str) -> int | None:
    """The year that an item's handle carries, by RePEc's conventions.

    Articles carry `:y:1985:`; many paper series begin the item with the year (`1995r03`,
    `2014-01`). Anything else is no evidence.

    >>> year_of_handle("RePEc:stp:stepre:1995r03")
    1995
    """
    marked = re.search(r":y:((?:1[5-9]|20)\d\d)(?::|$)", item_handle)
    if marked:
        return int(marked[1])
    item = item_handle.rsplit(":", maxsplit=1)[-1]
    leading = re.match(r"(19[4-9]\d|20[0-4]\d)(?:[-_./a-zA-Z]|\d{2}$|$)", item)
    return int(leading[1]) if leading else None
