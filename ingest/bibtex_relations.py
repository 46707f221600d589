"""What entries of BibTeX take from others: by `crossref`, `xdata` and `related`.

See "Cross-references" in https://ctan.org/pkg/biblatex. What names or places the parent alone,
such as its DOI or its pages, is not for the child.
"""

from citegraph.ingest.bibtex_entries import BibEntry, Field
from citegraph.ingest.source import Remark
from citegraph.ingest.values import item_handle
from citegraph.records import Words

_INHERITED = (
    "booktitle editor publisher year date series volume number edition isbn issn journal"
    " journaltitle language langid organization institution school"
).split()
_REPRINTS = frozenset("reprintof reprintas reprintfrom origpubas origpubin".split())


class Library:
    """The entries of a file by their keys; of several with one key, the first."""

    def __init__(self) -> None:
        self._entries: dict[str, BibEntry] = {}

    def add(self, entry: BibEntry) -> None:
        self._entries.setdefault(entry.key.lower(), entry)

    def first_of(self, entry: BibEntry) -> BibEntry:
        """The entry that has the key of this one, itself as a rule."""
        return self._entries[entry.key.lower()]

    def parent(self, entry: BibEntry, remarks: list[Remark]) -> BibEntry | None:
        """The entry that `crossref` names; a remark where there is none."""
        field = entry.fields.get("crossref")
        if field is None:
            return None
        found = self._entries.get(field.words.text.lower())
        if found is None:
            said = f"no entry has the key {field.words.text!r}"
            remarks.append(Remark(field.line, "crossref", said))
        return found if found is not entry else None

    def fields(self, entry: BibEntry, parent: BibEntry | None) -> dict[str, Field]:
        """An entry's own fields, and those that it takes from others where it has none."""
        fields = dict(entry.fields)
        for key in _keys(fields.get("xdata")):
            if shared := self._entries.get(key):
                fields = {**shared.fields, **fields}
        given = parent.fields if parent else {}
        if "title" in given:
            name = "journaltitle" if entry.type == "article" else "booktitle"
            given = {name: given["title"], **given}
        taken = {name: given[name] for name in _INHERITED if name in given}
        if entry.type == "inbook" and "author" in given:
            taken["author"] = given["author"]
        return {**taken, **fields}

    def other_versions(self, fields: dict[str, Field]) -> tuple[Words, ...]:
        """The handles of reprints and originals that an entry is related to."""
        relation = fields.get("relatedtype")
        if relation is None or relation.words.text.lower() not in _REPRINTS:
            return ()
        found = (self._entries.get(key) for key in _keys(fields.get("related")))
        handles = (stated_handle(entry) for entry in found if entry)
        return tuple(words for words in handles if words)


def stated_handle(entry: BibEntry) -> Words | None:
    """The handle that an entry's own field gives, or its key, as in files from IDEAS."""
    field = entry.fields.get("handle")
    words = field.words if field else entry.key_words
    found = item_handle(words.text)
    return words.with_text(found) if found else None


def _keys(field: Field | None) -> list[str]:
    return [key.strip().lower() for key in field.words.text.split(",")] if field else []
