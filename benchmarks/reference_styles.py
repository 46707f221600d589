"""References written in a style drawn at random, as pieces that know which field they are.

A style is drawn first - the form of names, where the year stands, quotes, what parts the fields -
and kept for one reference, so that the manuals' styles (APA, Chicago, Harvard, Vancouver, IEEE) and
what journals, theses and manuscripts make of them all occur. How each kind of work goes on after
its title is in reference_kinds.py.
"""

import random
import re
from typing import NamedTuple

from reference_facts import Facts, Maker, Person

_NAMES = {
    "Family, I.": 30,
    "Family I.": 8,
    "Family I": 20,
    "I. Family": 10,
    "Family, Given": 6,
    "Given Family": 6,
    "FAMILY, I.": 4,
    "FAMILY I.": 3,
    "Family (I.)": 1,
    "first": 8,
}
_YEARS = {"names": 60, "end": 25, "volume": 15}
_QUOTES = {"": 60, "“”": 8, '""': 12, "‘’": 6, "''": 6, "«»": 2, "„“": 1}
_GAPS = {". ": 55, ", ": 35, ": ": 4, " ": 2}
# Where a field stands within such a form is marked `_`; forms are parted by `~`.
_AFTER_NAMES = (
    " (_). ~ (_). ~ (_) ~ (_) ~ (_), ~ (_): ~. _. ~, _. ~ _. ~ _, ~, _, ~ [_] ~ [_], ~ _ "
    "~. (_). ~ _: "
)
_EDITORS = " (ed.)~ (eds.)~ (Eds.)~, eds~, ed.~ (Hrsg.)"
_LAST_NAMES = " and ~ & ~, and ~, & ~, ~, ~; ~ et ~ und ~ y "
_OTHERS = " et al.~, et al.~ et al~, et al~ and others"
_PARTICLES = {"van", "de", "von", "dos", "Di", "De", "Le"}


class Piece(NamedTuple):
    """A stretch of a reference: a field's name, or `other`, and its words."""

    label: str
    text: str


class Style:
    """The style of one reference, and what is written of it so far."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.pieces: list[Piece] = []
        self.year_stands = self._weighted(_YEARS)
        self._names = self._weighted(_NAMES)
        self._quotes = self._weighted(_QUOTES)
        self._gap = self._weighted(_GAPS)
        self._initial_gap = chance.choice((" ", ""))

    def _weighted(self, options: dict[str, int]) -> str:
        return self.chance.choices(list(options), list(options.values()))[0]

    def pick(self, forms: str) -> str:
        """One of the forms parted by `~`."""
        return self.chance.choice(forms.split("~"))

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def add(self, label: str, text: str) -> None:
        if text:
            self.pieces.append(Piece(label, text))

    def say(self, forms: str) -> None:
        """Write one of the forms, which holds no field."""
        self.add("other", self.pick(forms))

    def put(self, forms: str, label: str, text: str) -> None:
        """Write a field within one of the forms."""
        before, _, after = self.pick(forms).partition("_")
        if before.startswith(".") and self.pieces and self.pieces[-1].text.endswith("."):
            before = before[1:]
        self.add("other", before)
        self.add(label, text)
        self.add("other", after)

    def put_year(self, forms: str, facts: Facts) -> None:
        words = f"{facts.year}{self.pick('~~~~~~a~b')}"
        if self.often(0.02):
            words = self.pick(f"forthcoming~in press~n.d.~{facts.year}/{facts.year + 1}")
        self.put(forms, "year", words)

    @property
    def has_year(self) -> bool:
        return any(piece.label == "year" for piece in self.pieces)

    def lead(self, facts: Facts) -> None:
        """Names, and the year where it stands with them."""
        editors = facts.kind == "book" and self.often(0.12)
        self.put_people("editor" if editors else "author", facts.authors)
        if editors:
            self.say(_EDITORS)
        if self.year_stands == "names":
            self.put_year(_AFTER_NAMES, facts)
        else:
            self.put(". _~. _~: _~, _~, _~ _", "other", "")

    def put_people(self, label: str, people: list[Person], *, natural: bool = False) -> None:
        last = self.pick(_LAST_NAMES)
        gap = "; " if last == "; " else self.pick(", ~, ~, ~, ~, ~, ~, ~, ~; ~/~ – ")
        last = "/" if gap == "/" else last
        cut = len(people) > 2 and self.often(0.15)
        shown = people[: self.chance.randint(1, 3)] if cut else people
        text = ""
        for at, person in enumerate(shown):
            if at:
                text += last if at == len(shown) - 1 and not cut else gap
            text += self._name(person, first=at == 0, natural=natural)
        self.add(label, text)
        if cut:
            self.say(_OTHERS)

    def _name(self, person: Person, *, first: bool, natural: bool) -> str:
        given, family = person
        if not given:
            return family
        letters = [word[0] for word in re.split(r"[ -]", given)]
        dotted = self._initial_gap.join(f"{letter}." for letter in letters)
        form = self._names
        particle, _, core = family.partition(" ")
        if particle in _PARTICLES and form == "Family, I." and self.often(0.3):
            return f"{core}, {dotted} {particle}"
        if natural:
            form = "Given Family" if form in {"Family, Given", "Given Family", "first"} else form
            if form == "Family, I." and self.often(0.6):
                form = "I. Family"
        if form == "first":
            return f"{family}, {given}" if first else f"{given} {family}"
        if form.isupper():
            family = family.upper()
        form = form.replace("FAMILY", "Family").replace("Family", "{family}", 1)
        form = form.replace("Given", given).replace("I.", dotted)
        form = re.sub(r"\bI$", "".join(letters), form)
        return form.replace("{family}", family)

    def put_title(self, facts: Facts) -> None:
        """The title, in quotes where the style has them, and what parts it from the rest."""
        is_part = facts.kind not in {"book", "thesis", "report"}
        quotes = self._quotes if is_part or self.often(0.1) else ""
        ends = facts.title[-1] in "?!."
        if not quotes:
            self.add("title", facts.title)
            self.add("other", " " if ends and self._gap != ", " else self._gap)
            return
        space = " " if quotes == "«»" and self.often(0.5) else ""
        self.add("other", quotes[0] + space)
        self.add("title", facts.title)
        if ends:
            self.add("other", f"{space}{quotes[1]} ")
        elif self.often(0.5) and not space:
            self.add("other", f"{self._gap.strip()}{quotes[1]} ")
        else:
            self.add("other", f"{space}{quotes[1]}{self._gap}")

    def put_pages(self, forms: str, facts: Facts) -> None:
        first, last = str(facts.first), str(facts.last)
        if self.often(0.15) and len(first) == len(last) > 2:
            last = last[-2:]
        text = f"{first}{self.pick('-~-~–~–~--~ - ')}{last}"
        if self.often(0.09):
            text = f"{self.pick('~S~e~A')}{first}"
        self.put(forms, "pages", text)


def made(seed: int) -> tuple[Style, Facts]:
    """The style and the facts of a seed, with names, year and title written."""
    chance = random.Random(seed)
    style, facts = Style(chance), Maker(chance).facts()
    style.lead(facts)
    # Some journals' lists leave titles out.
    if facts.kind != "article" or style.often(0.95):
        style.put_title(facts)
    return style, facts
