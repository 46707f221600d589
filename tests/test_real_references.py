"""Raw references of journal articles, against what their records say.

The rules were made on the first half of the file; the floors are for the second.
"""

import gzip
import json
import re
from collections import Counter
from difflib import SequenceMatcher

import pytest

from citegraph import citation, names
from citegraph.folding import fold
from tests.conftest import REAL_DATA

FILE = REAL_DATA / "matching" / "references.jsonl.gz"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the real references are not beside the project"
)
# Most titles that differ are cut at their first italics in the records.
FLOORS = {"title": 0.905, "author": 0.965, "volume": 0.98, "page": 0.98, "container": 0.975}


def alike(found: str | None, said: str) -> bool:
    one, other = (fold(text or "").replace(" ", "") for text in (found, said))
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.9


def first_page(pages: str | None) -> str:
    return fold(re.split(r"\s?[-–—‐−]", pages or "")[0])


def test_fields_of_real_references() -> None:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    right, total = Counter[str](), Counter[str]()
    for record in records[len(records) // 2 :]:
        found = citation.parse(record["reference"]) or citation.Citation()
        people = found.authors or found.editors
        said = {
            name: record.get(key)
            for name, key in (
                ("title", "atitle"),
                ("author", "firstAuthor"),
                ("volume", "volume"),
                ("page", "firstPage"),
                ("container", "jtitle"),
            )
        }
        agrees = {
            "title": said["title"] and alike(found.title, said["title"]),
            "author": said["author"]
            and people
            # The records leave particles out.
            and names.parse(people[0]).key == names.parse(f"{said['author']}, X").key,
            "volume": said["volume"] and fold(found.volume or "") == fold(said["volume"]),
            "page": said["page"] and first_page(found.pages) == fold(said["page"]),
            "container": said["container"] and alike(found.container, said["container"]),
        }
        total.update(name for name, value in said.items() if value)
        right.update(name for name, value in agrees.items() if value)
    accuracy = {name: round(right[name] / total[name], 4) for name in total}
    assert all(accuracy[name] >= floor for name, floor in FLOORS.items()), accuracy
