"""Linked things as groups whose members are all compatible: a function of the set of links.

Things of one class are compatible, and whether things of two are is said of the classes. A thing
between two that are not compatible never joins them: see `cluster`.

Some things refuse others. These are never in one group, and a thing that refuses is no bridge.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)


class Classes(Generic[C]):
    """Things by name, with their classes and whether these are compatible.

    `refusing` are the things that refuse others, and `refuse` says of two classes whether one of
    them refuses the other: they do not `fit` then.
    """

    def __init__(
        self,
        class_of: Mapping[str, C],
        fit: Callable[[C, C], bool],
        refuse: Callable[[C, C], bool],
        refusing: AbstractSet[str] = frozenset(),
    ) -> None:
        self.class_of = class_of
        self.refusing = refusing
        self._fit = fit
        self._refuse = refuse
        self._bit = {cls: 1 << n for n, cls in enumerate(dict.fromkeys(class_of.values()))}
        self._fitting: dict[C, int] = {}

    def fitting(self, one: C) -> int:
        """Which classes fit a class: a number with the `bits` of these."""
        if one not in self._fitting:
            own = self._bit[one]
            self._fitting[one] = sum(
                bit
                for other, bit in self._bit.items()
                if bit == own
                or (known & own if (known := self._fitting.get(other)) else self._fit(one, other))
            )
        return self._fitting[one]

    def bits(self, classes: Iterable[C]) -> int:
        """Some classes as one number: with many of them, asking of each by itself takes long."""
        return sum(self._bit[cls] for cls in set(classes))

    def fit(self, one: C, other: C) -> bool:
        return bool(self.fitting(one) & self._bit[other])

    def compatible(self, one: str, other: str) -> bool:
        return self.fit(self.class_of[one], self.class_of[other])

    def refused(self, one: C, others: Iterable[C]) -> bool:
        """Whether a class and any of the others are never to be in one group."""
        return bool(self.refusing) and any(self._refuse(one, other) for other in others)

    def of(self, things: Iterable[str]) -> set[C]:
        return {self.class_of[thing] for thing in things}


class Joined:
    """Sets of things that grow together."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, thing: str) -> str:
        self._parent.setdefault(thing, thing)
        root = thing
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[thing] != root:
            self._parent[thing], thing = root, self._parent[thing]
        return root

    def join(self, one: str, other: str) -> None:
        one, other = self.find(one), self.find(other)
        if one != other:
            self._parent[max(one, other)] = min(one, other)

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for thing in sorted(self._parent):
            found[self.find(thing)].append(thing)
        return list(found.values())


def cluster(links: Mapping[str, list[str]], known: Classes[C]) -> list[list[str]]:
    """Groups of two or more; `links` are lists of things that are linked if compatible.

    Things that are linked, directly or through others, and all compatible are a group. Where they
    are not, those classes that are compatible with two classes at odds are in between. Things of
    the others make groups; then a thing in between joins the group to which alone its links lead,
    again and again; of those with links to no group, the linked ones of one class are a group.

    Things that refuse others come last, and join the groups that are there by then in the same
    way. A group with a thing that they refuse is none to which their links lead.
    """
    groups: list[list[str]] = []
    lists = [sorted(set(things)) for _, things in sorted(links.items()) if len(things) > 1]
    free = [[t for t in things if t not in known.refusing] for things in lists]
    for component, within in _components(free, known, lambda _: True):
        classes = known.of(component)
        whole = known.bits(classes)
        if not any(whole & ~known.fitting(cls) for cls in classes):
            groups.append(component)
        else:
            groups += _parted(within, classes, known)
    if waiting := {t for things in lists for t in things if t in known.refusing}:
        members = [set(group) for group in groups]
        alone = {t for things in lists for t in things}.difference(waiting, *members)
        members += [{thing} for thing in sorted(alone)]
        groups = _with_waiting(members, sorted(waiting), lists, known)
    return sorted(groups)


def _components(
    lists: Iterable[list[str]], known: Classes[C], wanted: Callable[[C], bool]
) -> list[tuple[list[str], list[list[str]]]]:
    """Things of the wanted classes that are linked, each set with its lists."""
    joined = Joined()
    lists = list(lists)
    for things in lists:
        for one, other in _links(things, known, wanted):
            joined.join(one, other)
    found: dict[str, tuple[list[str], list[list[str]]]] = {}
    for group in joined.groups():
        found[group[0]] = (group, [])
    for things in lists:
        for root in dict.fromkeys(joined.find(t) for t in things if wanted(known.class_of[t])):
            if root in found:
                found[root][1].append([t for t in things if joined.find(t) == root])
    return [entry for entry in found.values() if len(entry[0]) > 1]


def _links(
    things: list[str], known: Classes[C], wanted: Callable[[C], bool]
) -> Iterable[tuple[str, str]]:
    """So many of the links in a list that the linked are connected."""
    first: dict[C, str] = {}
    for thing in things:
        cls = known.class_of[thing]
        if wanted(cls):
            yield first.setdefault(cls, thing), thing
    for (a, one), (b, other) in combinations(first.items(), 2):
        if known.fit(a, b):
            yield one, other


def _parted(lists: list[list[str]], classes: set[C], known: Classes[C]) -> list[list[str]]:
    """Groups among linked things that are not all compatible."""
    whole = known.bits(classes)
    fitting = {cls: known.fitting(cls) & whole for cls in classes}
    between = {
        cls
        for cls in classes
        if any(fitting[cls] & ~fitting[c] for c in classes if known.fit(cls, c))
    }
    members = [set(g) for g, _ in _components(lists, known, lambda c: c not in between)]
    loose = {t for things in lists for t in things if known.class_of[t] not in between}
    loose.difference_update(*members)
    members += [{thing} for thing in sorted(loose)]
    waiting = sorted({t for things in lists for t in things if known.class_of[t] in between})
    return _with_waiting(members, waiting, lists, known)


def _with_waiting(
    members: list[set[str]], waiting: list[str], lists: list[list[str]], known: Classes[C]
) -> list[list[str]]:
    """The groups when the things that wait have joined those to which alone their links lead."""
    group_of = {thing: number for number, group in enumerate(members) for thing in group}
    classes_of = [known.of(group) for group in members]
    of: dict[str, list[int]] = defaultdict(list)
    for number, things in enumerate(lists):
        for thing in things:
            of[thing].append(number)
    torn: set[str] = set()
    while True:
        # Per list, the groups that it leads to and the classes there.
        leads = [{(group_of[t], known.class_of[t]) for t in ts if t in group_of} for ts in lists]
        joining: dict[str, int] = {}
        for thing in waiting:
            cls = known.class_of[thing]
            reached = {
                g
                for n in of[thing]
                for g, there in leads[n]
                if known.fit(cls, there) and not known.refused(cls, classes_of[g])
            }
            fitting = {g for g in reached if all(known.fit(cls, c) for c in classes_of[g])}
            if len(reached) == 1 and fitting:
                joining[thing] = fitting.pop()
            elif reached:
                torn.add(thing)
        # Of things that come at once, none may refuse another.
        coming = joining.items()
        there = {n: known.of(t for t, number in coming if number == n) for n in joining.values()}
        joining = {t: n for t, n in coming if not known.refused(known.class_of[t], there[n])}
        torn.update(thing for thing, _ in coming if thing not in joining)
        if not joining:
            break
        for thing, number in joining.items():
            group_of[thing] = number
            members[number].add(thing)
            classes_of[number].add(known.class_of[thing])
        waiting = [thing for thing in waiting if thing not in joining]
    rest = set(waiting) - torn
    left = [[t for t in things if t in rest] for things in lists]
    for cls in sorted({known.class_of[t] for t in rest}, key=repr):
        same = [[t for t in things if known.class_of[t] == cls] for things in left]
        members += [set(group) for group, _ in _components(same, known, lambda _: True)]
    return [sorted(group) for group in members if len(group) > 1]
