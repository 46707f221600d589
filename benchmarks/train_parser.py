"""Train the model behind `citegraph[learned]`: `make train-parser`.

The gold is made here: references in styles drawn at random, of facts that are drawn, too (see
reference_kinds.py, reference_styles.py and reference_facts.py), so that it has no licence but the
project's. Files of labelled references in the format of AnyStyle (https://anystyle.io) can be given
besides:

    python benchmarks/train_parser.py GOLD.xml...

Training is deterministic: equal strings in equal order give an equal model. What it was trained on
is written beside it.
"""

import hashlib
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

import pycrfsuite
from reference_kinds import reference
from reference_styles import Piece

from citegraph.citation.learned import MODEL
from citegraph.citation.tokens import Token, features, tokens

COUNT = 15_000
# Seeds from here on are for measuring.
HELD_OUT = 1_000_000
_SETTINGS = {
    "c1": 0.5,
    "c2": 0.01,
    "max_iterations": 120,
    "feature.minfreq": 3,
    "feature.possible_transitions": True,
}
# The elements of AnyStyle that are fields here; whatever else there is, is `other`.
_ELEMENTS = {
    "author": "author",
    "editor": "editor",
    "date": "year",
    "title": "title",
    "journal": "container",
    "collection-title": "container",
    "container-title": "book",
    "volume": "volume",
    "pages": "pages",
    "publisher": "publisher",
    "edition": "edition",
}
_EDGES = r"[\s,.;:()\[\]“”\"«»‘’'„]*"
_CORES = {
    "author": r"(?P<author>.+?)(?:,?\s+(?:et al|and others))?",
    "editor": r"(?:(?:edited by|eds?\.?(?: by)?|hrsg\.)\s+)?(?P<editor>.+?)"
    r"(?:[\s,(]+(?:eds?|editors?|hrsg))?",
    "year": r"[^\d]*(?P<year>\d{4}[a-z]?).*",
    "book": r"(?:in:?\s+)?(?P<book>.+?)",
    "volume": r"(?:(?P<year>\d{4});)?\D*(?P<volume>\d+)(?:[^\d]+(?P<issue>\d[\d/–-]*))?.*",
    "pages": r"(?:[^\d]*\s)?(?P<pages>[\w-]*\d[\w\s–—-]*)",
    "edition": r"(?P<edition>\w+).*",
}
_SPLITS = {
    name: re.compile(
        _EDGES + _CORES.get(name, f"(?P<{name}>.+?)") + _EDGES + "$", re.IGNORECASE | re.DOTALL
    )
    for name in _ELEMENTS.values()
}


def labelled(pieces: Iterable[Piece]) -> tuple[list[Token], list[str]]:
    """The tokens of a reference, and the label of each."""
    text, ends = "", []
    for piece in pieces:
        text += piece.text
        ends.append((len(text), piece.label))
    split = tokens(text)
    labels, at = [], 0
    for token in split:
        while ends[at][0] <= token.start:
            at += 1
        labels.append(ends[at][1])
    return split, labels


def anystyle(file: Path) -> Iterator[list[Piece]]:
    """The references of a file in the format of AnyStyle; raises ET.ParseError."""
    for sequence in ET.parse(file).getroot().iter("sequence"):  # noqa: S314  # the user's own file
        pieces: list[Piece] = []
        for element in sequence:
            words = " ".join((element.text or "").split())
            pieces += [*_split(_ELEMENTS.get(element.tag, "other"), words), Piece("other", " ")]
        yield [piece for piece in pieces if piece.text]


def _split(label: str, words: str) -> list[Piece]:
    """An element's words, without the signs and marks that AnyStyle keeps with the field."""
    match = _SPLITS[label].match(words) if label in _SPLITS else None
    if not match:
        return [Piece("other", words)]
    pieces, at = [], 0
    found = [(match.span(name), name) for name, value in match.groupdict().items() if value]
    for (start, end), name in sorted(found):
        pieces += [Piece("other", words[at:start]), Piece(name, words[start:end])]
        at = end
    return [*pieces, Piece("other", words[at:])]


def train(gold: list[Path], count: int = COUNT, model: Path = MODEL) -> None:
    """Train on so many generated references and all of the gold; writes the model."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params(_SETTINGS)
    references = [reference(seed) for seed in range(count)]
    for file in gold:
        references += anystyle(file)
    for pieces in references:
        split, labels = labelled(pieces)
        if split:
            trainer.append(features(split), labels)
    model.parent.mkdir(exist_ok=True)
    trainer.train(str(model))


def provenance(gold: list[Path], count: int = COUNT, model: Path = MODEL) -> str:
    """What the model was trained on, in Markdown."""
    sources = [f"- {count:,} references of `benchmarks/reference_kinds.py`, seeds from 0: MIT"]
    for file in gold:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        sources.append(f"- `{file.name}`, SHA-256 {digest}: under the licence that it came with")
    settings = ", ".join(f"{name} {value}" for name, value in _SETTINGS.items())
    return (
        "# The model that takes references apart\n\n"
        "A linear-chain conditional random field, trained by `make train-parser` with CRFsuite"
        f" (L-BFGS; {settings}). Licence: that of the project. Trained on\n\n"
        + "\n".join(sources)
        + f"\n\nSHA-256 of the model: {hashlib.sha256(model.read_bytes()).hexdigest()}\n"
    )


def main() -> None:
    gold = [Path(argument) for argument in sys.argv[1:]]
    train(gold)
    MODEL.with_name("README.md").write_text(provenance(gold), encoding="utf-8")
    print(f"{MODEL}: {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
