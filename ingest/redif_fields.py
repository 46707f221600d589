"""Fields of a ReDIF template as values of records, each checked as the specification asks.

A value that is not what it should be becomes a remark with its line, and the rest is kept.
"""

import re
from collections.abc import Callable, Iterator

from citegraph import identifiers
from citegraph.ingest.redif_spec import is_known
from citegraph.ingest.redif_template import Field, Template
from citegraph.ingest.source import Remark
from citegraph.records import Affiliation, Contributor, Words

_URL = re.compile(r"(?:https?|ftp)://[^\s/]+\S*", re.IGNORECASE)
_ONCE = frozenset(["handle", "title", "name", "name-full", "short-id", "year", "number"])


def doubtful_fields(template: Template) -> Iterator[Remark]:
    """Fields that ReDIF does not know, and second values of fields that have one."""
    seen: set[str] = set()
    for field in template.fields[1:]:
        if not is_known(field.name):
            said = "no field of ReDIF; if it is text of the field above, indent it"
            yield Remark(field.line, field.name, f"{said}: {field.text[:60]!r}")
        elif field.name in _ONCE and field.text and field.name in seen:
            yield Remark(
                field.line, field.name, f"given again; the first counts: {field.text[:60]!r}"
            )
        seen.add(field.name)


def own_handle(template: Template, remarks: list[Remark], levels: int) -> Words | None:
    found = checked(template, "handle", identifiers.handle, "is no RePEc handle", remarks)
    if found and len(found.text.split(":", 3)) != levels:
        expected = {2: "RePEc:aaa", 3: "RePEc:aaa:ssssss", 4: "RePEc:aaa:ssssss:item"}[levels]
        said = f"{found.text!r} is not of the form {expected}"
        remarks.append(Remark(found.line, "handle", said))
        return None
    if "handle" not in template:
        remarks.append(Remark(template.line, "handle", "required, and missing"))
    return found


def checked(
    template: Template,
    name: str,
    normalise: Callable[[str], str | None],
    complaint: str,
    remarks: list[Remark],
) -> Words | None:
    return next(iter(all_checked(template, name, normalise, complaint, remarks)), None)


def all_checked(
    template: Template,
    name: str,
    normalise: Callable[[str], str | None],
    complaint: str,
    remarks: list[Remark],
) -> tuple[Words, ...]:
    """The canonical forms of a field's values; a value that has none is remarked on."""
    if name not in template:
        return ()
    found = []
    for words in template.all(name):
        canonical = normalise(words.text)
        if canonical:
            found.append(words.with_text(canonical))
        else:
            remarks.append(Remark(words.line, name, f"{words.text[:80]!r} {complaint}"))
    return tuple(found)


def handles(
    template: Template, names: tuple[str, ...], remarks: list[Remark], levels: int | None = None
) -> tuple[Words, ...]:
    """Handles of other things; of those of another form than `levels` parts, a remark."""

    def fitting(raw: str) -> str | None:
        found = identifiers.handle(raw)
        parts = len(found.split(":", 3)) if found else 0
        fits = parts == levels if levels else parts > 2
        return found if fits else None

    return tuple(
        [
            words
            for name in names
            for words in all_checked(template, name, fitting, "is no handle of this kind", remarks)
        ]
    )


def keywords(template: Template) -> tuple[Words, ...]:
    found = [
        words.with_text(keyword)
        for words in template.all("keywords", "keywords-attent")
        for part in words.text.split(";" if ";" in words.text else ",")
        if (keyword := part.strip(" ."))
    ]
    return tuple(dict.fromkeys(found))


def jel_codes(template: Template, remarks: list[Remark]) -> tuple[Words, ...]:
    found = []
    for words in template.all("classification-jel"):
        codes, prose = identifiers.jel_codes(words.text)
        found += [words.with_text(code) for code in codes]
        if prose:
            said = f"{' '.join(prose)[:80]!r} is no JEL code"
            remarks.append(Remark(words.line, "classification-jel", said))
    return tuple(found)


def urls(template: Template, names: tuple[str, ...], remarks: list[Remark]) -> tuple[Words, ...]:
    return tuple(
        words for name in names for words in all_checked(template, name, url, "is no URL", remarks)
    )


def url(raw: str) -> str | None:
    """An address without white space; a missing or doubled scheme letter is mended."""
    text = "".join(raw.split())
    if _URL.fullmatch(text):
        return text
    text = re.sub(r"^h(?=http)", "", text)
    if re.match(r"www\.\S+\.\S+", text, re.IGNORECASE):
        text = f"http://{text}"
    return text if _URL.fullmatch(text) else None


def people(template: Template, prefix: str, remarks: list[Remark]) -> tuple[Contributor, ...]:
    found = []
    for group in template.clusters(prefix):
        by_name = {field.name: field for field in reversed(group) if field.text}
        name = by_name.get("name") or _joined_name(by_name)
        if name is None:
            if group[0].name == "name" or by_name:
                said = "the person has no name, and is left out"
                remarks.append(Remark(group[0].line, f"{prefix}name", said))
            continue
        person = by_name.get("person")
        identified = identifiers.person_id(person.text) if person else None
        if person and not identified:
            said = f"{person.text[:80]!r} is no RePEc person"
            remarks.append(Remark(person.line, f"{prefix}person", said))
        given = by_name.get("name-first") or by_name.get("x-name-first")
        family = by_name.get("name-last") or by_name.get("x-name-last")
        found.append(
            Contributor(
                name=name.words,
                given=given.words if given else None,
                family=family.words if family else None,
                person=person.words.with_text(identified) if person and identified else None,
                affiliations=_affiliations(group, "workplace-", remarks),
            )
        )
    return tuple(found)


def _joined_name(parts: dict[str, Field]) -> Field | None:
    """A name that the source gives only in its parts."""
    first, last = parts.get("name-first"), parts.get("name-last")
    if first is None or last is None:
        return None
    return Field("name", f"{first.text} {last.text}", first.line, last.end)


def _affiliations(
    fields: list[Field], prefix: str, remarks: list[Remark]
) -> tuple[Affiliation, ...]:
    found: list[Affiliation] = []
    for field in fields:
        part = field.name.removeprefix(prefix)
        if part == field.name or not field.text:
            continue
        if part == "name":
            found.append(Affiliation(field.words))
        elif part in {"institution", "organization"}:
            canonical = identifiers.handle(field.text)
            institution = field.words.with_text(canonical) if canonical else None
            if institution is None:
                said = f"{field.text[:80]!r} is no handle of an institution"
                remarks.append(Remark(field.line, field.name, said))
            elif found and found[-1].institution is None:
                found[-1] = Affiliation(found[-1].name, institution)
            else:
                found.append(Affiliation(None, institution))
    return tuple(found)


def organizations(
    template: Template, prefixes: tuple[str, ...], remarks: list[Remark]
) -> tuple[Affiliation, ...]:
    fields = list(template.fields)
    return tuple(a for prefix in prefixes for a in _affiliations(fields, prefix, remarks))
