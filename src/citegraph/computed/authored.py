"""Who wrote what: from a person, or a name where it is not known who it is, to works."""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.store import Snapshot


def authored(
    snapshot: Snapshot, author: ox.NamedNode | ox.Literal, *, unknown: bool = False
) -> Iterator[tuple[str, str]]:
    """The authorships of a person, or of the key of a name, each with its work.

    `unknown` leaves out those of a name of which it is known whose they are.
    """
    by_name = isinstance(author, ox.Literal)
    for authorship in snapshot.subjects(v.NAME_KEY if by_name else v.PERSON_OF, author):
        if "author" not in snapshot.objects(authorship, v.ROLE):
            continue
        if unknown and by_name and snapshot.objects(authorship, v.PERSON_OF):
            continue
        for work in snapshot.subjects(v.HAS_AUTHORSHIP, ox.NamedNode(authorship)):
            yield authorship, work
