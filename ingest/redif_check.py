"""A template held to the specification: which fields it has, in which order, with what values."""

import difflib
from collections.abc import Iterator

from citegraph.ingest.redif_handles import quoted
from citegraph.ingest.redif_rules import RULES, Finding, Severity
from citegraph.ingest.redif_spec import (
    TYPES,
    Place,
    Use,
    is_local,
    places,
    spelled,
    types_with,
)
from citegraph.ingest.redif_template import Field, Template
from citegraph.ingest.redif_values import broken

_INSTEAD = {
    "publisher-name": "use the Provider- cluster",
    "sponsor-name": "use the Provider- cluster",
    "provider-institution": "put it behind a Provider-Name",
    "publication-date": "use Creation-Date",
}


def check(template: Template) -> Iterator[Finding]:
    """What is wrong in a template. Local fields (`X-...`) are nobody's business."""
    if template.type not in TYPES or not template.fields[0].text.split()[1:]:
        yield _unknown_type(template)
    if template.type in TYPES:
        yield from _Checker(template).findings()


def _finding(
    rule: str, field: Field, message: str, severity: Severity | None = None, *, whole: bool = True
) -> Finding:
    end = field.end if whole else field.line
    name = spelled(field.name[:80])
    return Finding(rule, severity or RULES[rule].severity, field.line, end, name, message)


def _unknown_type(template: Template) -> Finding:
    field = template.fields[0]
    if template.type in TYPES:
        said = f"no version in {field.text!r}: write {spelled(template.type)} 1.0"
        return _finding("unknown-template-type", field, said, Severity.WARNING)
    near = difflib.get_close_matches(template.type, TYPES, n=1)
    known = ", ".join(spelled(name) for name in TYPES)
    advice = f"did you mean {spelled(near[0])} 1.0?" if near else f"known are {known}"
    said = f"no type of template, and RePEc drops it: {field.text[:60]!r}; {advice}"
    return _finding("unknown-template-type", field, said)


# A required field of these kinds is no use at all when its value is malformed.
_OUTRIGHT = frozenset(["archive", "series", "item", "institution", "person", "url", "email"])


class _Checker:
    """One pass over a template's fields, with the clusters that are open on the way."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._places = places(template.type)
        # The prefixes of the open clusters, outermost first; the template itself is "".
        self._open = [""]
        # Which fields the template and each open cluster have had, and at which line.
        self._had: dict[str, dict[str, int]] = {"": {}}
        self._people: dict[str, int] = {}
        self._invalid: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        for field in self._template.fields[1:]:
            if is_local(field.name):
                if field.name.startswith("x-"):
                    del self._open[1:]  # it stands in no cluster, so it ends those before it
                continue
            if field.name not in self._places:
                yield self._unknown(field)
                continue
            place = self._enter(field)
            if place is None:
                yield self._without_key(field)
                place = self._places[field.name][0]
            yield from self._check(field, place)
        yield from self._missing()

    def _unknown(self, field: Field) -> Finding:
        types = types_with(field.name)
        if types:
            known = ", ".join(spelled(name) for name in types)
            said = f"no field of {spelled(self._template.type)}, only of {known}: leave it out"
            return _finding("misplaced-field", field, said, whole=False)
        near = self._like(field.name)
        said = "no field of ReDIF, and RePEc drops the template"
        if near:
            said += f": did you mean {spelled(near)}?"
        else:
            said += f": put a space before {quoted(field.name)} if it is text"
            said += ", or X- if the field is your own"
        return _finding("unknown-field", field, said, whole=False)

    def _like(self, name: str) -> str | None:
        """The field that was meant: another of the same cluster, or one that is spelled so."""
        if f"{name}-name" in self._places:
            return f"{name}-name"
        prefix = name[: name.rfind("-") + 1]
        lasts = [n.removeprefix(prefix) for n in self._places if n.startswith(prefix)]
        near = difflib.get_close_matches(name.removeprefix(prefix), lasts, n=1, cutoff=0.65)
        return prefix + near[0] if near and (prefix or len(name) > 3) else None

    def _enter(self, field: Field) -> Place | None:
        """The field's place, with the clusters before it closed and its own opened."""
        for place in self._places[field.name]:
            outer = _outer(place.cluster) if place.key else place.cluster
            if outer not in self._open:
                continue
            del self._open[self._open.index(outer) + 1 :]
            if place.key:
                self._open.append(place.cluster)
                self._had[place.cluster] = {}
            return place
        return None

    def _without_key(self, field: Field) -> Finding:
        cluster = self._places[field.name][0].cluster
        key = next(n for n, p in self._places.items() for q in p if q.key and q.cluster == cluster)
        said = f"it must follow {spelled(key)} and the other {spelled(cluster)} fields"
        return _finding("cluster-without-key", field, said)

    def _check(self, field: Field, place: Place) -> Iterator[Finding]:
        use = place.use
        if use.deprecated:
            instead = _INSTEAD.get(field.name, "leave it out")
            yield _finding("deprecated-field", field, f"deprecated: {instead}", whole=False)
        had = self._had.setdefault(place.cluster, {})
        if use.once and field.name in had and field.text and not place.key:
            yield _finding(
                "repeated-field",
                field,
                f"given in line {had[field.name]} already, and may stand once"
                + (": does a Template-Type line miss above?" if use.required else ""),
                Severity.ERROR if use.required else None,
            )
        if field.text:
            had.setdefault(field.name, field.line)
        else:
            # What is required and empty throughout counts as missing.
            rule = "empty-key" if place.key else "empty-field"
            if not use.required or place.key:
                yield _finding(rule, field, "no value", whole=False)
            return
        yield from self._values(field, use)
        if field.name.endswith("-person"):
            yield from self._person(field)

    def _values(self, field: Field, use: Use) -> Iterator[Finding]:
        for rule, message in broken(use.kind, field.name.rpartition("-")[2], field.text):
            spoiled = rule.startswith("malformed-") and use.required and use.kind in _OUTRIGHT
            yield _finding(rule, field, message, Severity.ERROR if spoiled else None)

    def _person(self, field: Field) -> Iterator[Finding]:
        key = field.name + field.text.casefold()
        if key in self._people:
            said = f"the person of line {self._people[key]} already: give each author their own"
            yield _finding("repeated-person", field, said)
        self._people.setdefault(key, field.line)

    def _missing(self) -> Iterator[Finding]:
        template = self._template
        valued = {field.name for field in template.fields if field.text}
        for name, (place, *_) in self._places.items():
            if place.use.required and name not in valued:
                yield self._absent(name, f"a {spelled(template.type)} must have one")
        if template.type == "redif-book" and not valued & {"author-name", "editor-name"}:
            yield self._absent("author-name", "a book must have an author or an editor")

    def _absent(self, name: str, why: str) -> Finding:
        rule, line = "missing-field", self._template.line
        empty = next((f.line for f in self._template.fields if f.name == name), None)
        said = f"{why}: it is empty" if empty else f"{why}: add it"
        return Finding(
            rule, RULES[rule].severity, empty or line, empty or line, spelled(name), said
        )


def _outer(cluster: str) -> str:
    """The cluster that one must stand in: `author-` for `author-workplace-`."""
    return cluster.removesuffix("workplace-") if cluster.endswith("workplace-") else ""
