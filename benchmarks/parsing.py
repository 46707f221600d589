"""How well references are taken apart, by rules and by the trained model: `make evaluate`.

Fields are right when their words are, from the first to the last. Of generated strings, the model
has seen others of the same making; of those marked by hand and of the real ones it has seen none.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from evaluate import Example, evaluate, strings
from reference_kinds import reference
from reference_styles import made
from report import publish, table
from train_parser import HELD_OUT

from citegraph import names
from citegraph.citation import READERS, Citation, learned, parse, parse_learned
from citegraph.citation.reading import read_by
from citegraph.folding import fold
from citegraph.resolve.description import Description, describe

TESTS = Path(__file__).parent.parent / "tests"
REAL = TESTS.parent.parent / "shared" / "data" / "matching" / "references.jsonl.gz"
_MARK = re.compile(r"\{(?P<name>\w+):(?P<text>[^{}]*)\}")
_NAMES = learned.PEOPLE | learned.FIELDS
# The fields of a real reference that its record gives, and what it calls them.
_RECORDED = {
    "title": "atitle",
    "author": "firstAuthor",
    "volume": "volume",
    "page": "firstPage",
    "container": "jtitle",
}
# What is not compared: not all marks give it.
_UNMARKED = {"doi", "arxiv", "handle", "isbn", "edition"}
_GENERATED = 1000


class Marked(NamedTuple):
    """A string, and its fields with their words."""

    text: str
    fields: Counter[tuple[str, str]]


def marked(file: Path) -> Iterator[Marked]:
    """The strings of a file whose fields were marked by hand."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words = line.partition(" | ")[2]
            fields = [(_NAMES.get(m["name"], m["name"]), m["text"]) for m in _MARK.finditer(words)]
            compared = Counter(field for field in fields if field[0] not in _UNMARKED)
            yield Marked(_MARK.sub(r"\g<text>", words), compared)


def generated() -> Iterator[Marked]:
    """Strings made as the model's gold, from other seeds; their people are left out."""
    for seed in range(HELD_OUT, HELD_OUT + _GENERATED):
        pieces = reference(seed)
        fields = Counter(
            (learned.FIELDS[piece.label], " ".join(piece.text.split()))
            for piece in pieces
            if piece.label in learned.FIELDS and learned.FIELDS[piece.label] not in _UNMARKED
        )
        yield Marked("".join(piece.text for piece in pieces), fields)


def f1(strings: Iterable[Marked], read: Callable[[str], Citation | None]) -> float:
    """The F1 of all fields."""
    right = found = wanted = 0
    for text, fields in strings:
        said = read(text)
        names = {name for name, _ in fields} | {"title"}
        with_people = bool(names & {"authors", "editors"})
        shown = Counter(
            (name, " ".join(text[start:end].split()))
            for name, start, end in (said.spans if said else ())
            if name not in _UNMARKED and (with_people or name not in {"authors", "editors"})
        )
        right += (shown & fields).total()
        found += shown.total()
        wanted += fields.total()
    return 2 * right / max(1, found + wanted)


def model_alone(raw: str) -> Citation | None:
    """What the model makes of a string, whatever rules would."""
    return read_by(raw, learned.read)


def accuracy(
    records: list[dict[str, Any]], read: Callable[[str], Citation | None]
) -> dict[str, float]:
    """The share of right fields of real references, of which there are records, by field."""
    right, total = Counter[str](), Counter[str]()
    for record in records:
        found = read(record["reference"]) or Citation()
        people = found.authors or found.editors
        said = {name: record[key] for name, key in _RECORDED.items() if record.get(key)}
        agrees = {
            "title": _alike(found.title, said.get("title")),
            "author": bool(people)
            # The records leave particles out.
            and names.parse(people[0]).key == names.parse(f"{said.get('author')}, X").key,
            "volume": fold(found.volume or "") == fold(said.get("volume", "")),
            "page": _first_page(found.pages) == fold(said.get("page", "")),
            "container": _alike(found.container, said.get("container")),
        }
        total.update(said.keys())
        right.update(name for name in said if agrees[name])
    return {name: right[name] / total[name] for name in _RECORDED}


def _alike(found: str | None, said: str | None) -> bool:
    one, other = (fold(text or "").replace(" ", "") for text in (found, said))
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.9


def _first_page(pages: str | None) -> str:
    return fold(re.split(r"\s?[-–—‐−]", pages or "")[0])


def second_half(file: Path) -> list[dict[str, Any]]:
    """The records of real references on which nothing was tuned."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return records[len(records) // 2 :]


_READINGS = (parse, model_alone, parse_learned)


def report() -> str:
    """The tables, in Markdown."""
    sets = {
        "IDEAS strings marked by hand": list(marked(TESTS / "ideas_strings.txt")),
        "strings in free styles marked by hand": list(marked(TESTS / "free_strings.txt")),
        "generated strings in free styles, authors left out": list(generated()),
    }
    rows = []
    for name, texts in sets.items():
        readings = (f1(texts, read) for read in _READINGS)
        rows.append([name, f"{len(texts):,}", *(f"{reading:.3f}" for reading in readings)])
    text = table("field F1|strings|rules|model|rules, then model", rows)
    if not REAL.exists():
        return text
    records = second_half(REAL)
    found = [accuracy(records, read) for read in _READINGS]
    rows = [[name, *(f"{each[name]:.3f}" for each in found)] for name in _RECORDED]
    return f"{text}\n{table('right in real references|rules|model|rules, then model', rows)}"


def cited(size: int = 2000) -> tuple[list[Example], dict[str, Description]]:
    """Generated works and references to them in free styles, which the model was not trained on."""
    described, examples = {}, []
    for seed in range(HELD_OUT, HELD_OUT + size):
        _, facts = made(seed)
        is_article, is_paper = facts.kind == "article", facts.kind == "paper"
        described[str(seed)] = describe(
            title=facts.title,
            authors=[f"{person.given} {person.family}".strip() for person in facts.authors],
            year=facts.year,
            volume=facts.volume if is_article else None,
            page=str(facts.first) if facts.kind in {"article", "chapter"} else None,
            number=facts.number if is_paper else None,
            container=facts.journal if is_article else facts.series if is_paper else None,
        )
        text = "".join(piece.text for piece in reference(seed))
        examples.append(Example(text, str(seed)))
    return examples, described


def matches() -> str:
    """What matching finds of strings that rules read, or rules and the trained model."""
    sets = {"generated, in free styles": cited()}
    if REAL.exists():
        sets["with DOIs, second half"] = strings(2)
    rows = []
    for name, (examples, described) in sets.items():
        for reading, read in READERS.items():
            found = evaluate(examples, described, read)
            shares = (found.precision, found.recall, found.f1)
            rows.append([name, reading, *(f"{share:.4f}" for share in shares)])
    return table("matching|`--references`|precision|recall|F1", rows)


def main() -> None:
    text = f"{report()}\n{matches()}"
    print(text)
    publish("matching.md", "parsing", text)


if __name__ == "__main__":
    main()
