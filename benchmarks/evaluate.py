"""How well references and records are matched: `make evaluate`. Writes the tables of
docs/matching.md.

Public sets are read where they lie (see docs/matching.md) and skipped, with a message, where they
do not; the generated set is always there. Of each set of references, half of the works are taken
away, so that what should not be found is counted too.
"""

import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import persons
import works
from archive import citation as cite
from report import publish, table

from citegraph import citation
from citegraph.records import Kind
from citegraph.resolve.blocking import LARGEST_BLOCK, reference_blocks, work_blocks
from citegraph.resolve.comparison import compare
from citegraph.resolve.description import Description, describe
from citegraph.resolve.matching import (
    Cited,
    Match,
    Works,
    describe_citation,
    is_match,
    match,
    weigh,
)

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "matching"
PAIRS = {
    "DBLP-ACM": "Structured_DBLP-ACM_valid.txt",
    "DBLP-Scholar": "Structured_DBLP-GoogleScholar_valid.txt",
}
# Pairs of records are one work from here on, where nothing speaks against it.
SAME_RECORD = 0.6
# Letters that look alike, and how a scan takes them.
_MISREAD = {"l": "1", "o": "0", "m": "rn", "e": "c", "h": "b", "i": "l", "u": "n", "-": ""}
_BANDS = (0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 1.0)
_KINDS = {"article-journal": Kind.ARTICLE, "chapter": Kind.CHAPTER, "book": Kind.BOOK}


Read = Callable[[str], citation.Citation | None]


class Example(NamedTuple):
    """A reference string and the name of the work that it means."""

    raw: str
    means: str


class Found(NamedTuple):
    """What became of the references of a set; `bands` counts (right, all) by score."""

    right: int
    wrong: int
    present: int
    absent: int
    wrong_on_absent: int
    uncertain: int
    bands: dict[float, tuple[int, int]]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.present)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


class Index:
    """Works in memory, for matching without a store."""

    def __init__(self, described: dict[str, Description]) -> None:
        self._described = described
        self._blocks: dict[str, list[str]] = defaultdict(list)
        for name, description in described.items():
            for key in work_blocks(description):
                self._blocks[key].append(name)

    def match(self, raw: str, read: Read = citation.parse) -> Match:
        return self.decide(reference(raw, read))

    def decide(self, cited: Cited) -> Match:
        known = Works(lambda _: (), self._block, self._described.__getitem__)
        return match(cited, known)

    def _block(self, key: str) -> list[str] | None:
        found = self._blocks.get(key, [])
        return found if len(found) <= LARGEST_BLOCK else None


def reference(raw: str, read: Read = citation.parse) -> Cited:
    """A reference by its words alone."""
    said = describe_citation(read(raw))
    return Cited((), reference_blocks(said), said, "", None)


def evaluate(
    examples: list[Example], described: dict[str, Description], read: Read = citation.parse
) -> Found:
    """Match all examples, as `read` takes them apart, against half of the works."""
    names = sorted(described)
    random.Random(7).shuffle(names)  # a fixed choice
    present = set(names[: len(names) // 2])
    index = Index({name: described[name] for name in sorted(present)})
    count: Counter[str] = Counter()
    bands: dict[float, list[bool]] = defaultdict(list)
    for example in examples:
        found = index.match(example.raw, read)
        is_here = example.means in present
        count["present" if is_here else "absent"] += 1
        if found.target:
            count["right" if found.target == example.means else "wrong"] += 1
            count["wrong on absent"] += not is_here
        count["uncertain"] += found.status == "uncertain"
        if found.candidates and found.candidates[0].comparison.veto is None:
            best = found.candidates[0]
            band = max(low for low in _BANDS if low <= best.comparison.score)
            bands[band].append(best.work == example.means)
    return Found(
        count["right"],
        count["wrong"],
        count["present"],
        count["absent"],
        count["wrong on absent"],
        count["uncertain"],
        {low: (sum(right), len(right)) for low, right in bands.items()},
    )


def strings(half: int) -> tuple[list[Example], dict[str, Description]]:
    """The first or second half of the reference strings with DOIs (biblio-glutton)."""
    with gzip.open(DATA / "references.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = rows[: len(rows) // 2] if half == 1 else rows[len(rows) // 2 :]
    rows = [row for row in rows if row.get("doi") and row.get("atitle")]
    described: dict[str, Description] = {}
    for row in rows:
        record = describe(
            title=row["atitle"],
            authors=[row["firstAuthor"]] if row.get("firstAuthor") else [],
            volume=row.get("volume"),
            page=row.get("firstPage"),
            container=row.get("jtitle"),
        )
        described.setdefault(row["doi"], record)
    return [Example(row["reference"], row["doi"]) for row in rows], described


def damaged(text: str, chance: random.Random) -> str:
    """The text with some of its letters changed, one word in five strings left out."""
    letters = list(text)
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        place = chance.randrange(len(letters))
        if letters[place].isalpha():
            letters[place] = chance.choice(("", letters[place] * 2, "e", "n"))
    words = "".join(letters).split(" ")
    if chance.random() < 0.2:
        del words[chance.randrange(len(words))]
    return " ".join(words)


def scanned(text: str, chance: random.Random) -> str:
    """The text as it may come from a scan and from a careless author: letters taken for others, a
    title cut short, all authors but the first left out, another year, no pages.
    """
    if chance.random() < 0.3:
        text = re.sub(r" & .*?, (?=\d{4}\b)", " et al., ", text, count=1)
    if chance.random() < 0.15:
        text = re.sub(r'"([^"]{30,}?) [^"]*,"', r'"\1,"', text, count=1)
    if chance.random() < 0.1:
        text = re.sub(r"\b(?:19|20)\d\d\b", lambda year: str(int(year[0]) + 1), text, count=1)
    if chance.random() < 0.2:
        text = re.sub(r", pages [^,]*", "", text)
    letters = [_MISREAD.get(a, a) if chance.random() < 0.02 else a for a in text]
    return "".join(letters)


def generated(
    size: int = 4000, first: int = 0, damage: Callable[[str, random.Random], str] = damaged
) -> tuple[list[Example], dict[str, Description]]:
    """Generated works and their citations on IDEAS, damaged at random."""
    chance = random.Random(11)  # a fixed choice
    described, examples = {}, []
    for number in range(first, first + size):
        work = works.work(number)
        described[work.handle] = describe_work(work)
        examples.append(Example(damage(cite(work), chance), work.handle))
    return examples, described


def describe_work(work: works.Work) -> Description:
    """What the graph would say of a generated work."""
    return describe(
        title=work.title,
        authors=[f"{person.given} {person.family}" for person in work.authors],
        year=work.year,
        volume=str(work.volume) if work.is_article else None,
        page=work.pages if work.is_article else None,
        number=None if work.is_article else work.item,
        container=work.series.name,
        kind=Kind.ARTICLE if work.is_article else Kind.PAPER,
    )


def pairs(file: Path) -> Iterator[tuple[Description, Description, bool]]:
    """Pairs of records with their label, in the text format of the DeepMatcher sets."""
    for line in file.read_text(encoding="utf-8").splitlines():
        one, other, label = line.split("\t")
        yield _record(one), _record(other), label == "1"


def _record(text: str) -> Description:
    fields = {}
    for part in text.strip().removeprefix("COL ").split(" COL "):
        name, _, value = part.partition(" VAL")
        fields[name] = value.strip()
    year = fields.get("year", "")[:4]
    return describe(
        title=fields.get("title"),
        authors=[name for name in fields.get("authors", "").split(" , ") if name],
        year=int(year) if year.isdigit() else None,
        container=fields.get("venue"),
    )


def score_pairs(file: Path) -> tuple[float, float, float]:
    """Precision, recall and F1 over the pairs of a file."""
    right = wrong = missed = 0
    for one, other, same in pairs(file):
        found = compare(one, other)
        said = found.veto is None and found.score >= SAME_RECORD
        right += said and same
        wrong += said and not same
        missed += same and not said
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def hard_pairs() -> tuple[float, float, int]:
    """Precision and recall of matches on the pairs of fuzzycat, and ambiguous ones matched."""
    with gzip.open(DATA / "verify_pairs.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["expected"]]
    verdicts = [
        row["expected"].removeprefix("Status.") for row in rows if _is_matched(row["a"], row["b"])
    ]
    right = sum(verdict in {"EXACT", "STRONG"} for verdict in verdicts)
    same = sum(row["expected"].removeprefix("Status.") in {"EXACT", "STRONG"} for row in rows)
    return right / max(1, len(verdicts)), right / max(1, same), verdicts.count("AMBIGUOUS")


def _is_matched(one: dict[str, Any], other: dict[str, Any]) -> bool:
    # Data sets and parts of articles are told apart by their identifiers alone.
    if {one["release_type"], other["release_type"]} & {"dataset", "component"}:
        return False
    return is_match(weigh(_release(one), _release(other)))


def _release(release: dict[str, Any]) -> Description:
    subtitle = f": {release['subtitle']}" if release.get("subtitle") else ""
    people = [person.get("raw_name") for person in release["contribs"] or []]
    return describe(
        title=f"{release['title'] or ''}{subtitle}",
        authors=[name for name in people if name],
        year=release["release_year"],
        volume=release["volume"],
        page=release["pages"],
        container=release.get("container_name"),
        kind=_KINDS.get(release["release_type"]),
    )


def report() -> str:
    """All tables, in Markdown; what is not there is said on standard error."""
    rows, calibration = [], Counter[tuple[float, int]]()
    sets = [
        ("generated IDEAS strings, damaged", "4,000", generated()),
        (
            "generated IDEAS strings, scanned",
            "another 4,000",
            generated(first=10_000, damage=scanned),
        ),
    ]
    if _is_there("references.jsonl.gz"):
        sets += [
            ("reference strings with DOIs", "first half, tuned on", strings(1)),
            ("reference strings with DOIs", "second half, not read", strings(2)),
        ]
    for name, part, (examples, described) in sets:
        found = evaluate(examples, described)
        rows.append(
            [
                name,
                part,
                f"{found.present:,} / {found.absent:,}",
                f"{found.precision:.4f}",
                f"{found.recall:.4f}",
                f"{found.f1:.4f}",
                f"{found.wrong_on_absent / max(1, found.absent):.2%}",
                f"{found.uncertain:,}",
            ]
        )
        for low, (right, number) in found.bands.items():
            calibration[low, 0] += right
            calibration[low, 1] += number
    header = "set|part|present / absent|precision|recall|F1|false on absent|uncertain"
    text = table(header, rows)
    same = []
    for name, file in PAIRS.items():
        if _is_there(file):
            same.append([name, *(f"{value:.4f}" for value in score_pairs(DATA / file)), ""])
    if _is_there("verify_pairs.jsonl.gz"):
        precision, recall, ambiguous = hard_pairs()
        same.append(["hard pairs", f"{precision:.4f}", f"{recall:.4f}", "", str(ambiguous)])
    if same:
        text += f"\n{table('pairs|precision|recall|F1|ambiguous and matched', same)}"
    if persons.DATA.exists():
        text += f"\n{_persons()}"
    else:
        print(f"{persons.DATA}: not there, left out", file=sys.stderr)
    bands = [
        [f"from {low}", f"{calibration[low, 1]:,}", f"{calibration[low, 0] / number:.4f}"]
        for low in _BANDS
        if (number := calibration[low, 1])
    ]
    return f"{text}\n{table('score of the best candidate|references|of these right', bands)}"


def _persons() -> str:
    rows = []
    for name, venues in (("with a series or journal in common", True), ("without", False)):
        found = persons.measure(venues=venues)
        rows.append(
            [
                name,
                f"{found.precision:.4f}",
                f"{found.recall:.4f}",
                f"{found.found:,}",
                f"{found.false:,}",
                f"{found.missed:,}",
            ]
        )
    return table("persons, evidence|precision|recall|pairs found|false|missed", rows)


def _is_there(name: str) -> bool:
    if (DATA / name).exists():
        return True
    print(f"{name}: not there, left out", file=sys.stderr)
    return False


def main() -> None:
    text = report()
    print(text)
    publish("matching.md", "evaluate", text)


if __name__ == "__main__":
    main()
