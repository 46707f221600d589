"""The forms of handles, as RePEc's parser takes them: stricter than what citegraph can use."""

import re
from collections.abc import Callable

from citegraph.identifiers import AUTHORITIES

# The rule that a value breaks, and what is wrong and to do.
Broken = tuple[str, str]
Check = Callable[[str], Broken | None]

_ITEM = re.compile(r"[!\"%&'()*+,\-./:<>=?@\\_`{}~\da-z]+", re.IGNORECASE)
_SHORT_ID = re.compile(r"p[a-z]+\d+", re.IGNORECASE)
_PERSON_DATE = re.compile(r"\d{4}-[01]\d-[0-3]\d")
_PERSON_NAME = re.compile(r"[a-z\d_.-]+", re.IGNORECASE)


def _handle(kind: str, form: str, codes: tuple[str, ...]) -> Check:
    """A check of handles: after the authority, one part for each code, as long as it."""

    def check(value: str) -> Broken | None:
        said = _fault(value)
        if said is None:
            return None
        return "malformed-handle", f"{quoted(value)} is no {kind} handle: {said}; write {form}"

    def _fault(value: str) -> str | None:
        if re.search(r"\s", value):
            return "it has white space within"
        authority, *parts = value.split(":", 3)
        if authority.lower() not in AUTHORITIES:
            return f"{quoted(authority)} is not RePEc"
        if len(parts) != len(codes):
            return f"it has {len(parts) + 1} parts, not {len(codes) + 1}"
        for part, code in zip(parts, codes, strict=True):
            letters = "letters" if len(code) == 3 else "letters and digits"
            sort = r"[a-z]+" if len(code) == 3 else r"[a-z\d]+"
            if code == "item":
                odd = _ITEM.sub("", part)
                if odd or not part:
                    return f"{quoted(odd)} may not stand in it" if odd else "its last part is empty"
            elif len(part) != len(code) or not re.fullmatch(sort, part, re.IGNORECASE | re.ASCII):
                return f"{quoted(part)} is not of {len(code)} {letters}"
        return None

    return check


def _person(value: str) -> Broken | None:
    parts = value.split(":")
    good = _SHORT_ID.fullmatch(value) or (
        len(parts) == 4
        and parts[0].lower() in AUTHORITIES
        and re.fullmatch(r"[a-z]{3}", parts[1], re.IGNORECASE)
        and _PERSON_DATE.fullmatch(parts[2])
        and _PERSON_NAME.fullmatch(parts[3])
    )
    if good:
        return None
    advice = "write the short-id, such as pkr1, or RePEc:per:YYYY-MM-DD:NAME"
    return "malformed-handle", f"{quoted(value)} is no person's handle: {advice}"


def quoted(text: str) -> str:
    """A value within a message, cut to a length that leaves the message readable."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


HANDLES: dict[str, Check] = {
    "archive": _handle("archive", "RePEc:aaa", ("aaa",)),
    "series": _handle("series", "RePEc:aaa:ssssss", ("aaa", "ssssss")),
    "item": _handle("item", "RePEc:aaa:ssssss:item", ("aaa", "ssssss", "item")),
    "institution": _handle("institution", "RePEc:edi:iiiiicc", ("edi", "iiiiicc")),
    "person": _person,
}
