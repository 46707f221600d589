"""What is looked for by its words: works, venues, and the names under which people are known.

A document is a pure function of what the graph says of one thing, so that an index that is kept up
to date equals one that is made anew. Its words are folded: no case, no marks, no punctuation.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from citegraph import names
from citegraph import vocab as v
from citegraph.folding import fold
from citegraph.graph.iris import Iris
from citegraph.graph.people import author_list
from citegraph.graph.quads import EMAIL_LEFT_OUT, plain
from citegraph.graph.works import CLASSES, KINDS
from citegraph.records import Access, Words, WorkRecord

# Ends each value of a field: no phrase runs on into the next, and a whole title can be asked for.
END = "_"
# How the name of a document begins that stands for a written name of people.
NAMES = "name/"
# Properties whose values are in documents, or decide whether there is one.
SEARCHED = frozenset(
    (
        v.TYPE,
        v.TITLE,
        v.ABSTRACT,
        v.KEYWORD,
        v.AUTHOR_LIST,
        v.YEAR,
        v.SHORT_TITLE,
        v.PUBLICATION_NAME,
        v.SUBJECT,
        v.HAS_FULL_TEXT,
    )
)


class Searchable(NamedTuple):
    """The words of one thing, a field a line, and by what a search for them can be narrowed.

    `name` is its IRI without the base; `kind` is that of a work, `venue` or `name`. The names of
    the venues of a work and its JEL codes stand one a line; `access` is that to its full text.
    """

    name: str
    kind: str
    year: int | None
    venues: str
    jel: str
    access: str
    text: str


def document(name: str, said: Mapping[str, Sequence[str]]) -> Searchable | None:
    """The document of a work or venue, by the values of its properties; None for anything else.

    The access to the files of a work counts as a property of it: that to the most open one. What
    people add by hand need not have a kind, nor a year that is one.
    """
    types = said.get(v.TYPE, ())
    if v.WORK in types:
        kind = next((str(KINDS[iri]) for iri in types if iri in KINDS), "work")
        listed = [name for names in said.get(v.AUTHOR_LIST, ()) for name in names.split(" & ")]
        fields = (said.get(v.TITLE, ()), listed, said.get(v.KEYWORD, ()), said.get(v.ABSTRACT, ()))
        return Searchable(
            name,
            kind,
            min((int(y) for y in said.get(v.YEAR, ()) if y.isdecimal()), default=None),
            _lines(said.get(v.PUBLICATION_NAME, ())),
            _lines(unquote(iri.rpartition("/")[2]) for iri in said.get(v.SUBJECT, ())),
            next((a for a in Access if a in said.get(v.ACCESS_LEVEL, ())), Access.UNKNOWN),
            _text(fields),
        )
    if v.VENUE in types:
        title, short = said.get(v.TITLE, ()), said.get(v.SHORT_TITLE, ())
        return Searchable(name, "venue", None, "", "", "", _text((title, short)))
    return None


def work_document(record: WorkRecord, iri: str, iris: Iris) -> Searchable:
    """The document of a work whose lines will say what the record says."""

    def said(*words: Words | None) -> list[str]:
        return [plain(w.text) for w in words if w and w.text]

    year = record.year.value if record.year else None
    found = document(
        iri.removeprefix(iris.base),
        {
            v.TYPE: [v.WORK, CLASSES[record.kind]],
            v.TITLE: said(record.title),
            v.AUTHOR_LIST: [plain(author_list(record.authors))] if record.authors else [],
            v.KEYWORD: said(*record.keywords),
            v.ABSTRACT: said(*record.abstract),
            v.YEAR: said(year),
            v.PUBLICATION_NAME: said(record.venue.name) if record.venue else [],
            v.SUBJECT: [iris.jel(code.text) for code in record.jel],
            v.ACCESS_LEVEL: [file.access for file in record.full_texts],
        },
    )
    assert found
    return found


def name_document(key: str) -> Searchable:
    """The document of the names with a key, as authorships have it."""
    return Searchable(f"{NAMES}{key}", "name", None, "", "", "", f"{key} {END}")


def name_keys(record: WorkRecord) -> tuple[str, ...]:
    """The keys of the names that a work's record gives, each once."""
    people = (*record.authors, *record.editors)
    return tuple({plain(names.key(person.name.text)): None for person in people})


def _lines(values: Iterable[str]) -> str:
    return "\n".join(sorted(set(values)))


def _text(fields: Iterable[Iterable[str]]) -> str:
    lines = []
    for values in fields:
        words = sorted({fold(value.replace(EMAIL_LEFT_OUT, " ")) for value in values} - {""})
        lines.append("".join(f"{value} {END} " for value in words).rstrip())
    return "\n".join(lines)
