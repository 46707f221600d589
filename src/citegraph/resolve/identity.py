"""Which records describe one work: a function of the set of records, never of their order.

Each record has one primary key: its handle, else its DOI, else (books) its ISBN, else a hash of
its metadata. Equal primary keys are one work. A work without a handle then joins the only work
of a higher tier with which it shares an identifier or, failing that, exact metadata and kind;
where several would fit, it stays by itself. Two handles never become one work: a working paper
and its article are versions, not one item.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from citegraph import identifiers, names
from citegraph.folding import digest, fold
from citegraph.records import Kind, Record, WorkRecord

# Titles that many works share: metadata alone says nothing about them.
GENERIC_TITLES = frozenset(
    "abstracts|announcement|book review|book review column|book reviews|comment|comments"
    "|conclusion|conclusions|contributors|corrigendum|discussion|editor s introduction"
    "|editor s note|editorial|editorial board|editorial introduction|editors introduction|erratum"
    "|foreword|front matter|guest editor s introduction|guest editorial"
    "|guest editors introduction|in memoriam|index|introduction|introduction to the special issue"
    "|letter to the editor|news|notes|notes on contributors|obituary|preface|rejoinder|reply"
    "|review|reviews|summary|table of contents|title page|untitled".split("|")
)


# From the strongest name of a work to the weakest.
_TIERS = ("handle:", "doi:", "isbn:", "hash:")


class Located(NamedTuple):
    """A record with the source (its content hash) and lines that it was read from.

    Of a work's record, `primary` is its `primary_key`, and `keys` are its `work_keys` and, if it
    has no identifier, that hash.
    """

    record: Record
    source: str
    rank: int
    line: int
    end: int
    keys: tuple[str, ...] = ()
    primary: str = ""

    @property
    def order(self) -> tuple[int, str, int]:
        """Whose value is shown where records disagree: the format's rank, then a fixed order."""
        return self.rank, self.source, self.line


def located(record: Record, source: str, rank: int, line: int, end: int) -> Located:
    """A record in its place, with the keys that its work is found by."""
    if not isinstance(record, WorkRecord):
        return Located(record, source, rank, line, end)
    keys = work_keys(record)
    primary = primary_key(record, keys)
    # A work keeps the hashes of its records, so that a record of the same hash finds it.
    kept = (*keys, primary) if primary.startswith("hash:") else keys
    return Located(record, source, rank, line, end, kept, primary)


def metadata_key(title: str | None, first_name: str | None, year: str | None) -> str | None:
    """Equal for equal folded title, family name and year; None where one of them is missing.

    `year` may be "undated". Generic titles have no key.
    """
    folded = fold(title or "")
    family = names.parse(first_name).key if first_name else ""
    if not folded or not family or not year or folded in GENERIC_TITLES:
        return None
    return f"metadata:{digest(folded, family, year)}"


def metadata_keys(record: WorkRecord) -> list[str]:
    """A work is found under its year, and, if a source calls it undated, under that."""
    people = record.authors or record.editors
    first = (people[0].family or people[0].name).text if people else None
    if people and people[0].family:
        first = f"{people[0].family.text}, x"
    year = record.year
    years = [year.value.text] if year and year.value else []
    if year and year.stated and fold(year.stated.text) == "undated":
        years.append("undated")
    keys = [metadata_key(record.title.text if record.title else None, first, y) for y in years]
    return [key for key in keys if key]


def work_keys(record: WorkRecord) -> tuple[str, ...]:
    """Every key under which the record's work can be found."""
    keys = [f"handle:{identifiers.handle_key(record.handle.text)}"] if record.handle else []
    keys += [f"doi:{record.doi.text}"] if record.doi else []
    keys += [f"isbn:{i.text}" for i in record.isbn] if record.kind == Kind.BOOK else []
    return (*keys, *metadata_keys(record))


def primary_key(record: WorkRecord, keys: tuple[str, ...]) -> str:
    """The key that names a record's work when no other record is known; `keys` are its own."""
    if keys and not keys[0].startswith("metadata:"):
        return keys[0]
    people = record.authors or record.editors
    return "hash:" + digest(
        record.kind,
        fold(record.title.text) if record.title else "",
        names.parse(people[0].name.text).key if people else "",
        record.year.value.text if record.year and record.year.value else "",
        fold(record.venue.name.text) if record.venue and record.venue.name else "",
    )


def group_works(records: Iterable[Located]) -> dict[str, list[Located]]:
    """Works as lists of their records, each list in `Located.order`, by the work's key."""
    groups: dict[str, list[Located]] = defaultdict(list)
    unique = {(item.source, item.line): item for item in records}
    for item in unique.values():
        groups[item.primary].append(item)
    root = {key: key for key in groups}
    keys = {primary: _keys_of(items) for primary, items in groups.items()}
    for tier in _TIERS[1:]:
        root.update(_attachments(tier, root, keys))
    works: dict[str, list[Located]] = defaultdict(list)
    for primary, items in groups.items():
        works[root[primary]].extend(items)
    return {key: sorted(items, key=lambda i: i.order) for key, items in works.items()}


def _keys_of(items: list[Located]) -> set[tuple[str, Kind]]:
    return {
        (key, item.record.kind)
        for item in items
        if isinstance(item.record, WorkRecord)
        for key in item.keys
    }


def _attachments(
    tier: str, root: dict[str, str], keys: dict[str, set[tuple[str, Kind]]]
) -> dict[str, str]:
    """The one work above, if there is just one, that each group of a tier belongs to.

    All of a tier is decided against the tiers above alone, so the order within it is no matter.
    """
    above = _TIERS[: _TIERS.index(tier)]
    index: dict[str, set[tuple[str, Kind]]] = defaultdict(set)
    for primary, work in root.items():
        if primary.startswith(above):
            for key, kind in keys[primary]:
                index[key].add((work, kind))
    found: dict[str, str] = {}
    by_metadata: dict[str, list[str]] = defaultdict(list)
    for primary in root:
        if not primary.startswith(tier):
            continue
        stated = {key for key in keys[primary] if not key[0].startswith("metadata:")}
        if only := _only(_works_under(index, stated)):
            found[primary] = only
        elif not _works_under(index, stated):
            same = {r for r, k, kind in _works_under(index, keys[primary] - stated) if k == kind}
            fitting = {r for r in same if _compatible(keys[primary], keys[r])}
            if len(fitting) == 1:
                by_metadata[fitting.pop()].append(primary)
    for work, groups in by_metadata.items():
        # Two different identifiers cannot both be the one that the work lacks.
        if tier == "hash:" or len(groups) == 1:
            found.update(dict.fromkeys(groups, work))
    return found


def _works_under(
    index: dict[str, set[tuple[str, Kind]]], wanted: set[tuple[str, Kind]]
) -> set[tuple[str, Kind, Kind]]:
    """Works that have one of the keys, with their kind there and the kind that was asked for."""
    return {(work, there, kind) for key, kind in wanted for work, there in index.get(key, ())}


def _only(found: set[tuple[str, Kind, Kind]]) -> str | None:
    """The only work, or the only one of the same kind."""
    works = {work for work, _, _ in found}
    if len(works) > 1:
        works = {work for work, there, kind in found if there == kind}
    return works.pop() if len(works) == 1 else None


def _compatible(one: set[tuple[str, Kind]], other: set[tuple[str, Kind]]) -> bool:
    """Whether no scheme of identifiers gives the two different values."""
    for scheme in ("doi:", "isbn:"):
        values = {key for key, _ in one if key.startswith(scheme)}
        others = {key for key, _ in other if key.startswith(scheme)}
        if values and others and not values & others:
            return False
    return True
