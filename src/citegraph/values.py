"""What a user writes for a parameter, as the term that a query needs.

A value that names nothing, or several things, gets an answer that says so and lists the nearest.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

import pyoxigraph as ox

from citegraph import fulltext, identifiers, names
from citegraph import vocab as v
from citegraph.errors import NotFoundError, UsageError
from citegraph.folding import fold
from citegraph.graph.documents import NAMES
from citegraph.listed import find_list
from citegraph.saved import Parameter, SavedQuery
from citegraph.store import Snapshot

Term = ox.NamedNode | ox.Literal
_SHOWN = 5
# Meanings that are counted, and names that are looked through for one that is alike.
_COUNTED = 1000


def terms(query: SavedQuery, given: dict[str, str], snapshot: Snapshot) -> dict[str, Term]:
    """Terms by parameter name: what was given, and defaults for the rest."""
    values = {p.name: given.get(p.name, p.default) for p in query.parameters}
    query.require({*given, *(name for name, value in values.items() if value is not None)})
    return {
        p.name: term(p, value, snapshot)
        for p in query.parameters
        if (value := values[p.name]) is not None
    }


def term(parameter: Parameter, value: str, snapshot: Snapshot) -> Term:
    """One value as a term. Raises UsageError for a wrong type, NotFoundError for a wrong name."""
    match parameter.type:
        case "work":
            return ox.NamedNode(find_work(snapshot, value))
        case "person":
            return _person(snapshot, value)
        case "venue":
            return ox.NamedNode(_venue(snapshot, value))
        case "organization":
            return ox.NamedNode(_organization(snapshot, value))
        case "list":
            return ox.NamedNode(snapshot.iris.list_named(find_list(snapshot, value)))
        case "jel":
            return ox.Literal(value.strip().upper())
        case "year" | "int":
            if not re.fullmatch(r"-?\d{1,9}", value.strip()):
                raise _ill_typed(parameter, value, "a whole number")
            return ox.Literal(int(value))
        case "number":
            if not re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", value.strip()):
                raise _ill_typed(parameter, value, "a number")
            return ox.Literal(value.strip(), datatype=ox.NamedNode(v.XSD + "decimal"))
        case "choice":
            if value not in parameter.choices:
                raise _ill_typed(parameter, value, f"one of {', '.join(parameter.choices)}")
            return ox.Literal(value)
        case _:
            return ox.Literal(value)


def _ill_typed(parameter: Parameter, value: str, expected: str) -> UsageError:
    return UsageError(f"--{parameter.name} {value!r}: must be {expected}")


def find_work(snapshot: Snapshot, value: str) -> str:
    """The IRI of the one work that a handle, DOI, ISBN, IRI or the start of a title names."""
    text = value.strip()
    candidates = _as_iri(snapshot, text, "work/")
    handle = identifiers.handle(text) or identifiers.handle_of_address(text)
    if handle:
        candidates.append(snapshot.iris.work_of_handle(handle))
    keys = [f"doi:{doi}"] if (doi := identifiers.doi(text)) else []
    keys += [f"isbn:{isbn}"] if (isbn := identifiers.isbn(text)) else []
    for key in keys:
        candidates += [i for i in snapshot.subjects(v.MATCH_KEY, ox.Literal(key)) if "#" not in i]
    known = _known(snapshot, candidates)
    meanings = len(known)
    if not known and not handle:
        known, meanings = _titled(snapshot, "work", text)
    if meanings == 1:
        return known[0]
    if known:
        listed = "; ".join(named(snapshot, iri) for iri in known[:_SHOWN])
        raise NotFoundError(f"{value!r} names {meanings} works: {listed} - give a handle or DOI")
    near = _nearest_handles(snapshot, handle) if handle else []
    near = near or _nearest(snapshot, "work", "title", text)
    listed = "; ".join(named(snapshot, iri) for iri in near)
    hint = f"; the nearest are {listed}" if near else "; the store holds no works yet"
    raise NotFoundError(f"no work is named {value!r}{hint}")


def _as_iri(snapshot: Snapshot, text: str, space: str) -> list[str]:
    """The IRI that a text is, whole or as tables show it, without the store's base."""
    if text.startswith(space):
        return [snapshot.iris.base + text]
    return [text] if re.match(r"https?://\S+$", text) else []


def _known(snapshot: Snapshot, candidates: Iterable[str]) -> list[str]:
    """Those of some IRIs that the store says something of, sorted."""
    return sorted({i for i in candidates if _is_valid(i) and snapshot.objects(i, v.TYPE)})


def _is_valid(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


def _titled(snapshot: Snapshot, space: str, text: str) -> tuple[list[str], int]:
    """Works or venues whose title is, or else begins with these words; or works that have them.

    Returns some of their IRIs, and how many there are.
    """
    forms = (fulltext.whole, fulltext.begun, fulltext.holding)
    if fold(text):
        for form in forms if space == "work" else forms[:2]:
            wanted = form("title", text)
            if hits := snapshot.index.search(space, wanted, _SHOWN):
                count = len(hits) if len(hits) < _SHOWN else snapshot.index.count(space, wanted)
                return _iris(snapshot, (hit.name for hit in hits)), count
    return [], 0


def _iris(snapshot: Snapshot, found: Iterable[str]) -> list[str]:
    return [snapshot.iris.base + name for name in found]


def named(snapshot: Snapshot, iri: str) -> str:
    title = snapshot.first(iri, v.TITLE) or "untitled"
    name = snapshot.first(iri, v.HANDLE, v.DOI) or iri
    return f"{title[:60]!r} ({name})"


def _nearest(snapshot: Snapshot, space: str, field: str, text: str) -> list[str]:
    """The works or venues whose titles are most like a text, or else any."""
    near = fulltext.nearest(snapshot.index, space, field, text, 3)
    return _iris(snapshot, near or snapshot.index.named(f"{space}/", 3))


def _nearest_handles(snapshot: Snapshot, handle: str) -> list[str]:
    """The works of the same series, or of the longest start of it that has any."""
    iri = snapshot.iris.work_of_handle(handle)
    start = iri.removeprefix(snapshot.iris.base)
    while (start := start.rpartition(":")[0]).count(":") > 1:
        if known := list(snapshot.index.named(f"{start}:", _COUNTED)):
            return get_close_matches(iri, _iris(snapshot, known), 3, 0)
    return []


def _person(snapshot: Snapshot, value: str) -> Term:
    """A person's IRI, or the key under which authorships of that name are found."""
    text = value.strip()
    if identified := identifiers.person_id(text):
        iri = snapshot.iris.person(identified)
        if not snapshot.objects(iri, v.TYPE):
            raise NotFoundError(f"no source mentions the person {value!r}: try the name instead")
        return ox.NamedNode(iri)
    for iri in _as_iri(snapshot, text, "person/"):
        if _is_valid(iri) and snapshot.objects(iri, v.TYPE):
            return ox.NamedNode(iri)
    key = names.key(text)
    if next(snapshot.subjects(v.NAME_KEY, ox.Literal(key)), None) is not None:
        return ox.Literal(key)
    if words := set(key.split()):
        wanted = fulltext.all_words("name", " ".join(sorted(words)))
        having = _name_keys(snapshot, wanted, _COUNTED)
        if len(having) == 1:
            return ox.Literal(having[0])
        if having:
            listed = "; ".join(sorted(_written(snapshot, k) for k in having[:_SHOWN]))
            raise NotFoundError(f"{value!r} names several authors: {listed} - give one of them")
    near = fulltext.nearest(snapshot.index, "name", "name", key, _SHOWN)
    hint = "; ".join(_written(snapshot, name.removeprefix(NAMES)) for name in near)
    raise NotFoundError(
        f"no author is named {value!r}" + (f"; the nearest are {hint}" if hint else "")
    )


def _name_keys(snapshot: Snapshot, wanted: str, limit: int) -> list[str]:
    hits = snapshot.index.search("name", wanted, limit)
    return [hit.name.removeprefix(NAMES) for hit in hits]


def _written(snapshot: Snapshot, key: str) -> str:
    """A written form of the names with a key."""
    authorship = next(snapshot.subjects(v.NAME_KEY, ox.Literal(key)))
    return snapshot.objects(authorship, v.NAME_AS_WRITTEN)[0]


def other_spellings(snapshot: Snapshot, value: str) -> list[str]:
    """Names in the store that can be the same person's, written otherwise."""
    own, parsed = names.key(value), names.parse(value)
    given = fold(parsed.given).split()
    if not given or not parsed.key:
        return []
    # A first name that is shorter, or longer, is compatible, too.
    first = [f'"{given[0][:end]}"' for end in range(1, len(given[0]))] + [f'"{given[0]}" *']
    wanted = f'"{parsed.key}" AND ({" OR ".join(first)})'
    keys = [key for key in _name_keys(snapshot, wanted, _COUNTED) if key != own]
    written = (_written(snapshot, key) for key in keys)
    return sorted(name for name in written if names.same(name, value))


def _venue(snapshot: Snapshot, value: str) -> str:
    text = value.strip()
    candidates = _as_iri(snapshot, text, "venue/")
    if handle := identifiers.handle(text):
        candidates.append(snapshot.iris.venue(handle, None, None))
    if (issn := identifiers.issn(text)) and len(text) < 12:
        candidates += snapshot.subjects(v.ISSN, ox.Literal(issn))
    known = _known(snapshot, candidates)
    meanings = len(known)
    if not known:
        known, meanings = _titled(snapshot, "venue", text)
    if not known:
        known = sorted(snapshot.subjects(v.SHORT_TITLE, ox.Literal(text.upper())))
        meanings = len(known)
    if meanings == 1:
        return known[0]
    if known:
        listed = "; ".join(named(snapshot, iri) for iri in known[:_SHOWN])
        raise NotFoundError(f"{value!r} names {meanings} venues: {listed} - give a handle")
    near = _nearest(snapshot, "venue", "title", text)
    listed = "; ".join(named(snapshot, iri) for iri in near)
    hint = f"; the nearest are {listed}" if near else "; the store holds no venues yet"
    raise NotFoundError(f"no series or journal is named {value!r}{hint}")


def _organization(snapshot: Snapshot, value: str) -> str:
    text = value.strip()
    candidates = _as_iri(snapshot, text, "organization/")
    if handle := identifiers.handle(text):
        candidates.append(snapshot.iris.organization(handle))
    known = _known(snapshot, candidates)
    if len(known) == 1:
        return known[0]
    names_of = {
        iri: snapshot.objects(iri, v.NAME)
        for iri in set(snapshot.subjects(v.TYPE, ox.NamedNode(v.ORGANIZATION)))
    }
    if not known and (wanted := fold(text)):
        folded = {iri: [fold(name) for name in found] for iri, found in names_of.items()}
        known = sorted(iri for iri, found in folded.items() if wanted in found)
        known = known or sorted(
            iri for iri, found in folded.items() if any(n.startswith(wanted) for n in found)
        )
    if len(known) == 1:
        return known[0]
    shown = {iri: (found or [iri.rpartition("/")[2]])[0] for iri, found in names_of.items()}
    if known:
        listed = "; ".join(shown[iri] for iri in known[:_SHOWN])
        raise NotFoundError(f"{value!r} names {len(known)} institutions: {listed} - give a handle")
    near = get_close_matches(text, shown.values(), 3, 0.4) or sorted(shown.values())[:3]
    hint = f"; the nearest are {'; '.join(near)}" if near else "; the store holds none yet"
    raise NotFoundError(f"no institution is named {value!r}{hint}")
