"""What several records of one work say together: one value shown, disagreements kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from citegraph import names
from citegraph.folding import fold
from citegraph.records import (
    Contributor,
    Coverage,
    FullText,
    Reference,
    VenueMention,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)
from citegraph.resolve.identity import Located

_SINGLE = (
    "title",
    "handle",
    "doi",
    "online_date",
    "volume",
    "issue",
    "pages",
    "number",
    "chapter",
    "book_title",
    "in_book",
)
_UNDISPUTED = ("edition", "publisher")
_UNITED = (
    "isbn",
    "language",
    "keywords",
    "jel",
    "publication_status",
    "notes",
    "other_versions",
    "lost",
    "full_texts",
)
_RANGES = str.maketrans("–—‐−", "----")


class Claim(NamedTuple):
    """A value with the source (content hash) and line that give it."""

    value: str
    source: str
    line: int


class Conflict(NamedTuple):
    """Two values of one field of one work: the one shown, and one that differs from it."""

    field: str
    kept: Claim
    other: Claim


@dataclass(frozen=True, slots=True)
class Work:
    """The merge of all records of one work. `sources` are (content hash, line) pairs."""

    key: str
    record: WorkRecord
    keys: tuple[str, ...]
    sources: tuple[tuple[str, int], ...]
    conflicts: tuple[Conflict, ...]


def merge_works(key: str, located: list[Located]) -> Work:
    """Merge the records of one work, given in `Located.order`."""
    records = [(item.record, item) for item in located if isinstance(item.record, WorkRecord)]
    conflicts: list[Conflict] = []
    merged = records[0][0] if len(records) == 1 else _merged(records, conflicts)
    united: dict[str, Any] = {}
    for field in _UNITED:
        if len(records) == 1 and len(getattr(merged, field)) < 2:
            continue
        values = [value for record, _ in records for value in getattr(record, field)]
        unique = _full_texts(values) if field == "full_texts" else _united(values)
        if unique != getattr(merged, field):
            united[field] = unique
    if united:
        merged = replace(merged, **united)
    if merged.lost:
        merged = replace(merged, lost=_still_lost(merged))
    return Work(
        key=key,
        record=merged,
        keys=tuple(dict.fromkeys(k for item in located for k in item.keys)),
        sources=tuple((item.source, item.line) for item in located),
        conflicts=tuple(sorted(set(conflicts))),
    )


def _merged(records: list[tuple[WorkRecord, Located]], conflicts: list[Conflict]) -> WorkRecord:
    """The values of several records, but for those that are united; conflicts are added."""
    chosen: dict[str, Any] = {}
    for field in (*_SINGLE, *_UNDISPUTED):
        values = [(getattr(r, field), item) for r, item in records if getattr(r, field)]
        chosen[field] = values[0][0] if values else None
        if field in _SINGLE:
            conflicts += _disagreements(field, values)
    kinds = [(Words(r.kind, item.line, item.line), item) for r, item in records]
    conflicts += _disagreements("kind", kinds)
    return replace(
        records[0][0],
        **chosen,
        authors=_people(
            "authors", [(r.authors, item) for r, item in records if r.authors], conflicts
        ),
        editors=_people(
            "editors", [(r.editors, item) for r, item in records if r.editors], conflicts
        ),
        year=_year([(r.year, item) for r, item in records if r.year], conflicts),
        venue=_venue([(r.venue, item) for r, item in records if r.venue], conflicts),
        abstract=next((r.abstract for r, _ in records if r.abstract), ()),
        references=_references([r for r, _ in records]),
        coverage=min(
            (r.coverage for r, _ in records if r.coverage), key=list(Coverage).index, default=None
        ),
    )


def _still_lost(record: WorkRecord) -> tuple[Words, ...]:
    """What one copy of a page lost and no other source gives."""
    found = {
        "author": record.authors,
        "abstract": record.abstract,
        "references": record.references,
        "other versions": record.other_versions,
        "full text address": any(text.address for text in record.full_texts),
    }
    return tuple(words for words in record.lost if not found.get(words.text))


def _comparable(field: str, text: str) -> str:
    if field == "pages":
        return "".join(text.translate(_RANGES).split())
    return text.casefold() if field in {"handle", "doi", "issue", "in_book"} else fold(text)


def _disagreements(field: str, values: list[tuple[Words, Located]]) -> Iterable[Conflict]:
    """The first source of each value that differs from the one shown."""
    if len(values) < 2:
        return
    kept, kept_in = values[0]
    seen = {_comparable(field, kept.text)}
    for words, item in values[1:]:
        if (comparable := _comparable(field, words.text)) not in seen:
            seen.add(comparable)
            yield Conflict(
                field,
                Claim(kept.text, kept_in.source, kept.line),
                Claim(words.text, item.source, words.line),
            )


def _united(values: list[Words]) -> tuple[Words, ...]:
    if len(values) < 2:
        return tuple(values)
    unique: dict[str, Words] = {}
    for words in values:
        unique.setdefault(fold(words.text) or words.text, words)
    return tuple(unique.values())


def _year(values: list[tuple[Year, Located]], conflicts: list[Conflict]) -> Year | None:
    """The year with the best basis. Only years that a source states can disagree."""
    firm = {YearBasis.STATED, YearBasis.CITATION}
    ranked = sorted(values, key=lambda v: (v[0].value is None, list(YearBasis).index(v[0].basis)))
    stated = [(y.value, item) for y, item in ranked if y.value and y.basis in firm]
    conflicts += _disagreements("year", stated)
    if not ranked:
        return None
    best = ranked[0][0]
    words = best.stated or next((y.stated for y, _ in ranked if y.stated), None)
    return Year(words, best.value, best.basis)


def _venue(
    values: list[tuple[VenueMention, Located]], conflicts: list[Conflict]
) -> VenueMention | None:
    if not values:
        return None
    named = [(v.name, item) for v, item in values if v.name]
    conflicts += _disagreements("venue", named)
    handled = next((v for v, _ in values if v.handle), None)
    return VenueMention(
        name=named[0][0] if named else None,
        kind=(handled or values[0][0]).kind,
        handle=handled.handle if handled else None,
        abbreviation=next((v.abbreviation for v, _ in values if v.abbreviation), None),
        issn=_united([words for v, _ in values for words in v.issn]),
    )


def _people(
    field: str,
    lists: list[tuple[tuple[Contributor, ...], Located]],
    conflicts: list[Conflict],
) -> tuple[Contributor, ...]:
    """The longest list, each person enriched with what the other lists say of that name."""
    if not lists:
        return ()
    base, base_in = max(lists, key=lambda entry: len(entry[0]))
    others = [entry for entry in lists if entry[0] is not base]
    for people, item in others:
        strangers = [
            p for p in people if not any(names.same(p.name.text, b.name.text) for b in base)
        ]
        if strangers:
            conflicts.append(
                Conflict(
                    field,
                    Claim(_joined(base), base_in.source, base[0].name.line),
                    Claim(_joined(people), item.source, strangers[0].name.line),
                )
            )
    return tuple(_enriched(person, [p for people, _ in others for p in people]) for person in base)


def _joined(people: tuple[Contributor, ...]) -> str:
    return " & ".join(person.name.text for person in people)


def _enriched(person: Contributor, others: list[Contributor]) -> Contributor:
    for other in others:
        if names.same(person.name.text, other.name.text):
            person = replace(
                person,
                given=person.given or other.given,
                family=person.family or other.family,
                person=person.person or other.person,
                affiliations=person.affiliations or other.affiliations,
            )
    return person


def _full_texts(values: Iterable[FullText]) -> tuple[FullText, ...]:
    """One entry an address; the entry that states a restriction wins."""
    unique: dict[tuple[str, str], FullText] = {}
    for text in values:
        said = text.restriction.text if text.restriction and not text.address else ""
        key = (text.address.text if text.address else "", said)
        if key not in unique or (text.restriction and not unique[key].restriction):
            unique[key] = text
    return tuple(unique.values())


def _references(records: list[WorkRecord]) -> tuple[Reference, ...]:
    """The fullest list first, then what only other lists have; equal entries are one."""

    def rank(record: WorkRecord) -> tuple[int, int]:
        coverage = record.coverage or Coverage.UNKNOWN
        return list(Coverage).index(coverage), -len(record.references)

    lists = [r.references for r in sorted(records, key=rank) if r.references]
    if len(lists) < 2:
        return lists[0] if lists else ()
    merged = list(lists[0])
    for references in lists[1:]:
        places = {fold(known.raw.text): i for i, known in enumerate(merged)}
        for reference in references:
            place = places.get(fold(reference.raw.text))
            if place is None:
                merged.append(reference)
                continue
            known = merged[place]
            merged[place] = replace(
                known,
                handle=known.handle or reference.handle,
                doi=known.doi or reference.doi,
                versions=known.versions or reference.versions,
            )
    return tuple(merged)
