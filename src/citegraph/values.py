"""What a user writes for a parameter, as the term that a query needs.

A value that names nothing, or several things, gets an answer that says so and lists the nearest.
"""

import re
from difflib import get_close_matches

import pyoxigraph as ox

from citegraph import identifiers, names
from citegraph import vocab as v
from citegraph.errors import NotFoundError, UsageError
from citegraph.folding import fold
from citegraph.saved import Parameter, SavedQuery
from citegraph.store import Snapshot

Term = ox.NamedNode | ox.Literal
_SHOWN = 5


def terms(query: SavedQuery, given: dict[str, str], snapshot: Snapshot) -> dict[str, Term]:
    """Terms by parameter name: what was given, and defaults for the rest."""
    unknown = set(given) - {p.name for p in query.parameters}
    if unknown:
        raise UsageError(f"{query.name} has no parameter {', '.join(sorted(unknown))}")
    values = {p.name: given.get(p.name, p.default) for p in query.parameters}
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
    known = sorted({iri for iri in candidates if _is_valid(iri) and snapshot.objects(iri, v.TYPE)})
    if not known and not handle:
        known = _works_titled(snapshot, text)
    if len(known) == 1:
        return known[0]
    if known:
        listed = "; ".join(named(snapshot, iri) for iri in known[:_SHOWN])
        raise NotFoundError(f"{value!r} names {len(known)} works: {listed} - give a handle or DOI")
    near = _nearest_works(snapshot, text)
    hint = f"; the nearest are {near}" if near else "; the store holds no works yet"
    raise NotFoundError(f"no work is named {value!r}{hint}")


def _as_iri(snapshot: Snapshot, text: str, space: str) -> list[str]:
    """The IRI that a text is, whole or as tables show it, without the store's base."""
    if text.startswith(space):
        return [snapshot.iris.base + text]
    return [text] if re.match(r"https?://\S+$", text) else []


def _is_valid(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


def _works_titled(snapshot: Snapshot, start: str) -> list[str]:
    """Works whose title is, or else begins with, or else contains these words."""
    wanted = fold(start)
    if not wanted:
        return []
    titles = {iri: fold(title) for iri, title in _titles(snapshot, v.WORK)}
    exact = sorted(iri for iri, title in titles.items() if title == wanted)
    begun = sorted(iri for iri, title in titles.items() if title.startswith(wanted))
    return exact or begun or sorted(iri for iri, title in titles.items() if wanted in title)


def _titles(snapshot: Snapshot, cls: str) -> list[tuple[str, str]]:
    rows = snapshot.graph.query(f"SELECT ?thing ?title {{ ?thing a <{cls}> ; <{v.TITLE}> ?title }}")
    assert isinstance(rows, ox.QuerySolutions)
    return [(row[0].value, row[1].value) for row in rows]


def named(snapshot: Snapshot, iri: str) -> str:
    title = (snapshot.objects(iri, v.TITLE) or ["untitled"])[0]
    name = (snapshot.objects(iri, v.HANDLE) or snapshot.objects(iri, v.DOI) or [iri])[0]
    return f"{title[:60]!r} ({name})"


def _nearest_works(snapshot: Snapshot, text: str) -> str:
    titles = {title: iri for iri, title in _titles(snapshot, v.WORK)}
    handles = {
        handle.lower(): iri for iri in titles.values() for handle in snapshot.objects(iri, v.HANDLE)
    }
    words = set(fold(text).split())
    near = [i for title, i in sorted(titles.items()) if words and words <= set(fold(title).split())]
    near += [handles[h] for h in get_close_matches(text.lower(), handles, _SHOWN, 0.6)]
    near += [titles[t] for t in get_close_matches(text, titles, _SHOWN, 0.4)]
    near = near or sorted(titles.values())
    return "; ".join(named(snapshot, iri) for iri in list(dict.fromkeys(near))[:3])


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
    written = written_names(snapshot)
    words = set(key.split())
    having = [k for k in sorted(written) if words and words <= set(k.split())]
    if len(having) == 1:
        return ox.Literal(having[0])
    if having:
        listed = "; ".join(written[k] for k in having[:_SHOWN])
        raise NotFoundError(f"{value!r} names several authors: {listed} - give one of them")
    hint = "; ".join(written[k] for k in get_close_matches(key, written, _SHOWN, 0.6))
    raise NotFoundError(
        f"no author is named {value!r}" + (f"; the nearest are {hint}" if hint else "")
    )


def written_names(snapshot: Snapshot) -> dict[str, str]:
    """A written form of each name in the store, by its key."""
    rows = snapshot.graph.query(
        f"SELECT ?k (MIN(?n) AS ?name) {{ ?a <{v.NAME_KEY}> ?k ; <{v.NAME_AS_WRITTEN}> ?n }}"
        " GROUP BY ?k"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {row[0].value: row[1].value for row in rows}


def other_spellings(snapshot: Snapshot, value: str) -> list[str]:
    """Names in the store that can be the same person's, written otherwise."""
    own = names.key(value)
    written = written_names(snapshot).items()
    return sorted(name for key, name in written if key != own and names.same(name, value))


def _venue(snapshot: Snapshot, value: str) -> str:
    text = value.strip()
    candidates = _as_iri(snapshot, text, "venue/")
    if handle := identifiers.handle(text):
        candidates.append(snapshot.iris.venue(handle, None, None))
    if (issn := identifiers.issn(text)) and len(text) < 12:
        candidates += snapshot.subjects(v.ISSN, ox.Literal(issn))
    known = sorted({iri for iri in candidates if _is_valid(iri) and snapshot.objects(iri, v.TYPE)})
    titles = dict(_titles(snapshot, v.VENUE))
    if not known and (wanted := fold(text)):
        folded = {iri: fold(title) for iri, title in titles.items()}
        known = sorted(iri for iri, title in folded.items() if title == wanted)
        known = known or sorted(i for i, title in folded.items() if title.startswith(wanted))
        known = known or sorted(snapshot.subjects(v.SHORT_TITLE, ox.Literal(text.upper())))
    if len(known) == 1:
        return known[0]
    if known:
        listed = "; ".join(named(snapshot, iri) for iri in known[:_SHOWN])
        raise NotFoundError(f"{value!r} names {len(known)} venues: {listed} - give a handle")
    near = get_close_matches(text, titles.values(), 3, 0.4) or sorted(set(titles.values()))[:3]
    hint = f"; the nearest are {'; '.join(near)}" if near else "; the store holds no venues yet"
    raise NotFoundError(f"no series or journal is named {value!r}{hint}")


def _organization(snapshot: Snapshot, value: str) -> str:
    text = value.strip()
    candidates = _as_iri(snapshot, text, "organization/")
    if handle := identifiers.handle(text):
        candidates.append(snapshot.iris.organization(handle))
    known = sorted({iri for iri in candidates if _is_valid(iri) and snapshot.objects(iri, v.TYPE)})
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
