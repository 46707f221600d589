"""What people write to find something by its words, as expressions of the index (FTS5).

Words must all occur; words in double quotes stand together; a star ends the start of a word. All
are folded as the documents are, so that nothing that is written can be an operator.
"""

import re

from rapidfuzz.process import extract

from citegraph.errors import UsageError
from citegraph.folding import fold
from citegraph.graph.documents import END
from citegraph.store.text_index import TextIndex

_PIECE = re.compile(r'"(?P<phrase>[^"]*)"(?P<start>\*?)|(?P<word>[^\s"]+)')
# Words that are tried in the place of one that no document has, if they are as like it as this and
# begin with as many equal letters.
_ALIKE = 3
_LEAST_LIKENESS = 70.0
_SURE = 2


def expression(text: str) -> str:
    """What fits all that a user wrote. Raises UsageError where that has no words.

    >>> expression('the "Regional Innovation" cluster*')
    '"the" AND "regional innovation" AND "cluster" *'
    """
    parts = []
    for match in _PIECE.finditer(text):
        written = match["phrase"] if match["word"] is None else match["word"]
        if words := fold(written):
            starts = match["start"] or (match["word"] or "").endswith("*")
            parts.append(f'"{words}"{" *" if starts else ""}')
    if not parts:
        raise UsageError(f"{text!r} has no words to look for")
    return " AND ".join(parts)


def whole(field: str, text: str) -> str:
    """A value of a field that is these words and no others."""
    return f'{field} : "{fold(text)} {END}"'


def begun(field: str, text: str) -> str:
    """A field that begins with these words; the last may go on."""
    return f'{field} : ^ "{fold(text)}" *'


def holding(field: str, text: str) -> str:
    """A field in which these words stand together; the last may go on."""
    return f'{field} : "{fold(text)}" *'


def all_words(field: str, text: str) -> str:
    """A field that has each of the words."""
    return " AND ".join(f'{field} : "{word}"' for word in dict.fromkeys(fold(text).split()))


def nearest(index: TextIndex, space: str, field: str, text: str, limit: int) -> list[str]:
    """Documents with the words, or words like them; where none has all, without the commonest."""
    groups: list[tuple[int, str]] = []
    for word in dict.fromkeys(fold(text).split()):
        alike = [word]
        if not index.count(space, f'{field} : "{word}"'):
            known = index.words(space, word[:_SURE])
            found = extract(word, known, limit=_ALIKE, score_cutoff=_LEAST_LIKENESS)
            alike = [likely for likely, _, _ in found]
        if alike:
            group = " OR ".join(f'{field} : "{each}"' for each in alike)
            groups.append((index.count(space, group), f"({group})"))
    groups.sort()
    while groups:
        wanted = " AND ".join(group for _, group in groups)
        if hits := index.search(space, wanted, limit):
            return [hit.name for hit in hits]
        groups.pop()
    return []
